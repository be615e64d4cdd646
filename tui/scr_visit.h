/* Visit: a line with its devices, a PC or an unknown line, question by question.
 *
 * What the hospital declared stands beside what is seen (R010). One key answers:
 * `=` as declared (or as usual: found, the witness of the visit before, now),
 * a digit the so manieth choice, F4 not readable, F5 unknown; Enter opens the
 * line editor or the choices in place. After an answer the cursor goes to the
 * next question that is needed and open. Below (from 120 columns: beside) stand
 * the connections and the photos; Tab goes there.
 *
 * Opened with struct place: the line, PC or unknown line; rest = "field_id" or
 * "DEVICE_UUID field_id" to stand on a question; `!` and a letter behind it
 * (enum typing) open the line editor there for that. */
#ifndef GENBA_TUI_SCR_VISIT_H
#define GENBA_TUI_SCR_VISIT_H

#include "tui/screen.h"

extern const struct screen_ops scr_visit;

#endif
