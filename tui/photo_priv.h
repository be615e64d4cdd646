/* Inside the screen of photos: scr_photo.c lists, photo_take.c takes in. */
#ifndef GENBA_TUI_PHOTO_PRIV_H
#define GENBA_TUI_PHOTO_PRIV_H

#include "model/rules/visit.h"
#include "model/survey.h"
#include "tui/choose.h"
#include "tui/edit.h"
#include "tui/list.h"
#include "tui/screen.h"

/* A photo, or one that is needed. Ids and copies: no rows. */
struct shot {
    struct id photo; /* zero: needed */
    struct id of;    /* what it shows, or must show; zero: nothing yet */
    const char *tag; /* an id of photo_tag, static; "" */
    char *words;     /* owned */
    char *file, *mark;
    char clock[8];
    int64_t bytes;
    bool forbidden;
    enum role role;
};

enum photo_typing { PHOTO_TYPES_NOTHING, PHOTO_TYPES_PATH, PHOTO_TYPES_CAPTION };

struct photo_screen {
    struct screen base;
    bool ja;
    struct id target; /* zero: the whole hospital */
    struct shot *shots;
    int n;
    size_t cap;
    int present, needed;
    struct list list;
    struct edit edit;
    enum photo_typing typing;
    /* What the next photos show, when it is said beforehand. */
    struct id of;
    const char *tag;
    bool following; /* after the next photo the cursor goes to what is still missing */
    char *path;     /* being taken in, while it is asked what it shows; owned */
};

const struct survey *shots_survey(const struct photo_screen *p);
const struct shot *shot_here(const struct photo_screen *p);
void shots_refresh(struct photo_screen *p);

/* photo_acts.c */
bool shots_set(struct photo_screen *p, struct id row, enum field f, struct value v);
enum outcome shots_choose_tag(struct photo_screen *p);
enum outcome shots_choose_owner(struct photo_screen *p);
enum outcome shots_choose_reason(struct photo_screen *p);
enum outcome shots_delete_photo(struct photo_screen *p);
enum outcome shots_choose(struct photo_screen *p, const char *title,
                          const struct choose_item *items, int n, int current,
                          enum outcome (*done)(struct screen *, int, void *));

/* photo_take.c */
enum outcome photo_ask_path(struct photo_screen *p);
enum outcome photo_take_path(struct photo_screen *p, const char *text);

#endif
