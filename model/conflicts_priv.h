/* Inside conflicts_*.c: one reading of the list. */
#ifndef GENBA_MODEL_CONFLICTS_PRIV_H
#define GENBA_MODEL_CONFLICTS_PRIV_H

#include "model/clock_behind.h"
#include "model/conflicts.h"

/* Clocks that differ by less are drift, not a fault. */
#define CLOCK_AHEAD_MS (INT64_C(24) * 3600 * 1000)

struct author { /* a writer; all by its id */
    struct id writer;
    uint8_t device[KEY_LEN];
    char *person, *crew, *laptop; /* owned */
    int64_t ahead_ms, behind_ms;  /* the most its commits were off */
    int64_t off_at_ms;            /* stamp of the last such commit */
    uint64_t off_first, off_count;
};

struct reading {
    const struct casefile *c;
    struct conflict_list *out;
    int64_t now_ms;
    struct author *authors;
    size_t nauthors, cap_authors;
};

/* Appends; the conflict borrows nothing. The pointer is good until the next one. */
struct conflict *conflict_add(struct reading *rd, enum conflict_kind kind, struct id entity,
                              uint32_t number);
struct conflict_value *conflict_add_value(struct reading *rd, struct conflict *c, struct id entity,
                                          uint32_t number, const struct head *h);
void conflict_fill_value(struct reading *rd, struct conflict_value *out, struct id entity,
                         uint32_t number, const struct head *h);
/* By (hlc, writer, n): the order in which values are shown. */
bool head_is_later(const struct head *a, const struct head *b);
void conflict_value_release(struct conflict_value *v);
struct author *author_of(struct reading *rd, struct id writer); /* or NULL */
char *conflict_address(const struct survey *s, struct id entity);

/* conflicts_rows.c: DANGLING, DUPLICATE, TWIN */
int conflicts_of_rows(struct reading *rd, struct err *e);
void conflicts_count_rows(const struct survey *s, int64_t *n);
/* conflicts_log.c: POST_SEAL, the values before, wall clocks: one walk */
int conflicts_of_log(struct reading *rd, struct err *e);
/* conflicts_pin.c: of a pin's field, what the laptop of `writer` says in the other two where
 * they are in conflict, too. The caller releases the values of out[0..*n). */
int conflicts_pin_rest(const struct casefile *c, const struct conflict *item, struct id writer,
                       struct op out[2], size_t *n, struct err *e);
/* conflicts_note.c */
int conflicts_notices(struct reading *rd, struct err *e);
void conflicts_photos(struct reading *rd);

#endif
