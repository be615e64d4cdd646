/* import: sheets in. */
#include "tui/cmd/cmd.h"

#include "assets/import/import.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/workspace.h"
#include "tui/import_text.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void json_problem(struct json *j, const struct import_problem *p)
{
    struct buf message = BUF_INIT, fix = BUF_INIT;

    import_problem_message(p, &message);
    import_problem_fix(p, &fix);
    json_object(j, NULL);
    json_text(j, "severity", p->severity == IMPORT_ERROR ? "error" : "warning");
    json_text(j, "sheet", p->sheet);
    json_text(j, "cell", p->cell);
    json_text(j, "rule", p->rule);
    json_text(j, "message", buf_str(&message));
    json_text(j, "fix", buf_str(&fix));
    json_end(j, '}');
    buf_release(&message);
    buf_release(&fix);
}

static void json_result(struct buf *out, const struct import_result *r)
{
    struct json j = {.out = out};

    json_array(&j, NULL);
    for (size_t i = 0; i < r->n; i++) {
        const struct import_file *f = &r->files[i];

        json_object(&j, NULL);
        json_text(&j, "file", f->path);
        json_text(&j, "hospital_serial_no", f->serial);
        json_array(&j, "problems");
        for (size_t k = 0; k < f->n; k++)
            json_problem(&j, &f->problems[k]);
        json_end(&j, ']');
        json_int(&j, "added", f->added);
        json_int(&j, "changed", f->changed);
        json_int(&j, "unchanged", f->unchanged);
        json_end(&j, '}');
    }
    json_end(&j, ']');
}

static void text_result(struct buf *out, const struct import_result *r, bool ja)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct import_file *f = &r->files[i];
        char n[3][24];

        buf_addf(out, "%s\n", f->path);
        for (size_t k = 0; k < f->n; k++) {
            buf_puts(out, "  ");
            import_problem_line(&f->problems[k], out);
            buf_putc(out, '\n');
        }
        snprintf(n[0], sizeof n[0], "%d", f->added);
        snprintf(n[1], sizeof n[1], "%d", f->changed);
        snprintf(n[2], sizeof n[2], "%d", f->unchanged);
        buf_puts(out, "  ");
        text_fill(out,
                  f->same ? _("the same file as before: nothing changes")
                          : _("rows: {1} new, {2} changed, {3} unchanged"),
                  n[0], n[1], n[2]);
        buf_putc(out, '\n');
    }
    for (size_t i = 0; i < r->nchanges; i++) {
        if (r->changes[i].what == IMPORT_ADDED)
            continue; /* counted above */
        buf_puts(out, "  ");
        import_change_line(&r->changes[i], ja, out);
        buf_putc(out, '\n');
    }
    if (r->errors)
        buf_addf(out, "%s\n", _("Nothing was written: correct the errors above in the sheet."));
    else if (!r->written)
        buf_addf(out, "%s\n", _("Nothing was written."));
}

int cmd_import(struct session *s, const struct arguments *a, struct err *e)
{
    struct import_options options = {.dry_run = a->option['n'] != NULL,
                                     .force = a->option['f'] != NULL};
    struct import_result result;
    struct buf out = {.max = SIZE_MAX / 2};
    int rc = import_files(&result, (const char *const *)a->v, (size_t)a->n, buf_str(&s->workspace),
                          &options, &s->who, e);

    if (s->json)
        json_result(&out, &result);
    else
        text_result(&out, &result, s->ja);
    if (rc == 0 || result.errors)
        cmd_print(&out);
    if (rc == 0 && result.errors)
        rc = EXIT_PROBLEMS;
    import_release(&result);
    buf_release(&out);
    return rc;
}
