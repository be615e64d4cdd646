#include "assets/draw/jpeg_guard.h"
#include "assets/draw/pixels.h"
#include "assets/draw/picture.h"
#include "assets/draw/shrink.h"
#include "model/base/buf.h"

#include <stdlib.h>

/* What must outlive the jump. */
struct work {
    struct jpeg_decompress_struct c;
    struct jpeg_guard guard;
    struct shrink *shrink;
    uint32_t rows; /* read */
};

/* libjpeg's own scaling as far down as the size out allows: eighths. */
static void choose_scale(struct jpeg_decompress_struct *c, const struct pixels *out)
{
    unsigned eighths = 1;

    while (eighths < 8 && ((uint64_t)c->image_width * eighths < (uint64_t)out->w * 8 ||
                           (uint64_t)c->image_height * eighths < (uint64_t)out->h * 8))
        eighths *= 2;
    c->scale_num = eighths;
    c->scale_denom = 8;
    c->do_fancy_upsampling = FALSE;
    c->out_color_space =
        c->jpeg_color_space == JCS_CMYK || c->jpeg_color_space == JCS_YCCK ? JCS_CMYK : JCS_RGB;
}

/* In place, over the first three quarters. Adobe's programs write it inverted. */
static void cmyk_to_rgb(uint8_t *row, uint32_t n, bool inverted)
{
    for (uint32_t x = 0; x < n; x++) {
        const uint8_t *in = row + (size_t)4 * x;
        unsigned k = inverted ? in[3] : 255u - in[3];

        for (int i = 0; i < 3; i++)
            row[(size_t)3 * x + (size_t)i] = (uint8_t)((inverted ? in[i] : 255u - in[i]) * k / 255);
    }
}

static void read_rows(struct work *w, struct pixels *out)
{
    struct jpeg_decompress_struct *c = &w->c;
    JSAMPARRAY row;

    jpeg_start_decompress(c);
    row = c->mem->alloc_sarray((j_common_ptr)c, JPOOL_IMAGE,
                               c->output_width * (JDIMENSION)c->output_components, 1);
    w->shrink = shrink_new(c->output_width, c->output_height, out->w, out->h, out->rgb);
    while (c->output_scanline < c->output_height) {
        jpeg_read_scanlines(c, row, 1);
        if (c->out_color_space == JCS_CMYK)
            cmyk_to_rgb(row[0], c->output_width, c->saw_Adobe_marker);
        shrink_row(w->shrink, row[0]);
        w->rows++;
    }
    jpeg_finish_decompress(c);
}

bool jpeg_pixels(const uint8_t *p, size_t n, uint32_t box_w, uint32_t box_h, struct pixels *out,
                 char why[WHY_SIZE])
{
    struct work *w = xcalloc(1, sizeof *w);
    bool shown;

    *out = (struct pixels){0};
    jpeg_guard_init(&w->guard, &w->c, why);
    if (setjmp(w->guard.jump) == 0) {
        jpeg_create_decompress(&w->c);
        jpeg_guard_open(&w->guard, &w->c, p, n);
        jpeg_read_header(&w->c, TRUE);
        out->full_w = w->c.image_width;
        out->full_h = w->c.image_height;
        if (pixels_begin(out, box_w, box_h, PICTURE_PIXELS_MAX, why)) {
            choose_scale(&w->c, out);
            read_rows(w, out);
        }
    }
    jpeg_destroy_decompress(&w->c);
    shown = w->rows > 0;
    shrink_free(w->shrink);
    free(w);
    return shown;
}
