/* UTF-8 text: checking, normalising, measuring in terminal columns. */
#ifndef GENBA_MODEL_BASE_TEXT_H
#define GENBA_MODEL_BASE_TEXT_H

#include "model/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool text_valid(const char *s, size_t n); /* well-formed UTF-8 without NUL */
/* Decodes one character at s (n bytes left): its bytes taken, 0 at the end;
 * a broken byte counts as one and gives U+FFFD. */
size_t text_next(const char *s, size_t n, uint32_t *cp);
void text_put(struct buf *b, uint32_t cp);

/* All of these append to `out`. Broken UTF-8 comes out as U+FFFD. */
void text_nfc(struct buf *out, const char *s, size_t n);
/* What a value becomes at every entry: NFC, control characters but newline
 * and tab dropped, blanks (ideographic too) trimmed at both ends. */
void text_clean(struct buf *out, const char *s, size_t n);
/* text_clean, then full-width ASCII to half-width and the various hyphens to
 * '-': for identifiers (line numbers, serial numbers, addresses). */
void text_ident(struct buf *out, const char *s, size_t n);
/* For comparing and searching: NFKC, lower case, katakana to hiragana, blanks
 * removed. Never shown. */
void text_fold(struct buf *out, const char *s, size_t n);

/* Terminal columns. A C locale with UTF-8 must be set (wcwidth). */
int text_cols(const char *s, size_t n);
/* The bytes of s that fit into `cols`, never half a character, combining
 * marks kept with their base; *used = the columns they take. */
size_t text_fit(const char *s, size_t n, int cols, int *used);
/* s in exactly `cols` columns: cut with `~` or padded with blanks. */
void text_pad(struct buf *out, const char *s, int cols);
void text_pad_left(struct buf *out, const char *s, int cols); /* stands right */

/* Replaces {1} {2} {3} in `pattern`; NULL arguments become "". */
void text_fill(struct buf *out, const char *pattern, const char *a1, const char *a2,
               const char *a3);
/* The same with numbers. */
void text_fill_n(struct buf *out, const char *pattern, int64_t a, int64_t b, int64_t c);
/* Case-blind test in text_fold's sense; an empty needle matches. */
bool text_contains(const char *haystack, const char *needle);

#endif
