/* A growable byte string with a ceiling.
 *
 * Always NUL-terminated behind `len`, so `p` can be used as a C string when
 * the content has no NUL of its own. When a write would pass `max` the buffer
 * sets `over`, drops that write and all later ones: check `over` once at the
 * end. Out of memory aborts (xmalloc). */
#ifndef GENBA_MODEL_BASE_BUF_H
#define GENBA_MODEL_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *p;
    size_t len, cap, max;
    bool over;
};

#define BUF_MAX_DEFAULT ((size_t)64 << 20)
#define BUF_INIT                                                                                   \
    {                                                                                              \
        .p = NULL, .len = 0, .cap = 0, .max = BUF_MAX_DEFAULT, .over = false                       \
    }

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b); /* frees the content; b is as after buf_init */
void buf_reset(struct buf *b);   /* empties, keeps the memory */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap);
const char *buf_str(struct buf *b); /* never NULL; borrowed until the next write */
char *buf_take(struct buf *b);      /* moves the content out; the caller frees */

/* Abort with a message when memory is out: the store is transactional, so
 * nothing acknowledged is lost. Sizes that come from files go through buf's
 * ceiling or are checked before. */
void out_of_memory(void) __attribute__((noreturn)); /* the same, for a library's objects */
void *xmalloc(size_t n) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *p, size_t n) __attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *s, size_t n) __attribute__((malloc, returns_nonnull));

/* Makes room for one more element in a growing array: `p` has `n` in use and
 * `*cap` allocated. Returns the (perhaps moved) array. */
void *xgrow(void *p, size_t n, size_t *cap, size_t size);

#endif
