/* The table of rules (rules.def): number, weight, texts. The texts are
 * untranslated; {1} is what the fault is about, {2} a detail, {3} the label of
 * a field. */
#ifndef GENBA_MODEL_RULES_RULE_H
#define GENBA_MODEL_RULES_RULE_H

#include "model/base/err.h"

enum rule_id {
#define RULE(id, number, severity, blocks, group, text, fix) RULE_##id,
#include "model/rules/rules.def"
#undef RULE
    RULE_COUNT
};

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* What a fault stops, bits. An edit that would make a BLOCKS_SAVE fault is
 * refused (rules/edit.h); it can stand nevertheless, merged or imported. */
enum blocks {
    BLOCKS_NONE = 0,
    BLOCKS_PLAN = 1, /* the plan is not ready */
    BLOCKS_SIGN = 2, /* the witness cannot sign */
    BLOCKS_SAVE = 4,
    BLOCKS_PLAN_SAVE = BLOCKS_PLAN | BLOCKS_SAVE,
    BLOCKS_SIGN_SAVE = BLOCKS_SIGN | BLOCKS_SAVE,
};

enum rule_group {
    GROUP_SHEET,
    GROUP_DATES,
    GROUP_SCAN,
    GROUP_PLAN,
    GROUP_VISIT,
    GROUP_UNKNOWN,
    GROUP_SIGN,
};

struct rule {
    const char *id;     /* stable name: "ns03_unasked" */
    const char *number; /* "R103", or "req" */
    enum severity severity;
    enum blocks blocks;
    enum rule_group group;
    const char *text, *fix;
};

extern const struct rule rules[RULE_COUNT];

/* `return rule_refuse(e, RULE_x, ...)`: ERR_REFUSED with the rule's own text. */
int rule_refuse(struct err *e, enum rule_id rule, const char *subject, const char *detail);

#endif
