/* The place out of pictures that are handed over: libexif finds none in the
 * copy, the pixels and the other facts are equal, what cannot be followed is
 * refused. All of the corpus as well, where it is there. */
#include "assets/photo/location.h"

#include "assets/draw/info.h"
#include "model/base/file.h"
#include "tests/lib/fixture.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <libexif/exif-data.h>
#include <png.h>
#include <zlib.h>

static const struct exif_spec somewhere = {.orientation = 6,
                                           .make = "Tanabe",
                                           .model = "TX-7",
                                           .taken = "2025:09:12 09:20:00",
                                           .lat_ref = "N",
                                           .lon_ref = "E",
                                           .lat = {35, 20, 3000},
                                           .lon = {139, 20, 1500}};

/* --- the referees --- */

static ExifData *exif_of(const uint8_t *p, size_t n)
{
    ExifData *d = exif_data_new();

    exif_data_unset_option(d, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
    exif_data_unset_option(d, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
    exif_data_load_data(d, p, (unsigned)n);
    return d;
}

/* GPS entries that libexif reads; -1 without EXIF. */
static int gps_entries(const uint8_t *p, size_t n)
{
    ExifData *d = exif_of(p, n);
    int found = (int)d->ifd[EXIF_IFD_GPS]->count;

    exif_data_unref(d);
    return found;
}

static void fact(const uint8_t *p, size_t n, ExifIfd ifd, ExifTag tag, char out[64])
{
    ExifData *d = exif_of(p, n);
    ExifEntry *en = exif_content_get_entry(d->ifd[ifd], tag);

    *out = '\0';
    if (en)
        exif_entry_get_value(en, out, 64);
    exif_data_unref(d);
}

struct failing {
    struct jpeg_error_mgr base;
    jmp_buf out;
};

static void give_up(j_common_ptr c)
{
    longjmp(((struct failing *)c->err)->out, 1);
}

static void say_nothing(j_common_ptr c)
{
    (void)c;
}

/* The checksum of all pixels; 0 when the decoder refuses the file. */
static uint32_t jpeg_pixels(const uint8_t *p, size_t n)
{
    struct jpeg_decompress_struct c = {0};
    volatile uint32_t sum = 1;
    uint8_t *volatile row = NULL;
    struct failing f;

    c.err = jpeg_std_error(&f.base);
    f.base.error_exit = give_up;
    f.base.output_message = say_nothing;
    jpeg_create_decompress(&c);
    if (setjmp(f.out) == 0) {
        jpeg_mem_src(&c, p, n);
        jpeg_read_header(&c, TRUE);
        jpeg_start_decompress(&c);
        row = xmalloc((size_t)c.output_width * (size_t)c.output_components);
        while (c.output_scanline < c.output_height) {
            uint8_t *line = row;

            jpeg_read_scanlines(&c, &line, 1);
            sum = (uint32_t)adler32(sum, row, c.output_width * (unsigned)c.output_components);
        }
    } else {
        sum = 0;
    }
    free(row);
    jpeg_destroy_decompress(&c);
    return sum;
}

static uint32_t png_pixels(const uint8_t *p, size_t n)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    uint32_t sum = 0;
    uint8_t *pixels;

    if (!png_image_begin_read_from_memory(&image, p, n))
        return 0;
    image.format = PNG_FORMAT_RGBA;
    pixels = xmalloc(PNG_IMAGE_SIZE(image));
    if (png_image_finish_read(&image, NULL, pixels, 0, NULL))
        sum = (uint32_t)adler32(1, pixels, (unsigned)PNG_IMAGE_SIZE(image));
    png_image_free(&image);
    free(pixels);
    return sum;
}

static uint32_t pixels_of(const uint8_t *p, size_t n)
{
    return picture_sniff(p, n) == PICTURE_PNG ? png_pixels(p, n) : jpeg_pixels(p, n);
}

/* --- made on the spot --- */

/* A segment behind the first two bytes of a JPEG. */
static void insert_segment(struct buf *jpeg, uint8_t marker, const char *body, size_t n)
{
    struct buf b = BUF_INIT;

    buf_add(&b, jpeg->p, 2);
    buf_putc(&b, (char)0xFF);
    buf_putc(&b, (char)marker);
    buf_putc(&b, (char)((n + 2) >> 8));
    buf_putc(&b, (char)(n + 2));
    buf_add(&b, body, n);
    buf_add(&b, jpeg->p + 2, jpeg->len - 2);
    buf_release(jpeg);
    *jpeg = b;
}

/* A chunk behind the header of a PNG. */
static void insert_chunk(struct buf *png, const char *name, const char *body, size_t n)
{
    uint8_t word[4];
    struct buf b = BUF_INIT;
    uint32_t crc;

    buf_add(&b, png->p, 33);
    for (int i = 0; i < 4; i++)
        word[i] = (uint8_t)(n >> (24 - 8 * i));
    buf_add(&b, word, 4);
    buf_puts(&b, name);
    buf_add(&b, body, n);
    crc = (uint32_t)crc32_z(0, (const Bytef *)b.p + 37, n + 4);
    for (int i = 0; i < 4; i++)
        word[i] = (uint8_t)(crc >> (24 - 8 * i));
    buf_add(&b, word, 4);
    buf_add(&b, png->p + 33, png->len - 33);
    buf_release(png);
    *png = b;
}

static const char xmp[] = "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude=\"35,20N\"/>";

static void same_but_the_place(const struct buf *in, const char *what)
{
    struct buf out = BUF_INIT, twice = BUF_INIT;
    bool removed;
    char was[64], is[64];
    struct err e;

    is_ok(location_remove(&out, (uint8_t *)in->p, in->len, what, &removed, &e), &e, "%s", what);
    ok(removed, "%s: there was a place", what);
    ok(!memmem(out.p, out.len, "GPS", 3), "%s: no word of it is left", what);
    ok(pixels_of((uint8_t *)in->p, in->len) != 0 &&
           pixels_of((uint8_t *)in->p, in->len) == pixels_of((uint8_t *)out.p, out.len),
       "%s: the pixels are equal", what);
    if (picture_sniff(in->p, in->len) == PICTURE_JPEG) {
        is_int(gps_entries((uint8_t *)out.p, out.len), 0, "%s: libexif finds none", what);
        fact((uint8_t *)in->p, in->len, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL, was);
        fact((uint8_t *)out.p, out.len, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL, is);
        is_str(is, was, "%s: the time stays", what);
        fact((uint8_t *)out.p, out.len, EXIF_IFD_0, EXIF_TAG_MODEL, is);
        is_str(is, "TX-7", "%s: the camera stays", what);
    }
    is_ok(location_remove(&twice, (uint8_t *)out.p, out.len, what, &removed, &e), &e, "%s: again",
          what);
    ok(!removed && twice.len == out.len, "%s: nothing more to take out", what);
    buf_release(&out);
    buf_release(&twice);
}

static void jpegs(void)
{
    struct buf b = BUF_INIT, second = BUF_INIT;

    picture_jpeg(&b, 64, 48, 1, &somewhere);
    ok(gps_entries((uint8_t *)b.p, b.len) == 4, "libexif finds the place in the original");
    same_but_the_place(&b, "EXIF");
    insert_segment(&b, 0xE1, xmp, sizeof xmp - 1);
    same_but_the_place(&b, "EXIF and XMP");
    insert_segment(&b, 0xE2, "MPF\0II*\0\x08\0\0\0\0\0", 14);
    picture_jpeg(&second, 32, 24, 2, &somewhere);
    buf_add(&b, second.p, second.len);
    same_but_the_place(&b, "a second picture behind the first");
    buf_reset(&b);
    picture_jpeg(&b, 64, 48, 3,
                 &(struct exif_spec){.model = "TX-7", .taken = "2025:09:12 09:20:00"});
    insert_segment(&b, 0xE1, xmp, sizeof xmp - 1);
    same_but_the_place(&b, "XMP alone");
    buf_release(&b);
    buf_release(&second);
}

static void pngs(void)
{
    static const char text[] = "XML:com.adobe.xmp\0\0\0\0\0<x exif:GPSLatitude='35,20N'/>";
    struct buf b = BUF_INIT;

    picture_png(&b, 64, 48, 1, &somewhere);
    same_but_the_place(&b, "eXIf");
    insert_chunk(&b, "iTXt", text, sizeof text - 1);
    same_but_the_place(&b, "eXIf and XMP");
    insert_chunk(&b, "zTXt", "Raw profile type exif\0\0x", 24);
    same_but_the_place(&b, "a raw profile");
    buf_release(&b);
}

static void nothing_to_take(void)
{
    struct exif_spec exif = somewhere;
    struct buf b = BUF_INIT, out = BUF_INIT;
    bool removed;
    struct err e;

    exif.lat_ref = exif.lon_ref = NULL;
    picture_jpeg(&b, 64, 48, 1, &exif);
    insert_segment(&b, 0xE2, "ICC_PROFILE\0\1\1 of this", 22);
    insert_segment(&b, 0xEE, "Adobe\0\x64\0\0\0\0\1", 12);
    is_ok(location_remove(&out, (uint8_t *)b.p, b.len, "x", &removed, &e), &e, "no place");
    ok(!removed && out.len == b.len && memcmp(out.p, b.p, b.len) == 0,
       "the original, byte for byte");
    buf_release(&b);
    buf_release(&out);
}

/* --- places that nobody would notice --- */

/* EXIF with 35 39 29, 139 44 28 whose pointer to it has that type and count. */
static void tiff_with(char t[148], unsigned type, uint32_t count)
{
    static const uint32_t values[12] = {35, 1, 39, 1, 29, 1, 139, 1, 44, 1, 28, 1};
    static const struct {
        uint16_t tag, type;
        uint32_t count, value;
    } gps[] = {{1, 2, 2, 'N'}, {2, 5, 3, 100}, {3, 2, 2, 'E'}, {4, 5, 3, 124}};
    const uint16_t head[3] = {1, 0x8825, (uint16_t)type};
    const uint32_t tail[3] = {count, 30, 0};

    memset(t, 0, 148);
    memcpy(t, "II*\0\x08\0\0", 8);
    memcpy(t + 8, head, sizeof head);
    memcpy(t + 14, tail, sizeof tail);
    t[30] = 4;
    memcpy(t + 32, gps, sizeof gps);
    memcpy(t + 100, values, sizeof values);
}

static void odd_pointer(unsigned type, uint32_t count)
{
    struct buf b = BUF_INIT, out = BUF_INIT;
    char exif[6 + 148] = "Exif\0";
    bool removed = false;
    struct err e;

    tiff_with(exif + 6, type, count);
    picture_jpeg(&b, 64, 48, 1, NULL);
    insert_segment(&b, 0xE1, exif, sizeof exif);
    is_int(gps_entries((uint8_t *)b.p, b.len), 4, "type %#x, count %u: libexif reads it", type,
           count);
    is_ok(location_remove(&out, (uint8_t *)b.p, b.len, "x", &removed, &e), &e, "is taken out");
    ok(removed && gps_entries((uint8_t *)out.p, out.len) == 0, "type %#x, count %u: none is left",
       type, count);
    buf_release(&b);
    buf_release(&out);
}

static void is_left_out(const struct buf *in, const char *what)
{
    struct buf out = BUF_INIT;
    bool removed = false;
    struct err e;

    is_ok(location_remove(&out, (uint8_t *)in->p, in->len, what, &removed, &e), &e, "%s", what);
    ok(removed && !memmem(out.p, out.len, "Minato", 6), "%s: left out", what);
    ok(pixels_of((uint8_t *)in->p, in->len) == pixels_of((uint8_t *)out.p, out.len),
       "%s: the pixels are equal", what);
    buf_release(&out);
}

static void segment_is_left_out(uint8_t marker, const char *body, size_t n, const char *what)
{
    struct buf b = BUF_INIT;

    picture_jpeg(&b, 64, 48, 1, NULL);
    insert_segment(&b, marker, body, n);
    is_left_out(&b, what);
    buf_release(&b);
}

static void chunk_is_left_out(const char *name, const char *body, size_t n)
{
    struct buf b = BUF_INIT;

    picture_png(&b, 64, 48, 1, NULL);
    insert_chunk(&b, name, body, n);
    is_left_out(&b, name);
    buf_release(&b);
}

static void unnoticed(void)
{
    static const char city[] = "http://ns.adobe.com/xap/1.0/\0<x photoshop:City=\"Minato\"/>";
    static const char iptc[] = "Photoshop 3.0\0"
                               "8BIM\4\4\0\0\0\0\0\x0b\x1c\x02\x5a\0\6Minato";
    static const char film[] = "\0\0\0\x20"
                               "ftypmp42....\xa9xyz\0\x12\x15\xc7+35.6581+139.7414/Minato";
    static const unsigned types[] = {0, 4, 14, 0x104};
    struct buf b = BUF_INIT;

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        odd_pointer(types[i], 1);
    odd_pointer(4, 256);
    segment_is_left_out(0xE1, city, sizeof city, "the city in XMP");
    segment_is_left_out(0xED, iptc, sizeof iptc, "the city in IPTC");
    segment_is_left_out(0xFE, "Minato 35.6581 139.7414", 23, "a comment");
    segment_is_left_out(0xE0, "JFXX\0\x10Minato", 12, "JFIF's thumbnail");
    segment_is_left_out(0xE1, "Exif\0\0Minato here", 17, "EXIF that is none");
    picture_jpeg(&b, 64, 48, 1, NULL);
    buf_add(&b, film, sizeof film);
    is_left_out(&b, "a film behind the picture");
    buf_reset(&b);
    picture_jpeg(&b, 64, 48, 1, NULL);
    insert_segment(&b, 0xE1, "Minato", 6);
    b.p[3] = '\0';
    is_left_out(&b, "a segment whose marker is lost");
    buf_release(&b);
    picture_png(&b, 64, 48, 1, NULL);
    buf_puts(&b, "Minato");
    is_left_out(&b, "text behind a PNG");
    buf_release(&b);
    chunk_is_left_out("tEXt", "Comment\0Minato", 14);
    chunk_is_left_out("iTXt", "City\0\0\0\0\0Minato", 15);
    chunk_is_left_out("prVt", "Minato", 6);
}

static void refused(void)
{
    struct buf b = BUF_INIT, out = BUF_INIT;
    const uint8_t *at;
    bool removed;
    struct err e = {0};

    picture_jpeg(&b, 64, 48, 1, &somewhere);
    is_int(location_remove(&out, (uint8_t *)b.p, 100, "broken.jpg", &removed, &e), -ERR_REFUSED,
           "a JPEG that ends in its EXIF");
    is_str(e.subject, "broken.jpg", "is named");
    is_int(location_remove(&out, (const uint8_t *)"GIF89a Minato", 13, "x.gif", &removed, &e),
           -ERR_REFUSED, "what is neither JPEG nor PNG");
    buf_reset(&b);
    picture_jpeg(&b, 64, 48, 1, &somewhere);
    at = memmem(b.p, b.len, "\x25\x88\x04\0\1\0\0\0", 8);
    if (at)
        memcpy((char *)b.p + (at - (uint8_t *)b.p) + 8, "\x0A\0\0\0", 4);
    is_int(location_remove(&out, (uint8_t *)b.p, b.len, "inside.jpg", &removed, &e), -ERR_REFUSED,
           "GPS data in the middle of the main directory");
    buf_release(&b);
    buf_release(&out);
}

/* --- the corpus --- */

struct tally {
    int files, removed, refused, gps_before, gps_left, pixels_differ;
};

static void one(struct tally *t, const char *path)
{
    struct buf in = BUF_INIT, out = BUF_INIT;
    bool removed = false;
    int before;

    if (file_read(path, (size_t)64 << 20, &in, NULL) != 0 || in.len == 0)
        bail("%s", path);
    t->files++;
    before = picture_sniff(in.p, in.len) == PICTURE_JPEG ? gps_entries((uint8_t *)in.p, in.len) : 0;
    t->gps_before += before > 0;
    if (location_remove(&out, (uint8_t *)in.p, in.len, path, &removed, NULL) != 0) {
        t->refused++;
        diag("%s is refused", path);
    } else {
        t->removed += removed;
        if (before > 0 && gps_entries((uint8_t *)out.p, out.len) > 0) {
            t->gps_left++;
            diag("%s still has a place", path);
        }
        if (removed && pixels_of((uint8_t *)in.p, in.len) != pixels_of((uint8_t *)out.p, out.len)) {
            t->pixels_differ++;
            diag("%s: other pixels", path);
        }
    }
    buf_release(&in);
    buf_release(&out);
}

static void corpus(const char *folder, int files, int most_refused)
{
    char dir[1024], path[2048];
    struct tally t = {0};
    struct dirent *en;
    DIR *at;

    snprintf(dir, sizeof dir, "%s", fixture_shared(folder));
    at = opendir(dir);
    while (at && (en = readdir(at))) {
        if (en->d_name[0] == '.' || strstr(en->d_name, ".json"))
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, en->d_name);
        one(&t, path);
    }
    if (at)
        closedir(at);
    diag("%s: %d files, %d with a place, %d copies without it, %d refused", folder, t.files,
         t.gps_before, t.removed, t.refused);
    ok(t.files >= files, "%s: the files are there", folder);
    is_int(t.gps_left, 0, "%s: libexif finds no place in any copy", folder);
    is_int(t.pixels_differ, 0, "%s: all pixels are equal", folder);
    ok(t.refused <= most_refused, "%s: few are refused: %d", folder, t.refused);
}

int main(void)
{
    jpegs();
    pngs();
    nothing_to_take();
    unnoticed();
    refused();
    if (!fixture_shared("corpus/exif/expected.json")) {
        skip(1, "the corpus is not here (GENBA_SHARED)");
    } else {
        corpus("corpus/exif", 130, 5);
        corpus("corpus/jpeg", 20, 8); /* broken inside their pixels */
        corpus("corpus/png", 100, 0);
        corpus("corpus/hostile/exif_bad", 40, 40);
        corpus("corpus/hostile/jpeg_bad", 60, 60);
        corpus("corpus/hostile/png_bad", 55, 55);
    }
    return tap_done();
}
