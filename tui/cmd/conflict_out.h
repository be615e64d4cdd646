/* Conflicts and notices as `conflicts`, `resolve` and `show` print them.
 *
 * JSON of a conflict: {"kind","entity","id","field","observed","values","before",
 * "reasons"}; of a value: {"value","person","crew","laptop","at","wall","photo"},
 * and "entity", "field" where it stands elsewhere than the conflict. All of it
 * comes from the log alone, so that it is equal on all laptops. */
#ifndef GENBA_TUI_CMD_CONFLICT_OUT_H
#define GENBA_TUI_CMD_CONFLICT_OUT_H

#include "model/base/json.h"
#include "model/conflicts.h"

/* `hospital`: the serial number, or NULL to leave it out. */
void conflict_json(struct json *j, const struct survey *s, const struct conflict *c,
                   const char *hospital);
void notice_json(struct json *j, const struct conflict *c, const char *hospital);
void conflict_text(struct buf *out, const struct survey *s, const struct conflict *c, bool ja);
void notice_text(struct buf *out, const struct conflict *c);
/* As a person reads it: an address for a reference, "deleted", "kept". */
void conflict_value_text(const struct survey *s, const struct conflict_value *v, bool ja,
                         struct buf *out);
/* "serial_no", "alive", "twin_of", "0x031f" of a newer catalogue. */
void conflict_field_id(const struct conflict *c, struct buf *out);

#endif
