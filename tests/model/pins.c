/* Pins: places as decimals, labels, what a drawing is about and what of it has no
 * pin yet, placing and taking away, jumping from cell to cell, grids. */
#include "model/pins.h"

#include "tests/lib/hospital.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void decimals(void)
{
    static const struct {
        const char *text;
        int at; /* -1: refused */
    } v[] = {
        {"0", 0},
        {"1", PIN_UNIT},
        {"0.5", 5000},
        {"0.25", 2500},
        {"1.000", PIN_UNIT},
        {"0.12345678", 1234},
        {"0.0001", 1},
        {"1.0001", -1},
        {"2", -1},
        {"-0.1", -1},
        {"", -1},
        {"0.", -1},
        {".5", -1},
        {"0,5", -1},
        {"10000000000", -1},
        {"0.5x", -1},
        {"1e0", -1},
    };

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        int at = -1;

        if (!pin_parse(v[i].text, &at))
            at = -1;
        is_int(at, v[i].at, "\"%s\"", v[i].text);
    }
}

static struct id drawing_of(const struct row *r)
{
    enum field f[3];

    return pin_fields(r->kind, f) ? row_ref(r, f[0]) : (struct id){{0}};
}

static void put(struct row *r, const struct row *drawing, const char *x, const char *y)
{
    enum field f[3];

    if (!pin_fields(r->kind, f))
        bail("no pins");
    build_ref(r, f[0], drawing);
    build_put(r, f[1], x);
    build_put(r, f[2], y);
}

static void labels(struct hospital *h)
{
    struct row *unknown = hospital_unknown(h, "UA01"), *device;
    char label[PIN_LABEL_MAX];

    pin_label(&h->s, h->line2, label);
    is_str(label, "L2", "a line");
    pin_label(&h->s, h->router, label);
    is_str(label, "L1.1", "its device");
    pin_label(&h->s, h->pc, label);
    is_str(label, "P1", "a PC");
    pin_label(&h->s, unknown, label);
    is_str(label, "UA01", "an unknown line");
    device = build_row(&h->s, KIND_device);
    build_ref(device, F_device_line_ref, unknown);
    build_put(device, F_device_device_seq, "1");
    pin_label(&h->s, device, label);
    is_str(label, "UA01.1", "its device");
}

/* The states of a drawing's things as one text: "L1+ L1.1- P1/" */
static const char *things(const struct hospital *h, const struct row *drawing)
{
    static const char signs[] = {[PIN_HERE] = '+', [PIN_NONE] = '-', [PIN_ELSEWHERE] = '/'};
    static char text[512];
    struct pin_thing *v;
    size_t n = pins_of(&h->s, drawing, &v), len = 0;

    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        char label[PIN_LABEL_MAX];

        pin_label(&h->s, v[i].row, label);
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s%c", i > 0 ? " " : "", label,
                                signs[v[i].state]);
    }
    free(v);
    return text;
}

static void about(void)
{
    struct row *other;
    struct hospital h;
    struct pin pin;

    hospital_build(&h);
    is_str(things(&h, h.drawing), "L2- L2.1- L1- L1.1- P1-",
           "a drawing of no floor is about everything");
    build_put(h.drawing, F_drawing_building, row_text(h.line, F_line_building));
    build_put(h.drawing, F_drawing_floor, row_text(h.line, F_line_floor));
    other = build_row(&h.s, KIND_drawing);
    build_put(other, F_drawing_building, row_text(h.line, F_line_building));
    build_put(other, F_drawing_floor, "9F");
    build_put(h.line2, F_line_floor, "9F");
    build_put(h.router2, F_device_floor, NULL);
    build_put(h.pc, F_pc_floor, row_text(h.line, F_line_floor));
    is_str(things(&h, other), "L2- L2.1-", "a device without a place is where its line is");
    put(h.line, other, "0.25", "1");
    is_str(things(&h, h.drawing), "L1/ L1.1- P1-", "a pin on another drawing");
    is_str(things(&h, other), "L2- L2.1- L1+", "stands there, whatever its floor");
    is_int(pins_missing(&h.s, other), 2, "two have none");
    ok(pins_any(&h.s, other) && !pins_any(&h.s, h.drawing), "which drawings have pins");
    ok(pin_of(&h.s, h.line, &pin) && pin.x == 2500 && pin.y == PIN_UNIT, "its place");
    build_see(h.line2, F_line_floor, "8F");
    is_str(things(&h, other), "L1+", "what was seen counts before what was declared");
    build_put(h.line, F_line_plot_x, "1.5");
    ok(!pin_of(&h.s, h.line, &pin), "a place beside the drawing is no pin");
    build_put(h.line, F_line_plot_x, "0.5");
    build_delete(&h.s, other);
    ok(!pin_of(&h.s, h.line, &pin), "a deleted drawing lets go");
    build_put(h.line2, F_line_emr_connected, "no");
    ok(!strstr(things(&h, h.drawing), "L2"), "what is not surveyed needs no pin");
    hospital_release(&h);
}

static void edits(void)
{
    struct edits list = {0};
    struct hospital h;

    hospital_build(&h);
    pin_place(&list, h.pc, h.drawing->id, 2500, PIN_UNIT);
    is_int(list.n, 3, "a pin is three fields");
    ok(id_equal(list.v[0].value.id, h.drawing->id), "its drawing");
    is_str(value_str(&list.v[1].value), "0.2500", "its x");
    is_str(value_str(&list.v[2].value), "1.0000", "its y");
    edits_release(&list);
    list = (struct edits){0};
    pin_remove(&list, h.pc);
    ok(list.n == 3 && value_is_null(list.v[0].value) && value_is_null(list.v[2].value),
       "taken away: three empty fields");
    edits_release(&list);
    ok(id_is_zero(drawing_of(h.pc)), "the survey itself is not touched");
    labels(&h);
    hospital_release(&h);
}

static void cells(void)
{
    is_int(pin_jump(0, 4, 1), 1250, "into the first cell");
    is_int(pin_jump(1250, 4, 1), 3750, "from middle to middle");
    is_int(pin_jump(3000, 4, 1), 3750, "from anywhere to the next middle");
    is_int(pin_jump(3000, 4, -1), 1250, "and back");
    is_int(pin_jump(8750, 4, 1), 8750, "not over the edge");
    is_int(pin_jump(1250, 4, -1), 1250, "on neither side");
    is_int(pin_jump(5000, 0, 1), 5000, "without a grid nowhere");
}

/* Merged or imported, a grid may say anything. */
static void grids(void)
{
    static const struct {
        const char *cols, *rows;
        int is_cols, is_rows;
    } v[] = {
        {"6", "4", 6, 4},
        {NULL, NULL, 0, 0},
        {"40", "40", 40, 40},
        {"41", "2000000000", 40, 40},
        {"9223372036854775807", "4294967296", 40, 40},
        {"-1", "-9223372036854775808", 0, 0},
    };
    struct hospital h;
    int cols, rows;

    hospital_build(&h);
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        build_put(h.drawing, F_drawing_grid_cols, v[i].cols);
        build_put(h.drawing, F_drawing_grid_rows, v[i].rows);
        drawing_grid(h.drawing, &cols, &rows);
        is_int(cols, v[i].is_cols, "columns of %s", v[i].cols ? v[i].cols : "none");
        is_int(rows, v[i].is_rows, "rows of %s", v[i].rows ? v[i].rows : "none");
    }
    hospital_release(&h);
}

int main(void)
{
    decimals();
    about();
    edits();
    cells();
    grids();
    return tap_done();
}
