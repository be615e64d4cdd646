/* What the .xlsx reader refuses, each with a message of its own (R012), and
 * what it may cost: every case runs in a child under 10 s and 256 MB. */
#include "assets/xlsx/xlsx.h"
#include "tests/assets/xlsx_child.h"
#include "tests/assets/xlsx_make.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include "model/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MB ((size_t)1 << 20)

static char dir[256], file[300];

/* `file` is refused with these words; an empty `words` means it is read. */
static void refused(const char *words, const char *what)
{
    struct child_result r = child_read(file);

    child_check(&r, file);
    if (*words)
        ok(strstr(r.text, words) != NULL, "%s: %s", what, r.text);
    else
        ok(!r.refused && r.ended, "%s is read %s", what, r.text);
}

static void write_file(const void *bytes, size_t n)
{
    FILE *f = fopen(file, "wb");

    if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
        bail("%s cannot be written", file);
}

/* An OLE file with one directory entry named so. */
static void write_ole(const char *stream)
{
    unsigned char b[2048] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    size_t n = strlen(stream);

    for (size_t i = 0; i < n; i++)
        b[1024 + 128 + 2 * i] = (unsigned char)stream[i];
    b[1024 + 128 + 64] = (unsigned char)(2 * n + 2);
    write_file(b, sizeof b);
}

static void no_zip(void)
{
    static const char biff[] = "\x09\x08\x10\x00\x00\x06\x05\x00";

    write_ole("EncryptedPackage");
    refused("protected with a password", "an encrypted workbook");
    write_ole("Workbook");
    refused("an old .xls workbook", "an .xls file under another name");
    write_ole("WordDocument");
    refused("old Office document", "another OLE file");
    write_file(biff, sizeof biff);
    refused("an old .xls workbook", "an .xls file without a container");
    write_file("%PDF-1.7", 8);
    refused("PDF", "a PDF");
    write_file("<html><table>", 13);
    refused("web page", "a web page");
    write_file("a,b\n", 4);
    refused("no Excel workbook", "a text");
    write_file("P", 1);
    refused("no Excel workbook", "one byte");
    write_file("", 0);
    refused("is empty", "an empty file");
}

static void no_file(void)
{
    unlink(file);
    refused("was not found", "a missing file");
    mkdir(file, 0700);
    refused("folder", "a folder");
    rmdir(file);
    mkfifo(file, 0600);
    refused("pipe", "a pipe nobody writes to");
    unlink(file);
    if (geteuid() == 0) {
        skip(1, "root reads everything");
        return;
    }
    write_file("PK", 2);
    chmod(file, 0);
    refused("cannot be read", "a file without rights");
    unlink(file);
}

#define ONE(n, t)                                                                                  \
    {                                                                                              \
        n, t                                                                                       \
    }
#define TOP ONE("_rels/.rels", RELS(REL("r", "officeDocument", "xl/workbook.xml")))
#define BOOK(inner) ONE("xl/workbook.xml", "<workbook xmlns:r='r'>" inner "</workbook>")
#define LINKS(inner) ONE("xl/_rels/workbook.xml.rels", RELS(inner))
#define SHEET1 REL("s", "worksheet", "sheet.xml")

static void wrong_packages(void)
{
    static const struct {
        struct part parts[5];
        const char *words, *what;
    } cases[] = {
        {{ONE("a.txt", "a")}, "no Excel workbook", "a zip of something else"},
        {{ONE("content.xml", "<a/>"), ONE("META-INF/manifest.xml", "<a/>")}, ".ods", "an .ods"},
        {{ONE("_rels/.rels", RELS(REL("r", "officeDocument", "word/document.xml"))),
          ONE("word/document.xml", "<a/>")},
         "Word",
         "a .docx"},
        {{ONE("_rels/.rels", RELS(REL("r", "officeDocument", "xl/workbook.bin"))),
          ONE("xl/workbook.bin", "b")},
         ".xlsb",
         "an .xlsb"},
        {{TOP}, "xl/workbook.xml is missing", "no workbook part"},
        {{TOP, ONE("xl/workbook.xml", "<a/>")}, "no workbook part", "another root element"},
        {{TOP, BOOK("")}, "no worksheet", "no sheet"},
        {{TOP, BOOK("<sheets>" SHEET("a", "c") "</sheets>"),
          LINKS(REL("c", "chartsheet", "c.xml"))},
         "no worksheet",
         "chart sheets only"},
        {{TOP, BOOK("<sheets>" SHEET("表", "x") "</sheets>"), LINKS(SHEET1)},
         "nothing leads to the sheet 表",
         "a sheet without relation"},
        {{TOP, BOOK("<sheets>" SHEET("a", "s") "</sheets>"), LINKS(SHEET1)},
         "xl/sheet.xml is missing",
         "a missing sheet"},
        {{TOP, BOOK("<sheets>" SHEET("a", "s") "</sheets>"),
          LINKS(SHEET1 REL("v", "vbaProject", "vbaProject.bin"))},
         "macros",
         "a macro project"},
        {{TOP, BOOK("<sheets>" SHEET("a", "s") "</sheets>"), LINKS(SHEET1),
          ONE("[Content_Types].xml",
              "<Types><Override PartName='/xl/workbook.xml' ContentType='"
              "application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>")},
         "macros",
         "a macro workbook without macros"},
        {{ONE("_rels/.rels", "<!DOCTYPE a [<!ENTITY b 'c'>]>" RELS(""))}, "DOCTYPE", "a DOCTYPE"},
        {{ONE("_rels/.rels", "<Relationships>")}, "_rels/.rels, line 1", "XML cut off"},
        {{ONE("_rels/.rels", "")}, "no element found", "an empty part"},
        {{ONE("_rels/.rels", RELS(REL("r", "officeDocument", "../../../etc/passwd")))},
         "etc/passwd is missing",
         "a path that leaves the package"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n = 0;

        while (n < 5 && cases[i].parts[n].name)
            n++;
        parts_make(file, cases[i].parts, n);
        refused(cases[i].words, cases[i].what);
    }
}

static void wrong_sheets(void)
{
    static const struct {
        const char *rows, *after, *words;
    } cases[] = {
        {"<row r='1'><c r='A1' t='s'><v>0</v></c></row>", "", "A1: \"0\" is no shared text"},
        {"<row r='1'><c r='A1' t='s'><v>-1</v></c></row>", "", "no shared text"},
        {"<row r='1'><c r='A1'><v>abc</v></c></row>", "", "A1: \"abc\" is no number"},
        {"<row r='1'><c r='A1'><v>0x10</v></c></row>", "", "no number"},
        {"<row r='1'><c r='A1'><v>1E999</v></c></row>", "", "no number"},
        {"<row r='1'><c r='A1' t='b'><v>2</v></c></row>", "", "no truth value"},
        {"<row r='1'><c r='A1' t='zzz'><v>2</v></c></row>", "", "no value of a known type"},
        {"<row r='1'><c r='A0'><v>2</v></c></row>", "", "\"A0\" is no cell"},
        {"<row r='1048577'/>", "", "\"1048577\" is no row"},
        {"<row r='x'/>", "", "\"x\" is no row"},
        {"<row r='1048576'/><row/>", "", "is no row"},
        {"<c><v>1</v></c>", "", "a cell outside the sheet"},
        {"<row r='1'><c r='XFD1'/><c><v>1</v></c></row>", "", "a cell outside the sheet"},
        {"<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>", "",
         "A1 stands there twice"},
        {"", "<mergeCells><mergeCell ref='B2:A1'/></mergeCells>", "no merged range"},
        {"", "<mergeCells><mergeCell ref='A1:ZZZZ9'/></mergeCells>", "no merged range"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        book_make(file, &(struct book){.rows = cases[i].rows, .after = cases[i].after});
        refused(cases[i].words, cases[i].words);
    }
}

static size_t read_file(char *bytes, size_t max)
{
    FILE *f = fopen(file, "rb");
    size_t n = f ? fread(bytes, 1, max, f) : 0;

    if (f)
        fclose(f);
    return n;
}

static void damage(void)
{
    static char bytes[65536];
    static const char body[] = ROWS("<row r='1'><c r='A1'><v>123456</v></c></row>");
    struct zipmake *z = book_begin(file, &(struct book){.rows = NULL});
    char *at;
    size_t n;

    zipmake_add(z, "xl/worksheets/sheet1.xml", body, strlen(body), false);
    zipmake_close(z);
    n = read_file(bytes, sizeof bytes);
    at = memmem(bytes, n, "123456", 6);
    if (!at)
        bail("the stored sheet is not in the file");
    write_file(bytes, n * 3 / 4);
    refused("cut off or damaged: the zip directory", "three quarters of a file");
    *at = '9';
    write_file(bytes, n);
    refused("check sum of xl/worksheets/sheet1.xml is wrong", "one flipped digit");
    *at = '1';
    at = memmem(bytes, n, "PK\x01\x02", 4);
    at[8] |= 1; /* the first entry's flags: encrypted */
    write_file(bytes, n);
    refused("protected with a password", "an encrypted zip entry");
}

static void sheet_of(const char *head, const char *unit, size_t n, const char *tail)
{
    struct zipmake *z = book_begin(file, &(struct book){.rows = NULL});

    zipmake_repeat(z, "xl/worksheets/sheet1.xml", head, unit, n, tail);
    zipmake_close(z);
}

#define HEAD "<worksheet><sheetData><row r='1'>"
#define TAIL "</row></sheetData></worksheet>"

static void bombs(void)
{
    struct buf names = BUF_INIT;
    struct zipmake *z;

    sheet_of(HEAD "<c t='inlineStr'><is><t>", "aaaaaaaa", 20 * MB, "</t></is></c>" TAIL);
    refused("zip bomb", "one text of 20 MB");
    sheet_of(HEAD "<c t='inlineStr'><is><t>", "abcdefgh", 140000, "</t></is></c>" TAIL);
    refused("longer than 32,767 characters", "a text beyond Excel's length");
    sheet_of("<worksheet a='", "b", 8 * MB, "'/>");
    refused("a tag of more than", "an attribute of 8 MB");
    sheet_of("<worksheet><!--", "b", 8 * MB, "--></worksheet>");
    refused("a tag of more than", "a comment of 8 MB");
    sheet_of("", "<a>", 8 * MB, "");
    refused("nested too deeply", "elements in each other");
    sheet_of(HEAD, "<c/>", 15 * MB, TAIL);
    refused("outside the sheet", "more cells than columns");
    sheet_of("<worksheet><sheetData>", "<row><c/><c s='1'/></row>", 15 * MB,
             "</sheetData></worksheet>");
    refused("", "half a million empty rows");
    sheet_of("<worksheet><mergeCells>", "<mergeCell ref='A1:XFD1048576'/>", 8 * MB,
             "</mergeCells></worksheet>");
    refused("more than 65536 merged", "very many merged ranges");
    buf_puts(&names, "<worksheet>");
    for (int i = 0; i < 300000 && !names.over; i++)
        buf_addf(&names, "<n%x/>", i);
    buf_puts(&names, "</worksheet>");
    z = book_begin(file, &(struct book){.rows = NULL});
    zipmake_add(z, "xl/worksheets/sheet1.xml", names.p, names.len, true);
    zipmake_close(z);
    refused("too many names", "300,000 different element names");
    buf_release(&names);
}

/* Random bytes over and over, in steps longer than deflate looks back: nothing
 * for the ratio, so that the other limits must hold. */
static void random_cells(struct buf *out, int rows)
{
    uint64_t seed = 1;

    for (int r = 0; r < rows; r++) {
        buf_puts(out, "<row>");
        for (int c = 0; c < 8; c++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            buf_addf(out, "<c><v>%u</v></c>", (unsigned)(seed >> 40));
        }
        buf_puts(out, "</row>");
    }
}

static void random_text(struct buf *out, int words)
{
    uint64_t seed = 1;

    buf_puts(out, "<c t='inlineStr'><is><t>");
    for (int k = 0; k < words; k++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        buf_addf(out, "%016llx", (unsigned long long)seed);
    }
    buf_puts(out, "</t></is></c>");
}

static void add_repeated(const char *head, const struct buf *unit, int times, const char *tail)
{
    struct zipmake *z = book_begin(file, &(struct book){.rows = NULL});
    struct buf all = {.max = 400 * MB};

    buf_puts(&all, head);
    for (int i = 0; i < times; i++)
        buf_add(&all, unit->p, unit->len);
    buf_puts(&all, tail);
    zipmake_add(z, "xl/worksheets/sheet1.xml", all.p, all.len, true);
    zipmake_close(z);
    buf_release(&all);
}

static void large(void)
{
    struct buf unit = BUF_INIT;

    random_cells(&unit, 1000);
    add_repeated("<worksheet><sheetData>", &unit, 251, "</sheetData></worksheet>");
    refused("more than 2000000 cells", "two million cells");
    buf_reset(&unit);
    random_text(&unit, 8000);
    add_repeated(HEAD, &unit, 600, TAIL);
    refused("more than 64 MB of text", "80 MB of text");
    buf_release(&unit);
}

static void many_entries(void)
{
    struct zipmake *z = zipmake_new(file);
    char name[32];

    for (int i = 0; i < 20001; i++) {
        snprintf(name, sizeof name, "%d", i);
        zipmake_add(z, name, "", 0, false);
    }
    zipmake_close(z);
    refused("more than 20000 files inside", "very many zip entries");
}

/* The message of a path beyond 255 bytes still tells the file's name. */
static void long_path(void)
{
    char part[201], deep[1024];
    struct err e = {.code = ERR_OK};
    struct xlsx *x;

    memset(part, 'd', sizeof part - 1);
    part[sizeof part - 1] = '\0';
    snprintf(deep, sizeof deep, "%s/%s", dir, part);
    mkdir(deep, 0700);
    snprintf(deep, sizeof deep, "%s/%s/調査票_%.100s.xlsx", dir, part, part);
    is_int(xlsx_open(&x, deep, &e), -ERR_NOTFOUND, "a missing file deep down");
    ok(strstr(e.subject, "調査票") && strstr(e.subject, ".xlsx"), "is named: %s", e.subject);
}

int main(void)
{
    tmpdir_make(dir, sizeof dir);
    snprintf(file, sizeof file, "%s/調査.xlsx", dir);
    no_zip();
    no_file();
    wrong_packages();
    wrong_sheets();
    damage();
    bombs();
    large();
    many_entries();
    long_path();
    tmpdir_remove(dir);
    return tap_done();
}
