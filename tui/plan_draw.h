/* Drawing of the day plan screen. */
#ifndef GENBA_TUI_PLAN_DRAW_H
#define GENBA_TUI_PLAN_DRAW_H

#include "tui/screen.h"

/* What plan_draw says where nothing is planned takes so many lines. */
int plan_note_lines(int cols);
void plan_draw(const struct screen *s, const struct draw *body);

#endif
