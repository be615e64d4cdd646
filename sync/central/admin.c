#include "sync/central/admin.h"

#include "model/base/clock.h"
#include "sync/central/reasons.h"
#include "sync/central/session.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct admin {
    struct link *link;
    char host[512], login[128];
    int timeout_ms;
    bool lost;
};

const char *admin_host(const struct admin *a)
{
    return a->host;
}

const char *admin_login(const struct admin *a)
{
    return a->login;
}

void admin_close(struct admin *a)
{
    if (!a)
        return;
    link_close(a->link);
    free(a);
}

static int reason(struct admin *a, const struct answer *answer, struct err *e)
{
    a->lost = fault_passes(answer->fault);
    return answer->fault ? central_reason(answer, a->host, e) : 0;
}

static int64_t silent_until(const struct admin *a)
{
    return clock_mono_ms() + a->timeout_ms + LINK_SILENCE_MS;
}

static int wait_for(struct admin *a, struct answer *out, struct err *e)
{
    int64_t until = silent_until(a);

    while (clock_mono_ms() < until) {
        struct pollfd f = {.fd = link_fd(a->link),
                           .events = (short)(POLLIN | (link_wants_write(a->link) ? POLLOUT : 0))};
        int rc;

        while (link_answer(a->link, out)) {
            if (!out->moved)
                return reason(a, out, e);
            until = silent_until(a);
        }
        rc = link_pump(a->link, e);
        a->lost = rc != 0;
        if (rc != 0)
            return rc;
        if (!link_has_answer(a->link))
            poll(&f, 1, LINK_SILENCE_MS);
    }
    a->lost = true;
    return err_say(e, ERR_IO,
                   N_("The central store {1} does not answer ({2}). Check the network and "
                      "the address."),
                   a->host, "genba-sync");
}

int admin_connect(struct admin **out, const struct central_settings *s, const struct url *to,
                  const char *program, struct err *e)
{
    struct admin *a = xcalloc(1, sizeof *a);
    struct answer answer;
    size_t begun;
    int rc = link_open(&a->link, program, e);

    url_print(to, a->host, sizeof a->host);
    a->timeout_ms = s->timeout_ms;
    if (rc == 0) {
        begun = central_frame_begin(link_out(a->link), CENTRAL_CONNECT, 0, link_id(a->link));
        rc = central_connection(link_out(a->link), s, to, e);
        central_frame_end(link_out(a->link), begun);
    }
    if (rc == 0)
        rc = wait_for(a, &answer, e);
    if (rc != 0)
        admin_close(a);
    else
        *out = a;
    return rc;
}

struct call admin_call(struct admin *a, enum central_call what)
{
    return call_begin(link_out(a->link), what, link_id(a->link));
}

int admin_next(struct admin *a, unsigned columns, struct rows *out, struct err *e)
{
    struct answer answer;
    int rc = wait_for(a, &answer, e);

    if (rc != 0)
        return rc;
    *out = rows_of(answer.body, answer.n, columns);
    return admin_read(a, out, e);
}

int admin_read(const struct admin *a, const struct rows *r, struct err *e)
{
    struct answer answer = {.fault = FAULT_OTHER, .text = "answer"};

    return r->w.bad ? central_reason(&answer, a->host, e) : 0;
}

bool admin_lost(const struct admin *a)
{
    return a->lost;
}

int admin_ask(struct admin *a, struct call *c, unsigned columns, struct rows *out, struct err *e)
{
    call_end(c);
    return admin_next(a, columns, out, e);
}

/* *version is of the store that is there. */
static int ask_version(struct admin *a, int *version, struct err *e)
{
    struct call c = admin_call(a, CALL_version);
    struct rows r;
    int rc = admin_ask(a, &c, 2, &r, e);

    if (rc != 0)
        return rc;
    *version = rows_int4(&r);
    rows_line(&r, a->login, sizeof a->login);
    return admin_read(a, &r, e);
}

int admin_open(struct admin **out, const struct central_settings *s, const struct url *to,
               const char *program, struct err *e)
{
    int version = 0, rc = admin_connect(out, s, to, program, e);

    if (rc != 0)
        return rc;
    rc = ask_version(*out, &version, e);
    if (rc == 0)
        rc = central_version(version, (*out)->host, e);
    if (rc != 0)
        admin_close(*out);
    return rc;
}

/* Where nothing is there yet, or something that this genba cannot ask, the scripts say
 * themselves whether they fit. */
int admin_install(struct admin *a, struct err *e)
{
    struct answer answer;
    struct err why;
    int version = 0;
    size_t begun;

    if (ask_version(a, &version, &why) != 0 && a->lost) {
        if (e)
            *e = why;
        return -(int)why.code;
    }
    if (version > CENTRAL_SCHEMA)
        return central_version(version, a->host, e);
    begun = central_frame_begin(link_out(a->link), CENTRAL_INSTALL, 0, link_id(a->link));
    central_frame_end(link_out(a->link), begun);
    return wait_for(a, &answer, e);
}

int admin_may_project(struct admin *a, bool *may, int64_t *ended, struct err *e)
{
    struct call c = admin_call(a, CALL_may_project);
    struct rows r;
    int rc = admin_ask(a, &c, 2, &r, e);

    if (rc != 0)
        return rc;
    *may = rows_int4(&r) != 0;
    *ended = rows_int8(&r);
    return admin_read(a, &r, e);
}
