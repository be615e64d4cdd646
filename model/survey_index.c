#include "model/survey_index.h"

#include "model/base/buf.h"
#include "model/survey.h"

#include <stdlib.h>
#include <string.h>

#define LEAST 64

/* The end of an id is random, or of a hash. */
static size_t slot_of(const struct survey_index *x, struct id id)
{
    uint64_t h;

    memcpy(&h, id.b + sizeof id.b - sizeof h, sizeof h);
    h *= UINT64_C(0x9e3779b97f4a7c15);
    for (size_t at = (size_t)(h >> 32) & (x->cap - 1);; at = (at + 1) & (x->cap - 1))
        if (!x->v[at] || id_equal(x->v[at]->id, id))
            return at;
}

static void grow(struct survey_index *x)
{
    struct survey_index more = {.cap = x->cap ? 2 * x->cap : LEAST, .n = x->n};

    more.v = xcalloc(more.cap, sizeof *more.v);
    for (size_t i = 0; i < x->cap; i++)
        if (x->v[i])
            more.v[slot_of(&more, x->v[i]->id)] = x->v[i];
    free(x->v);
    *x = more;
}

void survey_index_put(struct survey_index *x, struct row *r)
{
    size_t at;

    if (2 * x->n >= x->cap)
        grow(x);
    at = slot_of(x, r->id);
    if (x->v[at] && r->kind > x->v[at]->kind)
        return;
    x->n += x->v[at] == NULL;
    x->v[at] = r;
}

const struct row *survey_index_find(const struct survey_index *x, struct id id)
{
    return x->cap > 0 ? x->v[slot_of(x, id)] : NULL;
}

void survey_index_release(struct survey_index *x)
{
    free(x->v);
    *x = (struct survey_index){0};
}
