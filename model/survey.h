/* A survey in memory: what the screens, rules, plan, report and `show` read.
 *
 * Loaded from the projections of a store and kept up to date row by row after
 * each commit (survey_refresh). Rows belong to the survey: a `const struct row
 * *` is borrowed until the next load, refresh or release. A hospital is some
 * thousand rows at most, so everything is in memory and every lookup but that by
 * id, and of a photo's uses, is a walk over the rows of one kind. */
#ifndef GENBA_MODEL_SURVEY_H
#define GENBA_MODEL_SURVEY_H

#include "model/catalog.h"
#include "model/base/err.h"
#include "model/base/id.h"
#include "model/survey_index.h"
#include "model/value.h"

#include <stdbool.h>
#include <stddef.h>

struct store;

struct row {
    struct id id;
    enum kind kind;
    bool alive;
    bool held;     /* a newer version wrote what this one does not know: read-only here */
    int conflicts; /* fields with several values */
    /* By field - catalog_kinds[kind].first; NULL values where nothing is set.
     * observed[] of a field that is not SURVEYED is always null. */
    struct value *declared, *observed;
};

struct survey {
    struct row **rows[KIND_COUNT]; /* alive rows first in their order, see below */
    size_t n[KIND_COUNT];          /* alive ones */
    size_t all[KIND_COUNT];        /* with the deleted ones */
    size_t cap[KIND_COUNT];
    struct survey_index ids; /* of all rows; empty in a survey that was not loaded */
    bool uses_sorted;        /* the uses of a photo stand together, as a load leaves them */
    /* Of the store when it was last loaded or refreshed: commits whose past is not
     * here yet, commits set aside. */
    size_t waiting, aside;
};

/* Order of rows: lines, PCs, drawings, steps by their seq, devices by their
 * line's then their own, uses by their photo, everything else by id, that is by
 * creation. */

void survey_init(struct survey *s);
void survey_release(struct survey *s);
int survey_load(struct survey *s, struct store *st, struct err *e);
int survey_refresh(struct survey *s, struct store *st, const struct id *touched, size_t n,
                   struct err *e);

const struct row *survey_site(const struct survey *s);               /* NULL before the import */
const struct row *survey_find(const struct survey *s, struct id id); /* deleted ones too; or NULL */
const struct row *survey_find_kind(const struct survey *s, enum kind kind, struct id id);
/* `site`, `line:3`, `device:3.1`, `pc:2`, `room:BUILDING/FLOOR/ROOM`, `step:7`,
 * `photo:NAME`, `unknown:U01`, `crew:A`, or an id. NULL when there is none. */
const struct row *survey_address(const struct survey *s, const char *address);
/* The shortest address of a row, for messages and the log. */
void survey_print_address(const struct survey *s, const struct row *r, struct buf *out);

/* Fields. `f` must be a field of the row's kind. */
const struct value *row_value(const struct row *r, enum field f);
const struct value *row_observed(const struct row *r, enum field f);
const char *row_text(const struct row *r, enum field f); /* "" when absent; borrowed */
const char *row_text_seen(const struct row *r,
                          enum field f); /* observed twin; "" too when unreadable */
int64_t row_int(const struct row *r, enum field f, int64_t absent);
bool row_is(const struct row *r, enum field f, const char *enum_id);
struct id row_ref(const struct row *r, enum field f); /* zero when absent */
/* What is true now as far as anybody knows: observed, else declared. */
const struct value *row_best(const struct row *r, enum field f);

/* Relations. Each walks one kind. */
const struct row *survey_room(const struct survey *s, const char *building, const char *floor,
                              const char *room);
const struct row *row_room(const struct survey *s, const struct row *r); /* by its declared place */
const struct row *survey_step_of(const struct survey *s,
                                 struct id target); /* the latest; or NULL */
/* The next row of `kind` whose field `ref` is `id`; start with *i = 0; NULL at the end. */
const struct row *survey_next_ref(const struct survey *s, enum kind kind, enum field ref,
                                  struct id id, size_t *i);

#endif
