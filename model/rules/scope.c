#include "model/rules/scope.h"

#include "model/rules/single.h"

enum scope line_scope(const struct row *line)
{
    if (row_is(line, F_line_traffic_kind, "voice"))
        return SCOPE_OS02;
    return row_is(line, F_line_emr_connected, "no") ? SCOPE_OS01 : SCOPE_IN;
}

bool line_in_scope(const struct row *line)
{
    return line_scope(line) == SCOPE_IN;
}

const char *scope_code(enum scope scope)
{
    static const char *const codes[] = {
        [SCOPE_IN] = "", [SCOPE_OS01] = "OS01", [SCOPE_OS02] = "OS02"};

    return codes[scope];
}

bool line_in_doubt(const struct row *line)
{
    return line_in_scope(line) && !row_is(line, F_line_emr_connected, "yes");
}

bool line_scannable(const struct row *line)
{
    return r060_internet(row_text(line, F_line_line_kind));
}
