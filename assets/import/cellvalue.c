/* A cell as the value of a field: numbers, dates of both systems, texts. */
#include "assets/import/read.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/single.h"
#include "model/words.def"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SERIAL_MIN 30000.0 /* 1982: smaller bare numbers are no dates */
#define SHORT_WORD 24      /* bytes: longer texts are no "-" or "same as above" */

bool cell_filled(const struct cell *c)
{
    struct buf b = BUF_INIT;
    bool filled = c->type != CELL_EMPTY;

    if (c->type == CELL_TEXT) {
        filled = (unsigned char)*c->text > ' ' && (unsigned char)*c->text < 0x7F;
        if (!filled) {
            text_clean(&b, c->text, strlen(c->text));
            filled = b.len > 0;
        }
    }
    buf_release(&b);
    return filled;
}

void cell_clean(const struct reading *r, const struct cell *c, struct buf *out)
{
    struct buf raw = BUF_INIT;

    if (c->type == CELL_EMPTY)
        return;
    xlsx_text(r->x, c, &raw);
    text_clean(out, buf_str(&raw), raw.len);
    buf_release(&raw);
}

static enum taken wrong(struct reading *r, const struct where *at, const char *rule,
                        const char *msg, const char *a1, const char *a2, const char *fix,
                        const char *f1)
{
    FAULT(r->file, at, IMPORT_ERROR, rule, msg, fix, {a1, a2, f1});
    return TAKEN_WRONG;
}

static const char *label(enum field f)
{
    return catalog[f].ja;
}

/* The labels that would be understood, for the fix. */
static enum taken wrong_choice(struct reading *r, enum field f, const char *text,
                               const struct where *at)
{
    const struct enum_list *l = catalog[f].list;
    struct buf choices = BUF_INIT;
    enum taken t;

    for (int i = 0; l && i < l->n; i++)
        buf_addf(&choices, "%s%s", i ? " / " : "", l->items[i].ja);
    t = wrong(r, at, "", N_("{1}: \"{2}\" is none of the choices"), label(f), text,
              N_("Choose one of: {1}"), buf_str(&choices));
    buf_release(&choices);
    return t;
}

/* Windows 11 Pro 23H2 -> windows11; what no rule knows is "other" with a question (R034). */
static enum taken os_value(struct reading *r, enum field f, const char *text,
                           const struct where *at, struct value *out)
{
    static const char *const begins[][2] = {
        {"windows11", "windows11"}, {"win11", "windows11"},   {"windows10", "windows10"},
        {"win10", "windows10"},     {"windows7", "windows7"}, {"win7", "windows7"},
        {"mac", "macos"},           {"osx", "macos"},
    };
    struct buf key = BUF_INIT;
    const char *id = alias_value(r->a, "os", text, NULL);

    alias_key(&key, text, false);
    for (const char *ms; (ms = strstr(buf_str(&key), "microsoft"));)
        memmove(key.p + (ms - key.p), ms + 9, strlen(ms + 9) + 1);
    for (size_t i = 0; i < sizeof begins / sizeof *begins && !id; i++)
        if (strncmp(buf_str(&key), begins[i][0], strlen(begins[i][0])) == 0)
            id = begins[i][1];
    buf_release(&key);
    if (!id)
        id = "other";
    switch (r033_os(id)) {
    case OS_REFUSED:
        return wrong(r, at, "R033", N_("{1}: {2} is not surveyed"), label(f), text,
                     N_("Name another PC (Windows 11, 10 or 7)."), NULL);
    case OS_ASK:
        FAULT(r->file, at, IMPORT_WARNING, "R034", N_("{1}: ask the hospital about \"{2}\""), NULL,
              {label(f), text, NULL});
        break;
    default:
        break;
    }
    *out = value_copy(value_text(id));
    return TAKEN_VALUE;
}

static enum taken enum_value(struct reading *r, enum field f, const char *words, const char *text,
                             const struct where *at, struct value *out)
{
    const struct enum_list *l = catalog[f].list;
    enum alias_how how;
    const char *id = alias_value(r->a, words ? words : l->name, text, &how);
    const struct enum_item *it = NULL;

    if ((!id || how == ALIAS_LIKE) && !words && (it = enum_parse(l, text))) {
        id = it->id;
        how = ALIAS_EXACT;
    }
    if (!id)
        return wrong_choice(r, f, text, at);
    if (how == ALIAS_LIKE && (it = enum_by_id(l, id)))
        FAULT(r->file, at, IMPORT_WARNING, "", N_("{1}: \"{2}\" is read as one of the choices"),
              N_("Is it {1}?"), {label(f), text, it->ja});
    *out = value_copy(value_text(id));
    return TAKEN_VALUE;
}

static enum taken bool_value(struct reading *r, enum field f, const char *words, const char *text,
                             const struct where *at, struct value *out)
{
    const char *id = alias_value(r->a, words ? words : catalog[f].id, text, NULL);
    struct buf storage = BUF_INIT;
    struct value v;

    if (id) {
        *out = value_int(*id == '1');
        return TAKEN_VALUE;
    }
    if (field_parse(f, text, &storage, &v, NULL) != 0) {
        buf_release(&storage);
        return wrong(r, at, "", N_("{1}: \"{2}\" is neither yes nor no"), label(f), text,
                     N_("Write {1}"), WORD_YES_NO);
    }
    *out = value_copy(v);
    buf_release(&storage);
    return TAKEN_VALUE;
}

static enum taken dates_value(struct reading *r, enum field f, const char *text,
                              const struct where *at, struct value *out)
{
    struct buf b = BUF_INIT;
    int days[31], n = dates_read(text, r->near, days, 31);

    if (n < 1)
        return wrong(r, at, "", N_("{1}: \"{2}\" is not a date"), label(f), text,
                     N_("Write it like {1}"), "2025-09-12");
    for (int i = 0; i < n; i++) {
        char iso[11];

        date_print(days[i], iso);
        buf_addf(&b, "%s%s", i ? "," : "", iso);
    }
    if (n > 1 && catalog[f].type == TYPE_DATE) {
        buf_release(&b);
        return wrong(r, at, "", N_("{1}: one date, not several: \"{2}\""), label(f), text, NULL,
                     NULL);
    }
    *out = value_copy(value_text(buf_str(&b)));
    buf_release(&b);
    return TAKEN_VALUE;
}

static const char *type_message(enum field_type t, const char **fix, const char **like)
{
    *fix = N_("Write it like {1}");
    switch (t) {
    case TYPE_INT:
        *like = "8";
        return N_("{1}: \"{2}\" is not a number");
    case TYPE_TIME:
        *like = "09:00";
        return N_("{1}: \"{2}\" is not a time of day");
    case TYPE_IP:
        *like = "203.0.113.1";
        return N_("{1}: \"{2}\" is not an IP address");
    case TYPE_MAC:
        *like = "00:1a:2b:3c:4d:5e";
        return N_("{1}: \"{2}\" is not a MAC address");
    default:
        *fix = NULL;
        return N_("{1}: \"{2}\" cannot be read");
    }
}

/* R063; an address of the documentation ranges stands for a real one and passes. */
static enum taken check_address(struct reading *r, enum field f, const char *text,
                                const struct where *at)
{
    if (f != F_line_global_ip || r063_ip(text) != IP_NOT_GLOBAL)
        return TAKEN_VALUE;
    return wrong(r, at, "R063", N_("{1}: {2} is not a global address"), label(f), text,
                 N_("Ask for the address that the line has on the internet."), NULL);
}

static enum taken parsed_value(struct reading *r, enum field f, const char *text,
                               const struct where *at, struct value *out)
{
    struct buf storage = BUF_INIT;
    struct value v;
    const char *fix, *like = NULL, *msg;
    enum taken t = TAKEN_VALUE;

    if (strcmp(catalog[f].id, "floor") == 0) { /* 1F and １Ｆ are one floor */
        text_ident(&storage, text, strlen(text));
        *out = value_copy(value_text(buf_str(&storage)));
    } else if (field_parse(f, text, &storage, &v, NULL) != 0) {
        msg = type_message(catalog[f].type, &fix, &like);
        t = wrong(r, at, "", msg, label(f), text, fix, like);
    } else if (v.type == VALUE_UNREADABLE) {
        *out = value_copy(value_text(text)); /* the hospital's words, not an observation */
    } else {
        if (catalog[f].type == TYPE_IP)
            t = check_address(r, f, value_str(&v), at);
        if (t == TAKEN_VALUE)
            *out = value_copy(v);
    }
    buf_release(&storage);
    return t;
}

static bool says_nothing(const struct reading *r, enum field f, const char *text)
{
    static const bool none_is_blank[] = {
        [TYPE_INT] = true, [TYPE_DATE] = true,  [TYPE_TIME] = true,     [TYPE_IP] = true,
        [TYPE_MAC] = true, [TYPE_DATES] = true, [TYPE_DECIMAL] = false,
    };
    enum field_type t = catalog[f].type;

    if (strlen(text) > SHORT_WORD)
        return false;
    if (alias_word(r->a, "blank", text))
        return true;
    if (t >= sizeof none_is_blank || !none_is_blank[t])
        return false;
    return alias_word(r->a, "nothing", text) || answer_unknown(text);
}

static enum taken text_read(struct reading *r, enum field f, const char *words, const char *text,
                            const struct where *at, struct value *out)
{
    *out = value_null();
    if (!*text || says_nothing(r, f, text))
        return TAKEN_BLANK;
    if (f == F_pc_os)
        return os_value(r, f, text, at, out);
    if (words && strncmp(words, "entry_allowed", 13) == 0) {
        enum taken t = bool_value(r, f, words, text, at, out);

        if (t == TAKEN_VALUE)
            out->i = !out->i;
        return t;
    }
    switch (catalog[f].type) {
    case TYPE_ENUM:
        return enum_value(r, f, words, text, at, out);
    case TYPE_BOOL:
        return bool_value(r, f, words, text, at, out);
    case TYPE_DATE:
    case TYPE_DATES:
        return dates_value(r, f, text, at, out);
    default:
        return parsed_value(r, f, text, at, out);
    }
}

enum taken text_value(struct reading *r, enum field f, const char *words, const char *text,
                      const struct where *at, struct value *out)
{
    struct value_memo *m = &r->values[(text_hash(text) + (size_t)f * 7919) % VALUE_MEMOS];
    size_t faults = r->file->n;
    enum taken t;

    if (m->text && m->f == f && m->words == words && strcmp(m->text, text) == 0) {
        *out = value_copy(m->value);
        return (enum taken)m->taken;
    }
    t = text_read(r, f, words, text, at, out);
    if (r->file->n == faults) { /* what was told is told again for the next cell */
        free(m->text);
        value_release(&m->value);
        *m = (struct value_memo){f, words, xstrdup(text), value_copy(*out), (int)t};
    }
    return t;
}

/* A number in a cell of dates or times, whatever its format shows. */
static bool serial_text(const struct reading *r, enum field f, const struct cell *c,
                        struct buf *out)
{
    enum field_type t = catalog[f].type;
    int days, seconds;

    if (c->type != CELL_NUMBER && c->type != CELL_DATE)
        return false;
    if (t == TYPE_TIME && c->number == 1.0) {
        buf_puts(out, "24:00");
        return true;
    }
    if (t == TYPE_TIME && (c->number < 1.0 || c->type == CELL_DATE)) {
        double part = c->number - floor(c->number);
        int minutes = (int)floor(part * 1440.0 + 0.5);

        if (c->number < 0 || c->number >= 100000.0)
            return false;
        buf_addf(out, "%02d:%02d", minutes / 60, minutes % 60);
        return true;
    }
    if ((t == TYPE_DATE || t == TYPE_DATES) && (c->type == CELL_DATE || c->number >= SERIAL_MIN) &&
        c->number < 100000.0 && c->number >= 1.0 && xlsx_date(r->x, c->number, &days, &seconds)) {
        char iso[11];

        date_print(days, iso);
        buf_puts(out, iso);
        return true;
    }
    return false;
}

enum taken cell_value(struct reading *r, enum field f, const char *words, const struct cell *c,
                      const struct where *at, struct value *out)
{
    struct buf text = BUF_INIT;
    enum taken t;

    *out = value_null();
    if (c->type == CELL_UNCALCULATED)
        return wrong(r, at, "", N_("{1}: a formula whose result was not saved"), label(f), NULL,
                     N_("Write the value itself."), NULL);
    if (c->type == CELL_ERROR)
        return wrong(r, at, "", N_("{1}: the cell shows {2}"), label(f), c->text,
                     N_("Write the value itself."), NULL);
    if (!serial_text(r, f, c, &text))
        cell_clean(r, c, &text);
    t = text_value(r, f, words, buf_str(&text), at, out);
    buf_release(&text);
    return t;
}

bool range_read(const char *text, int *from, int *to)
{
    static const char *const between[] = WORD_RANGE_MARKS;
    struct buf b = BUF_INIT;
    bool good = false;

    text_ident(&b, text, strlen(text));
    for (size_t i = 0; i < sizeof between / sizeof *between && !good; i++) {
        const char *at = strstr(buf_str(&b), between[i]);
        char *first, *second, *until;

        if (!at)
            continue;
        first = xstrndup(b.p, (size_t)(at - b.p));
        second = xstrdup(at + strlen(between[i]));
        until = strstr(second, WORD_UNTIL);
        if (until)
            *until = '\0';
        good = time_read(first, from) && time_read(second, to);
        free(first);
        free(second);
    }
    buf_release(&b);
    return good;
}
