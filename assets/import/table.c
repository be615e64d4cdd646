/* Tables: finding the header row, and reading what stands under it. */
#include "assets/import/read.h"

#include "model/base/text.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 160 /* longer texts are no labels */
#define MIN_LABELS 3     /* columns that a header must have, known ones */
#define MAX_HEAD_ROWS 3

/* ---- header rows ---- */

static bool label_of(const struct reading *r, const struct cell *c, struct buf *out)
{
    buf_reset(out);
    if (c->type != CELL_TEXT || strlen(c->text) > HEADER_BYTES)
        return false;
    cell_clean(r, c, out);
    return out->len > 0;
}

/* The kinds of tables that know a text as a label; texts come again and again. */
static unsigned scopes_of(const struct reading *r, const char *text)
{
    struct label_memo *m = &r->labels[text_hash(text) % LABEL_MEMOS];

    if (!m->text || strcmp(m->text, text) != 0)
        *m = (struct label_memo){text, alias_scopes(r->a, text)};
    return m->scopes;
}

/* How many cells of a row are labels, for the kind of table that knows most. */
static int labels_in_row(const struct reading *r, const struct sheet *s, uint32_t row)
{
    size_t n;
    const struct cell *c = sheet_row(s, row, &n);
    int count[SCOPE_COUNT] = {0}, best = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned scopes = c[i].type == CELL_TEXT && strlen(c[i].text) <= HEADER_BYTES
                              ? scopes_of(r, c[i].text)
                              : 0;

        for (int k = SCOPE_CONTACT; k < SCOPE_COUNT; k++)
            count[k] += (scopes >> k) & 1;
    }
    for (int k = SCOPE_CONTACT; k < SCOPE_COUNT; k++)
        best = count[k] > best ? count[k] : best;
    return best;
}

/* The label cell of a column whose header ends at `bottom`: its own, that of
 * its merged range, or the nearest above that is not empty. */
static const struct cell *label_cell(const struct sheet *s, uint32_t top, uint32_t bottom,
                                     uint32_t col)
{
    for (uint32_t row = bottom + 1; row-- > top;) {
        const struct cell_range *m = sheet_merged_origin(s, row, col);
        const struct cell *c = sheet_merged_cell(s, row, col);

        if (m && m->col1 != col)
            return NULL;
        if (c->type != CELL_EMPTY)
            return c;
    }
    return NULL;
}

/* The group header over a column: above its label, merged or carried from the left. */
static const char *group_over(const struct reading *r, const struct sheet *s, uint32_t top,
                              uint32_t label_row, uint32_t col, const char *carried)
{
    struct buf b = BUF_INIT;
    const char *group = NULL;

    for (uint32_t row = label_row; row-- > top && !group;) {
        const struct cell *c = sheet_merged_cell(s, row, col);

        if (c->type == CELL_TEXT && label_of(r, c, &b))
            group = alias_group(r->a, buf_str(&b));
        else if (c->type == CELL_EMPTY)
            group = carried;
    }
    buf_release(&b);
    return group;
}

static struct column *find_column(const struct table *t, int target)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->cols[i].target == target)
            return &t->cols[i];
    return NULL;
}

static bool has_target(const struct table *t, int target)
{
    return find_column(t, target) != NULL;
}

const struct column *table_column(const struct table *t, int target)
{
    return find_column(t, target);
}

static bool is_device(int target)
{
    return target >= 0 && target < FIELD_COUNT && catalog[target].kind == KIND_device;
}

static bool has_device(const struct table *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (is_device(t->cols[i].target))
            return true;
    return false;
}

/* Columns that a line and a device both have: right of the first device column
 * they are the device's. */
static int settle_target(const struct table *t, const char *group, int target)
{
    static const struct {
        int line, device;
        bool always; /* right of a device column, even for the first time */
    } twins[] = {
        {F_line_building, F_device_building, false},  {F_line_floor, F_device_floor, false},
        {F_line_room, F_device_room, false},          {F_line_rack, F_device_rack, false},
        {F_line_line_note, F_device_line_note, true},
    };

    if (t->scope == SCOPE_LINE)
        for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
            if (twins[i].line == target &&
                ((group && strcmp(group, "device") == 0) ||
                 (has_device(t) && (twins[i].always || has_target(t, target)))))
                target = twins[i].device;
    return target != TARGET_IGNORE && has_target(t, target) ? TARGET_UNKNOWN : target;
}

/* A column took its target only because of its group (番号 below 回線): it gives
 * way to one whose label says that target anywhere, and takes what its own says. */
static void give_way(const struct reading *r, struct table *t, int target, const char *label)
{
    struct alias plain;

    if (target < 0 || target >= FIELD_COUNT || !alias_header(r->a, t->scope, NULL, label, &plain) ||
        plain.target != target)
        return;
    for (size_t i = 0; i < t->n; i++) {
        struct column *c = &t->cols[i];

        if (c->target == target && alias_header(r->a, t->scope, NULL, c->label, &plain) &&
            plain.target != target && !has_target(t, plain.target))
            c->target = plain.target;
    }
}

static void add_column(const struct reading *r, struct table *t, size_t *cap, uint32_t col,
                       uint32_t top, const char **carried, const char **context)
{
    const struct cell *c = label_cell(t->s, top, t->head_last, col);
    struct alias alias = {TARGET_UNKNOWN, NULL};
    struct buf label = BUF_INIT;
    const char *group;

    if (c && label_of(r, c, &label)) {
        group = group_over(r, t->s, top, c->row, col, *carried);
        *carried = group;
        if (!alias_header(r->a, t->scope, group ? group : *context, buf_str(&label), &alias) ||
            alias.role)
            alias.target = TARGET_UNKNOWN;
        give_way(r, t, alias.target, buf_str(&label));
        alias.target = settle_target(t, group, alias.target);
        if (alias_group_of(r->a, t->scope, alias.target))
            *context = alias_group_of(r->a, t->scope, alias.target);
        t->cols = xgrow(t->cols, t->n, cap, sizeof *t->cols);
        t->cols[t->n++] = (struct column){.col = col,
                                          .label_row = c->row,
                                          .target = alias.target,
                                          .group = group,
                                          .label = xstrdup(buf_str(&label))};
    }
    buf_release(&label);
}

/* What a column means beside the others of its row. */
static void settle_row(struct table *t)
{
    static const struct {
        enum scope scope;
        enum field building, floor, room;
    } places[] = {
        {SCOPE_LINE, F_line_building, F_line_floor, F_line_room},
        {SCOPE_PC, F_pc_building, F_pc_floor, F_pc_room},
        {SCOPE_ROOM, F_room_building, F_room_floor, F_room_room},
    };
    struct column *carrier = find_column(t, F_line_carrier), *place = find_column(t, TARGET_PLACE);

    if (carrier && !has_target(t, F_line_isp))
        carrier->target = F_line_isp; /* one column for both, whatever it is called */
    for (size_t i = 0; place && i < sizeof places / sizeof *places; i++)
        if (places[i].scope == t->scope && !has_target(t, places[i].room) &&
            (has_target(t, places[i].building) || has_target(t, places[i].floor)))
            place->target = places[i].room; /* building and floor stand apart */
}

/* The columns of a header of this scope between the rows top and bottom. */
static size_t read_header(const struct reading *r, struct table *t, uint32_t top)
{
    const char *carried = NULL, *context = t->scope == SCOPE_LINE ? "line" : NULL;
    size_t cap = 0, known = 0;

    for (uint32_t col = 0; col < sheet_cols(t->s); col++)
        add_column(r, t, &cap, col, top, &carried, &context);
    settle_row(t);
    for (size_t i = 0; i < t->n; i++)
        known += t->cols[i].target != TARGET_UNKNOWN && t->cols[i].target != TARGET_IGNORE;
    return known;
}

/* Labels that only hold a known one, where that column is missing. */
static void guess_columns(struct reading *r, struct table *t)
{
    for (size_t i = 0; i < t->n; i++) {
        struct column *c = &t->cols[i];
        struct where at = {t->name, c->label_row, c->col};
        struct alias alias;

        if (c->target != TARGET_UNKNOWN || !alias_header_like(r->a, t->scope, c->label, &alias) ||
            alias.target < 0 || alias.target >= FIELD_COUNT || alias.role ||
            has_target(t, alias.target))
            continue;
        c->target = alias.target;
        FAULT(r->file, &at, IMPORT_WARNING, "", N_("The column \"{1}\" is read as {2}"), NULL,
              {c->label, catalog[alias.target].ja, NULL});
    }
}

static void table_release(struct table *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->cols[i].label);
    free(t->cols);
    *t = (struct table){0};
}

/* Columns that tell the kinds of tables apart. */
static bool is_typical(enum scope scope, int target)
{
    static const int typical[SCOPE_COUNT][12] = {
        [SCOPE_CONTACT] = {F_contact_contact_name, F_contact_contact_phone, F_contact_contact_email,
                           F_contact_contact_role, -1},
        [SCOPE_LINE] = {F_line_line_number, F_line_line_kind, F_line_terminator_kind,
                        F_line_contract_holder_kind, F_line_medium, F_device_device_kind,
                        F_device_firmware_version, F_line_remote_maintenance, F_line_isp,
                        F_line_line_label, F_line_global_ip, -1},
        [SCOPE_PC] = {F_pc_pc_name, F_pc_os, F_pc_av_product, F_pc_av_pattern_state,
                      F_pc_operate_permission, F_pc_usb_control, F_pc_login_by, F_pc_pc_system, -1},
        [SCOPE_ROOM] = {F_window_open_from, F_window_open_to, TARGET_OPEN, F_room_entry_forbidden,
                        TARGET_ENTRY_ALLOWED, F_room_photo_allowed, F_room_witness_required,
                        F_window_operate_from, TARGET_OPERATE, F_room_needs_unlock,
                        F_room_key_holder, -1},
    };

    for (const int *p = typical[scope]; *p >= 0; p++)
        if (*p == target)
            return true;
    return false;
}

static size_t typical_columns(const struct table *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++)
        n += is_typical(t->scope, t->cols[i].target);
    return n;
}

/* The best header that begins at row `top`: over all scopes and 1 to 3 rows.
 * A later bottom row must show more known labels to be the better one. */
static bool best_header(const struct reading *r, int sheet, uint32_t top, struct table *out)
{
    struct table best = {0};
    size_t most = 0;

    for (uint32_t bottom = top;
         bottom < top + MAX_HEAD_ROWS && bottom < sheet_rows(r->sheets[sheet]); bottom++)
        for (int k = SCOPE_CONTACT; k < SCOPE_COUNT; k++) {
            struct table t = {.scope = (enum scope)k,
                              .sheet = sheet,
                              .s = r->sheets[sheet],
                              .name = xlsx_sheet_name(r->x, sheet),
                              .head_first = top,
                              .head_last = bottom};
            size_t known = read_header(r, &t, top), typical = typical_columns(&t);

            if (known >= MIN_LABELS && typical > 0 && known + typical > most) {
                table_release(&best);
                best = t;
                most = known + typical;
            } else {
                table_release(&t);
            }
        }
    *out = best;
    return most > 0;
}

/* Is row `row` the first of a header? A group row above counts with it. */
static bool header_begins(const struct reading *r, const struct sheet *s, uint32_t row,
                          uint32_t *top)
{
    int groups = 0;
    size_t n;
    const struct cell *c;
    struct buf b = BUF_INIT;

    if (labels_in_row(r, s, row) < MIN_LABELS)
        return false;
    *top = row;
    if (row == 0)
        return true;
    c = sheet_row(s, row - 1, &n);
    for (size_t i = 0; i < n; i++)
        groups += c[i].type == CELL_TEXT && label_of(r, &c[i], &b) &&
                  alias_group(r->a, buf_str(&b)) != NULL;
    buf_release(&b);
    if (groups >= 2)
        *top = row - 1;
    return true;
}

void tables_find(struct reading *r, int sheet, struct tables *out)
{
    const struct sheet *s = r->sheets[sheet];
    uint32_t rows = sheet_rows(s);

    for (uint32_t row = 0; row < rows; row++) {
        struct table t;
        uint32_t top;

        if (!header_begins(r, s, row, &top) || !best_header(r, sheet, top, &t))
            continue;
        if (out->n > 0) {
            struct table *last = &out->v[out->n - 1];

            if (last->scope == t.scope && last->n == t.n) { /* repeated on a printed page */
                table_release(&t);
                continue;
            }
            last->data_end = t.head_first;
        }
        guess_columns(r, &t);
        t.data_end = rows;
        row = t.head_last;
        out->v = xgrow(out->v, out->n, &out->cap, sizeof *out->v);
        out->v[out->n++] = t;
    }
}

void tables_release(struct tables *t)
{
    for (size_t i = 0; i < t->n; i++)
        table_release(&t->v[i]);
    free(t->v);
    *t = (struct tables){0};
}
