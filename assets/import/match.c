#include "assets/import/merge.h"

#include "model/base/text.h"
#include "model/rules/single.h"

#include <stdlib.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
    struct buf x = BUF_INIT, y = BUF_INIT;
    bool same = strcmp(a, b) == 0;

    if (!same) {
        text_fold(&x, a, strlen(a));
        text_fold(&y, b, strlen(b));
        same = strcmp(buf_str(&x), buf_str(&y)) == 0;
    }
    buf_release(&x);
    buf_release(&y);
    return same;
}

struct matching {
    const struct reading *r;
    const struct survey *s;
    const struct row **rows; /* by record */
};

static bool is_taken(const struct matching *m, const struct row *row)
{
    for (size_t i = 0; i < m->r->n; i++)
        if (m->rows[i] == row)
            return true;
    return false;
}

typedef bool same_fn(const struct matching *m, const struct record *rec, const struct row *row);

/* Pairs what is still single of one kind by one test. */
static void pair(struct matching *m, enum kind kind, same_fn *same)
{
    for (size_t i = 0; i < m->r->n; i++) {
        const struct record *rec = &m->r->records[i];

        if (rec->kind != kind || m->rows[i])
            continue;
        for (size_t k = 0; k < m->s->n[kind] && !m->rows[i]; k++) {
            const struct row *row = m->s->rows[kind][k];

            if (same(m, rec, row) && !is_taken(m, row))
                m->rows[i] = row;
        }
    }
}

static bool same_field(const struct record *rec, const struct row *row, enum field f)
{
    const char *a = record_text(rec, f);

    return *a && !answer_unknown(a) && strcmp(a, row_text(row, f)) == 0;
}

static bool same_int(const struct record *rec, const struct row *row, enum field f)
{
    int64_t n = record_int(rec, f, -1);

    return n >= 0 && row_int(row, f, -2) == n;
}

static bool any(const struct matching *m, const struct record *rec, const struct row *row)
{
    (void)m, (void)rec, (void)row;
    return true;
}

static bool same_contact(const struct matching *m, const struct record *rec, const struct row *row)
{
    (void)m;
    return same_field(rec, row, F_contact_contact_role) &&
           same_field(rec, row, F_contact_contact_name);
}

static bool same_role(const struct matching *m, const struct record *rec, const struct row *row)
{
    (void)m;
    return same_field(rec, row, F_contact_contact_role);
}

static bool same_line_number(const struct matching *m, const struct record *rec,
                             const struct row *row)
{
    (void)m;
    return same_field(rec, row, F_line_line_number);
}

/* A line found on site keeps its number in the list; the sheet's is another one. */
static bool same_line_seq(const struct matching *m, const struct record *rec, const struct row *row)
{
    (void)m;
    return same_int(rec, row, F_line_line_seq) && !row_is(row, F_line_found_by_step, "on_site");
}

static bool below_same_line(const struct matching *m, const struct record *rec,
                            const struct row *row)
{
    const struct row *line = rec->parent >= 0 ? m->rows[rec->parent] : NULL;

    return line && id_equal(line->id, row_ref(row, F_device_line_ref));
}

static bool same_device_serial(const struct matching *m, const struct record *rec,
                               const struct row *row)
{
    return below_same_line(m, rec, row) && same_field(rec, row, F_device_serial_no);
}

static bool same_device_seq(const struct matching *m, const struct record *rec,
                            const struct row *row)
{
    return below_same_line(m, rec, row) && same_int(rec, row, F_device_device_seq) &&
           !row_is(row, F_device_device_found, "added");
}

static bool same_pc_name(const struct matching *m, const struct record *rec, const struct row *row)
{
    (void)m;
    return same_field(rec, row, F_pc_pc_name);
}

static bool same_pc_seq(const struct matching *m, const struct record *rec, const struct row *row)
{
    (void)m;
    return same_int(rec, row, F_pc_pc_seq);
}

static bool same_room(const struct matching *m, const struct record *rec, const struct row *row)
{
    (void)m;
    return same_text(record_text(rec, F_room_room), row_text(row, F_room_room)) &&
           same_text(record_text(rec, F_room_floor), row_text(row, F_room_floor)) &&
           same_text(record_text(rec, F_room_building), row_text(row, F_room_building));
}

static bool same_window(const struct matching *m, const struct record *rec, const struct row *row)
{
    (void)m;
    return same_int(rec, row, F_window_window_seq);
}

const struct row **records_match(const struct reading *r, const struct survey *s)
{
    static const struct {
        enum kind kind;
        same_fn *same;
    } passes[] = {
        {KIND_site, any},
        {KIND_contact, same_contact},
        {KIND_contact, same_role},
        {KIND_line, same_line_number},
        {KIND_line, same_line_seq},
        {KIND_device, same_device_serial},
        {KIND_device, same_device_seq},
        {KIND_pc, same_pc_name},
        {KIND_pc, same_pc_seq},
        {KIND_room, same_room},
        {KIND_window, same_window},
    };
    struct matching m = {r, s, xcalloc(r->n, sizeof *m.rows)};

    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
        pair(&m, passes[i].kind, passes[i].same);
    return m.rows;
}

/* ---- what was recorded ---- */

static bool is_referred(const struct survey *s, struct id id)
{
    static const enum field refs[] = {
        F_photo_photo_target,
        F_link_line_ref,
        F_link_from_ref,
        F_link_to_ref,
        F_unknown_line_became_line,
        F_scan_target_line_ref,
        F_scan_target_device_ref,
        F_photo_use_photo_target,
        F_room_plan_ref,
        F_line_plan_ref,
        F_device_plan_ref,
        F_pc_plan_ref,
        F_unknown_line_plan_ref,
    };

    for (size_t i = 0; i < sizeof refs / sizeof *refs; i++) {
        size_t k = 0;

        if (survey_next_ref(s, catalog[refs[i]].kind, refs[i], id, &k))
            return true;
    }
    return false;
}

static bool is_begun(const struct survey *s, struct id target)
{
    size_t i = 0;
    const struct row *step;

    while ((step = survey_next_ref(s, KIND_step, F_step_target_ref, target, &i)))
        if (*row_text(step, F_step_step_state) && !row_is(step, F_step_step_state, "not_started"))
            return true;
    return false;
}

bool row_is_recorded(const struct survey *s, const struct row *row)
{
    for (int f = (int)catalog_kinds[row->kind].first; f < kind_end(row->kind); f++) {
        if (!value_is_null(*row_observed(row, (enum field)f)))
            return true;
        /* what only surveyors write */
        if (catalog[f].number >= 40 && !value_is_null(*row_value(row, (enum field)f)))
            return true;
    }
    if (row->kind == KIND_line && row_is(row, F_line_found_by_step, "on_site"))
        return true;
    if (row->kind == KIND_line)
        for (size_t i = 0; i < s->n[KIND_device]; i++)
            if (id_equal(row_ref(s->rows[KIND_device][i], F_device_line_ref), row->id) &&
                row_is_recorded(s, s->rows[KIND_device][i]))
                return true;
    return row->conflicts > 0 || is_referred(s, row->id) || is_begun(s, row->id);
}

/* ---- rooms ---- */

struct known_room *batch_add_room(struct batch *b, const char *building, const char *floor,
                                  const char *room, struct id id)
{
    struct known_room *k;

    b->rooms = xgrow(b->rooms, b->nrooms, &b->cap_rooms, sizeof *b->rooms);
    k = &b->rooms[b->nrooms++];
    *k = (struct known_room){{xstrdup(building), xstrdup(floor), xstrdup(room)}, id};
    return k;
}

void batch_load_rooms(struct batch *b)
{
    for (size_t i = 0; i < b->s->n[KIND_room]; i++) {
        const struct row *row = b->s->rows[KIND_room][i];

        batch_add_room(b, row_text(row, F_room_building), row_text(row, F_room_floor),
                       row_text(row, F_room_room), row->id);
    }
}

struct known_room *batch_room(struct batch *b, const char *building, const char *floor,
                              const char *room)
{
    const char *text[3] = {building, floor, room};

    for (int loose = 0; loose < 2; loose++)
        for (size_t i = 0; i < b->nrooms; i++) {
            bool same = true;

            for (int k = 2; k >= 0 && same; k--)
                same = loose ? same_text(b->rooms[i].text[k], text[k])
                             : strcmp(b->rooms[i].text[k], text[k]) == 0;
            if (same)
                return &b->rooms[i];
        }
    return NULL;
}

void batch_release(struct batch *b)
{
    for (size_t i = 0; i < b->nrooms; i++)
        for (int k = 0; k < 3; k++)
            free(b->rooms[i].text[k]);
    free(b->rooms);
    free(b->used);
    free(b->readings);
    free(b->files);
    free(b->serial);
    edits_release(&b->edits);
    *b = (struct batch){0};
}
