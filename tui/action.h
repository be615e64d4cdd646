/* What a person can do, as names. action.def is the one list: bindings, the
 * footer, `?`, the palette and the command line all read it. */
#ifndef GENBA_TUI_ACTION_H
#define GENBA_TUI_ACTION_H

#ifndef N_
#define N_(s) s
#endif

enum action {
    ACT_NONE,
#define A(id, name, label, help, command) ACT_##id,
#include "tui/action.def"
#undef A
    ACT_COUNT
};

struct action_info {
    const char *name;    /* "next-error": key file, palette */
    const char *label;   /* N_() one or two words for the footer */
    const char *help;    /* N_() sentence for help and palette */
    const char *command; /* command-line verb, "" when there is none */
};

const struct action_info *action_info(enum action a); /* of ACT_NONE: empty strings */
enum action action_by_name(const char *name);         /* ACT_NONE when unknown */

#endif
