/* The floor plans with their pins, numbers and legends, a page each. */
#include "assets/drawing/render.h"
#include "assets/report/priv.h"
#include "assets/report/sheets.h"
#include "model/base/text.h"
#include "model/rules/name.h"

#define WIDE 900 /* pixels of the page */
/* Columns of text that are wider than that: the picture lies over one column, so
 * that a program with another font of its own does not stretch it. */
#define WIDE_COLS 128

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

/* "平面図 本館 1F": one page of the book and one sheet of paper for each. */
static struct page *begin_page(struct report *r, const struct row *drawing)
{
    struct buf text = BUF_INIT;
    struct page *p;

    buf_addf(&text, "%s ", report_say(r, N_("Floor plan")));
    place_print(drawing, false, &text);
    p = book_page(&r->book, buf_str(&text));
    p->one_paper = true;
    p->min_cols = WIDE_COLS;
    buf_reset(&text);
    drawing_title(r->s, drawing, &text);
    page_text(p, 0, 0, BOOK_TITLE, buf_str(&text));
    buf_release(&text);
    return p;
}

static void plan_page(struct report *r, const struct row *drawing,
                      const struct report_sheets *sheets)
{
    struct page *p = begin_page(r, drawing);
    struct err why;
    const struct diagram_picture *made = report_sheets_get(sheets, drawing->id, &why);

    if (made) {
        say_missing(r, p, made);
        page_picture(p, p->rows, made->png, made->bytes, made->width, made->height, WIDE);
        return;
    }
    say_why(r, p, &why);
    if (why.code == ERR_CORRUPT && r->with->left_out)
        r->with->left_out(&why, r->with->ctx);
}

void plans_pages(struct report *r)
{
    struct report_sheets *own = NULL;

    if (r->s->n[KIND_drawing] == 0 || !r->with->draw)
        return;
    if (!r->with->sheets) {
        own = report_sheets_new(r->c, r->with);
        while (report_sheets_step(own, r->c, true) == 1)
            ;
    }
    for (size_t i = 0; i < r->s->n[KIND_drawing]; i++)
        plan_page(r, r->s->rows[KIND_drawing][i], own ? own : r->with->sheets);
    report_sheets_free(own);
}
