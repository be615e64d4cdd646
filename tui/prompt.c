#include "config.h"

#include "tui/prompt.h"

#include "model/base/text.h"
#include "tui/app.h"
#include "tui/i18n.h"

#include <stdlib.h>
#include <string.h>

struct prompt {
    struct screen base;
    struct prompt_arg arg; /* label and hint are ours */
    char *label, *hint;
    struct edit edit;
};

static int prompt_open_screen(struct screen *s, const void *arg, struct err *e)
{
    struct prompt *p = (struct prompt *)s;

    (void)e;
    p->arg = *(const struct prompt_arg *)arg;
    p->label = xstrdup(p->arg.label);
    p->hint = xstrdup(p->arg.hint ? p->arg.hint : "");
    edit_init(&p->edit, p->arg.text ? p->arg.text : "", p->arg.max);
    p->edit.complete = p->arg.complete;
    return 0;
}

static void prompt_close(struct screen *s)
{
    struct prompt *p = (struct prompt *)s;

    free(p->label);
    free(p->hint);
    edit_release(&p->edit);
}

/* A blank line, the label with the editor, the hint. */
static void prompt_draw(const struct screen *s, const struct draw *body)
{
    const struct prompt *p = (const struct prompt *)s;
    int hint = draw_lines(p->hint, body->cols - 2);
    struct draw d = draw_sub(body, body->rows - 2 - hint, 0, 2 + hint, body->cols);
    int x = 1;

    draw_clear(&d);
    x += draw_put(&d, 1, x, p->label, ROLE_HERE) + 1;
    edit_draw(&p->edit, &d, 1, x, d.cols - x - 1, ROLE_NORMAL, true);
    draw_wrap(&d, 2, 1, hint, d.cols - 2, p->hint, ROLE_MUTED);
}

/* The line goes only when its text was taken: what is typed is never lost to a
 * refusal. `done` may have opened a screen over it. */
static enum outcome accept(struct prompt *p)
{
    struct app *app = p->base.app;
    struct screen *asker = p->base.below;
    enum outcome out = SCREEN_REDRAW;
    struct buf text = BUF_INIT;

    edit_take(&p->edit, &text);
    if (text.len == 0 && p->arg.empty) {
        app_say(app, ROLE_WARN, _(p->arg.empty));
        buf_release(&text);
        return SCREEN_REDRAW;
    }
    if (p->arg.done)
        out = p->arg.done(asker, buf_str(&text), p->arg.ctx);
    buf_release(&text);
    if (out == SCREEN_IGNORED)
        return SCREEN_REDRAW;
    app_settle(app, &p->base, SCREEN_CLOSE);
    app_settle(app, asker, out);
    return SCREEN_DONE;
}

static enum outcome prompt_act(struct screen *s, enum action a)
{
    switch (a) {
    case ACT_ACCEPT:
        return accept((struct prompt *)s);
    case ACT_CANCEL:
        return SCREEN_CLOSE;
    default:
        return SCREEN_DONE;
    }
}

static struct edit *prompt_editor(struct screen *s)
{
    return &((struct prompt *)s)->edit;
}

const struct screen_ops scr_prompt = {
    .name = "prompt",
    .title = N_("Type"),
    .size = sizeof(struct prompt),
    .popup = true,
    .open = prompt_open_screen,
    .draw = prompt_draw,
    .act = prompt_act,
    .editor = prompt_editor,
    .close = prompt_close,
};

int prompt_open(struct app *app, const struct prompt_arg *arg, struct err *e)
{
    return app_push(app, &scr_prompt, arg, e);
}
