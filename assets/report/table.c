#include "assets/report/priv.h"

#include <string.h>

#define HEAD_ROW 2

struct page *report_table(struct report *r, const char *msgid, const struct column *cols, int n)
{
    struct page *p = book_page(&r->book, report_say(r, msgid));

    page_text(p, 0, 0, BOOK_TITLE, report_say(r, msgid));
    for (int i = 0; i < n; i++)
        page_text(p, HEAD_ROW, (uint16_t)i, BOOK_HEAD,
                  cols[i].msgid ? report_say(r, cols[i].msgid) : field_label(cols[i].field, r->ja));
    p->head_row = HEAD_ROW;
    p->filter = true;
    return p;
}

void report_value(struct report *r, struct page *p, uint32_t row, uint16_t col, enum field f,
                  const struct value *v)
{
    if (v->type == VALUE_INT && catalog[f].type == TYPE_INT)
        page_number(p, row, col, BOOK_PLAIN, (double)v->i);
    else
        page_text(p, row, col, BOOK_PLAIN, report_text(r, f, v));
}

void report_row(struct report *r, struct page *p, const struct column *cols, int n,
                const struct row *row)
{
    uint32_t at = p->rows;

    for (int i = 0; i < n; i++) {
        if (cols[i].text)
            page_text(p, at, (uint16_t)i, BOOK_PLAIN, cols[i].text(r, row));
        else
            report_value(r, p, at, (uint16_t)i, cols[i].field, row_value(row, cols[i].field));
    }
}

void report_table_end(struct report *r, struct page *p)
{
    if (p->rows > HEAD_ROW + 1)
        return;
    page_text(p, HEAD_ROW + 1, 0, BOOK_PLAIN, report_say(r, N_("none of these")));
    for (uint16_t i = 1; i < p->cols; i++)
        page_blank(p, HEAD_ROW + 1, i, BOOK_PLAIN);
}
