/* What a whole sheet must satisfy: required fields, numbers that stand twice,
 * the limits of the programme. */
#include "assets/import/read.h"

#include "model/rules/need.h"
#include "model/rules/single.h"
#include "model/words.def"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- required fields ---- */

static int field_count(enum kind k)
{
    return kind_end(k) - (int)catalog_kinds[k].first;
}

/* A record as the rules see a row; the caller frees row.declared. */
static struct row as_row(const struct record *rec)
{
    int n = field_count(rec->kind);
    struct row row = {.kind = rec->kind, .alive = true};

    row.declared = xcalloc((size_t)n * 2, sizeof *row.declared);
    row.observed = row.declared + n;
    for (int i = 0; i < n; i++)
        row.declared[i] = rec->slots[i].value;
    return row;
}

/* One of two is enough: told once, at the first column that there is. */
static bool told_with_phone(const struct record *rec, enum field f)
{
    return f == F_contact_contact_email &&
           rec->slots[F_contact_contact_phone - catalog_kinds[KIND_contact].first].state !=
               SLOT_ABSENT;
}

static bool is_open(const struct record *rec, const struct row *row, enum field f)
{
    const struct slot *s = &rec->slots[f - catalog_kinds[rec->kind].first];

    return catalog[f].declared != NEED_NO && value_is_null(s->value) && s->state != SLOT_WRONG &&
           need_holds(catalog[f].declared, row) && !told_with_phone(rec, f);
}

static void check_required(struct reading *r, const struct record *rec, bool *absent)
{
    struct row row = as_row(rec);

    for (int i = 0; i < field_count(rec->kind); i++) {
        enum field f = (enum field)((int)catalog_kinds[rec->kind].first + i);
        const struct slot *s = &rec->slots[i];

        if (!is_open(rec, &row, f))
            continue;
        if (s->state == SLOT_ABSENT)
            absent[f] = true;
        else if (!fault_at(r->file, &s->at))
            FAULT(r->file, &s->at, IMPORT_ERROR, "", N_("{1} is required"),
                  N_("Fill in this cell."), {catalog[f].ja, NULL, NULL});
    }
    free(row.declared);
}

/* A column that no row of a kind has: told once. */
static void tell_absent(struct reading *r, const bool *absent)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct where at = {NULL, NOWHERE, 0};
        bool some = false;

        for (size_t i = 0; i < r->n; i++)
            if (r->records[i].kind == catalog[f].kind) {
                some |= record_slot(&r->records[i], (enum field)f)->state != SLOT_ABSENT;
                at.sheet = r->records[i].at.sheet;
            }
        if (absent[f] && !some)
            FAULT(r->file, &at, IMPORT_WARNING, "", N_("There is no column for {1}"), NULL,
                  {catalog[f].ja, NULL, NULL});
    }
}

/* ---- twice ---- */

static void check_twice(struct reading *r, size_t i, enum field seq)
{
    struct record *rec = &r->records[i];
    int64_t n = record_int(rec, seq, -1);
    char number[24];

    snprintf(number, sizeof number, "%" PRId64, n);
    for (size_t k = 0; k < i && n >= 0; k++)
        if (r->records[k].kind == rec->kind && r->records[k].parent == rec->parent &&
            record_int(&r->records[k], seq, -1) == n) {
            FAULT(r->file, &record_slot(rec, seq)->at, IMPORT_ERROR, "", N_("{1} {2} stands twice"),
                  N_("Give each its own number."), {catalog[seq].ja, number, NULL});
            return;
        }
}

static void check_number_twice(struct reading *r, size_t i)
{
    struct record *rec = &r->records[i];
    const char *number = record_text(rec, F_line_line_number);

    if (!*number || answer_unknown(number))
        return;
    for (size_t k = 0; k < i; k++)
        if (r->records[k].kind == KIND_line &&
            strcmp(record_text(&r->records[k], F_line_line_number), number) == 0) {
            FAULT(r->file, &record_slot(rec, F_line_line_number)->at, IMPORT_WARNING, "",
                  N_("{1} {2} stands twice"), NULL, {catalog[F_line_line_number].ja, number, NULL});
            return;
        }
}

/* ---- single kinds ---- */

static void check_line(struct reading *r, size_t i)
{
    struct record *rec = &r->records[i];

    check_twice(r, i, F_line_line_seq);
    check_number_twice(r, i);
    if (r028_mobile_terminator(record_text(rec, F_line_terminator_kind)) &&
        *record_text(rec, F_line_line_kind) &&
        strcmp(record_text(rec, F_line_line_kind), "mobile") != 0)
        FAULT(r->file, &record_slot(rec, F_line_line_kind)->at, IMPORT_WARNING, "R028",
              N_("The terminator is a mobile one, the line is not"), NULL, {NULL, NULL, NULL});
}

static void check_site(struct reading *r, struct record *rec)
{
    int64_t beds = record_int(rec, F_site_bed_count, -1);
    const struct slot *emr = record_slot(rec, F_site_has_emr);
    const char *days = record_text(rec, F_site_survey_dates);
    char number[24];

    snprintf(number, sizeof number, "%" PRId64, beds);
    if (record_slot(rec, F_site_bed_count)->value.type == VALUE_INT && !beds_valid(beds))
        FAULT(r->file, &record_slot(rec, F_site_bed_count)->at, IMPORT_ERROR, "",
              N_("{1} {2}: a hospital has at least 20"), N_("Check the number of beds."),
              {catalog[F_site_bed_count].ja, number, NULL});
    if (emr->value.type == VALUE_INT && !emr->value.i)
        FAULT(r->file, &emr->at, IMPORT_WARNING, "",
              N_("Hospitals without an EMR are not part of the programme"), NULL,
              {NULL, NULL, NULL});
    if (strlen(days) > 21)
        FAULT(r->file, &record_slot(rec, F_site_survey_dates)->at, IMPORT_WARNING, "R050",
              N_("More than two survey days: {1}"), NULL, {days, NULL, NULL});
}

static void check_pcs(struct reading *r)
{
    struct where at = {NULL, NOWHERE, 0};
    size_t n = 0, connected = 0;

    for (size_t i = 0; i < r->n; i++) {
        struct record *rec = &r->records[i];
        const char *emr;

        if (rec->kind != KIND_pc)
            continue;
        at.sheet = rec->at.sheet;
        check_twice(r, i, F_pc_pc_seq);
        emr = record_text(rec, F_pc_pc_emr_connected);
        n++;
        connected += strcmp(emr, "no") != 0;
        if (strcmp(emr, "no") == 0)
            FAULT(r->file, &record_slot(rec, F_pc_pc_emr_connected)->at, IMPORT_WARNING, "R032",
                  N_("This PC is not connected to the EMR"), NULL, {NULL, NULL, NULL});
    }
    if (n > 0 && connected == 0)
        FAULT(r->file, &at, IMPORT_WARNING, "R031", N_("No PC is connected to the EMR"), NULL,
              {NULL, NULL, NULL});
}

/* ---- the whole ---- */

static void check_parts(struct reading *r)
{
    struct where at = {WORD_PLACE_SHEET, NOWHERE, 0};
    bool plan = false;

    for (int i = 0; i < r->nsheets; i++)
        if (r->sheets[i] && alias_word_inside(r->a, "place", xlsx_sheet_name(r->x, i)))
            at.sheet = xlsx_sheet_name(r->x, i);
    for (size_t i = 0; i < r->ndrawings; i++)
        plan |= !alias_word_inside(r->a, "network", r->drawings[i].title);
    if (!plan)
        FAULT(r->file, &at, IMPORT_WARNING, "R005", N_("There is no floor plan"),
              N_("Paste a floor plan into this sheet."), {NULL, NULL, NULL});
    if (!r->tables[SCOPE_LINE])
        FAULT(r->file, NULL, IMPORT_ERROR, "", N_("No table of lines was found"),
              N_("Keep the header row of the lines."), {NULL, NULL, NULL});
    if (!r->tables[SCOPE_PC])
        FAULT(r->file, NULL, IMPORT_WARNING, "", N_("No table of PCs was found"), NULL,
              {NULL, NULL, NULL});
    if (!r->tables[SCOPE_SITE])
        FAULT(r->file, NULL, IMPORT_WARNING, "", N_("No basic information was found"), NULL,
              {NULL, NULL, NULL});
}

void check_records(struct reading *r)
{
    bool *absent = xcalloc(FIELD_COUNT, sizeof *absent);

    for (size_t i = 0; i < r->n; i++) {
        struct record *rec = &r->records[i];

        if (rec->kind == KIND_line)
            check_line(r, i);
        else if (rec->kind == KIND_device)
            check_twice(r, i, F_device_device_seq);
        else if (rec->kind == KIND_site)
            check_site(r, rec);
        if (r->file->kind == IMPORT_HEARING || rec->kind != KIND_site)
            check_required(r, &r->records[i], absent);
    }
    check_pcs(r);
    tell_absent(r, absent);
    if (r->file->kind == IMPORT_HEARING)
        check_parts(r);
    free(absent);
}
