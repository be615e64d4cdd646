#include "assets/draw/letters.h"

#include "model/base/buf.h"
#include "model/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ft2build.h>
#include FT_FREETYPE_H

#define MISSING_MAX 256

struct letters {
    FT_Library library;
    FT_Face face;
    int size;
    uint32_t missing[MISSING_MAX];
    size_t nmissing;
};

struct letters *letters_new(const uint8_t *p, size_t n)
{
    struct letters *l = calloc(1, sizeof *l);

    if (l && FT_Init_FreeType(&l->library) == 0 &&
        FT_New_Memory_Face(l->library, p, (FT_Long)n, 0, &l->face) == 0 &&
        FT_IS_SCALABLE(l->face) && FT_Select_Charmap(l->face, FT_ENCODING_UNICODE) == 0)
        return l;
    letters_free(l);
    return NULL;
}

void letters_free(struct letters *l)
{
    if (l && l->face)
        FT_Done_Face(l->face);
    if (l && l->library)
        FT_Done_FreeType(l->library);
    free(l);
}

void letters_size(struct letters *l, int pixels)
{
    l->size = pixels;
    FT_Set_Pixel_Sizes(l->face, 0, (FT_UInt)pixels);
}

int letters_line(const struct letters *l)
{
    return l->size * 3 / 2;
}

size_t letters_missing(const struct letters *l, uint32_t *out, size_t most)
{
    size_t n = l->nmissing < most ? l->nmissing : most;

    memcpy(out, l->missing, n * sizeof *out);
    return n;
}

static void note_missing(struct letters *l, uint32_t cp)
{
    for (size_t i = 0; i < l->nmissing; i++)
        if (l->missing[i] == cp)
            return;
    if (l->nmissing < MISSING_MAX)
        l->missing[l->nmissing++] = cp;
}

/* The next character; a blank for what controls. 0 at the end. */
static size_t next(const char *s, size_t n, uint32_t *cp)
{
    size_t k = text_next(s, n, cp);

    if (*cp < 0x20 || (*cp >= 0x7F && *cp < 0xA0))
        *cp = ' ';
    return k;
}

/* Loads the glyph into the face's slot; false: the font lacks it. Always of its
 * outlines: a bitmap the font has for a size is a bit a pixel. */
static bool load(struct letters *l, uint32_t cp, FT_Int32 how)
{
    FT_UInt glyph = FT_Get_Char_Index(l->face, cp);

    return glyph != 0 &&
           FT_Load_Glyph(l->face, glyph, how | FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) == 0;
}

/* "20BB7": one row of digits, or two of them, a third of the size each. */
static int box_width(const struct letters *l)
{
    return l->size * 5 / 4;
}

static int advance(struct letters *l, uint32_t cp)
{
    if (!load(l, cp, FT_LOAD_DEFAULT))
        return box_width(l);
    return (int)((l->face->glyph->advance.x + 32) >> 6);
}

int letters_width(struct letters *l, const char *s, size_t n)
{
    int width = 0;
    uint32_t cp;

    for (size_t k; (k = next(s, n, &cp)) != 0; s += k, n -= k)
        width += advance(l, cp);
    return width;
}

size_t letters_fit(struct letters *l, const char *s, int width)
{
    size_t n = strlen(s), at = 0, blank = 0;
    int so_far = 0;
    uint32_t cp;

    for (size_t k; (k = next(s + at, n - at, &cp)) != 0; at += k) {
        so_far += advance(l, cp);
        if (so_far > width && at > 0)
            return blank > 0 && cp < 0x80 && cp != ' ' ? blank : at;
        if (cp == ' ')
            blank = at + k;
        else if (cp >= 0x80)
            blank = 0; /* a line may break before and behind it */
    }
    return at;
}

static void blit(const struct letters *l, struct canvas *c, int x, int base, ink colour)
{
    const FT_GlyphSlot slot = l->face->glyph;
    const FT_Bitmap *map = &slot->bitmap;

    if (map->pixel_mode != FT_PIXEL_MODE_GRAY)
        return;
    for (unsigned y = 0; y < map->rows; y++)
        for (unsigned i = 0; i < map->width; i++)
            canvas_pixel(c, x + slot->bitmap_left + (int)i, base - slot->bitmap_top + (int)y,
                         colour, map->buffer[(size_t)y * (size_t)abs(map->pitch) + i]);
}

/* The baseline of a line whose top is y. */
static int base_of(const struct letters *l, int y)
{
    return y + (letters_line(l) - l->size) / 2 + l->size * 22 / 25;
}

static void draw_hex(struct letters *l, struct canvas *c, struct box b, uint32_t cp, ink colour)
{
    int whole = l->size;
    char digits[12];
    int n = snprintf(digits, sizeof digits, "%04X", (unsigned)cp), first = (n + 1) / 2;

    letters_size(l, whole * 2 / 5);
    for (int row = 0; row < 2; row++) {
        const char *s = digits + (row ? first : 0);
        int len = row ? n - first : first;
        int x = b.x + (b.w - letters_width(l, s, (size_t)len)) / 2;

        for (int i = 0; i < len; i++) {
            if (!load(l, (unsigned char)s[i], FT_LOAD_RENDER))
                continue;
            blit(l, c, x, b.y + (row + 1) * b.h / 2 - b.h / 10, colour);
            x += (int)((l->face->glyph->advance.x + 32) >> 6);
        }
    }
    letters_size(l, whole);
}

static void draw_missing(struct letters *l, struct canvas *c, int x, int y, uint32_t cp, ink colour)
{
    struct box b = {x + 1, y + (letters_line(l) - l->size) / 2, box_width(l) - 2, l->size};

    note_missing(l, cp);
    canvas_frame(c, b, 1, colour);
    draw_hex(l, c, b, cp, colour);
}

void letters_draw(struct letters *l, struct canvas *c, int x, int y, const char *s, size_t n,
                  ink colour)
{
    uint32_t cp;

    for (size_t k; (k = next(s, n, &cp)) != 0; s += k, n -= k) {
        int width;

        if (!load(l, cp, FT_LOAD_RENDER)) {
            draw_missing(l, c, x, y, cp, colour);
            x += box_width(l);
            continue;
        }
        width = (int)((l->face->glyph->advance.x + 32) >> 6);
        blit(l, c, x, base_of(l, y), colour);
        x += width;
    }
}
