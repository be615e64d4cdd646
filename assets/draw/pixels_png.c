#include "assets/draw/picture.h"
#include "assets/draw/pixels.h"
#include "assets/draw/png_guard.h"
#include "assets/draw/shrink.h"
#include "model/base/buf.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* Sums of the pixels that fall into one pixel out. */
struct bin {
    uint64_t rgb[3], n;
};

/* What must outlive the jump. */
struct work {
    struct png_guard guard;
    struct shrink *shrink;
    struct bin *bins; /* of an interlaced picture */
    uint8_t *row;     /* RGBA, then in place RGB */
    uint32_t rows;    /* read */
};

/* Eight bits, red, green, blue and alpha, whatever is stored. */
static void normalise(png_structp png)
{
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
}

static void on_white(uint8_t *row, uint32_t n)
{
    const uint8_t *in = row;

    for (uint32_t x = 0; x < n; x++, row += 3, in += 4) {
        unsigned a = in[3];

        for (int i = 0; i < 3; i++)
            row[i] = a == 255 ? in[i] : (uint8_t)((in[i] * a + 255 * (255 - a) + 127) / 255);
    }
}

static void next_row(struct work *w, uint32_t n)
{
    png_read_row(w->guard.png, w->row, NULL);
    on_white(w->row, n);
    w->rows++;
}

static void add_to_bins(struct work *w, const struct pixels *out, uint32_t y, int pass, uint32_t n)
{
    struct bin *line = w->bins + (size_t)((uint64_t)y * out->h / out->full_h) * out->w;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = PNG_COL_FROM_PASS_COL(i, pass);
        struct bin *b = &line[(uint64_t)x * out->w / out->full_w];

        for (int k = 0; k < 3; k++)
            b->rgb[k] += w->row[(size_t)i * 3 + (size_t)k];
        b->n++;
    }
}

static void read_interlaced(struct work *w, struct pixels *out)
{
    w->bins = xcalloc((size_t)out->w * out->h, sizeof *w->bins);
    for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++) {
        uint32_t cols = PNG_PASS_COLS(out->full_w, pass), rows = PNG_PASS_ROWS(out->full_h, pass);

        for (uint32_t i = 0; cols > 0 && i < rows; i++) {
            next_row(w, cols);
            add_to_bins(w, out, PNG_ROW_FROM_PASS_ROW(i, pass), pass, cols);
        }
    }
}

static void bins_to_rgb(const struct work *w, struct pixels *out)
{
    for (size_t i = 0; i < (size_t)out->w * out->h; i++)
        for (int k = 0; k < 3 && w->bins[i].n > 0; k++)
            out->rgb[i * 3 + (size_t)k] = (uint8_t)(w->bins[i].rgb[k] / w->bins[i].n);
}

static void read_rows(struct work *w, struct pixels *out)
{
    w->shrink = shrink_new(out->full_w, out->full_h, out->w, out->h, out->rgb);
    for (uint32_t y = 0; y < out->full_h; y++) {
        next_row(w, out->full_w);
        shrink_row(w->shrink, w->row);
    }
}

static void read_picture(struct work *w, uint32_t box_w, uint32_t box_h, struct pixels *out)
{
    png_structp png = w->guard.png;
    bool interlaced;

    png_guard_begin(&w->guard);
    out->full_w = png_get_image_width(png, w->guard.info);
    out->full_h = png_get_image_height(png, w->guard.info);
    interlaced = png_get_interlace_type(png, w->guard.info) != PNG_INTERLACE_NONE;
    if (!pixels_begin(out, box_w, box_h, interlaced ? INTERLACED_PIXELS : PICTURE_PIXELS_MAX,
                      w->guard.why))
        return;
    normalise(png);
    png_read_update_info(png, w->guard.info);
    if (png_get_rowbytes(png, w->guard.info) != (size_t)out->full_w * 4)
        png_error(png, "rows of another length");
    w->row = xmalloc((size_t)out->full_w * 4);
    if (interlaced)
        read_interlaced(w, out);
    else
        read_rows(w, out);
    png_read_end(png, NULL);
}

bool png_pixels(const uint8_t *p, size_t n, uint32_t box_w, uint32_t box_h, struct pixels *out,
                char why[WHY_SIZE])
{
    struct work *w = xcalloc(1, sizeof *w);
    bool shown;

    *out = (struct pixels){0};
    if (png_guard_open(&w->guard, p, n, why) && setjmp(png_jmpbuf(w->guard.png)) == 0)
        read_picture(w, box_w, box_h, out);
    if (w->bins)
        bins_to_rgb(w, out);
    png_guard_close(&w->guard);
    shown = w->rows > 0;
    shrink_free(w->shrink);
    free(w->bins);
    free(w->row);
    free(w);
    return shown;
}
