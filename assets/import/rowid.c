/* Ids of new rows: the same sheet gives the same ids on every laptop, so that
 * two that took it in by themselves can merge (replication.md 3.5).
 *
 * id = SHA-256 of (hospital, kind, what names the row, which of the same name),
 * in UUIDv8 layout. Kinds that are listed by id carry their place in the sheet
 * in front. An id that is or was in the survey is never used again. */
#include "assets/import/merge.h"

#include "model/log.h"

#include <string.h>

static bool is_used(const struct batch *b, struct id id)
{
    for (size_t i = 0; i < b->nused; i++)
        if (id_equal(b->used[i], id))
            return true;
    return survey_find(b->s, id) != NULL;
}

struct id batch_id(struct batch *b, enum kind kind, size_t place, const struct buf *name)
{
    struct id hospital = case_hospital(b->serial), id;
    struct buf text = {.max = SIZE_MAX / 2};
    uint64_t nth = 0;

    do {
        buf_reset(&text);
        buf_add(&text, "genba.row.1", sizeof "genba.row.1"); /* with its NUL */
        buf_add(&text, hospital.b, ID_LEN);
        buf_puts(&text, catalog_kinds[kind].id);
        buf_putc(&text, '\0');
        varint_put(&text, nth++);
        buf_add(&text, name->p, name->len);
        id = id_named(buf_str(&text), text.len);
        for (int i = 0; i < 6; i++) /* before any id that was made at some time */
            id.b[i] = i < 4 ? 0 : (uint8_t)(place >> (i == 4 ? 8 : 0));
    } while (is_used(b, id));
    b->used = xgrow(b->used, b->nused, &b->cap_used, sizeof *b->used);
    b->used[b->nused++] = id;
    buf_release(&text);
    return id;
}

bool is_batch_id(struct id id)
{
    static const uint8_t none[4];

    return memcmp(id.b, none, sizeof none) == 0;
}

/* The field that numbers the rows of a kind within their parent. */
static enum field numbered_by(enum kind kind)
{
    return kind == KIND_line     ? F_line_line_seq
           : kind == KIND_device ? F_device_device_seq
           : kind == KIND_pc     ? F_pc_pc_seq
                                 : FIELD_NONE;
}

struct id batch_record_id(struct batch *b, const struct reading *r, size_t i, struct id parent)
{
    const struct record *rec = &r->records[i];
    enum field number = numbered_by(rec->kind);
    struct buf name = {.max = SIZE_MAX / 2};
    struct id id;

    if (rec->parent >= 0)
        buf_add(&name, parent.b, ID_LEN);
    if (rec->kind == KIND_site)
        id = batch_id(b, rec->kind, 0, &name);
    else if (number != FIELD_NONE && record_int(rec, number, -1) >= 0) {
        varint_put(&name, (uint64_t)record_int(rec, number, 0));
        id = batch_id(b, rec->kind, 0, &name);
    } else {
        for (int f = (int)catalog_kinds[rec->kind].first; f < kind_end(rec->kind); f++)
            value_put(&name, rec->slots[f - (int)catalog_kinds[rec->kind].first].value);
        id = batch_id(b, rec->kind, i + 1, &name);
    }
    buf_release(&name);
    return id;
}
