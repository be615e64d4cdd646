/* The visit on the screen: the questions on top, the connections and photos
 * below them (from 120 columns: beside), the help of the question at the
 * bottom. Where there is no room, Tab shows the other panes alone. */
#include "config.h"

#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "tui/i18n.h"
#include "tui/visit_priv.h"

#include <string.h>

#define HELP_LINES 2
#define SIDE_FROM 120
#define BELOW_LEAST 3 /* a head and two rows */
#define FACT_LINES 8
#define AHEAD 2 /* rows in sight below the cursor */

static int most(int a, int b)
{
    return a > b ? a : b;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* What comes next is in sight too. */
static void show_ahead(struct list *l)
{
    int top = l->cursor + AHEAD + 1 - l->rows;

    if (top > l->n - l->rows)
        top = l->n - l->rows;
    if (l->rows > 2 * AHEAD && top > l->top)
        l->top = top;
}

void visit_layout(struct screen *s, int rows, int cols)
{
    struct visit_screen *v = (struct visit_screen *)s;
    int room = rows - HELP_LINES - 1, want = 1 + most(v->nnodes, v->nphotos);

    v->rows = rows;
    v->cols = cols;
    v->side = cols >= SIDE_FROM ? most(46, cols * 3 / 10) : 0;
    v->below_lines = 0;
    if (!v->side && room - 1 >= 8 + BELOW_LEAST)
        v->below_lines =
            least(most(want, BELOW_LEAST), most(room * 3 / 8, room - 2 - (int)v->visit.n));
    v->ask_lines = room - (v->below_lines ? v->below_lines + 1 : 0);
    list_layout(&v->ask_list, v->ask_lines);
    show_ahead(&v->ask_list);
    if (v->side) {
        list_layout(&v->tree_list, 1 + least(most(v->nnodes, 1), (rows - FACT_LINES) / 2));
        list_layout(&v->photo_list, most(3, rows - FACT_LINES - v->tree_list.rows - 3));
    } else {
        list_layout(&v->tree_list, v->below_lines ? v->below_lines : v->ask_lines);
        list_layout(&v->photo_list, v->below_lines ? v->below_lines : v->ask_lines);
    }
}

/* One cursor on the screen: the other panes show none. */
static void draw_pane(const struct visit_screen *v, const struct list *list, enum visit_pane pane,
                      const struct draw *d)
{
    struct list shown = *list;

    if (v->pane != pane)
        shown.cursor = -1;
    list_draw(&shown, d);
}

/* Typing stands in the row: in the column of what was seen. */
static void draw_ask_editor(const struct visit_screen *v, const struct draw *d)
{
    const struct list *l = &v->ask_list;
    struct columns fit = columns_fit(l->src->columns, l->src->n_columns, d->cols - 1);
    int y = 1 + l->cursor - l->top, x = 1 + fit.x[2];
    const char *prompt = v->typing == TYPE_RACK     ? _("rack:")
                         : v->typing == TYPE_REASON ? _("unreadable:")
                                                    : "";

    draw_fill(&(struct draw){d->win, d->theme, d->caret, d->y0 + y, d->x0 + x, 1, d->cols - x}, 0,
              ROLE_NORMAL);
    if (*prompt)
        x += draw_put(d, y, x, prompt, ROLE_HERE) + 1;
    edit_draw(&v->edit, d, y, x, d->cols - x, ROLE_OBSERVED, true);
}

static void draw_tree_editor(const struct visit_screen *v, const struct draw *d)
{
    const struct list *l = &v->tree_list;
    int y = 1 + l->cursor - l->top, x = 1;

    if (y + 1 < d->rows && v->typing == TYPE_NEW)
        y++;
    draw_fill(d, y, ROLE_NORMAL);
    x += draw_put(d, y, x, visit_tree_prompt(v), ROLE_HERE) + 1;
    edit_draw(&v->edit, d, y, x, d->cols - x - 1, ROLE_OBSERVED, true);
}

static void draw_ask(const struct visit_screen *v, const struct draw *d)
{
    draw_pane(v, &v->ask_list, PANE_ASK, d);
    if (v->typing != TYPE_NONE && v->pane == PANE_ASK)
        draw_ask_editor(v, d);
}

static void draw_tree(const struct visit_screen *v, const struct draw *d)
{
    draw_pane(v, &v->tree_list, PANE_TREE, d);
    if (v->typing != TYPE_NONE && v->pane == PANE_TREE)
        draw_tree_editor(v, d);
}

static void draw_below(const struct visit_screen *v, const struct draw *d)
{
    int left = visit_shows_tree(v) ? d->cols / 2 : 0;
    struct draw tree = draw_sub(d, 0, 0, d->rows, left);
    struct draw photos = draw_sub(d, 0, left, d->rows, d->cols - left);

    if (left > 0)
        draw_tree(v, &tree);
    draw_pane(v, &v->photo_list, PANE_PHOTOS, &photos);
}

/* What the sheets say of it, where there is room. */
static const struct {
    enum kind kind;
    enum field field;
} facts[] = {
    {KIND_line, F_line_line_kind},
    {KIND_line, F_line_line_service},
    {KIND_line, F_line_line_number},
    {KIND_line, F_line_carrier},
    {KIND_line, F_line_department},
    {KIND_line, F_line_purpose},
    {KIND_line, F_line_line_note},
    {KIND_pc, F_pc_pc_purpose},
    {KIND_pc, F_pc_pc_system},
    {KIND_pc, F_pc_pc_emr_connected},
    {KIND_pc, F_pc_operate_permission},
    {KIND_pc, F_pc_pc_note},
    {KIND_unknown_line, F_unknown_line_found_at},
    {KIND_unknown_line, F_unknown_line_found_during},
};

static void draw_facts(const struct visit_screen *v, const struct draw *d)
{
    const struct row *t = v->visit.target;
    struct buf text = BUF_INIT;
    int y = 0;

    draw_clear(d);
    row_name(visit_survey(v), t, &text);
    draw_text(d, y++, 1, d->cols - 1, buf_str(&text), ROLE_HEAD);
    for (size_t i = 0; i < sizeof facts / sizeof facts[0] && y < d->rows; i++) {
        if (facts[i].kind != t->kind || value_is_null(*row_value(t, facts[i].field)))
            continue;
        buf_reset(&text);
        field_print(facts[i].field, row_value(t, facts[i].field), v->ja, &text);
        draw_text(d, y, 1, 18, field_label(facts[i].field, v->ja), ROLE_MUTED);
        draw_text(d, y++, 20, d->cols - 20, buf_str(&text), ROLE_DECLARED);
    }
    buf_release(&text);
}

static void draw_side(const struct visit_screen *v, const struct draw *d)
{
    int tree_lines = visit_shows_tree(v) ? v->tree_list.rows + 1 : 0;
    struct draw top = draw_sub(d, 0, 0, FACT_LINES, d->cols);
    struct draw tree = draw_sub(d, FACT_LINES, 0, tree_lines, d->cols);
    int y = FACT_LINES + tree_lines + (tree_lines > 0);
    struct draw photos = draw_sub(d, y, 0, d->rows - y, d->cols);

    draw_facts(v, &top);
    if (tree_lines > 0)
        draw_tree(v, &tree);
    draw_pane(v, &v->photo_list, PANE_PHOTOS, &photos);
}

/* "1 はい  2 いいえ", "= KTR4471902" */
static void draw_keys_of(const struct visit_screen *v, const struct draw *d, int y,
                         const struct question *q)
{
    struct buf usual = BUF_INIT, label = BUF_INIT;
    struct choices c;
    int x = 1;

    if (visit_usual(v, q, &usual)) {
        struct value value = value_text(buf_str(&usual));

        if (q->place || catalog[q->field].type == TYPE_BOOL)
            buf_puts(&label, buf_str(&usual));
        else
            field_print(q->field, &value, v->ja, &label);
        x += draw_put(d, y, x, "=", ROLE_HERE) + 1;
        x += draw_put(d, y, x, buf_str(&label), ROLE_DECLARED) + 3;
    }
    choices_load(&c, v, q);
    for (int i = 0; i < c.n; i++) {
        const char digit[] = {c.v[i].text ? (char)('1' + i) : '0', '\0'};
        int cols = 3 + text_cols(c.v[i].label, strlen(c.v[i].label));

        if (i >= 9 || x + cols >= d->cols)
            break;
        x += draw_put(d, y, x, digit, ROLE_HERE) + 1;
        x += draw_put(d, y, x, c.v[i].label, ROLE_NORMAL) + 2;
    }
    choices_release(&c);
    buf_release(&usual);
    buf_release(&label);
}

static void draw_help(const struct visit_screen *v, const struct draw *d)
{
    const struct question *q = visit_here(v);
    struct buf text = BUF_INIT;

    draw_clear(d);
    if (v->pane == PANE_TREE) {
        draw_text(d, 0, 1, d->cols - 2,
                  _("a connects something below the row; Enter writes ports and cable."),
                  ROLE_MUTED);
    } else if (v->pane == PANE_PHOTOS) {
        draw_text(d, 0, 1, d->cols - 2, _("Enter or p: take photos in, say what they show."),
                  ROLE_MUTED);
    } else if (q) {
        visit_label(v, q, &text);
        buf_puts(&text, ": ");
        if (v->typing == TYPE_PLACE)
            buf_puts(&text, _("building/floor/room/rack, with / between them."));
        else
            buf_puts(&text, visit_help(q->field));
        draw_text(d, 0, 1, d->cols - 2, buf_str(&text), ROLE_MUTED);
        if (v->typing == TYPE_NONE)
            draw_keys_of(v, d, 1, q);
        else if (v->typing == TYPE_VALUE && q->declared != FIELD_NONE &&
                 !value_is_null(*row_value(q->row, q->declared)))
            draw_text(d, 1, 1, d->cols - 2, _("Tab takes over what was declared."), ROLE_MUTED);
    }
    buf_release(&text);
}

/* At the bottom; beside the other panes right under the last question. */
static int help_y(const struct visit_screen *v)
{
    int under = v->ask_list.n + 2;

    return v->side && under < v->rows - HELP_LINES ? under : v->rows - HELP_LINES;
}

void visit_draw(const struct screen *s, const struct draw *body)
{
    const struct visit_screen *v = (const struct visit_screen *)s;
    int cols = body->cols - (v->side ? v->side + 2 : 0);
    struct draw upper = draw_sub(body, 0, 0, v->ask_lines, cols);
    struct draw help = draw_sub(body, help_y(v), 0, HELP_LINES, cols);

    draw_clear(body);
    if (v->pane == PANE_ASK || v->side || v->below_lines)
        draw_ask(v, &upper);
    else if (v->pane == PANE_TREE)
        draw_tree(v, &upper);
    else
        draw_pane(v, &v->photo_list, PANE_PHOTOS, &upper);
    if (v->side) {
        struct draw side = draw_sub(body, 0, cols + 2, body->rows, v->side);

        draw_side(v, &side);
    } else if (v->below_lines) {
        struct draw below = draw_sub(body, v->ask_lines + 1, 0, v->below_lines, body->cols);

        draw_below(v, &below);
    }
    draw_help(v, &help);
}

static enum outcome click(struct visit_screen *v, enum visit_pane pane, struct list *l,
                          const struct mouse *m, int y)
{
    v->pane = pane;
    return list_mouse(l, m, y);
}

enum outcome visit_mouse(struct screen *s, const struct mouse *m)
{
    struct visit_screen *v = (struct visit_screen *)s;
    int side_x = v->cols - v->side, tree_y = FACT_LINES, photo_y;

    if (v->typing != TYPE_NONE)
        return SCREEN_DONE;
    if (v->side && m->x >= side_x) {
        photo_y = tree_y + (visit_shows_tree(v) ? v->tree_list.rows + 2 : 0);
        if (m->y >= photo_y)
            return click(v, PANE_PHOTOS, &v->photo_list, m, photo_y);
        return visit_shows_tree(v) && m->y >= tree_y ? click(v, PANE_TREE, &v->tree_list, m, tree_y)
                                                     : SCREEN_DONE;
    }
    if (v->below_lines && m->y > v->ask_lines)
        return visit_shows_tree(v) && m->x < v->cols / 2
                   ? click(v, PANE_TREE, &v->tree_list, m, v->ask_lines + 1)
                   : click(v, PANE_PHOTOS, &v->photo_list, m, v->ask_lines + 1);
    return click(v, PANE_ASK, &v->ask_list, m, 0);
}
