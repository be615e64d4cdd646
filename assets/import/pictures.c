/* Drawings pasted into the sheets: bytes, size, and the title above them. */
#include "assets/import/read.h"

#include "model/base/text.h"
#include "model/log.h"

#include <stdlib.h>
#include <string.h>

#define PICTURE_MAX ((size_t)32 << 20)
#define TITLE_ROWS 40

static uint32_t be(const unsigned char *p, int n)
{
    uint32_t u = 0;

    for (int i = 0; i < n; i++)
        u = u << 8 | p[i];
    return u;
}

static bool png_size(const unsigned char *p, size_t n, struct drawing *d)
{
    static const unsigned char magic[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    if (n < 24 || memcmp(p, magic, sizeof magic) != 0)
        return false;
    d->width = (int)(be(p + 16, 4) & 0x7FFFFFFF);
    d->height = (int)(be(p + 20, 4) & 0x7FFFFFFF);
    d->media_type = "image/png";
    return true;
}

/* Walks the segments to the frame header. */
static bool jpeg_size(const unsigned char *p, size_t n, struct drawing *d)
{
    if (n < 4 || p[0] != 0xFF || p[1] != 0xD8)
        return false;
    d->media_type = "image/jpeg";
    for (size_t i = 2; i + 9 < n && p[i] == 0xFF;) {
        unsigned char marker = p[i + 1];

        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
            marker != 0xCC) {
            d->height = (int)be(p + i + 5, 2);
            d->width = (int)be(p + i + 7, 2);
            return true;
        }
        i += marker == 0xFF ? 1 : 2 + be(p + i + 2, 2);
    }
    return true;
}

/* The text at or above the picture's corner, nearest first. */
static const struct cell *title_cell(const struct sheet *s, const struct xlsx_picture *p)
{
    const struct cell *best = NULL;
    uint32_t down = p->row + 1;

    for (uint32_t row = down + 1; row-- > 0 && row + TITLE_ROWS > p->row;) {
        size_t n;
        const struct cell *c = sheet_row(s, row, &n);

        for (size_t i = 0; i < n; i++) {
            uint32_t far = c[i].col > p->col ? c[i].col - p->col : p->col - c[i].col;

            if (c[i].type != CELL_TEXT || (row == down && far > 0))
                continue;
            if (!best || far < (best->col > p->col ? best->col - p->col : p->col - best->col))
                best = &c[i];
        }
        if (best && row <= p->row)
            return best;
        best = row == down ? NULL : best;
    }
    return best;
}

static bool is_known(const struct reading *r, const struct drawing *d)
{
    for (size_t i = 0; i < r->ndrawings; i++)
        if (strcmp(r->drawings[i].sha256, d->sha256) == 0 &&
            strcmp(r->drawings[i].title, d->title) == 0)
            return true;
    return false;
}

static void release(struct drawing *d)
{
    free(d->title);
    free(d->building);
    free(d->floor);
    free(d->name);
    buf_release(&d->bytes);
}

static int load(struct reading *r, int sheet, const struct xlsx_picture *p, struct drawing *d,
                struct err *e)
{
    const struct cell *c = title_cell(r->sheets[sheet], p);
    struct buf title = BUF_INIT, building = BUF_INIT, floor = BUF_INIT;
    struct hash h;
    int rc;

    buf_init(&d->bytes, PICTURE_MAX);
    rc = xlsx_picture_read(r->x, p, &d->bytes, e);
    if (rc != 0)
        return rc;
    if (!png_size((const unsigned char *)buf_str(&d->bytes), d->bytes.len, d) &&
        !jpeg_size((const unsigned char *)buf_str(&d->bytes), d->bytes.len, d))
        return err_set(e, ERR_UNSUPPORTED, p->media, "PNG, JPEG");
    h = sha256(d->bytes.p, d->bytes.len);
    hash_print(&h, d->sha256);
    if (c)
        cell_clean(r, c, &title);
    if (title.len == 0)
        text_clean(&title, p->name, strlen(p->name));
    d->title = xstrdup(buf_str(&title));
    d->name = xstrdup(strrchr(p->media, '/') ? strrchr(p->media, '/') + 1 : p->media);
    place_of_drawing(r->a, d->title, &building, &floor);
    d->building = buf_take(&building);
    d->floor = buf_take(&floor);
    buf_release(&title);
    return 0;
}

/* Logos and the like: on a sheet that is no place for drawings, without a title. */
static bool is_drawing(const struct reading *r, int sheet, const struct drawing *d)
{
    return alias_word_inside(r->a, "place", xlsx_sheet_name(r->x, sheet)) ||
           alias_word_inside(r->a, "floorplan", d->title) ||
           alias_word_inside(r->a, "network", d->title);
}

static void take(struct reading *r, int sheet, const struct xlsx_picture *p)
{
    struct where at = {xlsx_sheet_name(r->x, sheet), p->row, p->col};
    struct drawing d = {0};
    struct err e = {0};

    if (load(r, sheet, p, &d, &e) != 0)
        FAULT(r->file, &at, IMPORT_WARNING, "", N_("The picture is not taken: {1}"),
              N_("Paste it as PNG or JPEG."), {*e.detail ? e.detail : e.subject, NULL, NULL});
    else if (!is_drawing(r, sheet, &d))
        FAULT(r->file, &at, IMPORT_WARNING, "",
              N_("A picture that is no drawing is not taken: {1}"), NULL, {d.title, NULL, NULL});
    else if (!is_known(r, &d)) {
        r->drawings = xgrow(r->drawings, r->ndrawings, &r->cap_drawings, sizeof *r->drawings);
        r->drawings[r->ndrawings++] = d;
        return;
    }
    release(&d);
}

void read_pictures(struct reading *r)
{
    for (int i = 0; i < r->nsheets; i++) {
        struct xlsx_picture *list = NULL;
        struct where at = {xlsx_sheet_name(r->x, i), NOWHERE, 0};
        struct err e = {0};
        size_t n = 0;

        if (!r->sheets[i])
            continue;
        r->place_sheet |= alias_word_inside(r->a, "place", at.sheet);
        if (xlsx_pictures(r->x, i, &list, &n, &e) != 0)
            FAULT(r->file, &at, IMPORT_WARNING, "", N_("The pictures cannot be read: {1}"), NULL,
                  {*e.detail ? e.detail : e.subject, NULL, NULL});
        for (size_t k = 0; k < n; k++)
            take(r, i, &list[k]);
        xlsx_pictures_free(list, n);
    }
}
