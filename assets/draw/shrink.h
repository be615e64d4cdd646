/* Scales RGB rows as they come, by area: each pixel out is the mean of what it
 * covers, parts of pixels counted as parts. Keeps two rows of sums, whatever
 * the size of the picture; works for enlarging too (then in plain blocks). */
#ifndef GENBA_ASSETS_DRAW_SHRINK_H
#define GENBA_ASSETS_DRAW_SHRINK_H

#include <stdint.h>

struct shrink;

/* From sw x sh to dw x dh, none 0, none above 65535. `rgb` (dw * dh * 3 bytes)
 * stays the caller's; a row of it is written when all it needs has come. */
struct shrink *shrink_new(uint32_t sw, uint32_t sh, uint32_t dw, uint32_t dh, uint8_t *rgb);
void shrink_row(struct shrink *s, const uint8_t *row); /* the next sw pixels */
uint32_t shrink_rows(const struct shrink *s);          /* written so far */
void shrink_free(struct shrink *s);                    /* NULL is fine */

/* All of a picture in memory. */
void shrink_all(const uint8_t *from, uint32_t sw, uint32_t sh, uint8_t *to, uint32_t dw,
                uint32_t dh);

#endif
