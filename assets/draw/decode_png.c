#include "assets/draw/scan.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#define SIDE_MAX 65535u
#define CHUNK_MAX ((png_alloc_size_t)8 << 20)

struct source {
    const uint8_t *at, *end;
    char *why;
};

static void take(png_structp png, png_bytep out, size_t n)
{
    struct source *s = png_get_io_ptr(png);

    if (n > (size_t)(s->end - s->at))
        png_error(png, "the file breaks off");
    memcpy(out, s->at, n);
    s->at += n;
}

static void fail(png_structp png, png_const_charp text)
{
    struct source *s = png_get_error_ptr(png);

    snprintf(s->why, WHY_SIZE, "%s", text);
    png_longjmp(png, 1);
}

/* Doubts about ancillary data: the picture is none the worse. */
static void note(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

/* One row at a time; an interlaced picture passes through seven times. */
static void read_rows(png_structp png, png_infop info, png_bytep *row)
{
    int passes;
    png_uint_32 height;

    png_read_info(png, info);
    height = png_get_image_height(png, info);
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
    struct source s = {.at = p, .end = p + n, .why = why};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &s, fail, note);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    png_bytep *row = calloc(1, sizeof *row); /* outlives the jump */
    volatile bool failed = true;

    why[0] = '\0';
    if (info && row && setjmp(png_jmpbuf(png)) == 0) {
        png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
        png_set_user_limits(png, SIDE_MAX, SIDE_MAX);
        png_set_chunk_malloc_max(png, CHUNK_MAX);
        png_set_read_fn(png, &s, take);
        read_rows(png, info, row);
        failed = false;
    }
    if (png && row)
        png_free(png, *row);
    png_destroy_read_struct(&png, &info, NULL);
    free(row);
    return failed ? why : NULL;
}
