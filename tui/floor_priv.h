/* Internal to scr_floor.c and floor_*.c. */
#ifndef GENBA_TUI_FLOOR_PRIV_H
#define GENBA_TUI_FLOOR_PRIV_H

#include "model/pins.h"
#include "tui/list.h"
#include "tui/screen.h"
#include "tui/work.h"

#define FLOOR_LIST_COLS 34 /* of the list beside the drawing */
#define FLOOR_FINE 50      /* of PIN_UNIT: an arrow key */
#define FLOOR_FAR 1000     /* a big step without a grid */
#define FLOOR_ZOOM_MAX 8

struct floor { /* one page: a drawing, or a floor that has none */
    struct id drawing;
    char *building, *floor, *title; /* owned */
};

struct thing { /* a row of the list */
    struct id id;
    char label[PIN_LABEL_MAX];
    char *name; /* owned */
    char *room; /* owned: of its place */
    enum pin_state state;
    int x, y;
    int clash; /* so many laptops say it differently; 0: none */
};

struct room_row {                         /* a line of the board */
    char *name, *hours, *inside, *things; /* owned */
};

struct hand { /* a pin that is placed; by id, because a merge may reorder or delete */
    struct id thing, drawing;
    char label[PIN_LABEL_MAX];
};

struct floor_screen {
    struct screen base;
    bool ja;
    struct floor *floors;
    int nfloors, at; /* at -1: there is none */
    size_t cap_floors;
    struct thing *things;
    int nthings;
    struct room_row *rooms;
    int nrooms;
    struct list list;
    bool board;       /* the rooms instead of the drawing */
    struct hand hand; /* thing zero: nothing */
    int x, y;         /* of it; else where the last one was let go */
    int zoom;         /* 1, 2, 4 ... FLOOR_ZOOM_MAX */
    int rows, cols;
};

const struct survey *floor_survey(const struct floor_screen *f);
const struct floor *floor_here(const struct floor_screen *f);  /* NULL: none */
const struct row *floor_drawing(const struct floor_screen *f); /* NULL: it has none */
bool floor_holds(const struct floor_screen *f);                /* a pin is in hand */
/* In hand, else under the cursor, or NULL. */
const struct thing *floor_thing(const struct floor_screen *f);
const struct thing *floor_thing_at(const struct floor_screen *f, int i);

/* floor_rows.c: the model into floors, things and rooms. */
void floor_load(struct floor_screen *f);
void floor_load_page(struct floor_screen *f); /* things and rooms of the floor at hand */
void floor_forget(struct floor_screen *f);
int floor_count_missing(const struct floor_screen *f, int *pins);

/* floor_draw.c */
void floor_draw(const struct screen *s, const struct draw *body);
/* The part of the drawing that is shown, around what is in hand or under the
 * cursor; places as pins have them. */
struct floor_view {
    struct draw area;
    int x, y, span;
};
struct floor_view floor_view(const struct floor_screen *f, const struct draw *body);
/* The cell of a place; false when it is not in sight. And back. */
bool floor_cell(const struct floor_view *v, int x, int y, int *row, int *col);
void floor_place_of(const struct floor_view *v, int row, int col, int *x, int *y);

/* floor_place.c */
/* The Conflicts screen instead, where its pin is in conflict: nobody types over
 * values unseen (conflict_mark.h). */
bool floor_clash_first(struct floor_screen *f, const struct thing *thing);
/* After a load: what is in hand stays there, or is dropped with a message. */
void floor_keep_hand(struct floor_screen *f);
/* Before a key or the mouse: loads what is stale. False: the hand was dropped
 * meanwhile, and the key was meant for what it held. */
bool floor_ready(struct floor_screen *f);
enum outcome floor_take(struct floor_screen *f);  /* Enter: in hand, or let go */
enum outcome floor_leave(struct floor_screen *f); /* Esc */
/* The next one without a pin, below the cursor or else from the top; false: none. */
bool floor_next_missing(struct floor_screen *f);
enum outcome floor_move(struct floor_screen *f, enum action a);
enum outcome floor_remove(struct floor_screen *f);
enum outcome floor_zoom(struct floor_screen *f, bool in);
enum outcome floor_ask_grid(struct floor_screen *f);
enum outcome floor_mouse(struct screen *s, const struct mouse *m);

/* floor_edit.c */
enum outcome floor_ask_file(struct floor_screen *f);
enum outcome floor_ask_floor(struct floor_screen *f);

#endif
