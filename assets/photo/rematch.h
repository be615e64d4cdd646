/* The visits of a card's photos looked for once more, after the card's offset or a
 * visit's times changed. What a person said stays, a further target too; where photos are forbidden
 * (R100) nothing is guessed. One action = one commit = one undo. */
#ifndef GENBA_ASSETS_PHOTO_REMATCH_H
#define GENBA_ASSETS_PHOTO_REMATCH_H

#include "assets/photo/card.h"

struct rematch {
    int changed;                       /* have another target now */
    int matched, unmatched, by_person; /* of all that were looked at */
    int forbidden; /* of the unmatched: taken during a visit where R100 forbids photos */
};

/* What was said of the cards of a reading (offset, crew) said of their rows too, and
 * of the photos that they have already. */
int photo_set_cards(struct casefile *c, const struct card_reading *r, struct rematch *out,
                    struct err *e);
/* Of one card; zero: of all photos, with and without a card. */
int photo_rematch(struct casefile *c, struct id card, struct rematch *out, struct err *e);
/* Sets what the clock of a photo's card is off by, and looks for its visits. `shown`:
 * the photo is the one that shows a clock; it is noted at the card. ERR_INVALID:
 * the photo is of no card. */
int photo_set_clock(struct casefile *c, const struct row *photo, int64_t seconds, bool shown,
                    struct rematch *out, struct err *e);

#endif
