#include "model/pins.h"

#include "model/rules/name.h"
#include "model/rules/scope.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool pin_fields(enum kind kind, enum field out[3])
{
    static const char *const ids[] = {"plan_ref", "plot_x", "plot_y"};

    for (int i = 0; i < 3; i++)
        out[i] = field_by_id(kind, ids[i]);
    return out[0] != FIELD_NONE && out[1] != FIELD_NONE && out[2] != FIELD_NONE;
}

bool pin_parse(const char *decimal, int *out)
{
    size_t whole = strspn(decimal, "0123456789"), part = 0;
    const char *digits = decimal + whole;
    int unit = PIN_UNIT;

    if (*digits == '.')
        part = strspn(++digits, "0123456789");
    if (whole == 0 || whole > 4 || digits[part] || (digits > decimal + whole && part == 0))
        return false;
    *out = 0;
    for (size_t i = 0; i < whole; i++)
        *out = *out * 10 + (decimal[i] - '0');
    if (*out > 1 || (*out == 1 && strspn(digits, "0") != part))
        return false;
    *out *= PIN_UNIT;
    for (size_t i = 0; i < part && unit > 1; i++)
        *out += (digits[i] - '0') * (unit /= 10);
    return true;
}

static void pin_print(int at, char out[16])
{
    snprintf(out, 16, "%d.%04d", at / PIN_UNIT, at % PIN_UNIT);
}

bool pin_of(const struct survey *s, const struct row *r, struct pin *out)
{
    const struct row *drawing;
    enum field f[3];

    if (!r->alive || !pin_fields(r->kind, f))
        return false;
    drawing = survey_find_kind(s, KIND_drawing, row_ref(r, f[0]));
    out->row = r;
    return drawing && drawing->alive && pin_parse(row_text(r, f[1]), &out->x) &&
           pin_parse(row_text(r, f[2]), &out->y);
}

/* ---- labels ---- */

static void number(char out[PIN_LABEL_MAX], const char *letter, int64_t n)
{
    snprintf(out, PIN_LABEL_MAX, "%s%" PRId64, letter, n);
}

void pin_label(const struct survey *s, const struct row *r, char out[PIN_LABEL_MAX])
{
    const struct row *of;
    size_t n;

    out[0] = '\0';
    switch (r->kind) {
    case KIND_line:
        number(out, "L", row_int(r, F_line_line_seq, 0));
        break;
    case KIND_pc:
        number(out, "P", row_int(r, F_pc_pc_seq, 0));
        break;
    case KIND_unknown_line:
        snprintf(out, PIN_LABEL_MAX, "%.12s", row_text(r, F_unknown_line_unknown_line_no));
        break;
    case KIND_device:
        of = survey_find(s, row_ref(r, F_device_line_ref));
        if (of && of->kind != KIND_device)
            pin_label(s, of, out);
        n = strlen(out);
        snprintf(out + n, PIN_LABEL_MAX - n, ".%" PRId64, row_int(r, F_device_device_seq, 0));
        break;
    default:
        break;
    }
}

/* ---- the things of a drawing ---- */

static const char *part_of(const struct row *r, int part)
{
    enum field f = place_field(r->kind, part);

    return f == FIELD_NONE ? "" : value_str(row_best(r, f));
}

const char *pin_where(const struct survey *s, const struct row *r, int part)
{
    const char *own = part_of(r, part);
    const struct row *root = row_root(s, r);

    return *own || root == r ? own : part_of(root, part);
}

static bool fits(const char *of_drawing, const char *of_thing)
{
    return !*of_drawing || !*of_thing || strcmp(of_drawing, of_thing) == 0;
}

/* A drawing, or a floor without one. */
struct about {
    const struct row *drawing; /* or NULL */
    const char *building, *floor;
};

static bool is_about(const struct survey *s, const struct about *a, const struct row *r)
{
    const struct row *root = row_root(s, r);

    if (root->kind == KIND_line && !line_in_scope(root))
        return false;
    return fits(a->building, pin_where(s, r, PLACE_BUILDING)) &&
           fits(a->floor, pin_where(s, r, PLACE_FLOOR));
}

static bool state_on(const struct survey *s, const struct about *a, const struct row *r,
                     struct pin_thing *out)
{
    enum field f[3];
    bool placed = pin_of(s, r, &out->pin);
    bool here = placed && a->drawing && pin_fields(r->kind, f) &&
                id_equal(row_ref(r, f[0]), a->drawing->id);

    out->row = r;
    out->state = here ? PIN_HERE : placed ? PIN_ELSEWHERE : PIN_NONE;
    return here || is_about(s, a, r);
}

struct things {
    struct pin_thing *v;
    size_t n, cap;
};

static void add(struct things *t, const struct survey *s, const struct about *a,
                const struct row *r)
{
    struct pin_thing thing;

    if (!state_on(s, a, r, &thing))
        return;
    t->v = xgrow(t->v, t->n, &t->cap, sizeof *t->v);
    t->v[t->n++] = thing;
}

static size_t things_of(const struct survey *s, const struct about *a, struct pin_thing **out)
{
    static const enum kind kinds[] = {KIND_line, KIND_pc, KIND_unknown_line};
    struct things t = {0};

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (size_t i = 0; i < s->n[kinds[k]]; i++) {
            const struct row *r = s->rows[kinds[k]][i], *device;
            size_t at = 0;

            add(&t, s, a, r);
            while (r->kind != KIND_pc &&
                   (device = survey_next_ref(s, KIND_device, F_device_line_ref, r->id, &at)))
                add(&t, s, a, device);
        }
    *out = t.v;
    return t.n;
}

size_t pins_of(const struct survey *s, const struct row *drawing, struct pin_thing **out)
{
    struct about a = {drawing, row_text(drawing, F_drawing_building),
                      row_text(drawing, F_drawing_floor)};

    return things_of(s, &a, out);
}

size_t pins_of_floor(const struct survey *s, const char *building, const char *floor,
                     struct pin_thing **out)
{
    struct about a = {NULL, building, floor};

    return things_of(s, &a, out);
}

size_t pins_missing(const struct survey *s, const struct row *drawing)
{
    struct pin_thing *v;
    size_t n = pins_of(s, drawing, &v), missing = 0;

    for (size_t i = 0; i < n; i++)
        missing += v[i].state == PIN_NONE;
    free(v);
    return missing;
}

bool pins_any(const struct survey *s, const struct row *drawing)
{
    struct pin_thing *v;
    size_t n = pins_of(s, drawing, &v);
    bool any = false;

    for (size_t i = 0; i < n; i++)
        any |= v[i].state == PIN_HERE;
    free(v);
    return any;
}

/* ---- edits ---- */

void pin_place(struct edits *list, const struct row *r, struct id drawing, int x, int y)
{
    enum field f[3];
    char text[2][16];

    if (!pin_fields(r->kind, f))
        return;
    pin_print(x, text[0]);
    pin_print(y, text[1]);
    edits_set(list, r->id, f[0], value_id(drawing));
    edits_set(list, r->id, f[1], value_decimal(text[0]));
    edits_set(list, r->id, f[2], value_decimal(text[1]));
}

void pin_remove(struct edits *list, const struct row *r)
{
    enum field f[3];

    for (int i = 0; pin_fields(r->kind, f) && i < 3; i++)
        edits_set(list, r->id, f[i], value_null());
}

/* ---- the grid ---- */

static int cells_of(const struct row *drawing, enum field f)
{
    int64_t n = row_int(drawing, f, 0);

    return n < 0 ? 0 : n > FLOOR_GRID_MAX ? FLOOR_GRID_MAX : (int)n;
}

void drawing_grid(const struct row *drawing, int *cols, int *rows)
{
    *cols = cells_of(drawing, F_drawing_grid_cols);
    *rows = cells_of(drawing, F_drawing_grid_rows);
}

/* The middle of cell i of n, in units. */
static int middle(int i, int n)
{
    return (2 * i + 1) * PIN_UNIT / (2 * n);
}

int pin_jump(int at, int cells, int by)
{
    if (by > 0) {
        for (int i = 0; i < cells; i++)
            if (middle(i, cells) > at)
                return middle(i, cells);
    } else {
        for (int i = cells; i-- > 0;)
            if (middle(i, cells) < at)
                return middle(i, cells);
    }
    return at;
}
