/* Where a row is worked on: the one table of kinds and screens. */
#ifndef GENBA_TUI_GOTO_H
#define GENBA_TUI_GOTO_H

#include "model/catalog.h"
#include "model/base/id.h"

#include <stdbool.h>

struct app;

/* Opens the screen of the row, or of what it belongs to (a device's line), at
 * the question about `f` (FIELD_NONE: anywhere). The screen gets the row as its
 * place's entity and "field_id", or "DEVICE_UUID field_id" for a row below it,
 * as its rest. False, with a message, when no screen has such rows. */
bool goto_row(struct app *app, struct id row, enum field f);

/* A screen by its name; false, with a message, when there is none. */
bool goto_screen(struct app *app, const char *name, struct id entity, const char *rest);

#endif
