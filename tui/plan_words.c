#include "config.h"

#include "tui/plan_words.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/name.h"
#include "model/rules/steps.h"
#include "model/rules/window.h"
#include "tui/i18n.h"
#include "tui/not_surveyable.h"

#include <stdio.h>
#include <string.h>

#define LATE_MINUTES 5 /* less is no news */

const char *plan_kind_word(const struct row *step)
{
    static const struct {
        const char *kind, *word;
    } words[] = {
        {"briefing", N_("Briefing")}, {"explore", N_("Exploring")}, {"signoff", N_("Signing")},
        {"move", N_("Moving")},       {"break", N_("Lunch")},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (row_is(step, F_step_step_kind, words[i].kind))
            return _(words[i].word);
    return NULL;
}

void plan_put_numbers(struct buf *out, const char *pattern, int a, int b)
{
    char na[16], nb[16];

    snprintf(na, sizeof na, "%d", a);
    snprintf(nb, sizeof nb, "%d", b);
    text_fill(out, pattern, na, nb, NULL);
}

int plan_minute_of(const char *iso)
{
    int64_t ms;
    struct civil c;

    if (!datetime_parse(iso, &ms))
        return -1;
    c = clock_civil(ms);
    return c.hour * 60 + c.minute;
}

/* The room alone: building and floor stand in the details. */
static void put_room(const struct plan_row *r, struct buf *out)
{
    const char *room = r->room ? row_text(r->room, F_room_room) : "";

    if (!*room && r->step)
        room = row_text(r->step, F_step_room);
    if (!*room && r->target && place_field(r->target->kind, PLACE_ROOM) != FIELD_NONE)
        room = row_text(r->target, place_field(r->target->kind, PLACE_ROOM));
    if (*room)
        buf_addf(out, " %s", room);
}

void plan_put_name(const struct survey *s, const struct plan_row *r, struct buf *out)
{
    const char *word = r->step ? plan_kind_word(r->step) : NULL;

    if (word)
        buf_puts(out, word);
    else if (r->target)
        row_name(s, r->target, out);
    put_room(r, out);
}

void plan_put_more(const struct plan_row *r, bool ja, struct buf *out)
{
    const struct enum_item *kind;

    if (!r->target || (r->target->kind != KIND_line && r->target->kind != KIND_pc))
        return;
    if (r->target->kind == KIND_pc) {
        buf_addf(out, "%s", row_text(r->target, F_pc_pc_system));
        return;
    }
    kind = enum_by_id(catalog[F_line_line_kind].list, row_text(r->target, F_line_line_kind));
    buf_addf(out, "%s %s", row_text(r->target, F_line_line_service),
             kind ? enum_label(kind, ja) : "");
}

static void put_time(struct buf *out, const char *pattern, int minute)
{
    char time[6];

    time_print(minute, time);
    text_fill(out, pattern, time, NULL, NULL);
}

/* The minute from `from` on where `minutes` begins or ends; DAY_MINUTES: never. */
static int next_change(const unsigned char *minutes, int from, unsigned char to)
{
    while (from < DAY_MINUTES && minutes[from] != to)
        from++;
    return from;
}

/* What the room's window says to a step that is still to be done: true when it
 * said something. The step moves behind the opening it has to wait for. */
static bool put_window(const struct survey *s, const struct plan_view *v, struct plan_row *r,
                       struct buf *out)
{
    struct room_day d;
    const unsigned char *minutes;
    int length = r->expect_to - r->expect_from, opens, closes;

    if (!r->room || r->expect_from < 0 || r->expect_from >= DAY_MINUTES)
        return false;
    room_day_load(&d, s, r->room, v->days[v->day]);
    minutes = row_is(r->step, F_step_step_kind, "pc") ? d.operate : d.open;
    opens = next_change(minutes, r->expect_from, 1);
    closes = next_change(minutes, opens, 0);
    r->risk = opens == DAY_MINUTES || closes - opens < length;
    if (opens == DAY_MINUTES) {
        buf_puts(out, _("no entry"));
        return true;
    }
    if (opens > r->expect_from) {
        put_time(out, v->today && r->from <= v->minute ? _("wait {1}") : _("from {1}"), opens);
        r->expect_from = opens;
        r->expect_to = opens + length;
        return true;
    }
    if (closes == DAY_MINUTES)
        return false;
    put_time(out, _("until {1}"), closes);
    return true;
}

static void put_open(const struct survey *s, const struct plan_view *v, struct plan_row *r,
                     struct buf *out)
{
    int late = r->expect_from - r->from;

    r->role = ROLE_NORMAL;
    if (put_window(s, v, r, out)) {
        if (r->risk)
            r->role = ROLE_BAD;
        return;
    }
    if (v->today && late >= LATE_MINUTES && !plan_kind_word(r->step)) {
        plan_put_numbers(out, _("{1} min late"), late, 0);
        r->role = ROLE_WARN;
    }
}

static void put_running(const struct survey *s, const struct plan_view *v, struct plan_row *r,
                        struct buf *out)
{
    int began = plan_minute_of(row_text(r->step, F_step_actual_from));
    int planned = (int)row_int(r->step, F_step_std_minutes, R081_MINUTES);
    int running = v->today && began >= 0 ? v->minute - began : 0;
    struct buf ignored = BUF_INIT;

    plan_put_numbers(out, _("now {1}/{2} min"), running, planned);
    put_window(s, v, r, &ignored);
    r->role = r->risk ? ROLE_BAD : running > planned ? ROLE_WARN : ROLE_DOING;
    buf_release(&ignored);
}

static void put_done(struct plan_row *r, struct buf *out)
{
    int from = plan_minute_of(row_text(r->step, F_step_actual_from)),
        to = plan_minute_of(row_text(r->step, F_step_actual_to));

    r->role = ROLE_OK;
    if (from >= 0 && to > from)
        plan_put_numbers(out, _("done {1} min"), to - from, 0);
    else
        buf_puts(out, _("finished"));
}

static void put_given_up(struct plan_row *r, struct buf *out)
{
    enum field ns = r->target ? field_by_id(r->target->kind, "ns_code") : FIELD_NONE;
    const char *word = ns == FIELD_NONE ? "" : not_surveyable_word(row_text(r->target, ns));

    r->role = ROLE_WARN;
    buf_puts(out, _("not possible"));
    if (*word)
        buf_addf(out, " %s", _(word));
}

void plan_put_state(const struct survey *s, const struct plan_view *v, struct plan_row *r,
                    struct buf *out)
{
    if (step_over(s, r->step) && !step_closed(r->step)) {
        put_given_up(r, out);
    } else if (row_is(r->step, F_step_step_state, "in_progress")) {
        put_running(s, v, r, out);
    } else if (row_is(r->step, F_step_step_state, "done")) {
        put_done(r, out);
    } else if (row_is(r->step, F_step_step_state, "not_surveyable")) {
        put_given_up(r, out);
    } else if (row_is(r->step, F_step_step_state, "next_day")) {
        r->role = ROLE_WARN;
        buf_puts(out, _("next day"));
    } else if (row_is(r->step, F_step_step_state, "cancelled")) {
        r->role = ROLE_MUTED;
        buf_puts(out, _("dropped"));
    } else {
        put_open(s, v, r, out);
    }
}
