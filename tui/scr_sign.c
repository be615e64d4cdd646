#include "config.h"

#include "tui/scr_sign.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/check.h"
#include "model/rules/name.h"
#include "model/signing.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/problem_text.h"
#include "tui/scr_check.h"
#include "tui/scr_log.h"
#include "tui/sign_priv.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct survey *survey_of(const struct sign_screen *g)
{
    return work_survey(g->base.app);
}

/* The form */

static const struct {
    enum field label;
    const char *hint; /* N_() shown muted while it is empty */
} rows[SIGN_ROWS] = {
    [SIGN_SCOPE] = {F_signoff_signed_scope, ""},
    [SIGN_UNKNOWN] = {F_signoff_explained_unknown, N_("not yet: y when explained")},
    [SIGN_NS] = {F_signoff_explained_ns, N_("not yet: y when explained")},
    [SIGN_NAME] = {F_signoff_signer_name, N_("missing")},
    [SIGN_DEPARTMENT] = {F_signoff_signer_department, ""},
    [SIGN_COMMENT] = {F_signoff_signer_comment, ""},
    [SIGN_LEAD] = {F_signoff_lead_name, ""},
};

static enum sign_row row_at(const struct sign_screen *g, int row)
{
    return g->shown[row];
}

static int form_count(const void *ctx)
{
    return ((const struct sign_screen *)ctx)->n_shown;
}

void sign_scope_print(const struct cover *cover, bool ja, struct buf *out)
{
    char day[ISO_DATE_LEN + 1];
    const char *id = cover->all ? "visit" : "day";

    buf_puts(out, enum_label(enum_by_id(catalog[F_signoff_signed_scope].list, id), ja));
    if (cover->all)
        return;
    date_print(cover->day, day);
    buf_puts(out, "  ");
    work_date(out, day, ja);
}

static void put_value(const struct sign_screen *g, enum sign_row row, struct buf *out)
{
    if (row == SIGN_SCOPE)
        sign_scope_print(&g->cover[g->at], g->ja, out);
    else if (row == SIGN_UNKNOWN || row == SIGN_NS)
        buf_puts(out, g->explained[row == SIGN_NS] ? _("explained") : "");
    else
        buf_puts(out, g->text[row] ? g->text[row] : "");
}

static enum role form_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct sign_screen *g = ctx;
    enum sign_row r = row_at(g, row);

    if (col == 0) {
        buf_puts(out, field_label(rows[r].label, g->ja));
        return ROLE_NORMAL;
    }
    put_value(g, r, out);
    if (out->len > 0)
        return ROLE_OBSERVED;
    if (*rows[r].hint)
        buf_puts(out, _(rows[r].hint));
    return ROLE_WARN;
}

static void form_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    snprintf(out, LIST_ID_MAX, "%d", (int)row_at(ctx, row));
}

static const struct column form_columns[] = {{"", 18, 0, 0, false}, {"", 30, 1, 0, false}};
static const struct list_source form_source = {
    .columns = form_columns,
    .n_columns = 2,
    .count = form_count,
    .cell = form_cell,
    .id = form_id,
};

static void choose_rows(struct sign_screen *g)
{
    bool valid = !id_is_zero(g->signoff) && g->state == SIGN_VALID;

    g->n_shown = 0;
    for (int r = 0; r < SIGN_ROWS; r++) {
        if ((r == SIGN_SCOPE ? valid && g->n_covers == 1 : valid) ||
            (r == SIGN_UNKNOWN && g->counts.unknown_lines == 0) ||
            (r == SIGN_NS && g->counts.not_surveyable == 0))
            continue;
        g->shown[g->n_shown++] = (enum sign_row)r;
    }
    list_reload(&g->list);
}

static int sign_load(struct screen *s, struct err *e)
{
    struct sign_screen *g = (struct sign_screen *)s;
    const struct survey *survey = survey_of(g);
    struct civil now = clock_civil(clock_now_ms());
    const struct row *signoff;

    (void)e;
    g->ja = work_ja(s->app);
    g->n_covers = signing_covers(survey, date_days(now.year, now.month, now.day), g->cover);
    if (g->at >= g->n_covers)
        g->at = 0;
    sign_counts_load(&g->counts, survey, &g->cover[g->at]);
    problems_release(&g->problems);
    check_survey(survey, clock_now_ms(), &g->problems);
    g->blocking = (int)check_count_sign(survey, &g->cover[g->at], &g->problems);
    signoff = signing_of(survey, &g->cover[g->at]);
    g->signoff = signoff ? signoff->id : (struct id){{0}};
    g->state = signoff ? signoff_state(survey, signoff) : SIGN_REPLACED;
    choose_rows(g);
    return 0;
}

static void set_text(struct sign_screen *g, enum sign_row row, const char *text)
{
    free(g->text[row]);
    g->text[row] = xstrdup(text);
}

/* What is filled in outlives the screen: the witness asks for a last look at
 * the check, and comes back. A draft beside the log, a line a row. */
#define FORM_DRAFT "sign"

static void keep_form(const struct sign_screen *g)
{
    struct casefile *c = work_of(g->base.app)->open;
    struct buf text = BUF_INIT;
    struct err ignored;

    if (!c) /* the hospital is closed already */
        return;
    buf_addf(&text, "%d%d\n", g->explained[0], g->explained[1]);
    for (int r = 0; r < SIGN_ROWS; r++)
        buf_addf(&text, "%s\n", g->text[r] ? g->text[r] : "");
    store_draft_put(c->store, FORM_DRAFT, g->sealed ? NULL : buf_str(&text), &ignored);
    buf_release(&text);
}

static void restore_form(struct sign_screen *g)
{
    struct buf text = BUF_INIT;
    char *rest, *line;

    if (store_draft_get(work_of(g->base.app)->open->store, FORM_DRAFT, &text, NULL) == 0) {
        rest = text.p;
        line = strsep(&rest, "\n");
        for (int i = 0; line && i < 2 && line[i]; i++)
            g->explained[i] = line[i] == '1';
        for (int r = 0; r < SIGN_ROWS && (line = strsep(&rest, "\n")) != NULL; r++)
            if (*line)
                set_text(g, (enum sign_row)r, line);
    }
    buf_release(&text);
}

static int sign_open(struct screen *s, const void *arg, struct err *e)
{
    struct sign_screen *g = (struct sign_screen *)s;

    (void)arg;
    (void)e;
    set_text(g, SIGN_LEAD, work_of(s->app)->session->who.person);
    restore_form(g);
    edit_init(&g->edit, "", 0);
    list_init(&g->list, &form_source, g);
    g->list.headless = true;
    return 0;
}

static void sign_layout(struct screen *s, int lines, int cols)
{
    struct sign_screen *g = (struct sign_screen *)s;

    (void)cols;
    g->items = sign_items(g);
    g->page = sign_page(g, lines);
    if (g->from > g->items - g->page)
        g->from = g->items - g->page;
    if (g->from < 0)
        g->from = 0;
    list_layout(&g->list, g->n_shown);
}

static void sign_draw(const struct screen *s, const struct draw *body)
{
    sign_paint((const struct sign_screen *)s, body);
}

/* Answers */

static enum outcome scope_chosen(struct screen *s, int i, void *ctx)
{
    (void)ctx;
    ((struct sign_screen *)s)->at = i;
    return SCREEN_RELOAD;
}

static enum outcome choose_scope(struct sign_screen *g)
{
    struct choose_item items[SIGNING_COVERS];
    struct buf text[SIGNING_COVERS];
    struct choose_arg arg = {.title = _("What is signed?"),
                             .items = items,
                             .n = g->n_covers,
                             .current = g->at,
                             .y = -1,
                             .done = scope_chosen};
    struct err e;

    for (int i = 0; i < g->n_covers; i++) {
        buf_init(&text[i], BUF_MAX_DEFAULT);
        sign_scope_print(&g->cover[i], g->ja, &text[i]);
        items[i] = (struct choose_item){buf_str(&text[i]), NULL};
    }
    if (choose_open(g->base.app, &arg, &e) != 0)
        app_say_err(g->base.app, &e);
    for (int i = 0; i < g->n_covers; i++)
        buf_release(&text[i]);
    return SCREEN_REDRAW;
}

static enum outcome start_typing(struct sign_screen *g)
{
    enum sign_row row = row_at(g, g->list.cursor);

    edit_set(&g->edit, g->text[row] ? g->text[row] : "");
    g->typing = true;
    return SCREEN_REDRAW;
}

/* The people of the hospital; NULL behind the last. */
static const struct row *signer_at(const struct survey *s, int n)
{
    static const char *const roles[] = {"witness", "hospital", "department"};

    for (size_t k = 0; k < sizeof roles / sizeof roles[0]; k++)
        for (size_t i = 0; i < s->n[KIND_contact]; i++) {
            const struct row *r = s->rows[KIND_contact][i];

            if (row_is(r, F_contact_contact_role, roles[k]) &&
                *row_text(r, F_contact_contact_name) && n-- == 0)
                return r;
        }
    return NULL;
}

static enum outcome signer_chosen(struct screen *s, int i, void *ctx)
{
    struct sign_screen *g = (struct sign_screen *)s;
    const struct row *r = signer_at(survey_of(g), i);

    (void)ctx;
    if (!r)
        return start_typing(g);
    set_text(g, SIGN_NAME, row_text(r, F_contact_contact_name));
    if (*row_text(r, F_contact_contact_department))
        set_text(g, SIGN_DEPARTMENT, row_text(r, F_contact_contact_department));
    return SCREEN_REDRAW;
}

static enum outcome choose_signer(struct sign_screen *g)
{
    struct choose_item items[SIGNERS_MAX + 1];
    struct buf names[SIGNERS_MAX];
    struct choose_arg arg = {.title = _("Who signs?"), .items = items, .y = -1};
    const struct row *r;
    struct err e;
    int n = 0;

    while (n < SIGNERS_MAX && (r = signer_at(survey_of(g), n)) != NULL) {
        buf_init(&names[n], BUF_MAX_DEFAULT);
        buf_addf(&names[n], "%s  %s  ", row_text(r, F_contact_contact_name),
                 row_text(r, F_contact_contact_department));
        field_print(F_contact_contact_role, row_value(r, F_contact_contact_role), g->ja, &names[n]);
        items[n] = (struct choose_item){buf_str(&names[n]), NULL};
        n++;
    }
    if (n == 0)
        return start_typing(g);
    items[n] = (struct choose_item){_("somebody else: type the name"), "0"};
    arg.n = n + 1;
    arg.done = signer_chosen;
    if (choose_open(g->base.app, &arg, &e) != 0)
        app_say_err(g->base.app, &e);
    while (n > 0)
        buf_release(&names[--n]);
    return SCREEN_REDRAW;
}

static enum outcome edit_row(struct sign_screen *g)
{
    enum sign_row row = row_at(g, g->list.cursor);

    switch (row) {
    case SIGN_SCOPE:
        return choose_scope(g);
    case SIGN_UNKNOWN:
    case SIGN_NS:
        g->explained[row == SIGN_NS] = !g->explained[row == SIGN_NS];
        return SCREEN_REDRAW;
    case SIGN_NAME:
        return choose_signer(g);
    default:
        return start_typing(g);
    }
}

static enum outcome sign_answered(struct screen *s, int answer, void *ctx)
{
    struct sign_screen *g = (struct sign_screen *)s;
    struct signing what = {
        .cover = g->cover[g->at],
        .signer_name = g->text[SIGN_NAME],
        .signer_department = g->text[SIGN_DEPARTMENT],
        .comment = g->text[SIGN_COMMENT],
        .lead_name = g->text[SIGN_LEAD],
        .explained_unknown = g->explained[0],
        .explained_ns = g->explained[1],
    };
    struct err e;

    (void)ctx;
    if (answer != 1)
        return SCREEN_REDRAW;
    if (signing_commit(work_of(s->app)->open, &what, &e) != 0) {
        app_say_err(s->app, &e);
        return SCREEN_REDRAW;
    }
    g->sealed = true;
    keep_form(g);
    work_wrote(s->app);
    app_say(s->app, ROLE_OK, _("Signed."));
    return SCREEN_RELOAD;
}

/* The first line that still has to be filled; -1. */
static int open_row(const struct sign_screen *g)
{
    for (int i = 0; i < g->n_shown; i++) {
        enum sign_row r = row_at(g, i);

        if (((r == SIGN_UNKNOWN || r == SIGN_NS) && !g->explained[r == SIGN_NS]) ||
            (r == SIGN_NAME && (!g->text[r] || !*g->text[r])))
            return i;
    }
    return -1;
}

static enum outcome ask_sign(struct sign_screen *g)
{
    struct buf text = BUF_INIT, scope = BUF_INIT;
    struct ask_arg arg = {.answer = {{"n", _("not yet")}, {"y", _("sign")}}, .done = sign_answered};
    struct err e;
    int open = open_row(g);

    if (g->blocking > 0) {
        app_say(g->base.app, ROLE_WARN, _("Not while something is open: Enter shows it."));
        return SCREEN_REDRAW;
    }
    if (open >= 0) {
        list_go(&g->list, open);
        app_say(g->base.app, ROLE_WARN, _("This line is still open."));
        return SCREEN_REDRAW;
    }
    sign_scope_print(&g->cover[g->at], g->ja, &scope);
    text_fill(&text, _("{1} signs what stands above ({2}). Later changes need a new signature."),
              g->text[SIGN_NAME], buf_str(&scope), NULL);
    arg.text = buf_str(&text);
    if (ask_open(g->base.app, &arg, &e) != 0)
        app_say_err(g->base.app, &e);
    buf_release(&text);
    buf_release(&scope);
    return SCREEN_REDRAW;
}

static enum outcome accept(struct sign_screen *g)
{
    struct buf text = BUF_INIT;

    edit_take(&g->edit, &text);
    set_text(g, row_at(g, g->list.cursor), buf_str(&text));
    buf_release(&text);
    g->typing = false;
    return SCREEN_REDRAW;
}

static enum outcome typing_act(struct sign_screen *g, enum action a)
{
    switch (a) {
    case ACT_CANCEL:
        g->typing = false;
        return SCREEN_REDRAW;
    case ACT_ACCEPT:
        return accept(g);
    case ACT_NEXT:
    case ACT_PREV:
        accept(g);
        return list_act(&g->list, a);
    default:
        return SCREEN_IGNORED;
    }
}

static enum outcome sign_act(struct screen *s, enum action a)
{
    struct sign_screen *g = (struct sign_screen *)s;

    if (g->typing)
        return typing_act(g, a);
    switch (a) {
    case ACT_EDIT:
        if (g->blocking == 0)
            return edit_row(g);
        work_show(s->app, &scr_check, (struct id){{0}}, NULL);
        return SCREEN_REDRAW;
    case ACT_SIGN:
        return ask_sign(g);
    case ACT_PAGE_DOWN:
    case ACT_PAGE_UP: /* clipped by the layout */
        g->from += a == ACT_PAGE_DOWN ? g->page : -g->page;
        return SCREEN_REDRAW;
    case ACT_LOG:
        work_show(s->app, &scr_log, g->signoff, NULL);
        return SCREEN_REDRAW;
    default:
        return g->blocking == 0 ? list_act(&g->list, a) : SCREEN_IGNORED;
    }
}

static const char *sign_why_not(const struct screen *s, enum action a)
{
    const struct sign_screen *g = (const struct sign_screen *)s;
    bool valid = !id_is_zero(g->signoff) && g->state == SIGN_VALID;

    if (valid && (a == ACT_SIGN || (a == ACT_EDIT && g->n_shown == 0)))
        return N_("It is signed, and nothing changed since.");
    return NULL;
}

/* y and n answer the two confirmations. */
static enum outcome sign_text(struct screen *s, const char *utf8)
{
    struct sign_screen *g = (struct sign_screen *)s;
    enum sign_row row = g->list.cursor < 0 ? SIGN_NAME : row_at(g, g->list.cursor);
    bool yes = strcmp(utf8, "y") == 0;

    if (g->blocking > 0 || (row != SIGN_UNKNOWN && row != SIGN_NS) ||
        (!yes && strcmp(utf8, "n") != 0))
        return SCREEN_IGNORED;
    g->explained[row == SIGN_NS] = yes;
    if (yes)
        list_go(&g->list, g->list.cursor + 1);
    return SCREEN_REDRAW;
}

static struct edit *sign_editor(struct screen *s)
{
    struct sign_screen *g = (struct sign_screen *)s;

    return g->typing ? &g->edit : NULL;
}

static void sign_status(const struct screen *s, struct status *out)
{
    const struct sign_screen *g = (const struct sign_screen *)s;
    char n[16];

    work_title(s->app, out, _("Sign-off"));
    buf_reset(&out->state_right);
    snprintf(n, sizeof n, "%d", g->blocking);
    if (g->blocking > 0)
        text_fill(&out->state_right, _("cannot be signed: {1} open"), n, NULL, NULL);
    else if (!id_is_zero(g->signoff))
        buf_puts(&out->state_right,
                 g->state == SIGN_VALID ? _("signed") : _("changed after signing"));
    else
        buf_puts(&out->state_right, _("can be signed"));
}

static void sign_place(const struct screen *s, struct buf *out)
{
    (void)s;
    (void)out; /* the screen itself is the place */
}

static void sign_close(struct screen *s)
{
    struct sign_screen *g = (struct sign_screen *)s;

    if (!g->sealed)
        keep_form(g);
    for (int r = 0; r < SIGN_ROWS; r++)
        free(g->text[r]);
    problems_release(&g->problems);
    edit_release(&g->edit);
    list_release(&g->list);
}

/* Of common_keys' parent only what a list without a search needs. */
static const struct binding sign_rows[] = {
    {"Enter", ACT_EDIT, 0, true},
    {"F9", ACT_SIGN, NEED_WRITE, true},
    {"Down", ACT_NEXT, 0, false},
    {"j", ACT_NEXT, 0, false},
    {"Tab", ACT_NEXT, 0, false},
    {"Up", ACT_PREV, 0, false},
    {"k", ACT_PREV, 0, false},
    {"S-Tab", ACT_PREV, 0, false},
    {"PageDown", ACT_PAGE_DOWN, 0, false},
    {"PageUp", ACT_PAGE_UP, 0, false},
    {"c", ACT_CHECK, 0, true},
    {"L", ACT_LOG, 0, false},
    {"Esc", ACT_BACK, 0, true},
    {.key = NULL},
};
static const struct keymap sign_keys = {"sign", &common_keys, sign_rows};

const struct screen_ops scr_sign = {
    .name = "sign",
    .title = N_("Sign-off"),
    .keys = &sign_keys,
    .size = sizeof(struct sign_screen),
    .open = sign_open,
    .load = sign_load,
    .layout = sign_layout,
    .draw = sign_draw,
    .act = sign_act,
    .text = sign_text,
    .editor = sign_editor,
    .why_not = sign_why_not,
    .status = sign_status,
    .place = sign_place,
    .close = sign_close,
};
