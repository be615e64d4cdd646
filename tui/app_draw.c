/* One frame: status, body, popups, message, keys. */
#include "config.h"

#include "tui/app_priv.h"

#include "model/base/text.h"
#include "tui/colour.h"
#include "tui/edit.h"
#include "tui/footer.h"
#include "tui/i18n.h"

#include <string.h>

#define MESSAGE_LINES 4

const struct keymap *screen_keys(const struct screen *s)
{
    if (s->ops->keys)
        return s->ops->keys;
    return s->ops->popup ? &popup_keys : &common_keys;
}

struct edit *screen_editor(struct screen *s)
{
    return s->ops->editor ? s->ops->editor(s) : NULL;
}

struct screen *screen_base(struct screen *s)
{
    while (s && s->ops->popup && s->below)
        s = s->below;
    return s;
}

bool app_fits(void)
{
    return LINES >= APP_MIN_ROWS && COLS >= APP_MIN_COLS;
}

/* Left and right on one line: the right side keeps its place, the left is cut. */
static void draw_sides(const struct draw *d, int y, struct buf *left, struct buf *right,
                       enum role role)
{
    int want = text_cols(buf_str(right), right->len);
    int cols = want > d->cols / 2 ? d->cols / 2 : want;

    draw_fill(d, y, role);
    draw_text(d, y, 1, d->cols - 2 - cols - (cols > 0), buf_str(left), role);
    if (cols > 0)
        draw_text(d, y, d->cols - 1 - cols, cols, buf_str(right), role);
}

static void draw_status(struct app *app, const struct draw *d)
{
    struct status st = {BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT};
    struct screen *base = screen_base(app->top);

    if (app->hooks->status)
        app->hooks->status(app, &st);
    if (base->ops->status)
        base->ops->status(base, &st);
    if (st.title_left.len == 0) {
        buf_puts(&st.title_left, "genba   ");
        buf_puts(&st.title_left, _(base->ops->title));
    }
    draw_sides(d, 0, &st.title_left, &st.title_right, ROLE_TITLE);
    draw_sides(d, 1, &st.state_left, &st.state_right, ROLE_STATE);
    buf_release(&st.title_left);
    buf_release(&st.title_right);
    buf_release(&st.state_left);
    buf_release(&st.state_right);
}

static void load_stale(struct app *app, struct screen *s)
{
    struct err e;

    if (!s->stale)
        return;
    s->stale = false;
    if (s->ops->load && s->ops->load(s, &e) < 0)
        app_say_err(app, &e);
}

void screen_refresh(struct app *app, struct screen *s)
{
    if (s && s->ops->popup)
        screen_refresh(app, s->below);
    if (s)
        load_stale(app, s);
}

/* From the screen under the popups upwards. */
static void draw_stack(struct app *app, struct screen *s, const struct draw *body)
{
    struct draw own = *body;
    struct caret away;

    if (s->ops->popup && s->below)
        draw_stack(app, s->below, body);
    if (s != app->top)
        own.caret = &away;
    load_stale(app, s);
    if (s->ops->layout)
        s->ops->layout(s, own.rows, own.cols);
    if (s->ops->draw)
        s->ops->draw(s, &own);
}

/* Stands above the keys; a long sentence takes the lines above it as well. */
static void draw_message(struct app *app, const struct draw *d)
{
    struct buf text = BUF_INIT;
    const struct job *job = loud_job(app);
    enum role role = app->message_role;
    int lines, cols = d->cols - 2;

    if (app->prefix[0]) {
        buf_puts(&text, app->prefix);
        buf_putc(&text, '-');
        role = ROLE_HERE;
    } else if (app->message.len > 0) {
        buf_puts(&text, buf_str(&app->message));
    } else if (job && job->progress) {
        job->progress(job, &text);
        role = ROLE_DOING;
    }
    lines = draw_lines(buf_str(&text), cols);
    lines = lines < 1 ? 1 : lines > MESSAGE_LINES ? MESSAGE_LINES : lines;
    for (int y = 0; y < lines; y++)
        draw_fill(d, d->rows - 1 - lines + y, ROLE_NORMAL);
    draw_wrap(d, d->rows - 1 - lines, 1, lines, cols, buf_str(&text), role);
    buf_release(&text);
}

static bool footer_possible(void *ctx, const struct binding *b)
{
    return binding_why_not(ctx, b, b->action) == NULL;
}

static void draw_footer(struct app *app, const struct draw *d)
{
    struct footer f = {.n = 0};
    struct draw line = draw_sub(d, d->rows - 1, 0, 1, d->cols);
    bool typing = screen_editor(app->top) != NULL;

    if (typing)
        footer_add(&f, &edit_keys, false, NULL, NULL);
    footer_add(&f, screen_keys(app->top), typing, footer_possible, app);
    footer_draw(&f, &line);
}

static void draw_too_small(struct app *app)
{
    struct draw d = {stdscr, &app->theme, NULL, 0, 0, LINES, COLS};

    draw_wrap(&d, 0, 0, d.rows, d.cols,
              _("The window is too small: 60 columns and 15 lines are needed. "
                "Nothing is lost."),
              ROLE_NORMAL);
}

void app_frame(struct app *app)
{
    struct caret caret = {.on = false};
    struct draw all = {stdscr, &app->theme, &caret, 0, 0, LINES, COLS};
    struct draw body;

    app->dirty = false;
    colours_frame(app->theme.pairs);
    werase(stdscr);
    if (app->anew)
        clearok(stdscr, TRUE);
    app->anew = false;
    if (!app->top)
        return;
    if (app_fits()) {
        body = draw_sub(&all, 2, 0, LINES - 4, COLS);
        draw_stack(app, app->top, &body);
        draw_status(app, &all);
        draw_message(app, &all);
        draw_footer(app, &all);
    } else {
        draw_too_small(app);
    }
    curs_set(caret.on ? 1 : 0);
    if (caret.on)
        wmove(stdscr, caret.y, caret.x);
    else
        wmove(stdscr, LINES - 1, 0);
}
