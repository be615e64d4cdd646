#include "config.h"

#include "tui/scr_visit.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/name.h"
#include "tui/i18n.h"
#include "tui/not_surveyable.h"
#include "tui/scr_floor.h"
#include "tui/scr_log.h"
#include "tui/scr_photo.h"
#include "tui/scr_unknown.h"
#include "tui/visit_priv.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct survey *visit_survey(const struct visit_screen *v)
{
    return work_survey(v->base.app);
}

const struct question *visit_here(const struct visit_screen *v)
{
    int at = v->ask_list.cursor;

    return v->base.stale || at < 0 || at >= (int)v->visit.n ? NULL : &v->visit.questions[at];
}

bool visit_has_tree(const struct visit_screen *v)
{
    enum kind k = v->visit.target ? v->visit.target->kind : KIND_NONE;

    return k == KIND_line || k == KIND_unknown_line;
}

static void forget(struct visit_screen *v)
{
    visit_rows_free(v->asks, v->visit.n);
    v->asks = NULL;
    visit_tree_free(v);
    visit_photos_free(v);
    visit_release(&v->visit);
}

/* After undo and redo: the first question that is not what it was. */
static int changed_since(const struct visit_screen *v, struct ask_row *before, size_t n)
{
    for (size_t i = 0; i < v->visit.n; i++)
        if (i >= n || strcmp(v->asks[i].seen, before[i].seen) != 0 ||
            strcmp(v->asks[i].label, before[i].label) != 0)
            return (int)i;
    return -1;
}

static void load_parts(struct visit_screen *v, const struct row *target)
{
    v->ja = work_ja(v->base.app);
    visit_load(&v->visit, visit_survey(v), target);
    visit_rows_load(v);
    visit_tree_load(v);
    visit_photos_load(v);
    list_reload(&v->ask_list);
    list_reload(&v->tree_list);
    list_reload(&v->photo_list);
    if (v->pane == PANE_TREE && v->nnodes == 0)
        v->pane = PANE_ASK;
}

static int vs_load(struct screen *s, struct err *e)
{
    struct visit_screen *v = (struct visit_screen *)s;
    const struct row *target = survey_find(visit_survey(v), v->target);
    struct ask_row *before = v->asks;
    size_t n = v->visit.n;
    int changed;

    if (!target)
        return err_set(e, ERR_NOTFOUND, "", "%s", "");
    v->asks = NULL;
    forget(v);
    s->stale = false;
    load_parts(v, target);
    changed = v->undoing ? changed_since(v, before, n) : -1;
    v->undoing = false;
    if (changed >= 0) {
        v->pane = PANE_ASK;
        list_go(&v->ask_list, changed);
    }
    visit_rows_free(before, n);
    return 0;
}

void visit_refresh(struct visit_screen *v)
{
    struct err ignored;

    vs_load(&v->base, &ignored);
}

/* "DEVICE_UUID field_id!v": the row's id as the list has it, then what was typed. */
static void go_to(struct visit_screen *v, const char *rest)
{
    char where[LIST_ID_MAX];
    char *mark;
    int next;

    snprintf(where, sizeof where, "%.*s", LIST_ID_MAX - 1, rest);
    mark = strchr(where, '!');
    if (mark)
        *mark++ = '\0';
    if (*where == '/') { /* the tree */
        v->pane = PANE_TREE;
        list_go_id(&v->tree_list, where + 1);
    } else if (!*where || !list_go_id(&v->ask_list, where)) {
        next = visit_next_open(&v->visit, 0);
        list_go(&v->ask_list, next < 0 ? 0 : next);
    }
    v->direct = mark ? (enum typing)(unsigned char)*mark : TYPE_NONE;
}

/* Nobody looks at a clock that does not run. */
static void say_unbegun(struct visit_screen *v)
{
    const struct row *step = visit_step(v);

    if (v->visit.target->kind != KIND_unknown_line && !v->visit.given_up &&
        (!step || row_is(step, F_step_step_state, "not_started")))
        app_say(v->base.app, ROLE_MUTED, _("Not begun yet: s starts the clock."));
}

static int vs_open(struct screen *s, const void *arg, struct err *e)
{
    struct visit_screen *v = (struct visit_screen *)s;
    const struct place *p = arg;
    const struct row *r = p ? survey_find(work_survey(s->app), p->entity) : NULL;

    if (!r || !r->alive)
        return err_say(e, ERR_NOTFOUND, N_("It is no longer in the survey."), "", NULL);
    v->target = row_root(visit_survey(v), r)->id;
    edit_init(&v->edit, "", 0);
    list_init(&v->ask_list, &visit_ask_source, v);
    list_init(&v->tree_list, &visit_tree_source, v);
    list_init(&v->photo_list, &visit_photo_source, v);
    load_parts(v, survey_find(visit_survey(v), v->target));
    go_to(v, p->rest);
    say_unbegun(v);
    return 0;
}

static void vs_close(struct screen *s)
{
    struct visit_screen *v = (struct visit_screen *)s;

    forget(v);
    edit_release(&v->edit);
    list_release(&v->ask_list);
    list_release(&v->tree_list);
    list_release(&v->photo_list);
}

static void vs_place(const struct screen *s, struct buf *out)
{
    const struct visit_screen *v = (const struct visit_screen *)s;
    char id[ID_HEX_LEN + 1];

    id_print(v->target, id);
    buf_addf(out, "%s %s%s", id, v->pane == PANE_TREE ? "/" : "",
             v->pane == PANE_TREE ? v->tree_list.id : v->ask_list.id);
    if (v->typing != TYPE_NONE)
        buf_addf(out, "!%c", (char)v->typing);
}

/* The two top lines */

static void put_numbers(struct buf *out, const char *pattern, int a, int b)
{
    char na[12], nb[12];

    snprintf(na, sizeof na, "%d", a);
    snprintf(nb, sizeof nb, "%d", b);
    text_fill(out, pattern, na, nb, NULL);
}

static void vs_status(const struct screen *s, struct status *st)
{
    const struct visit_screen *v = (const struct visit_screen *)s;
    const struct row *site = survey_site(visit_survey(v));
    struct civil c = clock_civil(clock_now_ms());

    if (s->stale)
        return;
    buf_reset(&st->title_left);
    if (site)
        buf_addf(&st->title_left, "%s %s  >  ", row_text(site, F_site_hospital_serial_no),
                 row_text(site, F_site_hospital_name));
    row_name(visit_survey(v), v->visit.target, &st->title_left);
    buf_reset(&st->title_right);
    if (v->visit.given_up)
        buf_puts(&st->title_right, _("not surveyable"));
    else if (v->visit.target->kind != KIND_unknown_line)
        visit_step_state(v, &st->title_right);
    buf_addf(&st->title_right, "  %02d:%02d", c.hour, c.minute);
    buf_reset(&st->state_right);
    put_numbers(&st->state_right, _("answered {1}/{2}"), v->visit.answered, v->visit.total);
    put_numbers(&st->state_right, _("  differ {1}"), v->visit.differs, 0);
    put_numbers(&st->state_right, _("  photos {1}/{2}"), v->visit.photos_present,
                v->visit.photos_needed);
}

/* Keys */

static struct list *list_of(struct visit_screen *v)
{
    return v->pane == PANE_TREE     ? &v->tree_list
           : v->pane == PANE_PHOTOS ? &v->photo_list
                                    : &v->ask_list;
}

static enum outcome other_pane(struct visit_screen *v, int dir)
{
    do {
        v->pane = (enum visit_pane)(((int)v->pane + dir + PANE_COUNT) % PANE_COUNT);
    } while (v->pane == PANE_TREE && !visit_shows_tree(v));
    return SCREEN_REDRAW;
}

/* Moving on takes what was typed. */
static enum outcome typing_act(struct visit_screen *v, enum action a)
{
    switch (a) {
    case ACT_ACCEPT:
        return visit_accept(v);
    case ACT_CANCEL:
        visit_stop_typing(v);
        return SCREEN_REDRAW;
    case ACT_NEXT:
    case ACT_PREV: {
        int at = v->ask_list.cursor;

        visit_accept(v);
        if (v->typing == TYPE_NONE && v->pane == PANE_ASK)
            list_go(&v->ask_list, a == ACT_NEXT ? at + 1 : at - 1);
        return SCREEN_REDRAW;
    }
    case ACT_UNREADABLE:
        return v->pane == PANE_ASK ? visit_unreadable(v) : SCREEN_DONE;
    case ACT_UNKNOWN:
        return v->pane == PANE_ASK ? visit_unknown(v) : SCREEN_DONE;
    default:
        return SCREEN_IGNORED;
    }
}

/* Enter, a, Del: what they do depends on the pane. */
static enum outcome pane_act(struct visit_screen *v, enum action a)
{
    switch (v->pane) {
    case PANE_TREE:
        return a == ACT_EDIT  ? visit_tree_edit(v)
               : a == ACT_ADD ? visit_tree_add(v)
                              : visit_tree_delete(v);
    case PANE_PHOTOS:
        return visit_photos_open(v);
    default:
        return a == ACT_EDIT ? visit_edit(v) : a == ACT_ADD ? visit_add_device(v) : visit_clear(v);
    }
}

static enum outcome answer_act(struct visit_screen *v, enum action a)
{
    switch (a) {
    case ACT_AS_DECLARED:
        return visit_as_declared(v);
    case ACT_UNREADABLE:
        return visit_unreadable(v);
    default:
        return visit_unknown(v);
    }
}

static enum outcome show_log(struct visit_screen *v)
{
    const struct question *q = visit_here(v);

    work_show(v->base.app, &scr_log, v->pane == PANE_ASK && q ? q->row->id : v->target, NULL);
    return SCREEN_REDRAW;
}

static enum outcome give_up(struct visit_screen *v)
{
    const struct question *q = visit_here(v);
    struct id target = v->target;

    if (v->pane == PANE_ASK && q && q->row->kind == KIND_device)
        target = q->row->id;
    not_surveyable_ask(v->base.app, target);
    return SCREEN_REDRAW;
}

static bool changes_answer(enum action a)
{
    return a == ACT_EDIT || a == ACT_CLEAR || a == ACT_AS_DECLARED || a == ACT_UNREADABLE ||
           a == ACT_UNKNOWN;
}

static enum outcome vs_act(struct screen *s, enum action a)
{
    struct visit_screen *v = (struct visit_screen *)s;

    if (s->stale)
        visit_refresh(v);
    if (v->typing != TYPE_NONE)
        return typing_act(v, a);
    if (changes_answer(a) && visit_conflict_first(v))
        return SCREEN_REDRAW;
    switch (a) {
    case ACT_EDIT:
    case ACT_ADD:
    case ACT_CLEAR:
        return pane_act(v, a);
    case ACT_AS_DECLARED:
    case ACT_UNREADABLE:
    case ACT_UNKNOWN:
        return v->pane == PANE_ASK ? answer_act(v, a) : SCREEN_DONE;
    case ACT_NEXT_ERROR:
    case ACT_PREV_ERROR:
        return visit_next(v, a == ACT_NEXT_ERROR ? 1 : -1);
    case ACT_NEXT_PANE:
    case ACT_PREV_PANE:
        return other_pane(v, a == ACT_NEXT_PANE ? 1 : -1);
    case ACT_START_STOP:
        return visit_start_stop(v);
    case ACT_NOT_SURVEYABLE:
        return give_up(v);
    case ACT_PHOTO:
        return visit_photos_open(v);
    case ACT_LOG:
        return show_log(v);
    case ACT_FLOOR_PLAN:
        work_show(v->base.app, &scr_floor, v->target, "");
        return SCREEN_REDRAW;
    case ACT_UNDO:
    case ACT_REDO:
        v->undoing = true;
        return SCREEN_IGNORED;
    default:
        return list_act(list_of(v), a);
    }
}

static enum outcome vs_text(struct screen *s, const char *utf8)
{
    struct visit_screen *v = (struct visit_screen *)s;

    if (s->stale)
        visit_refresh(v);
    return visit_digit(v, utf8);
}

static struct edit *vs_editor(struct screen *s)
{
    struct visit_screen *v = (struct visit_screen *)s;

    return v->typing != TYPE_NONE ? &v->edit : list_editor(list_of(v));
}

static void vs_typed(struct screen *s)
{
    struct visit_screen *v = (struct visit_screen *)s;

    if (v->typing == TYPE_NONE)
        list_typed(list_of(v));
}

static unsigned vs_have(const struct screen *s)
{
    const struct visit_screen *v = (const struct visit_screen *)s;

    return v->ask_list.find.len > 0 ? NEED_ALL : NEED_ALL & ~(unsigned)NEED_HIT;
}

static const char *vs_why_not(const struct screen *s, enum action a)
{
    const struct visit_screen *v = (const struct visit_screen *)s;
    const struct question *q = visit_here(v);

    if (s->stale || !v->visit.target)
        return NULL;
    switch (a) {
    case ACT_AS_DECLARED:
    case ACT_UNKNOWN:
        return v->pane == PANE_ASK ? NULL : N_("Tab goes back to the questions.");
    case ACT_UNREADABLE:
        if (v->pane != PANE_ASK)
            return N_("Tab goes back to the questions.");
        return q && !q->observed ? N_("Only what is read off a device can be unreadable.") : NULL;
    case ACT_START_STOP:
    case ACT_NOT_SURVEYABLE:
        return v->visit.target->kind == KIND_unknown_line ? N_("Only for lines and PCs.") : NULL;
    default:
        return NULL;
    }
}

static const struct binding vs_rows[] = {
    {"=", ACT_AS_DECLARED, NEED_WRITE, true},
    {"Enter", ACT_EDIT, NEED_WRITE, true},
    {"F4", ACT_UNREADABLE, NEED_WRITE, true},
    {"F5", ACT_UNKNOWN, NEED_WRITE, false},
    {"]e", ACT_NEXT_ERROR, 0, false},
    {"p", ACT_PHOTO, 0, true},
    {"s", ACT_START_STOP, NEED_WRITE, true},
    {"Tab", ACT_NEXT_PANE, 0, false},
    {"a", ACT_ADD, NEED_WRITE, false},
    {"x", ACT_NOT_SURVEYABLE, NEED_WRITE, false},
    {"[e", ACT_PREV_ERROR, 0, false},
    {"e", ACT_EDIT, NEED_WRITE, false},
    {"Del", ACT_CLEAR, NEED_WRITE, false},
    {"S-Tab", ACT_PREV_PANE, 0, false},
    {"l", ACT_LOG, 0, false},
    {"f", ACT_FLOOR_PLAN, 0, false},
    {"n", ACT_UNKNOWN_LINE, NEED_WRITE, false},
    {"Space", ACT_NEXT_ERROR, 0, false},
    {"Down", ACT_NEXT, 0, false},
    {"j", ACT_NEXT, 0, false},
    {"Up", ACT_PREV, 0, false},
    {"k", ACT_PREV, 0, false},
    {"PageDown", ACT_PAGE_DOWN, 0, false},
    {"PageUp", ACT_PAGE_UP, 0, false},
    {"Home", ACT_FIRST, 0, false},
    {"g", ACT_FIRST, 0, false},
    {"End", ACT_LAST, 0, false},
    {"G", ACT_LAST, 0, false},
    {"/", ACT_SEARCH, 0, false},
    {"F3", ACT_SEARCH_NEXT, NEED_HIT, false},
    {"N", ACT_SEARCH_PREV, NEED_HIT, false},
    {.key = NULL},
};
static const struct keymap vs_keys = {"visit", &common_keys, vs_rows};

const struct screen_ops scr_visit = {
    .name = "visit",
    .title = N_("Visit"),
    .keys = &vs_keys,
    .size = sizeof(struct visit_screen),
    .open = vs_open,
    .load = vs_load,
    .layout = visit_layout,
    .draw = visit_draw,
    .act = vs_act,
    .text = vs_text,
    .mouse = visit_mouse,
    .editor = vs_editor,
    .typed = vs_typed,
    .why_not = vs_why_not,
    .have = vs_have,
    .status = vs_status,
    .place = vs_place,
    .close = vs_close,
};
