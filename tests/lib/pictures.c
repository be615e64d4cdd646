#include "tests/lib/pictures.h"

#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

/* --- EXIF: a little-endian TIFF block with up to three directories --- */

enum { BYTE_ASCII = 2, BYTE_SHORT = 3, BYTE_LONG = 4, BYTE_RATIONAL = 5 };

struct tag {
    uint16_t tag, type;
    uint32_t count;
    const void *data; /* NULL: `number` itself */
    size_t bytes;
    uint32_t number;
};

static void le(struct buf *b, uint32_t u, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_putc(b, (char)(u >> (8 * i)));
}

static size_t add_text(struct tag *t, size_t n, uint16_t tag, const char *s)
{
    if (!s)
        return n;
    t[n] = (struct tag){tag, BYTE_ASCII, (uint32_t)strlen(s) + 1, s, strlen(s) + 1, 0};
    return n + 1;
}

static size_t add_number(struct tag *t, size_t n, uint16_t tag, uint16_t type, uint32_t number)
{
    if (number)
        t[n++] = (struct tag){tag, type, 1, NULL, 0, number};
    return n;
}

#define DIRECTORY(n) (2 + 12 * (n) + 4)

/* Directory, then its data behind it. */
static void put_directory(struct buf *b, const struct tag *t, size_t n)
{
    size_t data = b->len + DIRECTORY(n);

    le(b, (uint32_t)n, 2);
    for (size_t i = 0; i < n; i++) {
        le(b, t[i].tag, 2);
        le(b, t[i].type, 2);
        le(b, t[i].count, 4);
        if (t[i].bytes > 4) {
            le(b, (uint32_t)data, 4);
            data += t[i].bytes;
        } else if (t[i].data) {
            buf_add(b, t[i].data, t[i].bytes);
            buf_add(b, "\0\0\0", 4 - t[i].bytes);
        } else {
            le(b, t[i].number, 4);
        }
    }
    le(b, 0, 4);
    for (size_t i = 0; i < n; i++)
        if (t[i].bytes > 4)
            buf_add(b, t[i].data, t[i].bytes);
}

static void degrees(struct buf *b, const uint32_t d[3])
{
    le(b, d[0], 4);
    le(b, 1, 4);
    le(b, d[1], 4);
    le(b, 1, 4);
    le(b, d[2], 4);
    le(b, 100, 4);
}

static size_t directory_bytes(const struct tag *t, size_t n)
{
    size_t bytes = DIRECTORY(n);

    for (size_t i = 0; i < n; i++)
        bytes += t[i].bytes > 4 ? t[i].bytes : 0;
    return bytes;
}

static void tiff(struct buf *b, const struct exif_spec *x)
{
    struct tag main_dir[6], exif[4], gps[4];
    struct buf lat = BUF_INIT, lon = BUF_INIT;
    size_t nm = 0, ne = 0, ng = 0, at;

    degrees(&lat, x->lat);
    degrees(&lon, x->lon);
    ne = add_text(exif, ne, 0x9003, x->taken);
    ne = add_text(exif, ne, 0x9011, x->offset);
    ne = add_text(exif, ne, 0x9291, x->subsec);
    if (x->lat_ref) {
        ng = add_text(gps, ng, 1, x->lat_ref);
        gps[ng++] = (struct tag){2, BYTE_RATIONAL, 3, lat.p, lat.len, 0};
        ng = add_text(gps, ng, 3, x->lon_ref);
        gps[ng++] = (struct tag){4, BYTE_RATIONAL, 3, lon.p, lon.len, 0};
    }
    nm = add_text(main_dir, nm, 0x010F, x->make);
    nm = add_text(main_dir, nm, 0x0110, x->model);
    nm = add_number(main_dir, nm, 0x0112, BYTE_SHORT, (uint32_t)x->orientation);
    at = 8 + directory_bytes(main_dir, nm) + (ng > 0 ? 24 : 12);
    nm = add_number(main_dir, nm, 0x8769, BYTE_LONG, (uint32_t)at);
    if (ng > 0)
        nm =
            add_number(main_dir, nm, 0x8825, BYTE_LONG, (uint32_t)(at + directory_bytes(exif, ne)));
    buf_add(b, "II*\0\x08\0\0\0", 8);
    put_directory(b, main_dir, nm);
    put_directory(b, exif, ne);
    if (ng > 0)
        put_directory(b, gps, ng);
    buf_release(&lat);
    buf_release(&lon);
}

/* --- pictures --- */

static void noise(uint8_t *row, unsigned width, uint32_t *state)
{
    for (unsigned x = 0; x < width; x++) {
        *state = *state * 1664525u + 1013904223u;
        row[x] = (uint8_t)(*state >> 24);
    }
}

static void exif_segment(struct buf *out, const struct exif_spec *exif)
{
    struct buf block = BUF_INIT;

    tiff(&block, exif);
    buf_add(out, "\xFF\xE1", 2);
    buf_putc(out, (char)((block.len + 8) >> 8));
    buf_putc(out, (char)(block.len + 8));
    buf_add(out, "Exif\0", 6);
    buf_add(out, block.p, block.len);
    buf_release(&block);
}

void picture_jpeg(struct buf *out, unsigned width, unsigned height, unsigned seed,
                  const struct exif_spec *exif)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long n = 0;
    uint32_t state = seed;
    JSAMPROW row = xmalloc(width);

    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &bytes, &n);
    c.image_width = width;
    c.image_height = height;
    c.input_components = 1;
    c.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&c);
    jpeg_start_compress(&c, TRUE);
    for (unsigned y = 0; y < height; y++) {
        noise(row, width, &state);
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    buf_add(out, bytes, 2);
    if (exif)
        exif_segment(out, exif);
    buf_add(out, bytes + 2, n - 2);
    free(bytes);
    free(row);
}

static void be(struct buf *b, uint32_t u)
{
    for (int i = 3; i >= 0; i--)
        buf_putc(b, (char)(u >> (8 * i)));
}

static void exif_chunk(struct buf *out, const struct exif_spec *exif)
{
    struct buf block = BUF_INIT;
    size_t at;

    tiff(&block, exif);
    be(out, (uint32_t)block.len);
    at = out->len;
    buf_puts(out, "eXIf");
    buf_add(out, block.p, block.len);
    be(out, (uint32_t)crc32_z(0, (const Bytef *)out->p + at, out->len - at));
    buf_release(&block);
}

#define HEAD 33 /* signature and IHDR */

void picture_png(struct buf *out, unsigned width, unsigned height, unsigned seed,
                 const struct exif_spec *exif)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = PNG_FORMAT_GRAY};
    uint8_t *pixels = xmalloc((size_t)width * height), *bytes;
    png_alloc_size_t n = PNG_IMAGE_PNG_SIZE_MAX(image);
    uint32_t state = seed;

    bytes = xmalloc(n);
    for (unsigned y = 0; y < height; y++)
        noise(pixels + (size_t)y * width, width, &state);
    if (!png_image_write_to_memory(&image, bytes, &n, 0, pixels, 0, NULL))
        bail("no PNG: %s", image.message);
    buf_add(out, bytes, HEAD);
    if (exif)
        exif_chunk(out, exif);
    buf_add(out, bytes + HEAD, n - HEAD);
    free(bytes);
    free(pixels);
}

void picture_write(const char *path, const void *p, size_t n)
{
    FILE *f = fopen(path, "wb");

    if (!f || fwrite(p, 1, n, f) != n || fclose(f) != 0)
        bail("cannot write %s", path);
}
