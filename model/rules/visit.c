#include "model/rules/visit.h"

#include "model/photo.h"
#include "model/rules/name.h"
#include "model/rules/need.h"
#include "model/rules/steps.h"
#include "model/twins.h"

#include <stdlib.h>
#include <string.h>

/* What is asked, in the order of the screen. `when` says when a question is
 * asked at all; whether it is needed is the catalogue's word, or WANTED. */
enum ask_flag { PLACE = 1, WANTED = 2, OF_FOUND = 4 };

struct ask {
    enum field field, declared;
    unsigned flags;
    bool (*when)(const struct survey *s, const struct row *r);
};

#define ASK(f, ...)                                                                                \
    {                                                                                              \
        .field = f, .declared = FIELD_NONE, __VA_ARGS__                                            \
    }

static bool has_devices(const struct survey *s, const struct row *r)
{
    size_t i = 0;

    return survey_next_ref(s, KIND_device, F_device_line_ref, r->id, &i) != NULL;
}

static bool no_devices(const struct survey *s, const struct row *r)
{
    return !has_devices(s, r);
}

static bool outage_risk(const struct survey *s, const struct row *r)
{
    (void)s;
    return row_is(r, F_line_outage_risk, "risk");
}

static bool is_windows7(const struct survey *s, const struct row *r)
{
    (void)s;
    return strcmp(value_str(row_best(r, F_pc_os)), "windows7") == 0;
}

static bool is_unknown(const struct survey *s, const struct row *r)
{
    (void)s;
    return row_is(r, F_unknown_line_known_state, "unknown");
}

static bool unknown_without_devices(const struct survey *s, const struct row *r)
{
    return is_unknown(s, r) && no_devices(s, r);
}

static const struct ask line_head[] = {
    ASK(F_line_terminator_found),
    ASK(F_line_terminator_kind, .flags = OF_FOUND),
    ASK(F_line_room, .flags = PLACE | OF_FOUND),
    {.field = F_line_label_text, .declared = F_line_line_number},
};
static const struct ask line_tail[] = {
    ASK(F_line_no_devices_below, .when = no_devices),
    ASK(F_line_moved_device),
    ASK(F_line_outage_risk),
    ASK(F_line_ns_consulted, .flags = WANTED, .when = outage_risk),
    ASK(F_line_ns_consulted_at, .flags = WANTED, .when = outage_risk),
    ASK(F_line_witness),
    ASK(F_line_led_note),
    ASK(F_line_finding),
};
static const struct ask device_asks[] = {
    ASK(F_device_device_found),
    ASK(F_device_device_kind, .flags = OF_FOUND),
    ASK(F_device_maker, .flags = OF_FOUND),
    ASK(F_device_model, .flags = OF_FOUND),
    ASK(F_device_serial_no, .flags = OF_FOUND),
    ASK(F_device_firmware_version, .flags = OF_FOUND),
    ASK(F_device_finding),
};
static const struct ask pc_asks[] = {
    ASK(F_pc_room, .flags = PLACE),
    ASK(F_pc_login_by),
    ASK(F_pc_operated_by),
    ASK(F_pc_os),
    ASK(F_pc_os_version),
    ASK(F_pc_av_product),
    ASK(F_pc_av_version),
    ASK(F_pc_av_pattern_date),
    ASK(F_pc_av_pattern_state),
    ASK(F_pc_usb_control),
    ASK(F_pc_win7_unavailable_items, .when = is_windows7),
    ASK(F_pc_screen_has_patient_data),
    ASK(F_pc_witness),
    ASK(F_pc_finding),
};
static const struct ask unknown_head[] = {
    ASK(F_unknown_line_terminator_kind),
    ASK(F_unknown_line_room, .flags = PLACE),
    ASK(F_unknown_line_label_text),
    ASK(F_unknown_line_asked_whom),
    ASK(F_unknown_line_asked_at),
    ASK(F_unknown_line_known_state),
    ASK(F_unknown_line_emr_connected_guess),
};
static const struct ask unknown_tail[] = {
    ASK(F_unknown_line_no_device_reason, .flags = WANTED, .when = unknown_without_devices),
    ASK(F_unknown_line_finding),
};
static const struct ask exploration_asks[] = {
    ASK(F_exploration_room, .flags = PLACE),
    ASK(F_exploration_explore_reason),
    ASK(F_exploration_explore_result),
};

struct form {
    enum kind kind;
    const struct ask *head, *tail;
    size_t nhead, ntail;
    enum field found; /* says whether the thing was found; FIELD_NONE when nothing does */
    bool devices;
};

#define LIST(member, a) .member = a, .n##member = sizeof(a) / sizeof(a)[0]

static const struct form forms[] = {
    {.kind = KIND_line,
     LIST(head, line_head),
     LIST(tail, line_tail),
     .found = F_line_terminator_found,
     .devices = true},
    {.kind = KIND_device, LIST(head, device_asks), .found = F_device_device_found},
    {.kind = KIND_pc, LIST(head, pc_asks), .found = FIELD_NONE},
    {.kind = KIND_unknown_line,
     LIST(head, unknown_head),
     LIST(tail, unknown_tail),
     .found = FIELD_NONE,
     .devices = true},
    {.kind = KIND_exploration, LIST(head, exploration_asks), .found = FIELD_NONE},
};

static const struct form *form_of(enum kind kind)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (forms[i].kind == kind)
            return &forms[i];
    return NULL;
}

static bool not_there(const struct form *form, const struct row *r)
{
    return form->found != FIELD_NONE && row_is(r, form->found, "no");
}

static bool is_needed(const struct form *form, const struct ask *ask, const struct row *r)
{
    if (target_given_up(r) || ((ask->flags & OF_FOUND) && not_there(form, r)))
        return false;
    return (ask->flags & WANTED) || need_holds(catalog[ask->field].observed, r);
}

static void answer_question(struct question *q)
{
    const struct value *v = answer_of(q->row, q->field);

    q->state = v->type == VALUE_NULL         ? ANSWER_OPEN
               : v->type == VALUE_UNREADABLE ? ANSWER_UNREADABLE
                                             : ANSWER_GIVEN;
    if (q->place && q->observed)
        q->compare = place_compare(q->row);
    else if (q->declared != FIELD_NONE)
        q->compare = values_compare(q->field, row_value(q->row, q->declared), v);
}

static void ask(struct visit *v, const struct survey *s, const struct row *r,
                const struct form *form, const struct ask *asks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct ask *a = &asks[i];
        bool surveyed = catalog[a->field].flags & FIELD_SURVEYED;
        struct question *q;

        if (a->when && !a->when(s, r))
            continue;
        v->questions = xgrow(v->questions, v->n, &v->cap, sizeof *v->questions);
        q = &v->questions[v->n++];
        *q = (struct question){.row = r,
                               .field = a->field,
                               .declared = surveyed ? a->field : a->declared,
                               .observed = surveyed,
                               .place = a->flags & PLACE,
                               .needed = !v->given_up && is_needed(form, a, r),
                               .compare = COMPARE_UNSEEN};
        answer_question(q);
        v->total += q->needed;
        v->answered += q->needed && q->state != ANSWER_OPEN;
        v->differs += q->compare == COMPARE_DIFFERS;
        v->unreadable += q->state == ANSWER_UNREADABLE;
    }
}

/* Where the thing really is, as far as the rooms are known. */
static const struct row *actual_room(const struct survey *s, const struct row *r)
{
    enum field f[PLACE_RACK];
    const struct row *room = NULL;

    for (int part = PLACE_BUILDING; part <= PLACE_ROOM; part++)
        f[part] = place_field(r->kind, part);
    if (f[PLACE_ROOM] != FIELD_NONE && *row_text_seen(r, f[PLACE_ROOM]))
        room = survey_room(s, value_str(row_best(r, f[PLACE_BUILDING])),
                           value_str(row_best(r, f[PLACE_FLOOR])),
                           value_str(row_best(r, f[PLACE_ROOM])));
    return room ? room : row_room(s, r);
}

bool photo_forbidden_at(const struct survey *s, const struct row *r)
{
    const struct row *room = r->kind == KIND_room ? r : actual_room(s, r);

    return room && row_is(room, F_room_photo_allowed, "forbidden");
}

/* A damaged picture shows nothing: it is kept, and another one is needed. */
static bool photo_with(const struct survey *s, const struct row *r, const char *tag)
{
    const struct row *photo;

    for (size_t i = 0; (photo = photo_next_of(s, r->id, &i)) != NULL;)
        if (!row_int(photo, F_photo_damaged, 0) && photo_has_tag(s, photo, tag))
            return true;
    return false;
}

static bool is_terminator(const struct row *device)
{
    return strcmp(value_str(row_best(device, F_device_device_kind)), "terminator") == 0;
}

/* Of a device row that stands for the line's terminator. */
static bool terminator_row_with(const struct survey *s, const struct row *line, const char *tag)
{
    const struct row *device;

    for (size_t i = 0; (device = survey_next_ref(s, KIND_device, F_device_line_ref, line->id, &i));)
        if (is_terminator(device) && photo_with(s, device, tag))
            return true;
    return false;
}

static bool terminator_with(const struct survey *s, const struct row *line, const char *tag)
{
    return photo_with(s, line, tag) || terminator_row_with(s, line, tag);
}

/* Where photos are forbidden NS06 is the answer; a kind that has no such codes
 * (unknown lines) gives its reason in words. */
static bool excused_by(const struct row *r, bool forbidden)
{
    enum field ns = field_by_id(r->kind, "ns_code"), why = field_by_id(r->kind, "no_photo_reason");

    if (ns != FIELD_NONE && row_is(r, ns, "NS06"))
        return true;
    if (forbidden && ns != FIELD_NONE)
        return false;
    return why != FIELD_NONE && *row_text(r, why);
}

static void want_photo(struct visit *v, const struct survey *s, const struct row *r,
                       const char *tag, enum rule_id rule, bool present)
{
    struct photo_need *p;
    bool forbidden = photo_forbidden_at(s, r);

    v->photos = xgrow(v->photos, v->nphotos, &v->photo_cap, sizeof *v->photos);
    p = &v->photos[v->nphotos++];
    *p = (struct photo_need){.row = r, .tag = tag, .rule = rule, .forbidden = forbidden};
    p->state = present                                                        ? PHOTO_PRESENT
               : excused_by(r, forbidden) || excused_by(v->target, forbidden) ? PHOTO_EXCUSED
                                                                              : PHOTO_MISSING;
    v->photos_present += p->state == PHOTO_PRESENT;
    v->photos_needed += p->state != PHOTO_EXCUSED;
}

static void want_device_photos(struct visit *v, const struct survey *s, const struct row *device)
{
    if (target_given_up(device) || row_is(device, F_device_device_found, "no"))
        return;
    if (is_terminator(device)) { /* a photo of the line's terminator shows it */
        want_photo(v, s, device, "label", RULE_photo_label, terminator_with(s, v->target, "label"));
        return;
    }
    want_photo(v, s, device, "device_front", RULE_photo_device,
               photo_with(s, device, "device_front"));
    want_photo(v, s, device, "label", RULE_photo_label, photo_with(s, device, "label"));
}

static void want_line_photos(struct visit *v, const struct survey *s)
{
    const struct row *device;

    if (!row_is(v->target, F_line_terminator_found, "no")) {
        want_photo(v, s, v->target, "terminator", RULE_photo_terminator,
                   terminator_with(s, v->target, "terminator") ||
                       terminator_row_with(s, v->target, "device_front"));
        want_photo(v, s, v->target, "cabling", RULE_photo_cabling,
                   terminator_with(s, v->target, "cabling"));
    }
    for (size_t i = 0;
         (device = survey_next_ref(s, KIND_device, F_device_line_ref, v->target->id, &i));)
        want_device_photos(v, s, device);
}

/* R104, R105, R113: what a visit must show. */
static void want_photos(struct visit *v, const struct survey *s)
{
    static const struct {
        const char *tag;
        enum rule_id rule;
        enum need need;
    } of_pc[] = {
        {"os_version", RULE_photo_os, NEED_ALWAYS},
        {"antivirus", RULE_photo_antivirus, NEED_ANTIVIRUS},
        {"pc_settings", RULE_photo_pc, NEED_ALWAYS},
    };

    if (v->target->kind == KIND_line)
        want_line_photos(v, s);
    for (size_t i = 0; v->target->kind == KIND_pc && i < sizeof of_pc / sizeof of_pc[0]; i++)
        if (need_holds(of_pc[i].need, v->target))
            want_photo(v, s, v->target, of_pc[i].tag, of_pc[i].rule,
                       photo_with(s, v->target, of_pc[i].tag));
    if (v->target->kind == KIND_unknown_line && is_unknown(s, v->target))
        want_photo(v, s, v->target, "unknown_line", RULE_unknown_photo,
                   twins_photos(s, v->target) > 0);
}

static bool links_missing(const struct survey *s, const struct row *line)
{
    size_t i = 0;

    return row_int(line, F_line_no_devices_below, 0) == 0 &&
           !row_is(line, F_line_terminator_found, "no") &&
           !survey_next_ref(s, KIND_link, F_link_line_ref, line->id, &i);
}

void visit_load(struct visit *v, const struct survey *s, const struct row *target)
{
    const struct form *form = form_of(target->kind), *below = form_of(KIND_device);
    const struct row *device;

    *v = (struct visit){.target = target, .given_up = target_given_up(target)};
    if (!form)
        return;
    ask(v, s, target, form, form->head, form->nhead);
    for (size_t i = 0; form->devices && (device = survey_next_ref(s, KIND_device, F_device_line_ref,
                                                                  target->id, &i));)
        ask(v, s, device, below, below->head, below->nhead);
    ask(v, s, target, form, form->tail, form->ntail);
    if (v->given_up)
        return;
    want_photos(v, s);
    v->links_open = target->kind == KIND_line && links_missing(s, target);
}

void visit_release(struct visit *v)
{
    free(v->questions);
    free(v->photos);
    *v = (struct visit){.target = NULL};
}

bool visit_complete(const struct visit *v)
{
    return v->answered == v->total && v->photos_present >= v->photos_needed && !v->links_open;
}

int visit_next_open(const struct visit *v, int from)
{
    for (size_t i = 0; i < v->n; i++) {
        size_t at = ((size_t)from + i) % v->n;

        if (v->questions[at].needed && v->questions[at].state == ANSWER_OPEN)
            return (int)at;
    }
    return -1;
}
