/* Entity ids: 16 bytes in UUIDv7 layout, so that byte order is order of
 * creation on one laptop, within one millisecond too. */
#ifndef GENBA_MODEL_BASE_ID_H
#define GENBA_MODEL_BASE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ID_LEN 16
#define ID_HEX_LEN 36

struct id {
    uint8_t b[ID_LEN];
};

typedef void random_fn(void *out, size_t n, void *ctx);

void id_random_source(random_fn *fn, void *ctx); /* NULL: the kernel's (the default) */
void random_bytes(void *out, size_t n);          /* from that source; aborts when there is none */

struct id id_new(int64_t now_ms);
bool id_is_zero(struct id id);
bool id_equal(struct id a, struct id b);
int id_compare(struct id a, struct id b);
void id_print(struct id id, char out[ID_HEX_LEN + 1]); /* 8-4-4-4-12, lower case */
bool id_parse(const char *s, struct id *out);          /* with or without the dashes */

#endif
