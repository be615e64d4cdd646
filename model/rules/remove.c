#include "model/rules/remove.h"

#include "model/rules/steps.h"

static const enum field parts[] = {
    F_device_line_ref, F_link_line_ref,       F_link_from_ref,         F_link_to_ref,
    F_window_room_ref, F_member_crew_ref,     F_scan_target_line_ref,  F_scan_target_device_ref,
    F_step_target_ref, F_photo_use_photo_ref, F_photo_use_photo_target};
static const enum field names[] = {F_device_upstream_ref,  F_room_plan_ref,
                                   F_line_plan_ref,        F_device_plan_ref,
                                   F_pc_plan_ref,          F_unknown_line_plan_ref,
                                   F_photo_photo_target,   F_unknown_line_became_line,
                                   F_unknown_line_twin_of, F_photo_card_ref,
                                   F_card_clock_photo_ref, F_card_crew_ref};

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

static bool going(const struct edits *list, struct id entity)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].kind == OP_DEL && id_equal(list->v[i].entity, entity))
            return true;
    return false;
}

static bool stays(const struct row *r)
{
    return r->kind == KIND_step && step_started(r);
}

static void remove_parts(struct edits *list, const struct survey *s, struct id gone)
{
    for (size_t k = 0; k < COUNT(parts); k++) {
        const struct row *part;

        for (size_t i = 0; (part = survey_next_ref(s, catalog[parts[k]].kind, parts[k], gone, &i));)
            if (!stays(part) && !going(list, part->id))
                edits_op(list, OP_DEL, part->id, 0, value_null());
    }
}

static void let_go(struct edits *list, const struct survey *s, struct id gone)
{
    for (size_t k = 0; k < COUNT(names); k++) {
        const struct row *r;

        for (size_t i = 0; (r = survey_next_ref(s, catalog[names[k]].kind, names[k], gone, &i));)
            if (!going(list, r->id))
                edits_set(list, r->id, names[k], value_null());
    }
}

void edits_remove(struct edits *list, const struct survey *s, const struct row *r)
{
    size_t from = list->n, end;

    edits_op(list, OP_DEL, r->id, 0, value_null());
    for (size_t i = from; i < list->n; i++) /* grows: parts have parts */
        remove_parts(list, s, list->v[i].entity);
    end = list->n;
    for (size_t i = from; i < end; i++)
        let_go(list, s, list->v[i].entity);
}
