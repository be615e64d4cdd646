#include "model/rules/cover.h"

#include "model/base/clock.h"
#include "model/rules/name.h"
#include "model/rules/steps.h"

#include <string.h>

static const struct row *member_called(const struct survey *s, const char *name)
{
    for (size_t i = 0; *name && i < s->n[KIND_member]; i++)
        if (row_is(s->rows[KIND_member][i], F_member_member_name, name))
            return s->rows[KIND_member][i];
    return NULL;
}

/* The date of a datetime field; false when there is none. */
static bool day_of(const struct row *r, enum field f, int *day)
{
    const char *text = row_text(r, f);
    char date[ISO_DATE_LEN + 1] = "";

    if (strlen(text) < ISO_DATE_LEN)
        return false;
    memcpy(date, text, ISO_DATE_LEN);
    return date_parse(date, day);
}

struct cover cover_of(const struct survey *s, const struct row *signoff)
{
    struct cover c = {.all = true};
    const struct row *lead;

    if (!row_is(signoff, F_signoff_signed_scope, "day") &&
        !row_is(signoff, F_signoff_signed_scope, "crew"))
        return c;
    if (!date_parse(row_text(signoff, F_signoff_signed_day), &c.day) &&
        !day_of(signoff, F_signoff_signed_at, &c.day))
        return c;
    c.all = false;
    lead = member_called(s, row_text(signoff, F_signoff_lead_name));
    if (row_is(signoff, F_signoff_signed_scope, "crew") && lead) {
        c.one_crew = true;
        c.crew = row_ref(lead, F_member_crew_ref);
    }
    return c;
}

static bool step_covered(const struct cover *c, const struct row *step)
{
    int day;

    return (!step_day(step, &day) || day == c->day) &&
           (!c->one_crew || id_equal(row_ref(step, F_step_crew_ref), c->crew));
}

static bool has_covered_step(const struct survey *s, const struct cover *c, const struct row *r)
{
    const struct row *step;

    for (size_t i = 0; (step = survey_next_ref(s, KIND_step, F_step_target_ref, r->id, &i));)
        if (step_counts(step) && step_covered(c, step))
            return true;
    return false;
}

bool cover_has(const struct survey *s, const struct cover *c, const struct row *r)
{
    const struct row *root;
    int day;

    if (c->all)
        return true;
    if (r->kind == KIND_step)
        return step_covered(c, r);
    root = row_root(s, r);
    switch (root->kind) {
    case KIND_line:
    case KIND_pc:
    case KIND_room:
        return has_covered_step(s, c, root);
    case KIND_exploration:
        return day_of(root, F_exploration_explored_in, &day) && day == c->day;
    case KIND_unknown_line:
        return (!day_of(root, F_unknown_line_found_at, &day) &&
                !day_of(root, F_unknown_line_asked_at, &day)) ||
               day == c->day;
    default:
        return true;
    }
}
