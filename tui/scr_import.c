#include "config.h"

#include "tui/scr_import.h"

#include "assets/import/import.h"
#include "model/base/text.h"
#include "tui/i18n.h"
#include "tui/import_paths.h"
#include "tui/import_text.h"
#include "tui/list.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIX_LINES 4
#define TOP_LINES 5

/* One line of the result: a file, one of its problems, or a change. */
struct found {
    enum { FOUND_FILE, FOUND_PROBLEM, FOUND_CHANGE } what;
    size_t file, at;
};

struct import {
    struct screen base;
    struct edit path;
    bool typing; /* the path line has the caret */
    struct sheet_paths paths;
    struct import_result result; /* of the dry run */
    bool ready;                  /* there is one */
    struct found *found;
    int n;
    struct list list;
};

/* -- the result as a list -------------------------------------------------- */

static int found_count(const void *ctx)
{
    return ((const struct import *)ctx)->n;
}

static const char *leaf(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void put_rows(const struct import_file *f, struct buf *out)
{
    char n[3][24];

    snprintf(n[0], sizeof n[0], "%d", f->added);
    snprintf(n[1], sizeof n[1], "%d", f->changed);
    snprintf(n[2], sizeof n[2], "%d", f->unchanged);
    text_fill(out,
              f->same ? _("the same file as before: nothing changes")
                      : _("rows: {1} new, {2} changed, {3} unchanged"),
              n[0], n[1], n[2]);
}

/* What would change is known only when nothing stands in the way (`known`). */
static enum role file_cell(const struct import_file *f, bool known, int col, struct buf *out)
{
    if (col == 0)
        buf_puts(out, _("file"));
    else if (col == 1)
        buf_puts(out, f->serial);
    else if (col == 3) {
        if (known) {
            put_rows(f, out);
            buf_puts(out, "  ");
        }
        buf_puts(out, leaf(f->path));
    }
    return ROLE_HERE;
}

static enum role problem_cell(const struct import_problem *p, int col, struct buf *out)
{
    enum role role = p->severity == IMPORT_ERROR ? ROLE_BAD : ROLE_WARN;

    if (col == 0) {
        buf_puts(out, p->severity == IMPORT_ERROR ? _("error") : _("warning"));
        return role;
    }
    if (col == 1)
        buf_puts(out, p->cell);
    else if (col == 2)
        buf_puts(out, p->sheet);
    else
        import_problem_message(p, out);
    return ROLE_NORMAL;
}

static enum role found_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct import *im = ctx;
    const struct found *f = &im->found[row];
    const struct import_file *file = &im->result.files[f->file];

    if (f->what == FOUND_FILE)
        return file_cell(file, im->result.errors == 0, col, out);
    if (f->what == FOUND_PROBLEM)
        return problem_cell(&file->problems[f->at], col, out);
    if (col == 3)
        import_change_line(&im->result.changes[f->at], work_ja(im->base.app), out);
    return ROLE_NORMAL;
}

static const struct column found_columns[] = {
    {"", 8, 0, 0, false},
    {N_("Cell"), 5, 0, 0, false},
    {N_("Sheet"), 14, 0, 0, false},
    {N_("Found"), 20, 1, 0, false},
};
static const struct list_source found_source = {
    .columns = found_columns,
    .n_columns = 4,
    .empty = N_("Several paths may stand beside each other; a folder stands for all "
                ".xlsx files in it. Nothing is written before you have seen the result."),
    .count = found_count,
    .cell = found_cell,
};

static void add_found(struct import *im, size_t *cap, int what, size_t file, size_t at)
{
    im->found = xgrow(im->found, (size_t)im->n, cap, sizeof *im->found);
    im->found[im->n].what = what;
    im->found[im->n].file = file;
    im->found[im->n++].at = at;
}

/* Files with their problems, errors first; then what changes. */
static void list_result(struct import *im)
{
    const struct import_result *r = &im->result;
    size_t cap = 0;

    free(im->found);
    im->found = NULL;
    im->n = 0;
    for (size_t i = 0; i < r->n; i++) {
        add_found(im, &cap, FOUND_FILE, i, 0);
        for (int severity = IMPORT_ERROR; severity >= IMPORT_WARNING; severity--)
            for (size_t k = 0; k < r->files[i].n; k++)
                if (r->files[i].problems[k].severity == (enum import_severity)severity)
                    add_found(im, &cap, FOUND_PROBLEM, i, k);
    }
    for (size_t i = 0; i < r->nchanges; i++)
        add_found(im, &cap, FOUND_CHANGE, r->changes[i].file, i);
    list_reload(&im->list);
    list_go(&im->list, 0);
}

/* -- reading and taking in -------------------------------------------------- */

static void forget(struct import *im)
{
    if (im->ready)
        import_release(&im->result);
    im->ready = false;
    sheet_paths_release(&im->paths);
    im->n = 0;
    list_reload(&im->list);
}

static int run(struct import *im, bool dry, struct import_result *out, struct err *e)
{
    struct work *w = work_of(im->base.app);
    struct import_options options = {.dry_run = dry};

    return import_files(out, (const char *const *)im->paths.v, im->paths.n,
                        buf_str(&w->session->workspace), &options, &w->session->who, e);
}

static enum outcome look(struct import *im)
{
    struct buf text = BUF_INIT;
    struct err e;
    int rc;

    forget(im);
    edit_take(&im->path, &text);
    rc = text.len == 0 ? err_say(&e, ERR_INVALID, N_("Type the path of a sheet."), "", "")
                       : sheet_paths_of(buf_str(&text), &im->paths, &e);
    buf_release(&text);
    if (rc == 0) {
        rc = run(im, true, &im->result, &e);
        im->ready = true;
        list_result(im);
    }
    if (rc != 0)
        app_say_err(im->base.app, &e);
    else
        im->typing = false;
    return SCREEN_REDRAW;
}

static enum outcome take_in(struct import *im)
{
    struct app *app = im->base.app;
    struct import_result done;
    struct buf text = BUF_INIT;
    struct err e;
    int rc;

    if (im->result.errors > 0) {
        app_say(app, ROLE_BAD, _("Nothing was written: correct the errors above in the sheet."));
        return SCREEN_REDRAW;
    }
    rc = run(im, false, &done, &e);
    if (rc == 0)
        rc = work_reindex(work_of(app), &e);
    if (rc != 0) {
        app_say_err(app, &e);
    } else if (done.written) {
        buf_puts(&text, _("Taken in:"));
        for (size_t i = 0; i < done.n; i++)
            if (!strstr(buf_str(&text), done.files[i].serial)) /* a sheet and its request */
                buf_addf(&text, " %s", done.files[i].serial);
        app_say(app, ROLE_OK, buf_str(&text));
    } else {
        app_say(app, ROLE_WARN, _("Nothing was written."));
    }
    import_release(&done);
    buf_release(&text);
    app_changed(app);
    return rc == 0 ? SCREEN_CLOSE : SCREEN_REDRAW;
}

/* -- the screen --------------------------------------------------------------- */

static int im_open(struct screen *s, const void *arg, struct err *e)
{
    struct import *im = (struct import *)s;

    (void)arg;
    (void)e;
    edit_init(&im->path, "", 0);
    im->path.complete = sheet_paths_complete;
    im->typing = true;
    list_init(&im->list, &found_source, im);
    list_reload(&im->list);
    return 0;
}

static void im_close(struct screen *s)
{
    struct import *im = (struct import *)s;

    forget(im);
    free(im->found);
    edit_release(&im->path);
    list_release(&im->list);
}

static void im_layout(struct screen *s, int rows, int cols)
{
    struct import *im = (struct import *)s;

    (void)cols;
    im->list.headless = im->n == 0;
    list_layout(&im->list, rows - TOP_LINES - FIX_LINES);
}

static void count_problems(const struct import_result *r, int *errors, int *warnings)
{
    *errors = *warnings = 0;
    for (size_t i = 0; i < r->n; i++)
        for (size_t k = 0; k < r->files[i].n; k++)
            ++*(r->files[i].problems[k].severity == IMPORT_ERROR ? errors : warnings);
}

static void draw_verdict(const struct import *im, const struct draw *d)
{
    struct buf text = BUF_INIT;
    char n[3][24];
    int errors, warnings;

    if (!im->ready)
        return;
    count_problems(&im->result, &errors, &warnings);
    snprintf(n[0], sizeof n[0], "%zu", im->result.n);
    snprintf(n[1], sizeof n[1], "%d", errors);
    snprintf(n[2], sizeof n[2], "%d", warnings);
    text_fill(&text, _("{1} files, {2} errors, {3} warnings."), n[0], n[1], n[2]);
    buf_putc(&text, ' ');
    buf_puts(&text,
             errors ? _("With an error nothing is taken in. Correct the sheet, then e and Enter.")
                    : _("Enter takes it in."));
    draw_wrap(d, 2, 1, 2, d->cols - 2, buf_str(&text), errors ? ROLE_BAD : ROLE_OK);
    buf_release(&text);
}

/* The whole message and what to do, of the problem under the cursor. */
static void draw_fix(const struct import *im, const struct draw *d)
{
    const struct found *f;
    const struct import_problem *p;
    struct buf text = BUF_INIT;
    int y;

    if (im->list.cursor < 0)
        return;
    f = &im->found[im->list.cursor];
    if (f->what == FOUND_FILE)
        draw_wrap(d, 1, 1, d->rows - 1, d->cols - 2, im->result.files[f->file].path, ROLE_MUTED);
    if (f->what != FOUND_PROBLEM)
        return;
    p = &im->result.files[f->file].problems[f->at];
    if (*p->sheet)
        buf_addf(&text, "%s%s%s  ", p->sheet, *p->cell ? "!" : "", p->cell);
    import_problem_message(p, &text);
    if (*p->rule)
        buf_addf(&text, "  (%s)", p->rule);
    y = 1 + draw_wrap(d, 1, 1, 2, d->cols - 2, buf_str(&text), ROLE_NORMAL);
    buf_reset(&text);
    import_problem_fix(p, &text);
    if (text.len > 0)
        draw_wrap(d, y, 1, d->rows - y, d->cols - 2, buf_str(&text), ROLE_HERE);
    buf_release(&text);
}

static void im_draw(const struct screen *s, const struct draw *body)
{
    const struct import *im = (const struct import *)s;
    struct draw rows = draw_sub(body, TOP_LINES, 0, body->rows - TOP_LINES - FIX_LINES, body->cols);
    struct draw fix = draw_sub(body, body->rows - FIX_LINES, 0, FIX_LINES, body->cols);
    int x = 1 + draw_put(body, 1, 1, _("Sheets (path):"), ROLE_HERE) + 1;

    edit_draw(&im->path, body, 1, x, body->cols - x - 1, ROLE_NORMAL, im->typing);
    draw_verdict(im, body);
    list_draw(&im->list, &rows);
    draw_fix(im, &fix);
}

static enum outcome act_typing(struct import *im, enum action a)
{
    switch (a) {
    case ACT_ACCEPT:
        return look(im);
    case ACT_CANCEL:
        return SCREEN_CLOSE;
    default:
        return list_act(&im->list, a);
    }
}

static enum outcome im_act(struct screen *s, enum action a)
{
    struct import *im = (struct import *)s;

    if (im->typing)
        return act_typing(im, a);
    switch (a) {
    case ACT_IMPORT:
        return take_in(im);
    case ACT_EDIT:
        im->typing = true;
        return SCREEN_REDRAW;
    default:
        return list_act(&im->list, a);
    }
}

static struct edit *im_editor(struct screen *s)
{
    struct import *im = (struct import *)s;

    return im->typing ? &im->path : list_editor(&im->list);
}

static void im_typed(struct screen *s)
{
    struct import *im = (struct import *)s;

    if (!im->typing)
        list_typed(&im->list);
}

static unsigned im_have(const struct screen *s)
{
    return list_have(&((const struct import *)s)->list);
}

static enum outcome im_mouse(struct screen *s, const struct mouse *m)
{
    return list_mouse(&((struct import *)s)->list, m, TOP_LINES);
}

static const struct binding im_rows[] = {
    {"Enter", ACT_IMPORT, 0, true},
    {"e", ACT_EDIT, 0, true},
    {"Esc", ACT_BACK, 0, true},
    {.key = NULL},
};
static const struct keymap im_keys = {"import", &list_keys, im_rows};

const struct screen_ops scr_import = {
    .name = "import",
    .title = N_("Take in sheets"),
    .keys = &im_keys,
    .size = sizeof(struct import),
    .open = im_open,
    .layout = im_layout,
    .draw = im_draw,
    .act = im_act,
    .editor = im_editor,
    .typed = im_typed,
    .have = im_have,
    .mouse = im_mouse,
    .close = im_close,
};
