#include "config.h"

#include "tui/handover_text.h"

#include "model/base/text.h"
#include "tui/errtext.h"
#include "tui/handover_central.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PARTIAL_NAMED 6

/* -- set aside ------------------------------------------------------------------ */

static const struct {
    const char *word, *remedy;
} asides[] = {
    [ASIDE_UNKNOWN] = {N_("sender not in the team"),
                       N_("Compare the key by telephone; then a takes the sender in and the bundle "
                          "is applied. Only the founder's laptop can.")},
    [ASIDE_REVOKED] = {N_("sender was put out of the team"),
                       N_("It stays here unread. a takes the sender back in, if that was a "
                          "mistake.")},
    [ASIDE_NOT_SEALED] = {N_("not sealed for this laptop"),
                          N_("This laptop was not in the sender's team yet. Give the sender this "
                             "laptop's card and ask for a new bundle.")},
};

const char *aside_word(enum aside_why why)
{
    return _(asides[why].word);
}

const char *aside_remedy(enum aside_why why, bool team)
{
    if (!team)
        return _("This laptop is in no team. t founds one; or join the sender's: genba team join.");
    return _(asides[why].remedy);
}

/* -- while it runs ---------------------------------------------------------------- */

const char *handover_phase(const struct handover *h, int64_t *done, int64_t *total)
{
    static const char *const phases[] = {
        [EXPORT_RECORDS] = N_("writing records"),
        [EXPORT_PHOTOS] = N_("writing photos"),
        [EXPORT_VERIFY] = N_("reading back"),
        [EXPORT_DONE] = N_("finishing"),
    };

    *done = *total = 0;
    if (h->central)
        return handover_central_phase(h, done, total);
    if (h->writing) {
        const struct export_state *s = export_state(h->writing);

        *done = s->done;
        *total = s->total;
        return phases[s->phase];
    }
    if (h->reading) {
        *done = import_state(h->reading)->done;
        *total = import_state(h->reading)->total;
    }
    return h->out ? N_("finishing") : N_("reading");
}

void handover_put_amount(const struct handover *h, int64_t n, struct buf *out)
{
    if (h->syncing && !central_phase_is_bytes(central_state(h->syncing)->phase))
        buf_addf(out, "%" PRId64, n);
    else
        put_size(n, out);
}

void handover_put_progress(const struct handover *h, struct buf *out)
{
    struct buf a = BUF_INIT, b = BUF_INIT;
    int64_t done, total;
    const char *phase = handover_phase(h, &done, &total), *pattern;

    handover_put_amount(h, done, &a);
    handover_put_amount(h, total, &b);
    if (!h->central)
        pattern = _("The bundle: {1}, {2} of {3}. Keys work meanwhile; C-c stops.");
    else if (total > 0)
        pattern = _("The central store: {1}, {2} of {3}. Keys work meanwhile; C-c stops.");
    else
        pattern = _("The central store: {1}. Keys work meanwhile; C-c stops.");
    text_fill(out, pattern, _(phase), buf_str(&a), buf_str(&b));
    buf_release(&a);
    buf_release(&b);
}

/* -- when it is over --------------------------------------------------------------- */

static enum role put_written(const struct handover_result *r, struct buf *out)
{
    buf_puts(out, _("Can be unplugged."));
    buf_putc(out, ' ');
    put_amount(r->written.changes, r->written.photos, out);
    return ROLE_OK;
}

static bool partly(const struct handover_result *r)
{
    return r->npartial > 0 || !r->complete || r->commits.waiting > 0;
}

static enum role put_read(const struct handover_result *r, struct buf *out)
{
    if (r->set_aside) {
        text_fill(out, _("Set aside: {1}"), aside_word(r->aside), NULL, NULL);
        return ROLE_WARN;
    }
    if (r->rows == 0)
        buf_puts(out, _("Nothing new: 0 rows changed"));
    else if (r->commits.fresh == 0 && r->photos_new == 0)
        buf_puts(out, _("No new records"));
    else
        put_gain(r->commits.changes, r->photos_new, r->conflicts > 0 ? r->conflicts : 0, out);
    if (partly(r)) {
        buf_putc(out, ' ');
        text_fill_n(out, _("only a part ({1}/{2})"), r->photos_whole, r->photos_total, 0);
        return ROLE_WARN;
    }
    return r->conflicts > 0 ? ROLE_WARN : ROLE_OK;
}

enum role handover_put_result(const struct handover_result *r, struct buf *out)
{
    if (r->rc < 0) {
        errtext(out, &r->why);
        return ROLE_BAD;
    }
    if (r->central)
        return handover_put_synced(r, out);
    return r->out ? put_written(r, out) : put_read(r, out);
}

/* Several files in one sentence. */
static enum role put_sum(const struct handover *h, struct buf *out)
{
    int64_t fresh = 0, photos = 0, conflicts = 0, failed = 0, aside = 0;

    for (size_t i = 0; i < h->nresults; i++) {
        const struct handover_result *r = &h->results[i];

        failed += r->rc < 0;
        aside += r->rc == 0 && r->set_aside;
        fresh += r->commits.changes;
        photos += r->photos_new;
        conflicts += r->conflicts > 0 ? r->conflicts : 0;
    }
    text_fill_n(out, _("{1} bundles read: "), (int64_t)h->nresults, 0, 0);
    put_gain(fresh, photos, conflicts, out);
    if (aside > 0)
        text_fill_n(out, _(", set aside {1}"), aside, 0, 0);
    if (failed > 0)
        text_fill_n(out, _(", not readable {1}"), failed, 0, 0);
    return failed > 0 ? ROLE_BAD : aside > 0 || conflicts > 0 ? ROLE_WARN : ROLE_OK;
}

enum role handover_put_end(const struct handover *h, struct buf *out)
{
    const struct handover_result *r = h->results;

    if (h->nresults != 1)
        return put_sum(h, out);
    if (!h->out && !h->central && r->rc == 0) {
        put_laptop(r->person, r->crew, r->laptop, out);
        buf_puts(out, "  ");
    }
    return handover_put_result(r, out);
}

static void put_partial(const struct handover_result *r, struct buf *out)
{
    buf_puts(out, _("Not whole yet:"));
    for (size_t i = 0; i < r->npartial && i < PARTIAL_NAMED; i++)
        buf_addf(out, " %s (%u/%u)", r->partial[i].name, (unsigned)r->partial[i].have,
                 (unsigned)r->partial[i].chunks);
    if (r->npartial > PARTIAL_NAMED)
        text_fill_n(out, _(" and {1} more"), (int64_t)(r->npartial - PARTIAL_NAMED), 0, 0);
    buf_puts(out, ". ");
    buf_puts(out, _("Another copy of the bundle completes them; nothing is copied twice."));
}

static void put_written_detail(const struct handover_result *r, struct buf *out)
{
    const struct export_state *s = &r->written;

    if (s->readers > 0)
        text_fill_n(out, _("Sealed for {1} laptops."), (int64_t)s->readers, 0, 0);
    else
        buf_puts(out, _("Not sealed: whoever has the file can read it."));
    if (s->volumes > 1)
        text_fill_n(out, _(" In {1} files: take all of them."), (int64_t)s->volumes, 0, 0);
    if (s->resumed > 0)
        buf_puts(out, _(" It went on where it had stopped."));
    if (s->photos_missing > 0)
        text_fill_n(out, _(" {1} photos are not on this laptop and not in it."), s->photos_missing,
                    0, 0);
}

void handover_put_detail(const struct handover_result *r, struct buf *out)
{
    if (r->rc < 0)
        return;
    if (r->central) {
        handover_put_synced_detail(r, out);
    } else if (r->out) {
        put_written_detail(r, out);
    } else if (r->roster_refused) {
        errtext(out, &r->roster_why);
    } else if (r->set_aside) {
        buf_puts(out, aside_remedy(r->aside, true));
    } else {
        if (r->created)
            text_fill(out, _("The hospital {1} is new on this laptop. "), r->serial, NULL, NULL);
        if (r->conflicts > 0)
            buf_puts(out, _("F7 shows the conflicts. "));
        if (r->npartial > 0)
            put_partial(r, out);
        if (r->bad > 0)
            text_fill_n(out, _(" {1} damaged places were skipped."), r->bad, 0, 0);
        if (r->commits.waiting > 0)
            text_fill_n(out, _(" {1} changes wait for earlier ones that are on another laptop."),
                        r->commits.waiting, 0, 0);
    }
}
