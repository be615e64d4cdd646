/* TAP producer: one line per check, flushed at once, so that a crash or a
 * sanitizer's exit loses nothing. Exit status 1 when a check failed, 255 after
 * a bail-out. Single process, no subtests. */
#ifndef GENBA_TESTS_LIB_TAP_H
#define GENBA_TESTS_LIB_TAP_H

#include "model/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void plan(int n); /* optional; without it tap_done prints the plan last */
void plan_skip_all(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
int tap_done(void); /* `return tap_done();` ends main */
void diag(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void skip(int n, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void bail(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Each returns whether it passed. */
bool tap_ok(bool pass, const char *expr, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
bool tap_int(int64_t got, int64_t want, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
bool tap_str(const char *got, const char *want, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
bool tap_rc(int rc, const struct err *e, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

#define ok(cond, ...) tap_ok((cond), #cond, __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, ...)                                                                     \
    tap_int((int64_t)(got), (int64_t)(want), __FILE__, __LINE__, __VA_ARGS__)
#define is_str(got, want, ...) tap_str((got), (want), __FILE__, __LINE__, __VA_ARGS__)
/* rc is 0; prints the error otherwise */
#define is_ok(rc, e, ...) tap_rc((rc), (e), __FILE__, __LINE__, __VA_ARGS__)

#endif
