/* What a photo shows, the same wherever a command says it as JSON. */
#ifndef GENBA_TUI_CMD_JSON_PHOTO_H
#define GENBA_TUI_CMD_JSON_PHOTO_H

#include "model/base/json.h"
#include "model/survey.h"

/* "targets" (ids), "target_addresses" in the same order, "tags". */
void json_photo_shown(struct json *j, const struct survey *s, const struct row *photo);

#endif
