/* Keys, pastes and clicks to actions; what an action's outcome means. */
#include "config.h"

#include "tui/app_priv.h"

#include "model/base/clock.h"
#include "tui/edit.h"
#include "tui/i18n.h"
#include "tui/scr_help.h"
#include "tui/scr_palette.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned bits_there(struct app *app)
{
    unsigned have = NEED_ALL & ~(unsigned)NEED_JOB;
    struct screen *s = app->top;

    if (loud_job(app))
        have |= NEED_JOB;
    if (app->hooks->have)
        have &= app->hooks->have(app) | NEED_ROW | NEED_HIT | NEED_JOB;
    if (s && s->ops->have)
        have &= s->ops->have(s) | (NEED_ALL & ~(unsigned)(NEED_ROW | NEED_HIT));
    return have;
}

const char *binding_why_not(struct app *app, const struct binding *b, enum action a)
{
    const char *why = b ? need_why(b->needs & ~bits_there(app)) : NULL;

    if (!why && app->top && app->top->ops->why_not)
        why = app->top->ops->why_not(app->top, a);
    return why;
}

const char *app_why_not(struct app *app, enum action a)
{
    const struct binding *b = app->top ? keymap_of(screen_keys(app->top), a) : NULL;
    const char *why = binding_why_not(app, b, a);

    return why ? _(why) : NULL;
}

static enum outcome switch_language(struct app *app)
{
    i18n_set(strcmp(i18n_lang(), "en") == 0 ? "ja" : "en");
    app_changed(app); /* rows hold translated words */
    app->anew = true;
    return SCREEN_REDRAW;
}

static enum outcome stop_jobs(struct app *app)
{
    struct job *j;
    struct err e;

    err_set(&e, ERR_CANCELLED, "", "%s", "");
    while ((j = loud_job(app)) != NULL) {
        if (j->cancel)
            j->cancel(j);
        job_over(app, j, -ERR_CANCELLED, &e);
    }
    return SCREEN_REDRAW;
}

static enum outcome go_back(struct app *app)
{
    if (app->top->below)
        return SCREEN_CLOSE;
    app_say(app, ROLE_MUTED, _("This is the first screen. q leaves genba."));
    return SCREEN_REDRAW;
}

static enum outcome quit(struct app *app)
{
    if (app->top->below)
        return SCREEN_CLOSE;
    app_quit(app);
    return SCREEN_DONE;
}

static enum outcome open_over(struct app *app, const struct screen_ops *ops)
{
    struct err e;

    if (app->top->ops == ops)
        return SCREEN_DONE;
    if (app_push(app, ops, app->top, &e) < 0)
        app_say_err(app, &e);
    return SCREEN_REDRAW;
}

/* What the app does itself when neither screen nor host took the action. */
static enum outcome app_own(struct app *app, enum action a)
{
    switch (a) {
    case ACT_BACK:
    case ACT_CANCEL:
        return go_back(app);
    case ACT_QUIT:
        return quit(app);
    case ACT_HELP:
        return open_over(app, &scr_help);
    case ACT_PALETTE:
        return open_over(app, &scr_palette);
    case ACT_LANGUAGE:
        return switch_language(app);
    case ACT_REDRAW:
        app->anew = true;
        return SCREEN_REDRAW;
    case ACT_CANCEL_JOB:
        return stop_jobs(app);
    default:
        return SCREEN_IGNORED;
    }
}

enum outcome app_perform(struct app *app, const struct binding *b, enum action a)
{
    struct screen *s = app->top; /* may be gone after its act */
    const struct screen_ops *ops = s ? s->ops : NULL;
    const char *why;
    enum outcome out = SCREEN_IGNORED;

    if (!s)
        return SCREEN_IGNORED;
    screen_refresh(app, s);
    why = binding_why_not(app, b, a);
    if (why) {
        app_say(app, ROLE_WARN, _(why));
        return SCREEN_REDRAW;
    }
    if (ops->act)
        out = ops->act(s, a);
    if (out == SCREEN_IGNORED && !ops->popup && app->hooks->act)
        out = app->hooks->act(app, a);
    if (out == SCREEN_IGNORED)
        out = app_own(app, a);
    app_settle(app, s, out);
    return out;
}

enum outcome app_act(struct app *app, enum action a)
{
    const struct binding *b = app->top ? keymap_of(screen_keys(app->top), a) : NULL;
    enum outcome out = app_perform(app, b, a);

    if (out == SCREEN_IGNORED)
        app_say(app, ROLE_WARN, _("Not possible on this screen."));
    return out;
}

void app_typed(struct app *app, struct screen *s)
{
    if (s->ops->typed)
        s->ops->typed(s);
    app_keep(app);
    app->dirty = true;
}

static void say_candidates(struct app *app, int n)
{
    char number[16];

    snprintf(number, sizeof number, "%d", n);
    app_sayf(app, ROLE_HERE, _("{1} names begin like that: type on."), number, NULL);
}

/* Esc never discards: what was typed comes back by a key, in this line or another. */
static void give_up(struct app *app, struct screen *s, struct edit *e, const struct binding *b)
{
    struct buf text = BUF_INIT;
    bool kept = edit_changed(e) && !e->passing;

    if (kept)
        edit_take(e, &text);
    app_perform(app, b, b->action);
    if (text.len > 0 && (app->top != s || !screen_editor(s))) {
        free(app->given_up);
        app->given_up = buf_take(&text);
        if (app->message.len == 0)
            app_say(app, ROLE_MUTED, _("Not taken. Ctrl-R in a line brings the text back."));
    }
    buf_release(&text);
}

static void recall(struct app *app, struct screen *s, struct edit *e)
{
    if (!app->given_up)
        app_say(app, ROLE_WARN, _("Esc has given up no text yet."));
    else if (edit_insert(e, app->given_up, strlen(app->given_up)) == EDIT_CHANGED)
        app_typed(app, s);
}

/* An editor is open: text to it, then its keys, then the screen's that type nothing. */
static void key_to_editor(struct app *app, struct screen *s, struct edit *e, const char *key)
{
    const struct binding *b;
    int candidates;

    switch (edit_key(e, key)) {
    case EDIT_CHANGED:
        app_typed(app, s);
        return;
    case EDIT_MOVED:
        app->dirty = true;
        return;
    default:
        break;
    }
    if (strcmp(key, "Tab") == 0 && e->complete) {
        if (edit_complete(e, &candidates) == EDIT_CHANGED)
            app_typed(app, s);
        else if (candidates == 0)
            app_say(app, ROLE_WARN, _("Nothing begins like that."));
        else if (candidates > 1)
            say_candidates(app, candidates);
        return;
    }
    b = keymap_find(&edit_keys, key, NULL);
    if (!b && !key_types(key))
        b = keymap_find(screen_keys(s), key, NULL);
    if (b && b->action == ACT_RECALL)
        recall(app, s, e);
    else if (b && b->action == ACT_CANCEL)
        give_up(app, s, e, b);
    else if (b)
        app_perform(app, b, b->action);
}

/* The key with a pending first half, or alone; NULL: unbound or more to come. */
static const struct binding *sequence(struct app *app, const char *key)
{
    char whole[2 * KEY_NAME_MAX];
    bool more;
    const struct binding *b;

    snprintf(whole, sizeof whole, "%s%s", app->prefix, key);
    b = keymap_find(screen_keys(app->top), whole, &more);
    if (!b && app->prefix[0]) {
        app->prefix[0] = '\0';
        return NULL;
    }
    app->prefix[0] = '\0';
    if (!b && more)
        snprintf(app->prefix, sizeof app->prefix, "%s", key);
    return b;
}

static void key_to_screen(struct app *app, struct screen *s, const char *key)
{
    bool pending = app->prefix[0] != '\0';
    const struct binding *b = sequence(app, key);

    if (b)
        app_perform(app, b, b->action);
    else if (!pending && !app->prefix[0] && s->ops->text && key_types(key))
        app_settle(app, s, s->ops->text(s, strcmp(key, "Space") == 0 ? " " : key));
}

/* Where one is changes with every key and is kept within a second, as a typed
 * text is. A text that was taken or given up goes at once: it must not come
 * back over what was saved in its place. */
static void keep_after_key(struct app *app, bool typing)
{
    if (typing && !app_draft(app))
        app_keep_now(app);
    else
        app_keep(app);
}

void app_key(struct app *app, const char *key)
{
    struct screen *s = app->top;
    bool typing = app_draft(app) != NULL;
    struct edit *e;

    if (!s)
        return;
    app->dirty = true;
    buf_reset(&app->message);
    screen_refresh(app, s);
    e = screen_editor(s);
    if (e)
        key_to_editor(app, s, e, key);
    else
        key_to_screen(app, s, key);
    keep_after_key(app, typing);
}

void app_paste(struct app *app, const char *text)
{
    struct screen *s = app->top;
    struct edit *e;

    if (!s)
        return;
    app->dirty = true;
    buf_reset(&app->message);
    app->prefix[0] = '\0';
    screen_refresh(app, s);
    e = screen_editor(s);
    if (!e && s->ops->paste) {
        app_settle(app, s, s->ops->paste(s, text));
    } else if (!e) {
        app_say(app, ROLE_WARN, _("Nothing is being typed here: the paste was not used."));
    } else if (edit_insert(e, text, strlen(text)) == EDIT_CHANGED) {
        if (e->full)
            app_say(app, ROLE_WARN, _("The text is too long: its end was cut off."));
        app_typed(app, s);
    }
}

void app_mouse(struct app *app, const struct mouse *m)
{
    struct screen *s = app->top;
    struct mouse body = {m->kind, m->y - 2, m->x};
    const struct binding *enter;
    enum outcome out;

    if (!s || !s->ops->mouse || body.y < 0 || m->y >= LINES - 2)
        return;
    buf_reset(&app->message);
    screen_refresh(app, s);
    out = s->ops->mouse(s, &body);
    enter = keymap_find(screen_keys(app->top), "Enter", NULL);
    if (out == SCREEN_IGNORED && m->kind == MOUSE_DOUBLE && enter)
        app_perform(app, enter, enter->action);
    else
        app_settle(app, s, out);
    app->dirty = true;
}
