/* Room requests, and lists of rooms: a row is a room, or one more window of it. */
#include "assets/import/read.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/words.def"

#include <stdlib.h>
#include <string.h>

static const enum field place[] = {F_room_building, F_room_floor, F_room_room};

/* Two records name one room: the texts are alike, whatever their width. */
static bool same_place(const struct record *a, const struct record *b)
{
    struct buf x = BUF_INIT, y = BUF_INIT;
    bool same = true;

    for (int i = 0; i < 3 && same; i++) {
        const char *s = record_text(a, place[i]), *t = record_text(b, place[i]);

        buf_reset(&x);
        buf_reset(&y);
        text_fold(&x, s, strlen(s));
        text_fold(&y, t, strlen(t));
        same = strcmp(buf_str(&x), buf_str(&y)) == 0;
    }
    buf_release(&x);
    buf_release(&y);
    return same;
}

static bool is_room_field(int target)
{
    return target >= 0 && target < FIELD_COUNT && catalog[target].kind == KIND_room;
}

static void take_room(struct reading *r, struct table *t, uint32_t row, struct record *rec)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct column *c = &t->cols[i];

        if (c->target == TARGET_PLACE)
            table_take_place(r, t, c, row, rec, F_room_building);
        else if (is_room_field(c->target) || c->target == TARGET_ENTRY_ALLOWED ||
                 c->target == TARGET_PHOTO_FORBIDDEN)
            table_take(r, t, c, row, rec);
    }
    table_extras(r, t, row, rec, 0, UINT32_MAX);
}

/* The later row of a room adds what the earlier left open; its stricter word counts. */
static void join_room(struct record *into, const struct record *more)
{
    for (int f = (int)catalog_kinds[KIND_room].first; f < kind_end(KIND_room); f++) {
        struct slot *s = record_slot(into, (enum field)f);
        const struct slot *m = &more->slots[f - (int)catalog_kinds[KIND_room].first];
        bool stricter =
            (f == F_room_entry_forbidden && m->value.i) ||
            (f == F_room_photo_allowed && strcmp(value_str(&m->value), "forbidden") == 0);

        if (!value_is_null(m->value) && (value_is_null(s->value) || stricter))
            record_put(into, (enum field)f, m->at, m->value);
    }
    if (more->extra.len > 0) {
        if (into->extra.len > 0)
            buf_putc(&into->extra, '\n');
        buf_puts(&into->extra, more->extra.p);
    }
}

static int find_room(const struct reading *r, int index)
{
    for (int i = 0; i < index; i++)
        if (r->records[i].kind == KIND_room && same_place(&r->records[i], &r->records[index]))
            return i;
    return -1;
}

static void drop_last(struct reading *r)
{
    struct record *rec = &r->records[--r->n];

    for (int f = 0; f < kind_end(rec->kind) - (int)catalog_kinds[rec->kind].first; f++)
        value_release(&rec->slots[f].value);
    free(rec->slots);
    buf_release(&rec->extra);
}

/* A mark under 入室不可 where times were expected: the whole day. */
static bool is_forbidden(const struct reading *r, const char *text)
{
    const char *item = alias_value(r->a, "entry_forbidden", text, NULL);

    return item && strcmp(item, "1") == 0;
}

/* The bytes of a mark between two ranges at s; 0: none. */
static size_t mark_at(const char *s)
{
    return *s == ',' || *s == '\n' || *s == ';' ? 1 : strncmp(s, WORD_COMMA, 3) == 0 ? 3 : 0;
}

/* How many ranges stand in a cell: 9:00-10:00、14:00-15:00. */
static size_t count_pieces(const char *s)
{
    size_t n = 1;

    for (; *s; s++)
        n += mark_at(s) > 0;
    return n;
}

/* Leaves the piece number `piece` of the text. */
static void keep_piece(struct buf *text, size_t piece)
{
    struct buf one = BUF_INIT;

    for (const char *s = buf_str(text); *s;) {
        size_t k = mark_at(s);

        if (k > 0 && piece-- == 0)
            break;
        if (k == 0 && piece == 0)
            buf_putc(&one, *s);
        s += k ? k : 1;
    }
    buf_reset(text);
    buf_puts(text, buf_str(&one));
    buf_release(&one);
}

/* "9:00-10:00" in one cell. */
static void take_range(struct reading *r, struct table *t, int target, enum field from,
                       uint32_t row, size_t piece, struct record *w)
{
    const struct column *c = table_column(t, target);
    struct buf text = BUF_INIT;
    struct where at;
    int minutes[2];

    if (!c)
        return;
    at = table_where(t, c, row);
    cell_clean(r, table_own_cell(r, t, c, row), &text);
    if (text.len > 0 && !alias_word(r->a, "blank", buf_str(&text)) &&
        !alias_word(r->a, "allday", buf_str(&text)) &&
        !alias_word(r->a, "nothing", buf_str(&text)) &&
        (target != TARGET_OPEN || !alias_value(r->a, "entry_allowed", buf_str(&text), NULL))) {
        keep_piece(&text, piece);
        if (range_read(buf_str(&text), &minutes[0], &minutes[1])) {
            for (int i = 0; i < 2; i++) {
                char hm[6];

                time_print(minutes[i], hm);
                record_put(w, (enum field)((int)from + i), at, value_text(hm));
            }
        } else if (target == TARGET_CLOSED && is_forbidden(r, buf_str(&text))) {
            record_put(&r->records[w->parent], F_room_entry_forbidden, at, value_int(1));
        } else {
            FAULT(r->file, &at, IMPORT_ERROR, "", N_("{1}: \"{2}\" is not \"from - to\""),
                  N_("Write it like {1}"), {c->label, buf_str(&text), "9:00-12:00"});
        }
    }
    buf_release(&text);
}

/* A date over three columns. */
static void take_split_date(struct reading *r, struct table *t, uint32_t row, struct record *w)
{
    static const int parts[] = {TARGET_DATE_Y, TARGET_DATE_M, TARGET_DATE_D};
    struct buf text = BUF_INIT;
    struct where at = {t->name, row, 0};
    struct value v;

    for (int i = 0; i < 3; i++) {
        const struct column *c = table_column(t, parts[i]);
        size_t before = text.len;

        if (!c)
            continue;
        at.col = c->col;
        if (before > 0)
            buf_putc(&text, '/');
        cell_clean(r, table_own_cell(r, t, c, row), &text);
        if (text.len == before + (before > 0))
            buf_reset(&text);
    }
    if (text.len > 0 &&
        text_value(r, F_window_access_date, NULL, buf_str(&text), &at, &v) == TAKEN_VALUE) {
        record_put(w, F_window_access_date, at, v);
        value_release(&v);
    }
    buf_release(&text);
}

static bool has_times(const struct record *w)
{
    for (int f = F_window_open_from; f <= (int)F_window_operate_to; f++)
        if (*record_text(w, (enum field)f) ||
            w->slots[f - (int)catalog_kinds[KIND_window].first].state == SLOT_WRONG)
            return true;
    return false;
}

static void check_pair(struct reading *r, struct record *w, enum field from)
{
    const enum field to = (enum field)((int)from + 1);
    const char *a = record_text(w, from), *b = record_text(w, to);
    struct slot *s = record_slot(w, *a ? to : from);

    if (*a && *b && strcmp(a, b) >= 0)
        FAULT(r->file, &record_slot(w, to)->at, IMPORT_ERROR, "",
              N_("{1} {2} is not after the start"), NULL, {catalog[to].ja, b, NULL});
    else if ((*a != '\0') != (*b != '\0') && s->state == SLOT_GIVEN)
        FAULT(r->file, &s->at, IMPORT_ERROR, "", N_("{1} is missing"), N_("Fill in both times."),
              {catalog[*a ? to : from].ja, NULL, NULL});
}

static void read_window(struct reading *r, struct table *t, uint32_t row, int room, size_t piece,
                        int64_t seq)
{
    struct record *w =
        record_add(r, KIND_window, room, (struct where){t->name, row, t->cols[0].col});

    for (size_t i = 0; i < t->n; i++) {
        int target = t->cols[i].target;

        if (target >= 0 && target < FIELD_COUNT && catalog[target].kind == KIND_window)
            table_take(r, t, &t->cols[i], row, w);
    }
    take_range(r, t, TARGET_OPEN, F_window_open_from, row, piece, w);
    take_range(r, t, TARGET_OPERATE, F_window_operate_from, row, 0, w);
    take_range(r, t, TARGET_CLOSED, F_window_closed_from, row, 0, w);
    take_split_date(r, t, row, w);
    if (!has_times(w)) {
        drop_last(r);
        return;
    }
    check_pair(r, w, F_window_open_from);
    check_pair(r, w, F_window_operate_from);
    check_pair(r, w, F_window_closed_from);
    record_put(w, F_window_window_seq, w->at, value_int(seq));
}

/* The reason and the contact of a row are the window's too. */
static void copy_remarks(struct reading *r, struct table *t, uint32_t row, size_t first)
{
    static const enum field from[] = {F_room_restriction_reason, F_room_room_contact};
    static const enum field to[] = {F_window_restriction_reason, F_window_room_contact};

    for (int i = 0; i < 2 && r->n > first; i++) {
        const struct column *c = table_column(t, (int)from[i]);
        struct buf b = BUF_INIT;

        if (c) {
            cell_clean(r, table_cell(r, t, c, row), &b);
            for (size_t k = first; k < r->n; k++)
                record_put(&r->records[k], to[i], table_where(t, c, row), value_text(buf_str(&b)));
        }
        buf_release(&b);
    }
}

static void defaults(struct record *rec)
{
    if (value_is_null(record_slot(rec, F_room_witness_required)->value))
        record_put(rec, F_room_witness_required, rec->at, value_int(1));
    if (value_is_null(record_slot(rec, F_room_entry_forbidden)->value))
        record_put(rec, F_room_entry_forbidden, rec->at, value_int(0));
}

/* 不可 where the hours should stand. */
static bool says_forbidden(struct reading *r, struct table *t, uint32_t row, int room)
{
    static const int targets[] = {TARGET_OPEN, F_window_open_from};
    struct buf b = BUF_INIT;
    bool yes = false;

    for (int i = 0; i < 2 && !yes; i++) {
        const struct column *c = table_column(t, targets[i]);
        const char *allowed;

        if (!c)
            continue;
        buf_reset(&b);
        cell_clean(r, table_own_cell(r, t, c, row), &b);
        allowed = alias_value(r->a, "entry_allowed", buf_str(&b), NULL);
        yes = allowed && *allowed == '0' && !alias_word(r->a, "nothing", buf_str(&b));
        if (yes)
            record_put(&r->records[room], F_room_entry_forbidden, table_where(t, c, row),
                       value_int(1));
    }
    buf_release(&b);
    return yes;
}

static size_t pieces_of(struct reading *r, struct table *t, uint32_t row)
{
    const struct column *c = table_column(t, TARGET_OPEN);
    struct buf b = BUF_INIT;
    size_t n = 1;

    if (c) {
        cell_clean(r, table_own_cell(r, t, c, row), &b);
        n = count_pieces(buf_str(&b));
    }
    buf_release(&b);
    return n;
}

static bool is_request_table(const struct table *t)
{
    static const int targets[] = {F_window_open_from, TARGET_OPEN, F_room_entry_forbidden,
                                  TARGET_ENTRY_ALLOWED};

    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        if (table_column(t, targets[i]))
            return true;
    return false;
}

void read_rooms(struct reading *r, struct table *t)
{
    bool request = is_request_table(t);
    int64_t seq = 0;

    r->windows |= request;
    for (uint32_t row = t->head_last + 1; row < t->data_end; row++) {
        size_t first;
        int room;

        if (table_row(r, t, row) != ROW_DATA)
            continue;
        record_add(r, KIND_room, -1, (struct where){t->name, row, t->cols[0].col});
        take_room(r, t, row, &r->records[r->n - 1]);
        room = find_room(r, (int)r->n - 1);
        if (room >= 0) {
            join_room(&r->records[room], &r->records[r->n - 1]);
            drop_last(r);
        } else {
            room = (int)r->n - 1;
        }
        if (!request)
            continue;
        defaults(&r->records[room]);
        first = r->n;
        if (!says_forbidden(r, t, row, room))
            for (size_t k = 0, n = pieces_of(r, t, row); k < n; k++)
                read_window(r, t, row, room, k, ++seq);
        copy_remarks(r, t, row, first);
    }
}
