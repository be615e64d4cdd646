/* Hand-made workbooks for tests: a zip file out of parts given as strings. */
#ifndef GENBA_TESTS_LIB_ZIPMAKE_H
#define GENBA_TESTS_LIB_ZIPMAKE_H

#include <stdbool.h>
#include <stddef.h>

struct zipmake;

struct zipmake *zipmake_new(const char *path); /* bails out when it cannot */
void zipmake_add(struct zipmake *z, const char *name, const void *bytes, size_t n, bool deflate);
void zipmake_text(struct zipmake *z, const char *name, const char *text); /* deflated */
/* `n` bytes: `unit` over and over, without holding them in memory. */
void zipmake_repeat(struct zipmake *z, const char *name, const char *head, const char *unit,
                    size_t n, const char *tail);
void zipmake_close(struct zipmake *z);

#endif
