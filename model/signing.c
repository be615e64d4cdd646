#include "model/signing.h"

#include "model/base/clock.h"
#include "model/rules/check.h"
#include "model/rules/dates.h"
#include "model/rules/edit.h"
#include "model/rules/steps.h"

#include <stdlib.h>
#include <string.h>

int signing_covers(const struct survey *s, int today, struct cover out[SIGNING_COVERS])
{
    int days[SURVEY_DAYS_MAX], n = 0;
    size_t ndays = survey_days(s, days), at = 0;

    while (at < ndays && days[at] != today)
        at++;
    if (ndays > 1 && at < ndays)
        out[n++] = (struct cover){.day = today};
    if (n == 0 || at + 1 == ndays)
        out[n++] = COVER_VISIT;
    return n;
}

bool signing_stopped_by(const struct survey *s, const struct cover *cover, const struct problem *p)
{
    struct problem one = *p; /* a list of one, which borrows */
    struct problems list = {.v = &one, .n = 1, .cap = 1};

    return check_blocks_sign(s, cover, &list) != NULL;
}

static bool same_cover(const struct cover *a, const struct cover *b)
{
    return a->all == b->all && a->one_crew == b->one_crew && (a->all || a->day == b->day) &&
           (!a->one_crew || id_equal(a->crew, b->crew));
}

const struct row *signing_of(const struct survey *s, const struct cover *cover)
{
    const struct row *found = NULL;

    for (size_t i = 0; i < s->n[KIND_signoff]; i++) {
        const struct row *r = s->rows[KIND_signoff][i];
        struct cover c = cover_of(s, r);

        if (same_cover(&c, cover) && signoff_state(s, r) != SIGN_REPLACED &&
            (!found ||
             strcmp(row_text(found, F_signoff_signed_at), row_text(r, F_signoff_signed_at)) <= 0))
            found = r;
    }
    return found;
}

static int check_words(const struct survey *s, const struct signing *what, struct err *e)
{
    struct sign_counts n;

    if (!what->signer_name || !*what->signer_name)
        return err_say(e, ERR_INVALID, N_("The name of who signs is missing."), "", "");
    sign_counts_load(&n, s, &what->cover);
    if (n.unknown_lines > 0 && !what->explained_unknown)
        return err_say(e, ERR_REFUSED,
                       N_("Not confirmed that the unknown lines were explained (R124)."), "", "");
    if (n.not_surveyable > 0 && !what->explained_ns)
        return err_say(e, ERR_REFUSED,
                       N_("Not confirmed that what could not be surveyed was explained (R124)."),
                       "", "");
    return 0;
}

/* The steps named sign-off that this signature ends. */
static void end_steps(const struct survey *s, const struct cover *cover, const char *now,
                      struct edits *list)
{
    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *step = s->rows[KIND_step][i];

        if (!row_is(step, F_step_step_kind, "signoff") || step_closed(step) ||
            !cover_has(s, cover, step))
            continue;
        edits_set(list, step->id, F_step_step_state, value_text("done"));
        if (!*row_text(step, F_step_actual_from))
            edits_set(list, step->id, F_step_actual_from, value_text(now));
        edits_set(list, step->id, F_step_actual_to, value_text(now));
    }
}

static void describe(const struct survey *s, const struct signing *what, struct id id,
                     const char *now, struct edits *list)
{
    const struct row *before = signing_of(s, &what->cover);
    struct sign_counts n;
    struct buf items = BUF_INIT;
    char day[ISO_DATE_LEN + 1] = "";

    if (!what->cover.all)
        date_print(what->cover.day, day);
    sign_counts_load(&n, s, &what->cover);
    sign_counts_print(&n, &items);
    edits_set(list, id, F_signoff_signer_name, value_text(what->signer_name));
    edits_set(list, id, F_signoff_signer_department, value_text(what->signer_department));
    edits_set(list, id, F_signoff_sign_method,
              value_text(what->method ? what->method : "typed_name"));
    edits_set(list, id, F_signoff_signed_at, value_text(now));
    edits_set(list, id, F_signoff_signed_scope,
              value_text(what->cover.all        ? "visit"
                         : what->cover.one_crew ? "crew"
                                                : "day"));
    edits_set(list, id, F_signoff_signed_day, value_text(day));
    edits_set(list, id, F_signoff_confirmed_items, value_text(buf_str(&items)));
    if (n.unknown_lines > 0)
        edits_set(list, id, F_signoff_explained_unknown, value_int(1));
    if (n.not_surveyable > 0)
        edits_set(list, id, F_signoff_explained_ns, value_int(1));
    edits_set(list, id, F_signoff_signer_comment, value_text(what->comment));
    edits_set(list, id, F_signoff_lead_name, value_text(what->lead_name));
    if (before)
        edits_set(list, id, F_signoff_supersedes, value_id(before->id));
    buf_release(&items);
}

int signing_commit(struct casefile *c, const struct signing *what, struct err *e)
{
    const struct survey *s = &c->survey;
    struct id id = id_new(clock_now_ms());
    struct hash digest = signoff_digest(s, &what->cover);
    struct edits list = {0};
    char now[26], hex[2 * HASH_LEN + 1];
    int rc = check_words(s, what, e);

    if (rc != 0)
        return rc;
    datetime_print(clock_now_ms(), now);
    hash_print(&digest, hex);
    describe(s, what, id, now, &list);
    edits_set(&list, id, F_signoff_signed_digest, value_text(hex));
    edits_op(&list, OP_SEAL, id, 0, value_blob(digest.b, HASH_LEN));
    end_steps(s, &what->cover, now, &list);
    rc = rule_allows_edit(s, list.v, list.n, e);
    if (rc == 0)
        rc = case_edit(c, &list, e);
    edits_release(&list);
    return rc;
}

struct seal {
    struct id signoff;
    struct hash digest;
};

struct seals {
    struct seal *v;
    size_t n, cap;
};

static int gather_seals(const struct commit_info *info, void *ctx)
{
    struct seals *list = ctx;

    for (size_t i = 0; i < info->commit->nops; i++) {
        const struct op *op = &info->commit->ops[i];

        if (op->kind != OP_SEAL || op->value.n != HASH_LEN)
            continue;
        list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
        list->v[list->n].signoff = op->entity;
        memcpy(list->v[list->n].digest.b, op->value.s, HASH_LEN);
        list->n++;
    }
    return 0;
}

static bool sealed(const struct seals *list, const struct row *signoff)
{
    char hex[2 * HASH_LEN + 1];

    for (size_t i = 0; i < list->n; i++) {
        hash_print(&list->v[i].digest, hex);
        if (id_equal(list->v[i].signoff, signoff->id) &&
            row_is(signoff, F_signoff_signed_digest, hex))
            return true;
    }
    return false;
}

int signing_verify(struct casefile *c, seal_fn *fn, void *ctx, struct err *e)
{
    static const enum seal_state states[] = {
        [SIGN_VALID] = SEAL_HOLDS, [SIGN_REPLACED] = SEAL_REPLACED, [SIGN_CHANGED] = SEAL_CHANGED};
    const struct survey *s = &c->survey;
    struct seals list = {.v = NULL};
    int rc = store_walk(c->store, gather_seals, &list, e);

    for (size_t i = 0; i < s->n[KIND_signoff] && rc == 0; i++) {
        const struct row *r = s->rows[KIND_signoff][i];

        fn(r, sealed(&list, r) ? states[signoff_state(s, r)] : SEAL_BROKEN, ctx);
    }
    free(list.v);
    return rc;
}
