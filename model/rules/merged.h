/* What a merge can leave behind that no single edit shows, seen from the rows
 * alone: one value in two rows that should be of one, and rows that live and
 * refer to a deleted one. Pure: reads the survey.
 *
 * Which fields should be of one row only says the catalogue (UNIQUE, and
 * UNIQUE_BELOW for the rows of one line). What counts is what is true as far as
 * anybody knows: observed, else declared. A text without a letter or digit of
 * ASCII is no number ("-"), and neither is what is unknown or unreadable.
 *
 * dup_ok of a row lists what a person found to be right, "serial_no=KTR4471902;
 * mac=...": two rows are listed no more when both say so of the value that they
 * have now; a third one, or another value, is a new question. */
#ifndef GENBA_MODEL_RULES_MERGED_H
#define GENBA_MODEL_RULES_MERGED_H

#include "model/case.h"

/* Rows with the same value, at least two, by id; borrowed for the call. */
typedef void double_fn(enum field f, const struct row *const *rows, size_t n, void *ctx);
void merged_doubles(const struct survey *s, double_fn *fn, void *ctx);

/* What is compared: folded, so that writing it otherwise makes no other number. */
void merged_key(enum field f, const struct value *v, struct buf *out);

/* A reference of a row that lives to a deleted one. Steps that are over and
 * sign-offs refer to what was; they are left out. */
typedef void dangling_fn(const struct row *r, enum field f, const struct row *gone, void *ctx);
void merged_dangling(const struct survey *s, dangling_fn *fn, void *ctx);

/* Edits that say of a row that this value, or this twin, is right as it is. */
void merged_is_right(const struct row *r, const char *what, const char *value, struct edits *list);
/* And that take it back. */
void merged_not_right(const struct row *r, const char *what, const char *value, struct edits *list);
bool merged_said_right(const struct row *r, const char *what, const char *value);

#endif
