/* What the parts of the terminal harness share: term.c (process, waiting),
 * term_keys.c (names of keys), term_screen.c (reading, asserting). */
#ifndef GENBA_TESTS_LIB_TERM_PRIV_H
#define GENBA_TESTS_LIB_TERM_PRIV_H

#include "model/base/buf.h"
#include "tests/lib/term.h"

#include <sys/types.h>
#include <vterm.h>

struct term {
    VTerm *vt;
    VTermScreen *screen;
    int fd; /* the master side, non-blocking */
    pid_t pid;
    int rows, cols;
    int frames;        /* markers seen */
    int status;        /* exit status once `reaped` */
    bool hung, reaped; /* the slave side is closed; waitpid gave the status */
    bool cursor_shown;
    bool own_home;
    char home[256];
    struct buf row; /* term_row_text's answer */
};

/* Reads and interprets what arrives until `done(t, ctx)` holds, the program
 * hangs up or the deadline passes; returns whether it holds at the end. */
bool term_until(struct term *t, bool (*done)(struct term *t, const void *ctx), const void *ctx);
/* The bytes of a key name appended to `out`; false when there is no such key. */
bool term_key_bytes(const char *name, size_t n, struct buf *out);

#endif
