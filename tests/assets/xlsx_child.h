/* Reads a whole workbook in a child process under the limits the reader
 * promises: 10 s and 256 MB. Memory is not limited under AddressSanitizer,
 * which needs address space of its own. */
#ifndef GENBA_TESTS_ASSETS_XLSX_CHILD_H
#define GENBA_TESTS_ASSETS_XLSX_CHILD_H

#include <stdbool.h>

struct child_result {
    bool ended;      /* by itself: no signal, no sanitizer report */
    int status;      /* as from waitpid */
    double seconds;  /* on the clock */
    bool refused;    /* the reader gave an error */
    char text[1024]; /* the message with its places filled; "" when it was read */
};

/* Opens, loads every sheet, reads every picture. */
struct child_result child_read(const char *path);
/* The three promises as checks: it ended, in time, and a refusal names the
 * file (its last path part) and a reason. */
void child_check(const struct child_result *r, const char *path);

#endif
