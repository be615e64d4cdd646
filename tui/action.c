#include "config.h"

#include "tui/action.h"

#include <string.h>

static const struct action_info actions[ACT_COUNT] = {
    [ACT_NONE] = {"", "", "", ""},
#define A(id, name_, label_, help_, command_) [ACT_##id] = {name_, label_, help_, command_},
#include "tui/action.def"
#undef A
};

const struct action_info *action_info(enum action a)
{
    return &actions[a > ACT_NONE && a < ACT_COUNT ? a : ACT_NONE];
}

enum action action_by_name(const char *name)
{
    for (int a = ACT_NONE + 1; a < ACT_COUNT; a++)
        if (strcmp(actions[a].name, name) == 0)
            return (enum action)a;
    return ACT_NONE;
}
