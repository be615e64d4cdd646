/* Lines and the devices below them. A line may repeat its fields in each of
 * its devices' rows, be merged over them, or leave them empty below. */
#include "assets/import/read.h"

#include "model/base/text.h"
#include "model/rules/single.h"
#include "model/words.def"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct lines {
    struct reading *r;
    struct table *t;
    const struct column *seq, *number, *label, *device_seq;
    uint32_t device_from; /* the first device column; beyond all when there is none */
    bool example;         /* below an example row */
    int line;             /* record of the row above; -1 */
};

/* "No.3" -> 3, "3-2" -> 3 and 2. False without digits. */
static bool seq_read(const char *text, int64_t *line, int64_t *device)
{
    struct buf b = BUF_INIT;
    const char *s;
    char *end;
    bool found;

    text_fold(&b, text, strlen(text));
    s = buf_str(&b);
    s += strcspn(s, "0123456789");
    found = *s && strspn(s, "0123456789") < 10;
    *device = -1;
    if (found) {
        *line = strtoll(s, &end, 10);
        if ((*end == '-' || *end == '.') && isdigit((unsigned char)end[1]) && strlen(end) < 6 &&
            strcmp(end, ".0") != 0)
            *device = strtoll(end + 1, NULL, 10);
    }
    buf_release(&b);
    return found;
}

static enum kind kind_of(int target)
{
    return target >= 0 && target < FIELD_COUNT ? catalog[target].kind : KIND_NONE;
}

/* Cells of this row's own that say something about a line, or a device. */
static int own_cells(const struct lines *l, uint32_t row, enum kind kind)
{
    int n = 0;

    for (size_t i = 0; i < l->t->n; i++) {
        const struct column *c = &l->t->cols[i];
        bool mine = kind_of(c->target) == kind && c != l->seq && c != l->device_seq;

        if (kind == KIND_line)
            mine |= c->target == TARGET_PLACE;
        else
            mine &= c->target != F_device_line_note;
        n += mine && cell_filled(table_own_cell(l->r, l->t, c, row));
    }
    return n;
}

static void own_text(const struct lines *l, const struct column *c, uint32_t row, struct buf *out)
{
    buf_reset(out);
    if (c)
        cell_clean(l->r, table_cell(l->r, l->t, c, row), out);
}

/* The cell that a field came from. */
static const struct cell *cell_at(const struct reading *r, const struct where *at)
{
    for (int i = 0; i < r->nsheets; i++)
        if (r->sheets[i] && xlsx_sheet_name(r->x, i) == at->sheet)
            return sheet_merged_cell(r->sheets[i], at->row, at->col);
    return NULL;
}

static bool same_ident(const struct reading *r, const struct cell *x, const struct cell *y)
{
    struct buf a = BUF_INIT, b = BUF_INIT, p = BUF_INIT, q = BUF_INIT;
    bool same;

    cell_clean(r, x, &a);
    cell_clean(r, y, &b);
    text_ident(&p, buf_str(&a), a.len);
    text_ident(&q, buf_str(&b), b.len);
    same = a.len == 0 || b.len == 0 || strcmp(buf_str(&p), buf_str(&q)) == 0;
    buf_release(&a);
    buf_release(&b);
    buf_release(&p);
    buf_release(&q);
    return same;
}

/* The row says what the line says, or one of them nothing. */
static bool field_agrees(const struct lines *l, struct record *rec, const struct column *c,
                         uint32_t row)
{
    const struct cell *here, *there;
    const struct slot *s;

    if (!c || (s = record_slot(rec, (enum field)c->target))->state == SLOT_ABSENT)
        return true;
    here = table_cell(l->r, l->t, c, row);
    there = cell_at(l->r, &s->at);
    if (!there || here == there)
        return true;
    if (here->type == there->type && here->number == there->number &&
        strcmp(here->text, there->text) == 0)
        return true;
    return same_ident(l->r, here, there);
}

static bool same_number(const struct lines *l, struct record *rec, uint32_t row)
{
    struct buf here = BUF_INIT;
    const char *there = record_text(rec, F_line_line_number);
    bool same;

    own_text(l, l->number, row, &here);
    same = here.len > 0 && *there && !alias_word(l->r->a, "nothing", there) &&
           !answer_unknown(there) && field_agrees(l, rec, l->number, row);
    buf_release(&here);
    return same;
}

/* The line that this row speaks of, -1: a new one. */
static int line_of_row(const struct lines *l, uint32_t row, int64_t seq, bool has_seq)
{
    struct reading *r = l->r;

    for (size_t i = r->n; i-- > 0;) {
        struct record *rec = &r->records[i];

        if (rec->kind != KIND_line)
            continue;
        if (has_seq && record_int(rec, F_line_line_seq, -1) == seq &&
            field_agrees(l, rec, l->number, row) && field_agrees(l, rec, l->label, row))
            return (int)i;
        /* numbered row by row: the line's own number tells */
        if ((int)i == l->line && same_number(l, rec, row))
            return (int)i;
        if (!has_seq && !l->seq && same_number(l, rec, row))
            return (int)i;
        if (!has_seq && !l->seq && l->label && !l->number && (int)i == l->line &&
            field_agrees(l, rec, l->label, row) && cell_filled(table_cell(r, l->t, l->label, row)))
            return (int)i;
    }
    return -1;
}

static bool is_line_column(const struct lines *l, const struct column *c)
{
    return c != l->seq && (kind_of(c->target) == KIND_line || c->target == TARGET_PLACE);
}

static void take_line_cell(const struct lines *l, const struct column *c, uint32_t row,
                           struct record *rec)
{
    if (c->target == TARGET_PLACE)
        table_take_place(l->r, l->t, c, row, rec, F_line_building);
    else
        table_take(l->r, l->t, c, row, rec);
}

static int64_t next_seq(const struct reading *r)
{
    int64_t most = 0;

    for (size_t i = 0; i < r->n; i++)
        if (r->records[i].kind == KIND_line) {
            int64_t seq = record_int(&r->records[i], F_line_line_seq, 0);

            most = seq > most ? seq : most;
        }
    return most + 1;
}

static void new_line(struct lines *l, uint32_t row, int64_t seq, bool has_seq)
{
    struct where at = {l->t->name, row, l->seq ? l->seq->col : l->t->cols[0].col};
    struct record *rec;
    int64_t next = next_seq(l->r);

    rec = record_add(l->r, KIND_line, -1, at);
    l->line = (int)l->r->n - 1;
    if (has_seq)
        record_put(rec, F_line_line_seq, at, value_int(seq));
    else if (!l->seq)
        record_put(rec, F_line_line_seq, at, value_int(next));
    else
        record_open(rec, F_line_line_seq, at);
    for (size_t i = 0; i < l->t->n; i++)
        if (is_line_column(l, &l->t->cols[i]))
            take_line_cell(l, &l->t->cols[i], row, rec);
    table_extras(l->r, l->t, row, rec, 0, l->device_from);
}

/* A further row of a line: what the line lacks is taken, what differs is told. */
static void more_of_line(struct lines *l, uint32_t row)
{
    struct record *rec = &l->r->records[l->line];

    for (size_t i = 0; i < l->t->n; i++) {
        const struct column *c = &l->t->cols[i];
        struct where at = table_where(l->t, c, row);
        struct slot *s;

        if (!is_line_column(l, c) || !cell_filled(table_own_cell(l->r, l->t, c, row)))
            continue;
        if (c->target == TARGET_PLACE) {
            if (record_slot(rec, F_line_room)->state == SLOT_ABSENT)
                take_line_cell(l, c, row, rec);
            continue;
        }
        s = record_slot(rec, (enum field)c->target);
        if (s->state == SLOT_ABSENT || (s->state == SLOT_GIVEN && value_is_null(s->value)))
            take_line_cell(l, c, row, rec);
        else if (!field_agrees(l, rec, c, row))
            FAULT(l->r->file, &at, IMPORT_WARNING, "",
                  N_("{1}: differs from the first row of the line; not taken"),
                  N_("Write the same in every row of a line, or only in its first."),
                  {catalog[c->target].ja, NULL, NULL});
    }
}

static int64_t next_device(const struct reading *r, int line)
{
    int64_t most = 0;

    for (size_t i = 0; i < r->n; i++)
        if (r->records[i].kind == KIND_device && r->records[i].parent == line) {
            int64_t seq = record_int(&r->records[i], F_device_device_seq, 0);

            most = seq > most ? seq : most;
        }
    return most + 1;
}

static void new_device(struct lines *l, uint32_t row, int64_t seq)
{
    struct where at = {l->t->name, row, l->device_from};
    int64_t next = next_device(l->r, l->line);
    struct record *rec = record_add(l->r, KIND_device, l->line, at);

    for (size_t i = 0; i < l->t->n; i++) {
        const struct column *c = &l->t->cols[i];

        if (kind_of(c->target) == KIND_device)
            table_take(l->r, l->t, c, row, rec);
    }
    if (value_is_null(record_slot(rec, F_device_device_seq)->value) &&
        record_slot(rec, F_device_device_seq)->state != SLOT_WRONG)
        record_put(rec, F_device_device_seq,
                   l->device_seq ? table_where(l->t, l->device_seq, row) : at,
                   value_int(seq > 0 ? seq : next));
    table_extras(l->r, l->t, row, rec, l->device_from, UINT32_MAX);
}

/* A row without a device: a remark to the right of the devices is the line's. */
static void right_of_devices(struct lines *l, uint32_t row)
{
    struct record *rec = &l->r->records[l->line];
    const struct column *note = table_column(l->t, F_device_line_note);
    struct buf b = BUF_INIT;

    own_text(l, note, row, &b);
    if (note)
        record_open(rec, F_line_line_note, table_where(l->t, note, row));
    if (b.len > 0 && value_is_null(record_slot(rec, F_line_line_note)->value))
        record_put(rec, F_line_line_note, table_where(l->t, note, row), value_text(buf_str(&b)));
    buf_release(&b);
    table_extras(l->r, l->t, row, rec, l->device_from, UINT32_MAX);
}

static bool read_seq(const struct lines *l, uint32_t row, int64_t *seq, int64_t *device)
{
    struct buf b = BUF_INIT;
    bool good = false;

    *device = -1;
    if (l->seq && cell_filled(table_own_cell(l->r, l->t, l->seq, row))) {
        struct where at = table_where(l->t, l->seq, row);

        own_text(l, l->seq, row, &b);
        good = seq_read(buf_str(&b), seq, device);
        if (!good)
            FAULT(l->r->file, &at, IMPORT_ERROR, "", N_("{1}: \"{2}\" is not a number"),
                  N_("Write it like {1}"), {catalog[F_line_line_seq].ja, buf_str(&b), "1"});
    }
    buf_release(&b);
    return good;
}

static void read_row(struct lines *l, uint32_t row)
{
    int lines = own_cells(l, row, KIND_line), devices = own_cells(l, row, KIND_device), found = -1;
    int64_t seq = 0, device_seq;
    bool has_seq = read_seq(l, row, &seq, &device_seq);
    struct where at = {l->t->name, row, l->device_from};

    if (l->example && !has_seq && lines == 0)
        return;
    l->example = false;
    if (has_seq || lines > 0)
        found = line_of_row(l, row, seq, has_seq);
    if (!has_seq && found < 0 && l->line >= 0 &&
        (lines == 0 ||
         (l->seq && !cell_filled(table_own_cell(l->r, l->t, l->number ? l->number : l->seq, row)))))
        found = l->line; /* rows left empty below, or merged */
    if (found >= 0) {
        l->line = found;
        more_of_line(l, row);
    } else if (has_seq || lines > 0) {
        new_line(l, row, seq, has_seq);
    } else if (devices > 0) {
        FAULT(l->r->file, &at, IMPORT_ERROR, "", N_("A device without a line above it"),
              N_("Fill in the line in this row."), {NULL, NULL, NULL});
        return;
    } else {
        return;
    }
    if (devices > 0)
        new_device(l, row, device_seq);
    else
        right_of_devices(l, row);
}

/* A sheet of devices alone, which name their line: its 項番 counts devices. */
static void settle_device_sheet(struct table *t)
{
    struct column *seq = NULL;
    bool key = false, device = false;

    for (size_t i = 0; i < t->n; i++) {
        int target = t->cols[i].target;

        if (target == F_line_line_seq)
            seq = &t->cols[i];
        else if (target == F_line_line_number || target == F_line_line_label)
            key = true;
        else if (kind_of(target) == KIND_line && catalog[target].declared == NEED_ALWAYS &&
                 target != F_line_room)
            return;
        device |= kind_of(target) == KIND_device;
    }
    if (seq && key && device && !table_column(t, F_device_device_seq) &&
        !strstr(seq->label, WORD_LINE))
        seq->target = F_device_device_seq;
}

void read_lines(struct reading *r, struct table *t)
{
    struct lines l = {.r = r, .t = t, .line = -1, .device_from = UINT32_MAX};

    settle_device_sheet(t);
    l.seq = table_column(t, F_line_line_seq);
    l.number = table_column(t, F_line_line_number);
    l.label = table_column(t, F_line_line_label);
    l.device_seq = table_column(t, F_device_device_seq);
    for (size_t i = t->n; i-- > 0;)
        if (kind_of(t->cols[i].target) == KIND_device)
            l.device_from = t->cols[i].col;
    for (uint32_t row = t->head_last + 1; row < t->data_end; row++) {
        enum row_class c = table_row(r, t, row);

        if (c == ROW_EXAMPLE)
            l.example = true;
        else if (c == ROW_NUMBER)
            l.example = false;
        else if (c == ROW_DATA)
            read_row(&l, row);
    }
}
