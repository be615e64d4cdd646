/* When a room can be used (R084, R085), minute by minute.
 *
 * A room with no window rows is always open. Where a row states an opening for
 * any date, the room is closed on a date that no opening names. Closed times
 * are taken away; a PC also needs the operation time, where one is stated. */
#ifndef GENBA_MODEL_RULES_WINDOW_H
#define GENBA_MODEL_RULES_WINDOW_H

#include "model/base/buf.h"
#include "model/survey.h"

#define DAY_MINUTES (24 * 60)

struct room_day {
    unsigned char open[DAY_MINUTES];    /* 1: one may be inside */
    unsigned char operate[DAY_MINUTES]; /* 1: one may operate a PC there */
    bool limited;                       /* some minute is not open */
};

void room_day_load(struct room_day *d, const struct survey *s, const struct row *room, int day);

enum window_fit {
    WINDOW_FITS,
    WINDOW_OUTSIDE, /* R084: cannot begin then */
    WINDOW_PAST,    /* R085: begins inside, ends outside */
};
enum window_fit room_day_fit(const struct room_day *d, int from, int to, bool operate);
/* Fits when the step has no time, day or room. */
enum window_fit step_window(const struct survey *s, const struct row *step);

/* From this minute to the end of the open span, -1 when nothing limits it
 * today, 0 when the room is closed now. */
int room_minutes_left(const struct room_day *d, int minute);
/* "09:30-11:30, 13:00-15:00", "" when unlimited. */
void room_day_print(const struct room_day *d, bool operate, struct buf *out);

#endif
