/* Photos taken in slice by slice, for a caller that must not block. Owns its
 * paths and the genba-draw that looks at the files. */
#ifndef GENBA_ASSETS_PHOTO_BATCH_H
#define GENBA_ASSETS_PHOTO_BATCH_H

#include "model/case.h"

struct photo_batch_how {
    struct id target; /* zero: each to the visit of its time */
    const char *tag;  /* an id of photo_tag; NULL: suggested by the target */
    const char *person;
    struct id crew; /* for the visit of its time; zero: of any */
};

struct photo_batch_state {
    size_t total, settled; /* files */
    int taken, refused, unmatched, same, damaged;
    int sidecars;   /* of a folder: films and the like beside the photos, left there */
    struct id last; /* the last record made; zero: none */
    struct err why; /* of the last refusal */
};

/* A file that was refused, or taken in damaged (`why` has no code then). */
struct photo_problem {
    char *file; /* without its folder; `why` names it so, too */
    struct err why;
};
struct photo_problems { /* owned; zeroed = none */
    struct photo_problem *v;
    size_t n, cap;
};
void photo_problems_release(struct photo_problems *p);

struct photo_batch;

/* `paths`, `n`: files and folders; a folder stands for every file in it. */
int photo_batch_new(struct photo_batch **out, const char *const *paths, size_t n,
                    const struct photo_batch_how *how, struct err *e);
void photo_batch_free(struct photo_batch *b); /* NULL is fine */
size_t photo_batch_files(const struct photo_batch *b);

/* A few files and their commit. 1 while there are more, 0 when done, -ERR_IO
 * or -ERR_FULL when the case can take no more. */
int photo_batch_step(struct photo_batch *b, struct casefile *c, struct err *e);
const struct photo_batch_state *photo_batch_state(const struct photo_batch *b);
/* Takes over what there is to say of single files, in the order they were settled. */
struct photo_problems photo_batch_problems(struct photo_batch *b);

#endif
