/* Inside export: what goes where (export_plan.c) and the writing (export.c). */
#ifndef GENBA_SYNC_EXPORT_PRIVATE_H
#define GENBA_SYNC_EXPORT_PRIVATE_H

#include "sync/exchange.h"
#include "sync/photos.h"

/* Plain bytes of commits that are handed to the bundle at once. */
#define EXPORT_BATCH ((size_t)4 << 20)

/* Chunks from..to-1 of a picture go into one volume. */
struct piece {
    size_t picture;
    uint32_t from, to, volume; /* volumes count from 1 */
};

struct volume {
    char *path, *part;
    bool done;      /* a finished file of this bundle is there already */
    bool there;     /* an older bundle of ours is there: it is replaced */
    int64_t before; /* bytes of the .part */
};

struct export
{
    struct casefile *c;
    const struct io *io;
    struct identity who;
    struct export_options how;
    char *workspace;
    struct roster roster;
    struct buf card, roster_bytes, dict;
    const uint8_t(*members)[KEY_LEN]; /* owned by `keys` */
    uint8_t(*keys)[KEY_LEN];
    struct manifest m;
    struct pictures pictures; /* here, small first; `listed` ones */
    struct piece *pieces;
    size_t npieces, cap_pieces;
    struct volume *volumes;
    int64_t record_bytes; /* of one volume, before compression: a ceiling */
    int64_t capacity;     /* of one volume, for photos */
    struct export_state state;

    /* the volume being written */
    struct bundle_writer *w;
    size_t range, piece;
    uint32_t chunk;
    bool reading; /* back */
    struct buf photo; /* its bytes, hashed */
    bool photo_bad;
    bool told_wrong; /* the manifest promised a picture that turned out damaged */
    int64_t base;    /* bytes of the volumes before */
};

/* Ranges, pictures, receipts: the manifest but for what depends on the volume. */
int plan_manifest(struct export *x, struct err *e);
/* Which picture goes into which volume. ERR_LIMIT: a volume is too small. */
int plan_volumes(struct export *x, const char *path, struct err *e);
/* Looks at what is on the medium: finished volumes, .part files, room. */
int plan_medium(struct export *x, struct err *e);
int64_t plan_file_size(const struct export *x, const char *path); /* 0: none there */
/* Does that picture have bytes in the volume? */
bool plan_has(const struct export *x, uint32_t volume, const struct hash *sha256);

#endif
