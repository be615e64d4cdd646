#include "config.h"

#include "tui/scr_unknown.h"

#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "model/unknown.h"
#include "tui/conflict_mark.h"
#include "tui/i18n.h"
#include "tui/scr_log.h"
#include "tui/unknown_priv.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DETAIL_LINES 4
#define SIDE_FROM 120 /* columns from which the recorded ones stand to the right */
#define SIDE_COLS 46

static const struct row *record(const struct unknown_screen *u)
{
    return survey_find_kind(work_survey(u->base.app), KIND_unknown_line, u->id);
}

static bool blank(const struct unknown_screen *u)
{
    return id_is_zero(u->id);
}

struct item *unknown_item(const struct unknown_screen *u)
{
    int row = u->list.cursor;

    return blank(u) || row < 0 || row >= u->form.n ? NULL : &u->form.v[row];
}

/* The first question */

static int kind_count(const void *ctx)
{
    (void)ctx;
    return catalog[F_unknown_line_terminator_kind].list->n;
}

static enum role kind_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct unknown_screen *u = ctx;

    if (col == 0) {
        buf_addf(out, "%d", row + 1);
        return ROLE_KEY;
    }
    buf_puts(out, enum_label(&catalog[F_unknown_line_terminator_kind].list->items[row], u->ja));
    return ROLE_NORMAL;
}

static const struct column kind_columns[] = {{"", 2, 0, 0, true}, {"", 20, 1, 0, false}};
static const struct list_source kind_source = {
    .columns = kind_columns,
    .n_columns = 2,
    .count = kind_count,
    .cell = kind_cell,
};

/* The form */

enum { COL_LABEL, COL_VALUE, COL_OPEN };

static int form_count(const void *ctx)
{
    return ((const struct unknown_screen *)ctx)->form.n;
}

/* The field of a line in which several values stand; FIELD_NONE. */
static enum field item_conflict(const struct unknown_screen *u, const struct item *it)
{
    struct app *app = u->base.app;
    const struct row *r = survey_find(work_survey(app), it->row);

    if (!r || r->conflicts == 0 || it->kind == ITEM_DEVICES || it->kind == ITEM_PHOTOS)
        return FIELD_NONE;
    if (it->kind == ITEM_PLACE)
        return conflict_in_place(app, r, false);
    if (it->kind == ITEM_ASKED && conflict_values(app, r, F_unknown_line_asked_at, false) > 0)
        return F_unknown_line_asked_at;
    return conflict_values(app, r, it->field, it->observed) > 0 ? it->field : FIELD_NONE;
}

/* Several values stand under the cursor: they are shown before one is changed. */
static bool conflict_first(struct unknown_screen *u)
{
    const struct item *it = unknown_item(u);
    enum field f = it ? item_conflict(u, it) : FIELD_NONE;

    return f != FIELD_NONE &&
           conflict_shown_first(u->base.app, survey_find(work_survey(u->base.app), it->row), f,
                                it->observed);
}

static enum role last_cell(const struct unknown_screen *u, const struct item *it, struct buf *out)
{
    enum field clash = item_conflict(u, it);

    if (clash != FIELD_NONE) {
        put_conflict_mark(conflict_values(u->base.app,
                                          survey_find(work_survey(u->base.app), it->row), clash,
                                          it->observed),
                          out);
        return ROLE_CONFLICT;
    }
    if (it->needed && it->open)
        buf_puts(out, _("missing"));
    return ROLE_WARN;
}

static enum role form_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct unknown_screen *u = ctx;
    const struct item *it = &u->form.v[row];

    switch (col) {
    case COL_LABEL:
        item_label(it, u->ja, out);
        return ROLE_NORMAL;
    case COL_VALUE:
        return item_value(work_survey(u->base.app), &u->form, it, u->ja, out);
    default:
        return last_cell(u, it, out);
    }
}

static void form_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    const struct item *it = &((const struct unknown_screen *)ctx)->form.v[row];
    char id[ID_HEX_LEN + 1];

    id_print(it->row, id);
    snprintf(out, LIST_ID_MAX, "%s %d", id, (int)it->field);
}

static const struct column form_columns[] = {
    {N_("Question"), 24, 0, 0, false},
    {N_("Seen on site"), 30, 1, 0, false},
    {"", 9, 0, 0, false},
};
static const struct list_source form_source = {
    .columns = form_columns,
    .n_columns = 3,
    .count = form_count,
    .cell = form_cell,
    .id = form_id,
};

int unknown_load(struct screen *s, struct err *e)
{
    struct unknown_screen *u = (struct unknown_screen *)s;
    const struct row *r = record(u);

    (void)e;
    u->ja = work_ja(s->app);
    if (!blank(u) && (!r || !r->alive)) { /* undone, or deleted by somebody */
        u->id = (struct id){{0}};
        u->typing = u->flow = false;
    }
    if (blank(u))
        u->form.n = 0;
    else
        unknown_form_load(&u->form, work_survey(s->app), r);
    list_reload(&u->list);
    return 0;
}

/* "field", "UUID field", "field!" of a place. */
static void go_to(struct unknown_screen *u, const char *rest)
{
    struct id row = {{0}};
    char word[96], *name = word, *space, *mark;
    enum field f;
    int at;

    snprintf(word, sizeof word, "%s", rest);
    space = strchr(word, ' ');
    if (space) {
        *space = '\0';
        id_parse(word, &row);
        name = space + 1;
    }
    mark = strchr(name, '!');
    if (mark)
        *mark = '\0';
    f = field_by_id(id_is_zero(row) ? KIND_unknown_line : KIND_device, name);
    at = f == FIELD_NONE ? -1 : unknown_form_find(&u->form, row, f);
    if (at < 0)
        at = unknown_form_open(&u->form);
    list_go(&u->list, at < 0 ? 0 : at);
    u->direct = mark != NULL && at >= 0;
}

static int unknown_open_screen(struct screen *s, const void *arg, struct err *e)
{
    struct unknown_screen *u = (struct unknown_screen *)s;
    const struct place *p = arg;
    const struct row *r;

    if (p)
        u->id = p->entity;
    r = record(u);
    if (!blank(u) && (!r || !r->alive))
        return err_set(e, ERR_NOTFOUND, _("The unknown line"), "%s", "");
    edit_init(&u->edit, "", 0);
    list_init(&u->kinds, &kind_source, u);
    u->kinds.headless = true;
    list_init(&u->list, &form_source, u);
    if (!blank(u)) {
        unknown_load(s, e);
        go_to(u, p ? p->rest : "");
    }
    return 0;
}

static void unknown_layout(struct screen *s, int rows, int cols)
{
    struct unknown_screen *u = (struct unknown_screen *)s;

    (void)cols;
    list_layout(&u->kinds, kind_count(u));
    list_layout(&u->list, rows - DETAIL_LINES);
}

/* All recorded ones, the shown one marked. */
static void draw_recorded(const struct unknown_screen *u, const struct draw *d)
{
    const struct survey *s = work_survey(u->base.app);
    struct buf text = BUF_INIT;

    draw_clear(d);
    if (s->n[KIND_unknown_line] > 0)
        draw_text(d, 0, 1, d->cols - 2, _("Recorded"), ROLE_HEAD);
    for (size_t i = 0; i < s->n[KIND_unknown_line] && (int)i + 1 < d->rows; i++) {
        const struct row *r = s->rows[KIND_unknown_line][i];
        bool shown = id_equal(r->id, u->id);

        buf_reset(&text);
        buf_puts(&text, shown ? ">" : " ");
        unknown_summary(r, u->ja, &text);
        draw_text(d, (int)i + 1, 0, d->cols - 1, buf_str(&text), shown ? ROLE_HERE : ROLE_NORMAL);
    }
    buf_release(&text);
}

/* What the record will know by itself. */
static void draw_known(const struct unknown_screen *u, const struct draw *d, int y)
{
    const struct survey *s = work_survey(u->base.app);
    const struct row *step = unknown_step(s, work_of(u->base.app)->session->who.crew);
    struct buf name = BUF_INIT, text = BUF_INIT;

    if (step)
        row_name(s, step, &name);
    text_fill(&text,
              step ? _("Number, time and the room of {1} are filled in by themselves.")
                   : _("Number and time are filled in by themselves."),
              buf_str(&name), NULL, NULL);
    draw_wrap(d, y, 1, d->rows - y, d->cols - 2, buf_str(&text), ROLE_MUTED);
    buf_release(&name);
    buf_release(&text);
}

static void draw_blank(const struct unknown_screen *u, const struct draw *d, bool side)
{
    struct draw list = draw_sub(d, 2, 0, u->kinds.n, d->cols), rest;
    int y = 2 + u->kinds.n + 1;

    draw_clear(d);
    draw_put(d, 0, 1, _("What is it? The answer begins the record."), ROLE_HERE);
    list_draw(&u->kinds, &list);
    draw_known(u, d, y);
    y += 2;
    if (y < d->rows && !side) {
        rest = draw_sub(d, y, 0, d->rows - y, d->cols);
        draw_recorded(u, &rest);
    }
}

static void draw_found(const struct unknown_screen *u, const struct draw *d, int y)
{
    const struct row *r = record(u);
    struct buf when = BUF_INIT, during = BUF_INIT, text = BUF_INIT;

    work_time(&when, row_text(r, F_unknown_line_found_at));
    field_print(F_unknown_line_found_during, row_value(r, F_unknown_line_found_during), u->ja,
                &during);
    text_fill(&text, _("found {1} {2}"), buf_str(&when), buf_str(&during), NULL);
    draw_text(d, y, 1, d->cols - 2, buf_str(&text), ROLE_MUTED);
    buf_release(&when);
    buf_release(&during);
    buf_release(&text);
}

static void draw_form(const struct unknown_screen *u, const struct draw *d)
{
    struct draw list = draw_sub(d, 0, 0, d->rows - DETAIL_LINES, d->cols);
    struct columns fit = columns_fit(form_columns, 3, d->cols - 1);
    int y = d->rows - DETAIL_LINES;
    struct buf text = BUF_INIT;
    enum role role;

    list_draw(&u->list, &list);
    if (u->typing)
        edit_draw(&u->edit, &list, 1 + u->list.cursor - u->list.top, 1 + fit.x[COL_VALUE],
                  d->cols - 2 - fit.x[COL_VALUE], ROLE_NORMAL, true);
    for (int i = y; i < d->rows; i++)
        draw_fill(d, i, ROLE_NORMAL);
    role = unknown_follows(work_survey(u->base.app), &u->form, record(u), &text);
    draw_wrap(d, y + 1, 1, 2, d->cols - 2, buf_str(&text), role);
    draw_found(u, d, d->rows - 1);
    buf_release(&text);
}

static void unknown_draw(const struct screen *s, const struct draw *body)
{
    const struct unknown_screen *u = (const struct unknown_screen *)s;
    bool side = body->cols >= SIDE_FROM;
    struct draw left = draw_sub(body, 0, 0, body->rows, body->cols - (side ? SIDE_COLS : 0));
    struct draw right = draw_sub(body, 0, left.cols, body->rows, body->cols - left.cols);

    if (blank(u) || !record(u))
        draw_blank(u, &left, side);
    else
        draw_form(u, &left);
    if (side)
        draw_recorded(u, &right);
}

/* Leaves the record for another, or for the first question (zero). */
static enum outcome show(struct unknown_screen *u, struct id id)
{
    struct err ignored;

    u->id = id;
    u->typing = u->flow = u->direct = false;
    u->device = (struct id){{0}};
    unknown_load(&u->base, &ignored);
    list_go(&u->list, 0);
    return SCREEN_REDRAW;
}

/* The recorded ones in order, then the first question. */
static enum outcome walk(struct unknown_screen *u, int dir)
{
    const struct survey *s = work_survey(u->base.app);
    int n = (int)s->n[KIND_unknown_line], at = n;

    for (int i = 0; i < n; i++)
        if (id_equal(s->rows[KIND_unknown_line][i]->id, u->id))
            at = i;
    at = (at + dir + n + 1) % (n + 1);
    return show(u, at == n ? (struct id){{0}} : s->rows[KIND_unknown_line][at]->id);
}

static enum outcome next_open(struct unknown_screen *u)
{
    for (int i = 1; i <= u->form.n; i++) {
        int at = (u->list.cursor + i) % u->form.n;

        if (u->form.v[at].needed && u->form.v[at].open) {
            list_go(&u->list, at);
            return SCREEN_REDRAW;
        }
    }
    app_say(u->base.app, ROLE_OK, _("Nothing is missing here."));
    return SCREEN_REDRAW;
}

/* A line editor is open: moving takes what was typed. */
static enum outcome typing_act(struct unknown_screen *u, enum action a)
{
    enum outcome out;

    switch (a) {
    case ACT_CANCEL:
        u->typing = false;
        u->device = (struct id){{0}};
        return SCREEN_REDRAW;
    case ACT_ACCEPT:
        return conflict_first(u) ? SCREEN_REDRAW : unknown_accept(u);
    case ACT_NEXT:
    case ACT_PREV:
        u->device = (struct id){{0}};
        u->flow = false;
        out = unknown_accept(u);
        return u->typing ? out : list_act(&u->list, a);
    case ACT_UNREADABLE:
    case ACT_UNKNOWN:
        u->typing = false;
        u->device = (struct id){{0}};
        return a == ACT_UNREADABLE ? unknown_unreadable(u) : unknown_unknown(u);
    default:
        return SCREEN_IGNORED;
    }
}

static enum outcome blank_act(struct unknown_screen *u, enum action a)
{
    switch (a) {
    case ACT_EDIT:
        return unknown_create(u, u->kinds.cursor);
    case ACT_NEXT_RECORD:
    case ACT_PREV_RECORD:
        return walk(u, a == ACT_NEXT_RECORD ? 1 : -1);
    case ACT_UNKNOWN_LINE:
        return SCREEN_DONE; /* it is asked already */
    default:
        return list_act(&u->kinds, a);
    }
}

static bool changes_answer(enum action a)
{
    return a == ACT_EDIT || a == ACT_CLEAR || a == ACT_UNREADABLE || a == ACT_UNKNOWN;
}

static enum outcome form_act(struct unknown_screen *u, enum action a)
{
    if (changes_answer(a) && conflict_first(u))
        return SCREEN_REDRAW;
    switch (a) {
    case ACT_EDIT:
        return unknown_edit(u);
    case ACT_ADD:
        return unknown_device(u);
    case ACT_PHOTO:
        return unknown_photos(u);
    case ACT_UNREADABLE:
        return unknown_unreadable(u);
    case ACT_UNKNOWN:
        return unknown_unknown(u);
    case ACT_CLEAR:
        return unknown_clear(u);
    case ACT_DELETE:
        return unknown_delete(u);
    case ACT_NEXT_ERROR:
        return next_open(u);
    case ACT_NEXT_RECORD:
    case ACT_PREV_RECORD:
        return walk(u, a == ACT_NEXT_RECORD ? 1 : -1);
    case ACT_UNKNOWN_LINE:
        return show(u, (struct id){{0}});
    case ACT_LOG:
        work_show(u->base.app, &scr_log, u->id, NULL);
        return SCREEN_REDRAW;
    default:
        u->flow = false;
        return list_act(&u->list, a);
    }
}

static enum outcome unknown_act(struct screen *s, enum action a)
{
    struct unknown_screen *u = (struct unknown_screen *)s;

    if (u->typing)
        return typing_act(u, a);
    return blank(u) ? blank_act(u, a) : form_act(u, a);
}

/* Digits answer the first question. */
static enum outcome unknown_text(struct screen *s, const char *utf8)
{
    struct unknown_screen *u = (struct unknown_screen *)s;
    int n = utf8[0] - '0';

    if (!blank(u) || utf8[1] != '\0' || n < 1 || n > kind_count(u))
        return SCREEN_IGNORED;
    return unknown_create(u, n - 1);
}

static const char *unknown_why_not(const struct screen *s, enum action a)
{
    static const enum action of_record[] = {ACT_ADD,   ACT_PHOTO,  ACT_UNREADABLE, ACT_UNKNOWN,
                                            ACT_CLEAR, ACT_DELETE, ACT_NEXT_ERROR, ACT_LOG};

    size_t recorded = work_survey(s->app)->n[KIND_unknown_line];

    if ((a == ACT_NEXT_RECORD || a == ACT_PREV_RECORD) && recorded == 0)
        return N_("No unknown line is recorded yet.");
    for (size_t i = 0; i < sizeof of_record / sizeof of_record[0]; i++)
        if (a == of_record[i] && blank((const struct unknown_screen *)s))
            return N_("Say first what it is.");
    return NULL;
}

static struct edit *unknown_editor(struct screen *s)
{
    struct unknown_screen *u = (struct unknown_screen *)s;

    return u->typing ? &u->edit : blank(u) ? list_editor(&u->kinds) : list_editor(&u->list);
}

static void unknown_typed(struct screen *s)
{
    struct unknown_screen *u = (struct unknown_screen *)s;

    if (!u->typing)
        list_typed(blank(u) ? &u->kinds : &u->list);
}

static enum outcome unknown_mouse(struct screen *s, const struct mouse *m)
{
    struct unknown_screen *u = (struct unknown_screen *)s;

    if (u->typing)
        return SCREEN_DONE;
    return blank(u) ? list_mouse(&u->kinds, m, 2) : list_mouse(&u->list, m, 0);
}

static void unknown_status(const struct screen *s, struct status *out)
{
    const struct unknown_screen *u = (const struct unknown_screen *)s;
    const struct row *r = record(u);
    char n[3][16];

    work_title(s->app, out, _("Unknown line"));
    if (!r || blank(u))
        return;
    buf_addf(&out->title_left, " %s", row_text(r, F_unknown_line_unknown_line_no));
    snprintf(n[0], sizeof n[0], "%d", u->form.answered);
    snprintf(n[1], sizeof n[1], "%d", u->form.total);
    snprintf(n[2], sizeof n[2], "%d", u->form.photos);
    buf_reset(&out->state_right);
    text_fill(&out->state_right, _("answers {1}/{2}  photos {3}"), n[0], n[1], n[2]);
}

static void unknown_place(const struct screen *s, struct buf *out)
{
    const struct unknown_screen *u = (const struct unknown_screen *)s;
    const struct item *it = unknown_item(u);
    char id[ID_HEX_LEN + 1];

    id_print(u->id, id);
    buf_puts(out, id);
    if (!it)
        return;
    buf_putc(out, ' ');
    if (!id_equal(it->row, u->id)) {
        id_print(it->row, id);
        buf_addf(out, "%s ", id);
    }
    buf_addf(out, "%s%s", catalog[it->field].id, u->typing ? "!" : "");
}

static void unknown_close(struct screen *s)
{
    struct unknown_screen *u = (struct unknown_screen *)s;

    unknown_form_release(&u->form);
    edit_release(&u->edit);
    list_release(&u->kinds);
    list_release(&u->list);
}

static const struct binding unknown_rows[] = {
    {"Enter", ACT_EDIT, NEED_WRITE, true},
    {"a", ACT_ADD, NEED_WRITE, true},
    {"p", ACT_PHOTO, 0, true},
    {"F4", ACT_UNREADABLE, NEED_WRITE, true},
    {"F5", ACT_UNKNOWN, NEED_WRITE, false},
    {"]e", ACT_NEXT_ERROR, 0, false},
    {"Tab", ACT_NEXT_ERROR, 0, true},
    {"Right", ACT_NEXT_RECORD, 0, false},
    {"l", ACT_NEXT_RECORD, 0, false},
    {"Left", ACT_PREV_RECORD, 0, false},
    {"h", ACT_PREV_RECORD, 0, false},
    {"Del", ACT_CLEAR, NEED_WRITE, false},
    {"D", ACT_DELETE, NEED_WRITE, false},
    {"L", ACT_LOG, 0, false},
    {"Esc", ACT_BACK, 0, false},
    {.key = NULL},
};
static const struct keymap unknown_keys = {"unknown", &list_keys, unknown_rows};

const struct screen_ops scr_unknown = {
    .name = "unknown",
    .title = N_("Unknown line"),
    .keys = &unknown_keys,
    .size = sizeof(struct unknown_screen),
    .open = unknown_open_screen,
    .load = unknown_load,
    .layout = unknown_layout,
    .draw = unknown_draw,
    .act = unknown_act,
    .text = unknown_text,
    .editor = unknown_editor,
    .typed = unknown_typed,
    .why_not = unknown_why_not,
    .status = unknown_status,
    .place = unknown_place,
    .mouse = unknown_mouse,
    .close = unknown_close,
};
