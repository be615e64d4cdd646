#include "assets/draw/jpeg_guard.h"

#include <stdbool.h>

/* Everything at 1/8: all compressed data is read, little is computed. */
static void read_rows(struct jpeg_decompress_struct *c)
{
    JSAMPARRAY row;

    jpeg_read_header(c, TRUE);
    if ((uint64_t)c->image_width * c->image_height > DECODE_PIXELS)
        return;
    c->scale_num = 1;
    c->scale_denom = 8;
    c->dct_method = JDCT_IFAST;
    c->do_fancy_upsampling = FALSE;
    jpeg_start_decompress(c);
    row = c->mem->alloc_sarray((j_common_ptr)c, JPOOL_IMAGE,
                               c->output_width * (JDIMENSION)c->output_components, 1);
    while (c->output_scanline < c->output_height)
        jpeg_read_scanlines(c, row, 1);
    jpeg_finish_decompress(c);
}

const char *jpeg_decode(const uint8_t *p, size_t n, char why[WHY_SIZE])
{
    struct jpeg_decompress_struct c;
    struct jpeg_guard g;
    volatile bool failed = true;

    jpeg_guard_init(&g, &c, why);
    if (setjmp(g.jump) == 0) {
        jpeg_create_decompress(&c);
        jpeg_guard_open(&g, &c, p, n);
        read_rows(&c);
        failed = g.warnings > 0;
    }
    jpeg_destroy_decompress(&c);
    return failed ? why : NULL;
}
