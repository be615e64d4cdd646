/* Edits that are refused, and their neighbours that are not. */
#include "model/rules/edit.h"

#include "model/base/clock.h"
#include "model/pins.h"
#include "model/rules/rule.h"
#include "model/rules/shadow.h"
#include "tests/lib/hospital.h"
#include "tests/lib/tap.h"

#include <string.h>

struct trial {
    struct hospital h;
    struct edits list;
    int fresh; /* ids given to new rows */
};

static struct id fresh_id(struct trial *t)
{
    struct id id = {{0}};

    id.b[0] = 0xAA;
    id.b[ID_LEN - 1] = (uint8_t)++t->fresh;
    return id;
}

static void set(struct trial *t, struct id id, enum field f, const char *text)
{
    edits_set(&t->list, id, f,
              text && catalog[f].type == TYPE_BOOL ? value_int(*text - '0') : value_text(text));
}

static void set_ref(struct trial *t, struct id id, enum field f, const struct row *to)
{
    edits_set(&t->list, id, f, value_id(to->id));
}

typedef void try_fn(struct trial *t);

static void ns03(struct trial *t)
{
    set(t, t->h.line->id, F_line_ns_code, "NS03");
}
static void ns03_whom(struct trial *t)
{
    ns03(t);
    set(t, t->h.line->id, F_line_ns_consulted, "髙橋");
}
static void ns03_when(struct trial *t)
{
    ns03_whom(t);
    set(t, t->h.line->id, F_line_ns_consulted_at, "2025-09-12T09:30:00+09:00");
}
static void ns03_there(struct trial *t)
{
    build_put(t->h.line, F_line_ns_consulted, "髙橋");
    build_put(t->h.line, F_line_ns_consulted_at, "2025-09-12T09:30:00+09:00");
    ns03(t);
}
static void ns03_taken_back(struct trial *t)
{
    build_put(t->h.pc, F_pc_ns_code, "NS03");
    build_put(t->h.pc, F_pc_ns_consulted, "髙橋");
    build_put(t->h.pc, F_pc_ns_consulted_at, "2025-09-12T09:30:00+09:00");
    set(t, t->h.pc->id, F_pc_ns_consulted, NULL);
}
static void ns03_old(struct trial *t)
{
    build_put(t->h.line, F_line_ns_code, "NS03");
    set(t, t->h.line->id, F_line_finding, "別の件");
}
static void ns02(struct trial *t)
{
    set(t, t->h.router->id, F_device_ns_code, "NS02");
}

static void add_pcs(struct trial *t, int n)
{
    while (n--)
        set(t, fresh_id(t), F_pc_pc_name, "PC");
}
static void fifth_pc(struct trial *t)
{
    add_pcs(t, 4);
}
static void sixth_pc(struct trial *t)
{
    add_pcs(t, 5);
}
static void sixth_for_another(struct trial *t)
{
    add_pcs(t, 5);
    edits_op(&t->list, OP_DEL, t->h.pc->id, 0, value_null());
}
static void sixth_undeleted(struct trial *t)
{
    struct row *gone = build_row(&t->h.s, KIND_pc);

    build_delete(&t->h.s, gone);
    for (int i = 0; i < 4; i++)
        build_row(&t->h.s, KIND_pc);
    edits_op(&t->list, OP_UNDEL, gone->id, 0, value_null());
}
static void rename_of_six(struct trial *t)
{
    for (int i = 0; i < 5; i++)
        build_row(&t->h.s, KIND_pc);
    set(t, t->h.pc->id, F_pc_pc_name, "PC2");
}

static void pin_inside(struct trial *t)
{
    set(t, t->h.router->id, F_device_plot_x, "1.0");
}
static void pin_outside(struct trial *t)
{
    set(t, t->h.router->id, F_device_plot_y, "1.01");
}
static void room_pin(struct trial *t)
{
    set(t, t->h.server->id, F_room_plot_x, "-0.5");
}
static void grid_most(struct trial *t)
{
    edits_set(&t->list, t->h.drawing->id, F_drawing_grid_cols, value_int(FLOOR_GRID_MAX));
    edits_set(&t->list, t->h.drawing->id, F_drawing_grid_rows, value_int(0));
}
static void grid_cols(struct trial *t)
{
    edits_set(&t->list, t->h.drawing->id, F_drawing_grid_cols, value_int(2000000000));
}
static void grid_rows(struct trial *t)
{
    edits_set(&t->list, t->h.drawing->id, F_drawing_grid_rows, value_int(-1));
}
static void grid_renamed(struct trial *t)
{
    build_put(t->h.drawing, F_drawing_grid_rows, "41");
    set(t, t->h.drawing->id, F_drawing_title, "1F");
}
static void macos(struct trial *t)
{
    set(t, t->h.pc->id, F_pc_os, "macos");
}
static void macos_seen(struct trial *t)
{
    edits_observe(&t->list, t->h.pc->id, F_pc_os, value_text("macos"));
}
static void other_os(struct trial *t)
{
    set(t, t->h.pc->id, F_pc_os, "other");
}

static void private_line(struct trial *t)
{
    set(t, t->h.line->id, F_line_global_ip, "10.0.0.1");
}
static void sample_line(struct trial *t)
{
    set(t, t->h.line->id, F_line_global_ip, "203.0.113.9");
}
static void private_scan(struct trial *t)
{
    set(t, fresh_id(t), F_scan_target_sameday_ip, "192.168.0.1");
}

static void photo_of(struct trial *t, const struct row *r)
{
    struct id id = fresh_id(t);

    build_put(t->h.server, F_room_photo_allowed, "forbidden");
    edits_op(&t->list, OP_PHOTO, id, 0, value_null());
    set_ref(t, id, F_photo_photo_target, r);
}
static void photo_line(struct trial *t)
{
    photo_of(t, t->h.line);
}
static void photo_device(struct trial *t)
{
    photo_of(t, t->h.router);
}
static void photo_elsewhere(struct trial *t)
{
    photo_of(t, t->h.line2);
}
static void photo_unmatched(struct trial *t)
{
    build_put(t->h.server, F_room_photo_allowed, "forbidden");
    edits_op(&t->list, OP_PHOTO, fresh_id(t), 0, value_null());
}
static void photo_renamed(struct trial *t)
{
    build_put(t->h.server, F_room_photo_allowed, "forbidden");
    set(t, t->h.photo_router->id, F_photo_caption, "前面");
}

static void overlap(struct trial *t)
{
    set(t, t->h.step->id, F_step_plan_to, "09:46");
}
static void touch(struct trial *t)
{
    set(t, t->h.step->id, F_step_plan_from, "09:20");
}
static void both_moved(struct trial *t)
{
    set(t, t->h.step->id, F_step_plan_to, "10:00");
    set(t, t->h.step_pc->id, F_step_plan_from, "10:00");
    set(t, t->h.step_pc->id, F_step_plan_to, "10:30");
}
static void other_crew(struct trial *t)
{
    struct row *b = build_row(&t->h.s, KIND_crew);

    overlap(t);
    set_ref(t, t->h.step->id, F_step_crew_ref, b);
}
static void cancelled(struct trial *t)
{
    overlap(t);
    set(t, t->h.step_pc->id, F_step_step_state, "cancelled");
}

static void into_forbidden(struct trial *t)
{
    struct id id = fresh_id(t);

    build_put(t->h.office, F_room_entry_forbidden, "1");
    set_ref(t, id, F_step_target_ref, t->h.line2);
    set(t, id, F_step_step_kind, "line");
}
static void into_allowed(struct trial *t)
{
    struct id id = fresh_id(t);

    build_put(t->h.office, F_room_entry_forbidden, "1");
    set_ref(t, id, F_step_target_ref, t->h.line);
    set(t, id, F_step_step_kind, "line");
}

static void explore(struct trial *t)
{
    build_put(t->h.explore, F_step_step_state, NULL);
    set(t, t->h.explore->id, F_step_step_state, "in_progress");
}
static void explore_early(struct trial *t)
{
    build_put(t->h.step2, F_step_step_state, NULL);
    explore(t);
}
static void explore_given_up(struct trial *t)
{
    explore_early(t);
    set(t, t->h.line2->id, F_line_ns_code, "NS02");
}
static void explore_closing(struct trial *t)
{
    explore_early(t);
    set(t, t->h.step2->id, F_step_step_state, "next_day");
}
static void explore_other_crew(struct trial *t)
{
    struct row *b = build_row(&t->h.s, KIND_crew);

    build_ref(t->h.step2, F_step_crew_ref, b);
    explore_early(t);
}
static void explore_next_day(struct trial *t)
{
    build_put(t->h.step2, F_step_plan_date, "2025-09-16");
    explore_early(t);
}
static void explored_room_early(struct trial *t)
{
    build_put(t->h.step2, F_step_step_state, NULL);
    set(t, fresh_id(t), F_exploration_explored_in, "2025-09-12T14:00:00+09:00");
}
static void unknown_anytime(struct trial *t)
{
    build_put(t->h.step2, F_step_step_state, NULL);
    set(t, fresh_id(t), F_unknown_line_unknown_line_no, "UA1");
}

static void sign(struct trial *t)
{
    struct id id = fresh_id(t);

    set(t, id, F_signoff_signer_name, "髙橋 由美");
    set(t, id, F_signoff_signed_scope, "visit");
}
static void sign_blocked(struct trial *t)
{
    build_put(t->h.step2, F_step_step_state, NULL);
    sign(t);
}
static void sign_conflict(struct trial *t)
{
    t->h.router->conflicts = 1;
    sign(t);
}
static void sign_closing(struct trial *t)
{
    sign_blocked(t);
    set(t, t->h.step2->id, F_step_step_state, "done");
}
static void sign_other_day(struct trial *t)
{
    struct id id = fresh_id(t);

    build_put(t->h.step2, F_step_step_state, NULL);
    build_put(t->h.step2, F_step_plan_date, "2025-09-16");
    set(t, id, F_signoff_signer_name, "髙橋 由美");
    set(t, id, F_signoff_signed_scope, "day");
    set(t, id, F_signoff_signed_day, "2025-09-12");
}
static void comment(struct trial *t)
{
    struct row *r = build_row(&t->h.s, KIND_signoff);

    build_put(t->h.step2, F_step_step_state, NULL);
    set(t, r->id, F_signoff_signer_comment, "了承");
}
static void leave(struct trial *t)
{
    set(t, t->h.crew->id, F_crew_left_at, "2025-09-12T17:00:00+09:00");
}
static void leave_signed(struct trial *t)
{
    sign(t);
    leave(t);
}

#define FREE (-1)

static const struct {
    const char *what;
    try_fn *make;
    int rule; /* or FREE */
} cases[] = {
    {"NS03 alone", ns03, RULE_ns03_unasked},
    {"NS03 with whom", ns03_whom, RULE_ns03_unasked},
    {"NS03 with whom and when", ns03_when, FREE},
    {"NS03, asked before", ns03_there, FREE},
    {"NS03, the name taken back", ns03_taken_back, RULE_ns03_unasked},
    {"another field where NS03 stands unasked", ns03_old, FREE},
    {"NS02 needs nobody", ns02, FREE},
    {"a fifth PC", fifth_pc, FREE},
    {"a sixth PC", sixth_pc, RULE_pcs_many},
    {"a sixth PC for another", sixth_for_another, FREE},
    {"a sixth PC brought back", sixth_undeleted, RULE_pcs_many},
    {"renaming one of six", rename_of_six, FREE},
    {"a pin on the drawing", pin_inside, FREE},
    {"a pin beside the drawing", pin_outside, RULE_pin_outside},
    {"a room's pin beside the drawing", room_pin, RULE_pin_outside},
    {"a grid of forty", grid_most, FREE},
    {"a grid of too many columns", grid_cols, RULE_grid_outside},
    {"a grid of no rows", grid_rows, RULE_grid_outside},
    {"the title of a drawing with such a grid", grid_renamed, FREE},
    {"macOS declared", macos, RULE_os_refused},
    {"macOS seen", macos_seen, FREE},
    {"another OS", other_os, FREE},
    {"a private address", private_line, RULE_ip_not_global},
    {"a documentation address", sample_line, FREE},
    {"a private address of the day", private_scan, RULE_ip_not_global},
    {"a photo of a line in a forbidden room", photo_line, RULE_photo_forbidden},
    {"a photo of a device there", photo_device, RULE_photo_forbidden},
    {"a photo elsewhere", photo_elsewhere, FREE},
    {"a photo of nothing yet", photo_unmatched, FREE},
    {"a caption of a photo that is there", photo_renamed, FREE},
    {"overlapping steps", overlap, RULE_steps_overlap},
    {"steps that touch", touch, FREE},
    {"both moved at once", both_moved, FREE},
    {"another crew's", other_crew, FREE},
    {"the other cancelled", cancelled, FREE},
    {"a step in a forbidden room", into_forbidden, RULE_room_forbidden},
    {"a step elsewhere", into_allowed, FREE},
    {"exploration after all", explore, FREE},
    {"exploration before a line", explore_early, RULE_explore_early},
    {"exploration, the line given up", explore_given_up, FREE},
    {"exploration, the line put off in the same edit", explore_closing, FREE},
    {"exploration before another crew's line", explore_other_crew, RULE_explore_early},
    {"exploration before a line of the next day", explore_next_day, FREE},
    {"a room explored before a line", explored_room_early, RULE_explore_early},
    {"R114 an unknown line during the lines", unknown_anytime, FREE},
    {"signing", sign, FREE},
    {"signing with an open line", sign_blocked, RULE_sign_blocked},
    {"signing with a conflict", sign_conflict, RULE_sign_blocked},
    {"signing while closing the last", sign_closing, FREE},
    {"signing the day, a line on the next", sign_other_day, FREE},
    {"a comment to what was signed", comment, FREE},
    {"leaving unsigned", leave, RULE_left_unsigned},
    {"leaving signed", leave_signed, FREE},
};

static void every_case(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct trial t = {.list = {NULL, 0, 0}};
        struct err e = {0};
        int rc;

        hospital_build(&t.h);
        cases[i].make(&t);
        rc = rule_allows_edit(&t.h.s, t.list.v, t.list.n, &e);
        if (cases[i].rule == FREE)
            is_ok(rc, &e, "allowed: %s", cases[i].what);
        else
            ok(rc == -ERR_REFUSED && e.msg == rules[cases[i].rule].text, "%s refused: %s (%s, %s)",
               rules[cases[i].rule].number, cases[i].what, e.subject, e.detail);
        edits_release(&t.list);
        hospital_release(&t.h);
    }
}

static void words(void)
{
    struct trial t = {.list = {NULL, 0, 0}};
    struct err e = {0};

    hospital_build(&t.h);
    sign_blocked(&t);
    (void)rule_allows_edit(&t.h.s, t.list.v, t.list.n, &e);
    is_str(e.detail, "1 (回線B)", "a refused signature says how many, and the first");
    edits_release(&t.list);
    t.list = (struct edits){NULL, 0, 0};
    overlap(&t);
    (void)rule_allows_edit(&t.h.s, t.list.v, t.list.n, &e);
    is_str(e.subject, "回線A", "a refused step says which");
    is_str(e.detail, "LAB-PC410", "and what it meets");
    edits_release(&t.list);
    hospital_release(&t.h);
}

/* The shadow leaves the survey as it is. */
static void shadow(void)
{
    struct trial t = {.list = {NULL, 0, 0}};
    struct shadow sh;

    hospital_build(&t.h);
    set(&t, t.h.line->id, F_line_finding, "A");
    set(&t, t.h.line->id, F_line_finding, "B");
    edits_op(&t.list, OP_DEL, t.h.pc->id, 0, value_null());
    set(&t, fresh_id(&t), F_unknown_line_room, "EPS");
    shadow_load(&sh, &t.h.s, t.list.v, t.list.n);
    is_int(sh.n, 3, "three rows are touched");
    is_str(row_text(survey_find(&sh.s, t.h.line->id), F_line_finding), "B", "the last edit holds");
    is_str(row_text(t.h.line, F_line_finding), "", "the survey is untouched");
    is_int(sh.s.n[KIND_pc], 0, "the PC is gone");
    ok(survey_find(&sh.s, t.h.pc->id) != NULL, "and still found among the deleted");
    is_int(sh.s.n[KIND_unknown_line], 1, "the new row is there");
    is_int(t.h.s.n[KIND_pc], 1, "the survey has its PC");
    shadow_release(&sh);
    edits_release(&t.list);
    hospital_release(&t.h);
}

int main(void)
{
    clock_set(hospital_now());
    every_case();
    words();
    shadow();
    return tap_done();
}
