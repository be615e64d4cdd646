/* A chunk is written to CASE/photos/incoming/<sha256>.part. What of a picture
 * has come is noted in the store only when the run turns from it before it is
 * whole: then the file is synced first, so that a noted chunk is on the disk. A
 * picture whose chunks come in one go costs no note and one sync. Whole ones
 * are hashed and settled in batches like an intake (keep.h). A kill loses at
 * most chunks that nobody noted: the next import of the bundle brings them. */
#include "sync/arrivals.h"

#include "sync/bits.h"
#include "sync/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUT_OF_ORDER UINT32_MAX

static char *part_path(const struct arrivals *a, const struct hash *sha256)
{
    char hex[2 * HASH_LEN + 1];
    struct buf path = BUF_INIT;

    hash_print(sha256, hex);
    buf_addf(&path, "%s/photos/incoming/%s.part", a->c->folder, hex);
    return buf_take(&path);
}

/* ---- what may come ---- */

static struct arriving *find(const struct arrivals *a, const struct hash *sha256)
{
    size_t from = 0, to = a->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = hash_compare(&a->v[middle].p.sha256, sha256);

        if (order == 0)
            return &a->v[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

static int by_hash(const void *a, const void *b)
{
    return hash_compare(&((const struct arriving *)a)->p.sha256,
                        &((const struct arriving *)b)->p.sha256);
}

static void add(struct arrivals *a, struct picture p, bool included)
{
    uint32_t chunks = picture_chunks(p.bytes);
    struct arriving *v;

    a->v = xgrow(a->v, a->n, &a->cap, sizeof *a->v);
    v = &a->v[a->n++];
    *v = (struct arriving){.p = p, .chunks = chunks, .included = included};
    v->here = xcalloc(chunks / 8 + 1, 1);
    v->noted = xcalloc(chunks / 8 + 1, 1);
}

static void drop_all(struct arrivals *a)
{
    for (size_t i = 0; i < a->n; i++) {
        free(a->v[i].p.name);
        free(a->v[i].here);
        free(a->v[i].noted);
    }
    a->n = 0;
}

/* What records name, and what the manifest names beyond that. */
static void list(struct arrivals *a)
{
    struct pictures survey;
    size_t n;

    drop_all(a);
    pictures_load(&survey, a->c);
    for (size_t i = 0; i < survey.n; i++)
        add(a, survey.v[i], false);
    free(survey.v); /* the names went along */
    n = a->n;
    for (size_t i = 0; i < a->nexpected; i++) {
        const struct manifest_photo *p = &a->expected[i];
        struct arrivals known = {.v = a->v, .n = n};
        struct arriving *v = find(&known, &p->sha256);

        if (v)
            v->included = p->included;
        else if (p->bytes > 0 && p->bytes <= KEEP_MAX_BYTES)
            add(a,
                (struct picture){
                    .sha256 = p->sha256, .bytes = p->bytes, .png = p->png, .name = xstrdup("")},
                p->included);
    }
    if (a->n > 0)
        qsort(a->v, a->n, sizeof *a->v, by_hash);
    for (size_t i = 0; i < a->n; i++)
        if (!a->v[i].p.listed) {
            char *path = picture_path(a->c, &a->v[i].p);

            a->v[i].p.here = keep_is_there(path, a->v[i].p.bytes);
            free(path);
        }
}

struct noted {
    struct hash *v; /* chunk rows of pictures that are whole, unknown or lost */
    size_t n, cap;
    struct arrivals *a;
};

static int note(const struct hash *sha256, uint32_t index, void *ctx)
{
    struct noted *g = ctx;
    struct arriving *v = find(g->a, sha256);

    if (v && !v->p.here && index < v->chunks) {
        v->have += !bits_has(v->here, index);
        bits_set(v->here, index);
        bits_set(v->noted, index);
    } else if (g->n == 0 || hash_compare(&g->v[g->n - 1], sha256) != 0) {
        g->v = xgrow(g->v, g->n, &g->cap, sizeof *g->v);
        g->v[g->n++] = *sha256;
    }
    return 0;
}

static void forget(struct arriving *v)
{
    v->have = 0;
    memset(v->here, 0, v->chunks / 8 + 1);
    memset(v->noted, 0, v->chunks / 8 + 1);
}

/* A .part that is gone takes its notes with it. */
static int drop_lost(struct arrivals *a, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < a->n && rc == 0; i++) {
        struct arriving *v = &a->v[i];
        char *path;

        if (v->have == 0)
            continue;
        path = part_path(a, &v->p.sha256);
        if (access(path, F_OK) != 0) {
            forget(v);
            rc = store_chunk_drop(a->c->store, &v->p.sha256, e);
        }
        free(path);
    }
    return rc;
}

/* Room for everything the bundle promises, before the first byte. */
int arrivals_room(const struct arrivals *a, struct err *e)
{
    int64_t need = 0;

    for (size_t i = 0; i < a->n; i++) {
        const struct arriving *v = &a->v[i];

        if (v->included && !v->p.here)
            need += v->p.bytes - (int64_t)v->have * (int64_t)BUNDLE_CHUNK;
    }
    return need > 0 ? keep_room(a->c->folder, need, e) : 0;
}

static int load(struct arrivals *a, struct err *e)
{
    struct noted g = {.a = a};
    int rc = arrivals_settle(a, e);

    if (rc != 0)
        return rc;
    list(a);
    rc = store_chunks(a->c->store, note, &g, e);
    for (size_t i = 0; i < g.n && rc == 0; i++)
        rc = store_chunk_drop(a->c->store, &g.v[i], e);
    free(g.v);
    if (rc == 0)
        rc = drop_lost(a, e);
    a->fresh = rc == 0;
    return rc;
}

/* ---- one picture being written ---- */

static int turn_from(struct arrivals *a, struct err *e)
{
    struct arriving *v = a->open;
    int rc = 0;

    if (!v)
        return 0;
    if (v->have < v->chunks && fdatasync(a->fd) != 0)
        rc = err_errno(e, a->c->folder);
    for (uint32_t i = 0; v->have < v->chunks && i < v->chunks && rc == 0; i++)
        if (bits_has(v->here, i) && !bits_has(v->noted, i)) {
            rc = store_chunk_put(a->c->store, &v->p.sha256, i, e);
            bits_set(v->noted, i);
        }
    close(a->fd);
    a->fd = -1;
    a->open = NULL;
    return rc;
}

static int turn_to(struct arrivals *a, struct arriving *v, struct err *e)
{
    struct buf folder = BUF_INIT;
    char *path;
    int rc = turn_from(a, e);

    if (rc != 0)
        return rc;
    buf_addf(&folder, "%s/photos/incoming", a->c->folder);
    path = part_path(a, &v->p.sha256);
    if (mkdir(buf_str(&folder), 0700) != 0 && errno != EEXIST)
        rc = err_errno(e, buf_str(&folder));
    if (rc == 0) {
        a->fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
        rc = a->fd >= 0 ? 0 : err_errno(e, path);
    }
    /* Bytes nobody noted may be left of an older run: never longer than the picture. */
    if (rc == 0 && v->have == 0 && ftruncate(a->fd, 0) != 0)
        rc = err_errno(e, path);
    if (rc == 0) {
        a->open = v;
        a->hashed = v->have == 0 ? 0 : OUT_OF_ORDER;
        if (!a->md && !(a->md = EVP_MD_CTX_new()))
            out_of_memory();
        EVP_DigestInit_ex(a->md, EVP_sha256(), NULL);
    }
    buf_release(&folder);
    free(path);
    return rc;
}

static int write_chunk(struct arrivals *a, struct arriving *v, const struct chunk *part,
                       struct err *e)
{
    const uint8_t *p = part->data.p;
    size_t done = 0;

    while (done < part->data.n) {
        ssize_t n = pwrite(a->fd, p + done, part->data.n - done,
                           (off_t)part->index * (off_t)BUNDLE_CHUNK + (off_t)done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(e, a->c->folder);
        done += (size_t)n;
    }
    if (part->index == a->hashed) {
        EVP_DigestUpdate(a->md, p, part->data.n);
        a->hashed++;
    } else {
        a->hashed = OUT_OF_ORDER;
    }
    bits_set(v->here, part->index);
    v->have++;
    return 0;
}

/* ---- whole ones ---- */

static bool is_noted(const struct arriving *v)
{
    for (uint32_t i = 0; i < v->chunks; i++)
        if (bits_has(v->noted, i))
            return true;
    return false;
}

static int settle_batch(struct arrivals *a, struct err *e)
{
    int rc = a->nbatch > 0 ? keep_settle(a->batch, a->nbatch, e) : 0;

    for (size_t i = 0; i < a->nbatch; i++) {
        struct arriving *v = a->of[i];

        keep_release(&a->batch[i]);
        v->p.here = rc == 0;
        if (rc == 0)
            a->photos_new += !v->p.drawing;
        if (rc == 0 && is_noted(v))
            rc = store_chunk_drop(a->c->store, &v->p.sha256, e);
    }
    a->nbatch = 0;
    return rc;
}

static int refuse(struct arrivals *a, struct arriving *v, const char *path, struct err *e)
{
    unlink(path);
    forget(v);
    v->bad = true;
    a->photos_bad++;
    return store_chunk_drop(a->c->store, &v->p.sha256, e);
}

static int complete(struct arrivals *a, struct arriving *v, struct err *e)
{
    char *path = part_path(a, &v->p.sha256);
    bool in_order = a->hashed == v->chunks;
    struct hash h;
    int rc;

    if (in_order)
        EVP_DigestFinal_ex(a->md, h.b, NULL);
    sync_file_range(a->fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* the disk can start */
    rc = turn_from(a, e);
    if (rc == 0 && !in_order)
        rc = keep_hash(path, &h, NULL, e);
    if (rc == 0 && hash_compare(&h, &v->p.sha256) != 0) {
        rc = refuse(a, v, path, e);
    } else if (rc == 0) {
        struct kept *k = &a->batch[a->nbatch];

        rc = keep_adopt(k, a->c->folder, path, &v->p.sha256, v->p.png ? PICTURE_PNG : PICTURE_JPEG,
                        e);
        if (rc == 0) {
            free(k->path);
            k->path = picture_path(a->c, &v->p);
            a->of[a->nbatch++] = v;
            v->p.here = true;
        } else {
            keep_release(k);
        }
    }
    free(path);
    return rc == 0 && a->nbatch == ARRIVALS_BATCH ? settle_batch(a, e) : rc;
}

int arrivals_settle(struct arrivals *a, struct err *e)
{
    int rc = turn_from(a, e), settled = settle_batch(a, rc == 0 ? e : NULL);

    return rc != 0 ? rc : settled;
}

static bool fits(const struct arriving *v, const struct chunk *part)
{
    int64_t at = (int64_t)part->index * (int64_t)BUNDLE_CHUNK;

    return (int64_t)part->total == v->p.bytes && part->index < v->chunks &&
           (int64_t)part->data.n ==
               (part->index + 1 == v->chunks ? v->p.bytes - at : (int64_t)BUNDLE_CHUNK);
}

int arrivals_take(struct arrivals *a, const struct chunk *part, struct err *e)
{
    struct arriving *v;
    int rc = 0;

    if (!a->fresh) {
        rc = load(a, e);
        if (rc == 0)
            rc = arrivals_room(a, e);
    }
    if (rc != 0)
        return rc;
    v = find(a, &part->sha256);
    if (!v || v->p.here || v->bad || !fits(v, part) || bits_has(v->here, part->index))
        return 0;
    if (a->open != v)
        rc = turn_to(a, v, e);
    if (rc == 0)
        rc = write_chunk(a, v, part, e);
    return rc == 0 && v->have == v->chunks ? complete(a, v, e) : rc;
}

const struct arriving *arrivals_find(struct arrivals *a, const struct hash *sha256, struct err *e)
{
    return a->fresh || load(a, e) == 0 ? find(a, sha256) : NULL;
}

bool arrivals_has(const struct arriving *v, uint32_t index)
{
    return bits_has(v->here, index);
}

int arrivals_load(struct arrivals *a, struct err *e)
{
    return a->fresh ? 0 : load(a, e);
}

void arrivals_init(struct arrivals *a)
{
    *a = (struct arrivals){.fd = -1};
}

void arrivals_release(struct arrivals *a)
{
    for (size_t i = 0; i < a->nbatch; i++)
        keep_release(&a->batch[i]);
    a->nbatch = 0;
    if (a->fd >= 0)
        close(a->fd);
    drop_all(a);
    free(a->v);
    EVP_MD_CTX_free(a->md);
    *a = (struct arrivals){.fd = -1};
}
