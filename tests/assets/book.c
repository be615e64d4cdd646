/* Workbooks that go out: what Excel would have to repair never gets in. */
#include "assets/book/book.h"
#include "assets/xlsx/package.h"
#include "assets/xlsx/xlsx.h"
#include "model/base/text.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct err e;
static char dir[256];

static const char *file_named(const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void names(void)
{
    static const struct {
        const char *given, *want;
    } cases[] = {
        {"調査票", "調査票"},
        {"調査票", "調査票 (2)"},
        {"ＡＢ", "ＡＢ"},
        {"ab", "ab (2)"}, /* Excel compares without case and width */
        {"a/b:c*d?e[f]g\\h", "a_b_c_d_e_f_g_h"},
        {"'quoted'", "_quoted_"},
        {"", "_"},
        {"あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむ",
         "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほま"},
        {"あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむ",
         "あいうえおかきくけこさしすせそたちつてとなにぬねのはひ (2)"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa𠮷", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    };
    struct book b;

    book_init(&b, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_str(book_page(&b, cases[i].given)->name, cases[i].want, "the page '%s'", cases[i].given);
    is_ok(book_write(&b, file_named("names.xlsx"), &e), &e, "every name is one that Excel takes");
    book_release(&b);
}

static void texts(void)
{
    static const struct {
        const char *given, *want;
    } cases[] = {
        {"=1+1", "=1+1"},
        {"+81", "+81"},
        {"-1", "-1"},
        {"@SUM(A1)", "@SUM(A1)"},
        {"{=1}", "{=1}"},
        {"https://example.jp/", "https://example.jp/"},
        {"a\nb\tc", "a\nb\tc"},
        {"a\x01\x7f\x1b[1m", "a[1m"},
        {"a\xff\xfe z", "a\xef\xbf\xbd\xef\xbf\xbd z"},
        {"\xef\xbf\xbf"
         "x",
         "x"},
        {"_x0041_ \x5f\x78\x30\x30\x30\x44\x5f", "_x0041_ _x000D_"},
        {"<b>&amp;\"", "<b>&amp;\""},
        {"  blanks  ", "  blanks  "},
        {"𠮷野家 👨‍👩‍👧", "𠮷野家 👨‍👩‍👧"},
    };
    struct book b;
    struct page *p;
    struct xlsx *x;
    struct sheet *s;
    char *lines;

    book_init(&b, 0);
    p = book_page(&b, "texts");
    for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        page_text(p, i, 0, BOOK_PLAIN, cases[i].given);
    lines = xmalloc(60001);
    memset(lines, 'x', 60000);
    lines[60000] = '\0';
    page_text(p, 100, 0, BOOK_PLAIN, lines);
    lines[BOOK_TEXT_MAX] = '\0';
    page_text(p, 101, 0, BOOK_PLAIN, lines);
    free(lines);
    is_ok(book_write(&b, file_named("texts.xlsx"), &e), &e, "written");
    book_release(&b);
    is_ok(xlsx_open(&x, file_named("texts.xlsx"), &e), &e, "and read back");
    is_ok(xlsx_sheet(x, 0, &s, &e), &e, "the page is well-formed");
    for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct cell *c = sheet_cell(s, i, 0);

        is_str(c->text, cases[i].want, "text %u", i);
        ok(c->type == CELL_TEXT && !c->formula, "is a text");
    }
    is_int(strlen(sheet_cell(s, 100, 0)->text), BOOK_TEXT_MAX, "a long text is cut");
    is_str(sheet_cell(s, 100, 0)->text + BOOK_TEXT_MAX - 4, "x...", "and marked");
    is_str(sheet_cell(s, 101, 0)->text + BOOK_TEXT_MAX - 4, "xxxx", "one that just fits is not");
    sheet_free(s);
    xlsx_close(x);
}

static int collect(void *ctx, const char *bytes, size_t n, struct err *err)
{
    (void)err;
    buf_add(ctx, bytes, n);
    return 0;
}

static void read_part(const char *path, const char *part, struct buf *out)
{
    struct package *p;

    buf_reset(out);
    if (package_open(&p, path, &e) != 0 ||
        package_read(p, part, BUF_MAX_DEFAULT, collect, out, &e) != 0)
        bail("%s: %s", part, e.detail);
    package_close(p);
}

static int occurrences(struct buf *b, const char *what)
{
    int n = 0;

    for (const char *p = buf_str(b); (p = strstr(p, what)); p++)
        n++;
    return n;
}

/* A page with everything on it. */
static void page_parts(void)
{
    struct book b;
    struct page *p, *list;
    struct buf xml = BUF_INIT;

    book_init(&b, INT64_C(1757635200000));
    b.title = xstrdup("0342 R&D 病院");
    p = book_page(&b, "回線");
    list = book_page(&b, "プルダウン");
    page_text(p, 2, 0, BOOK_HEAD, "種別");
    page_text(p, 2, 1, BOOK_HEAD, "差");
    page_blank(p, 3, 0, BOOK_INPUT);
    page_text(p, 3, 1, BOOK_PLAIN, "相違");
    p->head_row = 2;
    p->filter = true;
    page_alert(p, 1, "相違");
    page_list(p, 3, 60, 0, list, 27, 9);
    page_comment(p, 2, 0, "一覧から選ぶ");
    list->hidden = true;
    is_ok(book_write(&b, file_named("parts.xlsx"), &e), &e, "a page with everything on it");
    book_release(&b);
    read_part(file_named("parts.xlsx"), "xl/worksheets/sheet1.xml", &xml);
    is_int(occurrences(&xml, "<autoFilter ref=\"A3:B4\"/>"), 1, "filter buttons over the table");
    is_int(occurrences(&xml, "<formula1>'プルダウン'!$AB$1:$AB$9</formula1>"), 1, "a drop-down");
    is_int(occurrences(&xml, "&quot;相違&quot;") + occurrences(&xml, "\"相違\"</formula>"), 1,
           "a mark on what differs");
    is_int(occurrences(&xml, "fitToPage=\"1\""), 1, "one page wide");
    is_int(occurrences(&xml, "paperSize=\"9\" "), 1, "A4");
    is_int(occurrences(&xml, "orientation=\"landscape\""), 1, "landscape");
    is_int(occurrences(&xml, "0342 R&amp;&amp;D 病院&amp;R&amp;A"), 1, "& in the head is no code");
    is_int(occurrences(&xml, "state=\"frozen\""), 1, "the header row stays");
    read_part(file_named("parts.xlsx"), "xl/workbook.xml", &xml);
    is_int(occurrences(&xml, "<definedName name=\"_xlnm.Print_Titles\""), 1,
           "the header row is on every sheet of paper");
    is_int(occurrences(&xml, "<definedName "), 2, "and no other name but the filter's");
    is_int(occurrences(&xml, "state=\"hidden\""), 1, "the lists are hidden");
    read_part(file_named("parts.xlsx"), "docProps/core.xml", &xml);
    is_int(occurrences(&xml, "2025-09-12T00:00:00Z"), 2, "its only time is the one given");
    buf_release(&xml);
}

/* The library prints what it dislikes: nothing of that may reach the screen. */
static void silent(void)
{
    struct book b;
    struct page *p;
    int pipes[2], kept = dup(STDERR_FILENO);
    char said[64];
    ssize_t n;

    if (pipe(pipes) != 0)
        bail("no pipe");
    dup2(pipes[1], STDERR_FILENO);
    close(pipes[1]);
    book_init(&b, 0);
    p = book_page(&b, "x");
    page_text(p, 5, 0, BOOK_PLAIN, "first");
    page_text(p, 2000000, 0, BOOK_PLAIN, "beyond the last row");
    is_int(book_write(&b, file_named("rows.xlsx"), &e), -ERR_LIMIT, "too many rows are refused");
    dup2(kept, STDERR_FILENO);
    close(kept);
    n = read(pipes[0], said, sizeof said);
    is_int(n, 0, "without a word on stderr");
    close(pipes[0]);
    ok(access(file_named("rows.xlsx"), F_OK) != 0, "and no file is left");
    ok(access(file_named("rows.xlsx.part"), F_OK) != 0, "nor a part of one");
    book_release(&b);
}

int main(void)
{
    setlocale(LC_ALL, "");
    tmpdir_make(dir, sizeof dir);
    names();
    texts();
    page_parts();
    silent();
    tmpdir_remove(dir);
    return tap_done();
}
