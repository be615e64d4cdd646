/* Who works on this laptop, and in which crew: asked on the list of hospitals,
 * kept in the settings. Every commit carries it, so it changes only while no
 * hospital is open. */
#include "tui/work.h"

#include "model/base/text.h"
#include "tui/i18n.h"
#include "tui/prompt.h"

#include <stdio.h>
#include <string.h>

static int keep(struct session *s, enum setting what, const char *text, struct err *e)
{
    int rc = settings_set(&s->settings, what, text, e);

    if (rc == 0)
        rc = settings_save(&s->settings, buf_str(&s->workspace), e);
    if (rc == 0)
        rc = identity_load(&s->who, buf_str(&s->workspace),
                           settings_text(&s->settings, SETTING_person),
                           settings_text(&s->settings, SETTING_crew), e);
    return rc;
}

/* A crew is one letter: it stands inside the numbers of unknown lines (UA01). */
static enum outcome crew_typed(struct screen *asker, const char *text, void *ctx)
{
    struct session *s = work_of(asker->app)->session;
    enum outcome out = SCREEN_IGNORED;
    struct buf crew = BUF_INIT;
    struct err e;

    (void)ctx;
    text_ident(&crew, text, strlen(text));
    if (crew.len == 1 && crew.p[0] >= 'a' && crew.p[0] <= 'z')
        crew.p[0] = (char)(crew.p[0] - 'a' + 'A');
    if (crew.len > 1 || (crew.len == 1 && (crew.p[0] < 'A' || crew.p[0] > 'Z')))
        app_say(asker->app, ROLE_BAD, _("A crew is one letter, A to Z."));
    else if (keep(s, SETTING_crew, buf_str(&crew), &e) != 0)
        app_say_err(asker->app, &e);
    else {
        app_sayf(asker->app, ROLE_OK, _("{1} works on this laptop, crew {2}."), s->who.person,
                 crew.len ? buf_str(&crew) : "-");
        out = SCREEN_REDRAW;
    }
    buf_release(&crew);
    return out;
}

static enum outcome person_typed(struct screen *asker, const char *text, void *ctx)
{
    struct session *s = work_of(asker->app)->session;
    struct prompt_arg arg = {.label = _("Crew"),
                             .hint = _("One letter, A to Z; empty when there is only one crew."),
                             .text = s->who.crew,
                             .max = 8,
                             .done = crew_typed};
    struct err e;

    (void)ctx;
    if (keep(s, SETTING_person, text, &e) != 0 || prompt_open(asker->app, &arg, &e) != 0)
        app_say_err(asker->app, &e);
    return SCREEN_REDRAW;
}

void work_ask_person(struct app *app)
{
    struct session *s = work_of(app)->session;
    struct prompt_arg arg = {.label = _("Your name"),
                             .hint = _("It stands beside everything you record."),
                             .text = s->who.person,
                             .max = sizeof s->who.person - 1,
                             .empty = N_("Without a name nobody knows who recorded it."),
                             .done = person_typed};
    struct err e;

    if (work_of(app)->open)
        app_say(app, ROLE_WARN, _("Close the hospital first: its records carry the name."));
    else if (prompt_open(app, &arg, &e) != 0)
        app_say_err(app, &e);
}
