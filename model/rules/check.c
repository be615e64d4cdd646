#include "model/rules/check.h"

#include "model/base/clock.h"
#include "model/rules/check_parts.h"

#include <stdarg.h>

void check_run(struct check *c, const struct checker *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; r < c->s->n[list[i].kind]; r++)
            list[i].fn(c, c->s->rows[list[i].kind][r]);
}

void check_add(struct check *c, enum rule_id rule, const struct row *r)
{
    problem_add(c->out, c->s, rule, r, FIELD_NONE, false, NULL);
}

void check_field(struct check *c, enum rule_id rule, const struct row *r, enum field f)
{
    problem_add(c->out, c->s, rule, r, f, false, NULL);
}

void check_detail(struct check *c, enum rule_id rule, const struct row *r, const char *fmt, ...)
{
    struct buf b = BUF_INIT;
    va_list ap;

    va_start(ap, fmt);
    buf_vaddf(&b, fmt, ap);
    va_end(ap);
    problem_add(c->out, c->s, rule, r, FIELD_NONE, false, buf_str(&b));
    buf_release(&b);
}

void check_survey(const struct survey *s, int64_t now_ms, struct problems *out)
{
    struct civil now = clock_civil(now_ms);
    struct check c = {
        .s = s,
        .now_ms = now_ms,
        .today = date_days(now.year, now.month, now.day),
        .out = out,
    };

    check_sheet(&c);
    check_dates(&c);
    check_scan(&c);
    check_plan(&c);
    check_visits(&c);
    check_unknown(&c);
    check_signed(&c);
}

const struct problem *check_blocks_plan(const struct problems *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (rules[list->v[i].rule].blocks & BLOCKS_PLAN)
            return &list->v[i];
    return NULL;
}

static bool stops_signing(const struct survey *s, const struct cover *cover,
                          const struct problem *p)
{
    const struct row *r;

    if (!(rules[p->rule].blocks & BLOCKS_SIGN))
        return false;
    r = survey_find_kind(s, p->kind, p->row);
    return !r || cover_has(s, cover, r);
}

const struct problem *check_blocks_sign(const struct survey *s, const struct cover *cover,
                                        const struct problems *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (stops_signing(s, cover, &list->v[i]))
            return &list->v[i];
    return NULL;
}

size_t check_count_sign(const struct survey *s, const struct cover *cover,
                        const struct problems *list)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        n += stops_signing(s, cover, &list->v[i]);
    return n;
}
