#include "assets/draw/png_guard.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>

/* One row at a time; an interlaced picture passes through seven times. */
static void read_rows(png_structp png, png_infop info, png_bytep *row)
{
    png_uint_32 height = png_get_image_height(png, info);
    int passes;

    if ((uint64_t)png_get_image_width(png, info) * height > DECODE_PIXELS)
        return;
    passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    *row = png_calloc(png, png_get_rowbytes(png, info));
    while (passes-- > 0)
        for (png_uint_32 y = 0; y < height; y++)
            png_read_row(png, *row, NULL);
    png_read_end(png, NULL);
}

const char *png_decode(const uint8_t *p, size_t n, char why[WHY_SIZE])
{
    png_bytep *row = calloc(1, sizeof *row); /* outlives the jump */
    struct png_guard g;
    volatile bool failed = true;

    if (png_guard_open(&g, p, n, why) && row && setjmp(png_jmpbuf(g.png)) == 0) {
        png_guard_begin(&g);
        read_rows(g.png, g.info, row);
        failed = false;
    }
    if (g.png && row)
        png_free(g.png, *row);
    png_guard_close(&g);
    free(row);
    return failed ? why : NULL;
}
