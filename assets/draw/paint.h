/* A drawing, its marks, headings and legend onto one canvas (diagram.h). Sizes
 * follow the drawing's width: text of a 60th of it, 18 to 40 pixels. The label
 * of a mark stands beside it where it hides neither a mark nor a label, further
 * away with a line to it where there is no room. */
#ifndef GENBA_ASSETS_DRAW_PAINT_H
#define GENBA_ASSETS_DRAW_PAINT_H

#include "assets/draw/canvas.h"
#include "assets/draw/diagram.h"
#include "assets/draw/letters.h"
#include "assets/draw/picture.h"

/* NULL, or why it cannot be drawn (static, English). The caller releases *out. */
const char *paint_diagram(struct letters *l, const struct picture *drawing, const struct diagram *d,
                          struct canvas *out);

#endif
