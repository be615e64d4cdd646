/* The pictures that a survey speaks of - photos and drawings, deleted records
 * too - each content once, and what of them is on this disk. Shared by export,
 * import and receipts. */
#ifndef GENBA_SYNC_PHOTOS_H
#define GENBA_SYNC_PHOTOS_H

#include "model/case.h"
#include "model/log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct picture {
    struct hash sha256;
    int64_t bytes; /* as recorded */
    bool png;      /* else JPEG */
    bool drawing;  /* else a photo */
    bool here;     /* a file of that size is there */
    bool both;     /* the same bytes are a photo and a drawing */
    bool listed;   /* a record names it */
    char *name;    /* original name, "" where no record says it */
};

struct pictures { /* by hash; pictures_small_first orders it otherwise */
    struct picture *v;
    size_t n, cap;
};

/* From the survey in memory; looks at each file's size, reads none. */
void pictures_load(struct pictures *out, const struct casefile *c);
void pictures_release(struct pictures *p);
void pictures_small_first(struct pictures *p);
struct picture *pictures_find(const struct pictures *p, const struct hash *sha256); /* by hash */
/* CASE/photos/ab/<hex>.jpg or CASE/drawings/<hex>.png; the caller frees. */
char *picture_path(const struct casefile *c, const struct picture *p);
/* The same bytes as photo and as drawing have come once: they get their second
 * name (fsync). After an import, with the survey of now. */
int pictures_place(const struct casefile *c, struct err *e);
uint32_t picture_chunks(int64_t bytes);

int hash_compare(const struct hash *a, const struct hash *b);

#endif
