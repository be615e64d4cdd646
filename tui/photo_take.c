/* Photos in from a path: what they show is known (a need was under the
 * cursor), or asked once; the files come in slices between keys. The job is on
 * its own: it goes on when the screen is left, and ends with its hospital. */
#include "config.h"

#include "assets/photo/batch.h"
#include "assets/photo/match.h"
#include "model/base/text.h"
#include "tui/ask.h"
#include "tui/choose.h"
#include "tui/errtext.h"
#include "tui/i18n.h"
#include "tui/photo_priv.h"
#include "tui/visit_words.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FOLDER_DRAFT "photo_folder"

struct intake_job {
    struct job job;
    struct app *app;
    unsigned opening; /* of the hospital it takes them into */
    struct photo_batch *batch;
};

static int job_step(struct job *job, struct err *e)
{
    struct intake_job *j = (struct intake_job *)job;
    struct work *w = work_of(j->app);
    int rc;

    if (!w->open || w->opening != j->opening)
        return err_set(e, ERR_CANCELLED, "", "%s", "");
    rc = photo_batch_step(j->batch, w->open, e);
    work_wrote(j->app);
    return rc;
}

static void put_numbers(struct buf *out, const char *pattern, size_t a, size_t b)
{
    char na[24], nb[24];

    snprintf(na, sizeof na, "%zu", a);
    snprintf(nb, sizeof nb, "%zu", b);
    text_fill(out, pattern, na, nb, NULL);
}

static void job_progress(const struct job *job, struct buf *out)
{
    const struct intake_job *j = (const struct intake_job *)job;
    const struct photo_batch_state *s = photo_batch_state(j->batch);

    put_numbers(out, _("Taking in photos: {1} of {2}. Keys work meanwhile; C-c stops."), s->settled,
                s->total);
}

/* One refusal says why; of several, how many. */
static void say_result(struct app *app, const struct photo_batch_state *s)
{
    struct buf text = BUF_INIT;

    if (s->refused == 1 && s->taken == 0) {
        app_say_err(app, &s->why);
        return;
    }
    put_numbers(&text, _("Taken in: {1} photos."), (size_t)s->taken, 0);
    if (s->refused > 0)
        put_numbers(&text, _(" Refused: {1}."), (size_t)s->refused, 0);
    if (s->same > 0)
        put_numbers(&text, _(" Here already: {1}."), (size_t)s->same, 0);
    if (s->unmatched > 0)
        put_numbers(&text, _(" Belonging to no visit yet: {1}."), (size_t)s->unmatched, 0);
    if (s->damaged > 0)
        put_numbers(&text, _(" Damaged: {1}."), (size_t)s->damaged, 0);
    if (s->refused > 0 || s->damaged > 0)
        buf_puts(&text, _(" R lists them."));
    app_say(app, s->refused || s->damaged ? ROLE_WARN : ROLE_OK, buf_str(&text));
    buf_release(&text);
}

static void job_done(struct job *job, int rc, const struct err *e)
{
    struct intake_job *j = (struct intake_job *)job;
    struct work *w = work_of(j->app);

    photo_problems_release(&w->refused);
    w->refused = photo_batch_problems(j->batch);
    if (rc == 0)
        say_result(j->app, photo_batch_state(j->batch));
    else if (rc == -ERR_CANCELLED)
        app_say(j->app, ROLE_WARN, _("Stopped. What was taken in stays."));
    else
        app_say_err(j->app, e);
    photo_batch_free(j->batch);
    free(j);
}

static struct id own_crew(struct app *app)
{
    const struct survey *s = work_survey(app);
    const char *crew = work_of(app)->session->who.crew;

    for (size_t i = 0; i < s->n[KIND_crew]; i++)
        if (*crew && strcmp(row_text(s->rows[KIND_crew][i], F_crew_crew_id), crew) == 0)
            return s->rows[KIND_crew][i]->id;
    return (struct id){{0}};
}

/* Takes p->path in; `of` zero: by the time of each photo. */
static enum outcome take(struct photo_screen *p, struct id of, const char *tag)
{
    struct app *app = p->base.app;
    struct photo_batch_how how = {.target = of,
                                  .tag = tag,
                                  .person = work_of(app)->session->who.person,
                                  .crew = own_crew(app)};
    const char *const paths[] = {p->path};
    struct photo_batch *batch;
    struct intake_job *j;
    struct err e;

    if (photo_batch_new(&batch, paths, 1, &how, &e) != 0) {
        app_say_err(app, &e);
        return SCREEN_REDRAW;
    }
    if (photo_batch_files(batch) == 0) {
        app_say(app, ROLE_WARN, _("There is no file in this folder."));
        photo_batch_free(batch);
        return SCREEN_REDRAW;
    }
    j = xcalloc(1, sizeof *j);
    j->job = (struct job){.fd = -1, .step = job_step, .progress = job_progress, .done = job_done};
    j->app = app;
    j->opening = work_of(app)->opening;
    j->batch = batch;
    p->following = true;
    app_job(app, &j->job);
    return SCREEN_REDRAW;
}

/* What it shows, asked in one list: what is needed first, then every tag of
 * the visit's own row. */
struct what {
    struct id of;
    const char *tag;
};
#define WHAT_MAX 96
struct whats {
    struct what v[WHAT_MAX];
    int n;
};

static void add_what(struct whats *w, struct id of, const char *tag)
{
    for (int i = 0; i < w->n; i++)
        if (id_equal(w->v[i].of, of) && strcmp(w->v[i].tag, tag) == 0)
            return;
    if (w->n < WHAT_MAX)
        w->v[w->n++] = (struct what){of, tag};
}

static void add_devices(struct whats *w, const struct survey *s, struct id target)
{
    static const char *const tags[] = {"device_front", "label", "device_back"};
    const struct row *device;

    for (size_t t = 0; t < sizeof tags / sizeof tags[0]; t++)
        for (size_t i = 0;
             (device = survey_next_ref(s, KIND_device, F_device_line_ref, target, &i)) != NULL;)
            add_what(w, device->id, tags[t]);
}

static void whats_load(struct whats *w, const struct photo_screen *p)
{
    const struct survey *s = shots_survey(p);
    const struct row *target = survey_find(s, p->target);
    const struct enum_list *tags = catalog[F_photo_photo_tag].list;

    w->n = 0;
    for (int i = 0; i < p->n; i++)
        if (id_is_zero(p->shots[i].photo) && !p->shots[i].forbidden)
            add_what(w, p->shots[i].of, p->shots[i].tag);
    if (photo_suggest_tag(target))
        add_what(w, target->id, photo_suggest_tag(target));
    add_devices(w, s, p->target);
    for (int i = 0; i < tags->n; i++)
        if (strcmp(tags->items[i].id, "signature") != 0)
            add_what(w, target->id, tags->items[i].id);
}

static enum outcome what_chosen(struct screen *s, int item, void *ctx)
{
    struct photo_screen *p = (struct photo_screen *)s;
    struct whats w;

    (void)ctx;
    whats_load(&w, p);
    return item < w.n ? take(p, w.v[item].of, w.v[item].tag) : take(p, (struct id){{0}}, NULL);
}

static enum outcome ask_what(struct photo_screen *p)
{
    struct choose_item items[WHAT_MAX + 1];
    struct buf words[WHAT_MAX];
    struct whats w;

    whats_load(&w, p);
    for (int i = 0; i < w.n; i++) {
        buf_init(&words[i], BUF_MAX_DEFAULT);
        photo_words(shots_survey(p), survey_find(shots_survey(p), w.v[i].of), w.v[i].tag, p->ja,
                    &words[i]);
        items[i] = (struct choose_item){buf_str(&words[i]), NULL};
    }
    items[w.n] = (struct choose_item){_("sort by the time of each photo"), "0"};
    shots_choose(p, _("What does it show?"), items, w.n + 1, 0, what_chosen);
    for (int i = 0; i < w.n; i++)
        buf_release(&words[i]);
    return SCREEN_REDRAW;
}

enum { KEEP_OUT, BY_TIME, OF_THIS };

static enum outcome folder_answered(struct screen *s, int answer, void *ctx)
{
    struct photo_screen *p = (struct photo_screen *)s;

    (void)ctx;
    if (answer == BY_TIME)
        return take(p, (struct id){{0}}, NULL);
    if (answer == OF_THIS)
        return p->tag ? take(p, p->of, p->tag) : ask_what(p);
    return SCREEN_REDRAW;
}

static enum outcome ask_folder(struct photo_screen *p)
{
    struct ask_arg arg = {.text = _("Take in every file of this folder?"),
                          .answer = {{"1", _("no")},
                                     {"2", _("yes, each to the visit of its time")},
                                     {"3", _("yes, all of this visit")}},
                          .done = folder_answered};
    struct err e;

    if (id_is_zero(p->target))
        arg.answer[2].label = NULL;
    if (ask_open(p->base.app, &arg, &e) != 0)
        app_say_err(p->base.app, &e);
    return SCREEN_REDRAW;
}

/* The folder of the last path: the next photo is likely there too. */
static void remember_folder(struct photo_screen *p, bool folder)
{
    char *dir = xstrdup(p->path), *slash = strrchr(dir, '/');
    struct err ignored;

    if (!folder && slash)
        slash[1] = '\0';
    if (folder || slash)
        store_draft_put(work_of(p->base.app)->open->store, FOLDER_DRAFT, dir, &ignored);
    free(dir);
}

enum outcome photo_ask_path(struct photo_screen *p)
{
    struct buf folder = BUF_INIT;
    struct err ignored;

    store_draft_get(work_of(p->base.app)->open->store, FOLDER_DRAFT, &folder, &ignored);
    edit_release(&p->edit);
    edit_init(&p->edit, folder.len > 0 ? buf_str(&folder) : "~/", 0);
    p->edit.complete = edit_complete_path;
    p->typing = PHOTO_TYPES_PATH;
    buf_release(&folder);
    return SCREEN_REDRAW;
}

enum outcome photo_take_path(struct photo_screen *p, const char *text)
{
    struct stat st;
    struct err e;

    free(p->path);
    p->path = edit_clean_path(text);
    if (stat(p->path, &st) != 0) {
        err_errno(&e, p->path);
        app_say_err(p->base.app, &e);
        return SCREEN_REDRAW;
    }
    p->typing = PHOTO_TYPES_NOTHING;
    remember_folder(p, S_ISDIR(st.st_mode));
    if (S_ISDIR(st.st_mode))
        return ask_folder(p);
    if (p->tag)
        return take(p, p->of, p->tag);
    return id_is_zero(p->target) ? take(p, (struct id){{0}}, NULL) : ask_what(p);
}

static enum outcome seen(struct screen *s, int item, void *ctx)
{
    (void)s;
    (void)item;
    (void)ctx;
    return SCREEN_REDRAW;
}

enum outcome photo_list_refused(struct photo_screen *p)
{
    const struct photo_problems *list = &work_of(p->base.app)->refused;
    struct choose_item *items = xcalloc(list->n + 1, sizeof *items);
    struct buf *lines = xcalloc(list->n + 1, sizeof *lines);

    for (size_t i = 0; i < list->n; i++) {
        struct buf why = BUF_INIT;

        buf_init(&lines[i], BUF_MAX_DEFAULT);
        if (list->v[i].why.code)
            errtext(&why, &list->v[i].why);
        else
            buf_addf(&why, "%s: %s", list->v[i].file, _("damaged"));
        text_clean(&lines[i], buf_str(&why), why.len);
        items[i] = (struct choose_item){buf_str(&lines[i]), NULL};
        buf_release(&why);
    }
    if (list->n > 0)
        shots_choose(p, _("Refused, or taken in damaged, the last time:"), items, (int)list->n, -1,
                     seen);
    else
        app_say(p->base.app, ROLE_OK, _("Nothing was refused the last time."));
    for (size_t i = 0; i < list->n; i++)
        buf_release(&lines[i]);
    free(lines);
    free(items);
    return SCREEN_REDRAW;
}
