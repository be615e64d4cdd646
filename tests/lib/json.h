/* A JSON reader for tests: the whole document as a tree, which owns its memory.
 *
 * Strict (RFC 8259): no comments, no trailing commas, UTF-8 in and out, \u
 * escapes with surrogate pairs. Numbers are doubles. The order of members is
 * kept. Every getter takes NULL and gives NULL, so that paths can be chained:
 * json_str(json_get(json_at(root, 0), "name")). */
#ifndef GENBA_TESTS_LIB_JSON_H
#define GENBA_TESTS_LIB_JSON_H

#include <stdbool.h>
#include <stddef.h>

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    double number;      /* JSON_NUMBER; 0 or 1 for JSON_BOOL */
    char *text;         /* JSON_STRING */
    char *key;          /* the member's name inside an object, else NULL */
    struct json *first; /* children of arrays and objects, in their order */
    struct json *next;  /* the sibling: for (j = a->first; j; j = j->next) */
    size_t count;       /* children */
};

/* NULL when the text is no JSON; *at (may be NULL) is then the offset of the
 * first wrong byte. The caller frees by json_free. */
struct json *json_parse(const char *s, size_t n, size_t *at);
/* The same for a file; a missing or wrong one ends the test by bail(). */
struct json *json_load(const char *path);
void json_free(struct json *j);

const struct json *json_get(const struct json *j, const char *key); /* a member */
const struct json *json_at(const struct json *j, size_t i);         /* linear */
const char *json_str(const struct json *j);                         /* NULL: no string */
double json_num(const struct json *j, double otherwise);
bool json_true(const struct json *j);

#endif
