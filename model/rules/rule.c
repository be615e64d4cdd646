#include "model/rules/rule.h"

const struct rule rules[RULE_COUNT] = {
#define RULE(id_, number_, severity_, blocks_, group_, text_, fix_)                                \
    [RULE_##id_] = {.id = #id_,                                                                    \
                    .number = number_,                                                             \
                    .severity = SEVERITY_##severity_,                                              \
                    .blocks = BLOCKS_##blocks_,                                                    \
                    .group = GROUP_##group_,                                                       \
                    .text = text_,                                                                 \
                    .fix = fix_},
#include "model/rules/rules.def"
#undef RULE
};

int rule_refuse(struct err *e, enum rule_id rule, const char *subject, const char *detail)
{
    return err_say(e, ERR_REFUSED, rules[rule].text, subject, detail);
}
