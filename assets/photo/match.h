/* When a photo was taken, and which visit it belongs to. Pure: reads the
 * survey, changes nothing. */
#ifndef GENBA_ASSETS_PHOTO_MATCH_H
#define GENBA_ASSETS_PHOTO_MATCH_H

#include "model/survey.h"

/* "2025:09:12 09:20:00" and "+09:00" (or "": the time zone of the survey) as ms
 * since 1970, with `camera_s` seconds added: what the camera's clock was behind,
 * the same for all of a card (card.h). False when it is no time. */
bool photo_time(const char *taken, const char *offset, int64_t camera_s, int64_t *ms);

/* How sure a match is, least first. */
enum match_sure {
    MATCH_NONE,
    MATCH_PLANNED, /* the plan has somebody there then; nobody has started */
    MATCH_NEAR,    /* at most MATCH_NEAR_MINUTES before or after a visit */
    MATCH_ACTUAL,  /* during a visit */
};
#define MATCH_NEAR_MINUTES 5
/* A visit without an end is believed to last so long. */
#define MATCH_OPEN_MINUTES 180

struct photo_match {
    const struct row *step, *target; /* NULL: none */
    enum match_sure sure;
    int rivals; /* other targets that fit as well: a person must say which */
};

/* The step that fits a time best; of several the crew's (zero: not known). Another
 * crew's fits when the crew itself was nowhere then. */
void photo_match(struct photo_match *out, const struct survey *s, int64_t taken_ms, struct id crew);
/* An id of matched_by; NULL when nothing fits. */
const char *photo_match_by(const struct photo_match *m);

/* R148, shown and never fixed: an id of none, exif_missing, outside_survey_day,
 * exif_vs_mtime (more than MISMATCH_MINUTES apart); the first that holds, in
 * that order. Static. */
#define MISMATCH_MINUTES 60
const char *photo_date_mismatch(const struct survey *s, const struct row *photo);

/* The tag a photo of that row most likely has, an id of photo_tag; NULL. */
const char *photo_suggest_tag(const struct row *target);

#endif
