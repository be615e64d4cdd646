#include "config.h"

#include "tui/goto.h"

#include "model/rules/name.h"
#include "tui/i18n.h"
#include "tui/work.h"

#include <string.h>

static const struct {
    enum kind kind;
    const char *screen;
} homes[] = {
    {KIND_line, "visit"}, {KIND_pc, "visit"},         {KIND_unknown_line, "unknown"},
    {KIND_step, "plan"},  {KIND_signoff, "sign"},     {KIND_photo, "photo"},
    {KIND_crew, "plan"},  {KIND_exploration, "plan"},
};

static const char *home_of(enum kind kind)
{
    for (size_t i = 0; i < sizeof homes / sizeof homes[0]; i++)
        if (homes[i].kind == kind)
            return homes[i].screen;
    return NULL;
}

bool goto_screen(struct app *app, const char *name, struct id entity, const char *rest)
{
    const struct screen_ops *ops = work_screen(name);

    if (ops) {
        work_show(app, ops, entity, rest);
        return true;
    }
    app_say(app, ROLE_WARN, _("Not possible on this screen."));
    return false;
}

/* "field_id", with the row's id in front when it stands below `home`. */
static void rest_print(const struct row *home, const struct row *r, enum field f, struct buf *out)
{
    char id[ID_HEX_LEN + 1];

    if (home != r) {
        id_print(r->id, id);
        buf_addf(out, "%s ", id);
    }
    if (f != FIELD_NONE)
        buf_puts(out, catalog[f].id);
}

bool goto_row(struct app *app, struct id row, enum field f)
{
    const struct survey *s = work_survey(app);
    const struct row *r = survey_find(s, row), *home;
    const char *screen;
    bool went = false;
    struct buf text = BUF_INIT;

    if (!r)
        return false;
    home = r->kind == KIND_step ? r : row_root(s, r);
    screen = home_of(home->kind);
    if (screen) {
        rest_print(home, r, f, &text);
        went = goto_screen(app, screen, home->id, buf_str(&text));
    } else {
        row_name(s, r, &text);
        app_sayf(app, ROLE_WARN, _("{1} has no screen of its own: do what stands below."),
                 buf_str(&text), NULL);
    }
    buf_release(&text);
    return went;
}
