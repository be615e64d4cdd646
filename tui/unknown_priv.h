/* Inside the screen of an unknown line: scr_unknown.c draws and takes keys,
 * unknown_answer.c asks and commits. */
#ifndef GENBA_TUI_UNKNOWN_PRIV_H
#define GENBA_TUI_UNKNOWN_PRIV_H

#include "tui/edit.h"
#include "tui/list.h"
#include "tui/screen.h"
#include "tui/unknown_form.h"

struct unknown_screen {
    struct screen base;
    bool ja;
    struct id id; /* zero: nothing is recorded yet */
    struct unknown_form form;
    struct list kinds; /* the first question, while nothing is recorded */
    struct list list;  /* the form */
    struct edit edit;  /* in the row of the form under the cursor */
    bool typing;
    bool direct;      /* the next ACT_EDIT types instead of choosing */
    bool flow;        /* a new record: each answer asks the next question */
    struct id device; /* being added: its fields follow each other; or zero */
};

int unknown_load(struct screen *s, struct err *e);         /* the form, after an edit */
struct item *unknown_item(const struct unknown_screen *u); /* under the cursor; or NULL */

/* The first answer: the record begins. */
enum outcome unknown_create(struct unknown_screen *u, int terminator_kind);
enum outcome unknown_edit(struct unknown_screen *u);   /* ask or type, by the item */
enum outcome unknown_accept(struct unknown_screen *u); /* what was typed */
enum outcome unknown_unreadable(struct unknown_screen *u);
enum outcome unknown_unknown(struct unknown_screen *u); /* 不明, where it is an answer */
enum outcome unknown_clear(struct unknown_screen *u);
enum outcome unknown_device(struct unknown_screen *u); /* asks its kind, then the rest */
enum outcome unknown_delete(struct unknown_screen *u);
enum outcome unknown_photos(struct unknown_screen *u);

#endif
