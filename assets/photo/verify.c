#include "assets/photo/verify.h"

#include "assets/photo/keep.h"
#include "assets/photo/same.h"

#include <stdlib.h>
#include <string.h>

/* Where a kind keeps the facts of its file, and where the file lies. */
struct source {
    enum kind kind;
    enum field sha256, bytes, media_type, name;
    char *(*path)(const char *folder, const char *hex, const char *media_type);
};

static const struct source photos = {KIND_photo,         F_photo_sha256,    F_photo_bytes,
                                     F_photo_media_type, F_photo_orig_name, keep_path_of};
static const struct source drawings = {KIND_drawing,        F_drawing_sha256,
                                       F_drawing_bytes,     F_drawing_media_type,
                                       F_drawing_orig_name, keep_drawing_path};

/* Records of the same bytes share the verdict of the first. */
static bool is_again(struct same *seen, const struct hash *sha256, struct id record)
{
    struct id first;
    size_t i = 0;

    if (same_next(seen, sha256, &i, &first))
        return true;
    same_add(seen, sha256, record);
    return false;
}

/* Those whose bytes never came, or were purged. */
struct away {
    struct {
        char hex[2 * HASH_LEN + 1];
        uint32_t chunks;
        bool purged;
    } * v;
    size_t n, cap;
};

static int add_away(const struct away_photo *one, void *ctx)
{
    struct away *a = ctx;

    a->v = xgrow(a->v, a->n, &a->cap, sizeof *a->v);
    hash_print(&one->sha256, a->v[a->n].hex);
    a->v[a->n].chunks = one->chunks;
    a->v[a->n++].purged = one->purged_ms > 0;
    return 0;
}

static void look_up_away(struct photo_fault *f, const struct source *of, const struct away *a)
{
    int64_t bytes = row_int(f->photo, of->bytes, 0);

    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->v[i].hex, row_text(f->photo, of->sha256)) == 0) {
            f->away = true;
            f->purged = a->v[i].purged;
            f->have = a->v[i].chunks;
            f->chunks = (uint32_t)((bytes + PHOTO_CHUNK_BYTES - 1) / PHOTO_CHUNK_BYTES);
        }
}

/* 0 as recorded, 1 faulty, else an error. */
static int check(struct photo_fault *f, const struct source *of, struct err *e)
{
    const char *recorded = row_text(f->photo, of->sha256);
    char hex[2 * HASH_LEN + 1];
    struct hash there;
    int rc = keep_hash(f->path, &there, NULL, e);

    f->missing = rc == -ERR_NOTFOUND;
    if (rc != 0)
        return f->missing ? 1 : rc;
    hash_print(&there, hex);
    return strcmp(hex, recorded) != 0;
}

static int verify(const struct casefile *c, const struct source *of, photo_fault_fn *fn, void *ctx,
                  size_t *n, struct err *e)
{
    const struct survey *s = &c->survey;
    struct away away = {0};
    struct same seen = {0};
    int rc = store_away(c->store, add_away, &away, e);

    *n = s->n[of->kind];
    for (size_t i = 0; i < s->n[of->kind] && rc >= 0; i++) {
        const struct row *row = s->rows[of->kind][i];
        const char *hex = row_text(row, of->sha256);
        struct photo_fault f = {.photo = row, .name = row_text(row, of->name)};
        struct hash sha256;
        bool known = hash_parse(hex, &sha256);
        char *path;

        if (known && is_again(&seen, &sha256, row->id))
            continue;
        path = known ? of->path(c->folder, hex, row_text(row, of->media_type)) : xstrdup("");
        f.path = path;
        rc = check(&f, of, e);
        if (rc > 0 && f.missing)
            look_up_away(&f, of, &away);
        if (rc > 0)
            fn(&f, ctx);
        free(path);
    }
    same_release(&seen);
    free(away.v);
    return rc < 0 ? rc : 0;
}

int photo_verify(const struct casefile *c, photo_fault_fn *fn, void *ctx, size_t *n, struct err *e)
{
    return verify(c, &photos, fn, ctx, n, e);
}

int drawing_verify(const struct casefile *c, photo_fault_fn *fn, void *ctx, size_t *n,
                   struct err *e)
{
    return verify(c, &drawings, fn, ctx, n, e);
}
