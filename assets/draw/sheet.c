#include "assets/draw/sheet.h"

#include "assets/draw/letters.h"
#include "assets/draw/paint.h"
#include "assets/draw/png_out.h"
#include "assets/draw/preview.h"

#include <stdio.h>
#include <stdlib.h>

static void say(struct diagram_picture *out, const char *why)
{
    snprintf(out->fault, sizeof out->fault, "%s", why);
}

static void write_png(const struct canvas *c, struct diagram_picture *out)
{
    struct buf png = BUF_INIT;

    if (!png_out(c, &png)) {
        say(out, "the sheet is too large");
        buf_release(&png);
        return;
    }
    out->width = (uint32_t)c->w;
    out->height = (uint32_t)c->h;
    out->bytes = png.len;
    out->png = (uint8_t *)buf_take(&png);
}

static void paint(struct letters *l, const struct picture *drawing, const struct diagram *d,
                  struct diagram_picture *out)
{
    struct canvas c = {0};
    const char *why = paint_diagram(l, drawing, d, &c);

    if (why)
        say(out, why);
    else
        write_png(&c, out);
    canvas_release(&c);
    out->nmissing = letters_missing(l, out->missing, DIAGRAM_MISSING);
}

void sheet_make(const uint8_t *p, size_t n, const uint8_t *font, size_t font_bytes,
                const struct diagram *d, struct diagram_picture *out)
{
    struct letters *l = letters_new(font, font_bytes);
    struct picture drawing;

    *out = (struct diagram_picture){0};
    preview(p, n, DIAGRAM_SIDE, DIAGRAM_SIDE, false, &drawing);
    out->damaged = drawing.damaged;
    say(out, drawing.fault);
    if (!l)
        say(out, "the font cannot be read");
    else if (drawing.rgb)
        paint(l, &drawing, d, out);
    picture_release(&drawing);
    letters_free(l);
}
