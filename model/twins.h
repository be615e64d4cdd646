/* Twins: two crews' records of the same unknown line (F10).
 *
 * `twin_of` of a record names another; linked are all that hang together by it,
 * whichever way it points and even in a circle, so that two people who link the
 * same two the other way round have said the same. Both records, their
 * histories and photos stay. Counts and the report take the one with the
 * smallest id for all of them; clearing `twin_of` parts them again.
 *
 * Suggested are two records of different crews that are not linked, not said to
 * be two (dup_ok), and agree in a label or serial number, or in the room without
 * differing in label or kind of terminator; every agreement is named. Where one crew
 * linked two records and another said that they are two, they are suggested again
 * (TWIN_BOTH): either edit takes the other back. Pure: reads the survey. */
#ifndef GENBA_MODEL_TWINS_H
#define GENBA_MODEL_TWINS_H

#include "model/case.h"

enum twin_reason {
    TWIN_LABEL = 1,  /* the same label */
    TWIN_SERIAL = 2, /* a device below with the same serial number */
    TWIN_PLACE = 4,  /* the same room */
    TWIN_KIND = 8,   /* the same kind of terminator */
    TWIN_TIME = 16,  /* found within an hour of each other */
    TWIN_MODEL = 32, /* a device below of the same model */
    TWIN_BOTH = 64,  /* linked by one, said to be two by another */
};

/* The record that stands for this one: itself when it has no twin. Unknown lines only. */
const struct row *twins_of(const struct survey *s, const struct row *r);
/* Is it counted with another? */
bool twin_is_counted_elsewhere(const struct survey *s, const struct row *r);
/* The next of those that hang together with r, r itself too, by id; start with *i = 0. */
const struct row *twins_next(const struct survey *s, const struct row *r, size_t *i);

/* Does one of those that hang together with r say so of an enumeration? */
bool twins_any(const struct survey *s, const struct row *r, enum field f, const char *enum_id);
/* Photos of all of them. */
size_t twins_photos(const struct survey *s, const struct row *r);

/* 0: not suggested. Symmetric. */
unsigned twins_alike(const struct survey *s, const struct row *a, const struct row *b);
typedef void twins_fn(const struct row *a, const struct row *b, unsigned reasons, void *ctx);
/* Every suggestion, the smaller id first, by id. */
void twins_suggest(const struct survey *s, twins_fn *fn, void *ctx);

/* Edits that link two records, that part one from all of its twins, and that say
 * they are two lines. */
void twins_link(const struct survey *s, const struct row *a, const struct row *b,
                struct edits *list);
void twins_part(const struct survey *s, const struct row *r, struct edits *list);
void twins_are_two(const struct row *a, const struct row *b, struct edits *list);

#endif
