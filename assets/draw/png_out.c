#include "assets/draw/png_out.h"

#include <setjmp.h>

#include <png.h>

#define LEVEL 6

static void put(png_structp png, png_bytep p, size_t n)
{
    struct buf *out = png_get_io_ptr(png);

    buf_add(out, p, n);
    if (out->over)
        png_error(png, "too large");
}

static void flush(png_structp png)
{
    (void)png;
}

static void fail(png_structp png, png_const_charp text)
{
    (void)text;
    png_longjmp(png, 1);
}

static void note(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

bool png_out(const struct canvas *c, struct buf *out)
{
    char key[] = "Software", text[] = "genba";
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, note);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    png_text software = {.compression = PNG_TEXT_COMPRESSION_NONE, .key = key, .text = text};
    volatile bool done = false;

    if (info && setjmp(png_jmpbuf(png)) == 0) {
        png_set_write_fn(png, out, put, flush);
        png_set_compression_level(png, LEVEL);
        png_set_IHDR(png, info, (png_uint_32)c->w, (png_uint_32)c->h, 8, PNG_COLOR_TYPE_RGB,
                     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        png_set_text(png, info, &software, 1);
        png_write_info(png, info);
        for (int y = 0; y < c->h; y++)
            png_write_row(png, c->rgb + (size_t)y * (size_t)c->w * 3);
        png_write_end(png, info);
        done = true;
    }
    png_destroy_write_struct(&png, &info);
    return done;
}
