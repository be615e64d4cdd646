/* Laptops, times and amounts in words, as the screens of two laptops say them. */
#ifndef GENBA_TUI_LAPTOP_TEXT_H
#define GENBA_TUI_LAPTOP_TEXT_H

#include "model/base/buf.h"

#include <stddef.h>
#include <stdint.h>

struct store;

void put_size(int64_t bytes, struct buf *out); /* 812 B, 3.4 MB, 1.2 GB */
/* "B班 田中 PC-11"; the word for somebody unknown when all are empty. */
void put_laptop(const char *person, const char *crew, const char *laptop, struct buf *out);
/* "中央, PC-11 田中": who has a photo, by the receipts; how many. */
size_t put_holders(struct store *st, const char *sha256, struct buf *out);
/* "35分前"; "14:05" of today, else "11/20 14:05". */
void put_ago(int64_t ms, struct buf *out);
/* "This laptop's clock says .., but ..": of a hospital written to at last_ms. */
void put_clock_question(int64_t last_ms, struct buf *out);
void put_when(int64_t ms, struct buf *out);
/* "12件 写真 9枚" */
void put_amount(int64_t changes, int64_t photos, struct buf *out);
/* "+38件 写真 +12 競合 2": what a bundle brought. */
void put_gain(int64_t changes, int64_t photos, int64_t conflicts, struct buf *out);

#endif
