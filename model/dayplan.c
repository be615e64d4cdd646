#include "model/dayplan.h"

#include "model/base/clock.h"
#include "model/rules/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char dayplan_crew(size_t crew)
{
    return (char)('A' + crew);
}

static struct plan_settings settings_of(const struct settings *set)
{
    struct plan_settings p = plan_settings_default();
    const struct {
        int *to;
        enum setting from;
    } map[] = {
        {&p.day_from, SETTING_day_start},
        {&p.day_to, SETTING_day_end},
        {&p.briefing, SETTING_briefing_minutes},
        {&p.line, SETTING_line_minutes},
        {&p.pc, SETTING_pc_minutes},
        {&p.signoff, SETTING_signoff_minutes},
        {&p.lunch, SETTING_lunch_minutes},
        {&p.lunch_from, SETTING_lunch_from},
        {&p.lunch_to, SETTING_lunch_to},
        {&p.walk_room, SETTING_walk_room},
        {&p.walk_floor, SETTING_walk_floor},
        {&p.walk_floors, SETTING_walk_level},
        {&p.walk_floors_more, SETTING_walk_level_more},
        {&p.walk_building, SETTING_walk_building},
    };

    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        *map[i].to = settings_number(set, map[i].from);
    return p;
}

static struct plan_span span_of(const struct row *r, enum field from, enum field to)
{
    struct plan_span s = {0, 0};

    if (!time_parse(row_text(r, from), &s.from) || !time_parse(row_text(r, to), &s.to))
        s = (struct plan_span){0, 0};
    return s;
}

static void add_rooms(const struct survey *s, struct dayplan *d)
{
    size_t nw = 0;

    d->rooms = xcalloc(s->n[KIND_room], sizeof *d->rooms);
    d->windows = xcalloc(s->n[KIND_window], sizeof *d->windows);
    for (size_t i = 0; i < s->n[KIND_room]; i++) {
        const struct row *r = s->rows[KIND_room][i], *w;
        size_t at = 0, first = nw;

        while ((w = survey_next_ref(s, KIND_window, F_window_room_ref, r->id, &at))) {
            struct plan_window *pw = &d->windows[nw++];

            if (!date_parse(row_text(w, F_window_access_date), &pw->date))
                pw->date = PLAN_ANY_DATE;
            pw->open = span_of(w, F_window_open_from, F_window_open_to);
            pw->closed = span_of(w, F_window_closed_from, F_window_closed_to);
            pw->operate = span_of(w, F_window_operate_from, F_window_operate_to);
        }
        d->rooms[i] = (struct plan_room){.building = row_text(r, F_room_building),
                                         .floor = row_text(r, F_room_floor),
                                         .name = row_text(r, F_room_room),
                                         .forbidden = row_int(r, F_room_entry_forbidden, 0) != 0,
                                         .windows = d->windows + first,
                                         .nwindows = nw - first};
    }
    d->input.rooms = d->rooms;
    d->input.nrooms = s->n[KIND_room];
}

static size_t room_index(const struct survey *s, const struct row *target)
{
    const struct row *room = row_room(s, target);

    for (size_t i = 0; room && i < s->n[KIND_room]; i++)
        if (s->rows[KIND_room][i] == room)
            return i;
    return PLAN_NONE;
}

static bool is_stop(const struct row *r)
{
    return r->kind == KIND_line ? line_scope(r) == SCOPE_IN
                                : !row_is(r, F_pc_os, "macos"); /* R033 */
}

static void add_stops(const struct survey *s, struct dayplan *d)
{
    size_t most = s->n[KIND_line] + s->n[KIND_pc], n = 0;

    d->stops = xcalloc(most, sizeof *d->stops);
    d->targets = xcalloc(most, sizeof *d->targets);
    for (int pass = 0; pass < 2; pass++) {
        enum kind k = pass ? KIND_pc : KIND_line;

        for (size_t i = 0; i < s->n[k]; i++) {
            const struct row *r = s->rows[k][i];

            if (!is_stop(r))
                continue;
            d->targets[n] = r->id;
            d->stops[n] = (struct plan_stop){.kind = pass ? PLAN_PC : PLAN_LINE,
                                             .target = (uint32_t)n,
                                             .room = room_index(s, r),
                                             .operate = pass == 1};
            n++;
        }
    }
    d->input.stops = d->stops;
    d->input.nstops = n;
}

static int add_days(const struct survey *s, const struct dayplan_options *opt, struct dayplan *d,
                    struct err *e)
{
    const struct row *site = survey_site(s);
    const char *dates = opt->date ? opt->date : site ? row_text(site, F_site_survey_dates) : "";
    struct plan_day hours = {0};

    if (!*dates)
        return err_say(e, ERR_INVALID,
                       N_("No survey day is known. Set survey_dates of the hospital, or give the "
                          "day with --date."),
                       "", "");
    if ((opt->start && !time_parse(opt->start, &hours.from)) ||
        (opt->end && !time_parse(opt->end, &hours.to)))
        return err_say(e, ERR_INVALID, N_("{1} is no time such as 09:00."),
                       opt->start && !time_parse(opt->start, &hours.from) ? opt->start : opt->end,
                       "");
    if (opt->start && !opt->end)
        hours.to = d->input.settings.day_to;
    if (opt->end && !opt->start)
        hours.from = d->input.settings.day_from;
    while (*dates) {
        char one[ISO_DATE_LEN + 1];
        size_t n = strcspn(dates, ",");

        snprintf(one, sizeof one, "%.*s", (int)(n < sizeof one ? n : 0), dates);
        if (d->input.ndays == PLAN_DAYS_MAX)
            return err_say(e, ERR_INVALID, N_("A survey has one or two days, not more: {1}"),
                           site ? row_text(site, F_site_survey_dates) : dates, "");
        d->input.days[d->input.ndays] = hours;
        if (!date_parse(one, &d->input.days[d->input.ndays++].date))
            return err_say(e, ERR_INVALID, N_("{1} is no date such as 2025-09-12."), dates, "");
        dates += n + (dates[n] == ',');
    }
    return 0;
}

/* Minutes of the survey day of a local ISO time; -1 on another day. */
static int minute_on(const char *iso, int date)
{
    int64_t ms;
    struct civil c;

    if (!datetime_parse(iso, &ms))
        return -1;
    c = clock_civil(ms);
    return date_days(c.year, c.month, c.day) == date ? c.hour * 60 + c.minute : -1;
}

static bool stays(const struct row *step)
{
    return !row_is(step, F_step_step_state, "not_started") || row_int(step, F_step_pinned, 0);
}

static size_t stop_of(const struct dayplan *d, struct id target)
{
    for (size_t i = 0; i < d->input.nstops; i++)
        if (id_equal(d->targets[i], target))
            return i;
    return PLAN_NONE;
}

static bool fixed_kind(const struct row *step, enum plan_kind *kind)
{
    static const enum plan_kind kept[] = {PLAN_LINE, PLAN_PC, PLAN_BREAK, PLAN_EXPLORE};

    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (row_is(step, F_step_step_kind, plan_kind_id(kept[i]))) {
            *kind = kept[i];
            return true;
        }
    return false;
}

/* When it was or is; what has begun but not ended takes its standard time. */
static bool fixed_times(const struct row *step, int date, struct plan_step *out)
{
    int from = minute_on(row_text(step, F_step_actual_from), date),
        to = minute_on(row_text(step, F_step_actual_to), date), length;

    if (!time_parse(row_text(step, F_step_plan_from), &out->from) ||
        !time_parse(row_text(step, F_step_plan_to), &out->to))
        return false;
    length = out->to - out->from;
    if (from >= 0) {
        out->from = from;
        out->to = to > from ? to : from + length;
    }
    return out->to > out->from;
}

static size_t crew_index(const struct survey *s, const struct row *step)
{
    const struct row *crew = survey_find_kind(s, KIND_crew, row_ref(step, F_step_crew_ref));
    const char *letter = crew ? row_text(crew, F_crew_crew_id) : "A";

    return *letter >= 'A' && *letter < 'A' + PLAN_CREWS_MAX ? (size_t)(*letter - 'A') : 0;
}

static void add_fixed(const struct survey *s, struct dayplan *d)
{
    size_t n = 0;

    d->fixed = xcalloc(s->n[KIND_step], sizeof *d->fixed);
    d->fixed_steps = xcalloc(s->n[KIND_step], sizeof *d->fixed_steps);
    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *r = s->rows[KIND_step][i];
        struct plan_step st = {.crew = crew_index(s, r), .fixed = true, .room = PLAN_NONE};
        char date[ISO_DATE_LEN + 1];

        if (row_is(r, F_step_step_state, "next_day"))
            continue; /* its target is planned for another time */
        if (!stays(r) || !fixed_kind(r, &st.kind) || st.crew >= d->input.ncrews)
            continue;
        st.stop = stop_of(d, row_ref(r, F_step_target_ref));
        if ((st.kind == PLAN_LINE || st.kind == PLAN_PC) && st.stop == PLAN_NONE)
            continue;
        if (st.stop != PLAN_NONE)
            st.room = d->stops[st.stop].room;
        for (st.day = 0; st.day < d->input.ndays; st.day++) {
            date_print(d->input.days[st.day].date, date);
            if (row_is(r, F_step_plan_date, date) &&
                fixed_times(r, d->input.days[st.day].date, &st)) {
                d->fixed_steps[n] = r->id;
                d->fixed[n++] = st;
                break;
            }
        }
    }
    d->input.fixed = d->fixed;
    d->input.nfixed = n;
}

static void set_now(struct dayplan *d, int64_t now_ms)
{
    char iso[26];

    if (now_ms <= 0)
        return;
    datetime_print(now_ms, iso);
    for (size_t i = 0; i < d->input.ndays; i++) {
        int minute = minute_on(iso, d->input.days[i].date);

        if (minute >= 0) {
            d->input.now_day = i;
            d->input.now_minute = minute;
        }
    }
}

int dayplan_make(const struct survey *s, const struct settings *set,
                 const struct dayplan_options *opt, struct dayplan *out, struct err *e)
{
    size_t crews = opt->crews > 0 ? (size_t)opt->crews : s->n[KIND_crew] ? s->n[KIND_crew] : 1;
    int rc;

    *out = (struct dayplan){.plan = PLAN_INIT};
    out->input.settings = settings_of(set);
    out->input.ncrews = crews;
    rc = add_days(s, opt, out, e);
    if (rc == 0) {
        add_rooms(s, out);
        add_stops(s, out);
        add_fixed(s, out);
        set_now(out, opt->now_ms);
        rc = plan_make(&out->input, &out->plan, e);
    }
    if (rc != 0)
        dayplan_release(out);
    return rc;
}

void dayplan_release(struct dayplan *d)
{
    plan_release(&d->plan);
    free(d->targets);
    free(d->fixed_steps);
    free(d->rooms);
    free(d->windows);
    free(d->stops);
    free(d->fixed);
    *d = (struct dayplan){.plan = PLAN_INIT};
}

/* The crews' ids; new ones are added to the list. */
static void ensure_crews(const struct survey *s, size_t n, struct id ids[PLAN_CREWS_MAX],
                         struct edits *list)
{
    for (size_t i = 0; i < n; i++) {
        char letter[2] = {dayplan_crew(i), '\0'};
        const struct row *have = NULL;

        for (size_t k = 0; k < s->n[KIND_crew]; k++)
            if (row_is(s->rows[KIND_crew][k], F_crew_crew_id, letter))
                have = s->rows[KIND_crew][k];
        ids[i] = have ? have->id : id_new(clock_now_ms());
        if (!have)
            edits_set(list, ids[i], F_crew_crew_id, value_text(letter));
    }
}

/* The row a step is written to: its own when it was fixed, an old unstarted
 * row of the same target (or of the same kind and crew), else a new one. */
static struct id row_for(const struct survey *s, const struct dayplan *d,
                         const struct plan_step *st, const struct id *crews, bool *used)
{
    struct id target = st->stop != PLAN_NONE ? d->targets[st->stop] : (struct id){{0}};

    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *r = s->rows[KIND_step][i];
        bool same = st->stop != PLAN_NONE
                        ? id_equal(row_ref(r, F_step_target_ref), target)
                        : row_is(r, F_step_step_kind, plan_kind_id(st->kind)) &&
                              id_equal(row_ref(r, F_step_crew_ref), crews[st->crew]);
        char date[ISO_DATE_LEN + 1];

        date_print(d->input.days[st->day].date, date);
        if (!used[i] && same && stays(r) == st->fixed &&
            (st->stop != PLAN_NONE || row_is(r, F_step_plan_date, date))) {
            used[i] = true;
            return r->id;
        }
    }
    return id_new(clock_now_ms());
}

static void write_step(const struct dayplan *d, const struct plan_step *st, struct id id,
                       struct id crew, int seq, struct edits *list)
{
    char date[ISO_DATE_LEN + 1], from[6], to[6];

    date_print(d->input.days[st->day].date, date);
    time_print(st->from, from);
    time_print(st->to, to);
    edits_set(list, id, F_step_step_seq, value_int(seq));
    if (st->fixed)
        return;
    edits_set(list, id, F_step_step_kind, value_text(plan_kind_id(st->kind)));
    edits_set(list, id, F_step_crew_ref, value_id(crew));
    edits_set(list, id, F_step_plan_date, value_text(date));
    edits_set(list, id, F_step_plan_from, value_text(from));
    edits_set(list, id, F_step_plan_to, value_text(to));
    edits_set(list, id, F_step_std_minutes, value_int(st->to - st->from));
    edits_set(list, id, F_step_step_state, value_text("not_started"));
    if (st->stop != PLAN_NONE)
        edits_set(list, id, F_step_target_ref, value_id(d->targets[st->stop]));
    if (st->room != PLAN_NONE) {
        const struct plan_room *room = &d->input.rooms[st->room];

        edits_set(list, id, F_step_building, value_text(room->building));
        edits_set(list, id, F_step_floor, value_text(room->floor));
        edits_set(list, id, F_step_room, value_text(room->name));
    }
}

/* Is the day of an old step planned anew? Steps of other days stay. */
static bool planned_day(const struct dayplan *d, const struct row *step)
{
    int date;

    if (!date_parse(row_text(step, F_step_plan_date), &date))
        return true;
    for (size_t i = 0; i < d->input.ndays; i++)
        if (d->input.days[i].date == date)
            return true;
    return false;
}

int dayplan_write(struct casefile *c, const struct dayplan *d, struct err *e)
{
    const struct survey *s = &c->survey;
    struct id crews[PLAN_CREWS_MAX];
    struct edits list = {0};
    bool *used = xcalloc(s->n[KIND_step], sizeof *used);
    int rc;

    ensure_crews(s, d->input.ncrews, crews, &list);
    for (size_t i = 0; i < d->plan.nsteps; i++) {
        const struct plan_step *st = &d->plan.steps[i];

        write_step(d, st, row_for(s, d, st, crews, used), crews[st->crew], (int)i + 1, &list);
    }
    for (size_t i = 0; i < s->n[KIND_step]; i++)
        if (!used[i] && !stays(s->rows[KIND_step][i]) && planned_day(d, s->rows[KIND_step][i]))
            edits_op(&list, OP_DEL, s->rows[KIND_step][i]->id, 0, value_null());
    rc = case_edit(c, &list, e);
    edits_release(&list);
    free(used);
    return rc;
}
