/* From the text of a cell to its value, by the cell's t attribute. */
#include "assets/xlsx/internal.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assets/xlsx/limits.h"

/* 15 digits fit into a double exactly: most numbers need no strtod. */
#define EXACT_DIGITS 15
/* Serials of 9999-12-31, the last day Excel shows. */
#define SERIAL_END_1900 2958466.0
#define SERIAL_END_1904 2957004.0

struct context {
    struct sheet *sheet;
    const struct raw_value *raw;
    struct numfmt fmt;
    char *text; /* of raw->text, blanks around it cut for anything but texts */
    size_t n;
};

static int say_wrong(const struct context *k, const struct cell *c, const char *what, struct err *e)
{
    char name[CELL_NAME_MAX];

    cell_name(c->row, c->col, name);
    return package_damaged(k->sheet->xlsx->package, e, "cell %s: \"%.40s\" is no %s", name, k->text,
                           what);
}

static int keep_text(const struct context *k, const char *s, size_t n, struct cell *c,
                     struct err *e)
{
    c->text = arena_put(&k->sheet->arena, s, n);
    if (!c->text)
        return package_too_large(k->sheet->xlsx->package, e, "more than %zu MB of text",
                                 XLSX_TEXT_MAX / MIB);
    return 0;
}

static int as_text(const struct context *k, struct cell *c, struct err *e)
{
    c->type = CELL_TEXT;
    return keep_text(k, k->raw->text->p, string_decode(k->raw->text->p, k->raw->text->len), c, e);
}

static bool small_integer(const char *s, size_t n, double *out)
{
    int64_t v = 0;
    size_t i = n > 0 && s[0] == '-';

    if (n == i || n - i > EXACT_DIGITS)
        return false;
    for (; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        v = v * 10 + (s[i] - '0');
    }
    *out = (double)(s[0] == '-' ? -v : v);
    return true;
}

/* Decimal only: no hexadecimal, infinity or NaN, which strtod knows too. */
static bool parse_number(const struct xlsx *x, const char *s, size_t n, double *out)
{
    char *end;

    if (small_integer(s, n, out))
        return true;
    if (strspn(s, "0123456789+-.eE") != n)
        return false;
    *out = x->c_locale ? strtod_l(s, &end, x->c_locale) : strtod(s, &end);
    return end == s + n && n > 0 && isfinite(*out);
}

static void set_number(const struct context *k, double v, struct cell *c)
{
    double end = k->sheet->xlsx->date1904 ? SERIAL_END_1904 : SERIAL_END_1900;

    c->number = v;
    c->type = CELL_NUMBER;
    c->digits = k->fmt.digits & 15;
    if (k->fmt.date != DATE_NONE && v >= 0 && v < end) {
        c->type = CELL_DATE;
        c->date = k->fmt.date & 7;
    }
}

static int as_number(const struct context *k, struct cell *c, struct err *e)
{
    double v;

    if (k->n == 0)
        return 0;
    if (!parse_number(k->sheet->xlsx, k->text, k->n, &v))
        return say_wrong(k, c, "number", e);
    set_number(k, v, c);
    return 0;
}

static int as_shared(const struct context *k, struct cell *c, struct err *e)
{
    const struct shared *s = &k->sheet->xlsx->shared;
    double i;

    if (k->n == 0)
        return 0;
    if (!small_integer(k->text, k->n, &i) || i < 0 || i >= (double)s->n)
        return say_wrong(k, c, "shared text", e);
    c->type = CELL_TEXT;
    c->text = s->list[(size_t)i];
    return 0;
}

static int as_bool(const struct context *k, struct cell *c, struct err *e)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"1", 1}, {"0", 0}, {"true", 1}, {"false", 0}, {"TRUE", 1}, {"FALSE", 0}};

    if (k->n == 0)
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(k->text, words[i].word) == 0) {
            c->type = CELL_BOOL;
            c->number = words[i].value;
            return 0;
        }
    }
    return say_wrong(k, c, "truth value", e);
}

static int as_error(const struct context *k, struct cell *c, struct err *e)
{
    if (k->n == 0)
        return 0;
    c->type = CELL_ERROR;
    return keep_text(k, k->text, k->n, c, e);
}

/* An ISO date; one that cannot be read stays the text it is. */
static int as_date(const struct context *k, struct cell *c, struct err *e)
{
    enum cell_date kind;

    if (k->n == 0)
        return 0;
    if (!date_from_iso(k->sheet->xlsx, k->text, &c->number, &kind))
        return as_text(k, c, e);
    c->type = CELL_DATE;
    c->date = (k->fmt.date != DATE_NONE ? k->fmt.date : (uint8_t)kind) & 7;
    return 0;
}

static const struct {
    const char *type;
    int (*read)(const struct context *k, struct cell *c, struct err *e);
} types[] = {
    {"", as_number}, {"s", as_shared}, {"n", as_number},       {"str", as_text},
    {"b", as_bool},  {"e", as_error},  {"inlineStr", as_text}, {"d", as_date},
};

static void trim(struct context *k)
{
    k->text = k->raw->text->p ? k->raw->text->p : (char[]){""};
    k->n = k->raw->text->len;
    while (k->n > 0 && isspace((unsigned char)k->text[k->n - 1]))
        k->text[--k->n] = '\0';
    while (k->n > 0 && isspace((unsigned char)*k->text)) {
        k->text++;
        k->n--;
    }
}

int value_read(struct sheet *s, const struct raw_value *raw, size_t style, struct cell *c,
               struct err *e)
{
    struct context k = {.sheet = s, .raw = raw, .fmt = styles_at(&s->xlsx->styles, style)};
    bool is_text = raw->has_is || strcmp(raw->type, "str") == 0;
    int rc = 0;
    size_t i;

    if (raw->has_formula && !raw->has_is && (!raw->has_v || (!is_text && raw->text->len == 0))) {
        c->type = CELL_UNCALCULATED;
        c->formula = 1;
        return 0;
    }
    if (is_text || strcmp(raw->type, "inlineStr") == 0) {
        rc = as_text(&k, c, e);
    } else {
        trim(&k);
        for (i = 0; i < sizeof types / sizeof *types && strcmp(types[i].type, raw->type) != 0;)
            i++;
        if (i == sizeof types / sizeof *types)
            return say_wrong(&k, c, "value of a known type", e);
        rc = types[i].read(&k, c, e);
    }
    c->formula = raw->has_formula;
    return rc;
}
