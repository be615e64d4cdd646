/* A list of faults found in a survey.
 *
 * A problem is a fact with its arguments, not a sentence: the screen and
 * `check` translate the rule's text and fill it by problem_print. It owns its
 * two strings; they hold the survey's own words (names, times), so they need
 * no translation. */
#ifndef GENBA_MODEL_RULES_PROBLEM_H
#define GENBA_MODEL_RULES_PROBLEM_H

#include "model/base/buf.h"
#include "model/rules/rule.h"
#include "model/survey.h"

struct problem {
    enum rule_id rule;
    struct id row; /* where to go; zero for the whole survey */
    enum kind kind;
    enum field field; /* FIELD_NONE when it is no single field */
    bool observed;
    char *name, *detail; /* {1}, {2} */
};

struct problems {
    struct problem *v;
    size_t n, cap;
};

#define PROBLEMS_INIT                                                                              \
    {                                                                                              \
        .v = NULL, .n = 0, .cap = 0                                                                \
    }

void problems_release(struct problems *list);

/* `field` may be FIELD_NONE, `detail` NULL. */
void problem_add(struct problems *list, const struct survey *s, enum rule_id rule,
                 const struct row *row, enum field field, bool observed, const char *detail);

/* Fills a pattern (the rule's text, translated) with the problem's arguments. */
void problem_print(struct buf *out, const struct problem *p, const char *pattern, bool ja);

size_t problems_count(const struct problems *list, enum severity at_least);
size_t problems_count_group(const struct problems *list, enum rule_group group,
                            enum severity at_least);
/* The first problem with this rule, about this row when it is not NULL. */
const struct problem *problems_find(const struct problems *list, enum rule_id rule,
                                    const struct row *row);

#endif
