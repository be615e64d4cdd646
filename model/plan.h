/* The day planner: which crew visits which line and PC when.
 *
 * Pure: no store, no clock, no I/O; the same input gives the same plan. The
 * caller fills a plan_input (rooms, stops, days, crews, settings), plan_make
 * gives the steps of every crew and, for each stop that cannot be placed, why.
 *
 * What a plan keeps (plan_validate checks each, written apart from the planner):
 *  - every crew's day starts with the briefing and ends with the sign-off, all
 *    crews together (R080);
 *  - a visit lies wholly inside the room's open windows, one that operates a
 *    PC wholly inside the operation windows, and outside closed times (R084, R085);
 *  - a crew is in one place at a time, walking included (R086); a room is held
 *    by one crew unless it is `shared` (R087); forbidden rooms never (R090);
 *  - exploration starts when every crew's lines and PCs of the whole survey are
 *    done (R082, R083), so on the first of two days only if nothing is left
 *    for the second. A stop that cannot be placed counts as closed with a reason;
 *  - every crew has its lunch inside the lunch span when its day contains that
 *    span and the fixed steps leave room for it;
 *  - fixed steps (done, in progress, pinned) stay as they are, even where they
 *    break a rule; nothing else starts before `now`.
 *
 * Lines come before PCs within a crew's day (R080) as a strong preference: a
 * PC goes first only where its window, or the waiting it saves, asks for it.
 * Day 1 is filled first; day 2 takes the rest and what is possible only then.
 * The second day stays empty when it has no visit and the first had time to
 * explore.
 *
 * Windows: a room with no window is open all day. The windows of a date are
 * the rows of that date and the rows without one, taken together; a room whose
 * rows with an opening all name other dates is closed. A row with an operation
 * span allows operation only inside it; a row with an opening and none allows
 * it throughout. A row without an opening restricts every other row of its date.
 *
 * Walking: a stop without a room is one floor away from everything; the
 * briefing, the lunch and the sign-off have no place of their own, so the way
 * from the briefing room and to the sign-off is inside their minutes.
 *
 * Objective (plan_score.c) and moves (plan_search.c) are apart, so either can
 * be replaced. Cost: proportional to settings.effort, plus 1440 steps a room
 * and day. */
#ifndef GENBA_MODEL_PLAN_H
#define GENBA_MODEL_PLAN_H

#include "model/base/buf.h"
#include "model/base/err.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_DAYS_MAX 2
#define PLAN_CREWS_MAX 8
#define PLAN_NONE ((size_t)-1) /* no room, no stop */
#define PLAN_ANY_DATE INT_MIN

enum plan_kind { PLAN_BRIEFING, PLAN_LINE, PLAN_PC, PLAN_EXPLORE, PLAN_BREAK, PLAN_SIGNOFF };

/* Minutes of the day; to <= from means not stated. */
struct plan_span {
    int from, to;
};

struct plan_window {
    int date; /* days since 1970, or PLAN_ANY_DATE */
    struct plan_span open, closed, operate;
};

struct plan_room {
    const char *building, *floor, *name;
    bool forbidden;
    bool shared; /* two crews may be inside at one time */
    const struct plan_window *windows;
    size_t nwindows;
};

struct plan_stop {
    enum plan_kind kind; /* PLAN_LINE or PLAN_PC */
    uint32_t target;     /* the caller's own number, never read here */
    int minutes;         /* 0 = the setting of its kind */
    size_t room;         /* index, or PLAN_NONE when the place is not known */
    bool operate;        /* needs the operation window: true for a PC */
};

struct plan_step {
    enum plan_kind kind;
    size_t day, crew; /* indices */
    size_t stop;      /* index into input.stops, PLAN_NONE for the other kinds */
    size_t room;      /* the stop's room or PLAN_NONE */
    int from, to;
    bool fixed;
};

struct plan_day {
    int date;     /* days since 1970 */
    int from, to; /* both 0 = the settings' hours */
};

struct plan_settings {
    int day_from, day_to;
    int briefing, line, pc, signoff; /* minutes; briefing and signoff may be 0 */
    int lunch, lunch_from, lunch_to; /* minutes and the span; lunch 0 = none */
    int walk_room, walk_floor;       /* in the same room; on the same floor */
    int walk_floors, walk_floors_more,
        walk_building; /* one floor apart, each more; other building */
    bool explore;
    int explore_min; /* a shorter rest is not planned as exploration */
    long effort;     /* how much to search, in tried placements; 0 = first construction only */
};

struct plan_input {
    const struct plan_room *rooms;
    size_t nrooms;
    const struct plan_stop *stops;
    size_t nstops;
    struct plan_day days[PLAN_DAYS_MAX];
    size_t ndays, ncrews;
    /* Kept as they are: of kind line, pc (with `stop`), break (the lunch taken) or explore. */
    const struct plan_step *fixed;
    size_t nfixed;
    size_t now_day; /* re-planning during the survey: nothing starts before */
    int now_minute; /* this minute of this day; 0, 0 = before the survey */
    struct plan_settings settings;
};

/* Why a stop has no place: text with {1} and {2} from the facts beside it. */
#define PLAN_REASONS(X)                                                                            \
    X(FITS, N_("it fits"))                                                                         \
    X(FORBIDDEN, N_("entry to the room is forbidden"))                                             \
    X(OTHER_DATE, N_("the room is open only on {1}"))                                              \
    X(WINDOW_SHORT, N_("the room is open {1}: that is shorter than {2} min"))                      \
    X(OPERATE_SHORT, N_("operation is allowed {1}: that is shorter than {2} min"))                 \
    X(OUTSIDE_DAY, N_("the room can be used {1}, visits are possible {2}"))                        \
    X(NO_TIME, N_("no time left: {2} min do not fit into {1} beside the other visits"))

enum plan_reason {
#define X(id, text) PLAN_##id,
    PLAN_REASONS(X)
#undef X
};

#define PLAN_FACT_MAX 96

struct plan_unplaced {
    size_t stop;
    enum plan_reason reason;
    char fact[2][PLAN_FACT_MAX]; /* {1} and {2} */
};

struct plan_day_sum {
    int work_end; /* when the last line or PC is done; 0 when the day has none */
    int finish;   /* when the sign-off ends; 0 when the day is not needed */
};

/* Steps stand by day, crew, time. */
struct plan {
    struct plan_step *steps;
    size_t nsteps;
    struct plan_unplaced *unplaced;
    size_t nunplaced;
    struct plan_day_sum days[PLAN_DAYS_MAX];
};

#define PLAN_INIT                                                                                  \
    {                                                                                              \
        .steps = NULL, .nsteps = 0, .unplaced = NULL, .nunplaced = 0                               \
    }

/* The defaults: 09:00-17:00, briefing 15, line 30, PC 30, lunch 60
 * within 11:30-14:00, sign-off 20, walking 0/3/5+1/10. */
struct plan_settings plan_settings_default(void);

/* `out` is PLAN_INIT or a former plan, which is released. ERR_INVALID when the
 * input makes no sense (subject = the setting, detail = its limits); `out` is
 * then empty. The input never points into `out`: re-planning takes two plans,
 * or a copy of the fixed steps. */
int plan_make(const struct plan_input *in, struct plan *out, struct err *e);
void plan_release(struct plan *p);

/* Whether the plan keeps every rule above. Each breach adds one line to `why`
 * (English, for logs and tests; NULL is fine). */
bool plan_validate(const struct plan_input *in, const struct plan *p, struct buf *why);

/* The steps of one crew's day, borrowed from the plan. */
const struct plan_step *plan_steps(const struct plan *p, size_t day, size_t crew, size_t *n);

const char *plan_kind_id(enum plan_kind kind);         /* "briefing", "line", ... as in the JSON */
const char *plan_reason_text(enum plan_reason reason); /* untranslated N_() text */
const char *plan_reason_id(enum plan_reason reason);   /* "forbidden", ... */

/* R084, R085 for any step, also one moved by hand or fixed. */
bool plan_step_inside(const struct plan_input *in, const struct plan_step *step);
int plan_stop_minutes(const struct plan_input *in, size_t stop);
/* Minutes on foot between two rooms (indices or PLAN_NONE). */
int plan_walk(const struct plan_input *in, size_t a, size_t b);
/* "3F", "３階", "B1", "地下1階" -> 3, 3, 0, 0 (one below 1F); false for others ("屋上"). */
bool plan_floor(const char *text, int *level);

#endif
