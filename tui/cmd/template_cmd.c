/* template: the blank sheets a hospital fills in. */
#include "tui/cmd/cmd.h"

#include "assets/template/template.h"
#include "tui/i18n.h"

#include <string.h>

int cmd_template(struct session *s, const struct arguments *a, struct err *e)
{
    const char *path = a->option['o'];
    enum template_kind kind;

    (void)s;
    if (strcmp(a->v[0], "hearing") == 0)
        kind = TEMPLATE_HEARING;
    else if (strcmp(a->v[0], "rooms") == 0)
        kind = TEMPLATE_ROOMS;
    else
        return err_say(e, ERR_USAGE, N_("There is no template {1}: hearing or rooms."), a->v[0],
                       NULL);
    if (!path)
        return err_say(e, ERR_USAGE, N_("Say where to write it: -o FILE.xlsx"), "", NULL);
    return template_write(kind, path, e);
}
