/* Hand-made workbooks for the tests of the .xlsx reader. */
#ifndef GENBA_TESTS_ASSETS_XLSX_MAKE_H
#define GENBA_TESTS_ASSETS_XLSX_MAKE_H

#include "tests/lib/zipmake.h"

#define NS_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define NS_STRICT "http://purl.oclc.org/ooxml/spreadsheetml/main"
#define REL_TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define REL_TYPE_STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships/"
#define RELS(inner) "<Relationships>" inner "</Relationships>"
#define REL(id, kind, target)                                                                      \
    "<Relationship Id='" id "' Type='" REL_TYPE kind "' Target='" target "'/>"
#define SHEET(name, id) "<sheet name='" name "' sheetId='1' r:id='" id "'/>"
#define ROWS(inner) "<worksheet xmlns='" NS_MAIN "'><sheetData>" inner "</sheetData></worksheet>"

struct part {
    const char *name, *text;
};

/* A workbook of one sheet "表"; what is NULL is left out. */
struct book {
    const char *pr;     /* <workbookPr .../> */
    const char *rows;   /* inside <sheetData> */
    const char *after;  /* behind it */
    const char *shared; /* inside <sst> */
    const char *styles; /* inside <styleSheet> */
};

/* Everything but the zip's end: the caller may add parts, then zipmake_close. */
struct zipmake *book_begin(const char *path, const struct book *b);
void book_make(const char *path, const struct book *b);
void parts_make(const char *path, const struct part *parts, size_t n);

#endif
