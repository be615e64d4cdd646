/* The .xlsx reader on hand-made workbooks: one feature, one case. */
#include "assets/xlsx/numfmt.h"
#include "assets/xlsx/xlsx.h"
#include "model/base/clock.h"
#include "tests/assets/xlsx_make.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[256], file[300];

struct opened {
    struct xlsx *x;
    struct sheet *s;
};

static struct opened open_file(void)
{
    struct opened o = {NULL, NULL};
    struct err e = {.code = ERR_OK};

    if (!is_ok(xlsx_open(&o.x, file, &e), &e, "opens") ||
        !is_ok(xlsx_sheet(o.x, 0, &o.s, &e), &e, "its sheet loads"))
        bail("%s: %s", e.msg ? e.msg : "", e.detail);
    return o;
}

static struct opened open_book(const struct book *b)
{
    book_make(file, b);
    return open_file();
}

static void close_book(struct opened *o)
{
    sheet_free(o->s);
    xlsx_close(o->x);
}

static const struct cell *at(const struct opened *o, const char *name)
{
    uint32_t row = 0, col = 0;

    if (!cell_parse(name, &row, &col))
        bail("%s is no cell", name);
    return sheet_cell(o->s, row, col);
}

static void is_text(const struct opened *o, const char *name, const char *want, const char *what)
{
    struct buf b = BUF_INIT;

    xlsx_text(o->x, at(o, name), &b);
    is_str(buf_str(&b), want, "%s: %s", name, what);
    buf_release(&b);
}

static void names(void)
{
    static const struct {
        const char *name;
        uint32_t row, col;
    } good[] = {{"A1", 0, 0}, {"Z9", 8, 25}, {"AA10", 9, 26}, {"XFD1048576", 1048575, 16383}};
    static const char *const bad[] = {"",         "A",   "1",   "A0",    "XFE1",
                                      "A1048577", "A1B", "A-1", "AAAA1", "A99999999999999999999"};
    char name[CELL_NAME_MAX];
    uint32_t row, col;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        cell_name(good[i].row, good[i].col, name);
        is_str(name, good[i].name, "the name of a cell");
        ok(cell_parse(name, &row, &col) && row == good[i].row && col == good[i].col, "%s back",
           name);
    }
    ok(cell_parse("$B$3", &row, &col) && row == 2 && col == 1, "$B$3 is B3");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(!cell_parse(bad[i], &row, &col), "\"%s\" is no cell", bad[i]);
}

static void texts(void)
{
    static const struct book b = {
        .shared =
            "<si><t>髙﨑𠮷ﾊﾝｶｸ㈱①</t></si>"
            "<si><r><t>太</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 細</t></r></si>"
            "<si><t>山田</t><rPh sb='0' eb='2'><t>ヤマダ</t></rPh><phoneticPr fontId='1'/></si>"
            "<si/><si><t>a&amp;b&lt;</t></si><si><t>1_x000D_\n2_x005F_x000D__x0041_</t></si>"
            "<si><t>_xD83D__xDE00__xD83D_</t></si>",
        .rows = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
                "<c r='C1' t='s'><v>2</v></c><c r='D1' t='s'><v>3</v></c>"
                "<c r='E1' t='s'><v>4</v></c><c r='F1' t='s'><v>5</v></c>"
                "<c r='G1' t='s'><v>6</v></c></row>"
                "<row r='2'><c r='A2' t='inlineStr'><is><t>直</t></is></c>"
                "<c r='B2' t='inlineStr'><is><r><t>富</t></r><r><t>文</t></r>"
                "<rPh sb='0' eb='1'><t>フ</t></rPh></is></c>"
                "<c r='C2' t='str'><f>A1</f><v> 結果 </v></c><c r='D2' t='inlineStr'><is/></c>"
                "<c r='E2' t='str'><f>\"\"</f><v></v></c><c r='F2' t='s'><v/></c></row>"};
    struct opened o = open_book(&b);

    is_text(&o, "A1", "髙﨑𠮷ﾊﾝｶｸ㈱①", "a shared string, every character kept");
    is_text(&o, "B1", "太 細", "rich runs are joined");
    is_text(&o, "C1", "山田", "furigana is no part of it");
    is_int(at(&o, "D1")->type, CELL_TEXT, "an empty shared string is a text");
    is_text(&o, "E1", "a&b<", "entities of XML itself");
    is_text(&o, "F1", "1\n2_x000D_A", "escapes are decoded, escaped escapes kept");
    is_text(&o, "G1", "😀\xEF\xBF\xBD", "a surrogate pair is joined, a half one marked");
    is_text(&o, "A2", "直", "an inline string");
    is_text(&o, "B2", "富文", "inline runs without furigana");
    is_text(&o, "C2", " 結果 ", "a formula's text, not trimmed");
    ok(at(&o, "C2")->formula, "it is known as a formula");
    is_int(at(&o, "E2")->type, CELL_TEXT, "a formula's empty text is calculated");
    is_int(at(&o, "F2")->type, CELL_EMPTY, "a shared string without number is nothing");
    ok(!at(&o, "A2")->formula, "a plain text is none");
    is_str(at(&o, "Z99")->text, "", "beyond the sheet there is an empty cell");
    is_int(sheet_rows(o.s), 2, "rows used");
    is_int(sheet_cols(o.s), 7, "columns used");
    close_book(&o);
}

static void values(void)
{
    static const struct book b = {
        .styles = "<cellXfs><xf/><xf numFmtId='170'/></cellXfs>"
                  "<numFmts><numFmt numFmtId='170' formatCode='0000'/></numFmts>",
        .rows = "<row r='1'><c r='A1'><v>-1.5E-3</v></c><c r='B1' t='n'><v> 42 </v></c>"
                "<c r='C1' t='b'><v>1</v></c><c r='D1' t='b'><v>false</v></c>"
                "<c r='E1' t='e'><v>#DIV/0!</v></c><c r='F1'><f>A1+1</f></c>"
                "<c r='G1'><f>A1+1</f><v></v></c><c r='H1'><f>1+1</f><v>2</v></c>"
                "<c r='I1' s='1'><v>107</v></c><c r='J1' s='9'><v>0.1</v></c><c r='K1' s='1'/>"
                "<c r='L1'><v/></c><c r='M1'><v>12345678901234567890</v></c></row>"};
    struct opened o = open_book(&b);
    size_t n;

    ok(at(&o, "A1")->type == CELL_NUMBER && at(&o, "A1")->number == -0.0015, "a number");
    is_int(at(&o, "B1")->number, 42, "blanks around a number");
    ok(at(&o, "C1")->type == CELL_BOOL && at(&o, "C1")->number == 1, "true");
    is_text(&o, "D1", "FALSE", "false by word");
    is_int(at(&o, "E1")->type, CELL_ERROR, "an error");
    is_text(&o, "E1", "#DIV/0!", "with its name");
    is_int(at(&o, "F1")->type, CELL_UNCALCULATED, "a formula without result");
    is_int(at(&o, "G1")->type, CELL_UNCALCULATED, "and with an empty one");
    ok(at(&o, "H1")->formula && at(&o, "H1")->number == 2, "a formula's number");
    is_text(&o, "I1", "0107", "leading zeros of the format");
    is_text(&o, "J1", "0.1", "a style that is not there means no format");
    is_int(at(&o, "K1")->type, CELL_EMPTY, "a formatted cell holds nothing");
    is_int(at(&o, "L1")->type, CELL_EMPTY, "nor does an empty value");
    ok(at(&o, "M1")->number == 12345678901234567890.0, "more digits than a double keeps");
    sheet_cells(o.s, &n);
    is_int(n, 11, "empty cells are not stored");
    sheet_row(o.s, 0, &n);
    is_int(n, 11, "the cells of a row");
    sheet_row(o.s, 1, &n);
    is_int(n, 0, "no cells in a row below");
    close_book(&o);
}

static const char date_styles[] =
    "<numFmts><numFmt numFmtId='165' formatCode='[$-411]ggge&quot;年&quot;m&quot;月&quot;'/>"
    "<numFmt numFmtId='166' formatCode='#,##0&quot;md&quot;'/>"
    "<numFmt numFmtId='167' formatCode='[h]:mm'/></numFmts>"
    "<cellXfs><xf/><xf numFmtId='14'/><xf numFmtId='22'/><xf numFmtId='20'/>"
    "<xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='167'/><xf numFmtId='57'/></cellXfs>"
    "<dxfs><dxf><numFmt numFmtId='14' formatCode='0'/></dxf></dxfs>";

static void dates_1900(void)
{
    static const struct book b = {
        .styles = date_styles,
        .rows =
            "<row r='1'><c r='A1' s='1'><v>45912</v></c><c r='B1' s='2'><v>45912.4461805556</v></c>"
            "<c r='C1' s='3'><v>0.385416666666667</v></c><c r='D1' s='4'><v>45912</v></c>"
            "<c r='E1' s='5'><v>45912</v></c><c r='F1' s='6'><v>1.10416666666667</v></c>"
            "<c r='G1' s='1'><v>60</v></c><c r='H1' s='1'><v>59</v></c><c r='I1' "
            "s='1'><v>61</v></c>"
            "<c r='J1' s='1'><v>1</v></c><c r='K1' s='1'><v>-1</v></c><c r='L1' "
            "s='7'><v>45912</v></c>"
            "<c r='M1' s='1'><v>2958466</v></c><c r='N1' s='3'><v>0.99999999</v></c></row>"
            "<row r='2'><c r='A2' t='d'><v>2025-09-12T10:42:30</v></c><c r='B2' "
            "t='d'><v>2025-09-12</v></c>"
            "<c r='C2' t='d'><v>09:15:00</v></c><c r='D2' t='d'><v>いつか</v></c>"
            "<c r='E2' t='d'><v>1900-01-01</v></c><c r='F2' t='d'><v>2025-02-30</v></c></row>"};
    struct opened o = open_book(&b);
    int days, seconds;

    is_text(&o, "A1", "2025-09-12", "a day");
    is_text(&o, "B1", "2025-09-12 10:42:30", "a day with a time, rounded to the second");
    is_text(&o, "C1", "09:15", "a time");
    is_text(&o, "D1", "2025-09-12", "the era format of Japan");
    is_int(at(&o, "E1")->type, CELL_NUMBER, "letters in quotes make no date");
    is_text(&o, "F1", "26:30", "a duration beyond a day");
    is_text(&o, "G1", "60", "1900-02-29 never was: the serial is shown");
    ok(!xlsx_date(o.x, 60, &days, &seconds), "and is no date");
    is_text(&o, "H1", "1900-02-28", "the day before");
    is_text(&o, "I1", "1900-03-01", "the day after");
    is_text(&o, "J1", "1900-01-01", "the first day");
    is_int(at(&o, "K1")->type, CELL_NUMBER, "a negative number is no date");
    is_text(&o, "L1", "2025-09-12", "format 57 is a date in Japan");
    is_int(at(&o, "M1")->type, CELL_NUMBER, "nor is a day after 9999");
    is_text(&o, "N1", "00:00", "just before midnight rounds to the next day");
    is_text(&o, "A2", "2025-09-12 10:42:30", "an ISO date with a time");
    is_text(&o, "B2", "2025-09-12", "an ISO day");
    is_text(&o, "C2", "09:15", "an ISO time");
    is_int(at(&o, "D2")->type, CELL_TEXT, "no ISO date stays text");
    ok(at(&o, "E2")->number == 1, "ISO days before the false leap day");
    is_int(at(&o, "F2")->type, CELL_TEXT, "no day of the calendar stays text");
    ok(xlsx_date(o.x, 45912.5, &days, &seconds) && days == date_days(2025, 9, 12) &&
           seconds == 43200,
       "days and seconds");
    ok(!xlsx_date(o.x, 0.5, &days, &seconds) && seconds == 43200, "a time alone has no day");
    ok(!xlsx_date(o.x, 1e300, &days, &seconds), "no overflow");
    close_book(&o);
}

static void dates_1904(void)
{
    static const struct book b = {.pr = "<workbookPr date1904='1'/>",
                                  .styles = date_styles,
                                  .rows = "<row r='1'><c r='A1' s='1'><v>44450</v></c>"
                                          "<c r='B1' s='1'><v>0</v></c>"
                                          "<c r='C1' t='d'><v>2025-09-12</v></c></row>"};
    struct opened o = open_book(&b);

    ok(xlsx_date1904(o.x), "the 1904 system is told");
    is_text(&o, "A1", "2025-09-12", "a day under it");
    is_text(&o, "B1", "1904-01-01", "its first day");
    ok(at(&o, "C1")->number == 44450, "an ISO day under it");
    close_book(&o);
}

static void formats(void)
{
    static const struct {
        const char *code;
        enum cell_date date;
        int digits;
    } cases[] = {{"General", DATE_NONE, 0},
                 {"0", DATE_NONE, 0},
                 {"0000", DATE_NONE, 4},
                 {"0.00E+00", DATE_NONE, 0},
                 {"#,##0;[Red]-#,##0", DATE_NONE, 0},
                 {"@", DATE_NONE, 0},
                 {"\"day\" 0", DATE_NONE, 0},
                 {"0\\d", DATE_NONE, 0},
                 {"_d0", DATE_NONE, 0},
                 {"yyyy/m/d", DATE_DAY, 0},
                 {"m/d h:mm", DATE_DAYTIME, 0},
                 {"h:mm AM/PM", DATE_TIME, 0},
                 {"mm:ss.0", DATE_TIME, 0},
                 {"[mm]:ss", DATE_DURATION, 0},
                 {"mmm", DATE_DAY, 0},
                 {"aaa", DATE_DAY, 0},
                 {"[$-411]ge.m.d;@", DATE_DAY, 0},
                 {"0;yyyy", DATE_NONE, 0},
                 {"[DBNum1]General", DATE_NONE, 0},
                 {"G/標準", DATE_NONE, 0},
                 {"[$-F800]dddd\\,\\ mmmm", DATE_DAY, 0},
                 {"0\"", DATE_NONE, 0},
                 {"[", DATE_NONE, 0},
                 {"\\", DATE_NONE, 0}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct numfmt f = numfmt_classify(cases[i].code);

        is_int(f.date, cases[i].date, "date kind of %s", cases[i].code);
        is_int(f.digits, cases[i].digits, "digits of %s", cases[i].code);
    }
    is_int(numfmt_builtin(27).date, DATE_DAY, "built-in 27");
    is_int(numfmt_builtin(46).date, DATE_DURATION, "built-in 46");
    is_int(numfmt_builtin(49).date, DATE_NONE, "built-in 49 is text");
}

static void merges(void)
{
    static const struct book b = {
        .rows = "<row r='1'><c r='A1' t='inlineStr'><is><t>見出し</t></is></c></row>",
        .after = "<sheetProtection sheet='1'/><mergeCells><mergeCell ref='B5:B9'/>"
                 "<mergeCell ref='A1:C2'/><mergeCell ref='E1:E1'/></mergeCells>"};
    struct opened o = open_book(&b);
    const struct cell_range *m = sheet_merged_origin(o.s, 1, 2);
    size_t n;

    ok(m && m->row1 == 0 && m->col2 == 2, "a cell knows its merged range");
    is_str(sheet_merged_cell(o.s, 1, 2)->text, "見出し", "the first cell stands for all");
    is_str(sheet_cell(o.s, 1, 2)->text, "", "asked alone it is empty");
    ok(!sheet_merged_origin(o.s, 2, 2) && !sheet_merged_origin(o.s, 0, 3), "outside there is none");
    m = sheet_merged_origin(o.s, 8, 1);
    ok(m && m->row1 == 4, "a range further down, its last row");
    ok(sheet_merges(o.s, &n)[0].row1 == 0 && n == 3, "the list is in order");
    ok(sheet_protected(o.s), "a sheet locked against editing is read and told");
    close_book(&o);
}

static void without_references(void)
{
    static const struct book b = {
        .rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='4'><c r='C4'><v>3</v></c>"
                "<c><v>4</v></c></row><row><c><v>5</v></c></row>"
                "<row r='3'><c r='B3'><v>7</v></c><c r='A3'><v>6</v></c></row>"};
    struct opened o = open_book(&b);
    size_t n;
    const struct cell *c = sheet_cells(o.s, &n);

    is_int(at(&o, "B1")->number, 2, "cells without r follow each other");
    is_int(at(&o, "D4")->number, 4, "also behind one with r");
    is_int(at(&o, "A5")->number, 5, "rows too");
    is_int(at(&o, "A3")->number, 6, "rows and cells out of order are found");
    ok(n == 7 && c[2].number == 6 && c[3].number == 7, "and sorted");
    close_book(&o);
}

static void prefixed_and_strict(void)
{
    static const struct part parts[] = {
        {"_rels/.rels", "<p:Relationships xmlns:p='p'><p:Relationship Id='a' Type='" REL_TYPE_STRICT
                        "officeDocument' Target='/workbook.xml'/></p:Relationships>"},
        {"_rels\\workbook.xml.rels",
         "<Relationships><Relationship Id='a' Type='" REL_TYPE_STRICT
         "worksheet' Target='.\\My%20Sheets\\..\\Sheets/./s.xml'/><Relationship Id='c' "
         "Type='" REL_TYPE "chartsheet' Target='c.xml'/></Relationships>"},
        {"WORKBOOK.xml", "<x:workbook xmlns:x='" NS_STRICT "' xmlns:q='q'><x:sheets>"
                         "<x:sheet name='図' sheetId='2' q:id='c'/>"
                         "<x:sheet name='表_x0041_' sheetId='1' state='veryHidden' q:id='a'/>"
                         "</x:sheets></x:workbook>"},
        {"sheets\\s.xml", "<x:worksheet xmlns:x='" NS_STRICT "'><x:sheetData><x:row r='1'>"
                          "<x:c r='A1' t='inlineStr'><x:is><x:t>前置</x:t></x:is></x:c></x:row>"
                          "</x:sheetData></x:worksheet>"}};
    struct opened o;

    parts_make(file, parts, sizeof parts / sizeof *parts);
    o = open_file();
    is_text(&o, "A1", "前置", "prefixes, strict namespaces, odd paths, no tables");
    is_int(xlsx_count(o.x), 1, "a chart sheet is left out");
    is_str(xlsx_sheet_name(o.x, 0), "表A", "a sheet's name is decoded");
    is_int(xlsx_sheet_state(o.x, 0), XLSX_VERYHIDDEN, "a hidden sheet is there and told");
    is_int(xlsx_sheet_find(o.x, "図"), -1, "and not found by name");
    close_book(&o);
}

static void stored_and_utf16(void)
{
    static const char rows[] = ROWS("<row r='1'><c r='A1'><v>7</v></c></row>");
    char wide[2 * sizeof rows];
    struct zipmake *z = book_begin(file, &(struct book){.rows = NULL});
    struct opened o;

    for (size_t i = 0; i < sizeof rows; i++) {
        wide[2 * i] = rows[i];
        wide[2 * i + 1] = '\0';
    }
    zipmake_add(z, "xl/worksheets/sheet1.xml", wide, 2 * (sizeof rows - 1), false);
    zipmake_close(z);
    o = open_file();
    is_int(at(&o, "A1")->number, 7, "a stored entry in UTF-16");
    close_book(&o);
}

static void pictures(void)
{
    static const char anchor[] =
        "<w:wsDr xmlns:w='w' xmlns:a='a' xmlns:r='r'><w:twoCellAnchor><w:from><w:col>2</w:col>"
        "<w:colOff>5</w:colOff><w:row>11</w:row><w:rowOff>0</w:rowOff></w:from><w:pic><w:nvPicPr>"
        "<w:cNvPr id='2' name='1F フロア図'/></w:nvPicPr><w:blipFill><a:blip "
        "r:embed='p1'/></w:blipFill>"
        "</w:pic></w:twoCellAnchor><w:absoluteAnchor><w:pic><a:blip r:embed='p2'/></w:pic>"
        "<w:pic><a:blip r:embed='p1'/></w:pic><w:pic><a:blip r:embed='p1'/></w:pic>"
        "</w:absoluteAnchor></w:wsDr>";
    struct zipmake *z = book_begin(file, &(struct book){.rows = ""});
    struct opened o;
    struct xlsx_picture *list;
    struct buf bytes;
    size_t n;
    struct err e = {.code = ERR_OK};

    zipmake_text(z, "xl/worksheets/_rels/sheet1.xml.rels",
                 RELS(REL("d", "drawing", "../drawings/drawing1.xml")
                          REL("v", "vmlDrawing", "../drawings/v.vml")));
    zipmake_text(z, "xl/drawings/drawing1.xml", anchor);
    zipmake_text(z, "xl/drawings/_rels/drawing1.xml.rels",
                 RELS(REL("p1", "image",
                          "../media/image1.png") "<Relationship Id='p2' Type='" REL_TYPE
                                                 "image' Target='http://example.invalid/x.png' "
                                                 "TargetMode='External'/>"));
    zipmake_add(z, "xl/media/image1.png", "\x89PNG\0data", 9, false);
    zipmake_close(z);
    o = open_file();
    is_ok(xlsx_pictures(o.x, 0, &list, &n, &e), &e, "the pictures are listed");
    is_int(n, 2, "external ones are not followed, repeated ones listed once");
    ok(n == 2 && list[0].row == 11 && list[0].col == 2, "where the picture lies");
    is_str(list[0].name, "1F フロア図", "what it is called");
    is_str(list[0].media, "xl/media/image1.png", "where its bytes are");
    buf_init(&bytes, 1000);
    is_ok(xlsx_picture_read(o.x, &list[0], &bytes, &e), &e, "its bytes are read");
    ok(bytes.len == 9 && memcmp(bytes.p, "\x89PNG\0data", 9) == 0, "as they are");
    buf_release(&bytes);
    buf_init(&bytes, 5);
    is_int(xlsx_picture_read(o.x, &list[0], &bytes, &e), -ERR_LIMIT, "never more than asked for");
    buf_release(&bytes);
    xlsx_pictures_free(list, n);
    close_book(&o);
}

/* The floating point sign of the person's locale changes nothing. */
static void locales(void)
{
    static const struct book b = {.rows = "<row r='1'><c r='A1'><v>0.25</v></c></row>"};
    static const char *const commas[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR"};
    bool set = false;
    struct opened o;

    for (size_t i = 0; i < sizeof commas / sizeof *commas && !set; i++)
        set = setlocale(LC_NUMERIC, commas[i]) != NULL;
    if (!set) {
        skip(2, "no locale with a decimal comma here");
        return;
    }
    o = open_book(&b);
    ok(at(&o, "A1")->number == 0.25, "a number under a locale with a comma");
    is_text(&o, "A1", "0.25", "and shown with a point");
    close_book(&o);
    setlocale(LC_NUMERIC, "C");
}

int main(void)
{
    setlocale(LC_ALL, "");
    tmpdir_make(dir, sizeof dir);
    snprintf(file, sizeof file, "%s/調査.xlsx", dir);
    names();
    texts();
    values();
    dates_1900();
    dates_1904();
    formats();
    merges();
    without_references();
    prefixed_and_strict();
    stored_and_utf16();
    pictures();
    locales();
    tmpdir_remove(dir);
    return tap_done();
}
