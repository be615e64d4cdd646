/* How far a long command is, on stderr: only on a terminal, only after a
 * second. Ctrl-C asks it to stop instead of ending the program. */
#ifndef GENBA_TUI_CMD_PROGRESS_H
#define GENBA_TUI_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    int64_t begun_ms, drawn_ms;
    bool tty, shown;
};

void progress_begin(struct progress *p); /* Ctrl-C is caught from here */
/* `what` is translated; bytes. True: the person asked to stop. */
bool progress_at(struct progress *p, const char *what, int64_t done, int64_t total);
/* The same of things that are counted. */
bool progress_steps(struct progress *p, const char *what, int64_t done, int64_t total);
void progress_end(struct progress *p); /* wipes the line; Ctrl-C ends the program again */

#endif
