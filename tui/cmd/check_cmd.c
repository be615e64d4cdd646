/* check: everything that is missing or breaks a rule. */
#include "tui/cmd/check_cmd.h"

#include "model/base/clock.h"
#include "model/base/json.h"
#include "model/rules/check.h"
#include "tui/problem_text.h"

static const char *const severity_ids[] = {"note", "warning", "error"};

static const char *blocks_id(enum blocks b)
{
    return b & BLOCKS_SIGN ? "sign" : b & BLOCKS_PLAN ? "plan" : b & BLOCKS_SAVE ? "save" : "";
}

static void json_problem(struct json *j, const struct problem *p, const char *entity,
                         const char *message)
{
    const struct rule *rule = &rules[p->rule];
    struct buf field = BUF_INIT;

    if (p->field != FIELD_NONE)
        buf_addf(&field, "%s%s", p->observed ? "observed." : "", catalog[p->field].id);
    json_object(j, NULL);
    json_text(j, "severity", severity_ids[rule->severity]);
    json_text(j, "rule", rule->number);
    json_text(j, "entity", entity);
    json_text(j, "field", buf_str(&field));
    json_text(j, "message", message);
    json_text(j, "fix", problem_fix(p));
    json_text(j, "blocks", blocks_id(rule->blocks));
    json_end(j, '}');
    buf_release(&field);
}

static void text_problem(struct buf *out, const struct problem *p, const char *entity,
                         const char *message)
{
    const struct rule *rule = &rules[p->rule];

    buf_addf(out, "%s  %s  %s  %s\n    %s\n", severity_word(rule->severity), rule->number, entity,
             message, problem_fix(p));
}

void check_report(struct session *s, const struct survey *survey, const struct problems *list,
                  check_wanted *wanted, const void *ctx)
{
    struct buf out = {.max = SIZE_MAX / 2}, entity = BUF_INIT, message = BUF_INIT;
    struct json j = {.out = &out};

    if (s->json)
        json_array(&j, NULL);
    for (size_t i = 0; i < list->n; i++) {
        const struct problem *p = &list->v[i];
        const struct row *r = survey_find_kind(survey, p->kind, p->row);

        if (wanted && !wanted(p, ctx))
            continue;
        buf_reset(&entity);
        buf_reset(&message);
        if (r)
            survey_print_address(survey, r, &entity);
        problem_sentence(survey, p, s->ja, true, &message);
        if (s->json)
            json_problem(&j, p, buf_str(&entity), buf_str(&message));
        else
            text_problem(&out, p, buf_str(&entity), buf_str(&message));
    }
    if (s->json)
        json_end(&j, ']');
    cmd_print(&out);
    buf_release(&entity);
    buf_release(&message);
    buf_release(&out);
}

int cmd_check(struct session *s, const struct arguments *a, struct err *e)
{
    struct problems list = PROBLEMS_INIT;
    const struct cover visit = COVER_VISIT;
    struct casefile *c;
    bool bad;
    int rc = cmd_open(s, a->v[0], &c, e);

    if (rc != 0)
        return rc;
    check_survey(&c->survey, clock_now_ms(), &list);
    bad = problems_count(&list, SEVERITY_ERROR) > 0 ||
          check_blocks_sign(&c->survey, &visit, &list) != NULL;
    check_report(s, &c->survey, &list, NULL, NULL);
    problems_release(&list);
    case_close(c);
    return bad ? EXIT_PROBLEMS : EXIT_DONE;
}
