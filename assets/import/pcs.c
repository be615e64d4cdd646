/* The list of PCs: a row each. */
#include "assets/import/read.h"

#include "model/rules/single.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void take_columns(struct reading *r, struct table *t, uint32_t row, struct record *rec)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct column *c = &t->cols[i];

        if (c->target == TARGET_PLACE)
            table_take_place(r, t, c, row, rec, F_pc_building);
        else if (c->target >= 0 && c->target < FIELD_COUNT)
            table_take(r, t, c, row, rec);
    }
    table_extras(r, t, row, rec, 0, UINT32_MAX);
}

static void keep_os_details(struct reading *r, const struct table *t, uint32_t row,
                            struct record *rec)
{
    const struct column *c = table_column(t, F_pc_os);
    struct slot *version = record_slot(rec, F_pc_os_version);
    struct buf text = BUF_INIT, key = BUF_INIT;

    if (c && value_is_null(version->value) && version->state != SLOT_WRONG &&
        !value_is_null(record_slot(rec, F_pc_os)->value)) {
        const struct enum_item *it = enum_by_id(catalog[F_pc_os].list, record_text(rec, F_pc_os));
        struct buf plain = BUF_INIT;

        cell_clean(r, table_cell(r, t, c, row), &text);
        alias_key(&key, buf_str(&text), false);
        alias_key(&plain, it->ja, false);
        /* more than the name: Windows 10 22H2 */
        if (strcmp(buf_str(&key), buf_str(&plain)) != 0 && key.len > plain.len &&
            strpbrk(buf_str(&key) + (key.len < 9 ? key.len : 9), "0123456789"))
            record_put(rec, F_pc_os_version, table_where(t, c, row), value_text(buf_str(&text)));
        buf_release(&plain);
    }
    buf_release(&text);
    buf_release(&key);
}

static void read_pc(struct reading *r, struct table *t, uint32_t row, int64_t n)
{
    const struct column *seq = table_column(t, F_pc_pc_seq);
    struct where at = {t->name, row, seq ? seq->col : t->cols[0].col};
    struct record *rec = record_add(r, KIND_pc, -1, at);
    char limit[16];

    take_columns(r, t, row, rec);
    keep_os_details(r, t, row, rec);
    if (!seq)
        record_put(rec, F_pc_pc_seq, at, value_int(n));
    snprintf(limit, sizeof limit, "%d", R030_PC_LIMIT);
    if (r030_too_many((size_t)n))
        FAULT(r->file, &at, IMPORT_ERROR, "R030", N_("At most {1} PCs are surveyed"),
              N_("Take this row out."), {limit, NULL, NULL});
}

void read_pcs(struct reading *r, struct table *t)
{
    int64_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        n += r->records[i].kind == KIND_pc;
    for (uint32_t row = t->head_last + 1; row < t->data_end; row++)
        if (table_row(r, t, row) == ROW_DATA)
            read_pc(r, t, row, ++n);
}
