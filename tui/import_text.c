#include "tui/import_text.h"

#include "model/base/text.h"
#include "tui/i18n.h"

#include <string.h>

void import_problem_message(const struct import_problem *p, struct buf *out)
{
    text_fill(out, _(p->msg), p->args[0], p->args[1], NULL);
}

void import_problem_fix(const struct import_problem *p, struct buf *out)
{
    if (p->fix)
        text_fill(out, _(p->fix), p->args[2], NULL, NULL);
}

void import_problem_line(const struct import_problem *p, struct buf *out)
{
    buf_addf(out, "%s ", p->severity == IMPORT_ERROR ? _("error") : _("warning"));
    if (*p->sheet)
        buf_addf(out, "%s%s%s ", p->sheet, *p->cell ? "!" : "", p->cell);
    if (*p->rule)
        buf_addf(out, "%s ", p->rule);
    import_problem_message(p, out);
    if (p->fix) {
        buf_puts(out, "  -> ");
        import_problem_fix(p, out);
    }
}

void import_change_line(const struct import_change *c, bool ja, struct buf *out)
{
    static const char *const what[] = {
        [IMPORT_ADDED] = N_("new: {1}"),
        [IMPORT_CHANGED] = N_("changed: {1} {2}"),
        [IMPORT_DELETED] = N_("gone from the sheet: {1}"),
        [IMPORT_KEPT] = N_("gone from the sheet, kept because something was recorded: {1}"),
    };
    const char *colon = strchr(c->address, ':');
    struct buf name = BUF_INIT;

    buf_puts(&name, ja ? catalog_kinds[c->kind].ja : catalog_kinds[c->kind].en);
    if (colon)
        buf_addf(&name, " %s", colon + 1);
    text_fill(out, _(what[c->what]), buf_str(&name),
              c->field == FIELD_NONE ? "" : field_label(c->field, ja), NULL);
    buf_release(&name);
    if (c->what == IMPORT_CHANGED)
        buf_addf(out, ": %s -> %s", c->before ? c->before : "", c->after ? c->after : "");
}
