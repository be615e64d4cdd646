#include "assets/photo/batch.h"

#include "assets/draw/client.h"
#include "assets/photo/folder.h"
#include "assets/photo/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLICE 4

struct photo_batch {
    struct paths files;
    struct id target;
    char *tag, *person, *card_name;
    struct card_reading card;
    struct draw *draw;
    struct photo_batch_state state;
    struct photo_problems problems;
};

int photo_batch_new(struct photo_batch **out, const char *const *paths, size_t n,
                    const struct photo_batch_how *how, struct err *e)
{
    struct photo_batch *b = xcalloc(1, sizeof *b);
    int rc = 0;

    for (size_t i = 0; i < n && rc == 0; i++)
        rc = paths_add(&b->files, paths[i], e);
    if (rc != 0) {
        photo_batch_free(b);
        return rc;
    }
    b->target = how->target;
    b->card_name = n > 0 ? card_name(paths[0]) : NULL;
    b->card = (struct card_reading){.name = b->card_name, .crew = how->crew};
    b->tag = how->tag ? xstrdup(how->tag) : NULL;
    b->person = xstrdup(how->person ? how->person : "");
    b->draw = draw_new(NULL);
    draw_limit(b->draw, DRAW_KEYS_MS);
    b->state.total = b->files.n;
    *out = b;
    return 0;
}

void photo_batch_free(struct photo_batch *b)
{
    if (!b)
        return;
    paths_release(&b->files);
    free(b->tag);
    free(b->person);
    free(b->card_name);
    draw_free(b->draw);
    photo_problems_release(&b->problems);
    free(b);
}

void photo_problems_release(struct photo_problems *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->v[i].file);
    free(p->v);
    *p = (struct photo_problems){0};
}

struct photo_problems photo_batch_problems(struct photo_batch *b)
{
    struct photo_problems taken = b->problems;

    b->problems = (struct photo_problems){0};
    return taken;
}

size_t photo_batch_files(const struct photo_batch *b)
{
    return b->files.n;
}

const struct photo_batch_state *photo_batch_state(const struct photo_batch *b)
{
    return &b->state;
}

struct slice {
    const struct intake_item *items;
    struct photo_batch *batch;
};

static void note(struct photo_problems *p, const char *path, const struct err *why)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    struct photo_problem *one;

    p->v = xgrow(p->v, p->n, &p->cap, sizeof *p->v);
    one = &p->v[p->n++];
    *one = (struct photo_problem){xstrdup(name), *why};
    if (strcmp(why->subject, path) == 0) /* the name says enough in a list of one card */
        snprintf(one->why.subject, sizeof one->why.subject, "%s", name);
}

static bool settled(size_t i, const struct intake_result *r, void *ctx)
{
    const struct slice *slice = ctx;
    struct photo_batch_state *s = &slice->batch->state;

    s->settled++;
    if (r->rc == -ERR_UNSUPPORTED && s->total > 1 && path_sidecar(slice->items[i].path) >= 0) {
        s->sidecars++;
        return true;
    }
    if (r->rc != 0) {
        s->refused++;
        s->why = r->why;
        note(&slice->batch->problems, slice->items[i].path, &r->why);
        return true;
    }
    s->last = r->photo;
    if (r->notes & INTAKE_AGAIN) {
        s->same++;
        return true;
    }
    s->taken++;
    s->unmatched += id_is_zero(r->target);
    s->same += (r->notes & INTAKE_SAME_BYTES) != 0;
    s->damaged += (r->notes & INTAKE_DAMAGED) != 0;
    if (r->notes & INTAKE_DAMAGED)
        note(&slice->batch->problems, slice->items[i].path, &r->why);
    return true;
}

int photo_batch_step(struct photo_batch *b, struct casefile *c, struct err *e)
{
    struct intake_options how = {
        .person = b->person, .match = id_is_zero(b->target), .card = &b->card};
    struct intake_item items[SLICE];
    size_t from = b->state.settled, n = 0;
    int rc;

    for (; n < SLICE && from + n < b->files.n; n++)
        items[n] =
            (struct intake_item){.path = b->files.v[from + n], .target = b->target, .tag = b->tag};
    rc = photo_intake_many(c, b->draw, items, n, &how, settled, &(struct slice){items, b}, e);
    if (rc != 0)
        return rc;
    return b->state.settled < b->files.n ? 1 : 0;
}
