#include "assets/photo/same.h"

#include "model/base/buf.h"

#include <stdlib.h>
#include <string.h>

struct same_entry {
    struct hash sha256;
    struct id photo;
    bool used;
};

/* A hash is as good as random: its first bytes will do. */
static size_t slot_of(const struct same *x, const struct hash *sha256, size_t i)
{
    size_t n;

    memcpy(&n, sha256->b, sizeof n);
    return (n + i) & (x->size - 1);
}

/* Linear probing keeps equal hashes in their order. */
static void put(struct same *x, const struct same_entry *en)
{
    size_t i = 0;

    while (x->v[slot_of(x, &en->sha256, i)].used)
        i++;
    x->v[slot_of(x, &en->sha256, i)] = *en;
}

static void grow(struct same *x)
{
    struct same_entry *old = x->v;
    size_t was = x->size, from = 0;

    x->size = was ? 2 * was : 64;
    x->v = xcalloc(x->size, sizeof *x->v);
    /* From behind a free slot on: what was pushed around the end stays behind
     * what pushed it. */
    while (from < was && old[from].used)
        from++;
    for (size_t i = 0; i < was; i++) {
        const struct same_entry *en = &old[(from + i) & (was - 1)];

        if (en->used)
            put(x, en);
    }
    free(old);
}

void same_add(struct same *x, const struct hash *sha256, struct id photo)
{
    if (2 * (x->n + 1) > x->size)
        grow(x);
    put(x, &(struct same_entry){*sha256, photo, true});
    x->n++;
}

void same_begin(struct same *x, const struct survey *s)
{
    *x = (struct same){0};
    for (size_t i = 0; i < s->n[KIND_photo]; i++) {
        const struct row *photo = s->rows[KIND_photo][i];
        struct hash sha256;

        if (hash_parse(row_text(photo, F_photo_sha256), &sha256))
            same_add(x, &sha256, photo->id);
    }
}

bool same_next(const struct same *x, const struct hash *sha256, size_t *i, struct id *photo)
{
    while (x->size > 0) {
        const struct same_entry *en = &x->v[slot_of(x, sha256, *i)];

        if (!en->used)
            return false;
        ++*i;
        if (memcmp(en->sha256.b, sha256->b, HASH_LEN) == 0) {
            *photo = en->photo;
            return true;
        }
    }
    return false;
}

void same_release(struct same *x)
{
    free(x->v);
    *x = (struct same){0};
}
