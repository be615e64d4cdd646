#include "assets/draw/shrink.h"

#include "model/base/buf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* In units of 1/dw of a source column a source pixel is dw wide and a column
 * out sw wide, so that all shares are whole numbers; rows alike. */
struct shrink {
    uint32_t sw, sh, dw, dh;
    uint32_t rows;  /* written */
    uint32_t wants; /* of the row being made, in units of 1/dh source row */
    uint8_t *to;
    uint32_t *across; /* dw * 3: this source row, scaled across; below 2^24 */
    uint64_t *sums;   /* dw * 3: the row being made */
};

struct shrink *shrink_new(uint32_t sw, uint32_t sh, uint32_t dw, uint32_t dh, uint8_t *rgb)
{
    struct shrink *s = xcalloc(1, sizeof *s);

    assert(sw > 0 && sh > 0 && dw > 0 && dh > 0 && sw < 65536 && sh < 65536);
    *s = (struct shrink){.sw = sw, .sh = sh, .dw = dw, .dh = dh, .wants = sh, .to = rgb};
    s->across = xcalloc((size_t)dw * 3, sizeof *s->across);
    s->sums = xcalloc((size_t)dw * 3, sizeof *s->sums);
    return s;
}

void shrink_free(struct shrink *s)
{
    if (!s)
        return;
    free(s->across);
    free(s->sums);
    free(s);
}

uint32_t shrink_rows(const struct shrink *s)
{
    return s->rows;
}

static void scale_across(struct shrink *s, const uint8_t *row)
{
    uint32_t *out = s->across, wants = s->sw;

    memset(out, 0, (size_t)s->dw * 3 * sizeof *out);
    for (uint32_t x = 0; x < s->sw; x++, row += 3) {
        uint32_t has = s->dw;

        while (has > 0) {
            uint32_t part = has < wants ? has : wants;

            out[0] += row[0] * part;
            out[1] += row[1] * part;
            out[2] += row[2] * part;
            has -= part;
            wants -= part;
            if (wants == 0) {
                out += 3;
                wants = s->sw;
            }
        }
    }
}

static void finish_row(struct shrink *s)
{
    uint64_t all = (uint64_t)s->sw * s->sh;
    uint8_t *to = s->to + (size_t)s->rows * s->dw * 3;

    for (size_t i = 0; i < (size_t)s->dw * 3; i++)
        to[i] = (uint8_t)((s->sums[i] + all / 2) / all);
    memset(s->sums, 0, (size_t)s->dw * 3 * sizeof *s->sums);
    s->rows++;
    s->wants = s->sh;
}

void shrink_row(struct shrink *s, const uint8_t *row)
{
    uint32_t has = s->dh;

    if (s->rows == s->dh)
        return;
    scale_across(s, row);
    while (has > 0) {
        uint32_t part = has < s->wants ? has : s->wants;

        for (size_t i = 0; i < (size_t)s->dw * 3; i++)
            s->sums[i] += (uint64_t)s->across[i] * part;
        has -= part;
        s->wants -= part;
        if (s->wants == 0)
            finish_row(s);
    }
}

void shrink_all(const uint8_t *from, uint32_t sw, uint32_t sh, uint8_t *to, uint32_t dw,
                uint32_t dh)
{
    struct shrink *s = shrink_new(sw, sh, dw, dh, to);

    for (uint32_t y = 0; y < sh; y++)
        shrink_row(s, from + (size_t)y * sw * 3);
    shrink_free(s);
}
