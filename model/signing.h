/* The witness signs (R120-R125): the sign-off row, its seal and the sign-off
 * steps it ends, in one commit. The screen and `genba sign` both come here. */
#ifndef GENBA_MODEL_SIGNING_H
#define GENBA_MODEL_SIGNING_H

#include "model/case.h"
#include "model/rules/cover.h"
#include "model/rules/problem.h"
#include "model/rules/signoff.h"

/* What was shown and answered; texts are borrowed, NULL or "" is absent. */
struct signing {
    struct cover cover; /* the whole visit, or a day of all crews */
    const char *signer_name, *signer_department;
    const char *comment, *lead_name;
    const char *method;                   /* NULL: typed_name */
    bool explained_unknown, explained_ns; /* R124 */
};

/* R122: what can be signed on this day (days since 1970), the usual one first:
 * on a day that is not the last only that day, on the last of several that day
 * or the visit, else the visit. Returns how many, at most SIGNING_COVERS. */
#define SIGNING_COVERS 2
int signing_covers(const struct survey *s, int today, struct cover out[SIGNING_COVERS]);

/* Does this problem stop a signature with this cover (R121)? */
bool signing_stopped_by(const struct survey *s, const struct cover *cover, const struct problem *p);

/* The sign-off that holds for exactly this cover: the latest not superseded;
 * NULL when there is none. It may be changed since (signoff_state). */
const struct row *signing_of(const struct survey *s, const struct cover *cover);

/* ERR_INVALID without a name; ERR_REFUSED while check_survey blocks (R121), or
 * when unknown lines or not surveyable items are not confirmed as explained. */
int signing_commit(struct casefile *c, const struct signing *what, struct err *e);

/* R125: each sign-off against the digest that was sealed with it. */
enum seal_state {
    SEAL_HOLDS,    /* what stands is what was signed */
    SEAL_CHANGED,  /* something changed since, in the open (R123) */
    SEAL_REPLACED, /* a later sign-off took its place */
    SEAL_BROKEN,   /* the row says another digest than its seal, or has none */
};
typedef void seal_fn(const struct row *signoff, enum seal_state state, void *ctx);
int signing_verify(struct casefile *c, seal_fn *fn, void *ctx, struct err *e);

#endif
