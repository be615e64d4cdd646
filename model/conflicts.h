/* The inbox: everything that needs a person after a merge (replication.md 3.6).
 *
 * Two sorts stand in one list, the first before the second:
 *  conflicts  of the log alone: equal on every laptop that holds the same
 *             commits, in content and order (kind, entity, field), whatever
 *             order the commits came in
 *  notices    of this laptop's state: what waits, what was set aside, whose
 *             clock is off, what a newer version wrote
 *
 * Cost: one walk over the log (some 2 us a commit) and one over the survey: for
 * the opening of a screen and after a merge, not for each key.
 *
 * A list owns everything in it and borrows nothing: it stays valid while the
 * survey changes, and a choice is checked against what stands there then. */
#ifndef GENBA_MODEL_CONFLICTS_H
#define GENBA_MODEL_CONFLICTS_H

#include "model/case.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One value that stands there, and who put it there. `entity` and `number` say
 * where: in DUPLICATE, TWIN, POST_SEAL and the edit of a DELETED it is not the
 * place of the conflict. */
struct conflict_value {
    struct id entity;
    uint32_t number;  /* of the log; LOG_FIELD_ALIVE: 1 it is kept, 0 deleted */
    enum field field; /* FIELD_NONE: alive, or of a newer catalogue */
    bool observed;
    struct value value;           /* owned */
    char *person, *crew, *laptop; /* "" when the writer is not known */
    struct id writer;
    uint64_t n, hlc;
    int64_t at_ms;   /* of the hybrid clock: when it was written, as far as anybody knows */
    int64_t wall_ms; /* what the laptop's own clock said */
    bool clock_off;  /* its clock stood behind what it had seen, or is ahead of now */
    int others;      /* how many more laptops said the same beside it */
    struct id photo; /* of the same thing, taken nearest to at_ms; zero: none */
};

struct conflict {
    enum conflict_kind kind;
    struct id entity;   /* zero where it is about a laptop */
    enum kind row_kind; /* KIND_NONE when there is no such row */
    char *address;      /* of the row: "device:3.1"; "" */
    uint32_t number;    /* the field, as above */
    enum field field;
    bool observed;
    struct conflict_value *v; /* the shown one first (VALUE); keep, delete (DELETED, DANGLING) */
    size_t n;
    struct conflict_value *before; /* VALUE: the last value all had seen; NULL: none */
    int64_t since_ms;              /* the newest of the values; 0: unknown */
    unsigned reasons;              /* TWIN: enum twin_reason */
    /* notices */
    char *laptop, *person; /* whose commits wait, were set aside, or whose clock it is */
    char *reason;          /* FORK: fork, chain, signature, hospital, bytes */
    struct id writer;      /* FORK, WAITING */
    uint64_t from, count;  /* number of the first commit, how many */
    char *missing_laptop, *missing_person; /* WAITING: from whom; "": nobody we know */
    struct id missing;
    uint64_t missing_n;
    int64_t clock_ms; /* CLOCK: so much ahead (+) or behind (-) */
};

struct conflict_list {
    struct conflict *v;
    size_t n, open, cap; /* open: the conflicts; v[open] on are notices */
};

int conflicts_read(const struct casefile *c, struct conflict_list *out, struct err *e);
void conflicts_release(struct conflict_list *list);
/* list.open alone, for status lines: without the walk over the log until
 * something is signed (POST_SEAL). */
int conflicts_count(const struct casefile *c, int64_t *open, struct err *e);
/* "value", "deleted" ...: stable, for --json. */
const char *conflict_kind_id(enum conflict_kind k);
const char *conflict_kind_words(enum conflict_kind k); /* N_(); "" for notices */
/* The one about this field of a row (`number` of the log), or NULL. */
const struct conflict *conflicts_find(const struct conflict_list *list, struct id entity,
                                      uint32_t number);
/* Is it a conflict that a value, or keeping and deleting, ends? */
bool conflict_is_choice(const struct conflict *c);

/* Do several laptops say differently where a thing stands (pins.h)? */
bool conflict_of_pin(const struct casefile *c, const struct row *r);

/* ---- what a person decides: each one commit, undone by one undo ----
 *
 * All of them look again at what stands there and refuse (ERR_REFUSED) when it
 * is no longer what the list said: a decision ends what was seen, nothing else
 * (I6). `reason` may be NULL; it stands in the log. */

/* VALUE: v[index] holds; of a pin's three fields the other two, where they are in
 * conflict, become what the same laptop says in them, in the same commit, so that
 * no pin is made of two. DELETED: 0 keep, 1 delete. DANGLING: 0 what it refers to
 * comes back, 1 it goes, too. */
int conflict_choose(struct casefile *c, const struct conflict *item, size_t index,
                    const char *reason, struct err *e);
/* VALUE: this holds, perhaps none of those. The rules of edits apply. */
int conflict_settle(struct casefile *c, const struct conflict *item, struct value v,
                    const char *reason, struct err *e);
/* VALUE: v[index] holds, and all of them go to the row's note with their names.
 * ERR_REFUSED where it has none. */
int conflict_both_into_note(struct casefile *c, const struct conflict *item, size_t index, bool ja,
                            struct err *e);
/* DUPLICATE: it is no mistake. TWIN: they are two lines. */
int conflict_is_right(struct casefile *c, const struct conflict *item, struct err *e);
/* TWIN: one line, two records (twins.h). */
int conflict_link_twins(struct casefile *c, const struct conflict *item, struct err *e);
/* FORK: what was set aside of this writer becomes part of the log, beside what
 * stands: what clashes then is an ordinary conflict. */
int conflict_adopt(struct casefile *c, const struct conflict *item, struct err *e);

#endif
