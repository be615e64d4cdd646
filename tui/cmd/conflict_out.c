#include "tui/cmd/conflict_out.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/parse.h"
#include "model/twins.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    enum twin_reason reason;
    const char *id, *words;
} reasons[] = {
    {TWIN_LABEL, "label", N_("same label")},
    {TWIN_SERIAL, "serial", N_("same serial number")},
    {TWIN_PLACE, "place", N_("same room")},
    {TWIN_KIND, "kind", N_("same kind of terminator")},
    {TWIN_TIME, "time", N_("found within an hour")},
    {TWIN_MODEL, "model", N_("same model of device")},
    {TWIN_BOTH, "linked_and_two", N_("linked by one, said to be two by another")},
};

static void put_field(enum field f, uint32_t number, struct buf *out)
{
    if (f != FIELD_NONE)
        buf_puts(out, catalog[f].id);
    else if (number == LOG_FIELD_ALIVE)
        buf_puts(out, "alive");
    else
        buf_addf(out, "0x%04x", number & ~LOG_FIELD_OBSERVED);
}

void conflict_field_id(const struct conflict *c, struct buf *out)
{
    put_field(c->field, c->number, out);
}

static void put_address(const struct survey *s, struct id id, struct buf *out)
{
    const struct row *r = survey_find(s, id);
    char hex[ID_HEX_LEN + 1];

    id_print(id, hex);
    if (r)
        survey_print_address(s, r, out);
    else
        buf_puts(out, hex);
}

void conflict_value_text(const struct survey *s, const struct conflict_value *v, bool ja,
                         struct buf *out)
{
    if (v->number == LOG_FIELD_ALIVE)
        buf_puts(out, v->value.i ? _("kept") : _("deleted"));
    else if (v->value.type == VALUE_ID)
        put_address(s, v->value.id, out);
    else if (v->field != FIELD_NONE)
        field_print(v->field, &v->value, ja, out);
    else
        buf_puts(out, value_str(&v->value));
    if (value_is_null(v->value))
        buf_puts(out, _("(empty)"));
}

/* ---- JSON ---- */

static void json_value_of(struct json *j, const struct survey *s, const struct conflict_value *v)
{
    struct buf text = BUF_INIT;

    if (v->number == LOG_FIELD_ALIVE)
        json_text(j, "value", v->value.i ? "keep" : "delete");
    else if (v->value.type == VALUE_INT && v->field != FIELD_NONE &&
             catalog[v->field].type == TYPE_BOOL)
        json_bool(j, "value", v->value.i != 0);
    else if (v->value.type == VALUE_INT)
        json_int(j, "value", v->value.i);
    else if (v->value.type == VALUE_TEXT || v->value.type == VALUE_DECIMAL)
        json_text_n(j, "value", v->value.s, v->value.n);
    else if (v->value.type == VALUE_ID || v->value.type == VALUE_UNREADABLE) {
        if (v->value.type == VALUE_ID)
            put_address(s, v->value.id, &text);
        else
            buf_addf(&text, "?%s", v->value.s);
        json_text(j, "value", buf_str(&text));
    } else
        json_null(j, "value");
    buf_release(&text);
}

static void json_side(struct json *j, const char *name, const struct survey *s,
                      const struct conflict *c, const struct conflict_value *v)
{
    struct buf text = BUF_INIT;
    char when[26];

    json_object(j, name);
    json_value_of(j, s, v);
    if (!id_equal(v->entity, c->entity) || v->number != c->number) {
        put_address(s, v->entity, &text);
        json_text(j, "entity", buf_str(&text));
        buf_reset(&text);
        put_field(v->field, v->number, &text);
        json_text(j, "field", buf_str(&text));
        json_bool(j, "observed", v->observed);
        buf_reset(&text);
    }
    json_text(j, "person", v->person);
    json_text(j, "crew", v->crew);
    json_text(j, "laptop", v->laptop);
    datetime_print(v->at_ms, when);
    json_text(j, "at", when);
    datetime_print(v->wall_ms, when);
    json_text(j, "wall", when);
    if (!id_is_zero(v->photo))
        put_address(s, v->photo, &text);
    json_text(j, "photo", id_is_zero(v->photo) ? NULL : buf_str(&text));
    json_end(j, '}');
    buf_release(&text);
}

void conflict_json(struct json *j, const struct survey *s, const struct conflict *c,
                   const char *hospital)
{
    struct buf field = BUF_INIT;
    char id[ID_HEX_LEN + 1];

    id_print(c->entity, id);
    conflict_field_id(c, &field);
    json_object(j, NULL);
    if (hospital)
        json_text(j, "hospital", hospital);
    json_text(j, "kind", conflict_kind_id(c->kind));
    json_text(j, "entity", c->address);
    json_text(j, "id", id);
    json_text(j, "field", buf_str(&field));
    json_bool(j, "observed", c->observed);
    json_array(j, "values");
    for (size_t i = 0; i < c->n; i++)
        json_side(j, NULL, s, c, &c->v[i]);
    json_end(j, ']');
    if (c->before)
        json_side(j, "before", s, c, c->before);
    else
        json_null(j, "before");
    if (c->kind == CONFLICT_TWIN) {
        json_array(j, "reasons");
        for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
            if (c->reasons & reasons[i].reason)
                json_text(j, NULL, reasons[i].id);
        json_end(j, ']');
    }
    json_end(j, '}');
    buf_release(&field);
}

void notice_json(struct json *j, const struct conflict *c, const char *hospital)
{
    struct buf text = BUF_INIT;

    notice_text(&text, c);
    json_object(j, NULL);
    if (hospital)
        json_text(j, "hospital", hospital);
    json_text(j, "kind", conflict_kind_id(c->kind));
    if (c->kind == CONFLICT_HELD) {
        json_text(j, "entity", c->address);
    } else {
        json_text(j, "person", c->person);
        json_text(j, "laptop", c->laptop);
        json_int(j, "first", (int64_t)c->from);
    }
    json_int(j, "count", (int64_t)c->count);
    if (c->kind == CONFLICT_FORK)
        json_text(j, "reason", c->reason);
    if (c->kind == CONFLICT_CLOCK)
        json_int(j, "minutes_ahead", c->clock_ms / 60000);
    if (c->kind == CONFLICT_WAITING) {
        json_text(j, "missing_person", c->missing_person);
        json_text(j, "missing_laptop", c->missing_laptop);
        json_int(j, "missing_first", (int64_t)c->missing_n);
    }
    json_text(j, "message", buf_str(&text));
    json_end(j, '}');
    buf_release(&text);
}

/* ---- text ---- */

static void text_side(struct buf *out, const struct survey *s, const struct conflict *c,
                      const struct conflict_value *v, const char *mark, bool ja)
{
    struct buf when = BUF_INIT;
    char at[26];

    datetime_print(v->at_ms, at);
    buf_addf(out, "    %s  ", mark);
    if (!id_equal(v->entity, c->entity)) {
        put_address(s, v->entity, out);
        buf_puts(out, "  ");
    }
    if (v->number != c->number && v->field != FIELD_NONE)
        buf_addf(out, "%s: ", field_label(v->field, ja));
    conflict_value_text(s, v, ja, out);
    buf_addf(out, "   %s %s %s  %.10s %.5s", v->person, v->crew, v->laptop, at, at + 11);
    if (v->clock_off && llabs(v->wall_ms - v->at_ms) >= 60000) {
        datetime_print(v->wall_ms, at);
        buf_addf(&when, "%.10s %.5s", at, at + 11);
        buf_puts(out, "  ");
        text_fill(out, _("(its clock said {1})"), buf_str(&when), NULL, NULL);
    }
    if (!id_is_zero(v->photo)) {
        buf_puts(out, "  ");
        put_address(s, v->photo, out);
    }
    buf_putc(out, '\n');
    buf_release(&when);
}

void conflict_text(struct buf *out, const struct survey *s, const struct conflict *c, bool ja)
{
    char mark[24];

    buf_addf(out, "%s  %s%s%s  %s", c->address,
             c->field != FIELD_NONE ? field_label(c->field, ja) : "", c->observed ? " " : "",
             c->observed ? _("(seen)") : "", _(conflict_kind_words(c->kind)));
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (c->reasons & reasons[i].reason)
            buf_addf(out, "  %s", _(reasons[i].words));
    buf_putc(out, '\n');
    for (size_t i = 0; i < c->n; i++) {
        snprintf(mark, sizeof mark, "%zu", i + 1);
        text_side(out, s, c, &c->v[i], c->kind == CONFLICT_POST_SEAL ? "-" : mark, ja);
    }
    if (c->before)
        text_side(out, s, c, c->before, _("before"), ja);
}

/* "vm (佐藤)", "vm (佐藤) 17": several laptops have the name of one image. */
static void put_whose(const char *laptop, const char *person, uint64_t n, struct buf *out)
{
    buf_puts(out, laptop && *laptop ? laptop : _("a laptop nothing came from yet"));
    if (person && *person)
        buf_addf(out, " (%s)", person);
    if (n > 0)
        buf_addf(out, " %" PRIu64, n);
}

static void put_duration(int64_t ms, struct buf *out)
{
    int64_t minutes = llabs(ms) / 60000;
    char n[24];

    snprintf(n, sizeof n, "%" PRId64,
             minutes >= 2 * 24 * 60 ? minutes / (24 * 60)
             : minutes >= 120       ? minutes / 60
                                    : minutes);
    text_fill(out,
              minutes >= 2 * 24 * 60 ? _("{1} days")
              : minutes >= 120       ? _("{1} hours")
                                     : _("{1} minutes"),
              n, NULL, NULL);
}

void notice_text(struct buf *out, const struct conflict *c)
{
    struct buf whose = BUF_INIT, other = BUF_INIT;
    char count[24];

    snprintf(count, sizeof count, "%" PRIu64, c->count);
    put_whose(c->laptop, c->person, 0, &whose);
    if (c->kind == CONFLICT_FORK) {
        text_fill(out, _("{1} commits of {2} are set aside ({3}); they are kept."), count,
                  buf_str(&whose), c->reason);
    } else if (c->kind == CONFLICT_CLOCK) {
        put_duration(c->clock_ms, &other);
        text_fill(out,
                  c->clock_ms > 0 ? _("The clock of {1} is or was {2} ahead.")
                                  : _("The clock of {1} is or was {2} behind."),
                  buf_str(&whose), buf_str(&other), NULL);
    } else if (c->kind == CONFLICT_HELD) {
        text_fill(out, _("{1}: a newer version of genba wrote here; read-only on this laptop."),
                  c->address, NULL, NULL);
    } else {
        put_whose(c->missing_laptop, c->missing_person, c->missing_n, &other);
        text_fill(out, _("{1} commits of {2} wait for what {3} has."), count, buf_str(&whose),
                  buf_str(&other));
    }
    buf_release(&whose);
    buf_release(&other);
}
