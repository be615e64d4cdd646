#include "tests/assets/xlsx_make.h"

#include "model/base/buf.h"

static void add(struct zipmake *z, const char *name, const char *head, const char *inner,
                const char *tail)
{
    struct buf b = BUF_INIT;

    buf_puts(&b, "<?xml version='1.0' encoding='UTF-8'?>\n");
    buf_puts(&b, head);
    buf_puts(&b, inner);
    buf_puts(&b, tail);
    zipmake_text(z, name, buf_str(&b));
    buf_release(&b);
}

struct zipmake *book_begin(const char *path, const struct book *b)
{
    struct zipmake *z = zipmake_new(path);
    struct buf rows = BUF_INIT;

    zipmake_text(z, "_rels/.rels", RELS(REL("r1", "officeDocument", "xl/workbook.xml")));
    zipmake_text(z, "xl/_rels/workbook.xml.rels",
                 RELS(REL("r1", "worksheet", "worksheets/sheet1.xml")
                          REL("r2", "sharedStrings", "sharedStrings.xml")
                              REL("r3", "styles", "styles.xml")));
    add(z, "xl/workbook.xml", "<workbook xmlns='" NS_MAIN "' xmlns:r='r'>", b->pr ? b->pr : "",
        "<sheets>" SHEET("表", "r1") "</sheets></workbook>");
    add(z, "xl/sharedStrings.xml", "<sst>", b->shared ? b->shared : "", "</sst>");
    add(z, "xl/styles.xml", "<styleSheet>", b->styles ? b->styles : "", "</styleSheet>");
    if (b->rows) {
        buf_addf(&rows, "%s</sheetData>%s", b->rows, b->after ? b->after : "");
        add(z, "xl/worksheets/sheet1.xml", "<worksheet xmlns='" NS_MAIN "'><sheetData>",
            buf_str(&rows), "</worksheet>");
    }
    buf_release(&rows);
    return z;
}

void book_make(const char *path, const struct book *b)
{
    zipmake_close(book_begin(path, b));
}

void parts_make(const char *path, const struct part *parts, size_t n)
{
    struct zipmake *z = zipmake_new(path);

    for (size_t i = 0; i < n; i++)
        zipmake_text(z, parts[i].name, parts[i].text);
    zipmake_close(z);
}
