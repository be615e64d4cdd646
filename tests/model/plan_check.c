/* plan_validate refuses what it should: a good plan is spoilt in one way at a
 * time and the breach must be named. */
#include "model/base/buf.h"
#include "model/base/clock.h"
#include "model/plan.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

#define HM(h, m) ((h)*60 + (m))
#define COUNT(a) (sizeof(a) / sizeof *(a))
#define FRIDAY 20343

/* Two crews, two days: stops 0-3 lines, 4 a PC with an operation window, 5 in
 * a forbidden room, 6 a line done before, 7 possible on the second day only. */
static const struct plan_window operate[] = {
    {PLAN_ANY_DATE, {HM(9, 0), HM(16, 0)}, {HM(12, 0), HM(13, 0)}, {HM(14, 0), HM(15, 0)}}};
static const struct plan_window second[] = {{FRIDAY + 4, {HM(10, 0), HM(12, 0)}, {0, 0}, {0, 0}}};
static const struct plan_room rooms[] = {
    {"本館", "1F", "一", false, false, NULL, 0},    {"本館", "3F", "二", false, false, NULL, 0},
    {"本館", "1F", "三", false, false, operate, 1}, {"本館", "1F", "四", true, false, NULL, 0},
    {"別館", "1F", "五", false, false, second, 1},
};
static const struct plan_stop stops[] = {
    {PLAN_LINE, 0, 0, 0, false}, {PLAN_LINE, 1, 0, 1, false}, {PLAN_LINE, 2, 0, 0, false},
    {PLAN_LINE, 3, 0, 1, false}, {PLAN_PC, 4, 0, 2, true},    {PLAN_LINE, 5, 0, 3, false},
    {PLAN_LINE, 6, 0, 1, false}, {PLAN_LINE, 7, 0, 4, false},
};
static const struct plan_step fixed[] = {{PLAN_LINE, 0, 1, 6, 1, HM(9, 10), HM(9, 30), true}};

static struct plan_input input(void)
{
    return (struct plan_input){.rooms = rooms,
                               .nrooms = COUNT(rooms),
                               .stops = stops,
                               .nstops = COUNT(stops),
                               .days = {{.date = FRIDAY}, {.date = FRIDAY + 4}},
                               .ndays = 2,
                               .ncrews = 2,
                               .fixed = fixed,
                               .nfixed = 1,
                               .now_minute = HM(9, 30),
                               .settings = plan_settings_default()};
}

static struct plan_step *find(struct plan *p, enum plan_kind kind, size_t day, size_t crew)
{
    for (size_t i = 0; i < p->nsteps; i++)
        if (p->steps[i].kind == kind && p->steps[i].day == day && p->steps[i].crew == crew)
            return &p->steps[i];
    bail("the plan has no %s on day %zu for crew %zu", plan_kind_id(kind), day, crew);
}

static struct plan_step *stop(struct plan *p, size_t index)
{
    for (size_t i = 0; i < p->nsteps; i++)
        if (p->steps[i].stop == index)
            return &p->steps[i];
    bail("stop %zu has no step", index);
}

static void move(struct plan_step *s, int from)
{
    s->to += from - s->from;
    s->from = from;
}

static void drop(struct plan *p, struct plan_step *s)
{
    size_t i = (size_t)(s - p->steps);
    memmove(s, s + 1, (p->nsteps - i - 1) * sizeof *s);
    p->nsteps--;
}

static void lose_stop(struct plan *p)
{
    drop(p, stop(p, 0));
}

static void double_stop(struct plan *p)
{
    stop(p, 0)->stop = 2;
}

static void wrong_kind(struct plan *p)
{
    stop(p, 0)->kind = PLAN_PC;
}

static void wrong_room(struct plan *p)
{
    stop(p, 0)->room = 1;
}

static void no_such_stop(struct plan *p)
{
    stop(p, 0)->stop = 99;
}

static void no_such_room(struct plan *p)
{
    stop(p, 0)->room = 99;
}

static void no_such_crew(struct plan *p)
{
    stop(p, 7)->crew = 2;
}

static void no_such_unplaced(struct plan *p)
{
    p->unplaced[0].stop = 99;
}

static void swap_steps(struct plan *p)
{
    struct plan_step first = p->steps[0];
    p->steps[0] = p->steps[1];
    p->steps[1] = first;
}

static void no_reason(struct plan *p)
{
    p->unplaced[0].reason = PLAN_FITS;
}

static void wrong_reason(struct plan *p)
{
    p->unplaced[0].reason = PLAN_NO_TIME;
}

static void into_forbidden(struct plan *p)
{
    stop(p, 0)->stop = 5;
    stop(p, 5)->room = 3;
    p->unplaced[0].stop = 0;
}

static void shorten(struct plan *p)
{
    stop(p, 7)->to -= 1;
}

static void into_closed(struct plan *p)
{
    move(stop(p, 4), HM(12, 31));
}

static void before_operation(struct plan *p)
{
    move(stop(p, 4), HM(13, 59));
}

static void past_operation(struct plan *p)
{
    move(stop(p, 4), HM(14, 31));
}

static void past_window(struct plan *p)
{
    move(stop(p, 7), HM(11, 31));
}

static void other_date(struct plan *p)
{
    stop(p, 7)->day = 0;
}

static void move_fixed(struct plan *p)
{
    move(stop(p, 6), HM(9, 11));
}

static void unmark_fixed(struct plan *p)
{
    stop(p, 6)->fixed = false;
}

static void mark_fixed(struct plan *p)
{
    stop(p, 0)->fixed = true;
}

static void before_now(struct plan *p)
{
    move(stop(p, 0), HM(9, 29));
}

static void into_signoff(struct plan *p)
{
    find(p, PLAN_EXPLORE, 1, 0)->to = HM(16, 41);
}

/* Of the two lines in one room, the later starts before the earlier ends, with
 * another crew. */
static void share_room(struct plan *p)
{
    struct plan_step *a = stop(p, 0), *b = stop(p, 2);
    b->crew = 1 - a->crew;
    b->from = a->from;
    b->to = a->to;
}

static void overlap(struct plan *p)
{
    struct plan_step *a = stop(p, 7);
    find(p, PLAN_BRIEFING, 1, a->crew)->to = a->from + 1;
}

static void no_way(struct plan *p)
{
    struct plan_step *a = stop(p, 0), *b = stop(p, 1);
    b->crew = a->crew;
    move(b, a->to + 5);
}

static void explore_early(struct plan *p)
{
    struct plan_step *a = stop(p, 7);
    find(p, PLAN_EXPLORE, 1, 1 - a->crew)->from = a->to - 1;
}

/* On the first day, while a stop is left for the second. */
static void explore_first_day(struct plan *p)
{
    struct plan_step *s = find(p, PLAN_SIGNOFF, 0, 1);
    s->kind = PLAN_EXPLORE;
}

static void no_briefing(struct plan *p)
{
    drop(p, find(p, PLAN_BRIEFING, 1, 1));
}

static void late_briefing(struct plan *p)
{
    find(p, PLAN_BRIEFING, 0, 0)->from++;
}

static void no_signoff(struct plan *p)
{
    drop(p, find(p, PLAN_SIGNOFF, 1, 0));
}

static void own_signoff(struct plan *p)
{
    struct plan_step *s = find(p, PLAN_SIGNOFF, 0, 0);
    move(s, s->from + 1);
}

static void short_signoff(struct plan *p)
{
    find(p, PLAN_SIGNOFF, 0, 0)->to--;
}

static void late_signoff(struct plan *p)
{
    for (size_t crew = 0; crew < 2; crew++) {
        struct plan_step *s = find(p, PLAN_SIGNOFF, 1, crew);
        move(s, s->from + 1);
    }
}

static void no_lunch(struct plan *p)
{
    drop(p, find(p, PLAN_BREAK, 0, 0));
}

static void early_lunch(struct plan *p)
{
    move(find(p, PLAN_BREAK, 1, 0), HM(11, 29));
}

static void short_lunch(struct plan *p)
{
    find(p, PLAN_BREAK, 0, 1)->to--;
}

static void wrong_finish(struct plan *p)
{
    p->days[0].finish++;
}

static void wrong_work_end(struct plan *p)
{
    p->days[1].work_end--;
}

static const struct {
    const char *rule; /* named in the first column of a line of `why` */
    const char *what;
    void (*spoil)(struct plan *p);
} rows[] = {
    {"once", "a stop is lost", lose_stop},
    {"once", "a stop stands twice", double_stop},
    {"shape", "a line as a PC", wrong_kind},
    {"shape", "another room", wrong_room},
    {"shape", "no such stop", no_such_stop},
    {"shape", "no such room", no_such_room},
    {"shape", "no such crew", no_such_crew},
    {"shape", "no such unplaced stop", no_such_unplaced},
    {"shape", "out of order", swap_steps},
    {"reason", "no reason", no_reason},
    {"reason", "the wrong reason", wrong_reason},
    {"R090", "a forbidden room", into_forbidden},
    {"R081", "a visit too short", shorten},
    {"R084", "in a closed time", into_closed},
    {"R084", "before operation is allowed", before_operation},
    {"R084", "R085: past the end of operation", past_operation},
    {"R084", "R085: past the end of a window", past_window},
    {"R084", "a window of another date", other_date},
    {"fixed", "what is done has moved", move_fixed},
    {"fixed", "what is done is not marked", unmark_fixed},
    {"fixed", "something else is marked", mark_fixed},
    {"now", "in the past", before_now},
    {"hours", "into the sign-off's time", into_signoff},
    {"hours", "a sign-off after the day", late_signoff},
    {"R087", "two crews in one room", share_room},
    {"R086", "two steps at one time", overlap},
    {"R086", "no time to walk", no_way},
    {"R082", "R083: another crew is not done", explore_early},
    {"R082", "the second day is not done", explore_first_day},
    {"R080", "no briefing", no_briefing},
    {"R080", "a late briefing", late_briefing},
    {"R080", "no sign-off", no_signoff},
    {"R080", "a sign-off of its own", own_signoff},
    {"R080", "a short sign-off", short_signoff},
    {"lunch", "no lunch", no_lunch},
    {"lunch", "an early lunch", early_lunch},
    {"lunch", "a short lunch", short_lunch},
    {"sums", "the wrong finish", wrong_finish},
    {"sums", "the wrong end of work", wrong_work_end},
};

/* Whether a line of `why` begins with the rule. */
static bool names(const char *why, const char *rule)
{
    size_t n = strlen(rule);
    for (const char *line = why; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, rule, n) == 0 && line[n] == ':')
            return true;
    }
    return false;
}

int main(void)
{
    struct plan_input in = input();
    struct buf why = BUF_INIT;
    struct plan p = PLAN_INIT;
    struct err e = {0};
    is_ok(plan_make(&in, &p, &e), &e, "the good plan");
    if (!ok(plan_validate(&in, &p, &why), "is good"))
        diag("%s", buf_str(&why));
    is_int(p.nunplaced, 1, "one stop has no place");
    for (size_t i = 0; i < COUNT(rows); i++) {
        is_ok(plan_make(&in, &p, &e), &e, "%s: before", rows[i].what);
        buf_reset(&why);
        rows[i].spoil(&p);
        bool good = plan_validate(&in, &p, &why);
        if (!ok(!good && names(buf_str(&why), rows[i].rule), "%s: refused by %s", rows[i].what,
                rows[i].rule))
            diag("%s", buf_str(&why));
        ok(!plan_validate(&in, &p, NULL), "%s: refused without a report", rows[i].what);
    }
    buf_release(&why);
    plan_release(&p);
    return tap_done();
}
