/* Inside undo*.c. */
#ifndef GENBA_MODEL_UNDO_PRIV_H
#define GENBA_MODEL_UNDO_PRIV_H

#include "model/case.h"

struct commit_key {
    struct id writer;
    uint64_t n;
};

/* The register writes of one commit, and what stood there before. */
struct write {
    struct id entity;
    uint32_t field;
    struct value now, before; /* owned */
    size_t at;                /* its place in the commit */
    bool entity_before;       /* the entity had any field before */
};

struct writes {
    struct commit_key target;
    struct write *v; /* by entity and field */
    size_t n, cap;
    bool found;
    struct id writer;      /* of the last that wrote to these entities before */
    bool written, several; /* somebody did; more than one writer: values may have clashed */
};

bool undo_same_key(struct commit_key a, struct commit_key b);
/* Is it a write to a register? DEL and UNDEL write the field `alive`. */
bool undo_is_write(const struct op *op, uint32_t *field, struct value *v);
int undo_collect(struct casefile *c, struct writes *w, struct err *e); /* without `before` */
/* Ops that put one value back for each field that is `same` still. At most w->n. */
size_t undo_plan(const struct writes *w, const bool *same, struct op *ops);
int undo_refused(struct err *e);

/* undo_apart.c: a commit that ended a conflict. *width: how many values stood
 * beside each other at most, 0 when it ended none; then nothing is done. Else it
 * is taken back: all of them stand there again, each said by a commit of its own
 * that carries `event`. */
int undo_apart(struct casefile *c, const struct writes *w, const bool *same, const struct op *event,
               size_t *width, struct id *what, struct err *e);
/* Once more what `w` wrote, as far as nobody but these commits has written since. */
int redo_apart(struct casefile *c, const struct writes *w, const struct commit_key *parts, size_t n,
               const struct op *event, struct id *what, struct err *e);

#endif
