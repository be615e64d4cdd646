#include "tui/work.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/conflicts.h"
#include "model/rules/edit.h"
#include "model/rules/name.h"
#include "tui/conflict_mark.h"
#include "tui/handover.h"
#include "tui/i18n.h"
#include "tui/preview.h"
#include "tui/scr_hospitals.h"
#include "tui/scr_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct work *work_of(struct app *app)
{
    return app_ctx(app);
}

const struct survey *work_survey(struct app *app)
{
    return &work_of(app)->open->survey;
}

struct previews *work_previews(struct app *app)
{
    struct work *w = work_of(app);

    if (!w->previews)
        w->previews = previews_new(app, NULL);
    return w->previews;
}

bool work_ja(struct app *app)
{
    (void)app;
    return i18n_ja();
}

/* After anything that wrote. */
static void recount(struct work *w)
{
    struct err ignored;

    progress_load(&w->progress, &w->open->survey, clock_now_ms());
    store_counts(w->open->store, &w->counts, &ignored);
    conflicts_count(w->open, &w->counts.conflicts, &ignored);
}

int work_open(struct app *app, const char *folder, struct err *e)
{
    struct work *w = work_of(app);
    int rc;

    work_close(app);
    rc = case_open(&w->open, folder, &w->session->who, e);
    if (rc != 0)
        return rc;
    w->opening++;
    recount(w);
    w->can_undo = case_can_undo(w->open);
    w->can_redo = case_can_redo(w->open);
    work_opened(w);
    app_changed(app);
    return 0;
}

static void close_case(struct app *app, bool on_purpose)
{
    struct work *w = work_of(app);
    char *folder;
    struct err ignored;

    if (!w->open)
        return;
    handover_leave(app);
    if (on_purpose)
        work_closed(w);
    index_note(&w->index, w->open);
    folder = xstrdup(w->open->folder);
    case_close(w->open);
    w->open = NULL;
    index_closed(&w->index, buf_str(&w->session->workspace), folder, &ignored);
    free(folder);
    app_changed(app);
}

void work_close(struct app *app)
{
    close_case(app, true);
}

/* A value in conflict is never written over unseen: all of them are shown. */
static bool clashes(struct app *app, const struct edits *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct edit_op *op = &list->v[i];

        if (op->kind == OP_SET &&
            conflict_shown_first(app, survey_find(work_survey(app), op->entity), op->field,
                                 op->observed))
            return true;
    }
    return false;
}

bool work_edit(struct app *app, const struct edits *list)
{
    struct work *w = work_of(app);
    struct err e;
    int rc;

    if (clashes(app, list))
        return false;
    rc = rule_allows_edit(&w->open->survey, list->v, list->n, &e);

    if (rc == 0)
        rc = case_edit(w->open, list, &e);
    if (rc != 0) {
        app_say_err(app, &e);
        return false;
    }
    work_wrote(app);
    return true;
}

void work_wrote(struct app *app)
{
    struct work *w = work_of(app);

    w->can_undo = true;
    w->can_redo = false;
    recount(w);
    app_changed(app);
}

bool work_set(struct app *app, struct id entity, enum field f, bool observed, struct value v)
{
    struct edits list = {0};
    bool done;

    if (observed)
        edits_observe(&list, entity, f, v);
    else
        edits_set(&list, entity, f, v);
    done = work_edit(app, &list);
    edits_release(&list);
    return done;
}

void work_show(struct app *app, const struct screen_ops *ops, struct id entity, const char *rest)
{
    struct place p = {.entity = entity};
    struct err e;

    snprintf(p.rest, sizeof p.rest, "%s", rest ? rest : "");
    if (app_push(app, ops, &p, &e) != 0)
        app_say_err(app, &e);
}

int work_reindex(struct work *w, struct err *e)
{
    const char *workspace = buf_str(&w->session->workspace);
    struct err ignored;
    int rc;

    index_release(&w->index);
    rc = index_load(&w->index, workspace, e);
    for (size_t i = 0; i < w->index.n && rc == 0; i++)
        if (w->index.v[i].stale)
            index_refresh(&w->index, i, workspace, &w->session->who, &ignored);
    return rc == 0 ? index_save(&w->index, workspace, e) : rc;
}

void work_merged(struct app *app)
{
    struct work *w = work_of(app);

    w->can_undo = case_can_undo(w->open);
    w->can_redo = case_can_redo(w->open);
    recount(w);
    app_changed(app);
}

static void undo_or_redo(struct app *app, bool undo)
{
    struct work *w = work_of(app);
    struct buf address = BUF_INIT;
    const struct row *r;
    struct id what;
    struct err e;
    int rc = undo ? case_undo(w->open, &what, &e) : case_redo(w->open, &what, &e);

    if (rc != 0) {
        app_say_err(app, &e);
        return;
    }
    r = survey_find(&w->open->survey, what);
    if (r)
        row_name(&w->open->survey, r, &address);
    app_sayf(app, ROLE_OK, undo ? _("Taken back: {1}") : _("Made again: {1}"), buf_str(&address),
             NULL);
    buf_release(&address);
    w->can_undo = case_can_undo(w->open);
    w->can_redo = case_can_redo(w->open);
    recount(w);
    app_changed(app);
}

/* From the screen that stands on the list of hospitals. */
static bool leaves_case(struct app *app)
{
    const struct screen *s = app_top(app);

    return work_of(app)->open && s->below && !s->below->below;
}

static enum outcome hook_act(struct app *app, enum action a)
{
    struct work *w = work_of(app);

    switch (a) {
    case ACT_UNDO:
    case ACT_REDO:
        if (w->open)
            undo_or_redo(app, a == ACT_UNDO);
        return SCREEN_REDRAW;
    case ACT_REPORT:
        if (w->open)
            work_ask_report(app);
        return SCREEN_REDRAW;
    case ACT_BACK:
    case ACT_QUIT:
        return leaves_case(app) && handover_asks_to_stay(app) ? SCREEN_REDRAW : SCREEN_IGNORED;
    default:
        return work_open_screen(app, a);
    }
}

static unsigned hook_have(struct app *app)
{
    const struct work *w = work_of(app);

    if (!w->open)
        return NEED_ALL & ~(unsigned)(NEED_CASE | NEED_UNDO | NEED_REDO | NEED_WRITE);
    return NEED_ALL & ~(unsigned)((w->can_undo ? 0 : NEED_UNDO) | (w->can_redo ? 0 : NEED_REDO) |
                                  (store_is_broken(w->open->store) ? NEED_WRITE : 0));
}

static const struct app_hooks hooks = {
    .status = work_status,
    .act = hook_act,
    .have = hook_have,
    .checkpoint = work_checkpoint,
};

static int first_screen(struct app *app, const char *serial, struct err *e)
{
    struct work *w = work_of(app);
    char *folder = NULL;
    int rc = app_push(app, &scr_hospitals, NULL, e);

    if (rc != 0)
        return rc;
    if (!*w->session->who.person)
        app_say(app, ROLE_WARN,
                _("Nobody is named on this laptop: press w in the list of hospitals."));
    if (!serial) {
        work_resume(app);
        work_ask_clock(app);
        return 0;
    }
    rc = workspace_find(buf_str(&w->session->workspace), serial, &folder, e);
    if (rc == 0)
        rc = work_open(app, folder, e);
    if (rc == 0)
        rc = app_push(app, &scr_plan, NULL, e);
    if (rc == 0)
        work_ask_clock(app);
    free(folder);
    return rc;
}

struct app *work_begin(struct work *w, struct session *s, const char *serial, struct err *e)
{
    struct app *app = app_new(&hooks, w);

    *w = (struct work){.session = s};
    app_pictures(app, theme_pictures(settings_text(&s->settings, SETTING_pictures)));
    if (index_load(&w->index, buf_str(&s->workspace), e) != 0 ||
        first_screen(app, serial, e) != 0) {
        work_end(app);
        return NULL;
    }
    return app;
}

void work_end(struct app *app)
{
    struct work *w = work_of(app);

    close_case(app, !app_running(app)); /* not left: the laptop shuts down, the window went away */
    app_free(app);
    index_release(&w->index);
    handover_free(w->handover);
    photo_problems_release(&w->refused);
    previews_free(w->previews);
    free(w->kept_place);
}

int work_run(struct session *s, const char *serial, struct err *e)
{
    struct work w;
    struct app *app = work_begin(&w, s, serial, e);
    int rc;

    if (!app)
        return -(int)e->code;
    rc = app_run(app, e);
    work_end(app);
    return rc;
}
