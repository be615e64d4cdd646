/* Bytes as text that survives a mail: a line with BEGIN, comment lines for
 * people (#, never trusted), base64, a line with END.
 *
 * Read with patience: a byte order mark, CRLF, blanks, quoting marks (> |) in
 * front of lines, other dashes in the BEGIN and END lines and text around are
 * all taken. What counts is the signature of what comes out. */
#ifndef GENBA_SYNC_ARMOUR_H
#define GENBA_SYNC_ARMOUR_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/store.h"

#define ARMOUR_CARD "GENBA CARD"
#define ARMOUR_ROSTER "GENBA ROSTER"

void armour_begin(struct buf *out, const char *what);
/* One comment line; control characters and over-long texts are cut. */
void armour_comment(struct buf *out, const char *name, const char *text);
void armour_end(struct buf *out, const char *what, const void *p, size_t n);

/* The next block in *rest, which moves behind it. 1 = one, 0 = none any more,
 * -ERR_CORRUPT = one that is cut off or holds what is no base64. */
int armour_next(const char *what, struct span *rest, struct buf *out, struct err *e);

#endif
