/* The catalogue that travels with a bundle (frame DICT): with it a laptop of an
 * older version shows the label of a field that it does not know.
 *
 * Numbers are those of the log (field_log_number without the observed bit). */
#ifndef GENBA_SYNC_DICT_H
#define GENBA_SYNC_DICT_H

#include "model/base/buf.h"
#include "model/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

struct dict_kind {
    uint32_t number;
    char *id, *en, *ja;
};

struct dict_field {
    uint32_t number; /* kind << 8 | number in the kind */
    char *id, *en, *ja;
    uint8_t type;   /* enum field_type; perhaps one that this version lacks */
    bool surveyed;  /* it has an observed twin */
    uint64_t since; /* catalogue version */
};

struct dict {
    uint64_t version; /* of the sender's catalogue */
    struct dict_kind *kinds;
    size_t nkinds;
    struct dict_field *fields;
    size_t nfields;
};

/* This version's catalogue, and what `st` has kept of newer ones, at most 1000
 * fields. `st` may be NULL. */
int dict_encode(struct buf *out, struct store *st, struct err *e);
/* ERR_CORRUPT. All owned. */
int dict_decode(struct dict *out, const void *p, size_t n, struct err *e);
void dict_release(struct dict *d);
/* Keeps in a store what the dictionary in these bytes calls the fields that this
 * version lacks: they are shown under that label. Writes nothing when it is known. */
int dict_keep(const void *p, size_t n, struct store *st, struct err *e);

#endif
