#include "config.h"

#include "tui/scr_hospitals.h"
#include "tui/scr_hospitals_priv.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/choose.h"
#include "tui/hospital_text.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/prompt.h"
#include "tui/scr_handover.h"
#include "tui/scr_import.h"
#include "tui/scr_plan.h"
#include "tui/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const hospitals_filters[FILTER_COUNT] = {
#define X(id, text) [FILTER_##id] = text,
    FILTERS(X)
#undef X
};

static const struct index *index_of(const struct hospitals *h)
{
    return &work_of(h->base.app)->index;
}

const struct summary *hospitals_at(const struct hospitals *h, int row)
{
    return &index_of(h)->v[h->line[row].index];
}

bool hospitals_only_here(const struct summary *s)
{
    return s->pending_commits + s->pending_photos > 0;
}

static int today_is(void)
{
    struct civil c = clock_civil(clock_now_ms());

    return date_days(c.year, c.month, c.day);
}

/* -- the list ---------------------------------------------------------- */

enum hospital_column {
    COL_SERIAL,
    COL_NAME,
    COL_PREFECTURE,
    COL_DAY,
    COL_STATE,
    COL_LINES,
    COL_PCS,
    COL_CHECK,
    COL_CONFLICTS,
    COL_ONLY_HERE,
    COL_COUNT
};
static const struct column list_columns[COL_COUNT] = {
    [COL_SERIAL] = {N_("No."), 5, 0, 0, false},
    [COL_NAME] = {N_("Hospital"), 20, 1, 0, false},
    [COL_PREFECTURE] = {N_("Prefecture"), 10, 0, 4, false},
    [COL_DAY] = {N_("Survey day"), 13, 0, 0, false},
    [COL_STATE] = {N_("State"), 9, 0, 0, false},
    [COL_LINES] = {N_("Lines"), 5, 0, 0, true},
    [COL_PCS] = {N_("PCs"), 6, 0, 0, true},
    [COL_CHECK] = {N_("To check"), 8, 0, 0, true},
    [COL_CONFLICTS] = {N_("Conflicts"), 9, 0, 3, true},
    [COL_ONLY_HERE] = {N_("Only here"), 9, 0, 2, true},
};

static int rows_count(const void *ctx)
{
    return ((const struct hospitals *)ctx)->n;
}

static void put_ratio(int done, int all, struct buf *out)
{
    if (all > 0)
        buf_addf(out, "%d/%d", done, all);
}

static void put_positive(int64_t n, struct buf *out)
{
    if (n > 0)
        buf_addf(out, "%" PRId64, n);
}

static enum role rows_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct hospitals *h = ctx;
    const struct summary *s = hospitals_at(h, row);
    enum role counted = s->stale ? ROLE_MUTED : ROLE_NORMAL;

    switch (col) {
    case COL_SERIAL:
        buf_puts(out, s->serial);
        return ROLE_NORMAL;
    case COL_NAME:
        buf_puts(out, s->name);
        return ROLE_NORMAL;
    case COL_PREFECTURE:
        buf_puts(out, s->prefecture);
        return ROLE_NORMAL;
    case COL_DAY:
        return hospital_put_days(s, h->today, work_ja(h->base.app), out);
    case COL_STATE:
        return hospital_put_state(s, out);
    case COL_LINES:
        put_ratio(s->lines_done, s->lines, out);
        return counted;
    case COL_PCS:
        put_ratio(s->pcs_done, s->pcs, out);
        return counted;
    case COL_CHECK:
        put_positive(s->attention, out);
        return s->stale ? ROLE_MUTED : ROLE_WARN;
    case COL_CONFLICTS:
        put_positive(s->conflicts, out);
        return s->stale ? ROLE_MUTED : ROLE_BAD;
    default:
        put_positive(s->pending_commits + s->pending_photos, out);
        return counted;
    }
}

static void rows_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    snprintf(out, LIST_ID_MAX, "%s", hospitals_at(ctx, row)->serial);
}

static void rows_search(const void *ctx, int row, struct buf *out)
{
    const struct summary *s = hospitals_at(ctx, row);

    buf_addf(out, "%s\n%s\n%s", s->serial, s->name, s->prefecture);
}

static const struct list_source rows_source = {
    .columns = list_columns,
    .n_columns = COL_COUNT,
    .empty = N_("No hospital yet. i takes in a hospital's sheets; "
                "`genba demo` makes a sample to look at."),
    .count = rows_count,
    .cell = rows_cell,
    .id = rows_id,
    .search = rows_search,
};

/* -- what is shown ------------------------------------------------------- */

static bool has_day(const struct summary *s, int from, int to)
{
    int days[HOSPITAL_DAYS_MAX], n = hospital_days(s, days);

    for (int i = 0; i < n; i++)
        if (days[i] >= from && days[i] <= to)
            return true;
    return false;
}

static int monday_of(int day)
{
    return day - (date_weekday(day) + 6) % 7;
}

static bool passes(const struct hospitals *h, const struct summary *s)
{
    int monday = monday_of(h->today);

    switch (h->filter) {
    case FILTER_TODAY:
        return has_day(s, h->today, h->today);
    case FILTER_WEEK:
        return has_day(s, monday, monday + 6);
    case FILTER_OPEN:
        return strcmp(summary_state_id(s), "signed") != 0;
    case FILTER_ONLY_HERE:
        return hospitals_only_here(s);
    default:
        return true;
    }
}

static void count_totals(struct hospitals *h)
{
    const struct index *ix = index_of(h);
    struct hospitals_totals t = {.hospitals = (int)ix->n};
    int monday = monday_of(h->today);

    for (size_t i = 0; i < ix->n; i++) {
        const struct summary *s = &ix->v[i];

        t.today += has_day(s, h->today, h->today);
        t.week += has_day(s, monday, monday + 6);
        t.pending += hospitals_only_here(s);
        t.commits += s->pending_commits;
        t.photos += s->pending_photos;
    }
    h->totals = t;
}

/* Today and what comes first, then those without a day, the latest past first. */
static int by_day(const void *a, const void *b)
{
    const struct hospitals_line *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank - y->rank;
    if (x->day != y->day)
        return x->rank == 2 ? y->day - x->day : x->day - y->day;
    return x->index < y->index ? -1 : x->index > y->index;
}

static struct hospitals_line line_of(const struct hospitals *h, size_t i)
{
    struct hospitals_line l = {.index = i, .rank = 1};

    if (hospital_day(&index_of(h)->v[i], h->today, &l.day))
        l.rank = l.day >= h->today ? 0 : 2;
    return l;
}

static void add_call(struct hospitals *h, int row)
{
    int at = h->n_agenda;

    while (at > 0 && h->line[h->agenda[at - 1]].day > h->line[row].day)
        at--;
    if (at == AGENDA_MAX)
        return;
    if (h->n_agenda < AGENDA_MAX)
        h->n_agenda++;
    memmove(&h->agenda[at + 1], &h->agenda[at], (size_t)(h->n_agenda - 1 - at) * sizeof(int));
    h->agenda[at] = row;
}

/* The next pre-calls, by survey day whatever the order of the rows. */
static void find_agenda(struct hospitals *h)
{
    h->n_agenda = 0;
    for (int row = 0; row < h->n; row++) {
        const struct summary *s = hospitals_at(h, row);

        if (h->line[row].rank == 0 && !*s->precall && s->key_time != 0)
            add_call(h, row);
    }
}

static void select_rows(struct hospitals *h)
{
    const struct index *ix = index_of(h);

    h->today = today_is();
    free(h->line);
    h->line = xcalloc(ix->n, sizeof *h->line);
    h->n = 0;
    for (size_t i = 0; i < ix->n; i++)
        if (passes(h, &ix->v[i]))
            h->line[h->n++] = line_of(h, i);
    if (!h->by_serial && h->n > 0)
        qsort(h->line, (size_t)h->n, sizeof *h->line, by_day);
    count_totals(h);
    find_agenda(h);
    list_reload(&h->list);
}

/* -- reading stale lines again --------------------------------------------- */

static struct hospitals *of_job(struct job *job)
{
    return (struct hospitals *)((char *)job - offsetof(struct hospitals, job));
}

static bool next_stale(struct hospitals *h)
{
    const struct index *ix = index_of(h);

    while (h->next < ix->n && !ix->v[h->next].stale)
        h->next++;
    return h->next < ix->n;
}

static int job_step(struct job *job, struct err *e)
{
    struct hospitals *h = of_job(job);
    struct work *w = work_of(h->base.app);
    struct err ignored; /* open elsewhere or damaged: the line stays as it was */

    (void)e;
    if (!next_stale(h))
        return 0;
    index_refresh(&w->index, h->next, buf_str(&w->session->workspace), &w->session->who, &ignored);
    h->next++;
    h->read++;
    app_dirty(h->base.app);
    return 1;
}

static void job_progress(const struct job *job, struct buf *out)
{
    const struct hospitals *h = of_job((struct job *)(uintptr_t)job);
    char at[24], all[24];

    snprintf(at, sizeof at, "%zu", h->next);
    snprintf(all, sizeof all, "%zu", index_of(h)->n);
    text_fill(out, _("Reading the hospitals again: {1} of {2}"), at, all, NULL);
}

static void job_done(struct job *job, int rc, const struct err *e)
{
    struct hospitals *h = of_job(job);
    struct work *w = work_of(h->base.app);
    struct err why;

    (void)rc;
    (void)e;
    if (h->read > 0 && index_save(&w->index, buf_str(&w->session->workspace), &why) != 0)
        app_say_err(h->base.app, &why);
    select_rows(h);
    if (!h->touched)
        list_go(&h->list, 0);
    app_dirty(h->base.app);
}

/* Once: what cannot be read now (open elsewhere) is not tried again and again. */
static void start_reading(struct hospitals *h)
{
    if (h->started || !next_stale(h))
        return;
    h->started = true;
    h->job = (struct job){.fd = -1, .step = job_step, .progress = job_progress, .done = job_done};
    app_job(h->base.app, &h->job);
}

/* -- the screen ------------------------------------------------------------ */

static int hs_open(struct screen *s, const void *arg, struct err *e)
{
    struct hospitals *h = (struct hospitals *)s;

    (void)arg;
    (void)e;
    list_init(&h->list, &rows_source, h);
    return 0;
}

/* This screen is seen only when no hospital is worked on. */
static int hs_load(struct screen *s, struct err *e)
{
    struct hospitals *h = (struct hospitals *)s;

    (void)e;
    work_close(s->app);
    s->stale = false;
    select_rows(h);
    start_reading(h);
    return 0;
}

static void hs_layout(struct screen *s, int rows, int cols)
{
    (void)cols;
    list_layout(&((struct hospitals *)s)->list, rows - DETAIL_LINES - 1);
}

static int open_case(struct hospitals *h, struct err *e)
{
    struct work *w = work_of(h->base.app);
    struct buf folder = BUF_INIT;
    int rc;

    buf_addf(&folder, "%s/%s", buf_str(&w->session->workspace),
             hospitals_at(h, h->list.cursor)->folder);
    rc = work_open(h->base.app, buf_str(&folder), e);
    buf_release(&folder);
    return rc;
}

static enum outcome open_row(struct hospitals *h)
{
    struct err e;

    if (h->list.cursor < 0)
        return SCREEN_DONE;
    if (open_case(h, &e) != 0) {
        app_say_err(h->base.app, &e);
        return SCREEN_REDRAW;
    }
    work_show(h->base.app, &scr_plan, (struct id){{0}}, NULL);
    work_ask_clock(h->base.app);
    return SCREEN_REDRAW;
}

/* R045: who was called, and that it is done now. */
static enum outcome called(struct screen *asker, const char *text, void *ctx)
{
    struct hospitals *h = (struct hospitals *)asker;
    struct app *app = asker->app;
    struct edits list = {0};
    const struct row *site;
    bool noted = true;
    struct err e;
    char now[26];

    (void)ctx;
    if (open_case(h, &e) != 0) {
        app_say_err(app, &e);
        return SCREEN_IGNORED;
    }
    site = survey_site(work_survey(app));
    datetime_print(clock_now_ms(), now);
    if (site) {
        edits_set(&list, site->id, F_site_precall_at, value_text(now));
        edits_set(&list, site->id, F_site_precall_to, value_text(text));
        edits_set(&list, site->id, F_site_precall_result, value_text("done"));
        noted = work_edit(app, &list);
    }
    edits_release(&list);
    work_close(app);
    return noted ? SCREEN_RELOAD : SCREEN_IGNORED;
}

static enum outcome ask_call(struct hospitals *h)
{
    struct prompt_arg arg = {.done = called, .empty = N_("Type the name.")};
    struct buf label = BUF_INIT;
    struct err e;

    if (h->list.cursor < 0)
        return SCREEN_DONE;
    text_fill(&label, _("{1} Pre-call to:"), hospitals_at(h, h->list.cursor)->name, NULL, NULL);
    arg.label = buf_str(&label);
    if (prompt_open(h->base.app, &arg, &e) != 0)
        app_say_err(h->base.app, &e);
    buf_release(&label);
    return SCREEN_REDRAW;
}

static enum outcome filter_done(struct screen *asker, int item, void *ctx)
{
    struct hospitals *h = (struct hospitals *)asker;

    (void)ctx;
    h->filter = (enum filter)item;
    select_rows(h);
    return SCREEN_REDRAW;
}

static enum outcome ask_filter(struct hospitals *h)
{
    struct choose_item items[FILTER_COUNT];
    struct choose_arg arg = {.title = _("Show"),
                             .items = items,
                             .n = FILTER_COUNT,
                             .current = (int)h->filter,
                             .y = -1,
                             .done = filter_done};
    struct err e;

    for (int i = 0; i < FILTER_COUNT; i++)
        items[i] = (struct choose_item){_(hospitals_filters[i]), NULL};
    if (choose_open(h->base.app, &arg, &e) != 0)
        app_say_err(h->base.app, &e);
    return SCREEN_REDRAW;
}

/* Of the hospital under the cursor. */
static enum outcome hand_over(struct hospitals *h)
{
    struct err e;

    if (h->list.cursor >= 0 && open_case(h, &e) != 0)
        app_say_err(h->base.app, &e);
    else
        work_show(h->base.app, &scr_handover, (struct id){{0}}, NULL);
    return SCREEN_REDRAW;
}

/* F5: once, what would be lost with this laptop; the next q leaves. */
static enum outcome leave(struct hospitals *h)
{
    struct buf text = BUF_INIT;
    char n[2][24];

    if (h->leaving || h->totals.pending == 0)
        return SCREEN_IGNORED;
    h->leaving = true;
    snprintf(n[0], sizeof n[0], "%" PRId64, h->totals.commits);
    snprintf(n[1], sizeof n[1], "%" PRId64, h->totals.photos);
    text_fill(&text,
              _("Only on this laptop: {1} changes, {2} photos. y hands them over, q leaves."), n[0],
              n[1], NULL);
    app_say(h->base.app, ROLE_WARN, buf_str(&text));
    buf_release(&text);
    return SCREEN_REDRAW;
}

static enum outcome hs_act(struct screen *s, enum action a)
{
    struct hospitals *h = (struct hospitals *)s;

    h->touched = true;
    h->leaving &= a == ACT_QUIT;
    switch (a) {
    case ACT_OPEN:
        return open_row(h);
    case ACT_IMPORT:
        work_show(s->app, &scr_import, (struct id){{0}}, NULL);
        return SCREEN_REDRAW;
    case ACT_PRECALL:
        return ask_call(h);
    case ACT_HAND_OVER:
        return hand_over(h);
    case ACT_BUNDLE_READ:
        work_show(s->app, &scr_handover, (struct id){{0}}, NULL);
        app_act(s->app, ACT_BUNDLE_READ);
        return SCREEN_REDRAW;
    case ACT_QUIT:
        return leave(h);
    case ACT_PERSON:
        work_ask_person(s->app);
        return SCREEN_REDRAW;
    case ACT_FILTER:
        return ask_filter(h);
    case ACT_SORT:
        h->by_serial = !h->by_serial;
        select_rows(h);
        app_say(s->app, ROLE_NORMAL, h->by_serial ? _("By number.") : _("By survey day."));
        return SCREEN_REDRAW;
    default:
        return list_act(&h->list, a);
    }
}

static enum outcome hs_mouse(struct screen *s, const struct mouse *m)
{
    enum outcome out = list_mouse(&((struct hospitals *)s)->list, m, 0);

    return out == SCREEN_IGNORED ? open_row((struct hospitals *)s) : out;
}

static struct edit *hs_editor(struct screen *s)
{
    return list_editor(&((struct hospitals *)s)->list);
}

static void hs_typed(struct screen *s)
{
    list_typed(&((struct hospitals *)s)->list);
}

static unsigned hs_have(const struct screen *s)
{
    return list_have(&((const struct hospitals *)s)->list);
}

static void hs_close(struct screen *s)
{
    struct hospitals *h = (struct hospitals *)s;

    list_release(&h->list);
    free(h->line);
}

static const struct binding hs_rows[] = {
    {"Enter", ACT_OPEN, NEED_ROW, true},
    {"Right", ACT_OPEN, NEED_ROW, false},
    {"l", ACT_OPEN, NEED_ROW, false},
    {"i", ACT_IMPORT, 0, true},
    {"t", ACT_PRECALL, NEED_ROW, true},
    {"m", ACT_BUNDLE_READ, 0, true},
    {"y", ACT_HAND_OVER, 0, true},
    {"w", ACT_PERSON, 0, false},
    {"/", ACT_SEARCH, NEED_ROW, false},
    {"f", ACT_FILTER, 0, false},
    {"o", ACT_SORT, NEED_ROW, false},
    {":", ACT_PALETTE, 0, false},
    {"q", ACT_QUIT, 0, true},
    {.key = NULL},
};
static const struct keymap hs_keys = {"hospitals", &list_keys, hs_rows};

const struct screen_ops scr_hospitals = {
    .name = "hospitals",
    .title = N_("Hospitals"),
    .keys = &hs_keys,
    .size = sizeof(struct hospitals),
    .open = hs_open,
    .load = hs_load,
    .layout = hs_layout,
    .draw = hospitals_draw,
    .act = hs_act,
    .mouse = hs_mouse,
    .editor = hs_editor,
    .typed = hs_typed,
    .have = hs_have,
    .status = hospitals_status,
    .close = hs_close,
};
