/* XML parts of a workbook, streamed through expat.
 *
 * Names come without their prefix (x:row -> row), so that strict, prefixed and
 * plain workbooks look the same. DOCTYPE is refused: workbooks have none, and
 * entities need one. Tokens, names, nesting are limited by limits.h. */
#ifndef GENBA_ASSETS_XLSX_XML_H
#define GENBA_ASSETS_XLSX_XML_H

#include "assets/xlsx/package.h"

/* Each may be NULL and gives 0, or -ERR_x with the message, which ends the reading. */
struct xml_reader {
    int (*start)(void *ctx, const char *name, const char **atts, struct err *e);
    int (*end)(void *ctx, const char *name, struct err *e);
    int (*text)(void *ctx, const char *s, size_t n, struct err *e); /* in pieces */
};

int xml_read(struct package *p, const char *part, size_t max, const struct xml_reader *reader,
             void *ctx, struct err *e);

/* The value of an attribute without prefix, and of one with any ("r:id"); NULL
 * when it is not there. Valid during the callback. */
const char *xml_att(const char **atts, const char *name);
const char *xml_prefixed_att(const char **atts, const char *name);
/* "1", "true" and "on" are true (xsd:boolean and its old spelling). */
bool xml_bool(const char *value);

#endif
