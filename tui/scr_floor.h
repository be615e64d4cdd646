/* Floor plans: one drawing after the other, its pins on it, beside it the list of
 * what stands on this floor, with or without a pin. Enter takes a thing's pin in
 * hand, the arrows move it (Shift: to the next cell of the grid, a tenth where
 * there is none), Enter lets it stay there, in one commit; Esc leaves it as it was.
 * + and - show a part of the drawing, around that pin.
 *
 * Floors without a drawing stand behind the drawings. Where a picture cannot be
 * shown, the pins stand on an empty field; `v` shows the floor's rooms instead,
 * with their hours, who is inside and what is in them, which needs no drawing.
 *
 * Opened with struct place: a drawing, or a thing, on whose floor it opens then;
 * rest = UUID of the thing under the cursor. */
#ifndef GENBA_TUI_SCR_FLOOR_H
#define GENBA_TUI_SCR_FLOOR_H

#include "tui/screen.h"

extern const struct screen_ops scr_floor;

#endif
