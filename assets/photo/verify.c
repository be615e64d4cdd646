#include "assets/photo/verify.h"

#include "assets/photo/keep.h"

#include <stdlib.h>
#include <string.h>

static bool is_sha256(const char *hex)
{
    return strlen(hex) == 2 * HASH_LEN && hex[strspn(hex, "0123456789abcdef")] == '\0';
}

/* Records of the same bytes share the verdict of the first. */
static bool is_first(const struct survey *s, size_t at)
{
    const char *hex = row_text(s->rows[KIND_photo][at], F_photo_sha256);

    for (size_t i = 0; i < at; i++)
        if (strcmp(row_text(s->rows[KIND_photo][i], F_photo_sha256), hex) == 0)
            return false;
    return true;
}

/* Those whose bytes never came: hash and chunks that did. */
struct away {
    struct {
        char hex[2 * HASH_LEN + 1];
        uint32_t chunks;
    } * v;
    size_t n, cap;
};

static int add_away(const struct hash *sha256, uint32_t chunks, void *ctx)
{
    struct away *a = ctx;

    a->v = xgrow(a->v, a->n, &a->cap, sizeof *a->v);
    hash_print(sha256, a->v[a->n].hex);
    a->v[a->n++].chunks = chunks;
    return 0;
}

static void look_up_away(struct photo_fault *f, const struct away *a)
{
    int64_t bytes = row_int(f->photo, F_photo_bytes, 0);

    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->v[i].hex, row_text(f->photo, F_photo_sha256)) == 0) {
            f->away = true;
            f->have = a->v[i].chunks;
            f->chunks = (uint32_t)((bytes + PHOTO_CHUNK_BYTES - 1) / PHOTO_CHUNK_BYTES);
        }
}

/* 0 as recorded, 1 faulty, else an error. */
static int check(struct photo_fault *f, struct err *e)
{
    const char *recorded = row_text(f->photo, F_photo_sha256);
    char hex[2 * HASH_LEN + 1];
    struct hash there;
    int rc = keep_hash(f->path, &there, NULL, e);

    f->missing = rc == -ERR_NOTFOUND;
    if (rc != 0)
        return f->missing ? 1 : rc;
    hash_print(&there, hex);
    return strcmp(hex, recorded) != 0;
}

int photo_verify(const struct casefile *c, photo_fault_fn *fn, void *ctx, size_t *n, struct err *e)
{
    const struct survey *s = &c->survey;
    struct away away = {0};
    int rc = store_away(c->store, add_away, &away, e);

    *n = s->n[KIND_photo];
    for (size_t i = 0; i < s->n[KIND_photo] && rc >= 0; i++) {
        const struct row *photo = s->rows[KIND_photo][i];
        const char *hex = row_text(photo, F_photo_sha256);
        struct photo_fault f = {.photo = photo, .name = row_text(photo, F_photo_orig_name)};
        char *path;

        if (!is_first(s, i))
            continue;
        path = is_sha256(hex) ? keep_path_of(c->folder, hex, row_text(photo, F_photo_media_type))
                              : xstrdup("");
        f.path = path;
        rc = check(&f, e);
        if (rc > 0 && f.missing)
            look_up_away(&f, &away);
        if (rc > 0)
            fn(&f, ctx);
        free(path);
    }
    free(away.v);
    return rc < 0 ? rc : 0;
}
