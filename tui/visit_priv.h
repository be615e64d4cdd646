/* Inside the visit screen. scr_visit.c takes keys, visit_draw.c draws; the
 * others each do one thing to a struct visit_screen. */
#ifndef GENBA_TUI_VISIT_PRIV_H
#define GENBA_TUI_VISIT_PRIV_H

#include "model/case.h"
#include "model/rules/visit.h"
#include "tui/choose.h"
#include "tui/edit.h"
#include "tui/list.h"
#include "tui/screen.h"

enum visit_pane { PANE_ASK, PANE_TREE, PANE_PHOTOS, PANE_COUNT };

/* What the line editor is open for. The letters stand in the place that a
 * killed program comes back to. */
enum typing {
    TYPE_NONE = 0,
    TYPE_VALUE = 'v',  /* the answer */
    TYPE_REASON = 'r', /* why it cannot be read */
    TYPE_PLACE = 'p',  /* building/floor/room/rack */
    TYPE_RACK = 'k',
    TYPE_UP = 'u', /* of a connection: the port above, the port below, the cable, */
    TYPE_DOWN = 'd',
    TYPE_CABLE = 'c',
    TYPE_WORDS = 'w', /* what is connected, in words; */
    TYPE_NEW = 'n',   /* the same of a connection that is not there yet */
};

/* A question as it is shown; made at load. */
struct ask_row {
    char *label, *declared, *seen, *mark; /* owned */
    enum role declared_role, seen_role, mark_role;
};

/* A line of the connection tree. */
struct tree_node {
    struct id entity; /* the line or device it stands for; zero: words */
    struct id link;   /* the connection that leads here; zero: none */
    char *text;       /* with its indent; owned */
    enum role role;
};

/* A line of the photos: a photo taken, or one that is needed. */
struct photo_row {
    struct id photo;        /* zero: needed */
    struct id row;          /* what it shows, or must show */
    char *label;            /* owned */
    char time[8];           /* "10:24" */
    const char *tag, *mark; /* the tag's id; translated */
    int number;             /* of the photo among those taken; 0: needed */
    enum role role;
};

struct visit_screen {
    struct screen base;
    bool ja;
    struct id target;
    struct visit visit; /* borrows rows: valid while base.stale is not set */
    struct ask_row *asks;
    struct tree_node *nodes;
    struct photo_row *photos;
    int nnodes, nphotos, ntaken; /* ntaken: photos, which may have several rows */
    size_t node_cap, photo_cap;
    struct list ask_list, tree_list, photo_list;
    enum visit_pane pane;
    struct edit edit;
    enum typing typing, direct; /* direct: the next ACT_EDIT opens the editor for this */
    bool undoing;               /* the next load goes to what changed */
    int rows, cols;             /* of the body */
    int ask_lines, below_lines; /* below_lines 0: no room */
    int side;                   /* columns of the pane beside; 0: below */
};

/* scr_visit.c */
const struct survey *visit_survey(const struct visit_screen *v);
void visit_refresh(struct visit_screen *v); /* everything anew, after an edit */
/* Under the cursor; NULL when there is none or the rows wait for a load. */
const struct question *visit_here(const struct visit_screen *v);
bool visit_has_tree(const struct visit_screen *v);
/* Is the pane there? For a PC only with fields of a newer version. */
bool visit_shows_tree(const struct visit_screen *v);

/* visit_rows.c: what stands in the list of questions */
void visit_rows_load(struct visit_screen *v);
void visit_rows_free(struct ask_row *rows, size_t n);
extern const struct list_source visit_ask_source;
/* The field of the question in which several values stand; FIELD_NONE. */
enum field visit_conflict(const struct visit_screen *v, const struct question *q);
/* "ルーター シリアル番号" */
void visit_label(const struct visit_screen *v, const struct question *q, struct buf *out);

/* visit_answer.c: one key, one commit. False: nothing changed and the message
 * line says why. The list is released. */
/* Several values stand under the cursor: they are shown before one is changed.
 * True: the Conflicts screen is open now. */
bool visit_conflict_first(struct visit_screen *v);
bool visit_commit(struct visit_screen *v, struct edits *list);
bool visit_set(struct visit_screen *v, const struct question *q, struct value value);
enum outcome visit_go_on(struct visit_screen *v); /* to the next open question */
enum outcome visit_next(struct visit_screen *v, int dir);
enum outcome visit_as_declared(struct visit_screen *v);
enum outcome visit_unreadable(struct visit_screen *v);
enum outcome visit_unknown(struct visit_screen *v);
enum outcome visit_clear(struct visit_screen *v);
enum outcome visit_add_device(struct visit_screen *v);
/* What `=` writes: the declared value, else the usual answer. False: nothing. */
bool visit_usual(const struct visit_screen *v, const struct question *q, struct buf *text);

/* visit_choices.c: the answers to choose from. */
struct choice {
    char *label, *text; /* owned; text is what field_parse takes; NULL: type it */
    struct id room;     /* of a place */
};
struct choices {
    struct choice *v;
    int n, current;
    size_t cap;
};
/* None (n = 0) for a question that is typed. */
void choices_load(struct choices *c, const struct visit_screen *v, const struct question *q);
void choices_release(struct choices *c);
/* Names to choose from: the last witness of this crew first. */
bool visit_is_person(enum field f);
/* The witness of the visit before, of this laptop's crew; NULL when none. */
const char *visit_last_person(const struct survey *s, const char *crew, struct id but);

/* visit_edit.c */
enum outcome visit_edit(struct visit_screen *v); /* the editor or the choices, in place */
enum outcome visit_digit(struct visit_screen *v, const char *utf8);
enum outcome visit_type(struct visit_screen *v, enum typing what, const char *text);
enum outcome visit_accept(struct visit_screen *v);
/* As field_parse reads it; the message says what is wrong with it. */
bool visit_set_text(struct visit_screen *v, const struct question *q, const char *text);
void visit_stop_typing(struct visit_screen *v);
/* Where choices stand: the line of the body under which they open. */
int visit_choose_y(const struct visit_screen *v);
/* Opens choices and releases nothing. */
enum outcome visit_choose(struct visit_screen *v, const char *title,
                          const struct choose_item *items, int n, int current,
                          enum outcome (*done)(struct screen *, int, void *));

/* visit_tree.c */
void visit_tree_load(struct visit_screen *v);
void visit_tree_free(struct visit_screen *v);
extern const struct list_source visit_tree_source;
enum outcome visit_tree_add(struct visit_screen *v);
enum outcome visit_tree_edit(struct visit_screen *v);
enum outcome visit_tree_accept(struct visit_screen *v, const char *text);
enum outcome visit_tree_delete(struct visit_screen *v);
const char *visit_tree_prompt(const struct visit_screen *v); /* translated */

/* visit_photos.c */
void visit_photos_load(struct visit_screen *v);
void visit_photos_free(struct visit_screen *v);
extern const struct list_source visit_photo_source;
enum outcome visit_photos_open(struct visit_screen *v);

/* visit_step.c */
const struct row *visit_step(const struct visit_screen *v);           /* of the target; or NULL */
void visit_step_state(const struct visit_screen *v, struct buf *out); /* "調査中 21/30分" */
enum outcome visit_start_stop(struct visit_screen *v);

/* visit_help.c: what, why, source; "" when nothing helps. Translated. */
const char *visit_help(enum field f);

/* visit_draw.c */
void visit_layout(struct screen *s, int rows, int cols);
void visit_draw(const struct screen *s, const struct draw *body);
enum outcome visit_mouse(struct screen *s, const struct mouse *m);

#endif
