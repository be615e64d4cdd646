/* The camera's card that photos came from (domain.md 1.15): one row for each
 * camera of one reading, with the crew it was with and what its clock is off by.
 *
 * A card is known again by its photos: when a file of a reading was taken in
 * before, the new ones beside it belong to that one's card. Its offset is added
 * to the camera's times when visits are looked for; the EXIF of the photos and
 * what is said of a mismatch (R148) stay. */
#ifndef GENBA_ASSETS_PHOTO_CARD_H
#define GENBA_ASSETS_PHOTO_CARD_H

#include "assets/draw/info.h"
#include "model/case.h"

#define CARD_CAMERAS 8 /* further cameras of one reading share the last row */
#define CARD_OFFSET_MAX (40 * 366 * 86400)

/* One reading of a card. Zeroed = begun; holds nothing to release. */
struct card_reading {
    const char *name; /* of the card, borrowed; see card_name */
    struct id crew;   /* zero: not known */
    bool offset_said; /* the clock of its cameras is off by offset_s */
    int64_t offset_s;
    struct {
        char make[64], model[64];
        struct id card;
    } cameras[CARD_CAMERAS];
    size_t n;
};

/* What a card is called by the path that was read: the folder above DCIM, else
 * the last folder; the caller frees. */
char *card_name(const char *path);

/* The card of a photo that is being recorded; its row is appended to `list` when
 * it is new to the reading. */
struct id card_for(struct card_reading *r, const struct picture_info *in, struct edits *list);
/* `photo` was taken in before: its camera's card goes on. */
void card_seen(struct card_reading *r, const struct row *photo);

const struct row *card_of(const struct survey *s, const struct row *photo); /* or NULL */
/* Seconds to add to the camera's time; 0 when nothing is known. */
int64_t card_offset(const struct survey *s, const struct row *photo);
/* The offset of a camera in this reading, before its photos are recorded. */
int64_t card_reading_offset(const struct card_reading *r, const struct survey *s,
                            const struct picture_info *in);

/* "12:34:56" or "2025-09-12 12:34:56" as the photo of a clock shows it: the
 * seconds between that and the photo's own time. "+1:30", "-0:00:05", "+90s",
 * "-2m" by hand (minutes:seconds, or hours:minutes:seconds). ERR_USAGE with what
 * can be typed; ERR_INVALID when the photo has no time. */
int card_parse_offset(const char *text, const struct row *photo, int64_t *seconds, struct err *e);
/* "+0:01:30" */
void card_print_offset(int64_t seconds, struct buf *out);

#endif
