/* The floor plans with their pins, numbers and legends, one under the other. */
#include "assets/drawing/font.h"
#include "assets/drawing/render.h"
#include "assets/report/priv.h"
#include "model/base/text.h"

#include <unistd.h>

#define WIDE 900 /* pixels of the page */

static void say_why(struct report *r, struct page *p, const struct err *why)
{
    struct buf text = BUF_INIT;

    buf_puts(&text, report_say(r, N_("Not shown: ")));
    text_fill(&text, report_say(r, why->msg ? why->msg : err_text(why->code)), why->subject,
              why->detail, NULL);
    page_text(p, p->rows, 0, BOOK_NOTE, buf_str(&text));
    buf_release(&text);
}

static void say_missing(struct report *r, struct page *p, const struct diagram_picture *made)
{
    struct buf codes = BUF_INIT, text = BUF_INIT;

    for (size_t i = 0; i < made->nmissing; i++)
        buf_addf(&codes, "%sU+%04X", i ? " " : "", (unsigned)made->missing[i]);
    if (codes.len > 0) {
        text_fill(&text, report_say(r, N_("Not in the font, drawn as boxes: {1}")), buf_str(&codes),
                  NULL, NULL);
        page_text(p, p->rows, 0, BOOK_NOTE, buf_str(&text));
    }
    buf_release(&codes);
    buf_release(&text);
}

static void add_plan(struct report *r, struct page *p, const struct row *drawing,
                     const struct render *how)
{
    struct diagram_picture made = {0};
    struct buf title = BUF_INIT;
    struct err why;

    drawing_title(r->s, drawing, &title);
    page_text(p, p->rows + 1, 0, BOOK_TITLE, buf_str(&title));
    if (drawing_render(r->c, drawing, how, &made, &why) != 0) {
        say_why(r, p, &why);
    } else {
        page_picture(p, p->rows, made.png, made.bytes, made.width, made.height, WIDE);
        say_missing(r, p, &made);
    }
    diagram_picture_release(&made);
    buf_release(&title);
}

void plans_page(struct report *r)
{
    struct render how = {.draw = r->with->draw, .font = -1, .ja = r->ja, .tr = r->tr};
    struct err why;
    struct page *p;

    if (r->s->n[KIND_drawing] == 0 || !how.draw)
        return;
    p = book_page(&r->book, report_say(r, N_("Floor plans")));
    page_text(p, 0, 0, BOOK_TITLE, report_say(r, N_("Floor plans")));
    if (font_open(r->with->font ? r->with->font : "", &how.font, &why) != 0) {
        say_why(r, p, &why);
        return;
    }
    for (size_t i = 0; i < r->s->n[KIND_drawing]; i++)
        add_plan(r, p, r->s->rows[KIND_drawing][i], &how);
    close(how.font);
}
