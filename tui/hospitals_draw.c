#include "config.h"

#include "tui/scr_hospitals_priv.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/hospital_text.h"
#include "tui/i18n.h"
#include "tui/work.h"

#include <inttypes.h>
#include <stdio.h>

static void draw_fact(const struct draw *d, int y, const char *label, struct buf *text,
                      enum role role)
{
    draw_text(d, y, 1, 10, label, ROLE_MUTED);
    draw_text(d, y, 12, d->cols - 13, buf_str(text), role);
    buf_reset(text);
}

static void put_pending(const struct summary *s, struct buf *out)
{
    char commits[24], photos[24];

    snprintf(commits, sizeof commits, "%" PRId64, s->pending_commits);
    snprintf(photos, sizeof photos, "%" PRId64, s->pending_photos);
    if (hospitals_only_here(s))
        text_fill(out, _("only here: {1} changes, {2} photos"), commits, photos, NULL);
    else
        buf_puts(out, _("nothing is only here"));
}

static void draw_agenda(const struct hospitals *h, const struct draw *d, int y)
{
    struct buf text = BUF_INIT;
    int x = 12;

    draw_text(d, y, 1, 10, _("Call next"), ROLE_MUTED);
    for (int i = 0; i < h->n_agenda; i++) {
        const struct summary *s = hospitals_at(h, h->agenda[i]);
        enum role role;

        buf_addf(&text, "%s ", s->serial);
        role = hospital_put_precall(s, h->today, work_ja(h->base.app), &text);
        if (x + text_cols(buf_str(&text), text.len) >= d->cols)
            break;
        x += draw_put(d, y, x, buf_str(&text), role) + 3;
        buf_reset(&text);
    }
    if (h->n_agenda == 0)
        draw_put(d, y, x, _("nobody"), ROLE_MUTED);
    buf_release(&text);
}

static void draw_details(const struct hospitals *h, const struct draw *d)
{
    bool ja = work_ja(h->base.app);
    const struct summary *s;
    struct buf text = BUF_INIT;
    enum role role;

    if (h->list.cursor < 0)
        return;
    s = hospitals_at(h, h->list.cursor);
    buf_addf(&text, "%s %s  %s", s->serial, s->name, s->prefecture);
    draw_text(d, 0, 1, d->cols - 2, buf_str(&text), ROLE_HERE);
    buf_reset(&text);
    role = hospital_put_precall(s, h->today, ja, &text);
    draw_fact(d, 1, _("Pre-call"), &text, role);
    hospital_put_deadlines(s, h->today, ja, &text);
    draw_fact(d, 2, _("Deadlines"), &text, ROLE_NORMAL);
    put_pending(s, &text);
    draw_fact(d, 3, _("Copies"), &text, hospitals_only_here(s) ? ROLE_WARN : ROLE_MUTED);
    buf_release(&text);
    draw_agenda(h, d, 4);
}

void hospitals_draw(const struct screen *s, const struct draw *body)
{
    const struct hospitals *h = (const struct hospitals *)s;
    int top = body->rows - DETAIL_LINES;
    struct draw rows = draw_sub(body, 0, 0, top - 1, body->cols);
    struct draw details = draw_sub(body, top, 0, DETAIL_LINES, body->cols);

    list_draw(&h->list, &rows);
    draw_details(h, &details);
}

void hospitals_status(const struct screen *s, struct status *out)
{
    const struct hospitals *h = (const struct hospitals *)s;
    const struct hospitals_totals *t = &h->totals;
    const struct identity *who = &work_of(s->app)->session->who;
    struct civil c = clock_civil(clock_now_ms());
    char today[ISO_DATE_LEN + 1];

    buf_reset(&out->title_left);
    buf_addf(&out->title_left, "genba   %s", _("Hospitals"));
    if (h->filter != FILTER_ALL)
        buf_addf(&out->title_left, "  >  %s", _(hospitals_filters[h->filter]));
    buf_reset(&out->title_right);
    buf_addf(&out->title_right, "%s ", who->person);
    if (*who->crew)
        text_fill(&out->title_right, _("crew {1}"), who->crew, NULL, NULL);
    buf_puts(&out->title_right, "   ");
    date_print(date_days(c.year, c.month, c.day), today);
    work_date(&out->title_right, today, work_ja(s->app));
    buf_addf(&out->title_right, " %02d:%02d", c.hour, c.minute);
    buf_reset(&out->state_left);
    text_fill_n(&out->state_left, _("{1} hospitals  today {2}  this week {3}"), t->hospitals,
                t->today, t->week);
    buf_reset(&out->state_right);
    if (t->pending > 0)
        text_fill_n(&out->state_right, _("only here: {1} hosp., {2} changes, {3} photos"), t->pending,
                    t->commits, t->photos);
    else
        buf_puts(&out->state_right, _("nothing is only here"));
}
