/* The day planner on the sample hospital 0342 and on single rules and edges. */
#include "model/base/buf.h"
#include "model/base/clock.h"
#include "model/plan.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <string.h>

#define HM(h, m) ((h)*60 + (m))
#define COUNT(a) (sizeof(a) / sizeof *(a))
#define FRIDAY 20343 /* 2025-09-12 */

static char letter(size_t crew)
{
    return (char)('A' + crew);
}

/* One line a crew: "A 09:00 briefing, 09:15 line 2, ... 17:00". */
static void print_day(struct buf *out, const struct plan_input *in, const struct plan *p,
                      size_t day)
{
    for (size_t c = 0; c < in->ncrews; c++) {
        size_t n;
        const struct plan_step *s = plan_steps(p, day, c, &n);
        char time[6];
        if (n > 0)
            buf_addf(out, "%s%c", out->len ? "\n" : "", letter(c));
        for (size_t i = 0; i < n; i++) {
            time_print(s[i].from, time);
            buf_addf(out, " %s %s", time, plan_kind_id(s[i].kind));
            if (s[i].stop != PLAN_NONE)
                buf_addf(out, " %u", in->stops[s[i].stop].target);
        }
    }
}

static void make(const struct plan_input *in, struct plan *p, const char *what)
{
    struct buf why = BUF_INIT;
    struct err e = {0};
    is_ok(plan_make(in, p, &e), &e, "%s: made", what);
    if (!ok(plan_validate(in, p, &why), "%s: valid", what))
        diag("%s", buf_str(&why));
    buf_release(&why);
}

static void is_day(const struct plan_input *in, const struct plan *p, size_t day, const char *want,
                   const char *what)
{
    struct buf b = BUF_INIT;
    print_day(&b, in, p, day);
    is_str(buf_str(&b), want, "%s", what);
    buf_release(&b);
}

static const struct plan_step *find(const struct plan *p, size_t stop)
{
    for (size_t i = 0; i < p->nsteps; i++)
        if (p->steps[i].stop == stop)
            return &p->steps[i];
    return NULL;
}

static struct plan_input input(const struct plan_room *rooms, size_t nrooms,
                               const struct plan_stop *stops, size_t nstops)
{
    return (struct plan_input){.rooms = rooms,
                               .nrooms = nrooms,
                               .stops = stops,
                               .nstops = nstops,
                               .days = {{.date = FRIDAY}, {.date = FRIDAY + 4}},
                               .ndays = 1,
                               .ncrews = 1,
                               .settings = plan_settings_default()};
}

/* The sample's rooms and windows; lines 7 (no connection to the record system)
 * and 8 (voice) are out of scope. Targets: 1-6 the lines, 11-15 the PCs. */
static const struct plan_window radiology[] = {
    {PLAN_ANY_DATE, {HM(12, 0), HM(13, 0)}, {0, 0}, {0, 0}}};
static const struct plan_window office[] = {
    {PLAN_ANY_DATE, {HM(13, 30), HM(16, 30)}, {0, 0}, {HM(14, 0), HM(16, 0)}}};
static const struct plan_window laboratory[] = {
    {PLAN_ANY_DATE, {HM(10, 0), HM(11, 30)}, {0, 0}, {0, 0}},
    {PLAN_ANY_DATE, {HM(14, 0), HM(15, 30)}, {0, 0}, {0, 0}}};
static const struct plan_window servers[] = {
    {PLAN_ANY_DATE, {HM(9, 0), HM(17, 0)}, {0, 0}, {0, 0}}};
static const struct plan_window checkups[] = {
    {PLAN_ANY_DATE, {HM(15, 0), HM(17, 0)}, {0, 0}, {0, 0}}};

static const struct plan_room sample_rooms[] = {
    {"本館", "1F", "放射線科 操作室", false, false, radiology, 1},
    {"本館", "1F", "医事課", false, false, office, 1},
    {"本館", "2F", "検査科", false, false, laboratory, 2},
    {"本館", "3F", "サーバ室", false, false, servers, 1},
    {"本館", "B1", "電気室", false, false, NULL, 0},
    {"別館", "1F", "健診センター", false, false, checkups, 1},
    {"本館", "3F", "情報システム課", false, false, NULL, 0},
};

static const struct plan_stop sample_stops[] = {
    {PLAN_LINE, 1, 0, 0, false}, {PLAN_LINE, 2, 0, 2, false}, {PLAN_LINE, 3, 0, 1, false},
    {PLAN_LINE, 4, 0, 4, false}, {PLAN_LINE, 5, 0, 5, false}, {PLAN_LINE, 6, 0, 3, false},
    {PLAN_PC, 11, 0, 6, true},   {PLAN_PC, 12, 0, 4, true},   {PLAN_PC, 13, 0, 3, true},
    {PLAN_PC, 14, 0, 5, true},   {PLAN_PC, 15, 0, 4, true},
};

static void test_sample(void)
{
    struct plan p = PLAN_INIT;
    struct plan_input in =
        input(sample_rooms, COUNT(sample_rooms), sample_stops, COUNT(sample_stops));
    make(&in, &p, "sample 0342, one crew");
    is_day(&in, &p, 0,
           "A 09:00 briefing 09:15 line 6 09:45 pc 13 10:22 line 4 10:52 pc 12 11:22 pc 15 "
           "12:00 line 1 12:30 break 13:33 line 3 14:08 line 2 14:43 pc 11 15:23 line 5 "
           "15:53 pc 14 16:23 explore 16:40 signoff",
           "sample 0342: the day of crew A");
    is_int(p.nunplaced, 0, "everything has a place");
    in.ncrews = 2;
    make(&in, &p, "sample 0342, two crews");
    is_day(&in, &p, 0,
           "A 09:00 briefing 09:15 line 6 10:00 line 2 10:36 line 4 12:00 line 1 12:30 break "
           "13:33 line 3 15:00 line 5 15:30 pc 14 16:00 explore 16:40 signoff\n"
           "B 09:00 briefing 09:15 pc 12 09:45 pc 15 10:22 pc 13 10:55 pc 11 11:30 break "
           "16:00 explore 16:40 signoff",
           "sample 0342: the day of two crews");
    plan_release(&p);
}

/* One stop in one room with some windows, alone in the plan. */
struct single {
    const char *what;
    struct plan_stop stop;
    struct plan_window windows[3];
    size_t nwindows;
    enum plan_reason reason; /* PLAN_FITS: it stands from `from` on */
    int from;
    const char *fact[2];
};

#define ANY PLAN_ANY_DATE
#define NONE                                                                                       \
    {                                                                                              \
        0, 0                                                                                       \
    }
#define LINE                                                                                       \
    {                                                                                              \
        PLAN_LINE, 1, 0, 0, false                                                                  \
    }
#define PC                                                                                         \
    {                                                                                              \
        PLAN_PC, 1, 0, 0, true                                                                     \
    }

static const struct single singles[] = {
    {"no window is open all day", LINE, {{0}}, 0, PLAN_FITS, HM(9, 15), {0}},
    {"a window for lunch time",
     LINE,
     {{ANY, {HM(12, 0), HM(13, 0)}, NONE, NONE}},
     1,
     PLAN_FITS,
     HM(12, 0),
     {0}},
    {"R085: start inside, end outside",
     LINE,
     {{ANY, {HM(12, 45), HM(13, 0)}, NONE, NONE}},
     1,
     PLAN_WINDOW_SHORT,
     0,
     {"12:45-13:00", "30"}},
    {"exactly as long as the step",
     LINE,
     {{ANY, {HM(12, 30), HM(13, 0)}, NONE, NONE}},
     1,
     PLAN_FITS,
     HM(12, 30),
     {0}},
    {"two windows that touch are one",
     LINE,
     {{ANY, {HM(10, 0), HM(10, 20)}, NONE, NONE}, {ANY, {HM(10, 20), HM(10, 40)}, NONE, NONE}},
     2,
     PLAN_FITS,
     HM(10, 0),
     {0}},
    {"a closed time cuts the window",
     LINE,
     {{ANY, {HM(10, 0), HM(11, 0)}, {HM(10, 20), HM(10, 40)}, NONE}},
     1,
     PLAN_WINDOW_SHORT,
     0,
     {"10:00-10:20", "30"}},
    {"only closed times: open at the others",
     LINE,
     {{ANY, NONE, {HM(9, 0), HM(10, 0)}, NONE}},
     1,
     PLAN_FITS,
     HM(10, 0),
     {0}},
    {"a line needs no operation window",
     LINE,
     {{ANY, {HM(10, 0), HM(12, 0)}, NONE, {HM(11, 0), HM(11, 10)}}},
     1,
     PLAN_FITS,
     HM(10, 0),
     {0}},
    {"a PC does",
     PC,
     {{ANY, {HM(10, 0), HM(12, 0)}, NONE, {HM(11, 0), HM(11, 30)}}},
     1,
     PLAN_FITS,
     HM(11, 0),
     {0}},
    {"its operation window is too short",
     PC,
     {{ANY, {HM(10, 0), HM(12, 0)}, NONE, {HM(11, 0), HM(11, 20)}}},
     1,
     PLAN_OPERATE_SHORT,
     0,
     {"11:00-11:20", "30"}},
    {"operation only outside the opening",
     PC,
     {{ANY, {HM(10, 0), HM(12, 0)}, NONE, {HM(13, 0), HM(14, 0)}}},
     1,
     PLAN_OPERATE_SHORT,
     0,
     {"-", "30"}},
    {"an operation window of all rows",
     PC,
     {{ANY, {HM(10, 0), HM(16, 0)}, NONE, NONE}, {ANY, NONE, NONE, {HM(14, 0), HM(15, 0)}}},
     2,
     PLAN_FITS,
     HM(14, 0),
     {0}},
    {"a window of this date",
     LINE,
     {{FRIDAY, {HM(14, 0), HM(15, 0)}, NONE, NONE}},
     1,
     PLAN_FITS,
     HM(14, 0),
     {0}},
    {"only another date",
     LINE,
     {{FRIDAY + 1, {HM(14, 0), HM(15, 0)}, NONE, NONE}},
     1,
     PLAN_OTHER_DATE,
     0,
     {"2025-09-13 14:00-15:00", ""}},
    {"another date's closed time does not matter",
     LINE,
     {{FRIDAY + 1, NONE, {HM(9, 0), HM(17, 0)}, NONE}},
     1,
     PLAN_FITS,
     HM(9, 15),
     {0}},
    {"open before the day",
     LINE,
     {{ANY, {HM(8, 0), HM(9, 30)}, NONE, NONE}},
     1,
     PLAN_OUTSIDE_DAY,
     0,
     {"09:00-09:30", "09:15-16:40"}},
    {"longer than the day",
     {PLAN_LINE, 1, 450, 0, false},
     {{0}},
     0,
     PLAN_OUTSIDE_DAY,
     0,
     {"09:00-17:00", "09:15-16:40"}},
    {"longer than the day leaves beside lunch",
     {PLAN_LINE, 1, 400, 0, false},
     {{0}},
     0,
     PLAN_NO_TIME,
     0,
     {"09:00-17:00", "400"}},
    {"a span that ends before it starts says nothing",
     LINE,
     {{ANY, {HM(15, 0), HM(14, 0)}, NONE, NONE}},
     1,
     PLAN_FITS,
     HM(9, 15),
     {0}},
};

static void test_singles(void)
{
    for (size_t i = 0; i < COUNT(singles); i++) {
        const struct single *t = &singles[i];
        struct plan p = PLAN_INIT;
        struct plan_room room = {"本館", "1F", "室", false, false, t->windows, t->nwindows};
        struct plan_input in = input(&room, 1, &t->stop, 1);
        make(&in, &p, t->what);
        const struct plan_step *step = find(&p, 0);
        if (t->reason == PLAN_FITS) {
            is_int(step ? step->from : -1, t->from, "%s: its start", t->what);
        } else if (is_int(p.nunplaced, 1, "%s: no place", t->what)) {
            is_str(plan_reason_id(p.unplaced[0].reason), plan_reason_id(t->reason), "%s: why",
                   t->what);
            is_str(p.unplaced[0].fact[0], t->fact[0], "%s: {1}", t->what);
            is_str(p.unplaced[0].fact[1], t->fact[1], "%s: {2}", t->what);
        }
        plan_release(&p);
    }
}

static const struct plan_room open_rooms[] = {
    {"本館", "1F", "一", false, false, NULL, 0}, {"本館", "1F", "二", false, false, NULL, 0},
    {"本館", "3F", "三", false, false, NULL, 0}, {"別館", "3F", "四", false, false, NULL, 0},
    {"本館", "1F", "禁", true, false, NULL, 0},  {"本館", "1F", "広", false, true, NULL, 0},
};

static void test_empty(void)
{
    struct plan p = PLAN_INIT;
    struct plan_input in = input(NULL, 0, NULL, 0);
    make(&in, &p, "nothing to visit");
    is_day(&in, &p, 0, "A 09:00 briefing 09:15 explore 11:30 break 12:30 explore 16:40 signoff",
           "the day is exploration");
    is_int(p.days[0].work_end, 0, "no visit ends");
    is_int(p.days[0].finish, HM(17, 0), "the day ends");
    in.ndays = 2;
    make(&in, &p, "nothing on two days");
    is_day(&in, &p, 1, "", "the second day is not needed");
    in.settings.explore = false;
    make(&in, &p, "nothing at all");
    is_int(p.nsteps, 0, "no visit and no exploration: no day");
    plan_release(&p);
}

static void test_rooms_and_crews(void)
{
    static const struct plan_stop one_room[] = {LINE, {PLAN_LINE, 2, 0, 0, false}};
    static const struct plan_stop shared[] = {{PLAN_LINE, 1, 0, 5, false},
                                              {PLAN_LINE, 2, 0, 5, false}};
    static const struct plan_stop mixed[] = {{PLAN_LINE, 1, 0, 4, false},
                                             {PLAN_LINE, 2, 0, PLAN_NONE, false},
                                             {PLAN_PC, 3, 0, PLAN_NONE, true}};
    struct plan p = PLAN_INIT;
    struct plan_input in = input(open_rooms, COUNT(open_rooms), one_room, 2);
    in.ncrews = 2;
    make(&in, &p, "two lines in one room, two crews");
    is_int(p.days[0].work_end, HM(10, 15), "R087: one after the other");
    in.stops = shared;
    make(&in, &p, "two lines in a shared room");
    is_int(p.days[0].work_end, HM(9, 45), "at one time where the room allows it");
    in = input(open_rooms, COUNT(open_rooms), mixed, 3);
    make(&in, &p, "a forbidden room and two places not known");
    is_int(p.nunplaced, 1, "R090: one without a place");
    is_str(plan_reason_id(p.unplaced[0].reason), "forbidden", "R090: the forbidden one");
    is_day(&in, &p, 0,
           "A 09:00 briefing 09:15 line 2 09:50 pc 3 10:20 explore 11:30 break 12:30 explore "
           "16:40 signoff",
           "a place that is not known is one floor away; lines first");
    plan_release(&p);
}

static void test_walking(void)
{
    static const struct plan_stop four[] = {LINE,
                                            {PLAN_LINE, 2, 0, 1, false},
                                            {PLAN_LINE, 3, 0, 2, false},
                                            {PLAN_LINE, 4, 0, 3, false}};
    static const struct {
        const char *text;
        int level;
    } floors[] = {{"1F", 1},      {"3F", 3},  {"３Ｆ", 3},   {"3階", 3}, {"B1", 0},  {"B2F", -1},
                  {"地下1階", 0}, {"12", 12}, {"屋上", -99}, {"", -99},  {"F", -99}, {"M2F", -99}};
    struct plan p = PLAN_INIT;
    struct plan_input in = input(open_rooms, COUNT(open_rooms), four, 4);
    for (size_t i = 0; i < COUNT(floors); i++) {
        int level = -99;
        plan_floor(floors[i].text, &level);
        is_int(level, floors[i].level, "floor '%s'", floors[i].text);
    }
    is_int(plan_walk(&in, 0, 0), 0, "the same room");
    is_int(plan_walk(&in, 0, 1), 3, "the same floor");
    is_int(plan_walk(&in, 0, 2), 6, "two floors apart");
    is_int(plan_walk(&in, 2, 3), 10, "another building");
    is_int(plan_walk(&in, 0, PLAN_NONE), 5, "a place not known");
    make(&in, &p, "four rooms");
    is_int(p.days[0].work_end, HM(9, 15) + 4 * 30 + 3 + 6 + 10, "the shortest way round");
    plan_release(&p);
}

static void test_order(void)
{
    static const struct plan_window afternoon[] = {{ANY, {HM(14, 0), HM(15, 0)}, NONE, NONE}};
    static const struct plan_room rooms[] = {{"本館", "1F", "一", false, false, NULL, 0},
                                             {"本館", "1F", "二", false, false, afternoon, 1}};
    static const struct plan_stop stops[] = {{PLAN_PC, 1, 0, 0, true}, {PLAN_LINE, 2, 0, 0, false}};
    static const struct plan_stop waits[] = {{PLAN_PC, 1, 0, 0, true}, {PLAN_LINE, 2, 0, 1, false}};
    struct plan p = PLAN_INIT;
    struct plan_input in = input(rooms, 2, stops, 2);
    make(&in, &p, "a PC and a line in one room");
    ok(find(&p, 1)->from < find(&p, 0)->from, "R080: the line first");
    in.stops = waits;
    make(&in, &p, "the line's room opens in the afternoon");
    is_int(find(&p, 0)->from, HM(9, 15), "R080: the PC does not wait for it");
    plan_release(&p);
}

static void test_two_days(void)
{
    static const struct plan_window second[] = {{FRIDAY + 4, {HM(10, 0), HM(11, 0)}, NONE, NONE}};
    static const struct plan_room rooms[] = {{"本館", "1F", "一", false, false, NULL, 0},
                                             {"本館", "1F", "二", false, false, second, 1}};
    static const struct plan_stop stops[] = {LINE, {PLAN_LINE, 2, 0, 1, false}};
    struct plan p = PLAN_INIT;
    struct plan_input in = input(rooms, 2, stops, 2);
    in.ndays = 2;
    make(&in, &p, "a room that opens on the second day");
    is_day(&in, &p, 0, "A 09:00 briefing 09:15 line 1 11:30 break 12:30 signoff",
           "R082: no exploration while a line is left for the second day");
    is_day(&in, &p, 1,
           "A 09:00 briefing 10:00 line 2 10:30 explore 11:30 break 12:30 explore 16:40 signoff",
           "the rest on the second day");
    in.nstops = 1;
    make(&in, &p, "all on the first day");
    is_int(p.days[1].finish, 0, "the second day is not needed");
    plan_release(&p);
}

static void test_times(void)
{
    static const struct plan_stop five[] = {{PLAN_PC, 1, 0, 0, true},
                                            {PLAN_PC, 2, 0, 1, true},
                                            {PLAN_PC, 3, 0, 0, true},
                                            {PLAN_PC, 4, 0, 1, true},
                                            {PLAN_PC, 5, 0, 0, true}};
    struct plan p = PLAN_INIT;
    struct plan_input in = input(open_rooms, COUNT(open_rooms), five, 5);
    make(&in, &p, "five PCs");
    is_int(p.days[0].work_end, HM(9, 15) + 5 * 30 + 3, "five times 30 minutes and one way");
    in.settings.pc = 20;
    make(&in, &p, "five PCs of 20 minutes");
    is_int(p.days[0].work_end, HM(9, 15) + 5 * 20 + 3, "R081: the setting changes the plan");
    in.days[0].from = HM(13, 0);
    in.days[0].to = HM(15, 30);
    make(&in, &p, "an afternoon");
    is_day(&in, &p, 0,
           "A 13:00 briefing 13:15 pc 2 13:35 pc 4 13:58 pc 1 14:18 pc 3 14:38 pc 5 14:58 signoff",
           "no lunch in an afternoon; 12 minutes are no exploration");
    plan_release(&p);
}

static void test_replan(void)
{
    static const struct plan_stop stops[] = {
        LINE, {PLAN_LINE, 2, 0, 1, false}, {PLAN_LINE, 3, 0, 2, false}};
    static const struct plan_step fixed[] = {
        {PLAN_LINE, 0, 0, 0, 0, HM(9, 20), HM(10, 40), true}, /* took long */
        {PLAN_BREAK, 0, 0, PLAN_NONE, PLAN_NONE, HM(11, 0), HM(11, 40), true},
    };
    struct plan p = PLAN_INIT;
    struct plan_input in = input(open_rooms, COUNT(open_rooms), stops, 3);
    in.fixed = fixed;
    in.nfixed = 2;
    in.now_minute = HM(12, 10);
    make(&in, &p, "re-planned at 12:10");
    is_day(&in, &p, 0,
           "A 09:00 briefing 09:20 line 1 11:00 break 12:10 line 2 12:46 line 3 13:16 explore "
           "16:40 signoff",
           "what is done stays, the lunch was taken, the rest comes after now");
    in.now_minute = HM(16, 30);
    make(&in, &p, "re-planned at 16:30");
    is_int(p.nunplaced, 2, "too late for the others");
    is_str(p.nunplaced ? p.unplaced[0].fact[1] : "", "16:30-16:40", "the time that is left");
    plan_release(&p);
}

struct refusal {
    const char *subject;
    void (*spoil)(struct plan_input *in);
};

static void no_days(struct plan_input *in)
{
    in->ndays = 0;
}

static void nine_crews(struct plan_input *in)
{
    in->ncrews = 9;
}

static void backwards(struct plan_input *in)
{
    in->settings.day_to = in->settings.day_from;
}

static void short_day(struct plan_input *in)
{
    in->days[0].from = 60;
    in->days[0].to = 70;
}

static void long_lunch(struct plan_input *in)
{
    in->settings.lunch = 180;
}

static void no_line_time(struct plan_input *in)
{
    in->settings.line = 0;
}

static void same_dates(struct plan_input *in)
{
    in->ndays = 2;
    in->days[1].date = in->days[0].date;
}

static void unknown_room(struct plan_input *in)
{
    in->nrooms = 3;
}

static void fixed_twice(struct plan_input *in)
{
    static const struct plan_step twice[] = {{PLAN_LINE, 0, 0, 0, 0, 600, 630, true},
                                             {PLAN_LINE, 0, 0, 0, 0, 700, 730, true}};
    in->fixed = twice;
    in->nfixed = 2;
}

static void fixed_briefing(struct plan_input *in)
{
    static const struct plan_step one[] = {
        {PLAN_BRIEFING, 0, 0, PLAN_NONE, PLAN_NONE, 540, 555, true}};
    in->fixed = one;
    in->nfixed = 1;
}

static void test_refused(void)
{
    static const struct refusal rows[] = {
        {"days", no_days},         {"crews", nine_crews},    {"day_to", backwards},
        {"01:00", short_day},      {"lunch_to", long_lunch}, {"line", no_line_time},
        {"days", same_dates},      {"stops", unknown_room},  {"fixed", fixed_twice},
        {"fixed", fixed_briefing},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct plan p = PLAN_INIT;
        struct err e = {0};
        struct plan_input in =
            input(sample_rooms, COUNT(sample_rooms), sample_stops, COUNT(sample_stops));
        rows[i].spoil(&in);
        is_int(plan_make(&in, &p, &e), -ERR_INVALID, "refused: row %zu", i);
        is_str(e.subject, rows[i].subject, "and what it is about");
        is_int(p.nsteps, 0, "and no plan");
        plan_release(&p);
    }
}

int main(void)
{
    test_sample();
    test_singles();
    test_empty();
    test_rooms_and_crews();
    test_walking();
    test_order();
    test_two_days();
    test_times();
    test_replan();
    test_refused();
    return tap_done();
}
