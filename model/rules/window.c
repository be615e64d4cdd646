#include "model/rules/window.h"

#include "model/base/clock.h"
#include "model/rules/steps.h"

#include <string.h>

struct span {
    int from, to;
    bool stated;
};

/* One end alone is an opening too: to the end, or from the begin of the day. */
static struct span span_of(const struct row *w, enum field from, enum field to)
{
    struct span s = {0, DAY_MINUTES, false};
    int minutes;

    if (time_parse(row_text(w, from), &minutes)) {
        s.from = minutes;
        s.stated = true;
    }
    if (time_parse(row_text(w, to), &minutes)) {
        s.to = minutes;
        s.stated = true;
    }
    return s;
}

static struct span open_of(const struct row *w)
{
    return span_of(w, F_window_open_from, F_window_open_to);
}

static struct span operate_of(const struct row *w)
{
    return span_of(w, F_window_operate_from, F_window_operate_to);
}

static bool applies(const struct row *w, int day)
{
    int named;

    return !date_parse(row_text(w, F_window_access_date), &named) || named == day;
}

static void paint(unsigned char *minutes, struct span s, unsigned char with)
{
    for (int m = s.from; s.stated && m < s.to && m < DAY_MINUTES; m++)
        minutes[m] = with;
}

static void intersect(unsigned char *minutes, const unsigned char *with)
{
    for (int m = 0; m < DAY_MINUTES; m++)
        minutes[m] &= with[m];
}

/* Operation inside one window row: its own operation span, else all of it. */
static struct span operable(const struct row *w)
{
    struct span open = open_of(w), operate = operate_of(w);

    if (open.stated && operate.stated) {
        open.from = operate.from > open.from ? operate.from : open.from;
        open.to = operate.to < open.to ? operate.to : open.to;
    }
    return open;
}

void room_day_load(struct room_day *d, const struct survey *s, const struct row *room, int day)
{
    unsigned char only[DAY_MINUTES] = {0}; /* rows that state operation and no opening */
    bool has_opening = false, has_only = false;
    const struct row *w;

    for (size_t i = 0; (w = survey_next_ref(s, KIND_window, F_window_room_ref, room->id, &i));)
        has_opening |= open_of(w).stated;
    memset(d->open, !has_opening, sizeof d->open);
    memset(d->operate, !has_opening, sizeof d->operate);
    for (size_t i = 0; (w = survey_next_ref(s, KIND_window, F_window_room_ref, room->id, &i));) {
        if (!applies(w, day))
            continue;
        paint(d->open, open_of(w), 1);
        paint(d->operate, operable(w), 1);
        if (!open_of(w).stated && operate_of(w).stated) {
            paint(only, operate_of(w), 1);
            has_only = true;
        }
    }
    if (has_only)
        intersect(d->operate, only);
    for (size_t i = 0; (w = survey_next_ref(s, KIND_window, F_window_room_ref, room->id, &i));)
        if (applies(w, day)) {
            paint(d->open, span_of(w, F_window_closed_from, F_window_closed_to), 0);
            paint(d->operate, span_of(w, F_window_closed_from, F_window_closed_to), 0);
        }
    d->limited = memchr(d->open, 0, sizeof d->open) != NULL;
}

enum window_fit room_day_fit(const struct room_day *d, int from, int to, bool operate)
{
    const unsigned char *minutes = operate ? d->operate : d->open;

    for (int m = from; m < to; m++)
        if (m >= DAY_MINUTES || !minutes[m])
            return m == from ? WINDOW_OUTSIDE : WINDOW_PAST;
    return WINDOW_FITS;
}

enum window_fit step_window(const struct survey *s, const struct row *step)
{
    const struct row *room = step_room(s, step);
    struct room_day d;
    int from, to, day;

    if (!room || !step_minutes(step, &from, &to) || !step_day(step, &day))
        return WINDOW_FITS;
    room_day_load(&d, s, room, day);
    return room_day_fit(&d, from, to, row_is(step, F_step_step_kind, "pc"));
}

int room_minutes_left(const struct room_day *d, int minute)
{
    int m = minute;

    while (m < DAY_MINUTES && d->open[m])
        m++;
    return m == DAY_MINUTES && minute < DAY_MINUTES ? -1 : m - minute;
}

void room_day_print(const struct room_day *d, bool operate, struct buf *out)
{
    const unsigned char *minutes = operate ? d->operate : d->open;
    char from[6], to[6];
    bool first = true;

    if (!memchr(minutes, 0, DAY_MINUTES))
        return;
    for (int m = 0, end; m < DAY_MINUTES; m = end + 1) {
        for (end = m; end < DAY_MINUTES && minutes[end]; end++)
            ;
        if (end == m)
            continue;
        time_print(m, from);
        time_print(end, to);
        buf_addf(out, "%s%s-%s", first ? "" : ", ", from, to);
        first = false;
    }
    if (first)
        buf_puts(out, "-");
}
