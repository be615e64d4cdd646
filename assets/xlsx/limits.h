/* What one workbook may cost. The reader must end within 10 s and 256 MB
 * whatever it is given, on a small laptop; every limit is far above what a
 * survey's sheet needs (300 lines, some hundred KB). */
#ifndef GENBA_ASSETS_XLSX_LIMITS_H
#define GENBA_ASSETS_XLSX_LIMITS_H

#define MIB ((size_t)1 << 20)

/* The file itself: pictures may weigh much, the directory is at its end. */
#define XLSX_FILE_MAX (1024 * MIB)
/* Zip entries: each costs a name and a position; real workbooks hold dozens. */
#define XLSX_ENTRIES_MAX 20000
#define XLSX_ENTRY_NAME_MAX 512
/* One part unpacked: 600,000 cells are 38 MB of XML; expat reads some 80 MB/s. */
#define XLSX_PART_MAX (192 * MIB)
/* All XML parts of a workbook together: keeps the sum below 10 s. */
#define XLSX_TOTAL_MAX (256 * MIB)
/* Bombs: sheets shrink 10 to 60 times, deflate can 1,030 times. Small parts may. */
#define XLSX_RATIO_MAX 200
#define XLSX_RATIO_FLOOR (16 * MIB)
/* Side parts (relations, workbook, styles, drawings): memory grows with them. */
#define XLSX_SIDE_PART_MAX (32 * MIB)
/* expat's own memory: long tokens, many names, deep nesting end here. */
#define XLSX_EXPAT_MAX (16 * MIB)
/* One token (a tag with its attributes, a comment): expat rescans unfinished ones. */
#define XLSX_TOKEN_MAX (1 * MIB)
#define XLSX_DEPTH_MAX 256 /* elements in each other; drawings need about 20 */

#define XLSX_ROWS 1048576 /* Excel's own */
#define XLSX_COLS 16384
#define XLSX_STRING_MAX ((size_t)32767 * 4) /* Excel's 32,767 characters, in bytes */
#define XLSX_TEXT_MAX (64 * MIB)            /* texts of all loaded sheets and the shared ones */
#define XLSX_CELLS_MAX 2000000              /* of all loaded sheets: 24 bytes each */
#define XLSX_SHARED_MAX 2000000             /* shared strings: 8 bytes each */
#define XLSX_SHEETS_MAX 4096
#define XLSX_RELS_MAX 20000
#define XLSX_MERGES_MAX 65536
#define XLSX_STYLES_MAX 65536 /* Excel ends at 65,490 */
#define XLSX_PICTURES_MAX 1000
#define XLSX_PICTURE_MAX (64 * MIB)

#endif
