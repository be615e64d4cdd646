/* Deleting a row as people mean it: what belongs to it goes with it, what only
 * points at it lets go. One commit, so one undo brings all of it back.
 *
 *  goes with it  a line's devices and connections, a device's connections, a
 *                room's windows, a crew's members, scan targets, steps of the plan
 *                that nobody has begun
 *  lets go       photos, drawings and records that name it
 *  stays         steps that were begun and sign-offs: they say what was */
#ifndef GENBA_MODEL_RULES_REMOVE_H
#define GENBA_MODEL_RULES_REMOVE_H

#include "model/case.h"

void edits_remove(struct edits *list, const struct survey *s, const struct row *r);

#endif
