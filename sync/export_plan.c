/* What goes into which volume, and what the medium holds already. */
#include "sync/export_private.h"

#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "sync/receipts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_OVERHEAD 128            /* head, tag and signature of a frame */
#define VOLUME_SLACK (64 << 10)       /* head of the file, trailer, a manifest that is sent again */
#define ROOM_SLACK (INT64_C(1) << 20) /* what the medium's own tables take */

/* ---- records ---- */

struct chain {
    struct export *x;
    struct id writer;
    size_t cap;
};

static int add_commit(uint64_t n, struct span raw, void *ctx)
{
    struct chain *h = ctx;
    struct manifest *m = &h->x->m;
    struct commit c;
    struct manifest_range *r = m->nranges > 0 ? &m->ranges[m->nranges - 1] : NULL;

    if (!r || !id_equal(r->writer, h->writer) || r->to + 1 != n) {
        m->ranges = xgrow(m->ranges, m->nranges, &h->cap, sizeof *m->ranges);
        r = &m->ranges[m->nranges++];
        *r = (struct manifest_range){.writer = h->writer, .from = n};
    }
    r->to = n;
    if (commit_decode(&c, raw.p, raw.n, NULL) == 0) {
        h->x->state.changes += !commit_is_quiet(&c);
        commit_release(&c);
    }
    h->x->state.commits++;
    h->x->record_bytes += (int64_t)raw.n + 4;
    return 0;
}

struct writers {
    struct id *v;
    size_t n, cap;
};

static int add_writer(const struct writer_info *w, void *ctx)
{
    struct writers *list = ctx;

    list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
    list->v[list->n++] = w->writer;
    return 0;
}

static int plan_ranges(struct export *x, struct err *e)
{
    struct writers list = {0};
    struct chain h = {.x = x};
    int rc = store_writers(x->c->store, add_writer, &list, e);

    for (size_t i = 0; i < list.n && rc == 0; i++) {
        h.writer = list.v[i];
        rc = store_chain(x->c->store, list.v[i], 1, add_commit, &h, e);
    }
    free(list.v);
    x->record_bytes += (int64_t)(x->m.nranges + 8) * FRAME_OVERHEAD;
    return rc;
}

/* All that records name, in order of hash; what is here goes along. */
static void plan_pictures(struct export *x)
{
    struct pictures all;
    size_t n = 0;

    pictures_load(&all, x->c);
    x->m.photos = xcalloc(all.n + 1, sizeof *x->m.photos);
    for (size_t i = 0; i < all.n; i++)
        x->m.photos[x->m.nphotos++] = (struct manifest_photo){.sha256 = all.v[i].sha256,
                                                              .bytes = all.v[i].bytes,
                                                              .png = all.v[i].png,
                                                              .held = all.v[i].here};
    for (size_t i = 0; i < all.n; i++) {
        x->state.photos += all.v[i].here && !all.v[i].drawing;
        x->state.photos_missing += !all.v[i].here && !all.v[i].drawing;
        if (all.v[i].here && !x->how.without_photos)
            all.v[n++] = all.v[i];
        else
            free(all.v[i].name);
    }
    all.n = n;
    if (x->how.without_photos)
        x->state.photos = 0;
    pictures_small_first(&all);
    x->pictures = all;
}

int plan_manifest(struct export *x, struct err *e)
{
    const struct row *site = survey_site(&x->c->survey);
    struct buf m = BUF_INIT;
    int rc;

    x->m = (struct manifest){
        .catalog_version = CATALOG_VERSION,
        .made_ms = clock_now_ms(),
        .serial = xstrdup(site ? row_text(site, F_site_hospital_serial_no) : ""),
        .name = xstrdup(site ? row_text(site, F_site_hospital_name) : ""),
        .person = xstrdup(x->who.person),
        .crew = xstrdup(x->who.crew),
        .laptop = xstrdup(x->who.laptop),
    };
    rc = plan_ranges(x, e);
    plan_pictures(x);
    if (rc == 0)
        rc = receipts_collect(&x->m, x->c->store, &x->who, e);
    if (rc == 0)
        manifest_encode(&m, &x->m);
    x->record_bytes += (int64_t)(2 * m.len + x->roster_bytes.len + x->dict.len) + VOLUME_SLACK;
    buf_release(&m);
    return rc;
}

/* ---- volumes ---- */

static int64_t cost(const struct picture *p, uint32_t from, uint32_t to)
{
    int64_t begin = (int64_t)from * (int64_t)BUNDLE_CHUNK,
            end = to == picture_chunks(p->bytes) ? p->bytes : (int64_t)to * (int64_t)BUNDLE_CHUNK;

    return end - begin + (int64_t)(to - from) * FRAME_OVERHEAD;
}

static void add_piece(struct export *x, size_t picture, uint32_t from, uint32_t to, uint32_t volume)
{
    x->pieces = xgrow(x->pieces, x->npieces, &x->cap_pieces, sizeof *x->pieces);
    x->pieces[x->npieces++] =
        (struct piece){.picture = picture, .from = from, .to = to, .volume = volume};
}

/* Whole into this volume, whole into the next, or cut where a volume is full. */
static void place(struct export *x, size_t i, uint32_t *volume, int64_t *left)
{
    const struct picture *p = &x->pictures.v[i];
    uint32_t chunks = picture_chunks(p->bytes);
    int64_t one = (int64_t)BUNDLE_CHUNK + FRAME_OVERHEAD;

    if (cost(p, 0, chunks) > *left && cost(p, 0, chunks) <= x->capacity) {
        ++*volume;
        *left = x->capacity;
    }
    for (uint32_t from = 0; from < chunks;) {
        int64_t fit = *left / one;
        uint32_t to = cost(p, from, chunks) <= *left ? chunks
                      : fit < chunks - from          ? from + (uint32_t)fit
                                                     : chunks - 1;

        if (to > from) {
            add_piece(x, i, from, to, *volume);
            *left -= cost(p, from, to);
        }
        from = to;
        if (from < chunks) {
            ++*volume;
            *left = x->capacity;
        }
    }
}

static void name_volumes(struct export *x, const char *path)
{
    size_t stem = strlen(path), suffix = strlen(".gnb");

    if (stem > suffix && strcmp(path + stem - suffix, ".gnb") == 0)
        stem -= suffix;
    x->volumes = xcalloc(x->state.volumes, sizeof *x->volumes);
    for (uint32_t i = 0; i < x->state.volumes; i++) {
        struct buf name = BUF_INIT, part = BUF_INIT;

        buf_add(&name, path, stem);
        if (i > 0)
            buf_addf(&name, "-%" PRIu32, i + 1);
        buf_puts(&name, ".gnb");
        buf_addf(&part, "%s.part", buf_str(&name));
        x->volumes[i].path = buf_take(&name);
        x->volumes[i].part = buf_take(&part);
    }
}

int plan_volumes(struct export *x, const char *path, struct err *e)
{
    int64_t max = x->how.volume_max > 0 ? x->how.volume_max : BUNDLE_VOLUME_MAX, left;
    uint32_t volume = 1;
    char size[32];

    x->capacity = left = max - x->record_bytes;
    if (x->capacity < (x->pictures.n > 0 ? (int64_t)BUNDLE_CHUNK + FRAME_OVERHEAD : 0)) {
        snprintf(size, sizeof size, "%.1f MiB",
                 (double)(x->record_bytes + (int64_t)BUNDLE_CHUNK + FRAME_OVERHEAD) / 1048576);
        return err_say(e, ERR_LIMIT,
                       N_("A volume that small does not hold all records of {1}: at least {2}."),
                       x->m.serial, size);
    }
    for (size_t i = 0; i < x->pictures.n; i++)
        place(x, i, &volume, &left);
    x->state.volumes = volume;
    name_volumes(x, path);
    return 0;
}

bool plan_has(const struct export *x, uint32_t volume, const struct hash *sha256)
{
    for (size_t i = 0; i < x->npieces; i++)
        if (x->pieces[i].volume == volume &&
            hash_compare(&x->pictures.v[x->pieces[i].picture].sha256, sha256) == 0)
            return true;
    return false;
}

/* ---- what is on the medium ---- */

/* One of ours about this hospital; *head is copied out; *readers: it is sealed to
 * those of now, nobody came or left. */
static int look(const struct export *x, const char *path, struct bundle_head *head, bool *readers,
                struct err *e)
{
    struct bundle_reader *r;
    int rc = bundle_open(&r, x->io, path, e);

    if (rc != 0)
        return rc;
    *head = *bundle_head(r);
    head->card = (struct span){0};
    *readers = bundle_is_for(r, (const uint8_t(*)[KEY_LEN])x->keys, x->state.readers);
    bundle_close(r);
    return id_equal(head->hospital, store_hospital(x->c->store)) &&
                   memcmp(head->device, x->who.public_key, KEY_LEN) == 0
               ? 1
               : 0;
}

int64_t plan_file_size(const struct export *x, const char *path)
{
    struct io_file f;
    int64_t n;

    if (x->io->open(x->io, &f, path, IO_READ, NULL) != 0)
        return 0;
    n = x->io->size(&f, NULL);
    x->io->close(&f);
    return n > 0 ? n : 0;
}

/* One that was left is gone on with (bundle_begin says which): its id is that of
 * all volumes, its bytes need no room. */
static int look_at_part(struct export *x, struct volume *v, uint32_t number, struct err *e)
{
    struct bundle_head head;
    bool readers;
    int rc = look(x, v->part, &head, &readers, e);

    if (rc < 0)
        return rc == -ERR_IO ? rc : 0;
    if (rc == 0 || head.volumes != x->state.volumes || head.volume != number || !readers)
        return 0;
    if (id_is_zero(x->state.bundle))
        x->state.bundle = head.bundle;
    if (id_equal(x->state.bundle, head.bundle))
        v->before = plan_file_size(x, v->part);
    return 0;
}

static bool promises_kept(const struct manifest *m, const struct export *x, uint32_t volume)
{
    size_t n = 0, planned = 0;

    for (size_t i = 0; i < m->nphotos; i++) {
        n += m->photos[i].included;
        if (m->photos[i].included && !plan_has(x, volume, &m->photos[i].sha256))
            return false;
    }
    for (size_t i = 0; i < x->npieces; i++)
        planned += x->pieces[i].volume == volume;
    return n == planned;
}

/* Does a finished volume of this bundle hold the pictures that are planned for it? */
static bool is_finished(const struct export *x, const char *path, uint32_t number)
{
    struct bundle_reader *r;
    struct bundle_part part;
    bool same = false;

    if (bundle_open(&r, x->io, path, NULL) != 0)
        return false;
    if (id_equal(bundle_head(r)->bundle, x->state.bundle) && bundle_head(r)->volume == number &&
        bundle_head(r)->volumes == x->state.volumes &&
        bundle_is_for(r, (const uint8_t(*)[KEY_LEN])x->keys, x->state.readers) &&
        bundle_unlock(r, &x->who, NULL) == 0 && bundle_next(r, &part, NULL) == 1 &&
        part.kind == PART_MANIFEST && part.manifest)
        same = promises_kept(part.manifest, x, number);
    bundle_close(r);
    return same;
}

static int look_at_file(struct export *x, struct volume *v, struct err *e)
{
    struct bundle_head head;
    bool readers;
    int rc = look(x, v->path, &head, &readers, e);

    if (rc == -ERR_NOTFOUND)
        return 0;
    v->there = rc > 0;
    if (rc > 0)
        return 0;
    if (rc == 0 || rc == -ERR_CORRUPT || rc == -ERR_UNSUPPORTED || rc == -ERR_NEWER)
        rc = err_say(e, ERR_EXISTS,
                     N_("{1} is there already and is no older bundle of this hospital by this "
                        "laptop. Choose another name."),
                     v->path, NULL);
    return rc;
}

static int check_room(struct export *x, struct err *e)
{
    int64_t need = ROOM_SLACK, room = x->io->room(x->io, x->volumes[0].path, e);
    bool old = false;
    char size[32];

    if (room < 0)
        return (int)room;
    for (size_t i = 0; i < x->npieces; i++)
        if (!x->volumes[x->pieces[i].volume - 1].done)
            need += cost(&x->pictures.v[x->pieces[i].picture], x->pieces[i].from, x->pieces[i].to);
    for (uint32_t i = 0; i < x->state.volumes; i++) {
        need += x->volumes[i].done ? 0 : x->record_bytes;
        need -= x->volumes[i].before;
        old |= x->volumes[i].there && !x->volumes[i].done;
    }
    if (need <= room)
        return 0;
    snprintf(size, sizeof size, "%.1f MiB", (double)(need - room) / 1048576);
    return err_say(e, ERR_FULL,
                   old ? N_("There is no room for {1} beside the older bundle of that name, which "
                            "stays until the new one is whole: {2} more are needed. Take another "
                            "stick, or put the older one away.")
                       : N_("There is no room for {1}: {2} more are needed. Take another stick, or "
                            "leave the photos for a later one (--without-photos)."),
                   x->volumes[0].path, size);
}

int plan_medium(struct export *x, struct err *e)
{
    int rc = 0;

    for (uint32_t i = 0; i < x->state.volumes && rc == 0; i++)
        rc = look_at_part(x, &x->volumes[i], i + 1, e);
    if (rc == 0 && id_is_zero(x->state.bundle))
        x->state.bundle = id_new(clock_now_ms());
    for (uint32_t i = 0; i < x->state.volumes && rc == 0; i++)
        rc = look_at_file(x, &x->volumes[i], e);
    for (uint32_t i = 0; i < x->state.volumes && rc == 0; i++)
        x->volumes[i].done = x->volumes[i].there && is_finished(x, x->volumes[i].path, i + 1);
    return rc == 0 ? check_room(x, e) : rc;
}
