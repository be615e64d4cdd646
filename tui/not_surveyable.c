#include "config.h"

#include "tui/not_surveyable.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/name.h"
#include "model/rules/steps.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/work.h"

#include <stdlib.h>
#include <string.h>

/* Which code is for what (domain.md 1.14). NS06 is about photos, NS08 about
 * the scan: neither closes a visit. */
#define FOR(kind) (1u << KIND_##kind)
#define FOR_ALL (FOR(line) | FOR(device) | FOR(pc) | FOR(exploration))
static const struct reason {
    const char *code, *word;
    unsigned kinds;
} reasons[] = {
    {"NS01", N_("elsewhere"), FOR(line) | FOR(device) | FOR(pc)},
    {"NS02", N_("out of reach"), FOR(line) | FOR(device)},
    {"NS03", N_("outage risk"), FOR(line) | FOR(device)},
    {"NS04", N_("no entry"), FOR_ALL},
    {"NS05", N_("no witness"), FOR_ALL},
    {"NS06", N_("no photos"), 0},
    {"NS07", N_("macOS"), FOR(pc)},
    {"NS08", N_("IP not told"), 0},
    {"NS09", N_("no consent"), FOR(line)},
    {"NS10", N_("no login"), FOR(pc)},
    {"NS11", N_("out of time"), FOR_ALL},
};
#define REASONS (sizeof reasons / sizeof reasons[0])
#define TAKE_BACK (-1)

/* What is asked one after the other. */
enum phase { PHASE_CODE, PHASE_NOTE, PHASE_WITNESS };

struct ns {
    struct screen base;
    struct id target;
    enum phase phase;
    int choice[REASONS + 1], n_choices; /* indices of reasons, or TAKE_BACK */
    const struct reason *reason;
    struct list codes;
    struct edit note, name;
    struct list people; /* contacts that the typed name fits */
    const struct row **contact;
    int n_contacts;
    bool pointed; /* the cursor among them was moved by the person: Enter alone names nobody */
};

const char *not_surveyable_word(const char *code)
{
    for (size_t i = 0; i < REASONS; i++)
        if (strcmp(reasons[i].code, code) == 0)
            return reasons[i].word;
    return "";
}

/* A field that every kind that can be given up has, by its name. */
static enum field field_of(const struct row *r, const char *name)
{
    return field_by_id(r->kind, name);
}

static int codes_count(const void *ctx)
{
    return ((const struct ns *)ctx)->n_choices;
}

static enum role codes_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct ns *n = ctx;
    int i = n->choice[row];

    if (col == 0) {
        if (row < 9)
            buf_addf(out, "%d", row + 1);
        return ROLE_MUTED;
    }
    if (i == TAKE_BACK) {
        buf_puts(out, _("It can be surveyed after all"));
        return ROLE_OK;
    }
    buf_puts(out, enum_label(enum_by_id(catalog[F_line_ns_code].list, reasons[i].code),
                             work_ja(n->base.app)));
    return ROLE_NORMAL;
}

static const struct column two_columns[] = {{"", 1, 0, 0, false}, {"", 10, 1, 0, false}};
static const struct list_source codes_source = {
    .columns = two_columns,
    .n_columns = 2,
    .empty = N_("There is no reason for this."),
    .count = codes_count,
    .cell = codes_cell,
};

static int people_count(const void *ctx)
{
    return ((const struct ns *)ctx)->n_contacts;
}

static enum role people_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct ns *n = ctx;
    const struct row *c = n->contact[row];

    if (col == 0)
        return ROLE_NORMAL;
    buf_addf(out, "%s  %s", row_text(c, F_contact_contact_name),
             row_text(c, F_contact_contact_department));
    if (*row_text(c, F_contact_contact_phs))
        buf_addf(out, "  PHS %s", row_text(c, F_contact_contact_phs));
    return ROLE_NORMAL;
}

static const struct list_source people_source = {
    .columns = two_columns,
    .n_columns = 2,
    .empty = N_("Type the name."),
    .count = people_count,
    .cell = people_cell,
};

/* Contacts whose name or department has what is typed. */
static void filter_people(struct ns *n)
{
    const struct survey *s = work_survey(n->base.app);

    n->n_contacts = 0;
    for (size_t i = 0; i < s->n[KIND_contact]; i++) {
        const struct row *c = s->rows[KIND_contact][i];

        if (text_contains(row_text(c, F_contact_contact_name), edit_text(&n->name)) ||
            text_contains(row_text(c, F_contact_contact_department), edit_text(&n->name)))
            n->contact[n->n_contacts++] = c;
    }
    list_reload(&n->people);
    list_go(&n->people, 0);
}

static int ns_open(struct screen *s, const void *arg, struct err *e)
{
    struct ns *n = (struct ns *)s;
    const struct survey *sv = work_survey(s->app);
    const struct row *t;
    int current = 0;

    (void)e;
    n->target = *(const struct id *)arg;
    t = survey_find(sv, n->target);
    for (size_t i = 0; i < REASONS; i++)
        if (reasons[i].kinds & 1u << t->kind) {
            if (row_is(t, field_of(t, "ns_code"), reasons[i].code))
                current = n->n_choices;
            n->choice[n->n_choices++] = (int)i;
        }
    if (*row_text(t, field_of(t, "ns_code")))
        n->choice[n->n_choices++] = TAKE_BACK;
    n->contact = xcalloc(sv->n[KIND_contact], sizeof(struct row *));
    edit_init(&n->note, row_text(t, field_of(t, "ns_note")), 0);
    edit_init(&n->name, row_text(t, field_of(t, "ns_consulted")), 200);
    list_init(&n->codes, &codes_source, n);
    list_init(&n->people, &people_source, n);
    n->codes.headless = n->people.headless = true;
    list_reload(&n->codes);
    list_go(&n->codes, current);
    return 0;
}

static void ns_close(struct screen *s)
{
    struct ns *n = (struct ns *)s;

    edit_release(&n->note);
    edit_release(&n->name);
    list_release(&n->codes);
    list_release(&n->people);
    free(n->contact);
}

/* The contacts may have changed places in the survey. */
static int ns_load(struct screen *s, struct err *e)
{
    (void)e;
    filter_people((struct ns *)s);
    return 0;
}

#define NS_LINES 12 /* the title and what is asked */

static void ns_layout(struct screen *s, int rows, int cols)
{
    struct ns *n = (struct ns *)s;

    (void)cols;
    rows = rows < NS_LINES ? rows : NS_LINES;
    list_layout(&n->codes, rows - 2);
    list_layout(&n->people, rows - 4);
}

static void draw_reason(const struct ns *n, struct draw *d)
{
    draw_put(
        d, 2, 1,
        enum_label(enum_by_id(catalog[F_line_ns_code].list, n->reason->code), work_ja(n->base.app)),
        ROLE_NORMAL);
}

static void draw_line(const struct draw *d, int y, const char *label, const struct edit *e,
                      bool focus)
{
    int x = 1 + draw_put(d, y, 1, label, ROLE_HERE) + 1;

    edit_draw(e, d, y, x, d->cols - x - 1, ROLE_NORMAL, focus);
}

static void ns_draw(const struct screen *s, const struct draw *body)
{
    const struct ns *n = (const struct ns *)s;
    int rows = body->rows < NS_LINES ? body->rows : NS_LINES;
    struct draw d = draw_sub(body, body->rows - rows, 0, rows, body->cols);
    struct draw under = draw_sub(&d, n->phase == PHASE_CODE ? 2 : 4, 0, d.rows, d.cols);
    struct buf title = BUF_INIT, name = BUF_INIT;

    draw_clear(&d);
    row_name(work_survey(s->app), survey_find(work_survey(s->app), n->target), &name);
    text_fill(&title, _("{1} cannot be surveyed: why?"), buf_str(&name), NULL, NULL);
    draw_put(&d, 1, 1, buf_str(&title), ROLE_HERE);
    if (n->phase == PHASE_CODE)
        list_draw(&n->codes, &under);
    else
        draw_reason(n, &d);
    if (n->phase == PHASE_NOTE)
        draw_line(&d, 3, _("What stands in the way:"), &n->note, true);
    if (n->phase == PHASE_WITNESS) {
        draw_line(&d, 3, _("Who of the hospital was asked:"), &n->name, true);
        list_draw(&n->people, &under);
    }
    buf_release(&title);
    buf_release(&name);
}

/* The step closes with its target; taking the reason back opens it again. */
static void edit_step(const struct ns *n, const struct row *step, struct edits *list)
{
    char now[26];

    datetime_print(clock_now_ms(), now);
    if (n->reason) {
        edits_set(list, step->id, F_step_step_state, value_text("not_surveyable"));
        if (*row_text(step, F_step_actual_from) && !*row_text(step, F_step_actual_to))
            edits_set(list, step->id, F_step_actual_to, value_text(now));
    } else if (row_is(step, F_step_step_state, "not_surveyable")) {
        edits_set(list, step->id, F_step_step_state,
                  value_text(*row_text(step, F_step_actual_from) ? "in_progress" : "not_started"));
        edits_set(list, step->id, F_step_actual_to, value_null());
    }
}

static enum outcome finish(struct ns *n)
{
    const struct survey *s = work_survey(n->base.app);
    const struct row *t = survey_find(s, n->target), *step = survey_step_of(s, n->target);
    struct buf note = BUF_INIT, name = BUF_INIT;
    struct edits list = {0};
    char now[26];
    bool asked = n->reason && n->phase == PHASE_WITNESS;

    datetime_print(clock_now_ms(), now);
    if (n->reason)
        edit_take(&n->note, &note);
    if (asked)
        edit_take(&n->name, &name);
    edits_set(&list, n->target, field_of(t, "ns_code"),
              value_text(n->reason ? n->reason->code : NULL));
    edits_set(&list, n->target, field_of(t, "ns_note"), value_text(buf_str(&note)));
    edits_set(&list, n->target, field_of(t, "ns_consulted"), value_text(buf_str(&name)));
    edits_set(&list, n->target, field_of(t, "ns_consulted_at"), value_text(asked ? now : NULL));
    if (step)
        edit_step(n, step, &list);
    if (work_edit(n->base.app, &list))
        app_say(n->base.app, ROLE_OK,
                n->reason ? _("Closed with a reason. u takes it back.") : _("Open again."));
    edits_release(&list);
    buf_release(&note);
    buf_release(&name);
    return SCREEN_CLOSE;
}

static enum outcome take_code(struct ns *n, int row)
{
    if (row < 0 || row >= n->n_choices)
        return SCREEN_DONE;
    if (n->choice[row] == TAKE_BACK) {
        n->reason = NULL;
        return finish(n);
    }
    n->reason = &reasons[n->choice[row]];
    n->phase = PHASE_NOTE;
    return SCREEN_REDRAW;
}

static enum outcome take_witness(struct ns *n)
{
    if (n->people.cursor >= 0 && (n->pointed || n->name.len > 0))
        edit_set(&n->name, row_text(n->contact[n->people.cursor], F_contact_contact_name));
    if (n->name.len == 0) {
        app_say(n->base.app, ROLE_WARN, _("Type the name of who was asked: NS03 needs it."));
        return SCREEN_REDRAW;
    }
    return finish(n);
}

static enum outcome accept(struct ns *n)
{
    switch (n->phase) {
    case PHASE_CODE:
        return take_code(n, n->codes.cursor);
    case PHASE_NOTE:
        if (strcmp(n->reason->code, "NS03") != 0)
            return finish(n);
        n->phase = PHASE_WITNESS;
        filter_people(n);
        return SCREEN_REDRAW;
    default:
        return take_witness(n);
    }
}

static enum outcome ns_act(struct screen *s, enum action a)
{
    struct ns *n = (struct ns *)s;

    switch (a) {
    case ACT_CHOOSE:
    case ACT_ACCEPT:
        return accept(n);
    case ACT_CANCEL:
        if (n->phase == PHASE_CODE)
            return SCREEN_CLOSE;
        n->phase--;
        return SCREEN_REDRAW;
    default:
        if (n->phase == PHASE_NOTE)
            return SCREEN_DONE;
        n->pointed |= n->phase == PHASE_WITNESS;
        return list_act(n->phase == PHASE_CODE ? &n->codes : &n->people, a);
    }
}

static enum outcome ns_text(struct screen *s, const char *utf8)
{
    struct ns *n = (struct ns *)s;

    return utf8[0] >= '1' && utf8[0] <= '9' && !utf8[1] ? take_code(n, utf8[0] - '1') : SCREEN_DONE;
}

static struct edit *ns_editor(struct screen *s)
{
    struct ns *n = (struct ns *)s;

    return n->phase == PHASE_NOTE ? &n->note : n->phase == PHASE_WITNESS ? &n->name : NULL;
}

static void ns_typed(struct screen *s)
{
    struct ns *n = (struct ns *)s;

    if (n->phase == PHASE_WITNESS)
        filter_people(n);
}

const struct screen_ops scr_not_surveyable = {
    .name = "not-surveyable",
    .title = N_("Not possible"),
    .size = sizeof(struct ns),
    .popup = true,
    .open = ns_open,
    .load = ns_load,
    .layout = ns_layout,
    .draw = ns_draw,
    .act = ns_act,
    .text = ns_text,
    .editor = ns_editor,
    .typed = ns_typed,
    .close = ns_close,
};

void not_surveyable_ask(struct app *app, struct id target)
{
    const struct row *t = survey_find(work_survey(app), target);
    struct err e;

    if (!t || field_by_id(t->kind, "ns_code") == FIELD_NONE) {
        app_say(app, ROLE_WARN, _("Only lines, devices, PCs and explorations have a reason."));
        return;
    }
    if (app_push(app, &scr_not_surveyable, &target, &e) != 0)
        app_say_err(app, &e);
}
