#include "model/plan_explain.h"

#include "model/base/clock.h"

#include <stdio.h>
#include <string.h>

#define LIST_MAX 3 /* windows named in a fact; more are "..." */

static int length(struct plan_span s)
{
    return s.to > s.from ? s.to - s.from : 0;
}

static struct plan_span overlap(struct plan_span a, struct plan_span b)
{
    return (struct plan_span){a.from > b.from ? a.from : b.from, a.to < b.to ? a.to : b.to};
}

static void put_span(struct buf *b, struct plan_span s)
{
    char from[6], to[6];
    time_print(s.from, from);
    time_print(s.to, to);
    buf_addf(b, "%s%s-%s", b->len ? ", " : "", from, to);
}

static void put_fact(char fact[PLAN_FACT_MAX], struct buf *b)
{
    snprintf(fact, PLAN_FACT_MAX, "%s", b->len ? buf_str(b) : "-");
    buf_release(b);
}

static void put_minutes(char fact[PLAN_FACT_MAX], int minutes)
{
    snprintf(fact, PLAN_FACT_MAX, "%d", minutes);
}

/* The spans of a stop's room on all days, those of two equal days once. */
static void put_spans(char fact[PLAN_FACT_MAX], const struct plan_map *m, size_t stop)
{
    const struct plan_stop *s = &m->in->stops[stop];
    struct buf b = BUF_INIT;
    size_t listed = 0;
    for (size_t d = 0; d < m->in->ndays; d++) {
        const struct plan_spans *p = plan_map_spans(m, d, plan_map_room(m, s->room), s->operate);
        const struct plan_spans *first =
            plan_map_spans(m, 0, plan_map_room(m, s->room), s->operate);
        bool repeated = d > 0 && p->n == first->n &&
                        (p->n == 0 || !memcmp(p->v, first->v, p->n * sizeof *p->v));
        for (size_t i = 0; i < p->n && !repeated; i++) {
            struct plan_span clipped =
                overlap(p->v[i], (struct plan_span){m->days[d].from, m->days[d].to});
            if (listed < LIST_MAX)
                put_span(&b, length(clipped) ? clipped : p->v[i]);
            else if (listed == LIST_MAX)
                buf_puts(&b, ", ...");
            listed++;
        }
    }
    put_fact(fact, &b);
}

/* The longest span of any day; with `visits`, only its part inside the visiting hours. */
static struct plan_span longest(const struct plan_map *m, size_t stop, bool operate, bool visits)
{
    size_t room = plan_map_room(m, m->in->stops[stop].room);
    struct plan_span best = {0, 0};
    for (size_t d = 0; d < m->in->ndays; d++) {
        const struct plan_spans *p = plan_map_spans(m, d, room, operate);
        for (size_t i = 0; i < p->n; i++) {
            struct plan_span s = visits ? overlap(p->v[i], m->visits[d]) : p->v[i];
            if (length(s) > length(best))
                best = s;
        }
    }
    return best;
}

/* The room's openings, which all name other dates; false when one is for a survey day. */
static bool only_other_dates(const struct plan_map *m, const struct plan_room *room,
                             char fact[PLAN_FACT_MAX])
{
    struct buf b = BUF_INIT;
    size_t listed = 0;
    for (size_t i = 0; i < room->nwindows; i++) {
        const struct plan_window *w = &room->windows[i];
        bool ours = w->date == PLAN_ANY_DATE;
        for (size_t d = 0; d < m->in->ndays; d++)
            ours = ours || w->date == m->days[d].date;
        if (length(w->open) == 0)
            continue;
        if (ours) {
            buf_release(&b);
            return false;
        }
        char date[11], from[6], to[6];
        date_print(w->date, date);
        time_print(w->open.from, from);
        time_print(w->open.to, to);
        if (listed++ < LIST_MAX)
            buf_addf(&b, "%s%s %s-%s", b.len ? ", " : "", date, from, to);
    }
    put_fact(fact, &b);
    return listed > 0;
}

static void put_outside(const struct plan_map *m, size_t stop, struct plan_unplaced *out)
{
    struct buf b = BUF_INIT;
    put_spans(out->fact[0], m, stop);
    for (size_t d = 0; d < m->in->ndays; d++)
        if (length(m->visits[d]) &&
            (d == 0 || memcmp(&m->visits[d], &m->visits[0], sizeof m->visits[d]) != 0))
            put_span(&b, m->visits[d]);
    put_fact(out->fact[1], &b);
}

static void put_short(struct plan_unplaced *out, struct plan_span span, int minutes)
{
    struct buf b = BUF_INIT;
    if (length(span))
        put_span(&b, span);
    put_fact(out->fact[0], &b);
    put_minutes(out->fact[1], minutes);
}

enum plan_reason plan_hopeless(const struct plan_map *m, size_t stop, struct plan_unplaced *out)
{
    const struct plan_stop *s = &m->in->stops[stop];
    int minutes = plan_stop_minutes(m->in, stop);
    *out = (struct plan_unplaced){.stop = stop, .reason = PLAN_FITS};
    if (s->room != PLAN_NONE && m->in->rooms[s->room].forbidden)
        return out->reason = PLAN_FORBIDDEN;
    if (s->room != PLAN_NONE && only_other_dates(m, &m->in->rooms[s->room], out->fact[0]))
        return out->reason = PLAN_OTHER_DATE;
    struct plan_span open = longest(m, stop, false, false);
    struct plan_span usable = longest(m, stop, s->operate, false);
    if (length(open) < minutes) {
        put_short(out, open, minutes);
        return out->reason = PLAN_WINDOW_SHORT;
    }
    if (length(usable) < minutes) {
        put_short(out, usable, minutes);
        return out->reason = PLAN_OPERATE_SHORT;
    }
    if (length(longest(m, stop, s->operate, true)) < minutes) {
        put_outside(m, stop, out);
        return out->reason = PLAN_OUTSIDE_DAY;
    }
    return PLAN_FITS;
}

void plan_explain_no_time(const struct plan_map *m, size_t stop, struct plan_unplaced *out)
{
    *out = (struct plan_unplaced){.stop = stop, .reason = PLAN_NO_TIME};
    put_spans(out->fact[0], m, stop);
    put_minutes(out->fact[1], plan_stop_minutes(m->in, stop));
}
