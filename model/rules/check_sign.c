#include "model/base/clock.h"
#include "model/rules/check_parts.h"
#include "model/rules/merged.h"
#include "model/rules/name.h"
#include "model/rules/signoff.h"

#include <string.h>

static void conflict(struct check *c, const struct row *r)
{
    if (r->conflicts > 0)
        check_detail(c, RULE_conflict, r, "%d", r->conflicts);
    if (r->held)
        check_add(c, RULE_held, r);
}

static void add_pair(struct check *c, enum rule_id rule, const struct row *r, enum field f,
                     const struct row *other)
{
    struct buf name = BUF_INIT;

    row_name(c->s, other, &name);
    problem_add(c->out, c->s, rule, r, f, row_best(r, f) == row_observed(r, f), buf_str(&name));
    buf_release(&name);
}

static void dangling(const struct row *r, enum field f, const struct row *gone, void *ctx)
{
    add_pair(ctx, RULE_dangling, r, f, gone);
}

static void doubles(enum field f, const struct row *const *rows, size_t n, void *ctx)
{
    for (size_t i = 1; i < n; i++)
        add_pair(ctx, RULE_doubled, rows[i], f, rows[0]);
}

/* What is not here yet, or not believed: the lead may sign without it and say why. */
static void missing(struct check *c)
{
    const struct row *site = survey_site(c->s);

    if (!site || *row_text(site, F_site_signed_without))
        return;
    if (c->s->waiting > 0)
        check_detail(c, RULE_commits_waiting, site, "%zu", c->s->waiting);
    if (c->s->aside > 0)
        check_detail(c, RULE_commits_aside, site, "%zu", c->s->aside);
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
    merged_dangling(c->s, dangling, c);
    merged_doubles(c->s, doubles, c);
    missing(c);
    check_run(c, list, sizeof list / sizeof list[0]);
}
