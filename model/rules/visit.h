/* A visit: what the surveyor still has to answer and photograph at a line (with
 * the devices below it), a PC, or an unknown line (with its devices), in the
 * order of the screen (screens.md, Visit).
 *
 * A visit borrows rows from the survey: load it anew after each edit. Costs one
 * walk over the devices, connections and photos. */
#ifndef GENBA_MODEL_RULES_VISIT_H
#define GENBA_MODEL_RULES_VISIT_H

#include "model/rules/compare.h"
#include "model/rules/rule.h"
#include "model/survey.h"

enum answer_state { ANSWER_OPEN, ANSWER_GIVEN, ANSWER_UNREADABLE };

struct question {
    const struct row *row;
    enum field field;
    /* What stands in the column of the sheet: the same field for an observed
     * twin, the line number for the label; FIELD_NONE when nothing was declared. */
    enum field declared;
    bool observed; /* the answer goes into the observed twin */
    bool place;    /* stands for building, floor, room and rack; field is the room */
    bool needed;   /* must be answered before the visit is complete */
    enum answer_state state;
    enum compare compare; /* COMPARE_UNSEEN where nothing is compared */
};

enum photo_state { PHOTO_MISSING, PHOTO_PRESENT, PHOTO_EXCUSED };

/* One photo that R104, R105 or R113 wants. */
struct photo_need {
    const struct row *row; /* what it must show */
    const char *tag;       /* the tag to give it, an id of photo_tag */
    enum rule_id rule;     /* broken while it is missing */
    enum photo_state state;
    bool forbidden; /* R100: the room allows no photos; NS06 takes its place */
};

struct visit {
    const struct row *target;
    struct question *questions;
    size_t n, cap;
    struct photo_need *photos;
    size_t nphotos, photo_cap;
    int answered, total; /* of the needed questions */
    int differs, unreadable;
    int photos_present, photos_needed; /* excused ones are not counted */
    bool links_open;                   /* a line with neither connections nor "no devices below" */
    bool given_up;                     /* not surveyable: nothing is needed */
};

void visit_load(struct visit *v, const struct survey *s, const struct row *target);
void visit_release(struct visit *v);
/* Nothing needed is missing. */
bool visit_complete(const struct visit *v);
/* The first question that is needed and open at or after `from`, then from the
 * top; -1 when there is none. */
int visit_next_open(const struct visit *v, int from);

/* R100: photos are forbidden where the row is. */
bool photo_forbidden_at(const struct survey *s, const struct row *r);

#endif
