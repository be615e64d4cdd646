/* A value of a field, and its canonical bytes in the log.
 *
 * `struct value` borrows: text and blob point into whoever made it. Copy with
 * value_copy, release with value_release. "Not yet asked" is VALUE_NULL; an
 * answered "unknown" is the text 不明 or the id `unknown`; "could not be read"
 * is VALUE_UNREADABLE with its reason (design.md section 4). */
#ifndef GENBA_MODEL_VALUE_H
#define GENBA_MODEL_VALUE_H

#include "model/base/buf.h"
#include "model/base/id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers are the type bytes on the wire: append only. */
enum value_type {
    VALUE_NULL = 0,
    VALUE_INT = 1,  /* booleans too: 0, 1 */
    VALUE_TEXT = 2, /* UTF-8, NFC; dates, times and enumeration ids too */
    VALUE_BLOB = 3,
    VALUE_ID = 4,         /* an entity */
    VALUE_DECIMAL = 5,    /* a decimal number as text: no floats in the log */
    VALUE_UNREADABLE = 6, /* text: why it could not be read */
};

struct value {
    enum value_type type;
    int64_t i;
    const char *s; /* text, blob, decimal, reason: n bytes, NUL behind them */
    size_t n;
    struct id id;
};

struct value value_null(void);
struct value value_int(int64_t i);
struct value value_text(const char *s); /* NULL or "" gives VALUE_NULL */
struct value value_text_n(const char *s, size_t n);
struct value value_blob(const void *p, size_t n);
struct value value_id(struct id id);
struct value value_decimal(const char *s);
struct value value_unreadable(const char *reason);

struct value value_copy(struct value v); /* owns its bytes */
void value_release(struct value *v);     /* only of a copy */
bool value_equal(struct value a, struct value b);
bool value_is_null(struct value v);
/* "" for anything that is no text, decimal; never NULL. */
const char *value_str(const struct value *v);

/* Canonical bytes: u8 type, then per type. value_get returns the bytes taken,
 * 0 when they are cut off or no canonical value (a text that is no UTF-8, an
 * unknown type), and *out stays as it was; the value borrows from p. Text is not NUL-terminated
 * then: use n, or copy. */
void value_put(struct buf *out, struct value v);
size_t value_get(const void *p, size_t n, struct value *out);

/* Variable-length integers of the log: 7 bits a byte, low first; the shortest
 * form only. varint_get returns the bytes taken, 0 when cut off or too long. */
void varint_put(struct buf *out, uint64_t u);
size_t varint_get(const uint8_t *p, size_t n, uint64_t *out);

#endif
