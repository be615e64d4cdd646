#include "sync/photos.h"

#include "assets/photo/keep.h"
#include "model/base/file.h"
#include "sync/bundle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a kind keeps the facts of its file. */
static const struct {
    enum kind kind;
    enum field sha256, bytes, media_type, name;
} sources[] = {
    {KIND_photo, F_photo_sha256, F_photo_bytes, F_photo_media_type, F_photo_orig_name},
    {KIND_drawing, F_drawing_sha256, F_drawing_bytes, F_drawing_media_type, F_drawing_orig_name},
};

int hash_compare(const struct hash *a, const struct hash *b)
{
    return memcmp(a->b, b->b, HASH_LEN);
}

static int by_hash(const void *a, const void *b)
{
    const struct picture *x = a, *y = b;
    int order = hash_compare(&x->sha256, &y->sha256);

    return order != 0 ? order : (int)x->drawing - (int)y->drawing; /* a photo before a drawing */
}

static int by_size(const void *a, const void *b)
{
    const struct picture *x = a, *y = b;

    return x->bytes != y->bytes ? (x->bytes > y->bytes) - (x->bytes < y->bytes)
                                : hash_compare(&x->sha256, &y->sha256);
}

static void add_row(struct pictures *out, const struct row *r, size_t source)
{
    struct picture p = {
        .bytes = row_int(r, sources[source].bytes, 0),
        .png = strcmp(row_text(r, sources[source].media_type), "image/png") == 0,
        .drawing = sources[source].kind == KIND_drawing,
        .listed = true,
    };

    if (!hash_parse(row_text(r, sources[source].sha256), &p.sha256) || p.bytes <= 0 ||
        p.bytes > KEEP_MAX_BYTES)
        return;
    p.name = xstrdup(row_text(r, sources[source].name));
    out->v = xgrow(out->v, out->n, &out->cap, sizeof *out->v);
    out->v[out->n++] = p;
}

/* Of several records of the same bytes the first stays: of both sorts the photo. */
static void drop_twins(struct pictures *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        if (n > 0 && hash_compare(&p->v[n - 1].sha256, &p->v[i].sha256) == 0) {
            p->v[n - 1].both |= p->v[n - 1].drawing != p->v[i].drawing;
            free(p->v[i].name);
        } else {
            p->v[n++] = p->v[i];
        }
    p->n = n;
}

static bool is_there(const struct casefile *c, const struct picture *p)
{
    char *path = picture_path(c, p);
    bool there = keep_is_there(path, p->bytes);

    free(path);
    return there;
}

void pictures_load(struct pictures *out, const struct casefile *c)
{
    *out = (struct pictures){0};
    for (size_t k = 0; k < sizeof sources / sizeof *sources; k++)
        for (size_t i = 0; i < c->survey.all[sources[k].kind]; i++)
            add_row(out, c->survey.rows[sources[k].kind][i], k);
    if (out->n > 0)
        qsort(out->v, out->n, sizeof *out->v, by_hash);
    drop_twins(out);
    for (size_t i = 0; i < out->n; i++) {
        struct picture *p = &out->v[i];

        p->here = is_there(c, p);
        if (!p->here && p->both) { /* read from where it is */
            p->drawing = true;
            p->drawing = p->here = is_there(c, p);
        }
    }
}

/* Another name for the same bytes: they never change. */
static int name_too(const struct casefile *c, const struct picture *from, struct err *e)
{
    struct picture to = *from;
    char *old = picture_path(c, from), *new, *slash;
    int rc = 0;

    to.drawing = !from->drawing;
    new = picture_path(c, &to);
    slash = strrchr(new, '/');
    *slash = '\0';
    rc = file_make_dirs(new, e);
    *slash = '/';
    if (rc == 0 && link(old, new) != 0 && errno != EEXIST)
        rc = err_errno(e, new);
    *slash = '\0';
    if (rc == 0)
        rc = file_sync_dir(new, e);
    free(old);
    free(new);
    return rc;
}

int pictures_place(const struct casefile *c, struct err *e)
{
    struct pictures all;
    int rc = 0;

    pictures_load(&all, c);
    for (size_t i = 0; i < all.n && rc == 0; i++) {
        struct picture other = all.v[i];

        other.drawing = !other.drawing;
        if (other.both && other.here && !is_there(c, &other))
            rc = name_too(c, &all.v[i], e);
    }
    pictures_release(&all);
    return rc;
}

void pictures_release(struct pictures *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->v[i].name);
    free(p->v);
    *p = (struct pictures){0};
}

void pictures_small_first(struct pictures *p)
{
    if (p->n > 0)
        qsort(p->v, p->n, sizeof *p->v, by_size);
}

struct picture *pictures_find(const struct pictures *p, const struct hash *sha256)
{
    size_t from = 0, to = p->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = hash_compare(&p->v[middle].sha256, sha256);

        if (order == 0)
            return &p->v[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

char *picture_path(const struct casefile *c, const struct picture *p)
{
    char hex[2 * HASH_LEN + 1];
    const char *media_type = picture_media_type(p->png ? PICTURE_PNG : PICTURE_JPEG);

    hash_print(&p->sha256, hex);
    return p->drawing ? keep_drawing_path(c->folder, hex, media_type)
                      : keep_path_of(c->folder, hex, media_type);
}

uint32_t picture_chunks(int64_t bytes)
{
    return (uint32_t)((bytes + (int64_t)BUNDLE_CHUNK - 1) / (int64_t)BUNDLE_CHUNK);
}
