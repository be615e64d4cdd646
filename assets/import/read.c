/* One file from its name to records and problems. */
#include "assets/import/read.h"

#include "model/base/clock.h"
#include "model/base/text.h"

#include <stdlib.h>
#include <string.h>

static bool open_sheets(struct reading *r)
{
    struct err e = {0};

    r->nsheets = xlsx_count(r->x);
    r->sheets = xcalloc((size_t)r->nsheets, sizeof(struct sheet *));
    for (int i = 0; i < r->nsheets; i++) {
        const char *name = xlsx_sheet_name(r->x, i);

        if (xlsx_sheet_state(r->x, i) != XLSX_VISIBLE || alias_word_inside(r->a, "examples", name))
            continue;
        if (xlsx_sheet(r->x, i, &r->sheets[i], &e) != 0) {
            FAULT(r->file, &((struct where){name, NOWHERE, 0}), IMPORT_ERROR, "R012",
                  e.msg ? e.msg : err_text(e.code), NULL, {e.subject, e.detail, NULL});
            return false;
        }
    }
    return true;
}

/* Tables that name their lines' kind come before those that only refer to lines. */
static bool is_main_table(const struct table *t)
{
    return t->scope != SCOPE_LINE || table_column(t, F_line_line_kind) != NULL;
}

static void read_table(struct reading *r, struct table *t)
{
    static void (*const readers[SCOPE_COUNT])(struct reading *, struct table *) = {
        [SCOPE_CONTACT] = read_contacts,
        [SCOPE_LINE] = read_lines,
        [SCOPE_PC] = read_pcs,
        [SCOPE_ROOM] = read_rooms,
    };

    r->tables[t->scope] = true;
    readers[t->scope](r, t);
}

static void tell_sheet(struct reading *r, int i, const struct tables *t, bool basic)
{
    const char *name = xlsx_sheet_name(r->x, i);
    size_t n;

    sheet_cells(r->sheets[i], &n);
    if (n > 0 && t->n == 0 && !basic && !alias_word_inside(r->a, "place", name) &&
        !alias_word_inside(r->a, "list", name))
        FAULT(r->file, &((struct where){name, NOWHERE, 0}), IMPORT_WARNING, "",
              N_("Nothing in this sheet is known; it is not taken"), NULL, {NULL, NULL, NULL});
}

static void read_sheets(struct reading *r)
{
    struct tables *t = xcalloc((size_t)r->nsheets, sizeof *t);

    for (int i = 0; i < r->nsheets; i++)
        if (r->sheets[i])
            tables_find(r, i, &t[i]);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < r->nsheets; i++)
            for (size_t k = 0; k < t[i].n; k++)
                if (is_main_table(&t[i].v[k]) == (pass == 0))
                    read_table(r, &t[i].v[k]);
    for (int i = 0; i < r->nsheets; i++) {
        bool before = r->tables[SCOPE_SITE];

        if (!r->sheets[i])
            continue;
        r->tables[SCOPE_SITE] = false;
        read_basic(r, i, &t[i]);
        tell_sheet(r, i, &t[i], r->tables[SCOPE_SITE]);
        r->tables[SCOPE_SITE] |= before;
        tables_release(&t[i]);
    }
    free(t);
}

/* By what it holds first, then by its name. */
static enum import_kind kind_of(const struct reading *r, enum import_kind by_name)
{
    if (r->windows && !r->tables[SCOPE_LINE])
        return IMPORT_REQUEST;
    if (r->tables[SCOPE_LINE] || r->tables[SCOPE_PC])
        return IMPORT_HEARING;
    if (r->tables[SCOPE_SITE] && r->tables[SCOPE_CONTACT])
        return IMPORT_HEARING;
    return by_name;
}

static struct record *site_record(struct reading *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->records[i].kind == KIND_site)
            return &r->records[i];
    return NULL;
}

/* 0107 in the name and 107 in a cell are one serial number. */
static bool same_serial(const char *a, const char *b)
{
    a += strspn(a, "0");
    b += strspn(b, "0");
    return strcmp(a, b) == 0;
}

static bool same_name(const char *a, const char *b)
{
    struct buf x = BUF_INIT, y = BUF_INIT;
    bool same;

    alias_key(&x, a, false);
    alias_key(&y, b, false);
    same = strcmp(buf_str(&x), buf_str(&y)) == 0;
    buf_release(&x);
    buf_release(&y);
    return same;
}

/* R001: the file name and the basic information agree; what the sheet lacks
 * comes from the name. */
static void compare_name(struct reading *r, const struct file_name *name)
{
    struct record *site = site_record(r);
    struct where nowhere = {NULL, NOWHERE, 0};
    const char *serial = site ? record_text(site, F_site_hospital_serial_no) : "";

    if (*serial && *name->serial && !same_serial(serial, name->serial))
        FAULT(r->file, &record_slot(site, F_site_hospital_serial_no)->at, IMPORT_ERROR, "R001",
              N_("{1} {2} differs from the file name"),
              N_("Correct the cell or the file name: {1}"),
              {catalog[F_site_hospital_serial_no].ja, serial, name->serial});
    r->file->serial = xstrdup(*name->serial ? name->serial : serial);
    if (r->file->kind != IMPORT_HEARING)
        return;
    if (!site)
        site = record_add(r, KIND_site, -1, nowhere);
    if (*name->serial &&
        (!*serial || (strcmp(serial, name->serial) != 0 && same_serial(serial, name->serial))) &&
        record_slot(site, F_site_hospital_serial_no)->state != SLOT_WRONG)
        record_put(site, F_site_hospital_serial_no,
                   record_slot(site, F_site_hospital_serial_no)->at, value_text(name->serial));
    if (*name->hospital && record_slot(site, F_site_hospital_name)->state == SLOT_ABSENT)
        record_put(site, F_site_hospital_name, nowhere, value_text(name->hospital));
    else if (*name->hospital && *record_text(site, F_site_hospital_name) &&
             !same_name(record_text(site, F_site_hospital_name), name->hospital))
        FAULT(r->file, &record_slot(site, F_site_hospital_name)->at, IMPORT_WARNING, "R001",
              N_("{1} differs from the file name: {2}"), NULL,
              {catalog[F_site_hospital_name].ja, name->hospital, NULL});
}

static void read_workbook(struct reading *r, const struct file_name *name)
{
    if (!open_sheets(r))
        return;
    read_sheets(r);
    read_pictures(r);
    r->file->kind = kind_of(r, name->kind);
    if (r->file->kind == IMPORT_NOTHING) {
        FAULT(r->file, NULL, IMPORT_ERROR, "R008", N_("Neither a hearing sheet nor a room request"),
              N_("Import the sheets that the hospital filled in."), {NULL, NULL, NULL});
        return;
    }
    compare_name(r, name);
    check_records(r);
    faults_sort(r);
}

void reading_file(struct reading *r, const char *path)
{
    struct file_name name;
    struct err e = {0};

    r->labels = xcalloc(LABEL_MEMOS, sizeof *r->labels);
    r->values = xcalloc(VALUE_MEMOS, sizeof *r->values);
    file_name_read(r, path, &name);
    r->file->name_ok = name.ok;
    r->file->file_date = name.date;
    r->hospital = xstrdup(name.hospital);
    r->near = name.date ? name.date : (int)((clock_now_ms() / 1000 + 9 * 3600) / 86400);
    if (xlsx_open(&r->x, path, &e) != 0)
        FAULT(r->file, NULL, IMPORT_ERROR, e.code == ERR_IO || e.code == ERR_NOTFOUND ? "" : "R012",
              e.msg ? e.msg : err_text(e.code), NULL, {e.subject, e.detail, NULL});
    else
        read_workbook(r, &name);
    if (!r->file->serial)
        r->file->serial = xstrdup(name.serial);
    file_name_release(&name);
}
