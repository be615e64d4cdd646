/* The lines of an unknown line's form: what is asked, what was answered, what
 * is still needed. Holds ids, no rows: loaded anew after each edit. */
#ifndef GENBA_TUI_UNKNOWN_FORM_H
#define GENBA_TUI_UNKNOWN_FORM_H

#include "model/survey.h"
#include "tui/theme.h"

enum item_kind {
    ITEM_FIELD,   /* one field */
    ITEM_PLACE,   /* building, floor and room */
    ITEM_ASKED,   /* who was asked, and when */
    ITEM_LINE,    /* the line that it became; field: became_line */
    ITEM_DEVICES, /* that there are none, and why; field: the reason */
    ITEM_PHOTOS,  /* how many; field: the reason why none */
};

struct item {
    enum item_kind kind;
    struct id row; /* the unknown line, or a device below it */
    enum field field;
    bool observed;
    bool needed, open;
    int device; /* 1, 2 ... on the first line of a device */
};

struct unknown_form {
    struct item *v;
    int n;
    size_t cap;
    int answered, total; /* of the needed ones, photos apart */
    int photos, photos_missing;
    int devices;
};

void unknown_form_load(struct unknown_form *f, const struct survey *s, const struct row *unknown);
void unknown_form_release(struct unknown_form *f);
/* The line of a field; -1 when there is none. Zero row: the unknown line's. */
int unknown_form_find(const struct unknown_form *f, struct id row, enum field field);
/* The first needed and open line; -1. */
int unknown_form_open(const struct unknown_form *f);

void item_label(const struct item *it, bool ja, struct buf *out);
enum role item_value(const struct survey *s, const struct unknown_form *f, const struct item *it,
                     bool ja, struct buf *out);
/* What follows from what the hospital says, one sentence. */
enum role unknown_follows(const struct survey *s, const struct unknown_form *f,
                          const struct row *unknown, struct buf *out);
/* "UA01 ONU 3F サーバ室": one line in lists. */
void unknown_summary(const struct row *unknown, bool ja, struct buf *out);

#endif
