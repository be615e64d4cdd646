/* Pictures out, small first, and in: each from the chunk on that is missing. */
#include "sync/central/session_priv.h"

#include "sync/bits.h"
#include "sync/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AHEAD 16 /* pictures that are asked about before their turn */
#define TRIES 2  /* of one whose bytes came out wrong there */

/* ---- what the store has ---- */

int photos_take(struct central_run *x, const struct answer *a, struct err *e)
{
    struct rows r = rows_of(a->body, a->n, 4);
    struct central_run was = {.photos = x->photos, .nphotos = x->nphotos};

    x->photos = NULL;
    x->nphotos = x->photos_cap = 0;
    for (uint32_t i = 0; i < r.n && !r.w.bad; i++) {
        struct far_photo p = {.state = 0};
        const struct far_photo *before;
        char mime[32];

        rows_fixed(&r, p.sha256.b, HASH_LEN);
        before = photos_find(&was, &p.sha256);
        p.whole = before && before->whole;
        p.doubtful = before && before->doubtful;
        p.bytes = rows_int8(&r);
        rows_word(&r, mime, sizeof mime);
        p.state = rows_int4(&r);
        p.png = strcmp(mime, "image/png") == 0;
        x->photos = xgrow(x->photos, x->nphotos, &x->photos_cap, sizeof *x->photos);
        x->photos[x->nphotos++] = p;
    }
    free(was.photos);
    return r.w.bad ? run_nonsense(x, a, e) : 0;
}

static int by_hash(const void *a, const void *b)
{
    return hash_compare(a, &((const struct far_photo *)b)->sha256);
}

struct far_photo *photos_find(const struct central_run *x, const struct hash *sha256)
{
    return x->nphotos > 0 ? bsearch(sha256, x->photos, x->nphotos, sizeof *x->photos, by_hash)
                          : NULL;
}

bool photos_held(const struct far_photo *p)
{
    return p && p->state != PHOTO_PARTIAL && !p->doubtful;
}

static void close_own(struct central_run *x)
{
    if (x->fd >= 0)
        close(x->fd);
    x->fd = -1;
}

void photos_forget(struct central_run *x)
{
    close_own(x);
    for (size_t i = 0; i < x->nout; i++) {
        free(x->out[i].there);
        free(x->out[i].p.name);
    }
    free(x->out);
    x->out = NULL;
    x->nout = x->nnew = x->ask_at = x->send_at = 0;
    free(x->wanted);
    x->wanted = NULL;
    x->nwanted = x->want_at = 0;
    x->arrivals.expected = NULL;
    x->arrivals.nexpected = 0;
    x->arrivals.fresh = false;
}

/* ---- those with something wrong ---- */

void photos_tell(struct central_run *x, const struct hash *sha256, const char *name,
                 const char *msg, const char *why)
{
    char hex[2 * HASH_LEN + 1];

    hash_print(sha256, hex);
    if (x->state.photos_failed++ < CENTRAL_TOLD)
        err_say(&x->state.told[x->state.photos_failed - 1], ERR_IO, msg, *name ? name : hex, why);
}

static void tell(struct central_run *x, const struct picture *p, const char *msg, const char *why)
{
    photos_tell(x, &p->sha256, p->name, msg, why);
}

/* ---- out ---- */

/* Those that the store lacks, or those that it says the object store keeps and that
 * nobody has looked at in this run. The names go along. */
static void add_out(struct central_run *x, struct pictures *all, bool kept)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct far_photo *f = photos_find(x, &all->v[i].sha256);
        int state = f ? f->state : PHOTO_PARTIAL;
        struct outgoing *o = &x->out[x->nout];

        if (!all->v[i].here || all->v[i].bytes <= 0 || (f && f->whole) ||
            state != (kept ? PHOTO_ELSEWHERE : PHOTO_PARTIAL))
            continue;
        *o = (struct outgoing){
            .p = all->v[i], .chunks = picture_chunks(all->v[i].bytes), .kept = kept};
        o->there = xcalloc(o->chunks / 8 + 1, 1);
        x->state.total += kept ? 0 : o->p.bytes;
        x->nout++;
        all->v[i].name = NULL;
    }
}

int photos_out_begin(struct central_run *x, struct err *e)
{
    struct pictures all;

    (void)e;
    photos_forget(x);
    objects_settle(x);
    x->state.photos_failed = x->state.photos_rotten = 0; /* of the attempt before */
    if (!x->c || x->how.without_photos || x->state.reads_only)
        return 0;
    pictures_load(&all, x->c);
    pictures_small_first(&all);
    x->out = xcalloc(all.n + 1, sizeof *x->out);
    add_out(x, &all, false);
    x->nnew = x->nout;
    if (x->elsewhere)
        add_out(x, &all, true);
    pictures_release(&all);
    return 0;
}

struct present {
    struct outgoing *o;
    int64_t bytes;
};

static void on_chunk_there(int32_t i, void *ctx)
{
    struct present *p = ctx;

    if (i < 0 || (uint32_t)i >= p->o->chunks || bits_has(p->o->there, (uint32_t)i))
        return;
    bits_set(p->o->there, (uint32_t)i);
    p->bytes += (int64_t)BUNDLE_CHUNK;
}

/* Why one is not taken: states below 0. */
static void tell_refused(struct central_run *x, const struct picture *p, int state)
{
    static const char *const words[] = {
        N_("Photo {1} was not taken: this login may not hand photos in here."),
        N_("Photo {1} was not taken: the central store has it with another size."),
        N_("Photo {1} was not taken: the central store does not know the hospital."),
    };
    size_t i = (size_t)(-1 - state);

    if (i < sizeof words / sizeof *words)
        tell(x, p, words[i], NULL);
}

static int on_put_photo(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    struct present p = {.o = &x->out[at]};
    struct rows r;
    int state;

    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 2);
    state = rows_int4(&r);
    rows_int4_array(&r, on_chunk_there, &p);
    if (r.w.bad || r.n != 1)
        return run_nonsense(x, a, e);
    p.o->answered = true;
    p.o->skip = state != PHOTO_PARTIAL;
    if (state < PHOTO_PARTIAL)
        tell_refused(x, &p.o->p, state);
    x->state.done += state > PHOTO_PARTIAL ? p.o->p.bytes : p.bytes;
    return 0;
}

static void ask_about(struct central_run *x, size_t at)
{
    const struct picture *p = &x->out[at].p;
    struct call c = run_call(x, CALL_put_photo);

    call_bytes(&c, p->sha256.b, HASH_LEN);
    call_int8(&c, p->bytes);
    call_text(&c, p->png ? "image/png" : "image/jpeg");
    run_ask(x, &c, on_put_photo, at);
}

static int on_put_chunk(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    char status[16];
    struct rows r;

    (void)at;
    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 1);
    rows_word(&r, status, sizeof status);
    if (r.w.bad || r.n != 1)
        return run_nonsense(x, a, e);
    if (strcmp(status, "ok") == 0) {
        x->moved = true;
        x->state.done += (int64_t)BUNDLE_CHUNK;
        if (x->state.done > x->state.total)
            x->state.done = x->state.total;
    }
    return 0; /* whatever else it says, finish_photo says what came of it */
}

/* The bytes here are not those of its name any more: never sent as such. */
static int look_at_own(struct central_run *x, struct outgoing *o)
{
    char *path = picture_path(x->c, &o->p);
    struct hash h;
    bool rotten = keep_hash(path, &h, NULL, NULL) != 0 || hash_compare(&h, &o->p.sha256) != 0;

    free(path);
    x->state.photos_rotten += rotten;
    return rotten;
}

/* From what it has now. */
static void send_again(struct central_run *x, size_t at)
{
    struct outgoing *o = &x->out[at];

    memset(o->there, 0, o->chunks / 8 + 1);
    o->answered = o->finishing = o->over = false;
    o->next = 0;
    ask_about(x, at);
    if (x->send_at > at) {
        close_own(x);
        x->send_at = at;
    }
}

static int on_finish(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    struct outgoing *o = &x->out[at];
    char status[16];
    struct rows r;

    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 1);
    rows_word(&r, status, sizeof status);
    if (r.w.bad || r.n != 1)
        return run_nonsense(x, a, e);
    o->over = true;
    if (strcmp(status, "stored") == 0) {
        x->moved = true;
        x->state.sent_photos++;
        x->state.sent_bytes += o->p.bytes;
    } else if (!look_at_own(x, o)) {
        if (++o->tries < TRIES)
            send_again(x, at);
        else
            tell(x, &o->p, N_("Photo {1} did not arrive at the central store: {2}"), status);
    }
    return 0;
}

static void finish(struct central_run *x, size_t at)
{
    struct call c = run_call(x, CALL_finish_photo);

    call_bytes(&c, x->out[at].p.sha256.b, HASH_LEN);
    run_ask(x, &c, on_finish, at);
    x->out[at].finishing = true;
}

/* 1: all of them, 0: the file is shorter, -1: errno. */
static int read_chunk(int fd, uint8_t *p, size_t n, off_t at)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = pread(fd, p + done, n - done, at + (off_t)done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return (int)got;
        done += (size_t)got;
    }
    return 1;
}

void photos_unread(struct central_run *x, struct outgoing *o, const char *why)
{
    o->skip = true;
    tell(x, &o->p, N_("Photo {1} cannot be read here: {2}"), why);
}

static void send_chunk(struct central_run *x, struct outgoing *o, uint32_t index)
{
    int64_t at = (int64_t)index * (int64_t)BUNDLE_CHUNK, left = o->p.bytes - at;
    size_t n = left < (int64_t)BUNDLE_CHUNK ? (size_t)left : BUNDLE_CHUNK;
    uint8_t *bytes = xmalloc(n);
    int rc = read_chunk(x->fd, bytes, n, (off_t)at);
    struct call c;

    if (rc > 0) {
        c = run_call(x, CALL_put_chunk);
        call_bytes(&c, o->p.sha256.b, HASH_LEN);
        call_int4(&c, (int32_t)index);
        call_bytes(&c, bytes, n);
        run_ask(x, &c, on_put_chunk, x->send_at);
    } else if (rc < 0) {
        photos_unread(x, o, strerror(errno));
    } else { /* shorter than it was: gone while it was read */
        o->skip = true;
        x->state.photos_rotten++;
    }
    free(bytes);
}

static void open_own(struct central_run *x, struct outgoing *o)
{
    char *path = picture_path(x->c, &o->p);

    x->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (x->fd < 0)
        photos_unread(x, o, strerror(errno));
    free(path);
}

/* One more chunk of the picture whose turn it is, or its end. */
static int send_more(struct central_run *x)
{
    struct outgoing *o = &x->out[x->send_at];

    while (o->next < o->chunks && bits_has(o->there, o->next))
        o->next++;
    if (!o->skip && o->next < o->chunks) {
        if (x->fd < 0)
            open_own(x, o);
        if (x->fd >= 0)
            send_chunk(x, o, o->next++);
        return 1;
    }
    if (!o->skip)
        finish(x, x->send_at);
    close_own(x);
    x->send_at++;
    return 1;
}

int photos_out_more(struct central_run *x, struct err *e)
{
    (void)e;
    while (x->send_at < x->nout && (x->out[x->send_at].over || x->out[x->send_at].finishing))
        x->send_at++;
    if (x->ask_at < x->nout && x->ask_at < x->send_at + AHEAD &&
        (x->ask_at < x->nnew || x->send_at >= x->nnew)) {
        size_t at = x->ask_at++;

        x->out[at].kept ? objects_look(x, at) : ask_about(x, at);
        return 1;
    }
    if (x->elsewhere)
        return objects_out_more(x);
    if (x->send_at < x->nout && x->out[x->send_at].answered)
        return send_more(x);
    return 0;
}

/* ---- in ---- */

/* What a person purged here comes back when it is fetched, not by itself. */
static bool may_come(const struct central_run *x, const struct far_photo *p)
{
    return (p->state == PHOTO_STORED || (p->state == PHOTO_ELSEWHERE && x->elsewhere)) &&
           (x->how.fetch || !x->c || !store_purged(x->c->store, &p->sha256));
}

int photos_in_begin(struct central_run *x, struct err *e)
{
    int rc = run_refresh(x, e);

    photos_forget(x);
    if (rc != 0 || x->how.without_photos || x->how.send_only)
        return rc;
    x->wanted = xcalloc(x->nphotos + 1, sizeof *x->wanted);
    for (size_t i = 0; i < x->nphotos; i++)
        x->wanted[i] = (struct manifest_photo){.sha256 = x->photos[i].sha256,
                                               .bytes = x->photos[i].bytes,
                                               .png = x->photos[i].png,
                                               .included = may_come(x, &x->photos[i]),
                                               .held = true};
    x->nwanted = x->nphotos;
    x->arrivals.expected = x->wanted;
    x->arrivals.nexpected = x->nwanted;
    x->want_at = 0;
    x->want_chunk = 0;
    x->state.photos_lost = 0;
    rc = arrivals_load(&x->arrivals, e);
    if (rc == 0 && arrivals_room(&x->arrivals, &x->state.trouble) != 0) {
        x->want_at = x->nwanted; /* the records are here: what they say of photos stays true */
        return 0;
    }
    for (size_t i = 0; i < x->nwanted && rc == 0; i++) {
        const struct arriving *v = arrivals_find(&x->arrivals, &x->wanted[i].sha256, e);

        if (v && v->included && !v->p.here)
            x->state.total += v->p.bytes - (int64_t)v->have * (int64_t)BUNDLE_CHUNK;
    }
    return rc;
}

/* `at` is picture and chunk in one. */
static size_t chunk_at(size_t picture, uint32_t index)
{
    return picture << 8 | index;
}

static int on_chunk(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    const struct manifest_photo *p = &x->wanted[at >> 8];
    struct chunk part = {
        .sha256 = p->sha256, .index = (uint32_t)(at & 255), .total = (uint64_t)p->bytes};
    struct rows r;
    int rc;

    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 1);
    if (r.n == 0)
        return 0; /* it was put back to an older state meanwhile */
    part.data = rows_bytes(&r);
    if (r.w.bad)
        return run_nonsense(x, a, e);
    rc = arrivals_take(&x->arrivals, &part, e);
    x->state.done += (int64_t)part.data.n;
    x->moved = true;
    x->state.photos_new = x->arrivals.photos_new;
    return rc;
}

int photos_in_more(struct central_run *x, struct err *e)
{
    for (; x->want_at < x->nwanted; x->want_at++, x->want_chunk = 0) {
        const struct manifest_photo *p = &x->wanted[x->want_at];
        const struct arriving *v = p->included ? arrivals_find(&x->arrivals, &p->sha256, e) : NULL;
        struct call c;

        if (!v || v->p.here || v->bad)
            continue;
        if (x->photos[x->want_at].state == PHOTO_ELSEWHERE) {
            if (objects_get_one(x, x->want_at) == 0)
                continue;
            x->want_at++;
            return 1;
        }
        while (x->want_chunk < v->chunks && arrivals_has(v, x->want_chunk))
            x->want_chunk++;
        if (x->want_chunk == v->chunks)
            continue;
        c = run_call(x, CALL_chunk);
        call_bytes(&c, p->sha256.b, HASH_LEN);
        call_int4(&c, (int32_t)x->want_chunk);
        run_ask(x, &c, on_chunk, chunk_at(x->want_at, x->want_chunk));
        x->want_chunk++;
        return 1;
    }
    return 0;
}

/* Whatever it says: right bytes stay there, wrong ones are sent again by whoever has
 * the photo. */
static int on_recheck(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    (void)at;
    return a->fault ? run_failed(x, a, e) : 0;
}

/* What came damaged is damaged there: it is made to look. */
static void report_bad(struct central_run *x)
{
    for (size_t i = 0; i < x->arrivals.n; i++) {
        const struct arriving *v = &x->arrivals.v[i];
        const struct far_photo *f = v->bad ? photos_find(x, &v->p.sha256) : NULL;
        struct call c;

        if (!f || f->state != PHOTO_STORED)
            continue;
        tell(x, &v->p,
             N_("Photo {1} is damaged in the central store. The laptop that has it sends it again "
                "at its next sync."),
             NULL);
        c = run_call(x, CALL_recheck_photo);
        call_bytes(&c, v->p.sha256.b, HASH_LEN);
        run_ask(x, &c, on_recheck, i);
    }
}

int photos_in_end(struct central_run *x, struct err *e)
{
    struct arrivals *a = &x->arrivals;
    struct hash *away;
    size_t n = 0;
    int rc = arrivals_settle(a, e);

    if (rc == 0) {
        report_bad(x);
        rc = arrivals_load(a, e);
    }
    if (rc != 0)
        return rc;
    away = xcalloc(a->n + 1, sizeof *away);
    for (size_t i = 0; i < a->n; i++)
        if (a->v[i].p.listed && !a->v[i].p.here)
            away[n++] = a->v[i].p.sha256;
    rc = store_photos_away(x->c->store, away, n, e);
    free(away);
    return rc == 0 ? pictures_place(x->c, e) : rc;
}
