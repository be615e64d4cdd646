#include "model/rules/problem.h"

#include "model/base/text.h"
#include "model/rules/name.h"

#include <stdlib.h>

void problems_release(struct problems *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->v[i].name);
        free(list->v[i].detail);
    }
    free(list->v);
    *list = (struct problems)PROBLEMS_INIT;
}

void problem_add(struct problems *list, const struct survey *s, enum rule_id rule,
                 const struct row *row, enum field field, bool observed, const char *detail)
{
    struct buf name = BUF_INIT;
    struct problem *p;

    row_name(s, row, &name);
    list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
    p = &list->v[list->n++];
    *p = (struct problem){.rule = rule,
                          .row = row->id,
                          .kind = row->kind,
                          .field = field,
                          .observed = observed,
                          .name = xstrdup(buf_str(&name)),
                          .detail = xstrdup(detail ? detail : "")};
    buf_release(&name);
}

void problem_print(struct buf *out, const struct problem *p, const char *pattern, bool ja)
{
    text_fill(out, pattern, p->name, p->detail,
              p->field == FIELD_NONE ? "" : field_label(p->field, ja));
}

size_t problems_count(const struct problems *list, enum severity at_least)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        n += rules[list->v[i].rule].severity >= at_least;
    return n;
}

size_t problems_count_group(const struct problems *list, enum rule_group group,
                            enum severity at_least)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        n += rules[list->v[i].rule].group == group && rules[list->v[i].rule].severity >= at_least;
    return n;
}

const struct problem *problems_find(const struct problems *list, enum rule_id rule,
                                    const struct row *row)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].rule == rule && (!row || id_equal(list->v[i].row, row->id)))
            return &list->v[i];
    return NULL;
}
