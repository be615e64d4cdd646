/* The manifest of a bundle: what its sender has, what is inside, and who the
 * sender knows to have what (receipts travel back with every bundle). */
#ifndef GENBA_SYNC_MANIFEST_H
#define GENBA_SYNC_MANIFEST_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/identity.h"
#include "model/log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct manifest_range { /* commits from..to of a writer are in the bundle */
    struct id writer;
    uint64_t from, to;
};

struct manifest_photo {
    struct hash sha256;
    int64_t bytes;
    bool png;      /* else JPEG */
    bool included; /* its bytes are in this volume */
    bool held;     /* the sender has it whole */
};

/* What a laptop was known to have, the sender included (its entry is `self`). */
struct manifest_receipt {
    uint8_t device[KEY_LEN];
    struct seen *have;
    size_t nhave;
    uint8_t *photos; /* bit i: has photos[i] of the manifest; (nphotos + 7) / 8 bytes */
};

struct manifest {
    uint64_t catalog_version;
    int64_t made_ms;
    char *serial, *name;            /* of the hospital, for a laptop that lacks it */
    char *person, *crew, *laptop;   /* of the sender */
    struct manifest_range *ranges;
    size_t nranges;
    struct manifest_photo *photos;
    size_t nphotos;
    struct manifest_receipt *receipts;
    size_t nreceipts;
};

void manifest_encode(struct buf *out, const struct manifest *m);
/* ERR_CORRUPT; counts are checked against the bytes before memory is taken. All owned. */
int manifest_decode(struct manifest *out, const void *p, size_t n, struct err *e);
void manifest_release(struct manifest *m);

#endif
