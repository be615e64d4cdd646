/* Commits out and in. */
#include "sync/central/session_priv.h"

#include <stdlib.h>
#include <string.h>

#define BATCH_COMMITS 1000
#define BATCH_BYTES ((size_t)1 << 20)

/* ---- out ---- */

int push_begin(struct central_run *x, struct err *e)
{
    int rc = x->c && !x->state.reads_only ? store_checkpoint(x->c->store, e) : 0;

    x->at = 0;
    x->at_n = 0;
    if (rc == 0 && x->c)
        rc = run_look(x, e);
    if (rc == 0 && x->c && !x->state.reads_only)
        rc = beside_put(x, e);
    for (size_t i = 0; i < x->nfar; i++)
        if (x->far[i].here > x->far[i].there)
            x->state.total += (int64_t)(x->far[i].here - x->far[i].there);
    return rc;
}

struct sent { /* commits first..last of a writer */
    struct id writer;
    uint64_t first, last;
    int64_t quiet; /* of these, no changes by people */
};

static int on_quiet(struct id writer, uint64_t n, void *ctx)
{
    struct sent *s = ctx;

    s->quiet += id_equal(writer, s->writer) && n >= s->first && n <= s->last;
    return 0;
}

/* `added` commits up to number `have` of a writer are there now and were not before. */
static int count_sent(struct central_run *x, struct id writer, int64_t have, int64_t added,
                      struct err *e)
{
    struct sent s = {
        .writer = writer, .first = (uint64_t)(have - added) + 1, .last = (uint64_t)have};
    int rc = added > 0 && have >= added ? store_quiet(x->c->store, on_quiet, &s, e) : 0;

    x->state.sent_commits += added;
    x->state.sent_changes += added - s.quiet;
    x->state.done += added;
    x->moved |= added > 0;
    return rc;
}

static int on_put(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    char status[16];
    int64_t have, added;
    struct rows r;
    int rc;

    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 3);
    rows_word(&r, status, sizeof status);
    have = rows_int8(&r);
    added = rows_int8(&r);
    if (r.w.bad || r.n != 1)
        return run_nonsense(x, a, e);
    rc = count_sent(x, x->far[at].writer, have, added, e);
    if (rc != 0)
        return rc;
    if (strcmp(status, "denied") == 0 || strcmp(status, "unknown") == 0)
        return run_not_a_member(x, e);
    x->far[at].stuck |= strcmp(status, "fork") == 0 || strcmp(status, "broken") == 0;
    if (have > 0 && (uint64_t)have > x->far[at].there)
        x->far[at].there = (uint64_t)have;
    return strcmp(status, "gap") == 0 && !x->far[at].stuck ? run_set_back(x, e) : 0;
}

struct batch {
    struct buf raw;
    size_t end[BATCH_COMMITS];
    size_t n;
    uint64_t next; /* the number that fits behind */
};

static int add_raw(uint64_t n, struct span raw, void *ctx)
{
    struct batch *b = ctx;

    if (n != b->next || (b->n > 0 && b->raw.len + raw.n > BATCH_BYTES))
        return 1; /* a hole: what is behind it waits here, and goes out when that is filled */
    b->next++;
    buf_add(&b->raw, raw.p, raw.n);
    b->end[b->n++] = b->raw.len;
    return b->n == BATCH_COMMITS;
}

static int put_batch(struct central_run *x, const struct batch *b, struct err *e)
{
    struct span *v = xcalloc(b->n, sizeof *v);
    struct commit first;
    struct call c;
    int rc;

    for (size_t i = 0; i < b->n; i++) {
        size_t from = i > 0 ? b->end[i - 1] : 0;

        v[i] = (struct span){.p = b->raw.p + from, .n = b->end[i] - from};
    }
    rc = commit_decode(&first, v[0].p, v[0].n, e);
    if (rc == 0) {
        c = run_call(x, CALL_put_commits);
        call_bytes(&c, x->far[x->at].writer.b, sizeof x->far[x->at].writer.b);
        call_int8(&c, (int64_t)first.n);
        call_bytes(&c, first.prev.b, HASH_LEN);
        call_bytes_array(&c, v, b->n);
        run_ask(x, &c, on_put, x->at);
        commit_release(&first);
    }
    free(v);
    return rc;
}

/* The next commits of the writer at work; 0: it has no further ones. */
static int push_batch(struct central_run *x, struct err *e)
{
    struct batch b = {.next = x->at_n};
    int rc;

    buf_init(&b.raw, BUF_MAX_DEFAULT);
    rc = store_chain(x->c->store, x->far[x->at].writer, x->at_n, add_raw, &b, e);
    if (rc >= 0)
        rc = b.n > 0 ? put_batch(x, &b, e) : 0;
    x->at_n += b.n;
    buf_release(&b.raw);
    return rc < 0 ? rc : b.n > 0;
}

int push_more(struct central_run *x, struct err *e)
{
    if (!x->c || x->state.reads_only)
        return 0;
    for (; x->at < x->nfar; x->at++, x->at_n = 0) {
        const struct far *f = &x->far[x->at];
        int rc;

        if (x->at_n == 0)
            x->at_n = f->there + 1;
        if (x->at_n > f->here || f->stuck)
            continue;
        rc = push_batch(x, e);
        if (rc != 0)
            return rc;
    }
    return 0;
}

/* ---- in ---- */

int pull_begin(struct central_run *x, struct err *e)
{
    (void)e;
    x->at = 0;
    x->at_n = 0;
    for (size_t i = 0; i < x->nfar; i++)
        if (x->far[i].there > x->far[i].here)
            x->state.total += (int64_t)(x->far[i].there - x->far[i].here);
    return 0;
}

static int receive(struct central_run *x, const struct span *v, size_t n, struct err *e)
{
    struct id *touched = NULL;
    size_t ntouched = 0;
    int64_t fresh = x->state.commits.fresh, waiting = x->state.commits.waiting;
    int rc = run_open_case(x, true, e);

    if (rc == 0)
        rc = store_receive(x->c->store, v, n, &x->state.commits, &touched, &ntouched, e);
    free(touched);
    if (x->state.commits.fresh > fresh) {
        x->stale = true;
        x->arrivals.fresh = false;
    }
    x->moved |= x->stale || x->state.commits.waiting > waiting;
    /* nobody may edit over what the screens of the caller do not show yet */
    return rc == 0 && !x->own_case ? run_refresh(x, e) : rc;
}

static int on_commits(struct central_run *x, size_t at, const struct answer *a, struct err *e);

static void ask_commits(struct central_run *x, size_t at, uint64_t from, uint64_t n)
{
    struct call c = run_call(x, CALL_commits);

    call_bytes(&c, x->far[at].writer.b, sizeof x->far[at].writer.b);
    call_int8(&c, (int64_t)from);
    call_int8(&c, (int64_t)n);
    run_ask(x, &c, on_commits, at);
}

/* Pages begin at here + 1 and have BATCH_COMMITS each, unless the store ends one
 * earlier, for its bytes: then the rest of it is asked for. */
static void ask_rest(struct central_run *x, size_t at, uint64_t last)
{
    const struct far *f = &x->far[at];
    uint64_t into = (last - f->here) % BATCH_COMMITS;

    if (into > 0 && last < f->there)
        ask_commits(x, at, last + 1, BATCH_COMMITS - into);
}

/* Does what follows hang on what is here? */
static bool follows(struct central_run *x, const struct far *f, uint64_t n, struct span raw)
{
    struct commit c;
    bool fits = false;

    if (f->here == 0 || n != f->here + 1)
        return true;
    if (commit_decode(&c, raw.p, raw.n, NULL) == 0) {
        fits = run_has(x, f, f->here, &c.prev);
        commit_release(&c);
    }
    return fits;
}

static int on_commits(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    uint64_t last = x->far[at].here;
    struct span *v;
    struct rows r;
    int rc;

    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 2);
    if (r.n > BATCH_COMMITS)
        return run_nonsense(x, a, e);
    v = xcalloc(r.n + 1, sizeof *v);
    for (uint32_t i = 0; i < r.n && !r.w.bad; i++) {
        last = (uint64_t)rows_int8(&r);
        v[i] = rows_bytes(&r);
        x->far[at].stuck |= !r.w.bad && !follows(x, &x->far[at], last, v[i]);
    }
    if (r.w.bad)
        rc = run_nonsense(x, a, e);
    else
        rc = r.n > 0 ? receive(x, v, r.n, e) : 0;
    x->state.done += r.n;
    if (rc == 0 && r.n > 0 && x->link)
        ask_rest(x, at, last);
    free(v);
    return rc;
}

int pull_more(struct central_run *x, struct err *e)
{
    (void)e;
    for (; x->at < x->nfar; x->at++, x->at_n = 0) {
        const struct far *f = &x->far[x->at];

        if (x->at_n == 0)
            x->at_n = f->here + 1;
        if (x->at_n > f->there)
            continue;
        ask_commits(x, x->at, x->at_n, BATCH_COMMITS);
        x->at_n += BATCH_COMMITS;
        return 1;
    }
    return 0;
}

int pull_end(struct central_run *x, struct err *e)
{
    int rc = run_open_case(x, true, e); /* registered, and nobody wrote anything yet */

    if (rc == 0)
        rc = dict_take(x, e);
    return rc == 0 ? run_refresh(x, e) : rc;
}
