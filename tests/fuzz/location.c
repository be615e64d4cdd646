/* Fuzz target: whatever bytes come, the copy without a place is no longer than
 * the original, of the same format, and has nothing more to take out. The first
 * byte chooses what the rest is behind: nothing, the beginning of a JPEG with
 * EXIF, or of a PNG with eXIf; PNG checksums are nobody's concern here. */
#include "assets/photo/location.h"

#include "assets/draw/info.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void try(const uint8_t *p, size_t n)
{
    struct buf once = BUF_INIT, twice = BUF_INIT;
    bool removed = false, more = true;

    if (location_remove(&once, p, n, "fuzz", &removed, NULL) == 0) {
        require(once.len <= n);
        require(removed || (once.len == n && (n == 0 || memcmp(once.p, p, n) == 0)));
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
