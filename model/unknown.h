/* Unknown lines (R110-R114): terminators that no sheet declared. Each function
 * appends edits; the caller commits them as one change. */
#ifndef GENBA_MODEL_UNKNOWN_H
#define GENBA_MODEL_UNKNOWN_H

#include "model/case.h"

/* What a record knows before anything is typed (R110, R114): its number and
 * time (fresh_row), the room and the kind of the step that the crew is at. */
void unknown_begin(const struct survey *s, struct id id, const char *crew, struct edits *list);

/* The step that this crew has begun and not ended; without a crew of that name
 * the only one under way; or NULL. */
const struct row *unknown_step(const struct survey *s, const char *crew);

/* R112: the hospital knows it after all. A line `line` with what was seen, as
 * declared now and as observed; devices and photos move over to it, and the
 * record says what it became. */
void unknown_becomes_line(const struct survey *s, const struct row *unknown, struct id line,
                          struct edits *list);

/* A device below it, or below a line, found on site and declared by nobody. */
void unknown_add_device(const struct survey *s, const struct row *unknown, struct id device,
                        const char *device_kind, struct edits *list);

#endif
