/* How far a long command is, on stderr: only on a terminal, only after a
 * second; whoever says something meanwhile wipes it first. Ctrl-C asks it to stop instead of ending
 * the program. */
#ifndef GENBA_TUI_CMD_PROGRESS_H
#define GENBA_TUI_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    int64_t begun_ms, drawn_ms;
    const char *what; /* the step that is under way, and since when */
    int64_t since_ms;
    bool tty, shown;
};

void progress_begin(struct progress *p); /* Ctrl-C is caught from here */
/* `what` is translated and stays; bytes. 0 of 0, while nobody knows how much it will be:
 * for how long instead. True: the person asked to stop. */
bool progress_at(struct progress *p, const char *what, int64_t done, int64_t total);
/* The same of things that are counted. */
bool progress_steps(struct progress *p, const char *what, int64_t done, int64_t total);
void progress_wipe(struct progress *p); /* before anything else is said; it comes back */
void progress_end(struct progress *p);  /* wipes the line; Ctrl-C ends the program again */

#endif
