/* Photos into a case (design.md section 7, F11).
 *
 * A file that cannot be taken in (no regular file, empty, above 64 MiB, neither
 * JPEG nor PNG by its content, forbidden by R100: for its target, or taken during the
 * only visit of its time) is refused with its name and
 * the reason; the others go on. A damaged picture is taken in and marked. A
 * picture that genba-draw could not examine is kept without details, and its
 * result says why. The same bytes may come twice, for two things or under two
 * names: two records, one file. The same file once more, for the same or for
 * nothing in particular, is the record that it has: a card is read again safely.
 *
 * Files reach the disk in batches, each followed by one commit: when a result
 * is reported, the photo is on disk with its record. */
#ifndef GENBA_ASSETS_PHOTO_INTAKE_H
#define GENBA_ASSETS_PHOTO_INTAKE_H

#include "assets/draw/client.h"
#include "assets/photo/card.h"
#include "assets/photo/match.h"
#include "model/case.h"

struct intake_item {
    const char *path; /* borrowed */
    struct id target; /* zero: not said */
    const char *tag;  /* an id of photo_tag; NULL: suggested for the first of its target */
};

struct intake_options {
    const char *person;        /* who attaches; "" is nobody */
    bool match;                /* items without a target go to the visit of their time: the
                                * camera's with its card's offset; of the reading's crew; not
                                * where several fit */
    struct card_reading *card; /* what the files are read from; kept by the caller
                                * from call to call. NULL: no card is recorded */
};

enum intake_note {
    INTAKE_SAME_BYTES = 1,      /* a record of these bytes was there: `same_as` */
    INTAKE_DAMAGED = 2,         /* taken in all the same; `why` says what is wrong */
    INTAKE_NOT_EXAMINED = 4,    /* kept without details; `why` says so */
    INTAKE_AGAIN = 16,          /* this very file was taken in: `photo` is its record */
    INTAKE_FORBIDDEN_THERE = 8, /* a visit near its time is where R100 forbids: left unmatched */
};

struct intake_result {
    int rc; /* 0, or why it was refused: -ERR_x with `why` */
    struct err why;
    struct id photo; /* its record */
    unsigned notes;
    struct id same_as;
    struct id target;     /* what it is attached to; zero: nothing */
    const char *by;       /* an id of matched_by when its time found it; else NULL */
    enum match_sure sure; /* of a visit found by its time; several fit when rivals > 0 */
    int rivals;
};

/* Called once for each item when it is settled, not strictly in their order.
 * False stops after the current batch. */
typedef bool intake_fn(size_t i, const struct intake_result *r, void *ctx);

/* 0 when every item was taken in or refused. -ERR_CANCELLED: `fn` said so.
 * ERR_FULL, ERR_IO: the case can take no more; what was reported is in. */
int photo_intake_many(struct casefile *c, struct draw *d, const struct intake_item *items, size_t n,
                      const struct intake_options *how, intake_fn *fn, void *ctx, struct err *e);

/* One photo; a refusal is the error. `out` may be NULL. */
int photo_intake(struct casefile *c, struct draw *d, const struct intake_item *item,
                 const struct intake_options *how, struct intake_result *out, struct err *e);

#endif
