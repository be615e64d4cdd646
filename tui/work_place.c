/* Where one is and what is being typed, so that a killed laptop reopens there.
 *
 * WORKSPACE/last holds the open hospital's folder name; the hospital's draft
 * "place" (beside its log) holds a line per screen from the bottom: its name
 * and what ops->place writes; then, while something is being typed, "=" and
 * what stands under the caret. It is one draft, so that no kill can leave a
 * text with the place of another. Closing on purpose forgets both files; SIGHUP
 * and SIGTERM are not on purpose. */
#include "tui/work.h"

#include "model/base/file.h"
#include "tui/edit.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAST_MAX 4096

static void last_path(const struct work *w, struct buf *out)
{
    buf_addf(out, "%s/last", buf_str(&w->session->workspace));
}

static void forget_kept(struct work *w)
{
    free(w->kept_place);
    w->kept_place = NULL;
}

void work_opened(struct work *w)
{
    const char *leaf = strrchr(w->open->folder, '/');
    struct buf path = BUF_INIT;
    struct err ignored;

    forget_kept(w);
    leaf = leaf ? leaf + 1 : w->open->folder;
    last_path(w, &path);
    file_write(buf_str(&path), leaf, strlen(leaf), &ignored);
    buf_release(&path);
}

void work_closed(struct work *w)
{
    struct buf path = BUF_INIT;
    struct err ignored;

    forget_kept(w);
    store_draft_put(w->open->store, "place", NULL, &ignored);
    last_path(w, &path);
    unlink(buf_str(&path));
    buf_release(&path);
}

/* The screens that can be come back to, the lowest first. */
static void print_places(struct screen *s, struct buf *out)
{
    if (!s)
        return;
    print_places(s->below, out);
    if (s->ops->place && !s->ops->popup) {
        buf_addf(out, "%s ", s->ops->name);
        s->ops->place(s, out);
        buf_putc(out, '\n');
    }
}

void work_checkpoint(struct app *app)
{
    struct work *w = work_of(app);
    struct buf place = BUF_INIT;
    struct err e;

    if (!w->open)
        return;
    print_places(app_top(app), &place);
    if (app_draft(app))
        buf_addf(&place, "=%s", app_draft(app));
    if (!w->kept_place || strcmp(w->kept_place, buf_str(&place)) != 0) {
        forget_kept(w);
        if (store_draft_put(w->open->store, "place", buf_str(&place), &e) == 0)
            w->kept_place = xstrdup(buf_str(&place));
        else
            app_say_err(app, &e);
    }
    buf_release(&place);
}

const struct screen_ops *work_screen(const char *name)
{
    for (const struct screen_ops *const *o = all_screens; *o; o++)
        if (strcmp((*o)->name, name) == 0)
            return *o;
    return NULL;
}

/* One line "NAME UUID REST". A place that is no more (a deleted row) ends the
 * way back there. */
static bool push_place(struct app *app, char *line)
{
    char *name = strsep(&line, " "), *id = line ? strsep(&line, " ") : NULL;
    const struct screen_ops *ops = work_screen(name);
    struct place p = {0};
    struct err e;

    if (!ops)
        return false;
    if (id)
        id_parse(id, &p.entity);
    snprintf(p.rest, sizeof p.rest, "%s", line ? line : "");
    return app_push(app, ops, &p, &e) == 0;
}

/* Opens the editor where it stood and puts the text back. */
static void restore_text(struct app *app, const char *text)
{
    struct screen *s = app_top(app);
    struct edit *ed;

    app_act(app, ACT_EDIT);
    ed = s->ops->editor ? s->ops->editor(s) : NULL;
    if (ed) {
        edit_set(ed, text);
        app_say(app, ROLE_WARN, _("genba was ended while you were typing: here is the text."));
    }
}

static int resume_in(struct app *app, const char *folder, struct err *e)
{
    struct work *w = work_of(app);
    struct buf places = BUF_INIT;
    bool there = true;
    char *rest, *line;
    int rc = work_open(app, folder, e);

    if (rc != 0)
        return rc;
    if (store_draft_get(w->open->store, "place", &places, NULL) == 0) {
        rest = places.p;
        while (there && (line = strsep(&rest, "\n")) != NULL && *line && *line != '=')
            there = push_place(app, line);
        if (there && line && *line == '=')
            restore_text(app, line + 1);
    }
    buf_release(&places);
    return 0;
}

void work_resume(struct app *app)
{
    struct work *w = work_of(app);
    struct buf path = BUF_INIT, leaf = BUF_INIT, folder = BUF_INIT;
    struct err why;
    int rc;

    last_path(w, &path);
    rc = file_read(buf_str(&path), LAST_MAX, &leaf, &why);
    if (rc == 0 && workspace_is_case(buf_str(&leaf)) && !strchr(buf_str(&leaf), '/')) {
        buf_addf(&folder, "%s/%s", buf_str(&w->session->workspace), buf_str(&leaf));
        if (resume_in(app, buf_str(&folder), &why) != 0)
            app_say_err(app, &why); /* the list of hospitals is open: start there */
    }
    buf_release(&path);
    buf_release(&leaf);
    buf_release(&folder);
}
