/* Conflicts as they are shown and decided: the cells of the list, what stands
 * side by side below it, what each digit does. Made of model/conflicts.h in the
 * language of now; owns its texts, holds no rows. */
#ifndef GENBA_TUI_CLASH_H
#define GENBA_TUI_CLASH_H

#include "model/conflicts.h"
#include "tui/theme.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;

/* What a digit does. */
enum take { TAKE_NOTHING, TAKE_VALUE, TAKE_LINK, TAKE_RIGHT, TAKE_ADOPT };

/* One of those that stand side by side. */
struct side {
    char *value, *who; /* owned; who: "佐藤 (A班 PC-07)  10:31" */
    char *photo;       /* owned: "DSC01204 ラベル 10:30"; NULL: none near */
    struct id photo_id;
    bool clock_off; /* the clock of its laptop is not to be believed */
    enum role role; /* of the value */
    size_t index;   /* of conflict_choose */
};

#define SIDES_MAX 9 /* what the digits reach */

/* A choice that is none of the values. */
struct option {
    enum take take;
    const char *label; /* translated, static */
};
#define OPTIONS_MAX 2

struct clash {
    struct side side[SIDES_MAX];
    int n, more; /* more: values beyond the nine */
    struct option option[OPTIONS_MAX];
    int options;             /* 0: the digits take the sides, if anything */
    bool takes;              /* the digits take the sides */
    bool types;              /* another value may be typed, both go into the note */
    char *before, *declared; /* owned; NULL: not asked here; "" nothing */
    char *todo;              /* owned: what to do, in a sentence; or NULL */
};

void clash_load(struct clash *out, struct app *app, const struct conflict *c);
void clash_release(struct clash *k);
/* How many digits do something. */
int clash_digits(const struct clash *k);

/* The cells of a row; what: the field, or what is wrong. */
void clash_place(struct app *app, const struct conflict *c, struct buf *out);
void clash_what(const struct conflict *c, bool ja, struct buf *out);
/* Stable while it lasts. */
void clash_id(const struct conflict *c, char *out, size_t size);
/* The value as people read it; of a reference the row's name. */
void clash_value(struct app *app, enum field f, const struct value *v, struct buf *out);

/* What a person decides, each one commit. False, with a message: nothing done. */
bool clash_take(struct app *app, const struct conflict *c, const struct clash *k, int digit);
bool clash_both(struct app *app, const struct conflict *c);
/* As field_parse reads it. */
bool clash_type(struct app *app, const struct conflict *c, const char *text);

#endif
