/* The projection of a hospital: what the laptop's own lists say, and the same bytes
 * out of the commits alone, in whatever order and portions they come. */
#include "sync/central/summary.h"

#include "assets/demo/demo.h"
#include "model/base/clock.h"
#include "model/db.h"
#include "model/workspace.h"
#include "sync/central/replay.h"
#include "tests/lib/fixture.h"
#include "tests/lib/hospital.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct err e;

/* ---- commits of a case, copied ---- */

struct raws {
    struct span *v;
    size_t n, cap;
    struct store *from;
};

static int keep_raw(uint64_t n, struct span raw, void *ctx)
{
    struct raws *r = ctx;

    (void)n;
    r->v = xgrow(r->v, r->n, &r->cap, sizeof *r->v);
    r->v[r->n++] = (struct span){xstrndup(raw.p, raw.n), raw.n};
    return 0;
}

static int keep_writer(const struct writer_info *w, void *ctx)
{
    struct raws *r = ctx;

    return store_chain(r->from, w->writer, 1, keep_raw, r, &e);
}

static void raws_add(struct raws *r, struct casefile *c)
{
    r->from = c->store;
    if (store_writers(c->store, keep_writer, r, &e) != 0)
        bail("%s", e.detail);
}

static void raws_release(struct raws *r)
{
    for (size_t i = 0; i < r->n; i++)
        free((void *)(uintptr_t)r->v[i].p);
    free(r->v);
}

/* ---- a projection as text ---- */

static char *project(const struct casefile *c)
{
    struct hospital_summary s;
    struct buf out = BUF_INIT;

    if (summary_read(&s, c, hospital_now(), &e) != 0)
        bail("%s", e.detail);
    summary_json(&s, &out);
    buf_putc(&out, '\n');
    if (summary_rows_json(&c->survey, &out, &e) != 0)
        bail("%s", e.detail);
    return buf_take(&out);
}

static struct replay *replay(struct id hospital)
{
    struct replay *r;

    if (replay_begin(&r, hospital, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    return r;
}

static char *survey_of(struct replay *r)
{
    const struct casefile *c;

    if (replay_survey(r, &c, &e) != 0)
        bail("%s", e.detail);
    return project(c);
}

static char *forward(const struct raws *raws, struct id hospital)
{
    struct replay *r = replay(hospital);
    char *text;

    is_ok(replay_add(r, raws->v, raws->n, &e), &e, "all commits in one portion");
    is_int(replay_reception(r)->fresh, raws->n, "each was applied");
    text = survey_of(r);
    replay_end(r);
    return text;
}

/* One by one, the last one first, each twice. */
static char *backward(const struct raws *raws, struct id hospital)
{
    struct replay *r = replay(hospital);
    char *text;

    for (size_t i = raws->n; i-- > 0;)
        if (replay_add(r, &raws->v[i], 1, &e) != 0 || replay_add(r, &raws->v[i], 1, &e) != 0)
            bail("%s", e.detail);
    is_int(replay_reception(r)->duplicate, raws->n, "the second time none is new");
    text = survey_of(r);
    replay_end(r);
    return text;
}

static void same_everywhere(struct casefile *c, const char *what)
{
    struct raws raws = {0};
    struct id hospital = store_hospital(c->store);
    char *own = project(c), *first, *last;

    raws_add(&raws, c);
    first = forward(&raws, hospital);
    last = backward(&raws, hospital);
    is_str(first, own, "%s: replayed, byte for byte what the laptop says", what);
    is_str(last, own, "%s: whatever the order", what);
    free(own);
    free(first);
    free(last);
    raws_release(&raws);
}

/* ---- what stands in it, read by somebody else's JSON ---- */

/* Static; "" for null, "?" for what is no JSON or not one row. */
static const char *look(const char *json, const char *sql)
{
    static char text[4][512];
    static int turn;
    char *out = text[turn = (turn + 1) % 4];
    struct statement s = {0};
    sqlite3 *db;
    const char *got;

    if (sqlite3_open(":memory:", &db) != SQLITE_OK || db_prepare(db, &s, sql, &e) != 0)
        bail("%s: %s", sql, e.detail);
    db_bind_text(&s, 1, json);
    snprintf(out, sizeof text[0], "?");
    if (db_step(db, &s, &e) > 0) {
        got = (const char *)sqlite3_column_text(s.st, 0);
        snprintf(out, sizeof text[0], "%s", got ? got : "");
    }
    db_finish(&s, 1);
    sqlite3_close(db);
    return out;
}

static void rows_of(const struct hospital *h, struct casefile *c)
{
    static const char router[] = "SELECT json_extract(value,'$.fields.%s') FROM json_each(?1)"
                                 " WHERE json_extract(value,'$.entity')=replace('%s','-','')";
    struct buf rows = BUF_INIT, sql = BUF_INIT;
    char id[ID_HEX_LEN + 1];

    id_print(h->router->id, id);
    if (summary_rows_json(&c->survey, &rows, &e) != 0)
        bail("%s", e.detail);
    is_str(look(buf_str(&rows), "SELECT count(*) FROM json_each(?1)"
                                " WHERE json_extract(value,'$.kind')='line'"),
           "2", "two lines");
    buf_addf(&sql, router, "device_kind", id);
    is_str(look(buf_str(&rows), buf_str(&sql)), row_text(h->router, F_device_device_kind),
           "a field by the catalogue's id");
    buf_reset(&sql);
    buf_addf(&sql, router, "observed.device_kind", id);
    is_str(look(buf_str(&rows), buf_str(&sql)), row_text_seen(h->router, F_device_device_kind),
           "its observed twin");
    ok(!strstr(buf_str(&rows), "null"), "what has no value is not there");
    buf_release(&rows);
    buf_release(&sql);
}

static void numbers(const struct hospital *h, struct casefile *c)
{
    struct hospital_summary s;
    struct buf json = BUF_INIT;

    if (summary_read(&s, c, hospital_now(), &e) != 0)
        bail("%s", e.detail);
    is_str(s.serial, row_text(h->site, F_site_hospital_serial_no), "serial number");
    is_str(s.name, row_text(h->site, F_site_hospital_name), "name");
    is_str(s.state, "done", "everything is surveyed, nothing signed");
    is_int(s.lines, 2, "lines");
    is_int(s.lines_done, 2, "lines done");
    is_int(s.pcs, 1, "PCs");
    is_int(s.unknown_lines, 1, "one line that nobody knows");
    is_int(s.not_surveyable, 0, "nothing was given up");
    is_int(s.photos, c->survey.n[KIND_photo], "photos");
    is_int(s.conflicts, 0, "no conflict");
    is_str(s.signed_at, "", "not signed");
    summary_json(&s, &json);
    is_str(look(buf_str(&json), "SELECT json_extract(?1,'$.survey_dates')"), "2025-09-12",
           "survey days as JSON");
    is_str(look(buf_str(&json), "SELECT json_type(?1,'$.signed_at')"), "null", "unknown: null");
    is_str(look(buf_str(&json), "SELECT json_type(?1,'$.lines')"), "integer", "a number");
    buf_release(&json);
}

/* The class of the beds as given, else of their number. */
static void beds(struct hospital *h, struct casefile *c)
{
    static const struct {
        const char *count, *given, *want;
    } cases[] = {{"199", "", "lt200"},     {"200", "", "200_399"}, {"399", "", "200_399"},
                 {"400", "", "ge400"},     {"", "", ""},           {"0", "", ""},
                 {"500", "lt200", "lt200"}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct casefile seen = {.store = c->store, .survey = h->s};
        struct hospital_summary s;

        build_put(h->site, F_site_bed_count, *cases[i].count ? cases[i].count : NULL);
        build_put(h->site, F_site_bed_class, *cases[i].given ? cases[i].given : NULL);
        if (summary_read(&s, &seen, hospital_now(), &e) != 0)
            bail("%s", e.detail);
        is_str(s.bed_class, cases[i].want, "%s beds, class '%s'", cases[i].count, cases[i].given);
    }
}

/* A deadline stands there while a scan is open. */
static void scans(struct hospital *h, struct casefile *c)
{
    struct casefile seen = {.store = c->store};
    struct hospital_summary s;
    struct row *target;

    build_put(h->line, F_line_line_kind, "internet");
    build_put(h->line, F_line_scan_wanted, "yes");
    seen.survey = h->s;
    is_ok(summary_read(&s, &seen, hospital_now(), &e), &e, "a scan is wanted");
    is_int(s.scans_open, 1, "and open");
    is_str(s.scan_deadline, "2025-09-22", "five business days; the 15th is a holiday");
    target = build_row(&h->s, KIND_scan_target);
    build_ref(target, F_scan_target_line_ref, h->line);
    build_put(target, F_scan_target_scan_state, "planned");
    seen.survey = h->s;
    is_ok(summary_read(&s, &seen, hospital_now(), &e), &e, "it is planned");
    is_int(s.scans_open, 1, "once, by its target");
    build_put(target, F_scan_target_scan_state, "done");
    is_ok(summary_read(&s, &seen, hospital_now(), &e), &e, "it is done");
    is_int(s.scans_open, 0, "none is open");
    is_str(s.scan_deadline, "", "no deadline is left");
}

static void small_hospital(void)
{
    struct fixture f;
    struct hospital h;
    struct casefile *c;

    fixture_begin(&f);
    hospital_build(&h);
    hospital_unknown(&h, "UA01");
    c = fixture_case(&f);
    hospital_store(&h, c);
    numbers(&h, c);
    rows_of(&h, c);
    same_everywhere(c, "a small hospital");
    beds(&h, c);
    scans(&h, c);
    hospital_release(&h);
    case_close(c);
    fixture_end(&f);
}

/* ---- two laptops ---- */

static const char *in_summary(struct replay *r, const char *member)
{
    char sql[64], *text = survey_of(r);
    const char *out;

    text[strcspn(text, "\n")] = '\0';
    snprintf(sql, sizeof sql, "SELECT json_extract(?1,'$.%s')", member);
    out = look(text, sql);
    free(text);
    return out;
}

static void name_it(struct casefile *c, struct id line, const char *text)
{
    if (case_set(c, line, F_line_line_label, false, value_text(text), &e) != 0)
        bail("%s", e.detail);
}

static struct casefile *other_case(struct fixture *f, const struct raws *raws)
{
    struct reception sum = {0};
    struct casefile *c;

    fixture_other(f, "鈴木", "B");
    if (case_create(&c, f->workspace, "0342", "みなと総合病院", &f->who, &e) != 0 ||
        store_receive(c->store, raws->v, raws->n, &sum, NULL, NULL, &e) != 0 ||
        survey_load(&c->survey, c->store, &e) != 0)
        bail("%s", e.detail);
    return c;
}

static void two_laptops(void)
{
    struct fixture fa, fb;
    struct raws base = {0}, all = {0};
    struct hospital h;
    struct casefile *a, *b;
    struct replay *r;

    fixture_begin(&fa);
    hospital_build(&h);
    a = fixture_case(&fa);
    hospital_store(&h, a);
    raws_add(&base, a);
    b = other_case(&fb, &base);
    name_it(a, h.line->id, "東");
    name_it(b, h.line->id, "西");
    raws_add(&all, a);
    raws_add(&all, b);
    r = replay(case_hospital("0342"));
    is_ok(replay_add(r, all.v, all.n, &e), &e, "what both say");
    is_str(in_summary(r, "conflicts"), "1", "the two meet as a conflict");
    replay_end(r);

    /* without the commits before it one waits; what is none is set aside */
    r = replay(case_hospital("0342"));
    is_ok(replay_add(r, all.v + all.n - 1, 1, &e), &e, "the last commit alone");
    is_str(in_summary(r, "waiting"), "1", "it waits, and is counted");
    is_ok(replay_add(r, &(struct span){"no commit", 9}, 1, &e), &e, "bytes that are no commit");
    is_str(in_summary(r, "aside"), "1", "are set aside, and counted");
    replay_end(r);

    raws_release(&base);
    raws_release(&all);
    hospital_release(&h);
    case_close(a);
    case_close(b);
    fixture_end(&fb);
    fixture_end(&fa);
}

static void sample(void)
{
    struct fixture f;
    struct settings set;
    struct hospital_summary s;
    struct casefile *c;
    char *folder;

    fixture_begin(&f);
    settings_init(&set);
    if (demo_make(f.workspace, &set, &f.who, &e) != 0 ||
        workspace_find(f.workspace, DEMO_SERIAL, &folder, &e) != 0 ||
        case_open(&c, folder, &f.who, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    is_ok(summary_read(&s, c, hospital_now(), &e), &e, "the sample");
    is_str(s.state, "surveying", "is being surveyed");
    is_int(s.lines, 6, "six of its eight lines are in scope");
    is_str(s.prefecture, row_text(survey_site(&c->survey), F_site_prefecture), "its prefecture");
    same_everywhere(c, "the sample");
    case_close(c);
    free(folder);
    settings_release(&set);
    fixture_end(&f);
}

int main(void)
{
    small_hospital();
    two_laptops();
    sample();
    return tap_done();
}
