#include "assets/draw/exif.h"

#include "assets/draw/profile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libexif/exif-data.h>

/* libexif wants the prefix of a JPEG's segment, whose length is 16 bits; an
 * eXIf chunk of a PNG may be longer, and has none. */
#define PREFIX "Exif\0" /* and the NUL that ends the literal */
#define BLOCK_MAX ((size_t)1 << 20)

/* GPS tags are numbers that other directories use too: looked up in theirs. */
#define GPS(tag) ((ExifTag)(tag))
enum { GPS_LAT_REF = 1, GPS_LAT = 2, GPS_LON_REF = 3, GPS_LON = 4 };

static void copy_text(const ExifEntry *en, char *out, size_t size)
{
    size_t n = 0;

    if (!en || en->format != EXIF_FORMAT_ASCII || !en->data)
        return;
    while (n < en->size && n < size - 1 && en->data[n])
        n++;
    while (n > 0 && en->data[n - 1] == ' ')
        n--;
    memcpy(out, en->data, n);
    out[n] = '\0';
}

/* "    :  :     :  :  " is how cameras without a clock write "absent". */
static void drop_without_digits(char *s)
{
    if (s[strcspn(s, "0123456789")] == '\0')
        *s = '\0';
}

/* The standard says SHORT; some programs write other integers. */
static int small_number(const ExifEntry *en, ExifByteOrder order)
{
    if (!en || !en->data || en->components < 1)
        return 0;
    if (en->format == EXIF_FORMAT_BYTE && en->size >= 1)
        return en->data[0];
    if (en->format == EXIF_FORMAT_SHORT && en->size >= 2)
        return exif_get_short(en->data, order);
    return (en->format == EXIF_FORMAT_LONG || en->format == EXIF_FORMAT_SLONG) && en->size >= 4 &&
                   exif_get_long(en->data, order) < 9
               ? (int)exif_get_long(en->data, order)
               : 0;
}

static double rational(const uint8_t *p, ExifByteOrder order)
{
    ExifRational r = exif_get_rational(p, order);

    return r.denominator ? (double)r.numerator / r.denominator : NAN;
}

/* Degrees, minutes, seconds; minutes and seconds of 0/0 count as nothing. */
static void degrees(ExifContent *gps, int tag, int ref_tag, double limit, char out[16])
{
    ExifByteOrder order = exif_data_get_byte_order(gps->parent);
    const ExifEntry *en = exif_content_get_entry(gps, GPS(tag));
    const ExifEntry *ref = exif_content_get_entry(gps, GPS(ref_tag));
    double d, part, sign;

    if (!en || en->format != EXIF_FORMAT_RATIONAL || en->size < 24 || !ref || ref->size < 1 ||
        !strchr("NSEW", ref->data[0]) || !ref->data[0])
        return;
    d = rational(en->data, order);
    for (unsigned i = 1; i <= 2; i++) {
        part = rational(en->data + 8 * (size_t)i, order);
        d += isnan(part) ? 0 : part / (i == 1 ? 60 : 3600);
    }
    sign = ref->data[0] == 'S' || ref->data[0] == 'W' ? -1 : 1;
    if (d >= 0 && d <= limit)
        snprintf(out, 16, "%.6f", sign * d);
}

static void read_tags(ExifData *d, struct picture_info *out)
{
    ExifContent *main_dir = d->ifd[EXIF_IFD_0], *exif = d->ifd[EXIF_IFD_EXIF];
    int orientation = small_number(exif_content_get_entry(main_dir, EXIF_TAG_ORIENTATION),
                                   exif_data_get_byte_order(d));

    if (orientation >= 1 && orientation <= 8)
        out->orientation = orientation;
    copy_text(exif_content_get_entry(main_dir, EXIF_TAG_MAKE), out->make, sizeof out->make);
    copy_text(exif_content_get_entry(main_dir, EXIF_TAG_MODEL), out->model, sizeof out->model);
    copy_text(exif_content_get_entry(exif, EXIF_TAG_DATE_TIME_ORIGINAL), out->taken,
              sizeof out->taken);
    copy_text(exif_content_get_entry(exif, EXIF_TAG_OFFSET_TIME_ORIGINAL), out->offset,
              sizeof out->offset);
    copy_text(exif_content_get_entry(exif, EXIF_TAG_SUB_SEC_TIME_ORIGINAL), out->subsec,
              sizeof out->subsec);
    drop_without_digits(out->taken);
    drop_without_digits(out->offset);
    degrees(d->ifd[EXIF_IFD_GPS], GPS_LAT, GPS_LAT_REF, 90, out->lat);
    degrees(d->ifd[EXIF_IFD_GPS], GPS_LON, GPS_LON_REF, 180, out->lon);
}

/* NULL when it is too long or no memory is left; the caller drops it. */
static ExifData *load(const uint8_t *p, size_t n)
{
    size_t prefix = sizeof PREFIX;
    uint8_t *block = n > 0 && n <= BLOCK_MAX ? malloc(prefix + n) : NULL;
    ExifData *d = block ? exif_data_new() : NULL;

    if (d) {
        memcpy(block, PREFIX, prefix);
        memcpy(block + prefix, p, n);
        exif_data_unset_option(d, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
        exif_data_unset_option(d, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
        exif_data_load_data(d, block, (unsigned)(prefix + n));
    }
    free(block);
    return d;
}

void exif_read(const uint8_t *p, size_t n, struct picture_info *out)
{
    ExifData *d = load(p, n);

    if (d) {
        read_tags(d, out);
        exif_data_unref(d);
    }
}

void exif_of(const struct scan *s, struct picture_info *out)
{
    uint8_t *block = NULL;
    size_t n = 0;

    if (s->exif)
        exif_read(s->exif, s->exif_bytes, out);
    else if (s->profile)
        n = profile_unpack(&block, s->profile, s->profile_bytes, s->profile_packed);
    if (n > 0)
        exif_read(block, n, out);
    free(block);
}

uint8_t *exif_thumbnail(const uint8_t *p, size_t n, size_t *bytes)
{
    ExifData *d = load(p, n);
    uint8_t *out = d && d->data && d->size > 0 ? malloc(d->size) : NULL;

    *bytes = out ? d->size : 0;
    if (out)
        memcpy(out, d->data, d->size);
    if (d)
        exif_data_unref(d);
    return out;
}
