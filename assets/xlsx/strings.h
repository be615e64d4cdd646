/* Texts of a workbook: collecting one out of <si> or <is>, decoding it, and
 * keeping it in blocks until the workbook or sheet goes. */
#ifndef GENBA_ASSETS_XLSX_STRINGS_H
#define GENBA_ASSETS_XLSX_STRINGS_H

#include "assets/xlsx/package.h"

#include <stdint.h>

struct block;

/* Many small texts, freed together. `left` is a budget shared with others. */
struct arena {
    struct block *blocks;
    size_t room, used; /* `used`: what was taken from the budget */
    size_t *left;
};

void arena_init(struct arena *a, size_t *left);
void arena_release(struct arena *a); /* gives the budget back */
/* A NUL-terminated copy, or NULL when the budget is spent. */
const char *arena_put(struct arena *a, const char *s, size_t n);

/* One text out of <t> elements, runs joined, furigana left out. Feed it every
 * element between <si> and </si>. */
struct collector {
    struct buf text;
    int furigana; /* inside this many rPh or phoneticPr */
    bool in_t;
};

void collector_start(struct collector *c, const char *name);
void collector_end(struct collector *c, const char *name);
void collector_text(struct collector *c, const char *s, size_t n);

/* _x000D_ -> the character, CR LF -> LF, in place; the new length. Text that
 * looks like an escape is written _x005F_x000D_ by Excel. */
size_t string_decode(char *s, size_t n);

/* All shared strings: list[i] lives in `arena`. */
struct shared {
    const char **list;
    size_t n, cap;
    struct arena arena;
};

int shared_load(struct shared *s, struct package *p, const char *part, struct err *e);
void shared_release(struct shared *s);

#endif
