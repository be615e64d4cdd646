#include "model/base/clock.h"
#include "model/rules/check_parts.h"
#include "model/rules/signoff.h"

#include <string.h>

static void conflict(struct check *c, const struct row *r)
{
    if (r->conflicts > 0)
        check_detail(c, RULE_conflict, r, "%d", r->conflicts);
}

/* R120: on the day a crew left, nothing valid was signed. */
static void left(struct check *c, const struct row *r)
{
    char date[ISO_DATE_LEN + 1] = "";
    const char *at = row_text(r, F_crew_left_at);
    int day;

    if (strlen(at) < ISO_DATE_LEN)
        return;
    memcpy(date, at, ISO_DATE_LEN);
    if (date_parse(date, &day) && !crew_signed(c->s, r, day))
        check_field(c, RULE_left_unsigned, r, F_crew_left_at);
}

static void changed(struct check *c, const struct row *r)
{
    if (signoff_state(c->s, r) == SIGN_CHANGED)
        check_field(c, RULE_changed_after, r, F_signoff_signed_digest);
}

void check_signed(struct check *c)
{
    static const struct checker list[] = {{KIND_crew, left}, {KIND_signoff, changed}};

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        struct checker one = {(enum kind)k, conflict};

        check_run(c, &one, 1);
    }
    check_run(c, list, sizeof list / sizeof list[0]);
}
