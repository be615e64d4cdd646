/* Inside the screen of photos: photo_rows.c loads, scr_photo.c is the screen,
 * photo_tiles.c draws tiles and the large picture, photo_mark.c marks and filters,
 * photo_say.c says what photos show, photo_clock.c sets their camera's clock right,
 * photo_acts.c says why there is none, photo_take.c takes in. */
#ifndef GENBA_TUI_PHOTO_PRIV_H
#define GENBA_TUI_PHOTO_PRIV_H

#include "model/rules/visit.h"
#include "model/survey.h"
#include "tui/choose.h"
#include "tui/edit.h"
#include "tui/list.h"
#include "tui/photo_grid.h"
#include "tui/screen.h"

/* A photo, or one that is needed. Ids and copies: no rows. */
struct shot {
    struct id photo; /* zero: needed */
    struct id of;    /* what it shows, or must show; zero: nothing yet */
    const char *tag; /* an id of photo_tag, static; "" */
    char *words;     /* owned */
    char *file, *mark;
    char *path;    /* of the kept original; NULL: not here */
    char clock[8]; /* the time, or of another day than the survey's the day */
    int64_t bytes;
    bool forbidden, marked;
    enum role role;
};

/* The list has every row's words; the grid shows them as tiles. The large picture
 * stands over either, of the photo under the cursor. */
enum photo_view { PHOTO_VIEW_GRID, PHOTO_VIEW_LIST };

enum photo_filter { PHOTO_ALL, PHOTO_UNMATCHED, PHOTO_UNTAGGED, PHOTO_MISMATCH, PHOTO_MARKED };

enum photo_typing { PHOTO_TYPES_NOTHING, PHOTO_TYPES_PATH, PHOTO_TYPES_CAPTION };

struct photo_screen {
    struct screen base;
    bool ja;
    struct id target; /* zero: the whole hospital */
    struct shot *shots;
    int n;
    size_t cap;
    int present, needed;
    enum photo_view view;
    bool large;
    struct grid grid;
    struct list list; /* has the cursor in every view */
    struct edit edit;
    enum photo_typing typing;
    /* What the next photos show, when it is said beforehand. */
    struct id of;
    const char *tag;
    struct {
        struct id *v; /* by id */
        size_t n, cap;
    } marks;
    int mark_from; /* row of the last mark */
    enum photo_filter filter;
    struct saying *saying; /* what is being asked about; owned, NULL at first */
    bool following;        /* after the next photo the cursor goes to what is still missing */
    char *path;            /* being taken in, while it is asked what it shows; owned */
};

const struct survey *shots_survey(const struct photo_screen *p);
const struct shot *shot_here(const struct photo_screen *p);
bool shot_is_photo(const struct shot *s);     /* not NULL, and no need */
int shots_line(const struct photo_screen *p); /* of the body: what a popup stands under; -1 */

/* photo_rows.c */
void shots_load(struct photo_screen *p);
void shots_forget(struct photo_screen *p);
bool shots_belongs(const struct photo_screen *p, const struct row *photo); /* to the visit */
void shots_go_to_need(struct photo_screen *p);

/* photo_tiles.c */
void photo_draw_grid(const struct photo_screen *p, const struct draw *d);
void photo_draw_large(const struct photo_screen *p, const struct draw *d);

/* photo_mark.c: the marked photos, and the filter. A mark stays when its photo is
 * filtered away. */
bool photo_is_marked(const struct photo_screen *p, struct id photo);
enum outcome photo_mark_here(struct photo_screen *p);
enum outcome photo_mark_range(struct photo_screen *p); /* from the last one marked to here */
enum outcome photo_mark_all(struct photo_screen *p);
void photo_unmark(struct photo_screen *p);
void photo_prune_marks(struct photo_screen *p); /* of photos that are gone */
/* The marked ones, else the one under the cursor. The caller frees the array. */
size_t photo_chosen(const struct photo_screen *p, const struct row ***out);
bool photo_filter_takes(const struct photo_screen *p, const struct row *photo);
enum outcome photo_choose_filter(struct photo_screen *p);
void photo_put_state(const struct photo_screen *p, struct buf *out);

/* photo_say.c, of the chosen ones */
enum outcome photo_toggle_tag(struct photo_screen *p, int item); /* of photo_tag */
enum outcome photo_choose_tag(struct photo_screen *p);
enum outcome photo_choose_owner(struct photo_screen *p, bool also);
enum outcome photo_delete(struct photo_screen *p);

/* photo_clock.c */
enum outcome photo_ask_clock(struct photo_screen *p);
enum outcome photo_look_again(struct photo_screen *p);

/* photo_acts.c */
bool shots_set(struct photo_screen *p, struct id row, enum field f, struct value v);
enum outcome shots_choose_reason(struct photo_screen *p);
enum outcome shots_choose(struct photo_screen *p, const char *title,
                          const struct choose_item *items, int n, int current,
                          enum outcome (*done)(struct screen *, int, void *));

/* photo_take.c */
enum outcome photo_ask_path(struct photo_screen *p);
enum outcome photo_take_path(struct photo_screen *p, const char *text);
enum outcome photo_list_refused(struct photo_screen *p); /* with the reasons */

#endif
