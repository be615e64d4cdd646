#include "sync/central/session_priv.h"

#include "model/base/clock.h"
#include "model/conflicts.h"
#include "model/db.h"
#include "sync/central/peer.h"
#include "sync/central/reasons.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ON_THE_WAY ((size_t)4 << 20) /* bytes of requests without an answer */
#define ASKED_MAX 64                 /* the same in numbers */
#define FAILURES_MAX 6               /* attempts in which nothing moved */
#define PAUSE_MS 200                 /* before the first of them, doubled each time */
#define WAIT_MS 1000                 /* the longest wait of those who show how long it takes */

/* ---- phases ---- */

static int connect_begin(struct central_run *x, struct err *e);

/* Each phase asks until it has nothing more to ask and every answer is there. */
static const struct phase {
    int (*begin)(struct central_run *x, struct err *e);
    int (*more)(struct central_run *x, struct err *e);
    int (*end)(struct central_run *x, struct err *e);
} phases[] = {
    [CENTRAL_PHASE_CONNECT] = {connect_begin, NULL, NULL},
    [CENTRAL_PHASE_ASK] = {ask_begin, NULL, NULL},
    [CENTRAL_PHASE_PUSH] = {push_begin, push_more, NULL},
    [CENTRAL_PHASE_PULL] = {pull_begin, pull_more, pull_end},
    [CENTRAL_PHASE_PHOTOS_OUT] = {photos_out_begin, photos_out_more, NULL},
    [CENTRAL_PHASE_PHOTOS_IN] = {photos_in_begin, photos_in_more, photos_in_end},
    [CENTRAL_PHASE_CONFIRM] = {confirm_begin, NULL, confirm_end},
};

const char *central_phase_word(enum central_phase p)
{
    static const char *const words[] = {
        [CENTRAL_PHASE_CONNECT] = N_("connecting"),
        [CENTRAL_PHASE_ASK] = N_("asking what is there"),
        [CENTRAL_PHASE_PUSH] = N_("sending changes"),
        [CENTRAL_PHASE_PULL] = N_("receiving changes"),
        [CENTRAL_PHASE_PHOTOS_OUT] = N_("sending photos"),
        [CENTRAL_PHASE_PHOTOS_IN] = N_("receiving photos"),
        [CENTRAL_PHASE_CONFIRM] = N_("asking what arrived"),
        [CENTRAL_PHASE_DONE] = N_("finishing"),
    };

    return words[p];
}

bool central_phase_is_bytes(enum central_phase p)
{
    return p == CENTRAL_PHASE_PHOTOS_OUT || p == CENTRAL_PHASE_PHOTOS_IN;
}

static int enter(struct central_run *x, enum central_phase p, struct err *e)
{
    x->state.phase = p;
    x->state.done = x->state.total = 0;
    return p < CENTRAL_PHASE_DONE ? phases[p].begin(x, e) : 0;
}

/* ---- requests ---- */

void run_expect(struct central_run *x, answer_fn *fn, size_t at, uint32_t id, size_t bytes)
{
    if (x->from == x->nasked)
        x->from = x->nasked = 0;
    x->asked = xgrow(x->asked, x->nasked, &x->asked_cap, sizeof *x->asked);
    if (x->from == x->nasked)
        x->heard_ms = clock_mono_ms();
    x->asked[x->nasked++] = (struct asked){.fn = fn, .at = at, .id = id, .bytes = bytes};
    x->asked_bytes += bytes;
}

struct call run_call(struct central_run *x, enum central_call what)
{
    struct call c = call_begin(link_out(x->link), what, link_id(x->link));

    call_bytes(&c, x->hospital.b, sizeof x->hospital.b);
    return c;
}

void run_ask(struct central_run *x, struct call *c, answer_fn *fn, size_t at)
{
    struct central_frame f;

    call_end(c);
    central_frame_get((const uint8_t *)c->out->p + c->begun, &f);
    run_expect(x, fn, at, f.id, f.length);
}

bool run_has_room(const struct central_run *x)
{
    return x->asked_bytes < ON_THE_WAY && x->nasked - x->from < ASKED_MAX;
}

/* ---- failures ---- */

/* The attempt is over; what was noted of the store's side is forgotten. */
static void give_up_attempt(struct central_run *x)
{
    link_close(x->link);
    x->link = NULL;
    x->from = x->nasked = x->asked_bytes = 0;
    photos_forget(x);
}

int run_again(struct central_run *x, const struct err *why, struct err *e)
{
    give_up_attempt(x);
    if (x->counted) {
        int rc = arrivals_settle(&x->arrivals, e);

        if (rc != 0)
            return rc;
    }
    x->failures = x->moved ? 1 : x->failures + 1;
    x->moved = false;
    if (x->failures > FAILURES_MAX) {
        if (e)
            *e = *why;
        return -why->code;
    }
    x->state.last = *why;
    x->state.retries++;
    x->due_ms = clock_mono_ms() + ((int64_t)PAUSE_MS << (x->failures - 1));
    x->state.phase = CENTRAL_PHASE_CONNECT;
    return 0;
}

int run_failed(struct central_run *x, const struct answer *a, struct err *e)
{
    struct err why = {0};
    int rc = central_reason(a, x->state.host, &why);

    /* A server that is not there at the first attempt is told at once. */
    if (fault_passes(a->fault) || (a->fault == FAULT_UNREACHABLE && x->state.retries > 0))
        return run_again(x, &why, e);
    if (e)
        *e = why;
    return rc;
}

int run_set_back(struct central_run *x, struct err *e)
{
    return run_failed(x, &(struct answer){.fault = FAULT_AGAIN, .text = "restored from a copy"}, e);
}

int run_nonsense(struct central_run *x, const struct answer *a, struct err *e)
{
    struct answer b = *a;

    b.fault = FAULT_OTHER;
    snprintf(b.text, sizeof b.text, "%s", "unknown answer");
    return central_reason(&b, x->state.host, e);
}

/* ---- connecting ---- */

static int on_connected(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    (void)at;
    return a->fault ? run_failed(x, a, e) : 0;
}

static int connect_begin(struct central_run *x, struct err *e)
{
    uint32_t id;
    size_t begun;
    int rc = link_open(&x->link, x->how.program, e);

    if (rc != 0)
        return rc;
    x->due_ms = 0;
    id = link_id(x->link);
    begun = central_frame_begin(link_out(x->link), CENTRAL_CONNECT, 0, id);
    rc = central_connection(link_out(x->link), x->to, central_server_of(x->to, x->hospital), e);
    central_frame_end(link_out(x->link), begun);
    run_expect(x, on_connected, 0, id, 0);
    objects_name(x);
    return rc;
}

/* ---- the run ---- */

int central_begin(struct central_run **out, struct id hospital, struct casefile *open,
                  const char *workspace, const struct identity *who,
                  const struct central_settings *to, const struct central_options *how,
                  struct err *e)
{
    struct central_run *x = xcalloc(1, sizeof *x);
    int rc;

    *x = (struct central_run){.hospital = hospital,
                              .c = open,
                              .workspace = xstrdup(workspace),
                              .who = *who,
                              .to = to,
                              .how = *how,
                              .fd = -1};
    arrivals_init(&x->arrivals);
    buf_init(&x->dict, BUF_MAX_DEFAULT);
    url_print(central_server_of(to, hospital), x->state.host, sizeof x->state.host);
    rc = central_objects(to, &x->objects, e);
    if (rc >= 0)
        rc = run_open_case(x, false, e);
    if (rc == 0 && !x->counted && !how->fetch)
        rc = err_set(e, ERR_NOTFOUND, workspace, NULL);
    if (rc != 0)
        central_end(x);
    else
        *out = x;
    return rc;
}

const struct central_state *central_state(const struct central_run *x)
{
    return &x->state;
}

void central_store_key(const struct central_run *x, uint8_t out[KEY_LEN])
{
    central_peer_key(x->store, out);
}

int central_fd(const struct central_run *x)
{
    return x->link ? link_fd(x->link) : -1;
}

bool central_wants_write(const struct central_run *x)
{
    return x->link && link_wants_write(x->link);
}

/* Nothing needs to come first. */
static bool can_go_on(const struct central_run *x)
{
    return x->from == x->nasked || link_has_answer(x->link);
}

static int64_t silent_until(const struct central_run *x)
{
    return x->heard_ms + x->to->timeout_ms + LINK_SILENCE_MS;
}

int64_t central_due_ms(const struct central_run *x)
{
    if (!x->link)
        return x->due_ms;
    return can_go_on(x) ? clock_mono_ms() : silent_until(x);
}

void central_wait(const struct central_run *x)
{
    int64_t left = central_due_ms(x) - clock_mono_ms();
    struct pollfd f = {.fd = central_fd(x),
                       .events = (short)(POLLIN | (central_wants_write(x) ? POLLOUT : 0))};

    if (left > 0)
        poll(&f, 1, left < WAIT_MS ? (int)left : WAIT_MS);
}

void central_end(struct central_run *x)
{
    if (!x)
        return;
    if (x->counted)
        arrivals_settle(&x->arrivals, NULL);
    if (x->counted && x->asked_it && x->state.phase != CENTRAL_PHASE_DONE)
        run_note(x, false, NULL);
    give_up_attempt(x);
    arrivals_release(&x->arrivals);
    run_close_case(x);
    buf_release(&x->dict);
    free(x->asked);
    free(x->far);
    free(x->photos);
    free(x->asides);
    free(x->state.serial);
    free(x->state.name);
    free(x->state.folder);
    free(x->workspace);
    object_store_forget(&x->objects);
    free(x);
}

/* Nearly always the first: only objects come in an order of their own. */
static bool take_asked(struct central_run *x, uint32_t id, struct asked *out)
{
    size_t i = x->from;

    while (i < x->nasked && x->asked[i].id != id)
        i++;
    if (i == x->nasked)
        return false;
    *out = x->asked[i];
    memmove(x->asked + x->from + 1, x->asked + x->from, (i - x->from) * sizeof *x->asked);
    x->from++;
    x->asked_bytes -= out->bytes;
    return true;
}

static int take_answers(struct central_run *x, struct err *e)
{
    struct answer a;
    int rc = 0;

    while (rc == 0 && x->link && link_answer(x->link, &a)) {
        struct asked one;

        x->heard_ms = clock_mono_ms();
        if (a.moved)
            continue;
        if (!take_asked(x, a.id, &one))
            return run_nonsense(x, &a, e);
        if (!a.fault)
            x->state.last = (struct err){.code = ERR_OK}; /* it works again */
        rc = one.fn(x, one.at, &a, e);
    }
    return rc;
}

static int next_phase(struct central_run *x, struct err *e)
{
    enum central_phase was = x->state.phase;
    int rc = phases[was].end ? phases[was].end(x, e) : 0;

    if (rc == 0 && x->state.phase == was && x->due_ms == 0)
        rc = enter(x, was + 1, e);
    return rc;
}

static int go_on(struct central_run *x, struct err *e)
{
    const struct phase *p = &phases[x->state.phase];
    int rc = 0;

    while (p->more && run_has_room(x) && (rc = p->more(x, e)) > 0)
        continue;
    return rc < 0 || x->from < x->nasked ? rc : next_phase(x, e);
}

static bool is_silent(const struct central_run *x, struct err *why)
{
    if (can_go_on(x) || clock_mono_ms() < silent_until(x))
        return false;
    err_say(why, ERR_IO,
            N_("The central store {1} does not answer ({2}). Check the network and the "
               "address."),
            x->state.host, "genba-sync");
    return true;
}

int central_step(struct central_run *x, struct err *e)
{
    struct err why = {0};
    int rc = 0;

    if (x->state.phase == CENTRAL_PHASE_DONE)
        return 0;
    if (!x->link && clock_mono_ms() < x->due_ms)
        return 1;
    if (!x->link)
        rc = enter(x, CENTRAL_PHASE_CONNECT, e);
    if (rc == 0)
        rc = take_answers(x, e);
    if (rc == 0 && x->link)
        rc = go_on(x, e);
    if (rc == 0 && x->link && (link_pump(x->link, &why) != 0 || is_silent(x, &why)))
        rc = run_again(x, &why, e);
    if (rc == 0 && x->state.phase == CENTRAL_PHASE_DONE)
        return 0;
    return rc < 0 ? rc : 1;
}
