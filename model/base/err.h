/* Errors as values.
 *
 * A function that can fail returns 0 or -ERR_x and takes `struct err *` last
 * (NULL is fine). The model states facts; tui/errtext.c makes the sentence:
 * it translates `msg` (or the code's own text) and fills {1} with `subject`
 * (what it is about: a path, a cell, a field) and {2} with `detail` (the
 * library's own words, a limit, a name). */
#ifndef GENBA_MODEL_BASE_ERR_H
#define GENBA_MODEL_BASE_ERR_H

#ifndef N_
#define N_(s) s
#endif

/* code, default text, who must react */
#define ERR_CODES(X)                                                                               \
    X(OK, N_("no error"))                                                                          \
    X(NOTFOUND, N_("{1} was not found")) /* the caller: ask for another */                         \
    X(EXISTS, N_("{1} exists already"))  /* the caller: choose another */                          \
    X(BUSY, N_("{1} is open in another genba. Close it there first."))                             \
    X(IO, N_("{1} cannot be read or written: {2}"))  /* the person: disk, rights */                \
    X(FULL, N_("The disk is full: {1}"))             /* the person: make room */                   \
    X(CORRUPT, N_("{1} is damaged: {2}"))            /* the person: verify, backup */              \
    X(INVALID, N_("{1} is not valid: {2}"))          /* the person: type it again */               \
    X(LIMIT, N_("{1} is too large: {2}"))            /* the person: a smaller file */              \
    X(REFUSED, N_("{1}: not possible: {2}"))         /* a rule (R...) says no */                   \
    X(NEWER, N_("{1} was written by a newer genba")) /* the person: update */                      \
    X(UNSUPPORTED, N_("{1}: this kind of file is not supported: {2}"))                             \
    X(USAGE, N_("wrong usage: {1}")) /* the caller of the command */                               \
    X(CANCELLED, N_("cancelled"))

enum err_code {
#define X(id, text) ERR_##id,
    ERR_CODES(X)
#undef X
};

struct err {
    enum err_code code;
    const char *msg; /* static N_() text or NULL: the code's own */
    char subject[256];
    char detail[256];
};

/* Both return -code, so that `return err_set(...)` is one expression. */
int err_set(struct err *e, enum err_code code, const char *subject, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* As err_set with a text of its own; `msg` must be a string literal marked N_(). */
int err_say(struct err *e, enum err_code code, const char *msg, const char *subject,
            const char *detail);
/* ERR_FULL for ENOSPC/EDQUOT, ERR_NOTFOUND for ENOENT, else ERR_IO, with strerror(errno). */
int err_errno(struct err *e, const char *path);
const char *err_text(enum err_code code); /* the untranslated default text */

#endif
