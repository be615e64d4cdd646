#include "config.h"

#include "tui/plan_detail.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "model/rules/visit.h"
#include "model/rules/window.h"
#include "tui/i18n.h"
#include "tui/plan_words.h"

#include <stdlib.h>
#include <string.h>

void plan_detail_release(struct plan_detail *d)
{
    for (int i = 0; i < d->n; i++)
        free(d->fact[i].text);
    d->n = 0;
}

/* Takes the text over; nothing is added for an empty one. */
static void add(struct plan_detail *d, const char *label, struct buf *text, enum role role)
{
    if (text->len > 0 && d->n < PLAN_FACTS)
        d->fact[d->n++] = (struct plan_fact){label, buf_take(text), role};
    buf_release(text);
}

static void add_text(struct plan_detail *d, const char *label, const char *text, enum role role)
{
    struct buf b = BUF_INIT;

    buf_puts(&b, text);
    add(d, label, &b, role);
}

static void add_field(struct plan_detail *d, const char *label, const struct row *r, enum field f,
                      bool ja, enum role role)
{
    struct buf b = BUF_INIT;

    if (r && !value_is_null(*row_value(r, f)))
        field_print(f, row_value(r, f), ja, &b);
    add(d, label, &b, role);
}

static void add_headline(struct plan_detail *d, const struct survey *s, const struct plan_row *r)
{
    const char *word = r->step ? plan_kind_word(r->step) : NULL;
    struct buf b = BUF_INIT;

    if (word)
        buf_puts(&b, word);
    else if (r->target)
        row_name(s, r->target, &b);
    if (*r->more)
        buf_addf(&b, "  %s", r->more);
    add(d, NULL, &b, ROLE_HERE);
}

static void add_place(struct plan_detail *d, const struct plan_row *r)
{
    struct buf b = BUF_INIT;

    if (r->target)
        place_print(r->target, false, &b);
    if (b.len == 0 && r->room)
        place_print(r->room, false, &b);
    add(d, _("Where"), &b, ROLE_NORMAL);
}

static void put_contact(const struct row *c, struct buf *out)
{
    const char *phs = row_text(c, F_contact_contact_phs);

    buf_puts(out, row_text(c, F_contact_contact_name));
    if (*phs)
        buf_addf(out, " PHS %s", phs);
    else
        buf_addf(out, " %s", row_text(c, F_contact_contact_phone));
}

/* The room's own contact, else the witness of the hospital. */
static void add_witness(struct plan_detail *d, const struct survey *s, const struct plan_row *r)
{
    struct buf b = BUF_INIT;

    if (r->room)
        buf_puts(&b, row_text(r->room, F_room_room_contact));
    for (size_t i = 0; i < s->n[KIND_contact] && b.len == 0; i++)
        if (row_is(s->rows[KIND_contact][i], F_contact_contact_role, "witness"))
            put_contact(s->rows[KIND_contact][i], &b);
    add(d, _("Witness"), &b, ROLE_NORMAL);
}

static void add_room(struct plan_detail *d, const struct survey *s, const struct plan_row *r,
                     int day, bool ja)
{
    struct room_day times;
    struct buf open = BUF_INIT, operate = BUF_INIT;
    const struct row *w;
    bool pc = r->target && r->target->kind == KIND_pc;

    if (!r->room)
        return;
    add_field(d, _("Photos allowed"), r->room, F_room_photo_allowed, ja,
              row_is(r->room, F_room_photo_allowed, "allowed") ? ROLE_NORMAL : ROLE_WARN);
    room_day_load(&times, s, r->room, day);
    room_day_print(&times, false, &open);
    room_day_print(&times, true, &operate);
    if (pc && strcmp(buf_str(&open), buf_str(&operate)) != 0)
        add(d, _("Operation"), &operate, ROLE_NORMAL);
    else
        buf_release(&operate);
    add(d, _("Hours"), &open, ROLE_NORMAL);
    if (row_int(r->room, F_room_entry_forbidden, 0))
        add_text(d, _("Entry"), _("forbidden"), ROLE_BAD);
    if (row_int(r->room, F_room_needs_unlock, 0))
        add_text(d, _("Key"),
                 row_text(r->room, F_room_key_holder)[0] ? row_text(r->room, F_room_key_holder)
                                                         : _("needed"),
                 ROLE_WARN);
    add_field(d, _("Why"), r->room, F_room_restriction_reason, ja, ROLE_WARN);
    for (size_t i = 0; (w = survey_next_ref(s, KIND_window, F_window_room_ref, r->room->id, &i));) {
        struct buf why = BUF_INIT;

        buf_puts(&why, row_text(w, F_window_restriction_reason));
        if (strcmp(buf_str(&why), row_text(r->room, F_room_restriction_reason)) == 0)
            buf_reset(&why); /* the room says it already */
        if (why.len > 0 && *row_text(w, F_window_closed_from))
            buf_addf(&why, " %s-%s", row_text(w, F_window_closed_from),
                     row_text(w, F_window_closed_to));
        add(d, _("Why"), &why, ROLE_WARN);
    }
}

/* "ONU - ルーター AR-830 - L2スイッチ SW-2408" */
static void add_devices(struct plan_detail *d, const struct survey *s, const struct row *line,
                        bool ja)
{
    struct buf b = BUF_INIT;
    const struct row *dev;

    if (*row_text(line, F_line_terminator_kind))
        field_print(F_line_terminator_kind, row_best(line, F_line_terminator_kind), ja, &b);
    for (size_t i = 0; (dev = survey_next_ref(s, KIND_device, F_device_line_ref, line->id, &i));) {
        if (row_is(dev, F_device_device_kind, "terminator"))
            continue;
        if (b.len > 0)
            buf_puts(&b, " - ");
        field_print(F_device_device_kind, row_best(dev, F_device_device_kind), ja, &b);
        buf_addf(&b, " %s", value_str(row_best(dev, F_device_model)));
    }
    add(d, _("Devices"), &b, ROLE_NORMAL);
}

static void add_visit(struct plan_detail *d, const struct survey *s, const struct row *target)
{
    struct visit v;
    struct buf photos = BUF_INIT, answers = BUF_INIT;
    int missing;

    visit_load(&v, s, target);
    missing = v.photos_needed - v.photos_present;
    if (missing > 0)
        plan_put_numbers(&photos, _("{1} missing"), missing, 0);
    else
        plan_put_numbers(&photos, "{1}/{2}", v.photos_present, v.photos_needed);
    plan_put_numbers(&answers, "{1}/{2}", v.answered, v.total);
    add(d, _("Answers"), &answers, v.answered < v.total ? ROLE_NORMAL : ROLE_OK);
    add(d, _("Photos"), &photos, missing > 0 ? ROLE_WARN : ROLE_OK);
    visit_release(&v);
}

static void add_not_surveyable(struct plan_detail *d, const struct row *t, bool ja)
{
    enum field ns = field_by_id(t->kind, "ns_code");
    struct buf b = BUF_INIT;

    if (ns == FIELD_NONE || !*row_text(t, ns))
        return;
    field_print(ns, row_value(t, ns), ja, &b);
    for (size_t i = 0; i < 2; i++) {
        const char *text = row_text(t, field_by_id(t->kind, i ? "ns_consulted" : "ns_note"));

        if (*text)
            buf_addf(&b, "  %s", text);
    }
    add(d, _("Not possible"), &b, ROLE_WARN);
}

/* What laptops wrote differently of it and of its room. */
static void add_conflicts(struct plan_detail *d, const struct plan_row *r)
{
    struct buf b = BUF_INIT;
    int n = r->clash + (r->room ? r->room->conflicts : 0);

    if (n > 0)
        plan_put_numbers(&b, _("{1}: F7 chooses"), n, 0);
    add(d, _("Conflicts"), &b, ROLE_BAD);
}

static void add_times(struct plan_detail *d, const struct row *step)
{
    struct buf b = BUF_INIT;
    char from[6] = "", to[6] = "";
    int began = plan_minute_of(row_text(step, F_step_actual_from)),
        ended = plan_minute_of(row_text(step, F_step_actual_to));

    buf_addf(&b, "%s-%s", row_text(step, F_step_plan_from), row_text(step, F_step_plan_to));
    if (row_int(step, F_step_pinned, 0))
        buf_addf(&b, " %s", _("(fixed)"));
    add(d, _("Planned"), &b, ROLE_NORMAL);
    if (began < 0)
        return;
    time_print(began, from);
    if (ended >= 0)
        time_print(ended, to);
    buf_addf(&b, "%s-%s", from, to);
    add(d, _("Actual"), &b, ROLE_NORMAL);
}

void plan_detail_load(struct plan_detail *d, const struct survey *s, const struct plan_row *r,
                      int day, bool ja)
{
    plan_detail_release(d);
    add_headline(d, s, r);
    add_place(d, r);
    if (r->target)
        add_not_surveyable(d, r->target, ja);
    add_conflicts(d, r);
    if (r->target || r->room)
        add_witness(d, s, r);
    add_room(d, s, r, day, ja);
    if (r->target && (r->target->kind == KIND_line || r->target->kind == KIND_pc))
        add_visit(d, s, r->target);
    if (r->target && r->target->kind == KIND_line)
        add_devices(d, s, r->target, ja);
    if (r->target && r->target->kind == KIND_pc)
        add_field(d, _("Operating"), r->target, F_pc_operate_permission, ja, ROLE_NORMAL);
    if (r->step) {
        add_times(d, r->step);
        add_text(d, _("Remark"), row_text(r->step, F_step_step_note), ROLE_NORMAL);
    }
}

static int cols_of(const char *s)
{
    return text_cols(s, strlen(s));
}

void plan_detail_draw_wide(const struct plan_detail *d, const struct draw *area)
{
    int y = 0, x = 1;

    for (int i = 0; i < d->n && y < area->rows; i++) {
        const struct plan_fact *f = &d->fact[i];
        int label = f->label ? cols_of(f->label) + 1 : 0, want = label + cols_of(f->text);

        if (x > 1 && x + want >= area->cols) {
            x = 1;
            if (++y >= area->rows)
                break;
        }
        if (f->label)
            draw_text(area, y, x, label, f->label, ROLE_MUTED);
        if (x + want >= area->cols)
            want = area->cols - x - 1;
        draw_text(area, y, x + label, want - label, f->text, f->role);
        x += want + 3;
    }
}

void plan_detail_draw_tall(const struct plan_detail *d, const struct draw *area)
{
    int y = 0, margin = 0;

    for (int i = 0; i < d->n; i++)
        if (d->fact[i].label && cols_of(d->fact[i].label) > margin)
            margin = cols_of(d->fact[i].label);
    for (int i = 0; i < d->n && y < area->rows; i++) {
        const struct plan_fact *f = &d->fact[i];
        int x = f->label ? margin + 2 : 0;

        if (f->label)
            draw_text(area, y, 0, margin, f->label, ROLE_MUTED);
        y += draw_wrap(area, y, x, area->rows - y, area->cols - x - 1, f->text, f->role);
        if (!f->label)
            y++;
    }
}
