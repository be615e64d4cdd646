/* Fuzz target: whatever bytes come, libexif finds no place in the copy, which is
 * no longer than the original and of the same format. The first byte chooses what the rest is
 * behind: nothing, the beginning of a JPEG with EXIF, or of a PNG with eXIf; PNG checksums are
 * nobody's concern here. */
#include "assets/photo/location.h"

#include "assets/draw/info.h"

#include <stdlib.h>
#include <string.h>

#include <libexif/exif-data.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* The referee; `p`: a JPEG, or a block with its prefix. */
static void require_no_place(const uint8_t *p, size_t n)
{
    ExifData *d = exif_data_new();

    exif_data_unset_option(d, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
    exif_data_unset_option(d, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
    exif_data_load_data(d, p, (unsigned)n);
    require(d->ifd[EXIF_IFD_GPS]->count == 0);
    exif_data_unref(d);
}

static void require_no_place_in(const struct buf *picture)
{
    struct buf block = BUF_INIT;
    const char *at;

    if (picture_sniff(picture->p, picture->len) == PICTURE_JPEG) {
        require_no_place((const uint8_t *)picture->p, picture->len);
    } else if ((at = memmem(picture->p, picture->len, "eXIf", 4)) != NULL) {
        buf_add(&block, "Exif\0", 6);
        buf_add(&block, at + 4, picture->len - (size_t)(at + 4 - picture->p));
        require_no_place((const uint8_t *)block.p, block.len);
        buf_release(&block);
    }
}

static void try(const uint8_t *p, size_t n)
{
    struct buf once = BUF_INIT, twice = BUF_INIT;
    bool removed = false, more = true;

    if (location_remove(&once, p, n, "fuzz", &removed, NULL) == 0) {
        require(once.len <= n);
        require(removed || (once.len == n && (n == 0 || memcmp(once.p, p, n) == 0)));
        require_no_place_in(&once);
        require(picture_sniff(buf_str(&once), once.len) == picture_sniff(p, n));
        require(location_remove(&twice, (const uint8_t *)buf_str(&once), once.len, "fuzz", &more,
                                NULL) == 0);
        require(!more);
    }
    buf_release(&once);
    buf_release(&twice);
}

/* The input as the EXIF block of a JPEG or a PNG. */
static void as_exif(const uint8_t *p, size_t n, bool png)
{
    struct buf b = BUF_INIT;

    if (n > 60000)
        n = 60000;
    if (png) {
        buf_add(&b, "\x89PNG\r\n\x1A\n\0\0", 10);
        buf_putc(&b, (char)(n >> 8));
        buf_putc(&b, (char)n);
        buf_puts(&b, "eXIf");
        buf_add(&b, p, n);
        buf_add(&b, "crc!\0\0\0\0IEND\xAE\x42\x60\x82", 16);
    } else {
        buf_add(&b, "\xFF\xD8\xFF\xE1", 4);
        buf_putc(&b, (char)((n + 8) >> 8));
        buf_putc(&b, (char)(n + 8));
        buf_add(&b, "Exif\0", 6);
        buf_add(&b, p, n);
        buf_add(&b, "\xFF\xD9", 2);
    }
    try((const uint8_t *)b.p, b.len);
    buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    if (data[0] % 3 == 0)
        try(data + 1, size - 1);
    else
        as_exif(data + 1, size - 1, data[0] % 3 == 1);
    return 0;
}
