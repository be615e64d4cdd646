/* Hearing sheets and room requests in (domain.md part A, R001-R012).
 *
 * A sheet is read by the labels that it holds, never by positions (alias.h).
 * Every problem is told with sheet and cell. An error anywhere in the command
 * means that nothing is written; warnings do not. What is written is one
 * commit per hospital (with an EVENT_IMPORT and a `document` row); drawings
 * are files on disk before it. A new hospital appears by renaming a finished
 * folder: a crash leaves none, or all of it.
 *
 * Same file again (SHA-256): nothing changes (R009). A newer one updates only
 * what the hospital declares; what the surveyor saw is never touched (R010);
 * rows that are gone from it are deleted unless something was recorded on
 * them. An older one is refused unless forced. */
#ifndef GENBA_ASSETS_IMPORT_IMPORT_H
#define GENBA_ASSETS_IMPORT_IMPORT_H

#include "model/base/err.h"
#include "model/case.h"
#include "model/catalog.h"
#include "model/identity.h"

#include <stdbool.h>
#include <stddef.h>

enum import_severity { IMPORT_WARNING, IMPORT_ERROR };

/* `msg` and `fix` are static N_() texts; {1} and {2} of msg are args[0] and
 * args[1], {1} of fix is args[2]; NULL where there is none. */
struct import_problem {
    enum import_severity severity;
    char *sheet;      /* "" when it is the file's */
    char cell[16];    /* "" when it is the sheet's */
    const char *rule; /* "R033" or "" */
    const char *msg, *fix;
    char *args[3];
};

enum import_kind { IMPORT_NOTHING, IMPORT_HEARING, IMPORT_REQUEST };

struct import_file {
    const char *path; /* the caller's */
    enum import_kind kind;
    char *serial; /* of the hospital it went to; "" when unknown */
    char sha256[65];
    bool name_ok;
    int file_date; /* days since 1970; 0 when the name has none */
    bool same;     /* imported before, byte for byte: nothing to do */
    struct import_problem *problems;
    size_t n, cap;
    int errors;
    int added, changed, unchanged; /* rows */
};

enum import_what { IMPORT_ADDED, IMPORT_CHANGED, IMPORT_DELETED, IMPORT_KEPT };

/* What differs from the survey as it was. CHANGED: a field, with its texts as
 * field_print_id prints them. KEPT: gone from the sheet, but something was
 * recorded on it. */
struct import_change {
    enum import_what what;
    size_t file; /* index of the file that says so */
    enum kind kind;
    char *address; /* line:3 and so on */
    enum field field;
    char *before, *after;
};

struct import_result {
    struct import_file *files;
    size_t n;
    struct import_change *changes;
    size_t nchanges, cap_changes;
    int errors;   /* of all files; > 0: nothing was written */
    bool written; /* something was */
};

struct import_options {
    bool dry_run;
    bool force;         /* an older file too */
    const char *serial; /* only this hospital (R011); NULL: any */
    /* Asked before a known hospital changes; NULL means yes. */
    bool (*confirm)(const struct import_result *r, void *ctx);
    void *ctx;
};

/* Problems in the files give 0: see result. The result is always filled and
 * released by the caller. ERR_CANCELLED: confirm said no. ERR_BUSY...: the
 * workspace; nothing was written then. ERR_IO, ERR_FULL may come while writing:
 * each hospital is in whole or not at all, and `written` says that some are. */
int import_files(struct import_result *out, const char *const *paths, size_t n,
                 const char *workspace, const struct import_options *options,
                 const struct identity *who, struct err *e);
/* The same into a case that is open already; files of other hospitals are
 * refused (R011). */
int import_into(struct import_result *out, const char *const *paths, size_t n, struct casefile *c,
                const struct import_options *options, struct err *e);
void import_release(struct import_result *r);

#endif
