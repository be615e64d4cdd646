#include "assets/import/merge.h"

#include "model/base/clock.h"
#include "model/parse.h"
#include "model/pins.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct merge {
    struct batch *b;
    struct reading *r;
    struct import_result *out;
    size_t file;
    const struct row **rows; /* by record */
    struct id *ids;
};

void change_add(struct import_result *out, struct import_change c)
{
    out->changes = xgrow(out->changes, out->nchanges, &out->cap_changes, sizeof *out->changes);
    out->changes[out->nchanges++] = c;
}

static char *printed(enum field f, const struct value *v)
{
    struct buf b = BUF_INIT;

    field_print_id(f, v, &b);
    buf_puts(&b, "");
    return buf_take(&b);
}

/* line:3, device:3.1 and so on of a record that is not stored yet. */
static char *record_address(const struct merge *m, size_t i)
{
    const struct record *rec = &m->r->records[i];
    struct buf b = BUF_INIT;

    if (rec->kind == KIND_line)
        buf_addf(&b, "line:%" PRId64, record_int(rec, F_line_line_seq, 0));
    else if (rec->kind == KIND_device)
        buf_addf(&b, "device:%" PRId64 ".%" PRId64,
                 record_int(&m->r->records[rec->parent], F_line_line_seq, 0),
                 record_int(rec, F_device_device_seq, 0));
    else if (rec->kind == KIND_pc)
        buf_addf(&b, "pc:%" PRId64, record_int(rec, F_pc_pc_seq, 0));
    else if (rec->kind == KIND_room)
        buf_addf(&b, "room:%s/%s/%s", record_text(rec, F_room_building),
                 record_text(rec, F_room_floor), record_text(rec, F_room_room));
    else
        buf_puts(&b, catalog_kinds[rec->kind].id);
    return buf_take(&b);
}

static char *row_address(const struct merge *m, const struct row *row)
{
    struct buf b = BUF_INIT;

    survey_print_address(m->b->s, row, &b);
    buf_puts(&b, "");
    return buf_take(&b);
}

/* Sets one field where it differs; tells whether it did. */
static bool set(struct merge *m, size_t i, enum field f, struct value v)
{
    const struct row *row = m->rows[i];

    if (row ? value_equal(*row_value(row, f), v) : value_is_null(v))
        return false;
    edits_set(&m->b->edits, m->ids[i], f, v);
    if (row)
        change_add(m->out, (struct import_change){.what = IMPORT_CHANGED,
                                                  .file = m->file,
                                                  .kind = row->kind,
                                                  .address = row_address(m, row),
                                                  .field = f,
                                                  .before = printed(f, row_value(row, f)),
                                                  .after = printed(f, &v)});
    return true;
}

/* The line of a device, the room of a window. */
static bool set_parent(struct merge *m, size_t i)
{
    const struct record *rec = &m->r->records[i];

    if (rec->kind == KIND_device)
        return set(m, i, F_device_line_ref, value_id(m->ids[rec->parent]));
    if (rec->kind == KIND_window)
        return set(m, i, F_window_room_ref, value_id(m->ids[rec->parent]));
    return false;
}

static void count(struct merge *m, bool is_new, bool changed)
{
    struct import_file *f = &m->out->files[m->file];

    f->added += is_new;
    f->changed += !is_new && changed;
    f->unchanged += !is_new && !changed;
}

static void merge_record(struct merge *m, size_t i)
{
    struct record *rec = &m->r->records[i];
    enum field extra = field_by_id(rec->kind, "extra");
    bool changed = set_parent(m, i);

    for (int f = (int)catalog_kinds[rec->kind].first; f < kind_end(rec->kind); f++)
        if (record_slot(rec, (enum field)f)->state == SLOT_GIVEN)
            changed |= set(m, i, (enum field)f, record_slot(rec, (enum field)f)->value);
    if (extra != FIELD_NONE && (rec->extra.len > 0 || m->rows[i]))
        changed |= set(m, i, extra, value_text(buf_str(&rec->extra)));
    count(m, !m->rows[i], changed);
    if (!m->rows[i])
        change_add(m->out, (struct import_change){.what = IMPORT_ADDED,
                                                  .file = m->file,
                                                  .kind = rec->kind,
                                                  .address = record_address(m, i),
                                                  .field = FIELD_NONE});
}

/* ---- rooms ---- */

/* A room of the request is the room that a line stands in, if spelled alike. */
static void find_rooms(struct merge *m)
{
    for (size_t i = 0; i < m->r->n; i++) {
        struct record *rec = &m->r->records[i];
        struct known_room *known;

        if (rec->kind != KIND_room)
            continue;
        known = batch_room(m->b, record_text(rec, F_room_building), record_text(rec, F_room_floor),
                           record_text(rec, F_room_room));
        if (known) {
            static const enum field text[] = {F_room_building, F_room_floor, F_room_room};

            m->ids[i] = known->id;
            for (int k = 0; k < 3; k++)
                record_put(rec, text[k], record_slot(rec, text[k])->at, value_text(known->text[k]));
        } else {
            batch_add_room(m->b, record_text(rec, F_room_building), record_text(rec, F_room_floor),
                           record_text(rec, F_room_room), m->ids[i]);
        }
    }
}

static struct id place_id(struct merge *m, const struct record *rec, const char *const text[3])
{
    struct buf name = BUF_INIT;
    struct id id;

    for (int k = 0; k < 3; k++)
        buf_add(&name, text[k], strlen(text[k]) + 1);
    id = batch_id(m->b, KIND_room, m->r->n + (size_t)(rec - m->r->records), &name);
    buf_release(&name);
    return id;
}

/* The rooms that lines, devices and PCs stand in. */
static void add_place(struct merge *m, const struct record *rec, enum field building)
{
    const char *text[3];
    struct id id;

    for (int k = 0; k < 3; k++)
        text[k] = record_text(rec, (enum field)((int)building + k));
    if (!*text[2] || batch_room(m->b, text[0], text[1], text[2]))
        return;
    id = place_id(m, rec, text);
    batch_add_room(m->b, text[0], text[1], text[2], id);
    for (int k = 0; k < 3; k++)
        if (*text[k])
            edits_set(&m->b->edits, id, (enum field)((int)F_room_building + k),
                      value_text(text[k]));
    m->out->files[m->file].added++;
}

static void add_places(struct merge *m)
{
    for (size_t i = 0; i < m->r->n; i++) {
        const struct record *rec = &m->r->records[i];

        if (rec->kind == KIND_line)
            add_place(m, rec, F_line_building);
        else if (rec->kind == KIND_pc)
            add_place(m, rec, F_pc_building);
        else if (rec->kind == KIND_device)
            add_place(m, rec, F_device_building);
    }
}

/* ---- what is gone ---- */

static bool is_matched(const struct merge *m, const struct row *row)
{
    for (size_t i = 0; i < m->r->n; i++)
        if (m->rows[i] == row)
            return true;
    return false;
}

/* Steps that were planned for it and not begun go with it. */
static void delete_steps(struct merge *m, struct id target)
{
    size_t i = 0;
    const struct row *step;

    while ((step = survey_next_ref(m->b->s, KIND_step, F_step_target_ref, target, &i)))
        edits_op(&m->b->edits, OP_DEL, step->id, 0, value_null());
}

static void gone(struct merge *m, const struct row *row, bool keep)
{
    if (!keep) {
        edits_op(&m->b->edits, OP_DEL, row->id, 0, value_null());
        delete_steps(m, row->id);
    }
    m->out->files[m->file].changed += !keep;
    change_add(m->out, (struct import_change){.what = keep ? IMPORT_KEPT : IMPORT_DELETED,
                                              .file = m->file,
                                              .kind = row->kind,
                                              .address = row_address(m, row),
                                              .field = FIELD_NONE});
}

/* Devices below unknown lines and added on site, and drawings taken in from files,
 * were never in a sheet. */
static bool from_sheet(const struct survey *s, const struct row *row)
{
    if (row->kind == KIND_device)
        return survey_find_kind(s, KIND_line, row_ref(row, F_device_line_ref)) &&
               !row_is(row, F_device_device_found, "added");
    return row->kind != KIND_drawing || is_batch_id(row->id);
}

static void find_gone(struct merge *m, enum kind kind)
{
    const struct survey *s = m->b->s;

    for (size_t i = 0; i < s->n[kind]; i++) {
        const struct row *row = s->rows[kind][i];

        if (!is_matched(m, row) && from_sheet(s, row))
            gone(m, row, kind == KIND_contact || row_is_recorded(s, row));
    }
}

/* A room that the request no longer names is open again. */
static void free_rooms(struct merge *m)
{
    const struct survey *s = m->b->s;

    for (size_t i = 0; i < s->n[KIND_room]; i++) {
        const struct row *row = s->rows[KIND_room][i];

        if (!is_matched(m, row) && row_int(row, F_room_entry_forbidden, 0))
            edits_set(&m->b->edits, row->id, F_room_entry_forbidden, value_int(0));
    }
}

/* ---- drawings ---- */

static const struct row *drawing_row(const struct survey *s, const struct drawing *d)
{
    for (int by_title = 0; by_title < 2; by_title++)
        for (size_t i = 0; i < s->n[KIND_drawing]; i++) {
            const struct row *row = s->rows[KIND_drawing][i];

            if (strcmp(row_text(row, F_drawing_title), d->title) == 0 &&
                (by_title || strcmp(row_text(row, F_drawing_sha256), d->sha256) == 0))
                return row;
        }
    return NULL;
}

static struct id drawing_id(struct merge *m, const struct drawing *d, int64_t seq)
{
    struct buf name = BUF_INIT;
    struct id id;

    buf_add(&name, d->title, strlen(d->title) + 1);
    buf_puts(&name, d->sha256);
    id = batch_id(m->b, KIND_drawing, (size_t)seq, &name);
    buf_release(&name);
    return id;
}

static void merge_drawing(struct merge *m, const struct drawing *d, int64_t seq)
{
    const struct row *row = drawing_row(m->b->s, d);
    const struct {
        enum field f;
        struct value v;
    } facts[] = {
        {F_drawing_title, value_text(d->title)},
        {F_drawing_building, value_text(d->building)},
        {F_drawing_floor, value_text(d->floor)},
        {F_drawing_orig_name, value_text(d->name)},
        {F_drawing_media_type, value_text(d->media_type)},
        {F_drawing_bytes, value_int((int64_t)d->bytes.len)},
        {F_drawing_sha256, value_text(d->sha256)},
        {F_drawing_width, d->width ? value_int(d->width) : value_null()},
        {F_drawing_height, d->height ? value_int(d->height) : value_null()},
        {F_drawing_drawing_seq, value_int(seq)},
    };
    struct id id = row ? row->id : drawing_id(m, d, seq);
    bool changed = false;

    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (row ? !value_equal(*row_value(row, facts[i].f), facts[i].v)
                : !value_is_null(facts[i].v)) {
            edits_set(&m->b->edits, id, facts[i].f, facts[i].v);
            changed = true;
        }
    count(m, !row, changed);
}

static void merge_drawings(struct merge *m)
{
    const struct survey *s = m->b->s;

    for (size_t i = 0; i < m->r->ndrawings; i++)
        merge_drawing(m, &m->r->drawings[i], (int64_t)i + 1);
    for (size_t i = 0; i < s->n[KIND_drawing]; i++) {
        const struct row *row = s->rows[KIND_drawing][i];
        bool there = false;

        for (size_t k = 0; k < m->r->ndrawings; k++)
            there |= strcmp(m->r->drawings[k].title, row_text(row, F_drawing_title)) == 0;
        if (!there && from_sheet(s, row))
            gone(m, row, row_is_recorded(s, row) || pins_any(s, row));
    }
}

/* ---- the file itself ---- */

static void add_document(struct merge *m)
{
    struct import_file *f = &m->out->files[m->file];
    const char *leaf = strrchr(f->path, '/');
    struct id id = id_new(clock_now_ms());
    struct edits *e = &m->b->edits;
    char now[26], date[11];

    leaf = leaf ? leaf + 1 : f->path;
    datetime_print(clock_now_ms(), now);
    edits_set(e, id, F_document_doc_kind,
              value_text(f->kind == IMPORT_REQUEST ? "room_request" : "hearing_sheet"));
    edits_set(e, id, F_document_file_name, value_text(leaf));
    edits_set(e, id, F_document_sha256, value_text(f->sha256));
    edits_set(e, id, F_document_received_on, value_text(now));
    edits_set(e, id, F_document_name_ok, value_int(f->name_ok));
    if (f->file_date) {
        date_print(f->file_date, date);
        edits_set(e, id, F_document_file_date, value_text(date));
    }
    edits_op(e, OP_EVENT, id, EVENT_IMPORT, value_text(leaf));
}

/* Records of the request's kind of file only touch rooms and windows. */
static bool is_merged(const struct merge *m, enum kind kind)
{
    if (kind == KIND_room || kind == KIND_window)
        return true;
    return m->out->files[m->file].kind == IMPORT_HEARING;
}

/* A parent stands before its children. */
static struct id record_id(struct merge *m, size_t i)
{
    int parent = m->r->records[i].parent;

    return batch_record_id(m->b, m->r, i, parent >= 0 ? m->ids[parent] : (struct id){{0}});
}

static void merge_reading(struct merge *m)
{
    static const enum kind listed[] = {KIND_contact, KIND_line, KIND_device, KIND_pc};

    m->rows = records_match(m->r, m->b->s);
    m->ids = xcalloc(m->r->n, sizeof *m->ids);
    for (size_t i = 0; i < m->r->n; i++)
        m->ids[i] = m->rows[i] ? m->rows[i]->id : record_id(m, i);
    find_rooms(m);
    for (size_t i = 0; i < m->r->n; i++)
        if (is_merged(m, m->r->records[i].kind))
            merge_record(m, i);
    if (m->out->files[m->file].kind == IMPORT_HEARING) {
        add_places(m);
        merge_drawings(m);
        for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
            find_gone(m, listed[i]);
    }
    if (m->r->windows) {
        find_gone(m, KIND_window);
        free_rooms(m);
    }
    add_document(m);
    free(m->rows);
    free(m->ids);
}

void batch_merge(struct batch *b, struct import_result *out)
{
    batch_load_rooms(b);
    for (int request = 0; request < 2; request++)
        for (size_t i = 0; i < b->n; i++) {
            struct merge m = {.b = b, .r = b->readings[i], .out = out, .file = b->files[i]};

            if (!out->files[m.file].same &&
                (out->files[m.file].kind == IMPORT_REQUEST) == (request == 1))
                merge_reading(&m);
        }
}
