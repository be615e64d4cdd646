#include "tests/lib/paint.h"

#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

void paint_quarters(unsigned x, unsigned y, const struct paint *p, uint8_t rgb[3])
{
    bool right = x * 2 >= p->width, lower = y * 2 >= p->height;

    rgb[0] = right == lower ? 255 : 0;
    rgb[1] = right ? 255 : 0;
    rgb[2] = lower ? 255 : 0;
}

void paint_scene(unsigned x, unsigned y, const struct paint *p, uint8_t rgb[3])
{
    uint32_t noise = (x * 2654435761u) ^ (y * 40503u + p->seed * 97u);

    noise = (noise ^ noise >> 13) * 1274126177u;
    rgb[0] = (uint8_t)((x >> 5) + (noise >> 27) + p->seed * 37);
    rgb[1] = (uint8_t)((y >> 4) + (noise >> 26 & 31));
    rgb[2] = (uint8_t)(((x + y) >> 5) + (noise >> 25 & 31) + p->seed * 11);
}

/* --- EXIF: orientation in the first directory, the thumbnail in the second --- */

static void le(struct buf *b, uint32_t u, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_putc(b, (char)(u >> (8 * i)));
}

static void entry(struct buf *b, unsigned tag, unsigned type, uint32_t value)
{
    le(b, tag, 2);
    le(b, type, 2);
    le(b, 1, 4);
    le(b, value, 4);
}

enum { SHORT = 3, LONG = 4 };

static void exif(struct buf *out, const struct paint *p)
{
    size_t n = p->thumb ? p->thumb->len : 0, block = 8 + 18 + (n > 0 ? 42 : 0) + n;

    buf_add(out, "\xFF\xE1", 2);
    buf_putc(out, (char)((block + 8) >> 8));
    buf_putc(out, (char)(block + 8));
    buf_add(out, "Exif\0", 6);
    buf_add(out, "II*\0\x08\0\0\0", 8);
    le(out, 1, 2);
    entry(out, 0x0112, SHORT, (uint32_t)(p->orientation > 0 ? p->orientation : 1));
    le(out, n > 0 ? 26 : 0, 4);
    if (n == 0)
        return;
    le(out, 3, 2);
    entry(out, 0x0103, SHORT, 6);
    entry(out, 0x0201, LONG, 68);
    entry(out, 0x0202, LONG, (uint32_t)n);
    le(out, 0, 4);
    buf_add(out, p->thumb->p, n);
}

/* --- JPEG --- */

static void jpeg_row(const struct paint *p, unsigned y, uint8_t *row)
{
    for (unsigned x = 0; x < p->width; x++) {
        uint8_t rgb[3];

        p->colour(x, y, p, rgb);
        if (p->form == PAINT_CMYK) {
            memcpy(row, rgb, 3);
            row[3] = 255;
            row += 4;
        } else {
            memcpy(row, rgb, 3);
            row += 3;
        }
    }
}

void paint_jpeg(struct buf *out, const struct paint *p)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long n = 0;
    JSAMPROW row = xmalloc((size_t)p->width * 4);

    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &bytes, &n);
    c.image_width = p->width;
    c.image_height = p->height;
    c.input_components = p->form == PAINT_CMYK ? 4 : 3;
    c.in_color_space = p->form == PAINT_CMYK ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&c);
    if (p->form == PAINT_GREY)
        jpeg_set_colorspace(&c, JCS_GRAYSCALE);
    jpeg_set_quality(&c, 85, TRUE);
    if (p->stepwise)
        jpeg_simple_progression(&c);
    c.write_Adobe_marker = p->form == PAINT_CMYK;
    jpeg_start_compress(&c, TRUE);
    for (unsigned y = 0; y < p->height; y++) {
        jpeg_row(p, y, row);
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    buf_add(out, bytes, 2);
    if (p->orientation > 0 || p->thumb)
        exif(out, p);
    buf_add(out, bytes + 2, n - 2);
    free(bytes);
    free(row);
}

void paint_number(struct buf *out, const struct buf *jpeg, unsigned number)
{
    buf_add(out, jpeg->p, 2);
    buf_add(out, "\xFF\xFE\0\x06", 4);
    le(out, number, 4);
    buf_add(out, jpeg->p + 2, jpeg->len - 2);
}

void paint_card(const char *dir, unsigned n)
{
    struct buf scene[4];
    char path[512];

    for (unsigned i = 0; i < 4; i++) {
        struct paint p = {.width = 4000, .height = 3000, .colour = paint_scene, .seed = i};

        buf_init(&scene[i], BUF_MAX_DEFAULT);
        paint_jpeg(&scene[i], &p);
    }
    for (unsigned i = 0; i < n; i++) {
        struct buf one = BUF_INIT;

        paint_number(&one, &scene[i % 4], i);
        snprintf(path, sizeof path, "%s/DSC%05u.JPG", dir, i + 1);
        picture_write(path, one.p, one.len);
        buf_release(&one);
    }
    for (unsigned i = 0; i < 4; i++)
        buf_release(&scene[i]);
}

/* --- PNG --- */

static void png_bytes(png_structp png, png_bytep p, size_t n)
{
    buf_add(png_get_io_ptr(png), p, n);
}

static void png_flush_nothing(png_structp png)
{
    (void)png;
}

static void png_row(const struct paint *p, unsigned y, uint8_t *row)
{
    for (unsigned x = 0; x < p->width; x++) {
        uint8_t rgb[3];

        p->colour(x, y, p, rgb);
        if (p->form == PAINT_PALETTE) {
            *row++ = (uint8_t)(rgb[0] >> 6);
        } else if (p->form == PAINT_GREY) {
            *row++ = rgb[0];
        } else if (p->form == PAINT_RGB16) {
            for (int i = 0; i < 3; i++, row += 2)
                row[0] = row[1] = rgb[i];
        } else {
            memcpy(row, rgb, 3);
            row += 3;
            if (p->form == PAINT_RGBA)
                *row++ = x % 2 ? 0 : 255;
        }
    }
}

static const struct {
    int type, depth;
} png_forms[] = {
    [PAINT_RGB] = {PNG_COLOR_TYPE_RGB, 8},    [PAINT_GREY] = {PNG_COLOR_TYPE_GRAY, 8},
    [PAINT_CMYK] = {PNG_COLOR_TYPE_RGB, 8},   [PAINT_PALETTE] = {PNG_COLOR_TYPE_PALETTE, 8},
    [PAINT_RGB16] = {PNG_COLOR_TYPE_RGB, 16}, [PAINT_RGBA] = {PNG_COLOR_TYPE_RGB_ALPHA, 8},
};

void paint_png(struct buf *out, const struct paint *p)
{
    static const png_color palette[4] = {{0, 0, 0}, {0, 0, 255}, {0, 255, 0}, {255, 0, 0}};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    uint8_t *row = xmalloc((size_t)p->width * 6);
    int passes;

    if (setjmp(png_jmpbuf(png)) != 0)
        bail("no PNG");
    png_set_write_fn(png, out, png_bytes, png_flush_nothing);
    png_set_compression_level(png, 1);
    png_set_IHDR(png, info, p->width, p->height, png_forms[p->form].depth, png_forms[p->form].type,
                 p->stepwise ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (p->form == PAINT_PALETTE)
        png_set_PLTE(png, info, palette, 4);
    png_write_info(png, info);
    passes = png_set_interlace_handling(png);
    while (passes-- > 0)
        for (unsigned y = 0; y < p->height; y++) {
            png_row(p, y, row);
            png_write_row(png, row);
        }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
}
