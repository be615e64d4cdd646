/* What a sign-off covers (R122): the whole visit, one day, or one crew's day.
 *
 * A record belongs to a day and crew through the steps of what it belongs to:
 * a device, connection or photo through its line. A step that was cancelled or
 * put off to the next day takes its target along: what is surveyed later
 * changes nothing that was signed. Explorations and unknown
 * lines belong to the day they were made on; an unknown line with no day is
 * always covered, so that it cannot be missed. */
#ifndef GENBA_MODEL_RULES_COVER_H
#define GENBA_MODEL_RULES_COVER_H

#include "model/survey.h"

struct cover {
    bool all;      /* the whole visit */
    int day;       /* else: days since 1970 */
    bool one_crew; /* and only this crew's steps */
    struct id crew;
};

#define COVER_VISIT ((struct cover){.all = true})

/* As the sign-off says. The scope "crew" is the crew of the lead it names
 * (lead_name is a member); when nobody has that name, all crews of the day. */
struct cover cover_of(const struct survey *s, const struct row *signoff);
bool cover_has(const struct survey *s, const struct cover *c, const struct row *r);

#endif
