/* JSON out, for the commands' --json and the projections of the central store:
 * UTF-8, members in the order they are written, two-space indentation. Commas and
 * nesting are kept here. */
#ifndef GENBA_MODEL_BASE_JSON_H
#define GENBA_MODEL_BASE_JSON_H

#include "model/base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct json {
    struct buf *out;
    int depth;
    bool begun; /* something stands before in this object or array */
    bool flat;  /* for machines: neither line breaks nor indentation */
};

/* `name` is NULL inside arrays. */
void json_object(struct json *j, const char *name);
void json_array(struct json *j, const char *name);
void json_end(struct json *j, char bracket);                     /* '}' or ']' */
void json_text(struct json *j, const char *name, const char *s); /* NULL: null */
void json_text_n(struct json *j, const char *name, const char *s, size_t n);
void json_int(struct json *j, const char *name, int64_t i);
void json_bool(struct json *j, const char *name, bool b);
void json_null(struct json *j, const char *name);

#endif
