/* The values side by side below the list: the digit that takes each, who wrote
 * it, when, and the photo nearest to it. */
#include "config.h"

#include "model/base/text.h"
#include "tui/i18n.h"
#include "tui/scr_conflicts_priv.h"

#include <stdio.h>
#include <string.h>

#define SIDE_LEAST 36 /* columns of a value */
#define VALUE_LINES 3

int conflicts_detail_lines(int rows, int cols)
{
    (void)cols;
    return rows >= 30 ? 14 : rows >= 18 ? 10 : rows / 2;
}

/* How many stand beside each other; the others below them. */
static int across(const struct clash *c, int cols)
{
    int fit = cols / SIDE_LEAST;

    fit = fit < 1 ? 1 : fit;
    return c->n < fit ? (c->n > 0 ? c->n : 1) : fit;
}

static int draw_who(const struct side *s, const struct draw *d, int y, int x)
{
    int at = x;

    at += draw_put(d, y, at, s->who, ROLE_NORMAL);
    if (s->clock_off)
        draw_put(d, y, at + 1, _("clock off?"), ROLE_BAD);
    return y + 1;
}

/* "1  KTR4471902" and three lines about it. */
static void draw_side(const struct side *s, int digit, const struct draw *d, int value_lines)
{
    char key[12];
    int x = digit > 0 ? 4 : 1, y;

    snprintf(key, sizeof key, "%d", digit);
    if (digit > 0)
        draw_put(d, 0, 1, key, ROLE_HERE);
    y = draw_wrap(d, 0, x, value_lines, d->cols - x - 1, *s->value ? s->value : _("(empty)"),
                  s->role);
    y = y < 1 ? 1 : y;
    if (y < d->rows)
        y = draw_who(s, d, y, 1);
    if (s->photo && y < d->rows)
        draw_text(d, y, 1, d->cols - 2, s->photo, ROLE_MUTED);
}

static int tallest(const struct clash *c, int cols)
{
    int most = 1;

    for (int i = 0; i < c->n; i++) {
        int n = draw_lines(c->side[i].value, cols - 5);

        most = n > most ? n : most;
    }
    return most > VALUE_LINES ? VALUE_LINES : most;
}

/* Returns the line behind them. */
static int draw_sides(const struct clash *c, const struct draw *d, int y, int end)
{
    int n = across(c, d->cols), width = d->cols / n, tall = tallest(c, width), left = c->more;
    char text[16];
    struct buf more = BUF_INIT;

    for (int i = 0; i < c->n; i += n) {
        int lines = tall + 2;

        if (y + 2 > end) {
            left += c->n - i;
            break;
        }
        if (y + lines > end)
            lines = end - y;
        for (int k = i; k < i + n && k < c->n; k++) {
            struct draw one = draw_sub(d, y, (k - i) * width, lines, width - 1);

            draw_side(&c->side[k], c->takes ? k + 1 : 0, &one, tall);
        }
        y += lines;
    }
    if (left > 0 && y < end) {
        snprintf(text, sizeof text, "%d", left);
        text_fill(&more, _("and {1} more values"), text, NULL, NULL);
        draw_put(d, y++, 1, buf_str(&more), ROLE_WARN);
    }
    buf_release(&more);
    return y;
}

static void draw_facts(const struct clash *c, const struct draw *d, int y)
{
    struct buf text = BUF_INIT;

    if (c->before)
        text_fill(&text, _("before: {1}   "), *c->before ? c->before : _("nothing"), NULL, NULL);
    if (c->declared)
        text_fill(&text, _("declared: {1}"), *c->declared ? c->declared : _("nothing"), NULL, NULL);
    draw_text(d, y, 1, d->cols - 2, buf_str(&text), ROLE_DECLARED);
    buf_release(&text);
}

static void draw_option(const struct option *o, int digit, const struct draw *d, int y)
{
    char key[12];

    snprintf(key, sizeof key, "%d", digit);
    draw_put(d, y, 1, key, ROLE_HERE);
    draw_put(d, y, 4, o->label, ROLE_NORMAL);
}

static void draw_detail(const struct conflicts_screen *c, const struct draw *d)
{
    const struct clash *k = &c->clash;
    bool facts = k->before || k->declared;
    int y = 1, end = d->rows - (facts ? 1 : 0);

    draw_clear(d);
    if (c->shown < 0)
        return;
    for (int i = 0; i < k->options && y < end; i++)
        draw_option(&k->option[i], i + 1, d, y++);
    y += k->options > 0;
    if (k->todo)
        y += draw_wrap(d, y, 1, end - y, d->cols - 2, k->todo, ROLE_NORMAL);
    y = draw_sides(k, d, y, end);
    if (facts && y < d->rows)
        draw_facts(k, d, y + 1 < d->rows ? y + 1 : y);
}

void conflicts_draw(const struct screen *s, const struct draw *body)
{
    const struct conflicts_screen *c = (const struct conflicts_screen *)s;
    int top = body->rows - c->detail;
    struct draw list = draw_sub(body, 0, 0, top, body->cols);
    struct draw detail = draw_sub(body, top, 0, c->detail, body->cols);

    list_draw(&c->list, &list);
    draw_detail(c, &detail);
}
