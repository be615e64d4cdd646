/* Parameters and results of calls in PostgreSQL's binary form: numbers high byte
 * first, bytea and text as they are, an array with its head. */
#ifndef GENBA_SYNC_CENTRAL_VALUES_H
#define GENBA_SYNC_CENTRAL_VALUES_H

#include "sync/central/protocol.h"

/* A CALL being written at the end of `out`. */
struct call {
    struct buf *out;
    size_t begun;
    uint8_t n;
};

struct call call_begin(struct buf *out, enum central_call what, uint32_t id);
void call_bytes(struct call *c, const void *p, size_t n);
void call_text(struct call *c, const char *s); /* NULL: NULL */
void call_int4(struct call *c, int32_t i);
void call_int8(struct call *c, int64_t i);
void call_bytes_array(struct call *c, const struct span *v, size_t n); /* bytea[] */
void call_end(struct call *c);

/* ROWS being read; its cells one after the other, row by row. Whoever reads
 * looks at w.bad at the end: then nothing of it counts. */
struct rows {
    uint16_t columns;
    uint32_t n;
    struct wire w;
};

/* `columns` is what the caller is going to read; another number is bad. */
struct rows rows_of(const void *p, size_t n, unsigned columns);
/* NULL, or a length that is not the type's, is bad. */
int64_t rows_int8(struct rows *r);
int32_t rows_int4(struct rows *r);
struct span rows_bytes(struct rows *r);               /* borrowed; NULL: p is NULL */
void rows_fixed(struct rows *r, void *out, size_t n); /* bytes of exactly that length */
char *rows_text(struct rows *r);                      /* owned; NULL is "" */
/* Text of the server's functions, cut to `size`. */
void rows_word(struct rows *r, char *out, size_t size);
/* What strangers wrote, for a line on a terminal: clean, cut at a character. */
void rows_line(struct rows *r, char *out, size_t size);
/* int4[]; calls fn with each element. */
void rows_int4_array(struct rows *r, void (*fn)(int32_t i, void *ctx), void *ctx);

#endif
