#include "sync/purge.h"

#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "sync/central/peer.h"
#include "sync/photos.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COPIES 2  /* with others, before one goes here */
#define BATCH 256 /* photos of one commit */

const char *purge_fate_id(enum purge_fate f)
{
    static const char *const ids[PURGE_FATES] = {
        [PURGE_GOES] = "purged",
        [PURGE_PENDING] = "not_handed_over",
        [PURGE_FEW] = "few_copies",
        [PURGE_KEEPER] = "no_keeper",
        [PURGE_DRAWING] = "floor_plan",
        [PURGE_ROTTEN] = "damaged",
        [PURGE_UNASKED] = "central_not_asked",
    };

    return ids[f];
}

/* -- what is here -------------------------------------------------------------- */

/* A photo whose file is there is not away, whatever an earlier purge that was
 * killed has noted. */
static int load_photos(struct purge *p, struct err *e)
{
    struct pictures all;
    int rc = 0;

    pictures_load(&all, p->c);
    p->v = xcalloc(all.n + 1, sizeof *p->v);
    for (size_t i = 0; i < all.n && rc == 0; i++) {
        const struct picture *from = &all.v[i];

        p->drawings += from->drawing && from->here;
        if (from->drawing || !from->here)
            continue;
        p->v[p->n++] = (struct purge_photo){.sha256 = from->sha256,
                                            .bytes = from->bytes,
                                            .name = xstrdup(from->name),
                                            .path = picture_path(p->c, from),
                                            .fate = from->both ? PURGE_DRAWING : PURGE_GOES};
        rc = store_photo_here(p->c->store, &from->sha256, e);
    }
    pictures_release(&all);
    return rc;
}

static int by_hash(const void *a, const void *b)
{
    return hash_compare(&((const struct purge_photo *)a)->sha256,
                        &((const struct purge_photo *)b)->sha256);
}

static void load_records(struct purge *p)
{
    const struct survey *s = &p->c->survey;

    for (size_t i = 0; i < s->all[KIND_photo]; i++) {
        const struct row *r = s->rows[KIND_photo][i];
        struct purge_photo wanted, *at;

        if (!hash_parse(row_text(r, F_photo_sha256), &wanted.sha256) || p->n == 0)
            continue;
        at = bsearch(&wanted, p->v, p->n, sizeof *p->v, by_hash);
        if (!at)
            continue;
        at->records = xgrow(at->records, at->nrecords, &at->record_cap, sizeof *at->records);
        at->records[at->nrecords++] = r->id;
    }
}

/* -- who else has it ------------------------------------------------------------- */

struct writer {
    struct id id;
    uint8_t device[KEY_LEN];
    bool own;
    uint64_t have;
    uint64_t told;      /* so far somebody else has it */
    uint64_t handed_in; /* so far the central store does; of an own one */
};

struct judging {
    struct purge *p;
    struct writer *writers;
    size_t nwriters, cap;
    struct purge_photo *photo; /* the one that is judged */
    bool keeper, own, pending;
    bool unsaid; /* the central store lacks commits of this laptop */
};

static int on_writer(const struct writer_info *w, void *ctx)
{
    struct judging *j = ctx;
    struct writer *one;

    j->writers = xgrow(j->writers, j->nwriters, &j->cap, sizeof *j->writers);
    one = &j->writers[j->nwriters++];
    *one = (struct writer){.id = w->writer, .own = w->own, .have = w->have};
    memcpy(one->device, w->device, KEY_LEN);
    return 0;
}

static struct writer *find_writer(const struct judging *j, struct id id)
{
    for (size_t i = 0; i < j->nwriters; i++)
        if (id_equal(j->writers[i].id, id))
            return &j->writers[i];
    return NULL;
}

static int on_receipt(const uint8_t peer[KEY_LEN], struct id writer, uint64_t n, void *ctx)
{
    struct judging *j = ctx;
    struct writer *w = find_writer(j, writer);

    if (w && n > w->told)
        w->told = n;
    if (w && w->own && j->p->asked && memcmp(peer, j->p->central, KEY_LEN) == 0)
        w->handed_in = n;
    return 0;
}

/* What a record says, and whether anybody else has that. */
static int on_head(uint32_t field, const struct head *h, void *ctx)
{
    struct judging *j = ctx;
    const struct writer *w = find_writer(j, h->writer);

    j->pending |= !w || h->n > w->told;
    if (!w || field != field_log_number(F_photo_sha256, false))
        return 0;
    j->own |= w->own;
    for (size_t i = 0; i < j->photo->nholders; i++)
        j->keeper |= memcmp(j->photo->holders[i].peer, w->device, KEY_LEN) == 0;
    return 0;
}

static const struct member *member_of(const struct purge *p, const uint8_t peer[KEY_LEN])
{
    return p->roster && p->roster->there ? roster_find(p->roster, peer) : NULL;
}

static const struct purge_holder *central_of(const struct purge_photo *v)
{
    for (size_t i = 0; i < v->nholders; i++)
        if (v->holders[i].central)
            return &v->holders[i];
    return NULL;
}

/* Of several central stores the one that was asked; where none was, any stands for it. */
static bool counts(const struct judging *j, const struct holder *h)
{
    const struct purge *p = j->p;
    const struct member *m = member_of(p, h->peer);

    if (!h->own || memcmp(h->peer, p->who->public_key, KEY_LEN) == 0)
        return false;
    if (central_is_peer(h->peer))
        return p->asked ? memcmp(h->peer, p->central, KEY_LEN) == 0 : !central_of(j->photo);
    return !p->roster || !p->roster->there || (m && m->revoked_ms == 0);
}

static int on_holder(const struct holder *h, void *ctx)
{
    struct judging *j = ctx;
    struct purge_photo *v = j->photo;
    const struct member *m = member_of(j->p, h->peer);
    struct purge_holder *one;

    if (!counts(j, h))
        return 0;
    v->holders = xgrow(v->holders, v->nholders, &v->holder_cap, sizeof *v->holders);
    one = &v->holders[v->nholders++];
    *one = (struct purge_holder){.central = central_is_peer(h->peer)};
    memcpy(one->peer, h->peer, KEY_LEN);
    snprintf(one->person, sizeof one->person, "%s", m ? m->card.person : h->person);
    snprintf(one->laptop, sizeof one->laptop, "%s", m ? m->card.laptop : h->laptop);
    return 0;
}

/* By n others that count, the central store among them or not. */
static enum purge_fate fate_of(const struct judging *j, size_t n, bool central)
{
    if (j->pending)
        return PURGE_PENDING;
    if (n < COPIES)
        return PURGE_FEW;
    return central || (j->keeper && !j->own) ? PURGE_GOES : PURGE_KEEPER;
}

static int judge(struct judging *j, struct purge_photo *v, struct err *e)
{
    struct store *st = j->p->c->store;
    bool central;
    int rc;

    j->photo = v;
    j->keeper = j->own = j->pending = false;
    rc = store_holders(st, &v->sha256, on_holder, j, e);
    for (size_t i = 0; i < v->nrecords && rc == 0; i++)
        rc = store_cells(st, v->records[i], on_head, j, e);
    if (rc != 0 || v->fate == PURGE_DRAWING)
        return rc;
    central = central_of(v) != NULL;
    if (j->p->asked) {
        v->fate = fate_of(j, v->nholders, central);
        return 0;
    }
    v->fate = fate_of(j, v->nholders - central, false);
    if (v->fate != PURGE_GOES && fate_of(j, v->nholders, central) == PURGE_GOES)
        v->fate = PURGE_UNASKED;
    return 0;
}

/* The receipts of now. */
static int load_receipts(struct judging *j, struct err *e)
{
    int rc = store_writers(j->p->c->store, on_writer, j, e);

    if (rc == 0)
        rc = store_peers(j->p->c->store, on_receipt, j, e);
    for (size_t i = 0; i < j->nwriters; i++)
        j->unsaid |= j->writers[i].own && j->writers[i].handed_in < j->writers[i].have;
    return rc;
}

static int judge_all(struct purge *p, struct err *e)
{
    struct judging j = {.p = p};
    int rc = load_receipts(&j, e);

    for (size_t i = 0; i < p->n && rc == 0; i++) {
        rc = judge(&j, &p->v[i], e);
        p->going += p->v[i].fate == PURGE_GOES;
        p->unasked += p->v[i].fate == PURGE_UNASKED;
        p->going_bytes += p->v[i].fate == PURGE_GOES ? p->v[i].bytes : 0;
    }
    free(j.writers);
    return rc;
}

int purge_new(struct purge **out, struct casefile *c, const struct roster *r,
              const struct identity *who, const uint8_t *central, struct err *e)
{
    struct purge *p = xcalloc(1, sizeof *p);
    int rc;

    *p = (struct purge){.c = c, .roster = r, .who = who, .asked = central != NULL};
    if (central)
        memcpy(p->central, central, KEY_LEN);
    rc = load_photos(p, e);
    if (rc == 0) {
        load_records(p);
        rc = judge_all(p, e);
    }
    if (rc == 0)
        *out = p;
    else
        purge_free(p);
    return rc;
}

void purge_free(struct purge *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++) {
        free(p->v[i].name);
        free(p->v[i].path);
        free(p->v[i].records);
        free(p->v[i].holders);
    }
    free(p->v);
    free(p);
}

/* -- the bytes here ---------------------------------------------------------------- */

int purge_step(struct purge *p, struct err *e)
{
    struct purge_photo *v;
    struct hash there;
    int rc;

    while (p->at < p->n && p->v[p->at].fate != PURGE_GOES)
        p->at++;
    if (p->at == p->n)
        return 0;
    v = &p->v[p->at++];
    rc = keep_hash(v->path, &there, NULL, e);
    if (rc != 0)
        return rc;
    p->done_bytes += v->bytes;
    if (hash_compare(&there, &v->sha256) != 0) {
        v->fate = PURGE_ROTTEN;
        p->going--;
        p->going_bytes -= v->bytes;
        p->done_bytes -= v->bytes;
    }
    return 1;
}

/* -- doing it ------------------------------------------------------------------------ */

/* "<hex> central, PC-11 (田中)" */
static void put_receipts(const struct purge_photo *v, struct buf *out)
{
    char hex[2 * HASH_LEN + 1], key[40];

    hash_print(&v->sha256, hex);
    buf_addf(out, "%s ", hex);
    for (size_t i = 0; i < v->nholders; i++) {
        const struct purge_holder *h = &v->holders[i];

        key_fingerprint(h->peer, key);
        buf_addf(out, "%s%s", i > 0 ? ", " : "",
                 h->central   ? "central"
                 : *h->laptop ? h->laptop
                              : key);
        if (*h->person)
            buf_addf(out, " (%s)", h->person);
    }
}

/* "<hex> few_copies" */
static void put_reason(const struct purge_photo *v, struct buf *out)
{
    char hex[2 * HASH_LEN + 1];

    hash_print(&v->sha256, hex);
    buf_addf(out, "%s %s", hex, purge_fate_id(v->fate));
}

static bool goes(const struct purge_photo *v)
{
    return v->fate == PURGE_GOES;
}

static bool kept(const struct purge_photo *v)
{
    return v->kept;
}

/* Says the same of the photos of a batch that are such. */
static int commit(struct purge *p, size_t from, enum event event,
                  bool (*such)(const struct purge_photo *),
                  void (*put)(const struct purge_photo *, struct buf *), struct err *e)
{
    struct edits list = {0};
    int rc;

    for (size_t i = from; i < p->n && i < from + BATCH; i++) {
        struct buf text = BUF_INIT;

        if (!such(&p->v[i]))
            continue;
        put(&p->v[i], &text);
        for (size_t k = 0; k < p->v[i].nrecords; k++)
            edits_op(&list, OP_EVENT, p->v[i].records[k], event, value_text(buf_str(&text)));
        buf_release(&text);
    }
    rc = list.n > 0 ? case_edit(p->c, &list, e) : 0;
    edits_release(&list);
    return rc;
}

int purge_announce(struct purge *p, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < p->n && rc == 0; i += BATCH)
        rc = commit(p, i, EVENT_PURGE, goes, put_receipts, e);
    return rc;
}

static void keep(struct purge *p, struct purge_photo *v, enum purge_fate why)
{
    v->kept = true;
    v->fate = why;
    p->kept++;
    p->going--;
    p->going_bytes -= v->bytes;
}

/* They were not touched. */
static int say_kept(struct purge *p, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < p->n && rc == 0; i++)
        if (p->v[i].kept)
            rc = store_photo_here(p->c->store, &p->v[i].sha256, e);
    for (size_t i = 0; i < p->n && rc == 0; i += BATCH)
        rc = commit(p, i, EVENT_KEEP, kept, put_reason, e);
    return rc;
}

int purge_stop(struct purge *p, struct err *e)
{
    for (size_t i = 0; i < p->n; i++)
        if (goes(&p->v[i]))
            keep(p, &p->v[i], PURGE_UNASKED);
    return say_kept(p, e);
}

int purge_again(struct purge *p, struct err *e)
{
    struct judging j = {.p = p};
    int rc = load_receipts(&j, e);

    for (size_t i = 0; i < p->n; i++)
        p->v[i].nrecords = 0;
    load_records(p);
    for (size_t i = 0; i < p->n && rc == 0; i++) {
        struct purge_photo *v = &p->v[i];
        enum purge_fate now;

        if (!goes(v))
            continue;
        v->nholders = 0;
        rc = judge(&j, v, e);
        now = j.unsaid ? PURGE_UNASKED : v->fate;
        if (rc == 0 && now != PURGE_GOES)
            keep(p, v, now);
    }
    free(j.writers);
    return rc == 0 ? say_kept(p, e) : rc;
}

/* What could not be removed is here. */
static int stays(struct purge *p, size_t from, size_t to, struct err *e)
{
    struct err ignored;
    int rc = err_errno(e, p->v[from].path);

    for (size_t i = from; i < to; i++)
        if (goes(&p->v[i]))
            store_photo_here(p->c->store, &p->v[i].sha256, &ignored);
    return rc;
}

static int remove_batch(struct purge *p, size_t from, size_t to, struct err *e)
{
    struct hash *v = xcalloc(BATCH, sizeof *v);
    size_t n = 0;
    int rc;

    for (size_t i = from; i < to; i++)
        if (goes(&p->v[i]))
            v[n++] = p->v[i].sha256;
    rc = n > 0 ? store_photos_purged(p->c->store, v, n, clock_now_ms(), e) : 0;
    free(v);
    for (size_t i = from; i < to && rc == 0; i++)
        if (goes(&p->v[i]) && unlink(p->v[i].path) != 0 && errno != ENOENT)
            rc = stays(p, i, to, e);
    return rc;
}

int purge_remove(struct purge *p, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < p->n && rc == 0; i += BATCH)
        rc = remove_batch(p, i, i + BATCH < p->n ? i + BATCH : p->n, e);
    return rc;
}
