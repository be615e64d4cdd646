#include "config.h"

#include "tui/scr_check.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/check.h"
#include "model/signing.h"
#include "tui/goto.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/problem_text.h"
#include "tui/scr_conflicts.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DETAIL_LINES 5
#define SIDE_FROM 120 /* columns from which the detail stands to the right */
#define SIDE_COLS 48

/* What a problem stops now: the signature is the one that is due today (R122).
 * The groups stand in this order. */
enum stops { STOPS_SIGN, STOPS_PLAN, STOPS_NOTHING, STOPS_COUNT };
static const char *const stops_texts[STOPS_COUNT] = {
    N_("Stops the signature"),
    N_("Stops the plan"),
    N_("Others"),
};

/* What `f` shows, in turn. */
enum only { ONLY_ALL, ONLY_WARNINGS, ONLY_ERRORS, ONLY_SIGN, ONLY_COUNT };
static const char *const only_texts[ONLY_COUNT] = {
    N_("all"),
    N_("warnings and errors"),
    N_("errors"),
    N_("what stops the signature"),
};

/* One line: a problem, or the head of a group (-1). */
struct line {
    int problem;
    enum stops group;
};

struct check_screen {
    struct screen base;
    bool ja;
    enum only only;
    struct cover cover; /* what would be signed today */
    struct problems problems;
    struct line *lines;
    int n;
    int count[STOPS_COUNT]; /* whether shown or not */
    struct list list;
};

static enum stops stops_of(const struct check_screen *c, const struct problem *p)
{
    if (signing_stopped_by(work_survey(c->base.app), &c->cover, p))
        return STOPS_SIGN;
    return rules[p->rule].blocks & BLOCKS_PLAN ? STOPS_PLAN : STOPS_NOTHING;
}

static bool wanted(const struct check_screen *c, const struct problem *p)
{
    switch (c->only) {
    case ONLY_WARNINGS:
        return rules[p->rule].severity >= SEVERITY_WARNING;
    case ONLY_ERRORS:
        return rules[p->rule].severity >= SEVERITY_ERROR;
    case ONLY_SIGN:
        return stops_of(c, p) == STOPS_SIGN;
    default:
        return true;
    }
}

/* Heavy ones first, each weight in the order of the rules. */
static void group_lines(struct check_screen *c, enum stops group)
{
    int head = c->n;

    c->lines[c->n++] = (struct line){-1, group};
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--)
        for (size_t i = 0; i < c->problems.n; i++) {
            const struct problem *p = &c->problems.v[i];

            if (stops_of(c, p) != group || rules[p->rule].severity != (enum severity)severity)
                continue;
            c->count[group]++;
            if (wanted(c, p))
                c->lines[c->n++] = (struct line){(int)i, group};
        }
    if (c->n == head + 1 && (group != STOPS_SIGN || c->count[group] > 0))
        c->n = head; /* that nothing stops the signature is worth a line */
}

static void make_lines(struct check_screen *c)
{
    c->lines = xrealloc(c->lines, (c->problems.n + STOPS_COUNT) * sizeof *c->lines);
    c->n = 0;
    memset(c->count, 0, sizeof c->count);
    for (int g = 0; g < STOPS_COUNT; g++)
        group_lines(c, (enum stops)g);
    list_reload(&c->list);
}

/* The problem under the cursor; NULL on the head of a group. */
static const struct problem *here(const struct check_screen *c)
{
    int row = c->list.cursor;

    return row < 0 || c->lines[row].problem < 0 ? NULL : &c->problems.v[c->lines[row].problem];
}

static int check_count(const void *ctx)
{
    return ((const struct check_screen *)ctx)->n;
}

static enum role severity_role(enum severity severity)
{
    return severity == SEVERITY_ERROR     ? ROLE_BAD
           : severity == SEVERITY_WARNING ? ROLE_WARN
                                          : ROLE_MUTED;
}

enum { COL_NAME, COL_SENTENCE, COL_SEVERITY, COL_RULE };

static enum role head_cell(const struct check_screen *c, const struct line *line, int col,
                           struct buf *out)
{
    char n[16];

    snprintf(n, sizeof n, "%d", c->count[line->group]);
    if (c->count[line->group] == 0) {
        buf_puts(out, col == COL_NAME       ? _("Can be signed")
                      : col == COL_SENTENCE ? _("F9: hand over to the witness")
                                            : "");
        return ROLE_OK;
    }
    if (col == COL_NAME)
        buf_puts(out, _(stops_texts[line->group]));
    else if (col == COL_SENTENCE)
        text_fill(out, _("{1} items"), n, NULL, NULL);
    return line->group == STOPS_SIGN ? ROLE_HERE : ROLE_HEAD;
}

static enum role check_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct check_screen *c = ctx;
    const struct line *line = &c->lines[row];
    const struct problem *p;
    enum severity severity;

    if (line->problem < 0)
        return head_cell(c, line, col, out);
    p = &c->problems.v[line->problem];
    severity = rules[p->rule].severity;
    switch (col) {
    case COL_NAME:
        buf_putc(out, ' ');
        problem_name(work_survey(c->base.app), p, c->ja, out);
        return ROLE_NORMAL;
    case COL_SENTENCE:
        problem_sentence(work_survey(c->base.app), p, c->ja, false, out);
        return severity == SEVERITY_NOTE ? ROLE_MUTED : ROLE_NORMAL;
    case COL_SEVERITY:
        buf_puts(out, severity_word(severity));
        return severity_role(severity);
    default:
        if (rules[p->rule].number[0] == 'R')
            buf_puts(out, rules[p->rule].number);
        return ROLE_MUTED;
    }
}

/* A problem keeps its name while others come and go. */
static void check_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    const struct check_screen *c = ctx;
    const struct line *line = &c->lines[row];
    char id[ID_HEX_LEN + 1];

    if (line->problem < 0) {
        snprintf(out, LIST_ID_MAX, "group %d", (int)line->group);
        return;
    }
    id_print(c->problems.v[line->problem].row, id);
    snprintf(out, LIST_ID_MAX, "%s %d %d", id, (int)c->problems.v[line->problem].rule,
             (int)c->problems.v[line->problem].field);
}

static void check_search(const void *ctx, int row, struct buf *out)
{
    const struct check_screen *c = ctx;
    const struct line *line = &c->lines[row];

    if (line->problem < 0)
        return;
    problem_sentence(work_survey(c->base.app), &c->problems.v[line->problem], c->ja, true, out);
    buf_addf(out, "\n%s", rules[c->problems.v[line->problem].rule].number);
}

static const struct column check_columns[] = {
    {N_("About"), 20, 1, 0, false},
    {N_("What is missing or wrong"), 30, 3, 0, false},
    {N_("Weight"), 7, 0, 0, false},
    {N_("Rule"), 4, 0, 1, false},
};
static const struct list_source check_source = {
    .columns = check_columns,
    .n_columns = sizeof check_columns / sizeof check_columns[0],
    .empty = N_("Nothing of this weight. f shows others."),
    .count = check_count,
    .cell = check_cell,
    .id = check_id,
    .search = check_search,
};

/* Off the head of a group, the way the cursor went. */
static void leave_head(struct check_screen *c, int before)
{
    int row = c->list.cursor;

    if (row < 0 || c->lines[row].problem >= 0)
        return;
    list_go(&c->list, row < before && row > 0 ? row - 1 : row + 1);
}

static int check_load(struct screen *s, struct err *e)
{
    struct check_screen *c = (struct check_screen *)s;

    struct civil now = clock_civil(clock_now_ms());
    struct cover covers[SIGNING_COVERS];

    (void)e;
    c->ja = work_ja(s->app);
    (void)signing_covers(work_survey(s->app), date_days(now.year, now.month, now.day), covers);
    c->cover = covers[0];
    problems_release(&c->problems);
    check_survey(work_survey(s->app), clock_now_ms(), &c->problems);
    make_lines(c);
    leave_head(c, -1);
    return 0;
}

static int check_open(struct screen *s, const void *arg, struct err *e)
{
    struct check_screen *c = (struct check_screen *)s;

    (void)arg;
    (void)e;
    list_init(&c->list, &check_source, c);
    return 0;
}

static bool beside(int cols)
{
    return cols >= SIDE_FROM;
}

static void check_layout(struct screen *s, int rows, int cols)
{
    struct check_screen *c = (struct check_screen *)s;

    list_layout(&c->list, beside(cols) ? rows : rows - DETAIL_LINES);
    if (c->list.top == 1 && c->list.cursor < c->list.rows)
        c->list.top = 0; /* the first head stays in sight */
}

static int paragraph(const struct draw *d, int y, const char *text, enum role role)
{
    return y + draw_wrap(d, y, 1, d->rows - y, d->cols - 2, text, role);
}

static void draw_detail(const struct check_screen *c, const struct draw *d)
{
    const struct problem *p = here(c);
    struct buf text = BUF_INIT;
    int y = 1;

    draw_clear(d);
    if (!p)
        return;
    problem_sentence(work_survey(c->base.app), p, c->ja, true, &text);
    y = paragraph(d, y, buf_str(&text), severity_role(rules[p->rule].severity));
    buf_reset(&text);
    text_fill(&text, _("To do: {1}"), problem_fix(p), NULL, NULL);
    y = paragraph(d, y, buf_str(&text), ROLE_NORMAL);
    buf_release(&text);
}

static void check_draw(const struct screen *s, const struct draw *body)
{
    const struct check_screen *c = (const struct check_screen *)s;
    struct draw list, detail;

    if (beside(body->cols)) {
        list = draw_sub(body, 0, 0, body->rows, body->cols - SIDE_COLS);
        detail = draw_sub(body, 0, body->cols - SIDE_COLS, body->rows, SIDE_COLS);
    } else {
        list = draw_sub(body, 0, 0, body->rows - DETAIL_LINES, body->cols);
        detail = draw_sub(body, body->rows - DETAIL_LINES, 0, DETAIL_LINES, body->cols);
    }
    list_draw(&c->list, &list);
    draw_detail(c, &detail);
}

static enum outcome check_act(struct screen *s, enum action a)
{
    struct check_screen *c = (struct check_screen *)s;
    const struct problem *p = here(c);
    int before = c->list.cursor;
    enum outcome out;

    switch (a) {
    case ACT_OPEN:
        if (p && p->rule == RULE_conflict)
            work_show(s->app, &scr_conflicts, p->row, NULL);
        else if (p)
            goto_row(s->app, p->row, p->field);
        return SCREEN_REDRAW;
    case ACT_FILTER:
        c->only = (enum only)((c->only + 1) % ONLY_COUNT);
        make_lines(c);
        leave_head(c, -1);
        return SCREEN_REDRAW;
    case ACT_CHECK:
        return SCREEN_DONE; /* it is open */
    default:
        out = list_act(&c->list, a);
        if (out != SCREEN_IGNORED)
            leave_head(c, before);
        return out;
    }
}

static struct edit *check_editor(struct screen *s)
{
    return list_editor(&((struct check_screen *)s)->list);
}

static void check_typed(struct screen *s)
{
    list_typed(&((struct check_screen *)s)->list);
}

static unsigned check_have(const struct screen *s)
{
    return list_have(&((const struct check_screen *)s)->list) |
           (NEED_ALL & ~(unsigned)(NEED_ROW | NEED_HIT));
}

static enum outcome check_mouse(struct screen *s, const struct mouse *m)
{
    struct check_screen *c = (struct check_screen *)s;
    int before = c->list.cursor;
    enum outcome out = list_mouse(&c->list, m, 0);

    leave_head(c, before);
    return out;
}

static void check_status(const struct screen *s, struct status *out)
{
    const struct check_screen *c = (const struct check_screen *)s;
    char n[STOPS_COUNT][16];

    for (int g = 0; g < STOPS_COUNT; g++)
        snprintf(n[g], sizeof n[g], "%d", c->count[g]);
    work_title(s->app, out, _("Check"));
    if (c->only != ONLY_ALL)
        text_fill(&out->title_left, _(": only {1}"), _(only_texts[c->only]), NULL, NULL);
    buf_reset(&out->state_right);
    text_fill(&out->state_right, _("signature {1}  plan {2}  others {3}"), n[STOPS_SIGN],
              n[STOPS_PLAN], n[STOPS_NOTHING]);
}

static void check_place(const struct screen *s, struct buf *out)
{
    (void)s;
    (void)out; /* the screen itself is the place */
}

static void check_close(struct screen *s)
{
    struct check_screen *c = (struct check_screen *)s;

    problems_release(&c->problems);
    free(c->lines);
    list_release(&c->list);
}

static const struct binding check_rows[] = {
    {"Enter", ACT_OPEN, NEED_ROW, true}, {"f", ACT_FILTER, 0, true}, {"/", ACT_SEARCH, 0, true},
    {"F9", ACT_SIGN, NEED_CASE, true},   {"Esc", ACT_BACK, 0, true}, {.key = NULL},
};
static const struct keymap check_keys = {"check", &list_keys, check_rows};

const struct screen_ops scr_check = {
    .name = "check",
    .title = N_("Check"),
    .keys = &check_keys,
    .size = sizeof(struct check_screen),
    .open = check_open,
    .load = check_load,
    .layout = check_layout,
    .draw = check_draw,
    .act = check_act,
    .editor = check_editor,
    .typed = check_typed,
    .have = check_have,
    .status = check_status,
    .place = check_place,
    .mouse = check_mouse,
    .close = check_close,
};
