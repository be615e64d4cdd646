/* A worksheet part, streamed into a grid. Only what stands in sheetData,
 * mergeCells and sheetProtection is looked at. */
#include "assets/xlsx/internal.h"
#include "assets/xlsx/limits.h"
#include "assets/xlsx/xml.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    struct sheet *sheet;
    struct package *package;
    const char *part;
    bool in_data, in_cell, in_v, in_is, any, is_worksheet;
    uint32_t row, col; /* of the present cell; next ones for those without r */
    size_t style;
    struct raw_value raw;
    struct buf v;       /* <v> */
    struct collector c; /* <is> */
};

/* A row number counted from 1; 0 when it is none. */
static uint32_t row_number(const char *s)
{
    uint32_t n = 0;

    if (*s < '1' || *s > '9')
        return 0;
    for (; *s >= '0' && *s <= '9' && n <= XLSX_ROWS; s++)
        n = n * 10 + (uint32_t)(*s - '0');
    return *s || n > XLSX_ROWS ? 0 : n;
}

static int start_row(struct reading *r, const char **atts, struct err *e)
{
    const char *at = xml_att(atts, "r");
    uint32_t n = at ? row_number(at) : r->row + 1; /* r->row: rows read so far */

    if (n == 0 || n > XLSX_ROWS)
        return package_damaged(r->package, e, "%s: \"%.20s\" is no row", r->part, at ? at : "");
    r->row = n;
    r->col = 0;
    return 0;
}

static int start_cell(struct reading *r, const char **atts, struct err *e)
{
    const char *at = NULL, *style = NULL, *type = NULL;
    uint32_t row;

    for (; *atts; atts += 2) {
        const char *name = *atts;

        if (name[0] == '\0' || name[1] != '\0')
            continue;
        if (name[0] == 'r')
            at = atts[1];
        else if (name[0] == 's')
            style = atts[1];
        else if (name[0] == 't')
            type = atts[1];
    }
    if (at) {
        if (!cell_parse(at, &row, &r->col))
            return package_damaged(r->package, e, "%s: \"%.20s\" is no cell", r->part, at);
        r->row = row + 1;
    } else if (r->col >= XLSX_COLS || r->row == 0) {
        return package_damaged(r->package, e, "%s: a cell outside the sheet", r->part);
    }
    r->in_cell = true;
    r->style = style ? strtoul(style, NULL, 10) : 0;
    r->raw.type[0] = '\0';
    if (type)
        strncat(r->raw.type, type, sizeof r->raw.type - 1);
    r->raw.has_v = r->raw.has_is = r->raw.has_formula = false;
    return 0;
}

static void start_in_cell(struct reading *r, const char *name)
{
    if (r->in_is) {
        collector_start(&r->c, name);
    } else if (strcmp(name, "v") == 0) {
        r->in_v = r->raw.has_v = true;
        buf_reset(&r->v);
    } else if (strcmp(name, "f") == 0) {
        r->raw.has_formula = true;
    } else if (strcmp(name, "is") == 0) {
        r->in_is = r->raw.has_is = true;
        r->c.furigana = 0;
        r->c.in_t = false;
        buf_reset(&r->c.text);
    }
}

static int add_merge(struct reading *r, const char *ref, struct err *e)
{
    struct sheet *s = r->sheet;
    char first[CELL_NAME_MAX] = "";
    uint32_t row1, col1, row2, col2;
    const char *colon = ref ? strchr(ref, ':') : NULL;

    if (!colon)
        return 0; /* a range of one cell merges nothing */
    strncat(first, ref,
            (size_t)(colon - ref) < sizeof first - 1 ? (size_t)(colon - ref) : sizeof first - 1);
    if (!cell_parse(first, &row1, &col1) || !cell_parse(colon + 1, &row2, &col2) || row1 > row2 ||
        col1 > col2)
        return package_damaged(r->package, e, "%s: \"%.40s\" is no merged range", r->part, ref);
    if (s->n_merges >= XLSX_MERGES_MAX)
        return package_too_large(r->package, e, "%s: more than %d merged ranges", r->part,
                                 XLSX_MERGES_MAX);
    s->merges = xgrow(s->merges, s->n_merges, &s->cap_merges, sizeof *s->merges);
    s->merges[s->n_merges++] = (struct cell_range){row1, row2, (uint16_t)col1, (uint16_t)col2};
    return 0;
}

static int start_outside(struct reading *r, const char *name, const char **atts, struct err *e)
{
    if (!r->any) {
        r->any = true;
        r->is_worksheet = strcmp(name, "worksheet") == 0;
    } else if (strcmp(name, "sheetData") == 0) {
        r->in_data = true;
    } else if (strcmp(name, "mergeCell") == 0) {
        return add_merge(r, xml_att(atts, "ref"), e);
    } else if (strcmp(name, "sheetProtection") == 0) {
        r->sheet->locked = xml_bool(xml_att(atts, "sheet"));
    }
    return 0;
}

static int on_start(void *ctx, const char *name, const char **atts, struct err *e)
{
    struct reading *r = ctx;

    if (r->in_cell) {
        start_in_cell(r, name);
        return 0;
    }
    if (!r->in_data)
        return start_outside(r, name, atts, e);
    if (name[0] == 'c' && name[1] == '\0')
        return start_cell(r, atts, e);
    return strcmp(name, "row") == 0 ? start_row(r, atts, e) : 0;
}

static int say_too_long(struct reading *r, struct err *e)
{
    char name[CELL_NAME_MAX];

    cell_name(r->row - 1, r->col, name);
    return package_too_large(r->package, e, "%s: the text of %s is longer than 32,767 characters",
                             r->part, name);
}

static int end_cell(struct reading *r, struct err *e)
{
    struct sheet *s = r->sheet;
    struct cell c = {.row = r->row - 1, .col = (uint16_t)r->col, .text = ""};
    int rc;

    r->in_cell = false;
    r->col++;
    if (!r->raw.has_v && !r->raw.has_is && !r->raw.has_formula)
        return 0; /* formatted, but nothing stands there */
    r->raw.text = r->raw.has_is ? &r->c.text : &r->v;
    if (!r->raw.has_is && !r->raw.has_v)
        buf_reset(r->raw.text);
    if (r->raw.text->over)
        return say_too_long(r, e);
    rc = value_read(s, &r->raw, r->style, &c, e);
    if (rc != 0 || c.type == CELL_EMPTY)
        return rc;
    if (s->xlsx->cells_left == 0)
        return package_too_large(r->package, e, "more than %d cells", XLSX_CELLS_MAX);
    s->xlsx->cells_left--;
    s->cells = xgrow(s->cells, s->n_cells, &s->cap_cells, sizeof *s->cells);
    s->cells[s->n_cells++] = c;
    return 0;
}

static int on_end(void *ctx, const char *name, struct err *e)
{
    struct reading *r = ctx;

    if (r->in_is) {
        if (strcmp(name, "is") == 0)
            r->in_is = false;
        else
            collector_end(&r->c, name);
    } else if (r->in_v) {
        r->in_v = strcmp(name, "v") != 0;
    } else if (r->in_cell) {
        if (name[0] == 'c' && name[1] == '\0')
            return end_cell(r, e);
    } else if (r->in_data && strcmp(name, "sheetData") == 0) {
        r->in_data = false;
    }
    return 0;
}

static int on_text(void *ctx, const char *s, size_t n, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (r->in_v)
        buf_add(&r->v, s, n);
    else if (r->in_is)
        collector_text(&r->c, s, n);
    return 0;
}

int worksheet_read(struct sheet *s, const char *part, struct err *e)
{
    static const struct xml_reader reader = {on_start, on_end, on_text};
    struct reading r = {.sheet = s, .package = s->xlsx->package, .part = part};
    int rc;

    buf_init(&r.v, XLSX_STRING_MAX);
    buf_init(&r.c.text, XLSX_STRING_MAX);
    rc = xml_read(r.package, part, XLSX_PART_MAX, &reader, &r, e);
    if (rc == 0 && !r.is_worksheet)
        rc = package_damaged(r.package, e, "%s is no worksheet", part);
    buf_release(&r.v);
    buf_release(&r.c.text);
    return rc;
}
