#include "assets/demo/demo.h"

#include "assets/data.h"
#include "assets/draw/client.h"
#include "assets/import/import.h"
#include "assets/photo/intake.h"
#include "model/base/clock.h"
#include "model/dayplan.h"
#include "model/photo.h"
#include "model/rules/visit.h"
#include "model/workspace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHEET "demo/0342_みなと総合病院_ヒアリングシート_20250725.xlsx"
#define ROOMS "demo/0342_みなと総合病院_入室計画要望書_20250725.xlsx"
#define WITNESS "髙橋 由美"

static int64_t at(int hour, int minute)
{
    return clock_ms(2025, 9, 12, hour, minute, 0);
}

/* What is answered where the hospital declared nothing to compare with. */
static const struct {
    enum field field;
    const char *text; /* NULL: the number */
    int64_t number;
} answers[] = {
    {F_line_terminator_found, "yes", 0},
    {F_line_moved_device, NULL, 0},
    {F_line_outage_risk, "none", 0},
    {F_line_witness, WITNESS, 0},
    {F_line_no_devices_below, NULL, 1},
    {F_device_device_found, "yes", 0},
    {F_pc_login_by, WITNESS, 0},
    {F_pc_operated_by, "witness", 0},
    {F_pc_os_version, "22H2 19045.4291", 0},
    {F_pc_av_version, "14.2.1", 0},
    {F_pc_av_pattern_date, "2025-09-11", 0},
    {F_pc_screen_has_patient_data, NULL, 0},
    {F_pc_witness, WITNESS, 0},
};

/* Three photos of each line, in the order of the visits. */
enum shot { SHOT_TERMINATOR, SHOT_LABEL, SHOT_CABLING, SHOTS };

static const char *const line_photos[][SHOTS] = {
    {"demo/DSC01201.JPG", "demo/DSC01202.JPG", "demo/DSC01203.JPG"},
    {"demo/DSC01204.JPG", "demo/DSC01205.JPG", "demo/DSC01206.JPG"},
};

#define PHOTOGRAPHED (sizeof line_photos / sizeof line_photos[0])

struct demo {
    struct casefile *c;
    struct draw *draw; /* looks at the photos */
    size_t lines;      /* photographed so far */
    bool differed;     /* one line differs from what was declared */
};

static int import_sheets(const char *workspace, const struct identity *who, struct err *e)
{
    struct buf sheet = BUF_INIT, rooms = BUF_INIT;
    struct import_options options = {.serial = DEMO_SERIAL};
    struct import_result result;
    int rc = data_path(SHEET, &sheet, e);

    if (rc == 0)
        rc = data_path(ROOMS, &rooms, e);
    if (rc == 0) {
        const char *paths[] = {buf_str(&sheet), buf_str(&rooms)};

        rc = import_files(&result, paths, 2, workspace, &options, who, e);
        if (rc == 0 && result.errors)
            rc = err_set(e, ERR_INVALID, buf_str(&sheet), "%d errors", result.errors);
        import_release(&result);
    }
    buf_release(&sheet);
    buf_release(&rooms);
    return rc;
}

static int before_the_day(struct casefile *c, const struct settings *settings, struct err *e)
{
    struct dayplan_options opt = {.crews = 2};
    const struct row *site = survey_site(&c->survey);
    struct edits list = {0};
    struct dayplan d;
    int rc;

    edits_set(&list, site->id, F_site_precall_at, value_text("2025-09-11T15:20:00+09:00"));
    edits_set(&list, site->id, F_site_precall_to, value_text("森田 航"));
    edits_set(&list, site->id, F_site_precall_result, value_text("done"));
    rc = case_edit(c, &list, e);
    edits_release(&list);
    if (rc == 0)
        rc = dayplan_make(&c->survey, settings, &opt, &d, e);
    if (rc == 0) {
        rc = dayplan_write(c, &d, e);
        dayplan_release(&d);
    }
    return rc;
}

static int add_members(struct casefile *c, struct err *e)
{
    static const struct {
        const char *crew, *name, *company;
        bool lead;
    } people[] = {
        {"A", DEMO_PERSON, "現場サービス", true},
        {"A", "小林", "現場サービス", false},
        {"B", "田中", "現場サービス", true},
    };
    struct edits list = {0};
    char now[26];
    int rc;

    datetime_print(clock_now_ms(), now);
    for (size_t k = 0; k < c->survey.n[KIND_crew]; k++) {
        const struct row *crew = c->survey.rows[KIND_crew][k];

        edits_set(&list, crew->id, F_crew_entered_at, value_text(now));
        for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
            struct id id = id_new(clock_now_ms());

            if (!row_is(crew, F_crew_crew_id, people[i].crew))
                continue;
            edits_set(&list, id, F_member_crew_ref, value_id(crew->id));
            edits_set(&list, id, F_member_member_name, value_text(people[i].name));
            edits_set(&list, id, F_member_member_company, value_text(people[i].company));
            edits_set(&list, id, F_member_is_lead, value_int(people[i].lead));
            edits_set(&list, id, F_member_armband_checked, value_int(1));
        }
    }
    rc = case_edit(c, &list, e);
    edits_release(&list);
    return rc;
}

static void answer_place(const struct question *q, struct edits *list)
{
    static const char *const parts[] = {"building", "floor", "room", "rack"};

    for (size_t i = 0; i < 4; i++) {
        enum field f = field_by_id(q->row->kind, parts[i]);

        edits_observe(list, q->row->id, f, *row_value(q->row, f));
    }
}

/* As declared; the first serial number that is asked differs by one digit. */
static void answer(struct demo *d, const struct question *q, struct edits *list)
{
    const struct value *declared =
        q->declared == FIELD_NONE ? NULL : row_value(q->row, q->declared);

    if (q->place && q->observed) {
        answer_place(q, list);
    } else if (q->field == F_device_serial_no && !d->differed) {
        d->differed = true;
        edits_observe(list, q->row->id, q->field, value_text("UMF5054181"));
    } else if (q->observed && declared && !value_is_null(*declared)) {
        edits_observe(list, q->row->id, q->field, *declared);
    } else {
        for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
            struct value v =
                answers[i].text ? value_text(answers[i].text) : value_int(answers[i].number);

            if (answers[i].field == q->field && q->observed)
                edits_observe(list, q->row->id, q->field, v);
            else if (answers[i].field == q->field)
                edits_set(list, q->row->id, q->field, v);
        }
    }
}

static int set_step(struct demo *d, struct id step, const char *state, enum field when, int64_t ms,
                    struct err *e)
{
    struct edits list = {0};
    char iso[26];
    int rc;

    clock_set(ms);
    datetime_print(ms, iso);
    edits_set(&list, step, F_step_step_state, value_text(state));
    edits_set(&list, step, when, value_text(iso));
    rc = case_edit(d->c, &list, e);
    edits_release(&list);
    return rc;
}

/* One commit per answer, as on the screen. */
static int answer_all(struct demo *d, struct id target, size_t most, struct err *e)
{
    struct visit v;
    int rc = 0;

    for (size_t i = 0; i < most && rc == 0; i++) {
        struct edits list = {0};

        visit_load(&v, &d->c->survey, survey_find(&d->c->survey, target));
        if (i < v.n && v.questions[i].state == ANSWER_OPEN)
            answer(d, &v.questions[i], &list);
        most = i < v.n ? most : 0;
        visit_release(&v);
        clock_set(clock_now_ms() + 40000);
        rc = case_edit(d->c, &list, e);
        edits_release(&list);
    }
    return rc;
}

/* The picture of a line that shows what is needed: the cabling shows the fronts of
 * the devices too, one label all labels. */
static enum shot shot_of(const char *tag)
{
    if (strcmp(tag, "label") == 0)
        return SHOT_LABEL;
    return strcmp(tag, "terminator") == 0 ? SHOT_TERMINATOR : SHOT_CABLING;
}

static int say_more(struct demo *d, struct id photo, const struct photo_need *need, struct err *e)
{
    const struct survey *s = &d->c->survey;
    const struct row *row = survey_find(s, photo);
    struct edits list = {0};
    int rc;

    photo_put_tag(&list, s, row, need->tag, true);
    photo_put_target(&list, s, row, need->row->id, true, "person");
    rc = case_edit(d->c, &list, e);
    edits_release(&list);
    return rc;
}

/* When a file of an installation was written says nothing of the camera's clock. */
static int forget_mtime(struct demo *d, struct id photo, struct err *e)
{
    return case_set(d->c, photo, F_photo_file_mtime, false, value_null(), e);
}

/* taken: the pictures of this line that are in, zero for those that are not. */
static int take_photo(struct demo *d, const struct photo_need *need, struct id taken[SHOTS],
                      struct err *e)
{
    enum shot shot = shot_of(need->tag);
    struct intake_item item = {.target = need->row->id, .tag = need->tag};
    struct intake_options how = {.person = DEMO_PERSON};
    struct intake_result result = {.photo = {{0}}};
    struct buf path = BUF_INIT;
    int rc;

    if (!id_is_zero(taken[shot]))
        return say_more(d, taken[shot], need, e);
    rc = data_path(line_photos[d->lines][shot], &path, e);
    item.path = buf_str(&path);
    if (rc == 0)
        rc = photo_intake(d->c, d->draw, &item, &how, &result, e);
    if (rc == 0)
        rc = forget_mtime(d, result.photo, e);
    taken[shot] = result.photo;
    buf_release(&path);
    return rc;
}

/* Where photos are forbidden the reason NS06 stands in their place (R100). */
static int excuse_photo(struct demo *d, const struct photo_need *need, struct err *e)
{
    enum kind k = need->row->kind;

    if (need->forbidden)
        return case_set(d->c, need->row->id, field_by_id(k, "ns_code"), false, value_text("NS06"),
                        e);
    return case_set(d->c, need->row->id, field_by_id(k, "no_photo_reason"), false,
                    value_text("ラック奥で撮れない"), e);
}

/* What a visit needs while there are pictures left; a reason for the rest. */
static int photograph(struct demo *d, struct id target, struct err *e)
{
    bool line = survey_find_kind(&d->c->survey, KIND_line, target) != NULL;
    struct id taken[SHOTS] = {{{0}}};
    size_t needed = 1;
    int rc = 0;

    for (size_t i = 0; i < needed && rc == 0; i++) {
        struct visit v;

        visit_load(&v, &d->c->survey, survey_find(&d->c->survey, target));
        needed = v.nphotos;
        if (i < v.nphotos && v.photos[i].state == PHOTO_MISSING)
            rc = line && !v.photos[i].forbidden && d->lines < PHOTOGRAPHED
                     ? take_photo(d, &v.photos[i], taken, e)
                     : excuse_photo(d, &v.photos[i], e);
        visit_release(&v);
    }
    d->lines += line && !id_is_zero(taken[SHOT_TERMINATOR]);
    return rc;
}

static int add_link(struct demo *d, struct id line, struct err *e)
{
    struct edits list = {0};
    struct id id = id_new(clock_now_ms());
    const struct row *device;
    size_t i = 0;
    int rc;

    device = survey_next_ref(&d->c->survey, KIND_device, F_device_line_ref, line, &i);
    if (!device)
        return 0;
    edits_set(&list, id, F_link_line_ref, value_id(line));
    edits_set(&list, id, F_link_from_ref, value_id(line));
    edits_set(&list, id, F_link_to_ref, value_id(device->id));
    edits_set(&list, id, F_link_to_port, value_text("port1"));
    rc = case_edit(d->c, &list, e);
    edits_release(&list);
    return rc;
}

/* A visit from its planned beginning: done when it ends before `now`. */
static int visit_step(struct demo *d, struct id step, struct id target, int from, int to,
                      int64_t now, struct err *e)
{
    int64_t begin = at(from / 60, from % 60), end = at(to / 60, to % 60);
    bool done = end <= now;
    int rc = set_step(d, step, "in_progress", F_step_actual_from, begin + 60000, e);

    if (rc == 0)
        rc = answer_all(d, target, done ? 100 : 4, e);
    if (rc == 0 && done)
        rc = photograph(d, target, e);
    if (rc == 0 && done && survey_find_kind(&d->c->survey, KIND_line, target))
        rc = add_link(d, target, e);
    return rc == 0 && done ? set_step(d, step, "done", F_step_actual_to, end, e) : rc;
}

static int the_morning(struct demo *d, int64_t now, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < d->c->survey.n[KIND_step] && rc == 0; i++) {
        const struct row *r = d->c->survey.rows[KIND_step][i];
        struct id step = r->id, target = row_ref(r, F_step_target_ref);
        int from, to;

        if (!time_parse(row_text(r, F_step_plan_from), &from) ||
            !time_parse(row_text(r, F_step_plan_to), &to) || at(from / 60, from % 60) >= now)
            continue;
        if (row_is(r, F_step_step_kind, "briefing")) {
            rc = set_step(d, step, "in_progress", F_step_actual_from, at(from / 60, from % 60), e);
            if (rc == 0)
                rc = set_step(d, step, "done", F_step_actual_to, at(to / 60, to % 60), e);
        } else if (!id_is_zero(target)) {
            rc = visit_step(d, step, target, from, to, now, e);
        }
    }
    return rc;
}

/* The list of hospitals shows it at once. */
static int index_it(const char *workspace, const struct identity *who, struct err *e)
{
    struct index ix;
    int rc = index_load(&ix, workspace, e);

    for (size_t i = 0; i < ix.n && rc == 0; i++)
        rc = index_refresh(&ix, i, workspace, who, e);
    if (rc == 0)
        rc = index_save(&ix, workspace, e);
    index_release(&ix);
    return rc;
}

int demo_make(const char *workspace, const struct settings *settings, const struct identity *who,
              struct err *e)
{
    struct demo d = {.c = NULL};
    int64_t now = at(10, 42);
    char *folder = NULL;
    int rc;

    clock_set(clock_ms(2025, 8, 1, 10, 0, 0));
    rc = import_sheets(workspace, who, e);
    if (rc == 0)
        rc = workspace_find(workspace, DEMO_SERIAL, &folder, e);
    if (rc == 0)
        rc = case_open(&d.c, folder, who, e);
    clock_set(clock_ms(2025, 9, 11, 15, 25, 0));
    if (rc == 0)
        rc = before_the_day(d.c, settings, e);
    clock_set(at(8, 50));
    if (rc == 0)
        rc = add_members(d.c, e);
    d.draw = draw_new(NULL);
    if (rc == 0)
        rc = the_morning(&d, now, e);
    draw_free(d.draw);
    case_close(d.c);
    free(folder);
    clock_set(-1);
    clock_jump(now);
    return rc == 0 ? index_it(workspace, who, e) : rc;
}
