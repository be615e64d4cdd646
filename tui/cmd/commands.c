#include "tui/cmd/cmd.h"

#define N_(s) s

const struct command commands[] = {
    {"list", "", N_("the hospitals of the workspace"), 0, 0, true, NULL, cmd_list},
    {"show", "SERIAL", N_("the whole survey of a hospital"), 1, 1, true, NULL, cmd_show},
    {"log", "SERIAL [ENTITY]", N_("who changed what, and when"), 1, 2, true, NULL, cmd_log},
    {"set", "SERIAL ENTITY FIELD VALUE", N_("set one field"), 4, 4, false, NULL, cmd_set},
    {"add", "SERIAL KIND FIELD=VALUE...", N_("add a row"), 2, -1, true, NULL, cmd_add},
    {"delete", "SERIAL ENTITY", N_("delete a row; undo brings it back"), 2, 2, false, NULL,
     cmd_delete},
    {"undo", "SERIAL", N_("take back the last change"), 1, 1, false, NULL, cmd_undo},
    {"redo", "SERIAL", N_("make the undone change again"), 1, 1, false, NULL, cmd_redo},
    {"verify", "SERIAL", N_("verify the log, the photos and the signatures"), 1, 1, true, NULL,
     cmd_verify},
    {.name = NULL},
};
