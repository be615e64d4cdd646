/* What other laptops wrote: a log of some hundred commits made by three real
 * stores that edit the same few entities and exchange their commits now and
 * then, so that there are conflicts, deletions, checkpoints and pasts that
 * cross. Some bytes among them are forged: forks, no commits at all. */
#ifndef GENBA_TESTS_FAULT_OTHERS_H
#define GENBA_TESTS_FAULT_OTHERS_H

#include "model/store.h"

struct others {
    struct id hospital;
    struct span *v; /* in the order in which one of them had applied them */
    struct hash *hash;
    size_t n;
};

/* `size` edits; the same seed gives the same edits (keys and writers too, when
 * id_random_source is seeded). Bails out on an error. */
void others_make(struct others *o, size_t size, uint64_t seed);
void others_release(struct others *o);

/* One edit of one to three fields of the lines that all share, the text of
 * each being "NUMBER.of.COUNT" with `number`; sometimes a deletion behind them. */
struct edit {
    struct op op[4];
    size_t n;
    char text[3][40];
};
void edit_draw(struct edit *x, uint64_t number, uint64_t *random);

#endif
