#include "config.h"

#include "tui/handover_central.h"

#include "model/base/text.h"
#include "tui/errtext.h"
#include "tui/handover_text.h"
#include "tui/i18n.h"
#include "tui/laptop_text.h"
#include "tui/work.h"

#include <stdio.h>

/* -- the run -------------------------------------------------------------------- */

static void wait_on(struct handover *h)
{
    h->job.fd = central_fd(h->syncing);
    h->job.writing = central_wants_write(h->syncing);
    h->job.due_ms = central_due_ms(h->syncing);
}

int handover_central_step(struct handover *h, struct err *e)
{
    const struct central_state *s = central_state(h->syncing);
    int64_t before = s->commits.rows + s->rows;
    int rc = central_step(h->syncing, e);

    if (s->commits.rows + s->rows != before)
        work_merged(h->app); /* every screen lets go of the rows it borrows */
    if (rc == 1) {
        wait_on(h);
        return 1;
    }
    handover_add_result(h, rc, e)->synced = (struct handover_synced){
        .sent_changes = s->sent_changes,
        .sent_photos = s->sent_photos,
        .photos_rotten = s->photos_rotten,
        .photos_bad = s->photos_bad,
        .photos_waiting = s->photos_waiting,
        .photos_elsewhere = s->photos_elsewhere,
        .photos_lost = s->photos_lost,
        .photos_failed = s->photos_failed,
        .trouble = s->trouble,
        .forks = s->forks,
        .retries = s->retries,
    };
    h->results[0].commits = s->commits;
    h->results[0].photos_new = s->photos_new;
    h->results[0].conflicts = s->conflicts_after - s->conflicts_before;
    h->results[0].rows = s->rows;
    handover_central_end(h);
    work_merged(h->app); /* what is only here is counted anew */
    return rc;
}

/* What comes in does not change what a person is answering. */
bool handover_central_waits(const struct handover *h)
{
    return h->syncing && central_state(h->syncing)->phase == CENTRAL_PHASE_PULL &&
           app_answering(h->app);
}

void handover_central_end(struct handover *h)
{
    central_end(h->syncing);
    if (h->syncing) {
        h->syncing = NULL;
        h->job.fd = -1; /* its slice is due: it sees that the run is over */
        h->job.writing = false;
        h->job.due_ms = 0;
    }
    central_settings_release(&h->to);
    h->to = (struct central_settings){0};
}

/* -- in words -------------------------------------------------------------------- */

const char *handover_central_phase(const struct handover *h, int64_t *done, int64_t *total)
{
    const struct central_state *s = h->syncing ? central_state(h->syncing) : NULL;

    *done = s ? s->done : 0;
    *total = s ? s->total : 0;
    if (s && s->last.code != ERR_OK)
        return N_("the line is gone, trying again");
    return central_phase_word(s ? s->phase : CENTRAL_PHASE_DONE);
}

enum role handover_put_synced(const struct handover_result *r, struct buf *out)
{
    const struct handover_synced *s = &r->synced;
    bool short_of = s->photos_waiting > 0 || s->forks > 0 || s->photos_rotten > 0 ||
                    s->photos_elsewhere > 0 || s->photos_lost > 0 || s->photos_failed > 0 ||
                    s->trouble.code != ERR_OK;

    bool sent = s->sent_changes > 0 || s->sent_photos > 0;
    bool got = r->commits.changes > 0 || r->photos_new > 0 || r->conflicts > 0;

    if (!sent && !got)
        buf_puts(out, short_of ? _("Not all of it is there") : _("Nothing new here or there"));
    if (sent)
        text_fill_n(out, _("sent {1} changes, {2} photos"), s->sent_changes, s->sent_photos, 0);
    if (got) {
        buf_puts(out, sent ? "  " : "");
        put_gain(r->commits.changes, r->photos_new, r->conflicts > 0 ? r->conflicts : 0, out);
    }
    return short_of || r->conflicts > 0 ? ROLE_WARN : ROLE_OK;
}

void handover_put_synced_detail(const struct handover_result *r, struct buf *out)
{
    const struct handover_synced *s = &r->synced;
    const struct {
        int64_t n;
        const char *text;
    } lines[] = {
        {s->photos_waiting, N_("{1} photos are not there yet: c goes on with them. ")},
        {s->photos_elsewhere,
         N_("{1} photos are in an object store that the settings here do not name. ")},
        {s->photos_lost, N_("{1} photos are missing in the object store. ")},
        {s->photos_rotten, N_("{1} photos here are damaged and were not sent: genba verify. ")},
        {s->photos_bad, N_("{1} photos came damaged and were dropped: c asks again. ")},
        {s->photos_failed, N_("{1} photos did not go or come: genba sync names them. ")},
        {s->forks, N_("{1} chains of changes do not fit what is there and are still only here. ")},
        {s->retries, N_("The line was gone {1} times. ")},
    };

    if (s->trouble.code != ERR_OK) {
        errtext(out, &s->trouble);
        buf_putc(out, ' ');
    }
    if (r->conflicts > 0)
        buf_puts(out, _("F7 shows the conflicts. "));
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (lines[i].n > 0)
            text_fill_n(out, _(lines[i].text), lines[i].n, 0, 0);
}

/* -- beginning -------------------------------------------------------------------- */

bool handover_sync(struct app *app)
{
    struct work *w = work_of(app);
    const struct central_options how = {.without_photos = false};
    const char *workspace = buf_str(&w->session->workspace);
    struct handover *h = handover_new(app);
    struct err e;
    int rc;

    if (!h)
        return false;
    h->central = true;
    h->opening = w->opening;
    rc = central_settings_load(&h->to, workspace, NULL, &e);
    if (rc == 0)
        rc = central_begin(&h->syncing, store_hospital(w->open->store), w->open, workspace,
                           &w->session->who, &h->to, &how, &e);
    if (rc != 0) {
        app_say_err(app, &e);
        h->syncing = NULL;
        handover_free(h);
        return false;
    }
    return handover_start(h, central_state(h->syncing)->host);
}
