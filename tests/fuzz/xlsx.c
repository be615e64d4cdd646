/* libFuzzer on the .xlsx reader: `make fuzz FUZZ=xlsx T=60` (needs clang).
 *
 * An input that begins like a zip is a file as it is. Any other is a list of
 * parts, separated by lines of "%%": sheet, shared strings, styles, drawing,
 * workbook; they go into a sound zip, so that check sums hide no code. */
#include "assets/xlsx/xlsx.h"
#include "tests/assets/xlsx_make.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SEPARATOR "\n%%\n"
#define PICTURE_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const part_names[] = {"xl/s.xml", "xl/t.xml", "xl/f.xml", "xl/d.xml",
                                         "xl/w.xml"};
static const char workbook[] = "<workbook><sheets>" SHEET("a", "r1") "</sheets></workbook>";

static void put_parts(const char *path, const char *p, size_t n)
{
    struct zipmake *z = zipmake_new(path);
    size_t i = 0;

    zipmake_text(z, "_rels/.rels", RELS(REL("r1", "officeDocument", "xl/w.xml")));
    zipmake_text(z, "xl/_rels/w.xml.rels",
                 RELS(REL("r1", "worksheet", "s.xml") REL("r2", "sharedStrings", "t.xml")
                          REL("r3", "styles", "f.xml")));
    zipmake_text(z, "xl/_rels/s.xml.rels", RELS(REL("d", "drawing", "d.xml")));
    zipmake_text(z, "xl/_rels/d.xml.rels", RELS(REL("p1", "image", "s.xml")));
    for (; i < sizeof part_names / sizeof *part_names && n > 0; i++) {
        const char *end = memmem(p, n, SEPARATOR, strlen(SEPARATOR));
        size_t len = end ? (size_t)(end - p) : n;
        size_t step = end ? len + strlen(SEPARATOR) : n;

        zipmake_add(z, part_names[i], p, len, false);
        p += step;
        n -= step;
    }
    if (i < sizeof part_names / sizeof *part_names)
        zipmake_text(z, "xl/w.xml", workbook);
    zipmake_close(z);
}

static void read_sheet(struct xlsx *x, int i)
{
    struct xlsx_picture *list;
    struct sheet *s;
    struct buf out;
    size_t n;
    const struct cell *c;

    buf_init(&out, PICTURE_MAX);
    if (xlsx_sheet(x, i, &s, NULL) == 0) {
        c = sheet_cells(s, &n);
        for (size_t k = 0; k < n; k++) {
            xlsx_text(x, &c[k], &out);
            buf_reset(&out);
            if (sheet_cell(s, c[k].row, c[k].col) != &c[k] ||
                !sheet_merged_cell(s, c[k].row, c[k].col)->text)
                abort();
        }
        sheet_free(s);
    }
    if (xlsx_pictures(x, i, &list, &n, NULL) == 0) {
        for (size_t k = 0; k < n && k < 3; k++) {
            buf_reset(&out);
            xlsx_picture_read(x, &list[k], &out, NULL);
        }
        xlsx_pictures_free(list, n);
    }
    buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("xlsx", MFD_CLOEXEC);
    char path[64];
    struct xlsx *x;

    if (fd < 0)
        return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (size >= 2 && memcmp(data, "PK", 2) == 0) {
        if (write(fd, data, size) != (ssize_t)size)
            abort();
    } else {
        put_parts(path, (const char *)data, size);
    }
    if (xlsx_open(&x, path, NULL) == 0) {
        for (int i = 0; i < xlsx_count(x); i++)
            read_sheet(x, i);
        xlsx_close(x);
    }
    close(fd);
    return 0;
}
