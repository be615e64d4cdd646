#include "config.h"

#include "tui/ask.h"

#include "model/base/text.h"
#include "tui/app.h"

#include <stdlib.h>
#include <string.h>

#define ASK_LINES 4

struct ask {
    struct screen base;
    struct ask_arg arg; /* strings are ours */
    char *text, *label[ASK_ANSWERS];
    int n, at;
};

static int ask_open_screen(struct screen *s, const void *arg, struct err *e)
{
    struct ask *a = (struct ask *)s;

    (void)e;
    a->arg = *(const struct ask_arg *)arg;
    a->text = xstrdup(a->arg.text);
    while (a->n < ASK_ANSWERS && a->arg.answer[a->n].label) {
        a->label[a->n] = xstrdup(a->arg.answer[a->n].label);
        a->n++;
    }
    return 0;
}

static void ask_close(struct screen *s)
{
    struct ask *a = (struct ask *)s;

    free(a->text);
    for (int i = 0; i < a->n; i++)
        free(a->label[i]);
}

static void ask_draw(const struct screen *s, const struct draw *body)
{
    const struct ask *a = (const struct ask *)s;
    struct draw d = draw_sub(body, body->rows - ASK_LINES, 0, ASK_LINES, body->cols);
    int x = 1;

    draw_clear(&d);
    draw_wrap(&d, 0, 1, ASK_LINES - 1, d.cols - 2, a->text, ROLE_HERE);
    for (int i = 0; i < a->n; i++) {
        enum role role = i == a->at ? ROLE_CURSOR : ROLE_NORMAL;

        x += draw_put(&d, ASK_LINES - 1, x, i == a->at ? ">" : " ", role);
        if (a->arg.answer[i].key) {
            x += draw_put(&d, ASK_LINES - 1, x, a->arg.answer[i].key, role);
            x += draw_put(&d, ASK_LINES - 1, x, " ", role);
        }
        x += draw_put(&d, ASK_LINES - 1, x, a->label[i], role) + 2;
    }
}

/* The question goes first: what follows may ask the next one. */
static enum outcome answer(struct ask *a, int i)
{
    struct app *app = a->base.app;
    struct screen *asker = a->base.below;
    struct ask_arg arg = a->arg;

    app_pop(app);
    if (arg.done)
        app_settle(app, asker, arg.done(asker, i, arg.ctx));
    return SCREEN_DONE;
}

static enum outcome ask_act(struct screen *s, enum action act)
{
    struct ask *a = (struct ask *)s;

    switch (act) {
    case ACT_CHOOSE:
        return answer(a, a->at);
    case ACT_CANCEL:
        return answer(a, 0);
    case ACT_NEXT:
        a->at = (a->at + 1) % a->n;
        return SCREEN_REDRAW;
    case ACT_PREV:
        a->at = (a->at + a->n - 1) % a->n;
        return SCREEN_REDRAW;
    default:
        return SCREEN_DONE;
    }
}

static enum outcome ask_text(struct screen *s, const char *utf8)
{
    struct ask *a = (struct ask *)s;

    for (int i = 0; i < a->n; i++)
        if (a->arg.answer[i].key && strcmp(a->arg.answer[i].key, utf8) == 0)
            return answer(a, i);
    return SCREEN_DONE;
}

const struct screen_ops scr_ask = {
    .name = "ask",
    .title = N_("Question"),
    .size = sizeof(struct ask),
    .popup = true,
    .open = ask_open_screen,
    .draw = ask_draw,
    .act = ask_act,
    .text = ask_text,
    .close = ask_close,
};

int ask_open(struct app *app, const struct ask_arg *arg, struct err *e)
{
    return app_push(app, &scr_ask, arg, e);
}
