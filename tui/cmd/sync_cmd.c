#include "tui/cmd/sync_cmd.h"

#include "model/base/text.h"
#include "tui/cmd/progress.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct syncing {
    struct session *s;
    struct central_settings to;
    struct central_options how;
    struct json j;
    struct buf out;
    struct progress bar;
    bool several, problems, failed, stopped;
};

/* ---- what became of one ---- */

static bool has_problems(const struct central_state *s, bool with_photos)
{
    return (with_photos && (s->photos_waiting > 0 || s->photos_away > 0)) || s->reads_only ||
           s->photos_rotten > 0 || s->photos_bad > 0 || s->forks > 0 || s->commits.waiting > 0 ||
           s->commits.quarantined > 0 || s->photos_elsewhere > 0 || s->photos_lost > 0 ||
           s->photos_failed > 0 || s->trouble.code != 0;
}

static void json_state(struct json *j, const struct central_state *s)
{
    const struct {
        const char *name;
        int64_t n;
    } counts[] = {
        {"sent_commits", s->sent_commits},
        {"sent_changes", s->sent_changes},
        {"new_commits", s->commits.fresh},
        {"waiting_commits", s->commits.waiting},
        {"refused_commits", s->commits.quarantined},
        {"forks", s->forks},
        {"sent_photos", s->sent_photos},
        {"sent_bytes", s->sent_bytes},
        {"new_photos", s->photos_new},
        {"bad_photos", s->photos_bad},
        {"rotten_photos", s->photos_rotten},
        {"away_photos", s->photos_away},
        {"elsewhere_photos", s->photos_elsewhere},
        {"lost_photos", s->photos_lost},
        {"failed_photos", s->photos_failed},
        {"photos_only_here", s->photos_waiting},
        {"conflicts_before", s->conflicts_before},
        {"conflicts_after", s->conflicts_after},
        {"rows_changed", s->rows},
        {"retries", s->retries},
    };

    json_object(j, NULL);
    json_text(j, "serial", s->serial);
    json_text(j, "name", s->name);
    json_text(j, "server", s->host);
    json_text(j, "login", s->login);
    json_text(j, "role", s->role);
    json_bool(j, "created", s->created);
    json_bool(j, "reads_only", s->reads_only);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        json_int(j, counts[i].name, counts[i].n);
    if (s->trouble.code) {
        struct buf text = BUF_INIT;

        errtext(&text, &s->trouble);
        json_text(j, "photos_error", buf_str(&text));
        buf_release(&text);
    }
    json_end(j, '}');
}

static void say(struct buf *out, const char *pattern, int64_t a, int64_t b, int64_t c)
{
    buf_puts(out, "  ");
    text_fill_n(out, pattern, a, b, c);
    buf_putc(out, '\n');
}

static void text_state(struct buf *out, const struct central_state *s, bool with_photos)
{
    const struct {
        int64_t n;
        const char *text;
    } bad[] = {
        {s->commits.waiting, N_("{1} changes wait for others that are not here yet")},
        {s->commits.quarantined, N_("{1} changes that came do not fit the chain and are kept apart "
                                    "(`genba verify SERIAL` names them)")},
        {s->forks, N_("{1} chains of changes do not fit what the central store has and are still "
                      "only here. Tell the programme office.")},
        {s->photos_rotten, N_("{1} photos here are damaged and were not sent (`genba verify "
                              "SERIAL` names them)")},
        {s->photos_bad, N_("{1} photos came damaged and were dropped")},
        {with_photos ? s->photos_waiting : 0, N_("{1} photos are still only here")},
        {s->photos_elsewhere, N_("{1} photos are in an object store that the settings here do not "
                                 "name")},
        {s->photos_lost, N_("{1} photos are missing in the object store. Tell the programme "
                            "office.")},
        {s->photos_failed, N_("{1} photos did not go or come, each for a reason of its own")},
        {with_photos ? s->photos_away : 0,
         N_("{1} photos are neither here nor there: the laptop that has them must sync")},
    };

    buf_addf(out, "%s %s (%s)\n", s->serial, s->name, s->host);
    say(out, _("sent: {1} changes, {2} photos"), s->sent_changes, s->sent_photos, 0);
    say(out, _("received: {1} changes, {2} photos"), s->commits.changes, s->photos_new, 0);
    if (s->conflicts_after > 0 || s->conflicts_before > 0)
        say(out, _("conflicts: {1} before, {2} now"), s->conflicts_before, s->conflicts_after, 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (bad[i].n > 0)
            say(out, _(bad[i].text), bad[i].n, 0, 0);
    if (s->reads_only)
        buf_addf(out, "  %s\n",
                 _("This login may only read there (audit): nothing was handed in."));
}

static void report_failure(struct syncing *y, const char *serial, const struct err *e)
{
    struct buf text = BUF_INIT;

    y->failed = true;
    errtext(&text, e);
    if (y->several)
        fprintf(stderr, "genba: %s: %s\n", serial, buf_str(&text));
    else
        cmd_complain(e);
    if (y->s->json) {
        json_object(&y->j, NULL);
        json_text(&y->j, "serial", serial);
        json_text(&y->j, "error", buf_str(&text));
        json_end(&y->j, '}');
    }
    buf_release(&text);
}

/* ---- one after the other ---- */

static bool show(struct progress *bar, const struct central_state *s)
{
    return (central_phase_is_bytes(s->phase) ? progress_at : progress_steps)(
        bar, _(central_phase_word(s->phase)), s->done, s->total);
}

static int run(struct syncing *y, struct central_run *x, struct err *e)
{
    int rc;

    while ((rc = central_step(x, e)) > 0) {
        const struct central_state *state = central_state(x);

        if (show(&y->bar, state)) {
            y->stopped = true;
            return err_say(e, ERR_CANCELLED,
                           N_("Stopped. What arrived stays; the next sync goes on from there."),
                           NULL, NULL);
        }
        central_wait(x);
    }
    return rc;
}

static int sync_one(struct syncing *y, const char *serial, struct err *e)
{
    struct central_run *x;
    int rc = central_begin(&x, case_hospital(serial), NULL, buf_str(&y->s->workspace), &y->s->who,
                           &y->to, &y->how, e);

    if (rc == -ERR_NOTFOUND && e && !e->msg)
        return err_say(e, ERR_NOTFOUND,
                       N_("Hospital {1} is not on this laptop. Bring it here: genba central fetch "
                          "{1}"),
                       serial, NULL);
    if (rc != 0)
        return rc;
    rc = run(y, x, e);
    progress_wipe(&y->bar);
    if (rc == 0) {
        const struct central_state *state = central_state(x);

        y->problems |= has_problems(state, !y->how.without_photos);
        if (state->trouble.code)
            cmd_complain(&state->trouble);
        for (int64_t i = 0; i < state->photos_failed && i < CENTRAL_TOLD; i++)
            cmd_complain(&state->told[i]);
        y->s->json ? json_state(&y->j, state) : text_state(&y->out, state, !y->how.without_photos);
    }
    central_end(x);
    return rc;
}

static void sync_all(struct syncing *y, char *const *serials, int n)
{
    for (int i = 0; i < n && !y->stopped; i++) {
        struct err e = {0};

        if (sync_one(y, serials[i], &e) != 0)
            report_failure(y, serials[i], &e);
        if (!y->s->json)
            cmd_print(&y->out);
    }
}

/* Where photos go; looked at before the first hospital. */
static int take_photos(struct central_settings *to, const char *url, struct err *e)
{
    struct object_store_settings look;
    int rc;

    central_settings_photos(to, url);
    rc = central_objects(to, &look, e);
    object_store_forget(&look);
    return rc < 0 ? rc : 0;
}

int sync_hospitals(struct session *s, const struct arguments *a, char *const *serials, int n,
                   bool fetch, struct err *e)
{
    struct syncing y = {.s = s,
                        .out = {.max = SIZE_MAX / 2},
                        .how = {.without_photos = a->option['p'] != NULL, .fetch = fetch}};
    int rc = central_settings_load(&y.to, buf_str(&s->workspace), a->option['t'], e);

    y.j.out = &y.out;
    y.several = n > 1;
    if (rc == 0)
        rc = take_photos(&y.to, a->option['s'], e);
    if (rc == 0) {
        if (s->json)
            json_array(&y.j, NULL);
        progress_begin(&y.bar);
        sync_all(&y, serials, n);
        progress_end(&y.bar);
        if (s->json) {
            json_end(&y.j, ']');
            cmd_print(&y.out);
        }
        rc = y.failed ? EXIT_COULD_NOT : y.problems ? EXIT_PROBLEMS : EXIT_DONE;
    }
    central_settings_release(&y.to);
    buf_release(&y.out);
    return rc;
}

/* All of the workspace, when none is named. */
int cmd_sync(struct session *s, const struct arguments *a, struct err *e)
{
    struct index ix;
    char **serials;
    int rc;

    if (a->n > 0)
        return sync_hospitals(s, a, a->v, a->n, false, e);
    rc = index_load(&ix, buf_str(&s->workspace), e);
    if (rc != 0)
        return rc;
    serials = xcalloc(ix.n + 1, sizeof *serials);
    for (size_t i = 0; i < ix.n; i++) {
        if (ix.v[i].stale)
            index_refresh(&ix, i, buf_str(&s->workspace), &s->who, NULL);
        serials[i] = ix.v[i].serial;
    }
    if (ix.n == 0)
        fprintf(stderr, "genba: %s\n",
                _("There is no hospital on this laptop yet. Bring one here: genba central fetch "
                  "SERIAL"));
    rc = sync_hospitals(s, a, serials, (int)ix.n, false, e);
    free(serials);
    index_release(&ix);
    return rc;
}
