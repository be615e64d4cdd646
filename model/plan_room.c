#include "model/plan_room.h"

#include "model/base/text.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MINUTES (24 * 60)

bool plan_floor(const char *text, int *level)
{
    struct buf b = BUF_INIT;
    text_fold(&b, text ? text : "", text ? strlen(text) : 0);
    const char *s = buf_str(&b);
    bool below = false, known = false;
    if (*s == 'b') {
        below = true;
        s++;
    } else if (strncmp(s, "地下", strlen("地下")) == 0) {
        below = true;
        s += strlen("地下");
    }
    char *end = NULL;
    long n = *s >= '0' && *s <= '9' ? strtol(s, &end, 10) : 0;
    if (n > 0 && n < 200 && (!*end || strcmp(end, "f") == 0 || strcmp(end, "階") == 0)) {
        *level = below ? 1 - (int)n : (int)n;
        known = true;
    }
    buf_release(&b);
    return known;
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* A room's place with its floor read once: reading it costs a normalisation. */
struct place {
    const struct plan_room *room; /* NULL: not known */
    bool has_level;
    int level;
};

static struct place place_of(const struct plan_input *in, size_t room)
{
    struct place p = {.room = room < in->nrooms ? &in->rooms[room] : NULL};
    if (p.room)
        p.has_level = plan_floor(p.room->floor, &p.level);
    return p;
}

static int walk_between(const struct plan_settings *s, const struct place *a, const struct place *b)
{
    if (!a->room || !b->room)
        return s->walk_floors;
    if (a->room == b->room)
        return s->walk_room;
    if (!same_text(a->room->building, b->room->building))
        return s->walk_building;
    if (same_text(a->room->floor, b->room->floor))
        return s->walk_floor;
    if (!a->has_level || !b->has_level)
        return s->walk_floors;
    int apart = abs(a->level - b->level);
    return apart == 0 ? s->walk_floor : s->walk_floors + (apart - 1) * s->walk_floors_more;
}

int plan_walk(const struct plan_input *in, size_t a, size_t b)
{
    struct place pa = place_of(in, a), pb = place_of(in, b);
    return walk_between(&in->settings, &pa, &pb);
}

struct plan_day plan_day_hours(const struct plan_input *in, size_t day)
{
    struct plan_day d = in->days[day];
    if (d.from == 0 && d.to == 0) {
        d.from = in->settings.day_from;
        d.to = in->settings.day_to;
    }
    return d;
}

int plan_day_start(const struct plan_input *in, size_t day)
{
    struct plan_day d = plan_day_hours(in, day);
    int start = d.from + in->settings.briefing;
    if (day < in->now_day)
        return d.to > start ? d.to : start;
    return day == in->now_day && in->now_minute > start ? in->now_minute : start;
}

static bool stated(struct plan_span s)
{
    return s.to > s.from;
}

static void paint(unsigned char *minutes, struct plan_span s, unsigned char value)
{
    int from = s.from < 0 ? 0 : s.from, to = s.to > DAY_MINUTES ? DAY_MINUTES : s.to;
    if (to > from)
        memset(minutes + from, value, (size_t)(to - from));
}

static bool applies(const struct plan_window *w, int date)
{
    return w->date == PLAN_ANY_DATE || w->date == date;
}

/* Keeps of `minutes` what the openless rows' operation spans allow, if there are any. */
static void restrict_operation(unsigned char *minutes, const struct plan_room *room, int date)
{
    unsigned char allowed[DAY_MINUTES] = {0};
    bool any = false;
    for (size_t i = 0; i < room->nwindows; i++) {
        const struct plan_window *w = &room->windows[i];
        if (applies(w, date) && !stated(w->open) && stated(w->operate)) {
            paint(allowed, w->operate, 1);
            any = true;
        }
    }
    for (int m = 0; any && m < DAY_MINUTES; m++)
        minutes[m] &= allowed[m];
}

/* One byte a minute: 1 where a visit (one that operates) is possible. */
static void paint_room(unsigned char *minutes, const struct plan_room *room, int date, bool operate)
{
    bool has_opening = false;
    for (size_t i = 0; i < room->nwindows; i++)
        has_opening = has_opening || stated(room->windows[i].open);
    memset(minutes, !has_opening, DAY_MINUTES);
    for (size_t i = 0; i < room->nwindows; i++) {
        const struct plan_window *w = &room->windows[i];
        if (!applies(w, date) || !stated(w->open))
            continue;
        if (operate && stated(w->operate)) {
            struct plan_span both = {w->open.from > w->operate.from ? w->open.from
                                                                    : w->operate.from,
                                     w->open.to < w->operate.to ? w->open.to : w->operate.to};
            paint(minutes, both, 1);
        } else {
            paint(minutes, w->open, 1);
        }
    }
    if (operate)
        restrict_operation(minutes, room, date);
    for (size_t i = 0; i < room->nwindows; i++)
        if (applies(&room->windows[i], date))
            paint(minutes, room->windows[i].closed, 0);
}

static void collect(struct plan_spans *out, const unsigned char *minutes)
{
    size_t cap = 0;
    for (int m = 0; m < DAY_MINUTES; m++) {
        if (!minutes[m])
            continue;
        int from = m;
        while (m < DAY_MINUTES && minutes[m])
            m++;
        out->v = xgrow(out->v, out->n, &cap, sizeof *out->v);
        out->v[out->n++] = (struct plan_span){from, m};
    }
}

static void fill_spans(struct plan_map *m, size_t day, size_t room)
{
    static const struct plan_room anywhere = {.building = "", .floor = "", .name = ""};
    const struct plan_room *r = room < m->in->nrooms ? &m->in->rooms[room] : &anywhere;
    for (int operate = 0; operate < 2; operate++) {
        unsigned char minutes[DAY_MINUTES];
        paint_room(minutes, r, m->days[day].date, operate);
        collect(&m->spans[(day * m->nrooms + room) * 2 + (size_t)operate], minutes);
    }
}

void plan_map_init(struct plan_map *m, const struct plan_input *in)
{
    *m = (struct plan_map){.in = in, .nrooms = in->nrooms + 1};
    m->walk = xcalloc(m->nrooms * m->nrooms, sizeof *m->walk);
    m->spans = xcalloc(in->ndays * m->nrooms * 2, sizeof *m->spans);
    struct place *places = xcalloc(m->nrooms, sizeof *places);
    for (size_t a = 0; a < m->nrooms; a++)
        places[a] = place_of(in, a);
    for (size_t a = 0; a < m->nrooms; a++)
        for (size_t b = 0; b < m->nrooms; b++)
            m->walk[a * m->nrooms + b] = walk_between(&in->settings, &places[a], &places[b]);
    free(places);
    for (size_t d = 0; d < in->ndays; d++) {
        m->days[d] = plan_day_hours(in, d);
        m->visits[d] =
            (struct plan_span){plan_day_start(in, d), m->days[d].to - in->settings.signoff};
        for (size_t r = 0; r < m->nrooms; r++)
            fill_spans(m, d, r);
    }
}

void plan_map_release(struct plan_map *m)
{
    for (size_t i = 0; m->spans && i < m->in->ndays * m->nrooms * 2; i++)
        free(m->spans[i].v);
    free(m->spans);
    free(m->walk);
    *m = (struct plan_map){.in = NULL};
}
