/* What is asked before a bundle is written or read, and before a sender is
 * taken into the team. */
#include "config.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/ask.h"
#include "tui/edit.h"
#include "tui/handover_text.h"
#include "tui/i18n.h"
#include "tui/prompt.h"
#include "tui/scr_handover_priv.h"
#include "tui/sticks.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FOLDER_DRAFT "bundle_folder"
#define MOUNTS "/proc/self/mounts"
#define NAMED_READERS 6

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* -- where to ------------------------------------------------------------------- */

/* Where the last bundle was, as long as that is there. */
static bool last_folder(struct app *app, struct buf *out)
{
    const struct handover *run = handover_of(app);
    const char *file = run && !run->central && run->nfiles > 0 ? run->files[0].path : NULL;
    const char *slash = file ? strrchr(file, '/') : NULL;
    struct err ignored;

    if (slash && (!run->files[0].aside))
        buf_add(out, file, (size_t)(slash - file));
    else if (work_of(app)->open)
        store_draft_get(work_of(app)->open->store, FOLDER_DRAFT, out, &ignored);
    if (out->len > 0 && is_folder(buf_str(out)))
        return true;
    buf_reset(out);
    return false;
}

static bool below(const char *path, const char *dir)
{
    size_t n = strlen(dir);

    return strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

/* The stick used last when it is plugged in, else the one plugged in last, else
 * where the last bundle was. Ends in a slash. */
static void propose(struct app *app, const struct sticks *s, struct buf *out)
{
    bool last = last_folder(app, out);

    for (size_t i = 0; i < s->n && last; i++)
        if (below(buf_str(out), s->v[i])) {
            buf_putc(out, '/');
            return;
        }
    if (s->n > 0) {
        buf_reset(out);
        buf_puts(out, s->v[s->n - 1]);
    } else if (!last) {
        buf_puts(out, "~");
    }
    buf_putc(out, '/');
}

static void remember(struct app *app, const char *path)
{
    char *dir = xstrdup(path), *slash = strrchr(dir, '/');
    struct err ignored;

    if (slash && !is_folder(path))
        *slash = '\0';
    if (work_of(app)->open && slash)
        store_draft_put(work_of(app)->open->store, FOLDER_DRAFT, dir, &ignored);
    free(dir);
}

static void put_sticks(const struct sticks *s, struct buf *out)
{
    if (s->n == 0) {
        buf_puts(out, _("No stick is mounted."));
        return;
    }
    buf_puts(out, _("Sticks:"));
    for (size_t i = 0; i < s->n; i++)
        buf_addf(out, " %s", s->v[i]);
}

/* -- out -------------------------------------------------------------------------- */

/* The same at every hand-over, so that the stick holds one bundle a laptop and a
 * torn one is continued. */
static void put_usual_name(struct app *app, struct buf *out)
{
    char *name = export_name(work_of(app)->open, &work_of(app)->session->who);

    buf_puts(out, name);
    free(name);
}

/* Who will be able to read it. */
static void put_readers(const struct handover_screen *h, struct buf *out)
{
    char n[24];
    size_t named = 0, readers = 0;

    if (!h->roster.there) {
        buf_puts(out, _("There is no team: whoever has the file can read it."));
        return;
    }
    buf_puts(out, _("Can be read by:"));
    for (size_t i = 0; i < h->roster.n; i++) {
        const struct member *m = &h->roster.v[i];

        if (m->revoked_ms != 0 || ++readers > NAMED_READERS)
            continue;
        buf_puts(out, named++ > 0 ? ", " : " ");
        put_laptop(m->card.person, m->card.crew, m->card.laptop, out);
    }
    if (readers > named) {
        snprintf(n, sizeof n, "%zu", readers - named);
        text_fill(out, _(" and {1} more"), n, NULL, NULL);
    }
}

static enum outcome write_typed(struct screen *s, const char *text, void *ctx)
{
    struct work *w = work_of(s->app);
    char *typed = edit_clean_path(text), *path = NULL;
    enum outcome out = SCREEN_IGNORED;
    struct err e;

    (void)ctx;
    if (export_path(w->open, &w->session->who, typed, &path, &e) != 0)
        app_say_err(s->app, &e);
    else if (handover_write(s->app, path))
        out = SCREEN_RELOAD;
    if (out == SCREEN_RELOAD)
        remember(s->app, path);
    free(path);
    free(typed);
    return out;
}

static enum outcome ask_path(struct handover_screen *h, const char *label, bool write,
                             enum outcome (*done)(struct screen *, const char *, void *))
{
    struct prompt_arg arg = {.label = label,
                             .empty = N_("Type the path."),
                             .complete = edit_complete_path,
                             .done = done};
    struct buf path = BUF_INIT, hint = BUF_INIT;
    struct sticks sticks;
    struct err e;

    sticks_find(&sticks, MOUNTS);
    propose(h->base.app, &sticks, &path);
    if (write) {
        put_usual_name(h->base.app, &path);
        put_readers(h, &hint);
        buf_putc(&hint, ' ');
    }
    put_sticks(&sticks, &hint);
    arg.text = buf_str(&path);
    arg.hint = buf_str(&hint);
    if (prompt_open(h->base.app, &arg, &e) != 0)
        app_say_err(h->base.app, &e);
    sticks_release(&sticks);
    buf_release(&path);
    buf_release(&hint);
    return SCREEN_REDRAW;
}

enum outcome handover_ask_write(struct handover_screen *h)
{
    if (!h->open) {
        app_say(h->base.app, ROLE_WARN, _("Open the hospital first; then w writes its bundle."));
        return SCREEN_REDRAW;
    }
    return ask_path(h, _("Write to"), true, write_typed);
}

/* -- the central store -------------------------------------------------------------- */

enum outcome handover_central(struct handover_screen *h)
{
    return handover_sync(h->base.app) ? SCREEN_RELOAD : SCREEN_REDRAW;
}

static enum outcome leave_answered(struct screen *s, int answer, void *ctx)
{
    (void)ctx;
    if (answer == 1)
        return SCREEN_CLOSE;
    if (answer == 2)
        app_act(s->app, ACT_CANCEL_JOB);
    return SCREEN_REDRAW;
}

enum outcome handover_ask_leave(struct handover_screen *h)
{
    struct ask_arg arg = {.text = _("The hospital is being synced with the central store."),
                          .answer = {{NULL, _("stay here")},
                                     {"1", _("leave this screen, it goes on")},
                                     {"2", _("stop it; the next one goes on")}},
                          .done = leave_answered};
    struct err e;

    if (ask_open(h->base.app, &arg, &e) != 0)
        app_say_err(h->base.app, &e);
    return SCREEN_REDRAW;
}

/* -- in ---------------------------------------------------------------------------- */

static enum outcome read_typed(struct screen *s, const char *text, void *ctx)
{
    char *path = edit_clean_path(text);
    enum outcome out = handover_read(s->app, path) ? SCREEN_RELOAD : SCREEN_IGNORED;

    (void)ctx;
    if (out == SCREEN_RELOAD)
        remember(s->app, path);
    free(path);
    return out;
}

enum outcome handover_ask_read(struct handover_screen *h)
{
    return ask_path(h, _("Read a bundle, or all of a folder"), false, read_typed);
}

/* -- the team ------------------------------------------------------------------------ */

/* The card under the cursor when the row is a bundle set aside. */
static const struct card *card_here(const struct handover_screen *h)
{
    const struct handover_line *l = handover_here(h);

    return l && l->group == GROUP_ASIDE ? &h->aside.v[l->at].card : NULL;
}

static enum outcome admit_answered(struct screen *s, int answer, void *ctx)
{
    struct handover_screen *h = (struct handover_screen *)s;
    struct session *session = work_of(s->app)->session;
    const struct card *card = card_here(h);
    struct err e;

    (void)ctx;
    if (answer != 1 || !card)
        return SCREEN_REDRAW;
    if (team_admit(buf_str(&session->workspace), &session->who, card, &e) != 0)
        app_say_err(s->app, &e);
    else
        handover_apply(s->app, &h->aside, card->device);
    return SCREEN_RELOAD;
}

static bool may_admit(const struct handover_screen *h, const struct card *card)
{
    struct app *app = h->base.app;
    const struct identity *who = &work_of(app)->session->who;

    if (!card)
        app_say(app, ROLE_WARN, _("Put the cursor on a bundle that was set aside."));
    else if (!h->roster.there)
        app_say(app, ROLE_WARN, _("There is no team yet: t founds one."));
    else if (memcmp(h->roster.founder, who->public_key, KEY_LEN) != 0)
        app_say(app, ROLE_WARN, _("Only the laptop that founded the team takes somebody in."));
    else
        return true;
    return false;
}

enum outcome handover_ask_admit(struct handover_screen *h)
{
    const struct card *card = card_here(h);
    struct buf text = BUF_INIT, who = BUF_INIT;
    struct ask_arg arg = {.answer = {{"1", _("no")}, {"2", _("yes, the key is the same")}},
                          .done = admit_answered};
    char key[40];
    struct err e;

    if (!may_admit(h, card))
        return SCREEN_REDRAW;
    key_fingerprint(card->device, key);
    put_laptop(card->person, card->crew, card->laptop, &who);
    text_fill(&text, _("Take {1} into the team? Let them read their key out: {2}"), buf_str(&who),
              key, NULL);
    arg.text = buf_str(&text);
    if (ask_open(h->base.app, &arg, &e) != 0)
        app_say_err(h->base.app, &e);
    buf_release(&text);
    buf_release(&who);
    return SCREEN_REDRAW;
}

static enum outcome team_named(struct screen *s, const char *text, void *ctx)
{
    struct session *session = work_of(s->app)->session;
    struct err e;

    (void)ctx;
    if (team_init(buf_str(&session->workspace), text, &session->who, &e) != 0) {
        app_say_err(s->app, &e);
        return SCREEN_IGNORED;
    }
    app_sayf(s->app, ROLE_OK, _("The team {1} is founded; this laptop takes the others in."), text,
             NULL);
    return SCREEN_RELOAD;
}

enum outcome handover_ask_team(struct handover_screen *h)
{
    struct prompt_arg arg = {.label = _("Name of the team"),
                             .hint = _("Only for the laptop that founds it: the others join with "
                                       "its roster, see genba team."),
                             .empty = N_("Type the name."),
                             .max = sizeof h->roster.name - 1,
                             .done = team_named};
    struct err e;

    if (prompt_open(h->base.app, &arg, &e) != 0)
        app_say_err(h->base.app, &e);
    return SCREEN_REDRAW;
}
