/* The columns of a run, between its encoder and its decoder. */
#ifndef GENBA_SYNC_RUN_COLUMNS_H
#define GENBA_SYNC_RUN_COLUMNS_H

#include "model/log.h"

#define RUN_FORMAT 1

enum run_column {              /* the order is on the wire */
                  COL_FORM,    /* per commit: enum run_form */
                  COL_CATALOG, /* catalogue version: distance to the commit before */
                  COL_USER,    /* number of the id table, as all ids below */
                  COL_NSEEN,
                  COL_SEEN_ID,
                  COL_SEEN_N,
                  COL_NOPS,
                  COL_WALL,    /* distance to the stamp, ms */
                  COL_COUNTER, /* distance of the stamp's counter to the expected one */
                  COL_TIME,    /* distance of the stamp's ms to the commit before */
                  COL_KIND,    /* per op */
                  COL_TYPE,    /* of its value */
                  COL_FIELD,   /* number of the field table */
                  COL_ENTITY,  /* 0: that of the op before, 1: the next new one, else 2 + number */
                  COL_LENGTH,  /* of a text or blob */
                  COL_INT,
                  COL_REF,     /* an id as value */
                  COL_RAW_LEN, /* of a commit that goes in as it is */
                  COL_FIELDS,  /* the tables, in order of first use */
                  COL_BYTES,   /* texts and blobs */
                  COL_IDS,
                  COL_RAW,
                  COL_COUNT
};

enum run_form { RUN_CODED = 0, RUN_VERBATIM = 1 };

/* What the columns' distances are taken from. */
struct run_state {
    uint64_t catalog, hlc;
    struct id entity; /* of the op before */
};

/* The counter that most often comes: 0, or one more within a millisecond. */
static inline uint64_t run_counter(uint64_t before, uint64_t hlc)
{
    return before >> 16 == hlc >> 16 ? (before & 0xFFFF) + 1 : 0;
}

#endif
