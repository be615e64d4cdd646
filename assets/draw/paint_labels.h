/* The marks of a diagram and their labels on the drawing. */
#ifndef GENBA_ASSETS_DRAW_PAINT_LABELS_H
#define GENBA_ASSETS_DRAW_PAINT_LABELS_H

#include "assets/draw/canvas.h"
#include "assets/draw/diagram.h"
#include "assets/draw/letters.h"

/* `place`: where the drawing lies on the canvas; `text`: the size of a label. */
void paint_labels(struct letters *l, struct canvas *c, struct box place, const struct diagram *d,
                  int text);

#endif
