/* Pins: where on a drawing a line, device, PC or unknown line stands (domain.md
 * 1.7). A pin is three fields of its row: the drawing, and the place as decimals
 * 0..1 from the left and from the top, so that it stays where it is when the
 * drawing is scaled. A thing has one pin at most. A pin whose drawing is deleted,
 * or whose place is not 0..1 (merged; the rule pin_outside names it), is none.
 *
 * Pure: reads the survey, or appends edits for the caller to commit; one pin
 * placed or taken away is one commit, so one undo. */
#ifndef GENBA_MODEL_PINS_H
#define GENBA_MODEL_PINS_H

#include "model/case.h"

/* Places are counted in 1/10000 of the width and of the height. */
#define PIN_UNIT 10000
#define PIN_LABEL_MAX 24
/* Cells of a grid, each way. More stands there only merged (the rule grid_outside). */
#define FLOOR_GRID_MAX 40

struct pin {
    const struct row *row;
    int x, y; /* 0..PIN_UNIT */
};

/* The drawing, x and y fields of a kind; false where the kind has no pins. */
bool pin_fields(enum kind kind, enum field out[3]);
/* "0.25" -> 2500; false for what is no decimal from 0 to 1. */
bool pin_parse(const char *decimal, int *out);
/* The pin of a row; false when it has none. */
bool pin_of(const struct survey *s, const struct row *r, struct pin *out);
/* "L1", its device "L1.2", "P2", "U01", its device "U01.1": ASCII, the same on
 * every drawing. */
void pin_label(const struct survey *s, const struct row *r, char out[PIN_LABEL_MAX]);

enum pin_state {
    PIN_HERE,
    PIN_NONE,
    PIN_ELSEWHERE, /* on another drawing */
};

struct pin_thing {
    const struct row *row;
    enum pin_state state;
    struct pin pin; /* HERE */
};

/* What a drawing is about, lines with their devices first, then PCs, then unknown
 * lines with theirs: every thing that is pinned on it, and every thing of its
 * building and floor, as surveyed or else declared (a device's are its line's
 * where it has none); one whose place is not said may be anywhere. A drawing
 * without building or floor is about all of them. Lines out of scope need no pin.
 * The caller frees *out. */
size_t pins_of(const struct survey *s, const struct row *drawing, struct pin_thing **out);
/* The same of a floor that has no drawing: nothing is HERE. */
size_t pins_of_floor(const struct survey *s, const char *building, const char *floor,
                     struct pin_thing **out);
/* Building, floor or room (enum in rules/name.h) where a row stands as far as
 * anybody knows: its own, as surveyed or else declared, or its line's. */
const char *pin_where(const struct survey *s, const struct row *r, int part);
size_t pins_missing(const struct survey *s, const struct row *drawing);
/* Does any thing stand on it? */
bool pins_any(const struct survey *s, const struct row *drawing);

void pin_place(struct edits *list, const struct row *r, struct id drawing, int x, int y);
void pin_remove(struct edits *list, const struct row *r);

/* The grid of a drawing, 0..FLOOR_GRID_MAX each way whatever was merged; 0: none. */
void drawing_grid(const struct row *drawing, int *cols, int *rows);
/* The middle of the next cell from `at` in direction `by` (-1, 1) on an axis of
 * `cells` (0..FLOOR_GRID_MAX); `at` itself where there is none. */
int pin_jump(int at, int cells, int by);

#endif
