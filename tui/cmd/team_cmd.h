/* What `genba team` prints: members, as text and as JSON. */
#ifndef GENBA_TUI_CMD_TEAM_CMD_H
#define GENBA_TUI_CMD_TEAM_CMD_H

#include "sync/team.h"
#include "tui/cmd/cmd.h"
#include "model/base/json.h"

/* Appends one line. */
void team_line(struct buf *out, const struct roster *r, const struct identity *who,
               const struct member *m);
/* {"person","crew","laptop","fingerprint","state","self"} */
void team_json_member(struct json *j, const struct roster *r, const struct identity *who,
                      const struct member *m);
/* "team", "founder" (its fingerprint), "version"; null without a team. */
void team_json_head(struct json *j, const struct roster *r);

/* `genba team list`. */
int team_list(struct session *s, struct err *e);

#endif
