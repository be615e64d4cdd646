#include "sync/central/project.h"

#include "model/base/clock.h"
#include "model/catalog.h"
#include "sync/central/reasons.h"
#include "sync/central/replay.h"
#include "sync/central/summary.h"
#include "sync/central/admin.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#define PAGE 1000                     /* commits in one answer */
#define PAGE_BYTES ((int64_t)4 << 20) /* with the one that reaches them it ends, too */
#define FAILURES_MAX 6                /* attempts in a row in which nothing moved */
#define PAUSE_MS 200                  /* before the first of them, doubled each time */
#define SUSPECT_TIMES 3 /* attempts in a row in which the line was lost over one hospital */
#define SUSPECTS_MAX 3  /* hospitals in a row over which the line was lost each time */
#define JSON_MAX (CENTRAL_FRAME_MAX - ((size_t)1 << 20)) /* it goes out in one frame */

struct late { /* a hospital whose projection is behind */
    struct id hospital;
    char *serial;
};

struct project {
    const struct central_settings *settings;
    const struct url *to;
    const struct project_options *how;
    project_fn *fn;
    void *ctx;
    struct project_tally *sum;

    char program[PROJECT_PROGRAM_MAX];
    struct admin *admin;
    struct late *late;
    size_t n, cap;
    struct id *given_up; /* told once, not tried again */
    size_t ngiven_up, given_up_cap;
    struct late suspect; /* at work when the line was lost; its serial NULL: none was */
    int suspected;       /* in so many attempts in a row */
};

void project_program(char out[PROJECT_PROGRAM_MAX])
{
    snprintf(out, PROJECT_PROGRAM_MAX, "%04d genba %s", CATALOG_VERSION, PACKAGE_VERSION);
}

/* ---- which ---- */

static void forget_late(struct project *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->late[i].serial);
    p->n = 0;
}

static bool is_given_up(const struct project *p, struct id hospital)
{
    for (size_t i = 0; i < p->ngiven_up; i++)
        if (id_equal(p->given_up[i], hospital))
            return true;
    return false;
}

static int ask_behind(struct project *p, struct err *e)
{
    struct call c = admin_call(p->admin, CALL_behind);
    struct rows r;
    int rc;

    call_text(&c, p->program);
    call_int4(&c, (int32_t)p->how->worker);
    call_int4(&c, (int32_t)p->how->workers);
    call_end(&c);
    forget_late(p);
    rc = admin_next(p->admin, 2, &r, e);
    for (uint32_t i = 0; rc == 0 && i < r.n; i++) {
        struct late one;

        rows_fixed(&r, one.hospital.b, sizeof one.hospital.b);
        one.serial = rows_text(&r);
        p->late = xgrow(p->late, p->n, &p->cap, sizeof *p->late);
        if (is_given_up(p, one.hospital))
            free(one.serial);
        else
            p->late[p->n++] = one;
    }
    p->sum->behind = p->sum->done + p->sum->failed + (int64_t)p->n;
    return rc == 0 ? admin_read(p->admin, &r, e) : rc;
}

/* Without this a person who may not would be told that nothing is behind. */
static int may_project(struct project *p, struct err *e)
{
    int64_t ended = -1;
    bool may = false;
    int rc = admin_may_project(p->admin, &may, &ended, e);

    if (rc != 0 || may)
        return rc;
    if (ended >= 0)
        return central_ended(admin_login(p->admin), ended, e);
    return err_say(e, ERR_REFUSED,
                   N_("Only the programme office may bring the figures of the central store {1} up "
                      "to date."),
                   admin_host(p->admin), NULL);
}

/* ---- one hospital ---- */

struct work {
    const struct late *late;
    struct replay *replay;
    struct id writer; /* the last commit that came */
    int64_t n;
    int64_t covered;
};

static void ask_page(struct project *p, const struct work *w)
{
    struct call c = admin_call(p->admin, CALL_log);

    call_bytes(&c, w->late->hospital.b, ID_LEN);
    call_bytes(&c, w->writer.b, ID_LEN);
    call_int8(&c, w->n);
    call_int4(&c, PAGE);
    call_int8(&c, PAGE_BYTES);
    call_end(&c);
}

/* 1 = the page was full: there may be another one. */
static int take_page(struct project *p, struct work *w, struct err *e)
{
    struct span page[PAGE];
    struct rows r;
    int64_t bytes = 0;
    size_t n = 0;
    int rc = admin_next(p->admin, 3, &r, e);

    for (uint32_t i = 0; rc == 0 && i < r.n && n < PAGE; i++) {
        rows_fixed(&r, w->writer.b, ID_LEN);
        w->n = rows_int8(&r);
        page[n] = rows_bytes(&r);
        bytes += (int64_t)page[n++].n;
    }
    if (rc == 0)
        rc = admin_read(p->admin, &r, e);
    if (rc == 0 && n > 0)
        rc = replay_add(w->replay, page, n, e);
    w->covered += (int64_t)n;
    return rc == 0 ? n == PAGE || bytes >= PAGE_BYTES : rc;
}

static int take_pages(struct project *p, struct work *w, struct err *e)
{
    int more = take_page(p, w, e);

    while (more > 0) {
        ask_page(p, w);
        more = take_page(p, w, e);
    }
    return more;
}

/* The hospital's survey is made; its projection goes out. */
static int put(struct project *p, const struct work *w, struct err *e)
{
    struct buf summary = BUF_INIT, rows;
    struct hospital_summary s;
    const struct casefile *c;
    struct call call;
    int rc = replay_survey(w->replay, &c, e);

    buf_init(&rows, JSON_MAX);
    if (rc == 0)
        rc = summary_read(&s, c, clock_now_ms(), e);
    if (rc == 0)
        rc = summary_rows_json(&c->survey, &rows, e);
    if (rc == 0) {
        summary_json(&s, &summary);
        call = admin_call(p->admin, CALL_put_projection);
        call_bytes(&call, w->late->hospital.b, ID_LEN);
        call_int8(&call, w->covered);
        call_text(&call, p->program);
        call_text(&call, buf_str(&summary));
        call_text(&call, buf_str(&rows));
        call_end(&call);
    }
    buf_release(&summary);
    buf_release(&rows);
    return rc;
}

/* 1 = it stands; 0 = another run has covered as much meanwhile. */
static int take_put(struct project *p, struct err *e)
{
    char status[16];
    struct rows r;
    int rc = admin_next(p->admin, 1, &r, e);

    if (rc == 0) {
        rows_word(&r, status, sizeof status);
        rc = admin_read(p->admin, &r, e);
    }
    if (rc != 0)
        return rc;
    if (strcmp(status, "ok") == 0 || strcmp(status, "older") == 0)
        return strcmp(status, "ok") == 0;
    return err_say(e, ERR_REFUSED,
                   N_("The central store {1} does not take the projection: {2}. Only the "
                      "programme office may project."),
                   admin_host(p->admin), status);
}

static int finish(struct project *p, size_t i, struct err *e)
{
    int rc = take_put(p, e);

    if (rc == 0)
        p->sum->behind--;
    if (rc <= 0)
        return rc;
    p->sum->done++;
    p->fn(p->sum, p->late[i].serial, NULL, p->ctx);
    return 0;
}

/* While this one is replayed, the server writes the one before. *blame: whose fault
 * an error is. */
static int do_one(struct project *p, size_t i, size_t *blame, struct err *e)
{
    struct work w = {.late = &p->late[i]};
    int rc = replay_begin(&w.replay, w.late->hospital, e);
    int more = rc == 0 ? take_page(p, &w, e) : rc;

    if (more >= 0 && i > 0) {
        *blame = i - 1;
        rc = finish(p, i - 1, e);
    }
    if (more < 0 || rc != 0) {
        replay_end(w.replay);
        return more < 0 ? more : rc;
    }
    *blame = i;
    if (more > 0) {
        ask_page(p, &w);
        rc = take_pages(p, &w, e);
    }
    p->sum->commits += w.covered;
    if (rc == 0 && i + 1 < p->n)
        ask_page(p, &(struct work){.late = &p->late[i + 1]});
    if (rc == 0)
        rc = put(p, &w, e);
    replay_end(w.replay);
    return rc;
}

static int one_pass(struct project *p, size_t *blame, struct err *e)
{
    int rc = 0;

    if (p->n > 0)
        ask_page(p, &(struct work){.late = &p->late[0]});
    for (size_t i = 0; i < p->n && rc == 0; i++) {
        *blame = i;
        rc = do_one(p, i, blame, e);
    }
    if (rc != 0 || p->n == 0)
        return rc;
    *blame = p->n - 1;
    return finish(p, p->n - 1, e);
}

/* ---- all of them ---- */

static void give_up(struct project *p, const struct late *late, const struct err *why)
{
    p->given_up = xgrow(p->given_up, p->ngiven_up, &p->given_up_cap, sizeof *p->given_up);
    p->given_up[p->ngiven_up++] = late->hospital;
    p->sum->failed++;
    p->fn(p->sum, late->serial, why, p->ctx);
}

static void suspect(struct project *p, const struct late *late)
{
    bool same = late && p->suspect.serial && id_equal(late->hospital, p->suspect.hospital);

    p->suspected = !late ? 0 : same ? p->suspected + 1 : 1;
    free(p->suspect.serial);
    p->suspect = (struct late){.serial = late ? xstrdup(late->serial) : NULL};
    if (late)
        p->suspect.hospital = late->hospital;
}

/* Connects, asks what is behind and does it. 1 = once more: the line was lost, or a
 * hospital was given up; 2 = the same, and nothing moved. */
static int attempt(struct project *p, bool first, struct err *e)
{
    int64_t before = p->sum->done + p->sum->failed;
    size_t blame = SIZE_MAX;
    struct err why = {.detail = ""};
    int rc = admin_open(&p->admin, p->settings, p->to, p->how->program, &why);
    bool again = rc != 0 && !first;

    if (rc == 0) {
        rc = may_project(p, &why);
        if (rc == 0)
            rc = ask_behind(p, &why);
        if (rc == 0)
            rc = one_pass(p, &blame, &why);
        again = rc != 0 && admin_lost(p->admin);
        p->sum->retries += again;
        suspect(p, again && blame < p->n ? &p->late[blame] : NULL);
        if (rc != 0 && !again && blame < p->n) {
            give_up(p, &p->late[blame], &why);
            again = true;
        }
        admin_close(p->admin);
    }
    if (rc != 0 && e)
        *e = why;
    if (!again)
        return rc;
    return before == p->sum->done + p->sum->failed ? 2 : 1;
}

int project_run(const struct central_settings *s, const struct url *to,
                const struct project_options *how, project_fn *fn, void *ctx,
                struct project_tally *sum, struct err *e)
{
    struct project p = {.settings = s, .to = to, .how = how, .fn = fn, .ctx = ctx, .sum = sum};
    struct err last = {.detail = ""};
    int rc = 1, failures = 0, suspects = 0;

    *sum = (struct project_tally){0};
    project_program(p.program);
    for (bool first = true; rc > 0 && failures < FAILURES_MAX; first = false) {
        if (failures > 0)
            poll(NULL, 0, PAUSE_MS << (failures - 1));
        rc = attempt(&p, first, &last);
        failures = rc == 2 ? failures + 1 : 0;
        suspects = rc == 1 ? 0 : suspects;
        if (failures == FAILURES_MAX && p.suspected >= SUSPECT_TIMES && suspects++ < SUSPECTS_MAX) {
            give_up(&p, &p.suspect, &last); /* it may be what the line is lost over */
            failures = 0;
        }
    }
    if (rc != 0 && e)
        *e = last;
    forget_late(&p);
    free(p.late);
    free(p.given_up);
    free(p.suspect.serial);
    return rc == 0 ? 0 : -(int)last.code;
}
