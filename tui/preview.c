#include "config.h"

#include "tui/preview.h"

#include "assets/draw/client.h"
#include "model/base/clock.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENTRIES_MAX 4096

struct entry {
    struct preview shown;
    char *path; /* owned */
    uint64_t hash;
    uint32_t box_w, box_h;
    unsigned frame; /* that asked for it last */
    unsigned order; /* in that frame */
    uint64_t used;
};

struct previews {
    struct job job;
    struct app *app; /* NULL: it has ended */
    struct draw *draw;
    struct entry **v; /* owned, each */
    size_t n, cap, bytes;
    struct entry *reading; /* its answer is to come; NULL: none */
    bool wants;            /* an entry may be waiting to be read */
    unsigned frame, order;
    unsigned changes; /* of the model, when failures were last believed */
    uint64_t uses;
};

static size_t entry_bytes(const struct entry *en)
{
    return (size_t)en->shown.picture.width * en->shown.picture.height * 3;
}

static void entry_free(struct entry *en)
{
    picture_release(&en->shown.picture);
    free(en->path);
    free(en);
}

static uint64_t hash_of(const char *path)
{
    uint64_t h = 14695981039346656037u;

    for (; *path; path++)
        h = (h ^ (uint8_t)*path) * 1099511628211u;
    return h;
}

static bool unfinished(const struct entry *en)
{
    return en->shown.state == PREVIEW_WAITS || en->shown.state == PREVIEW_ROUGH;
}

/* Reading */

/* Thumbnails before files, then in the order of the frame. */
static bool goes_before(const struct entry *a, const struct entry *b)
{
    return a->shown.state != b->shown.state ? a->shown.state < b->shown.state : a->order < b->order;
}

static struct entry *next_wanted(const struct previews *p)
{
    struct entry *best = NULL;

    for (size_t i = 0; i < p->n; i++) {
        struct entry *en = p->v[i];

        if (en->frame == p->frame && unfinished(en) && (!best || goes_before(en, best)))
            best = en;
    }
    return best;
}

static void make_room(struct previews *p)
{
    while (p->bytes > PREVIEWS_BYTES || p->n > ENTRIES_MAX) {
        size_t oldest = p->n;

        for (size_t i = 0; i < p->n; i++)
            if (p->v[i] != p->reading && p->v[i]->frame != p->frame &&
                (oldest == p->n || p->v[i]->used < p->v[oldest]->used))
                oldest = i;
        if (oldest == p->n)
            return; /* all of it is in sight */
        p->bytes -= entry_bytes(p->v[oldest]);
        entry_free(p->v[oldest]);
        p->v[oldest] = p->v[--p->n];
    }
}

static void take_picture(struct previews *p, struct entry *en, const struct picture *picture)
{
    struct preview *to = &en->shown;

    p->bytes -= entry_bytes(en);
    picture_release(&to->picture);
    to->picture = *picture;
    to->state = picture->thumbnail ? PREVIEW_ROUGH : picture->rgb ? PREVIEW_READY : PREVIEW_FAILED;
    snprintf(to->why, sizeof to->why, "%s", picture->fault);
    p->bytes += entry_bytes(en);
    make_room(p);
}

/* The thumbnail stays, when there is one: it shows more than nothing. */
static void fail(struct entry *en, const struct err *e)
{
    struct buf text = BUF_INIT;

    errtext(&text, e);
    en->shown.state = PREVIEW_FAILED;
    snprintf(en->shown.why, sizeof en->shown.why, "%s", buf_str(&text));
    buf_release(&text);
}

static void finish(struct previews *p, int rc, const struct picture *picture, const struct err *e)
{
    struct entry *en = p->reading;

    p->reading = NULL;
    p->job.fd = -1;
    p->job.due_ms = 0;
    if (rc == 0)
        take_picture(p, en, picture);
    else
        fail(en, e);
    app_dirty(p->app);
}

static int ask(struct previews *p, struct entry *en, struct err *e)
{
    int fd = open(en->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;

    if (fd < 0)
        return err_errno(e, en->path);
    rc = draw_preview_ask(p->draw, fd, en->box_w, en->box_h,
                          en->shown.state == PREVIEW_WAITS ? DRAW_THUMBNAIL : 0, en->path, e);
    close(fd); /* it has travelled */
    return rc;
}

static void start_next(struct previews *p)
{
    struct entry *en = next_wanted(p);
    struct err e;
    int rc;

    p->wants = en != NULL;
    if (!en)
        return;
    p->reading = en;
    rc = ask(p, en, &e);
    if (rc != 0) {
        finish(p, rc, NULL, &e);
        return;
    }
    p->job.fd = draw_fd(p->draw);
    p->job.due_ms = draw_due_ms(p->draw);
}

static int step(struct job *job, struct err *e)
{
    struct previews *p = (struct previews *)job;
    struct picture picture;

    if (p->reading) {
        int rc = draw_preview_answer(p->draw, &picture, e);

        if (rc == 1)
            return 1;
        finish(p, rc, &picture, e);
    }
    start_next(p);
    return 1;
}

static bool waits(const struct job *job)
{
    const struct previews *p = (const struct previews *)job;

    return !p->reading && !p->wants;
}

static void over(struct job *job, int rc, const struct err *e)
{
    struct previews *p = (struct previews *)job;

    (void)rc;
    (void)e;
    p->app = NULL;
}

/* For screens */

struct previews *previews_new(struct app *app, const char *program)
{
    struct previews *p = xcalloc(1, sizeof *p);

    p->app = app;
    p->draw = draw_new(program);
    draw_behind(p->draw);
    p->job = (struct job){.fd = -1, .quiet = true, .step = step, .waits = waits, .done = over};
    app_job(app, &p->job);
    return p;
}

void previews_free(struct previews *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++)
        entry_free(p->v[i]);
    free(p->v);
    draw_free(p->draw);
    free(p);
}

/* The bytes may have come, and what was too slow may be fast enough now. */
static void forget_failures(struct previews *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i]->shown.state == PREVIEW_FAILED)
            p->v[i]->shown.state = p->v[i]->shown.picture.rgb ? PREVIEW_ROUGH : PREVIEW_WAITS;
}

void previews_begin(struct previews *p)
{
    if (p->app && p->changes != app_changes(p->app)) {
        p->changes = app_changes(p->app);
        forget_failures(p);
    }
    p->frame++;
    p->order = 0;
}

static struct entry *find(const struct previews *p, const char *path, uint32_t w, uint32_t h)
{
    uint64_t hash = hash_of(path);

    for (size_t i = 0; i < p->n; i++) {
        struct entry *en = p->v[i];

        if (en->hash == hash && en->box_w == w && en->box_h == h && strcmp(en->path, path) == 0)
            return en;
    }
    return NULL;
}

static struct entry *add(struct previews *p, const char *path, uint32_t w, uint32_t h)
{
    struct entry *en = xcalloc(1, sizeof *en);

    *en = (struct entry){
        .path = xstrdup(path), .hash = hash_of(path), .box_w = w, .box_h = h, .frame = p->frame};
    p->v = xgrow(p->v, p->n, &p->cap, sizeof(struct entry *));
    p->v[p->n++] = en;
    make_room(p);
    return en;
}

const struct preview *previews_get(struct previews *p, const char *path, int box_w, int box_h)
{
    uint32_t w = box_w > 0 ? (uint32_t)box_w : 1, h = box_h > 0 ? (uint32_t)box_h : 1;
    struct entry *en = find(p, path, w, h);

    if (!en)
        en = add(p, path, w, h);
    en->frame = p->frame;
    en->order = p->order++;
    en->used = ++p->uses;
    p->wants = p->wants || unfinished(en);
    return &en->shown;
}

bool previews_busy(const struct previews *p)
{
    return p->reading || (p->wants && next_wanted(p));
}

size_t previews_bytes(const struct previews *p)
{
    return p->bytes;
}
