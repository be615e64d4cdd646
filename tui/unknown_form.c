#include "config.h"

#include "model/photo.h"
#include "tui/unknown_form.h"

#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "model/rules/visit.h"
#include "tui/i18n.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The order of the screen. The hospital is asked early: its answer decides. */
static const struct {
    enum item_kind kind;
    enum field field;
} asked[] = {
    {ITEM_FIELD, F_unknown_line_terminator_kind},
    {ITEM_PLACE, F_unknown_line_room},
    {ITEM_ASKED, F_unknown_line_asked_whom},
    {ITEM_FIELD, F_unknown_line_known_state},
    {ITEM_LINE, F_unknown_line_became_line},
    {ITEM_FIELD, F_unknown_line_label_text},
    {ITEM_FIELD, F_unknown_line_rack},
    {ITEM_FIELD, F_unknown_line_emr_connected_guess},
    {ITEM_FIELD, F_unknown_line_finding},
};
static const enum field device_asked[] = {F_device_device_kind, F_device_maker, F_device_model,
                                          F_device_serial_no, F_device_firmware_version};

static struct item *add(struct unknown_form *f, enum item_kind kind, struct id row,
                        enum field field)
{
    f->v = xgrow(f->v, (size_t)f->n, &f->cap, sizeof *f->v);
    f->v[f->n] = (struct item){.kind = kind, .row = row, .field = field};
    f->v[f->n].observed = catalog[field].flags & FIELD_SURVEYED;
    return &f->v[f->n++];
}

/* What the rules say about the field. */
static void judge(struct item *it, const struct visit *v)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct question *q = &v->questions[i];
        bool same = q->field == it->field ||
                    (it->kind == ITEM_ASKED && q->field == F_unknown_line_asked_at);

        if (!same || !id_equal(q->row->id, it->row))
            continue;
        it->needed |= q->needed;
        it->open |= q->needed && q->state == ANSWER_OPEN;
    }
}

static void add_devices(struct unknown_form *f, const struct survey *s, const struct row *unknown,
                        const struct visit *v)
{
    const struct row *r;

    for (size_t i = 0;
         (r = survey_next_ref(s, KIND_device, F_device_line_ref, unknown->id, &i)) != NULL;) {
        f->devices++;
        for (size_t k = 0; k < sizeof device_asked / sizeof device_asked[0]; k++) {
            struct item *it = add(f, ITEM_FIELD, r->id, device_asked[k]);

            it->device = k == 0 ? f->devices : 0;
            judge(it, v);
        }
    }
}

static void add_evidence(struct unknown_form *f, const struct survey *s, const struct row *unknown,
                         const struct visit *v)
{
    bool nobody_knows = row_is(unknown, F_unknown_line_known_state, "unknown");
    struct item *it;

    f->photos = (int)photos_of(s, unknown->id);
    for (size_t i = 0; i < v->nphotos; i++)
        f->photos_missing += v->photos[i].state == PHOTO_MISSING;
    if (nobody_knows && f->devices == 0) {
        it = add(f, ITEM_DEVICES, unknown->id, F_unknown_line_no_device_reason);
        it->needed = true;
        it->open = !*row_text(unknown, F_unknown_line_no_device_reason);
    }
    if (nobody_knows || f->photos > 0) {
        it = add(f, ITEM_PHOTOS, unknown->id, F_unknown_line_no_photo_reason);
        it->needed = nobody_knows;
        it->open = f->photos_missing > 0;
    }
}

static void count(struct unknown_form *f)
{
    f->answered = f->total = 0;
    for (int i = 0; i < f->n; i++) {
        f->total += f->v[i].needed && f->v[i].kind != ITEM_PHOTOS;
        f->answered += f->v[i].needed && f->v[i].kind != ITEM_PHOTOS && !f->v[i].open;
    }
}

void unknown_form_load(struct unknown_form *f, const struct survey *s, const struct row *unknown)
{
    struct visit v;

    f->n = f->photos = f->photos_missing = f->devices = 0;
    visit_load(&v, s, unknown);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        struct item *it;

        if (asked[i].kind == ITEM_LINE && !row_is(unknown, F_unknown_line_known_state, "known"))
            continue;
        it = add(f, asked[i].kind, unknown->id, asked[i].field);
        judge(it, &v);
        if (it->kind == ITEM_LINE) {
            it->needed = true;
            it->open = id_is_zero(row_ref(unknown, F_unknown_line_became_line));
        }
    }
    add_devices(f, s, unknown, &v);
    add_evidence(f, s, unknown, &v);
    count(f);
    visit_release(&v);
}

void unknown_form_release(struct unknown_form *f)
{
    free(f->v);
    *f = (struct unknown_form){.v = NULL};
}

int unknown_form_find(const struct unknown_form *f, struct id row, enum field field)
{
    for (int i = 0; i < f->n; i++) {
        bool asked_at = f->v[i].kind == ITEM_ASKED && field == F_unknown_line_asked_at;

        if ((f->v[i].field == field || asked_at) &&
            id_equal(f->v[i].row, id_is_zero(row) ? f->v[0].row : row))
            return i;
    }
    return -1;
}

int unknown_form_open(const struct unknown_form *f)
{
    for (int i = 0; i < f->n; i++)
        if (f->v[i].needed && f->v[i].open)
            return i;
    return -1;
}

void item_label(const struct item *it, bool ja, struct buf *out)
{
    char n[16];

    snprintf(n, sizeof n, "%d", it->device);
    if (it->kind == ITEM_DEVICES)
        buf_puts(out, _("Devices below"));
    else if (it->kind == ITEM_PHOTOS)
        buf_puts(out, _("Photos"));
    else if (it->kind == ITEM_PLACE)
        buf_puts(out, _("Place"));
    else if (it->device > 0)
        text_fill(out, _("Device {1} below"), n, NULL, NULL);
    else if (catalog[it->field].kind == KIND_device)
        buf_addf(out, "  %s", field_label(it->field, ja));
    else
        buf_puts(out, field_label(it->field, ja));
}

static void put_reason(const struct row *r, enum field f, const char *pattern, struct buf *out)
{
    if (*row_text(r, f))
        text_fill(out, pattern, row_text(r, f), NULL, NULL);
}

static enum role put_line(const struct survey *s, const struct row *r, struct buf *out)
{
    const struct row *line = survey_find_kind(s, KIND_line, row_ref(r, F_unknown_line_became_line));

    if (line)
        row_name(s, line, out);
    return ROLE_OK;
}

static enum role put_photos(const struct unknown_form *f, const struct row *r, struct buf *out)
{
    char n[16];

    snprintf(n, sizeof n, "%d", f->photos);
    if (f->photos > 0)
        text_fill(out, _("{1} photos"), n, NULL, NULL);
    else
        put_reason(r, F_unknown_line_no_photo_reason, _("none: {1}"), out);
    return ROLE_OBSERVED;
}

static enum role put_field(const struct item *it, const struct row *r, bool ja, struct buf *out)
{
    const struct value *v = it->observed ? row_observed(r, it->field) : row_value(r, it->field);

    field_print(it->field, v, ja, out);
    return v->type == VALUE_UNREADABLE ? ROLE_WARN : ROLE_OBSERVED;
}

enum role item_value(const struct survey *s, const struct unknown_form *f, const struct item *it,
                     bool ja, struct buf *out)
{
    const struct row *r = survey_find(s, it->row);

    if (!r)
        return ROLE_MUTED;
    switch (it->kind) {
    case ITEM_PLACE:
        for (int part = PLACE_BUILDING; part <= PLACE_ROOM; part++) {
            const char *text = row_text(r, place_field(KIND_unknown_line, part));

            buf_addf(out, "%s%s", out->len > 0 && *text ? " " : "", text);
        }
        return ROLE_OBSERVED;
    case ITEM_ASKED:
        buf_puts(out, row_text(r, F_unknown_line_asked_whom));
        if (out->len > 0)
            buf_puts(out, "  ");
        work_time(out, row_text(r, F_unknown_line_asked_at));
        return ROLE_OBSERVED;
    case ITEM_LINE:
        return put_line(s, r, out);
    case ITEM_DEVICES:
        put_reason(r, it->field, _("none: {1}"), out);
        return ROLE_OBSERVED;
    case ITEM_PHOTOS:
        return put_photos(f, r, out);
    default:
        return put_field(it, r, ja, out);
    }
}

enum role unknown_follows(const struct survey *s, const struct unknown_form *f,
                          const struct row *unknown, struct buf *out)
{
    struct id became = row_ref(unknown, F_unknown_line_became_line);
    const char *text;
    enum role role = ROLE_WARN;

    if (row_is(unknown, F_unknown_line_known_state, "known")) {
        text = _("The hospital knows it: it becomes a line of its own (R112).");
        if (!id_is_zero(became) && survey_find_kind(s, KIND_line, became)) {
            text = _("It is a line of its own now; its visit asks the rest (R112).");
            role = ROLE_OK;
        }
    } else if (row_is(unknown, F_unknown_line_known_state, "checking")) {
        text = _("While this is being checked nothing can be signed: ask again (R111).");
    } else if (!row_is(unknown, F_unknown_line_known_state, "unknown")) {
        text = _("Ask the hospital whether they know this line (R111).");
    } else if (unknown_form_open(f) >= 0) {
        text =
            _("Nobody knows it: the devices below it and a photo are needed, or why not (R113).");
    } else {
        text = _("Complete: it goes into the report as an unknown line (R113).");
        role = ROLE_OK;
    }
    buf_puts(out, text);
    return role;
}

void unknown_summary(const struct row *unknown, bool ja, struct buf *out)
{
    buf_addf(out, "%s ", row_text(unknown, F_unknown_line_unknown_line_no));
    field_print(F_unknown_line_terminator_kind, row_value(unknown, F_unknown_line_terminator_kind),
                ja, out);
    buf_addf(out, " %s  ", row_text(unknown, F_unknown_line_room));
    field_print(F_unknown_line_known_state, row_value(unknown, F_unknown_line_known_state), ja,
                out);
}
