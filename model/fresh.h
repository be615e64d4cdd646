/* What a new row gets by itself, where the person gave nothing: its number,
 * the time, the state it begins in. One place for the screens and for `add`. */
#ifndef GENBA_MODEL_FRESH_H
#define GENBA_MODEL_FRESH_H

#include "model/case.h"

/* Appends to `list` what is missing for the row `id` of kind `k`.
 *   line, pc, device, step, drawing, window: the next number
 *   unknown_line: U01 ...; with the crew's letter inside (UA01) where there is
 *   one, so that two crews cannot mint the same (R110); found_at = now
 *   step: not_started */
void fresh_row(const struct survey *s, enum kind k, struct id id, const char *crew,
               struct edits *list);

#endif
