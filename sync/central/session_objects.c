/* Pictures of a site that keeps them in an object store: out, each put there whole
 * and then noted in the central store; in, each got whole. What the store does not
 * do keeps nothing else back: the rest of the sync goes on, and the trouble is told.
 *
 * Only where the settings here name the store's own place; else photos go into the
 * database. Each picture that is here and that the store says to lie there is looked at
 * once in a run (a HEAD: its length, not its bytes), after the new ones: one that is
 * missing or of another length is reported and put again. One that cannot be looked at
 * or put is doubtful: it does not enter the receipt. A line that is gone proves nothing:
 * then the store's word stands. */
#include "sync/central/session_priv.h"

#include "model/base/file.h"
#include "sync/bundle.h"
#include "sync/central/objects.h"
#include "sync/central/reasons.h"

#include <stdlib.h>
#include <string.h>

#define FAILURES_MAX 3 /* attempts in a row that may pass: then the rest of the sync goes on */

/* Of outgoing.stage */
enum { OUT_NEW, OUT_LOOKING, OUT_TO_PUT, OUT_ON_THE_WAY };

/* ---- requests ---- */

static size_t begin_object(struct central_run *x, enum object_verb verb, const struct hash *sha256,
                           int64_t size, uint32_t *id)
{
    uint8_t v = (uint8_t)verb;
    size_t begun;

    *id = link_id(x->link);
    begun = central_frame_begin(link_out(x->link), CENTRAL_OBJECT, 0, *id);
    buf_add(link_out(x->link), &v, 1);
    buf_add(link_out(x->link), sha256->b, HASH_LEN);
    wire_put64(link_out(x->link), (uint64_t)size);
    return begun;
}

static void ask_object(struct central_run *x, enum object_verb verb, const struct hash *sha256,
                       int64_t size, answer_fn *fn, size_t at)
{
    uint32_t id;
    size_t begun = begin_object(x, verb, sha256, size, &id);

    central_frame_end(link_out(x->link), begun);
    run_expect(x, fn, at, id, verb == OBJECT_GET ? (size_t)size : 0);
}

static int on_named(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    (void)at;
    return a->fault ? run_failed(x, a, e) : 0;
}

void objects_name(struct central_run *x)
{
    uint32_t id;
    size_t begun;

    if (!x->objects.bucket[0])
        return;
    id = link_id(x->link);
    begun = central_frame_begin(link_out(x->link), CENTRAL_OBJECTS, 0, id);
    object_store_put(link_out(x->link), &x->objects);
    central_frame_end(link_out(x->link), begun);
    run_expect(x, on_named, 0, id, 0);
}

/* Nothing is put where the others would not look for it, and nothing is said to lie
 * where it does not. */
void objects_settle(struct central_run *x)
{
    char own[OBJECT_PLACE_MAX];

    object_store_place(own, &x->objects);
    x->elsewhere = *own && strcmp(own, x->place) == 0;
    if (!*own || x->elsewhere || x->how.without_photos)
        return;
    if (*x->place)
        err_say(&x->state.trouble, ERR_REFUSED,
                N_("The central store keeps photos at {1}; the settings say {2}. Photos go into "
                   "its database."),
                x->place, own);
    else
        err_say(&x->state.trouble, ERR_REFUSED,
                N_("The central store {1} keeps photos itself; genba central init --photos says "
                   "where else."),
                x->state.host, NULL);
}

/* What this run knows of one by having looked. */
static void seen(struct central_run *x, const struct hash *sha256, bool whole)
{
    struct far_photo *f = photos_find(x, sha256);

    if (f) {
        f->whole = whole;
        f->doubtful = !whole;
    }
}

/* Those that the store keeps and that cannot be looked at: it may have lost them. */
static void doubt_kept(struct central_run *x)
{
    for (size_t i = x->nnew; i < x->nout; i++)
        if (x->out[i].kept && !x->out[i].over)
            seen(x, &x->out[i].p.sha256, false);
}

/* What is about all of them: once more from the beginning, or on without it. What
 * is about one is counted, and the others go on. */
static int object_failed(struct central_run *x, const struct answer *a, const struct hash *sha256,
                         const char *name, const char *msg, struct err *e)
{
    struct err why = {0};

    if (x->state.trouble.code)
        return 0; /* the others that were on their way */
    if (a->fault == FAULT_OTHER) {
        photos_tell(x, sha256, name, msg, a->text);
        return 0;
    }
    object_reason(a, object_store_host(&x->objects), &why);
    if ((a->fault == FAULT_AGAIN || a->fault == FAULT_UNREACHABLE) &&
        ++x->object_failures < FAILURES_MAX)
        return run_again(x, &why, e);
    if (a->fault != FAULT_AGAIN && a->fault != FAULT_UNREACHABLE)
        doubt_kept(x);
    x->state.trouble = why;
    return 0;
}

static void had(struct central_run *x, int64_t bytes)
{
    x->moved = true;
    x->object_failures = 0;
    x->state.done += bytes;
}

/* ---- out ---- */

static int on_noted(struct central_run *x, size_t at, const struct answer *a, struct err *e)
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
        seen(x, &o->p.sha256, true);
        x->state.sent_photos++;
        x->state.sent_bytes += o->p.bytes;
    } else {
        photos_tell(x, &o->p.sha256, o->p.name,
                    N_("Photo {1} did not arrive at the central store: {2}"), status);
    }
    return 0;
}

/* It is there: now the central store may know. */
static void note(struct central_run *x, size_t at)
{
    struct outgoing *o = &x->out[at];
    struct call c = run_call(x, CALL_put_object);

    call_bytes(&c, o->p.sha256.b, HASH_LEN);
    call_text(&c, x->place);
    run_ask(x, &c, on_noted, at);
    o->stage = OUT_ON_THE_WAY;
    had(x, o->p.bytes);
}

static int out_failed(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    struct outgoing *o = &x->out[at];

    if (o->kept && a->fault == FAULT_OTHER)
        seen(x, &o->p.sha256, false);
    o->over = a->fault == FAULT_OTHER;
    return object_failed(x, a, &o->p.sha256, o->p.name,
                         N_("Photo {1} did not go to the object store: {2}"), e);
}

static int on_lost(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    (void)at;
    return a->fault ? run_failed(x, a, e) : 0; /* whatever it says, it is put again */
}

/* Everybody hears that it is not there; it is put again. */
static void lost(struct central_run *x, size_t at)
{
    struct outgoing *o = &x->out[at];
    struct call c = run_call(x, CALL_lost_object);

    call_bytes(&c, o->p.sha256.b, HASH_LEN);
    call_text(&c, x->place);
    run_ask(x, &c, on_lost, at);
    seen(x, &o->p.sha256, false);
    o->kept = false;
    x->state.total += o->p.bytes;
}

static int on_looked(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    struct outgoing *o = &x->out[at];
    struct rows r;
    int64_t size;

    if (a->fault)
        return out_failed(x, at, a, e);
    r = rows_of(a->body, a->n, 1);
    size = r.n > 0 ? rows_int8(&r) : -1;
    if (r.w.bad)
        return run_nonsense(x, a, e);
    o->stage = OUT_TO_PUT;
    if (o->kept && size == o->p.bytes) {
        seen(x, &o->p.sha256, true);
        o->over = true;
        had(x, 0);
    } else if (o->kept) {
        lost(x, at);
    } else if (size == o->p.bytes) {
        note(x, at);
    }
    return 0;
}

static int on_put(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    if (a->fault)
        return out_failed(x, at, a, e);
    note(x, at);
    return 0;
}

/* Whole, and only when its bytes are those of its name. */
static void put(struct central_run *x, size_t at)
{
    struct outgoing *o = &x->out[at];
    char *path = picture_path(x->c, &o->p);
    struct buf bytes = BUF_INIT;
    struct err why = {0};
    struct hash h;
    uint32_t id;
    size_t begun;
    int rc = file_read(path, OBJECT_MAX, &bytes, &why);

    free(path);
    h = sha256(buf_str(&bytes), bytes.len);
    if (rc != 0) {
        photos_unread(x, o, why.detail);
    } else if (hash_compare(&h, &o->p.sha256) == 0) {
        begun = begin_object(x, OBJECT_PUT, &h, (int64_t)bytes.len, &id);
        buf_add(link_out(x->link), bytes.p, bytes.len);
        central_frame_end(link_out(x->link), begun);
        run_expect(x, on_put, at, id, bytes.len);
        o->stage = OUT_ON_THE_WAY;
    } else {
        o->over = true;
        x->state.photos_rotten++;
    }
    buf_release(&bytes);
}

/* One that an earlier sync has announced may be there already. */
static bool was_announced(const struct central_run *x, const struct outgoing *o)
{
    return photos_find(x, &o->p.sha256) != NULL;
}

void objects_look(struct central_run *x, size_t at)
{
    struct outgoing *o = &x->out[at];

    o->answered = true;
    o->over = x->state.trouble.code != 0;
    o->stage = OUT_LOOKING;
    if (!o->over)
        ask_object(x, OBJECT_HEAD, &o->p.sha256, o->p.bytes, on_looked, at);
}

int objects_out_more(struct central_run *x)
{
    while (x->send_at < x->ask_at &&
           (x->out[x->send_at].over || (x->out[x->send_at].answered && x->out[x->send_at].skip)))
        x->send_at++;
    for (size_t i = x->send_at; i < x->ask_at && !x->state.trouble.code; i++) {
        struct outgoing *o = &x->out[i];

        if (!o->answered || o->skip || o->over || o->stage == OUT_LOOKING ||
            o->stage == OUT_ON_THE_WAY)
            continue;
        if (o->stage == OUT_NEW && was_announced(x, o)) {
            o->stage = OUT_LOOKING;
            ask_object(x, OBJECT_HEAD, &o->p.sha256, o->p.bytes, on_looked, i);
            return 1;
        }
        put(x, i);
        return 1;
    }
    return 0;
}

/* ---- in ---- */

static int take_object(struct central_run *x, const struct manifest_photo *p, struct span all,
                       struct err *e)
{
    struct chunk part = {.sha256 = p->sha256, .total = (uint64_t)p->bytes};
    int rc = 0;

    for (size_t at = 0; at < all.n && rc == 0; at += part.data.n, part.index++) {
        const struct arriving *v = arrivals_find(&x->arrivals, &p->sha256, e);

        part.data.p = all.p + at;
        part.data.n = all.n - at < BUNDLE_CHUNK ? all.n - at : BUNDLE_CHUNK;
        if (v && !arrivals_has(v, part.index))
            rc = arrivals_take(&x->arrivals, &part, e);
    }
    return rc;
}

static int in_failed(struct central_run *x, const struct manifest_photo *p, const struct answer *a,
                     struct err *e)
{
    const struct arriving *v = arrivals_find(&x->arrivals, &p->sha256, e);

    return object_failed(x, a, &p->sha256, v ? v->p.name : "",
                         N_("Photo {1} did not come from the object store: {2}"), e);
}

static int on_got(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    const struct manifest_photo *p = &x->wanted[at];
    struct span all;
    struct rows r;
    int rc;

    if (a->fault)
        return in_failed(x, p, a, e);
    r = rows_of(a->body, a->n, 1);
    if (r.n == 0) {
        x->state.photos_lost++;
        return 0;
    }
    all = rows_bytes(&r);
    if (r.w.bad)
        return run_nonsense(x, a, e);
    rc = take_object(x, p, all, e);
    had(x, (int64_t)all.n);
    x->state.photos_new = x->arrivals.photos_new;
    return rc;
}

int objects_get_one(struct central_run *x, size_t at)
{
    const struct manifest_photo *p = &x->wanted[at];

    if (x->state.trouble.code)
        return 0;
    ask_object(x, OBJECT_GET, &p->sha256, p->bytes, on_got, at);
    return 1;
}
