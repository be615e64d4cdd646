#include "tests/lib/hospital.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"

#define DATE "2025-09-12"

int64_t hospital_now(void)
{
    return clock_ms(2025, 9, 12, 17, 0, 0);
}

struct texts {
    enum field field;
    const char *text;
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void put_all(struct row *r, const struct texts *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        build_put(r, list[i].field, list[i].text);
}

static void see_all(struct row *r, const struct texts *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        build_see(r, list[i].field, list[i].text);
}

static struct row *room(struct hospital *h, const char *floor, const char *name)
{
    struct row *r = build_row(&h->s, KIND_room);

    build_put(r, F_room_building, "本館");
    build_put(r, F_room_floor, floor);
    build_put(r, F_room_room, name);
    return r;
}

struct row *hospital_photo(struct hospital *h, const struct row *of, const char *tag)
{
    struct row *r = build_row(&h->s, KIND_photo);

    build_ref(r, F_photo_photo_target, of);
    build_put(r, F_photo_photo_tag, tag);
    build_put(r, F_photo_orig_name, "DSC01201.JPG");
    return r;
}

struct row *hospital_shots(struct hospital *h, const struct row *of)
{
    static const struct {
        enum kind kind;
        const char *tags[4];
    } shots[] = {
        {KIND_line, {"terminator", "cabling"}},
        {KIND_device, {"device_front", "label"}},
        {KIND_pc, {"pc_settings", "os_version", "antivirus"}},
        {KIND_unknown_line, {"unknown_line"}},
    };
    struct row *first = NULL;

    for (size_t i = 0; i < COUNT(shots); i++)
        for (size_t k = 0; shots[i].kind == of->kind && shots[i].tags[k]; k++) {
            struct row *r = hospital_photo(h, of, shots[i].tags[k]);

            first = first ? first : r;
        }
    return first;
}

struct row *hospital_step(struct hospital *h, const char *kind, const struct row *target,
                          const char *from, const char *to)
{
    struct row *r = build_row(&h->s, KIND_step);

    build_put(r, F_step_step_kind, kind);
    if (target)
        build_ref(r, F_step_target_ref, target);
    build_ref(r, F_step_crew_ref, h->crew);
    build_put(r, F_step_plan_date, DATE);
    build_put(r, F_step_plan_from, from);
    build_put(r, F_step_plan_to, to);
    build_put(r, F_step_step_state, "done");
    return r;
}

static struct row *line(struct hospital *h, const char *seq, const char *label, const char *floor,
                        const char *name)
{
    static const struct texts declared[] = {
        {F_line_line_number, "COP0431195520"},
        {F_line_line_kind, "internet"},
        {F_line_medium, "wired"},
        {F_line_traffic_kind, "data"},
        {F_line_contract_holder_kind, "hospital"},
        {F_line_purpose, "業務"},
        {F_line_remote_maintenance, "no"},
        {F_line_emr_connected, "yes"},
        {F_line_building, "本館"},
        {F_line_terminator_kind, "onu"},
        {F_line_global_ip_kind, "dynamic"},
        {F_line_scan_wanted, "no"},
        {F_line_terminator_found, "yes"},
        {F_line_moved_device, "0"},
        {F_line_outage_risk, "none"},
        {F_line_witness, "髙橋 由美"},
    };
    struct row *r = build_row(&h->s, KIND_line);

    put_all(r, declared, COUNT(declared));
    build_put(r, F_line_line_seq, seq);
    build_put(r, F_line_line_label, label);
    build_put(r, F_line_floor, floor);
    build_put(r, F_line_room, name);
    build_see(r, F_line_terminator_kind, "onu");
    build_see(r, F_line_room, name);
    hospital_shots(h, r);
    return r;
}

static struct row *router(struct hospital *h, const struct row *of)
{
    static const struct texts declared[] = {
        {F_device_device_seq, "1"},        {F_device_device_kind, "router"},
        {F_device_maker, "みなと電機"},    {F_device_model, "AR-830"},
        {F_device_serial_no, "KTR447190"}, {F_device_firmware_version, "15.2"},
    };
    struct row *r = build_row(&h->s, KIND_device);

    put_all(r, declared, COUNT(declared));
    see_all(r, declared + 1, COUNT(declared) - 1);
    build_see(r, F_device_serial_no, of == h->line ? "KTR447190" : "KTR447191");
    build_put(r, F_device_serial_no, of == h->line ? "KTR447190" : "KTR447191");
    build_ref(r, F_device_line_ref, of);
    build_put(r, F_device_device_found, "yes");
    h->link = build_row(&h->s, KIND_link);
    build_ref(h->link, F_link_line_ref, of);
    h->photo_router = hospital_shots(h, r);
    return r;
}

static struct row *pc(struct hospital *h)
{
    static const struct texts both[] = {
        {F_pc_os, "windows11"},
        {F_pc_os_version, "23H2"},
        {F_pc_av_product, "セーフエンド"},
        {F_pc_av_version, "9"},
        {F_pc_av_pattern_date, "2025-09-11"},
        {F_pc_av_pattern_state, "latest"},
        {F_pc_room, "サーバ室"},
    };
    static const struct texts rest[] = {
        {F_pc_pc_seq, "1"},
        {F_pc_pc_name, "LAB-PC410"},
        {F_pc_pc_purpose, "検査"},
        {F_pc_pc_system, "電子カルテ"},
        {F_pc_pc_emr_connected, "yes"},
        {F_pc_operate_permission, "allowed"},
        {F_pc_building, "本館"},
        {F_pc_floor, "3F"},
        {F_pc_login_by, "髙橋 由美"},
        {F_pc_operated_by, "surveyor"},
        {F_pc_screen_has_patient_data, "0"},
        {F_pc_witness, "髙橋 由美"},
    };
    struct row *r = build_row(&h->s, KIND_pc);

    put_all(r, both, COUNT(both));
    see_all(r, both, COUNT(both));
    put_all(r, rest, COUNT(rest));
    hospital_shots(h, r);
    return r;
}

struct row *hospital_unknown(struct hospital *h, const char *no)
{
    static const struct texts texts[] = {
        {F_unknown_line_terminator_kind, "sim_dongle"},
        {F_unknown_line_room, "健診"},
        {F_unknown_line_asked_whom, "髙橋 由美"},
        {F_unknown_line_asked_at, DATE "T15:00:00+09:00"},
        {F_unknown_line_known_state, "unknown"},
        {F_unknown_line_no_device_reason, "端末に直接"},
        {F_unknown_line_found_at, DATE "T14:55:00+09:00"},
    };
    struct row *r = build_row(&h->s, KIND_unknown_line);

    put_all(r, texts, COUNT(texts));
    build_put(r, F_unknown_line_unknown_line_no, no);
    hospital_shots(h, r);
    return r;
}

static void build_site(struct hospital *h)
{
    static const struct texts site[] = {
        {F_site_hospital_serial_no, "0342"},
        {F_site_hospital_name, "みなと総合病院"},
        {F_site_hospital_address, "神奈川県みなと市1-1"},
        {F_site_bed_count, "290"},
        {F_site_has_emr, "1"},
        {F_site_survey_dates, DATE},
        {F_site_precall_at, "2025-09-11T15:20:00+09:00"},
        {F_site_precall_to, "森田"},
        {F_site_precall_result, "done"},
    };

    h->site = build_row(&h->s, KIND_site);
    put_all(h->site, site, COUNT(site));
    h->drawing = build_row(&h->s, KIND_drawing);
    h->contact = build_row(&h->s, KIND_contact);
    build_put(h->contact, F_contact_contact_role, "hospital");
    build_put(h->contact, F_contact_contact_name, "髙橋 由美");
    build_put(h->contact, F_contact_contact_phone, "045-000-0000");
    h->crew = build_row(&h->s, KIND_crew);
    build_put(h->crew, F_crew_crew_id, "A");
    h->lead = build_row(&h->s, KIND_member);
    build_ref(h->lead, F_member_crew_ref, h->crew);
    build_put(h->lead, F_member_member_name, "佐藤");
    build_put(h->lead, F_member_is_lead, "1");
    build_put(h->lead, F_member_armband_checked, "1");
}

void hospital_build(struct hospital *h)
{
    *h = (struct hospital){.line = NULL};
    survey_init(&h->s);
    build_site(h);
    h->server = room(h, "3F", "サーバ室");
    h->office = room(h, "1F", "医事課");
    h->window = build_row(&h->s, KIND_window);
    build_ref(h->window, F_window_room_ref, h->office);
    build_put(h->window, F_window_open_from, "13:00");
    build_put(h->window, F_window_open_to, "15:00");
    h->line2 = line(h, "2", "回線B", "1F", "医事課");
    h->router2 = router(h, h->line2);
    h->line = line(h, "1", "回線A", "3F", "サーバ室");
    h->router = router(h, h->line);
    h->pc = pc(h);
    h->briefing = hospital_step(h, "briefing", NULL, "09:00", "09:15");
    h->step = hospital_step(h, "line", h->line, "09:15", "09:45");
    h->step_pc = hospital_step(h, "pc", h->pc, "09:45", "10:15");
    h->step2 = hospital_step(h, "line", h->line2, "13:00", "13:30");
    h->explore = hospital_step(h, "explore", h->server, "14:00", "15:00");
    h->sign_step = hospital_step(h, "signoff", NULL, "16:30", "16:45");
    build_put(h->sign_step, F_step_step_state, NULL);
}

static void store_row(const struct row *r, struct edits *list)
{
    for (int f = catalog_kinds[r->kind].first; f < kind_end(r->kind); f++) {
        const struct value *v = row_value(r, (enum field)f), *seen = row_observed(r, (enum field)f);

        if (catalog[f].flags & FIELD_DERIVED)
            continue;
        if (v->type != VALUE_NULL)
            edits_set(list, r->id, (enum field)f, *v);
        if (seen->type != VALUE_NULL)
            edits_observe(list, r->id, (enum field)f, *seen);
    }
}

void hospital_store(const struct hospital *h, struct casefile *c)
{
    struct edits list = {0};
    struct err e;

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        for (size_t i = 0; i < h->s.n[k]; i++)
            store_row(h->s.rows[k][i], &list);
    if (h->drawing->alive && !*row_text(h->drawing, F_drawing_title)) /* a row has some field */
        edits_set(&list, h->drawing->id, F_drawing_title, value_text("本館"));
    if (case_edit(c, &list, &e) != 0)
        bail("the hospital is not written: %s %s", e.subject, e.detail);
    edits_release(&list);
}

void hospital_release(struct hospital *h)
{
    survey_release(&h->s);
}
