#include "assets/template/template.h"

#include "assets/book/book.h"
#include "model/base/buf.h"
#include "model/base/clock.h"
#include "model/catalog.h"
#include "model/rules/single.h"

#include "assets/template/layout.def"

#include <stdlib.h>
#include <string.h>

#define LINE_ROWS 100
#define ROOM_ROWS 60
#define CONTACT_ROWS 6

enum sheet_id { SHEET_CONTACT, SHEET_LINE, SHEET_PC, SHEET_ROOM };

static const struct basic {
    enum field field;
    const char *suffix, *remark;
} basics[] = {
#define BASIC(kind, field, suffix, remark) {F_##kind##_##field, suffix, remark},
#include "assets/template/layout.def"
#undef BASIC
};

static const struct template_column {
    enum sheet_id sheet;
    enum field field;
    const char *example, *remark;
} columns[] = {
#define COLUMN(sheet, kind, field, example, remark)                                                \
    {SHEET_##sheet, F_##kind##_##field, example, remark},
#include "assets/template/layout.def"
#undef COLUMN
};

static const struct bools {
    enum field field;
    const char *yes, *no;
} bools[] = {
#define BOOLS(kind, field, yes, no) {F_##kind##_##field, yes, no},
#include "assets/template/layout.def"
#undef BOOLS
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The hidden page of drop-downs: one column per list, made when first asked for. */
struct lists {
    struct page *page;
    const void *known[32]; /* an enum_list or a bools row, by column */
    uint32_t length[32];
    uint16_t n;
};

static int list_column(struct lists *l, const void *what)
{
    for (uint16_t i = 0; i < l->n; i++)
        if (l->known[i] == what)
            return i;
    if (l->n == COUNT(l->known))
        return -1;
    l->known[l->n] = what;
    return l->n++;
}

static void put_item(struct lists *l, int col, const char *text)
{
    page_text(l->page, l->length[col]++, (uint16_t)col, BOOK_PLAIN, text);
}

static int enum_column(struct lists *l, const struct enum_list *list)
{
    int col = list_column(l, list);

    for (int i = 0; col >= 0 && l->length[col] < (uint32_t)list->n; i++)
        put_item(l, col, enum_label(&list->items[i], true));
    return col;
}

static int bools_column(struct lists *l, enum field f)
{
    for (size_t i = 0; i < COUNT(bools); i++) {
        int col;

        if (bools[i].field != f)
            continue;
        col = list_column(l, &bools[i]);
        if (col >= 0 && l->length[col] == 0) {
            put_item(l, col, bools[i].yes);
            if (bools[i].no)
                put_item(l, col, bools[i].no);
        }
        return col;
    }
    return -1;
}

static void add_list(struct lists *l, struct page *p, uint32_t row1, uint32_t row2, uint16_t at,
                     enum field f)
{
    int col = -1;

    if (catalog[f].type == TYPE_ENUM)
        col = enum_column(l, catalog[f].list);
    else if (catalog[f].type == TYPE_BOOL)
        col = bools_column(l, f);
    if (col >= 0)
        page_list(p, row1, row2, at, l->page, (uint16_t)col, l->length[col]);
}

static enum book_style input_style(enum field f)
{
    switch (catalog[f].type) {
    case TYPE_DATE:
    case TYPE_DATES:
        return BOOK_DATE;
    case TYPE_TIME:
        return BOOK_TIME;
    case TYPE_INT:
        return BOOK_PLAIN;
    default:
        return BOOK_INPUT;
    }
}

static enum book_style head_style(enum field f)
{
    return catalog[f].declared == NEED_ALWAYS ? BOOK_REQUIRED : BOOK_HEAD;
}

static bool has_example(enum sheet_id sheet)
{
    return sheet != SHEET_CONTACT;
}

/* One column: header, example, blanks, drop-down. */
static void add_column(struct lists *l, struct page *p, const struct template_column *c,
                       uint32_t row, uint16_t col, uint32_t blanks)
{
    uint32_t first = row + 1 + has_example(c->sheet);

    page_text(p, row, col, head_style(c->field), field_label(c->field, true));
    if (*c->remark)
        page_comment(p, row, col, c->remark);
    if (has_example(c->sheet))
        page_text(p, row + 1, col, BOOK_EXAMPLE, c->example);
    for (uint32_t i = 0; i < blanks; i++)
        page_blank(p, first + i, col, input_style(c->field));
    add_list(l, p, first, first + blanks - 1, col, c->field);
}

static void add_table(struct lists *l, struct page *p, enum sheet_id sheet, uint32_t row,
                      uint32_t blanks)
{
    uint16_t col = 0;

    for (size_t i = 0; i < COUNT(columns); i++)
        if (columns[i].sheet == sheet)
            add_column(l, p, &columns[i], row, col++, blanks);
}

static void basic_page(struct lists *l, struct page *p)
{
    uint32_t row = 2;

    p->min_cols = 24;
    page_text(p, 0, 0, BOOK_TITLE, TEXT_HEARING);
    page_text(p, 1, 0, BOOK_NOTE, TEXT_HEARING_NAME);
    for (size_t i = 0; i < COUNT(basics); i++, row++) {
        struct buf label = BUF_INIT;
        bool needed = head_style(basics[i].field) == BOOK_REQUIRED && *basics[i].suffix != '2';

        buf_addf(&label, "%s%s", field_label(basics[i].field, true), basics[i].suffix);
        page_text(p, row, 0, needed ? BOOK_REQUIRED : BOOK_LABEL, buf_str(&label));
        page_blank(p, row, 1, input_style(basics[i].field));
        if (*basics[i].remark)
            page_comment(p, row, 0, basics[i].remark);
        buf_release(&label);
    }
    page_text(p, row + 1, 0, BOOK_TITLE, TEXT_CONTACTS);
    add_table(l, p, SHEET_CONTACT, row + 2, CONTACT_ROWS);
}

/* A page with one table: title, remark, header row, example, blanks. */
static void table_page(struct lists *l, struct page *p, enum sheet_id sheet, const char *title,
                       const char *remark, uint32_t blanks)
{
    uint32_t head = remark ? 3 : 2;

    page_text(p, 0, 0, BOOK_TITLE, title);
    if (remark)
        page_text(p, 1, 0, BOOK_NOTE, remark);
    add_table(l, p, sheet, head, blanks);
    p->head_row = (int)head;
    p->freeze_cols = sheet == SHEET_ROOM ? 3 : 2;
    p->min_cols = 10;
    p->pages_wide = sheet == SHEET_LINE ? 4 : 1;
}

static void hearing(struct book *b)
{
    struct page *basic = book_page(b, TEXT_BASIC), *lines = book_page(b, TEXT_LINES);
    struct page *pcs = book_page(b, TEXT_PCS), *places = book_page(b, TEXT_PLACES);
    struct lists l = {.page = book_page(b, TEXT_LISTS)};

    basic_page(&l, basic);
    table_page(&l, lines, SHEET_LINE, TEXT_LINES, TEXT_LINES_NOTE, LINE_ROWS);
    table_page(&l, pcs, SHEET_PC, TEXT_PCS_TITLE, NULL, R030_PC_LIMIT);
    page_text(places, 0, 0, BOOK_TITLE, TEXT_PLACES_TITLE);
    page_text(places, 1, 0, BOOK_NOTE, TEXT_PLACES_NOTE);
    l.page->hidden = true;
}

static void rooms(struct book *b)
{
    struct page *p = book_page(b, TEXT_ROOMS);
    struct lists l = {.page = book_page(b, TEXT_LISTS)};

    table_page(&l, p, SHEET_ROOM, TEXT_ROOMS, TEXT_ROOMS_NAME, ROOM_ROWS);
    l.page->hidden = true;
}

int template_write(enum template_kind kind, const char *path, struct err *e)
{
    struct book b;
    int rc;

    /* A blank sheet has no date of its own: that of the layout. */
    book_init(&b, clock_ms(2025, 5, 9, 0, 0, 0));
    if (kind == TEMPLATE_HEARING)
        hearing(&b);
    else
        rooms(&b);
    rc = book_write(&b, path, e);
    book_release(&b);
    return rc;
}
