#include "model/unknown.h"

#include "model/fresh.h"
#include "model/photo.h"
#include "model/rules/name.h"

#include <string.h>

const struct row *unknown_step(const struct survey *s, const char *crew)
{
    const struct row *only = NULL;
    size_t running = 0;

    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *step = s->rows[KIND_step][i];
        const struct row *who;

        if (!row_is(step, F_step_step_state, "in_progress"))
            continue;
        who = survey_find_kind(s, KIND_crew, row_ref(step, F_step_crew_ref));
        if (who && *crew && row_is(who, F_crew_crew_id, crew))
            return step;
        only = step;
        running++;
    }
    return running == 1 && !*crew ? only : NULL;
}

static void copy_place(const struct row *from, struct id to, struct edits *list)
{
    for (int part = PLACE_BUILDING; part <= PLACE_ROOM; part++) {
        enum field f = place_field(from->kind, part);

        if (f == FIELD_NONE)
            continue;
        edits_set(list, to, place_field(KIND_unknown_line, part), *row_best(from, f));
    }
}

static bool has_place(const struct row *r)
{
    enum field f = place_field(r->kind, PLACE_ROOM);

    return f != FIELD_NONE && *value_str(row_best(r, f));
}

void unknown_begin(const struct survey *s, struct id id, const char *crew, struct edits *list)
{
    static const char *const found[] = {"line", "pc", "explore"};
    const struct row *step = unknown_step(s, crew);
    const struct row *target = step ? survey_find(s, row_ref(step, F_step_target_ref)) : NULL;

    fresh_row(s, KIND_unknown_line, id, crew, list);
    if (!step)
        return;
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++)
        if (row_is(step, F_step_step_kind, found[i]))
            edits_set(list, id, F_unknown_line_found_during, value_text(found[i]));
    if (has_place(step))
        copy_place(step, id, list);
    else if (target && has_place(target))
        copy_place(target, id, list);
}

/* What was seen, and what the hospital says now: the same. */
static void set_both(struct edits *list, struct id line, enum field f, struct value v)
{
    if (v.type == VALUE_NULL)
        return;
    edits_set(list, line, f, v);
    edits_observe(list, line, f, v);
}

static void move_over(const struct survey *s, const struct row *unknown, struct id line,
                      struct edits *list)
{
    const struct row *r;

    for (size_t i = 0;
         (r = survey_next_ref(s, KIND_device, F_device_line_ref, unknown->id, &i)) != NULL;)
        edits_set(list, r->id, F_device_line_ref, value_id(line));
    for (size_t i = 0;
         (r = survey_next_ref(s, KIND_photo, F_photo_photo_target, unknown->id, &i)) != NULL;) {
        edits_set(list, r->id, F_photo_photo_target, value_id(line));
        if (row_is(r, F_photo_photo_tag, "unknown_line"))
            edits_set(list, r->id, F_photo_photo_tag, value_text("terminator"));
    }
    for (size_t i = 0; (r = survey_next_ref(s, KIND_photo_use, F_photo_use_photo_target,
                                            unknown->id, &i)) != NULL;)
        edits_set(list, r->id, F_photo_use_photo_target, value_id(line));
    for (size_t i = 0; i < s->n[KIND_photo_use]; i++) { /* the tags of what moves */
        const struct row *use = s->rows[KIND_photo_use][i];

        r = survey_find_kind(s, KIND_photo, row_ref(use, F_photo_use_photo_ref));
        if (r && row_is(use, F_photo_use_photo_tag, "unknown_line") &&
            photo_shows(s, r, unknown->id))
            edits_set(list, use->id, F_photo_use_photo_tag, value_text("terminator"));
    }
}

void unknown_becomes_line(const struct survey *s, const struct row *unknown, struct id line,
                          struct edits *list)
{
    const char *label = row_text(unknown, F_unknown_line_label_text);

    fresh_row(s, KIND_line, line, "", list);
    edits_set(list, line, F_line_line_label,
              value_text(*label ? label : row_text(unknown, F_unknown_line_unknown_line_no)));
    edits_set(list, line, F_line_label_text, value_text(label));
    edits_set(list, line, F_line_found_by_step, value_text("on_site"));
    edits_set(list, line, F_line_emr_connected, value_text("unknown"));
    edits_set(list, line, F_line_terminator_found, value_text("yes"));
    set_both(list, line, F_line_terminator_kind,
             *row_value(unknown, F_unknown_line_terminator_kind));
    for (int part = 0; part < PLACE_PARTS; part++)
        set_both(list, line, place_field(KIND_line, part),
                 *row_value(unknown, place_field(KIND_unknown_line, part)));
    edits_set(list, line, F_line_finding, *row_value(unknown, F_unknown_line_finding));
    edits_set(list, unknown->id, F_unknown_line_known_state, value_text("known"));
    edits_set(list, unknown->id, F_unknown_line_became_line, value_id(line));
    move_over(s, unknown, line, list);
}

void unknown_add_device(const struct survey *s, const struct row *unknown, struct id device,
                        const char *device_kind, struct edits *list)
{
    edits_set(list, device, F_device_line_ref, value_id(unknown->id));
    fresh_row(s, KIND_device, device, "", list);
    edits_observe(list, device, F_device_device_kind, value_text(device_kind));
    edits_set(list, device, F_device_device_found, value_text("added"));
}
