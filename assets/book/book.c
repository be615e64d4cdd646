#include "assets/book/book.h"

#include "model/base/buf.h"
#include "model/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW_PIXELS (BOOK_ROW_POINTS * 4 / 3)

void book_init(struct book *b, int64_t created_ms)
{
    memset(b, 0, sizeof *b);
    b->created_ms = created_ms;
}

static void page_free(struct page *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->cells[i].text);
    for (size_t i = 0; i < p->nlists; i++)
        free(p->lists[i].source);
    for (size_t i = 0; i < p->ncomments; i++)
        free(p->comments[i].text);
    for (size_t i = 0; i < p->npictures; i++)
        free(p->pictures[i].png);
    free(p->pictures);
    free(p->cells);
    free(p->lists);
    free(p->comments);
    free(p->alert_text);
    free(p->name);
    free(p);
}

void book_release(struct book *b)
{
    for (size_t i = 0; i < b->n; i++)
        page_free(b->pages[i]);
    free(b->pages);
    free(b->title);
    free(b->cut_mark);
    book_init(b, 0);
}

size_t book_units(const char *s)
{
    size_t units = 0, left = strlen(s), k;
    uint32_t cp;

    for (; (k = text_next(s, left, &cp)) != 0; s += k, left -= k)
        units += cp > 0xffff ? 2 : 1;
    return units;
}

static bool name_taken(const struct book *b, const char *name)
{
    struct buf a = BUF_INIT, other = BUF_INIT;
    bool taken = false;

    text_fold(&a, name, strlen(name)); /* Excel compares without case and width */
    for (size_t i = 0; i < b->n && !taken; i++) {
        buf_reset(&other);
        text_fold(&other, b->pages[i]->name, strlen(b->pages[i]->name));
        taken = strcmp(buf_str(&a), buf_str(&other)) == 0;
    }
    buf_release(&a);
    buf_release(&other);
    return taken;
}

/* `name` without what Excel refuses, cut to leave room for `tail` behind it. */
static char *legal_name(const char *name, const char *tail)
{
    struct buf out = BUF_INIT;
    size_t room = BOOK_NAME_MAX - strlen(tail), left = strlen(name), k;
    uint32_t cp;

    for (; (k = text_next(name, left, &cp)) != 0; name += k, left -= k) {
        size_t units = cp > 0xffff ? 2 : 1;

        if (units > room)
            break;
        room -= units;
        if (cp < 0x20 || cp == 0x7f || (cp < 0x80 && strchr("[]:*?/\\'", (int)cp)))
            cp = '_';
        text_put(&out, cp);
    }
    if (out.len == 0)
        buf_putc(&out, '_');
    buf_puts(&out, tail);
    return buf_take(&out);
}

struct page *book_page(struct book *b, const char *name)
{
    struct page *p = xcalloc(1, sizeof *p);
    char tail[16] = "";

    p->name = legal_name(name, tail);
    for (int i = 2; name_taken(b, p->name); i++) {
        free(p->name);
        snprintf(tail, sizeof tail, " (%d)", i);
        p->name = legal_name(name, tail);
    }
    p->head_row = p->alert_col = -1;
    b->pages = xgrow(b->pages, b->n, &b->cap, sizeof *b->pages);
    b->pages[b->n++] = p;
    return p;
}

static struct book_cell *add_cell(struct page *p, uint32_t row, uint16_t col, enum book_style style)
{
    struct book_cell *c;

    p->cells = xgrow(p->cells, p->n, &p->cap, sizeof *p->cells);
    c = &p->cells[p->n++];
    *c = (struct book_cell){.row = row, .col = col, .style = style};
    if (row >= p->rows)
        p->rows = row + 1;
    if (col >= p->cols)
        p->cols = (uint16_t)(col + 1);
    return c;
}

void page_text(struct page *p, uint32_t row, uint16_t col, enum book_style style, const char *text)
{
    struct book_cell *c = add_cell(p, row, col, style);

    if (text && *text)
        c->text = xstrdup(text);
}

void page_picture(struct page *p, uint32_t row, const void *png, size_t bytes, uint32_t width,
                  uint32_t height, uint32_t wide)
{
    double scale = (double)wide / (width > 0 ? width : 1);
    uint32_t rows = (uint32_t)(height * scale / ROW_PIXELS) + 1;
    struct book_picture *pic;

    p->pictures = xgrow(p->pictures, p->npictures, &p->cap_pictures, sizeof *p->pictures);
    pic = &p->pictures[p->npictures++];
    *pic = (struct book_picture){.row = row, .rows = rows, .bytes = bytes, .scale = scale};
    pic->png = xmalloc(bytes);
    memcpy(pic->png, png, bytes);
    if (row + rows > p->rows)
        p->rows = row + rows;
    if (p->cols == 0)
        p->cols = 1;
}

void page_number(struct page *p, uint32_t row, uint16_t col, enum book_style style, double n)
{
    struct book_cell *c = add_cell(p, row, col, style);

    c->number = true;
    c->n = n;
}

void page_blank(struct page *p, uint32_t row, uint16_t col, enum book_style style)
{
    add_cell(p, row, col, style);
}

/* "A", "Z", "AA" */
static void col_letters(struct buf *out, unsigned col)
{
    if (col >= 26)
        col_letters(out, col / 26 - 1);
    buf_putc(out, (char)('A' + col % 26));
}

void page_list(struct page *p, uint32_t row1, uint32_t row2, uint16_t col, const struct page *list,
               uint16_t list_col, uint32_t n)
{
    struct buf source = BUF_INIT;

    buf_addf(&source, "='%s'!$", list->name); /* no name has an apostrophe */
    col_letters(&source, list_col);
    buf_puts(&source, "$1:$");
    col_letters(&source, list_col);
    buf_addf(&source, "$%u", n);
    p->lists = xgrow(p->lists, p->nlists, &p->cap_lists, sizeof *p->lists);
    p->lists[p->nlists++] = (struct book_list){row1, row2, col, buf_take(&source)};
}

void page_comment(struct page *p, uint32_t row, uint16_t col, const char *text)
{
    p->comments = xgrow(p->comments, p->ncomments, &p->cap_comments, sizeof *p->comments);
    p->comments[p->ncomments++] = (struct book_comment){row, col, xstrdup(text)};
}

void page_alert(struct page *p, uint16_t col, const char *text)
{
    free(p->alert_text);
    p->alert_col = col;
    p->alert_text = xstrdup(text);
}
