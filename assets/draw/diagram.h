/* A drawing with its marks, numbers and legend as a PNG: what is asked of
 * genba-draw (DIAGRAM) and what it answers.
 *
 *   heading lines, the first one large
 *   the drawing, scaled down to DIAGRAM_SIDE at most, its marks on it
 *   the legend: a head and one row a mark
 *
 * Equal requests with the same font give equal bytes. A character that the font
 * lacks is drawn as a box with its code point and named in the answer. */
#ifndef GENBA_ASSETS_DRAW_DIAGRAM_H
#define GENBA_ASSETS_DRAW_DIAGRAM_H

#include "model/base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define DIAGRAM_SIDE 2400  /* pixels */
#define DIAGRAM_UNIT 10000 /* a mark's place, of the width and of the height */
/* A sheet's size: the drawing or its legend, whichever is wider, with margins. */
#define DIAGRAM_WIDTH_MIN 800
#define DIAGRAM_WIDTH_MAX 2560
#define DIAGRAM_HEIGHT_MAX 16000
#define DIAGRAM_HEADINGS 4
#define DIAGRAM_COLUMNS 4
#define DIAGRAM_MARKS 2000
#define DIAGRAM_TEXT 256 /* bytes of a text with its NUL; what is longer is cut */
#define DIAGRAM_MISSING 64

enum diagram_shape { SHAPE_DISC, SHAPE_DOT, SHAPE_SQUARE, SHAPE_DIAMOND, SHAPES };

struct diagram_mark {
    int x, y; /* 0..DIAGRAM_UNIT */
    enum diagram_shape shape;
    const char *cells[DIAGRAM_COLUMNS]; /* of its row; the first stands on the drawing, too */
};

struct diagram { /* texts are borrowed */
    const char *headings[DIAGRAM_HEADINGS];
    int nheadings;
    const char *columns[DIAGRAM_COLUMNS]; /* the legend's head */
    struct diagram_mark *marks;
    size_t n;
};

struct diagram_picture {
    uint8_t *png; /* owned */
    size_t bytes;
    uint32_t width, height;
    bool damaged; /* the drawing: a part of it may be grey */
    char fault[96];
    uint32_t missing[DIAGRAM_MISSING]; /* code points, each once, the first ones */
    size_t nmissing;
};

void diagram_picture_release(struct diagram_picture *p);

/* The request's body. diagram_get borrows the texts from `p` and allocates the
 * marks (free them); false when the body is malformed. */
void diagram_put(struct buf *out, const struct diagram *in);
bool diagram_get(const uint8_t *p, size_t n, struct diagram *out);

/* The answer's body; likewise false. diagram_answer_get copies the PNG, and
 * believes a size only in the limits above and when the PNG's head says the same:
 * the helper may have been taken over by a drawing. */
void diagram_answer_put(struct buf *out, const struct diagram_picture *in);
bool diagram_answer_get(const uint8_t *p, size_t n, struct diagram_picture *out);

#endif
