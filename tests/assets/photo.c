/* Photos into a case: what is kept and recorded, what is refused, the same
 * bytes twice, damage, R100, matching by time, undo, verifying. */
#include "assets/photo/intake.h"
#include "assets/photo/verify.h"

#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "tests/lib/fixture.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct world {
    struct fixture f;
    struct casefile *c;
    struct draw *d;
    char path[1024]; /* of the file made last */
    struct id line, other_line, pc, room;
};

static const struct intake_options by_sato = {.person = "佐藤"};

static void set(struct world *w, struct id id, enum field f, struct value v)
{
    struct err e;

    if (case_set(w->c, id, f, false, v, &e) != 0)
        bail("set: %s %s", e.subject, e.detail);
}

static struct id new_row(struct world *w, enum field f, struct value v)
{
    struct id id = id_new(clock_now_ms());

    set(w, id, f, v);
    return id;
}

static void begin(struct world *w)
{
    const char *top = getenv("top_builddir");
    char program[4096];

    *w = (struct world){0};
    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    fixture_begin(&w->f);
    w->c = fixture_case(&w->f);
    w->d = draw_new(program);
    new_row(w, F_site_survey_dates, value_text("2025-09-12"));
    w->line = new_row(w, F_line_line_seq, value_int(1));
    w->other_line = new_row(w, F_line_line_seq, value_int(2));
    w->pc = new_row(w, F_pc_pc_seq, value_int(1));
    w->room = new_row(w, F_room_room, value_text("手術室"));
    set(w, w->room, F_room_photo_allowed, value_text("forbidden"));
    set(w, w->other_line, F_line_room, value_text("手術室"));
}

static void end(struct world *w)
{
    draw_free(w->d);
    case_close(w->c);
    fixture_end(&w->f);
}

/* A file of the workspace, which is the card of the camera too. */
static const char *file(struct world *w, const char *name, const void *p, size_t n)
{
    snprintf(w->path, sizeof w->path, "%s/%s", w->f.workspace, name);
    picture_write(w->path, p, n);
    return w->path;
}

static const char *photo_at(struct world *w, const char *name, unsigned seed, const char *taken)
{
    struct exif_spec exif = {.orientation = 6, .make = "Tanabe", .taken = taken};
    struct buf b = BUF_INIT;

    picture_jpeg(&b, 64, 48, seed, &exif);
    file(w, name, b.p, b.len);
    buf_release(&b);
    return w->path;
}

static int take(struct world *w, const char *path, struct id target, struct intake_result *r,
                struct err *e)
{
    struct intake_item item = {.path = path, .target = target};

    return photo_intake(w->c, w->d, &item, &by_sato, r, e);
}

static int files_in(const char *dir)
{
    DIR *at = opendir(dir);
    struct dirent *en;
    char path[2048];
    int n = 0;

    while (at && (en = readdir(at))) {
        snprintf(path, sizeof path, "%s/%s", dir, en->d_name);
        if (en->d_name[0] != '.' && en->d_type == DT_DIR)
            n += files_in(path);
        else if (strcmp(en->d_name, ".") != 0 && strcmp(en->d_name, "..") != 0)
            n++;
    }
    if (at)
        closedir(at);
    return n;
}

static int kept_files(struct world *w)
{
    char dir[1024];

    snprintf(dir, sizeof dir, "%s/photos", w->c->folder);
    return files_in(dir);
}

static const struct row *photo_row(struct world *w, struct id id)
{
    const struct row *r = survey_find_kind(&w->c->survey, KIND_photo, id);

    if (!r)
        bail("no record of the photo");
    return r;
}

/* --- what is kept and recorded --- */

static void recorded(struct world *w)
{
    struct exif_spec exif = {.orientation = 8,
                             .make = "Tanabe",
                             .model = "TX-7",
                             .taken = "2025:09:12 09:20:00",
                             .offset = "+09:00",
                             .subsec = "42",
                             .lat_ref = "N",
                             .lon_ref = "E",
                             .lat = {35, 20, 3000},
                             .lon = {139, 20, 1500}};
    struct timespec times[2] = {{.tv_sec = 1757636400}, {.tv_sec = 1757636400}};
    struct buf b = BUF_INIT;
    struct intake_result r;
    struct hash h, there;
    const struct row *p;
    char hex[65], *path;
    struct err e;

    picture_jpeg(&b, 64, 48, 1, &exif);
    file(w, "DSC0\xE3\x81\x8B\xE3\x82\x99.JPG", b.p, b.len); /* か + ゛, as a Mac writes it */
    utimensat(AT_FDCWD, w->path, times, 0);
    is_ok(take(w, w->path, w->line, &r, &e), &e, "a photo of a line");
    p = photo_row(w, r.photo);
    h = sha256(b.p, b.len);
    hash_print(&h, hex);
    is_str(row_text(p, F_photo_sha256), hex, "its hash is that of the file");
    is_str(row_text(p, F_photo_orig_name), "DSC0が.JPG", "its name, normalised");
    is_str(row_text(p, F_photo_media_type), "image/jpeg", "its format");
    is_int(row_int(p, F_photo_bytes, -1), (int64_t)b.len, "its size");
    is_int(row_int(p, F_photo_width, -1), 64, "its width");
    is_int(row_int(p, F_photo_height, -1), 48, "its height");
    is_int(row_int(p, F_photo_exif_orientation, -1), 8, "its orientation");
    is_str(row_text(p, F_photo_exif_datetime_original), "2025:09:12 09:20:00", "when, as in EXIF");
    is_str(row_text(p, F_photo_exif_offset), "+09:00", "its offset");
    is_str(row_text(p, F_photo_exif_subsec), "42", "its subsecond");
    is_str(row_text(p, F_photo_exif_make), "Tanabe", "maker of the camera");
    is_str(row_text(p, F_photo_exif_model), "TX-7", "camera");
    is_str(row_text(p, F_photo_exif_gps_lat), "35.341667", "latitude");
    is_str(row_text(p, F_photo_exif_gps_lon), "139.337500", "longitude");
    is_str(row_text(p, F_photo_file_mtime), "2025-09-12T09:20:00+09:00", "time of the file");
    is_str(row_text(p, F_photo_attached_at), "2025-09-12T09:00:00+09:00", "when attached");
    is_str(row_text(p, F_photo_attached_by), "佐藤", "by whom");
    is_int(row_int(p, F_photo_damaged, -1), 0, "not damaged");
    is_str(row_text(p, F_photo_photo_tag), "terminator", "the tag that fits a line");
    ok(id_equal(row_ref(p, F_photo_photo_target), w->line), "its target");
    is_int(r.notes, 0, "nothing to note");
    is_str(photo_date_mismatch(&w->c->survey, p), "none", "its times agree");
    path = keep_path(w->c->folder, hex, PICTURE_JPEG);
    ok(keep_hash(path, &there, NULL, &e) == 0 && memcmp(&there, &h, sizeof h) == 0,
       "the kept file has the same bytes");
    ok(keep_hash(w->path, &there, NULL, &e) == 0 && memcmp(&there, &h, sizeof h) == 0,
       "and so has the card");
    free(path);
    buf_release(&b);
}

static bool keep_all(size_t i, const struct intake_result *r, void *ctx)
{
    ((struct intake_result *)ctx)[i] = *r;
    return true;
}

static void same_bytes(struct world *w)
{
    int before = kept_files(w);
    size_t records = w->c->survey.n[KIND_photo];
    struct intake_result first, again;
    struct err e;

    photo_at(w, "twice.jpg", 2, NULL);
    is_ok(take(w, w->path, w->line, &first, &e), &e, "a photo");
    is_ok(take(w, w->path, w->pc, &again, &e), &e, "the same of a PC");
    is_int(again.notes, INTAKE_SAME_BYTES, "is said to be the same");
    ok(id_equal(again.same_as, first.photo), "as which");
    is_int(kept_files(w), before + 1, "is kept once");
    is_int(w->c->survey.n[KIND_photo], (int64_t)records + 2, "with a record each");
    is_str(row_text(photo_row(w, again.photo), F_photo_photo_tag), "pc_settings",
           "the tag of a PC");
}

/* Twice in one batch: before there is a record to find. */
static void same_in_a_batch(struct world *w)
{
    char paths[3][1100];
    struct intake_item items[3] = {0};
    size_t records = w->c->survey.n[KIND_photo];
    struct intake_result got[3];
    struct err e;

    snprintf(paths[0], sizeof *paths, "%s", photo_at(w, "mate.jpg", 21, NULL));
    snprintf(paths[1], sizeof *paths, "%s", paths[0]);
    snprintf(paths[2], sizeof *paths, "%s", photo_at(w, "other-name.jpg", 21, NULL));
    for (int i = 0; i < 3; i++)
        items[i].path = paths[i];
    is_ok(photo_intake_many(w->c, w->d, items, 3, &by_sato, keep_all, got, &e), &e,
          "a file twice, and its bytes under another name");
    is_int(got[0].notes, 0, "the first is new");
    is_int(got[1].notes, INTAKE_SAME_BYTES | INTAKE_AGAIN, "the second is that file");
    ok(id_equal(got[1].photo, got[0].photo), "with its record");
    is_int(got[2].notes, INTAKE_SAME_BYTES, "the third has its bytes");
    ok(id_equal(got[2].same_as, got[0].photo), "and says so");
    is_int(w->c->survey.n[KIND_photo], (int64_t)records + 2, "two records");
}

static void damaged(struct world *w)
{
    struct buf b = BUF_INIT;
    struct intake_result r;
    struct draw *none = draw_new("/bin/true");
    struct intake_item item;
    const struct row *p;
    struct err e;

    picture_png(&b, 64, 48, 3, NULL);
    is_ok(take(w, file(w, "cut.png", b.p, b.len - 30), w->line, &r, &e), &e, "a PNG cut short");
    is_int(r.notes, INTAKE_DAMAGED, "is taken in and called damaged");
    is_str(r.why.detail, "the file breaks off", "and it is said what is wrong");
    p = photo_row(w, r.photo);
    is_int(row_int(p, F_photo_damaged, -1), 1, "in its record");
    is_str(row_text(p, F_photo_media_type), "image/png", "which has its format");
    is_str(photo_date_mismatch(&w->c->survey, p), "exif_missing", "it has no time");
    item = (struct intake_item){.path = file(w, "whole.png", b.p, b.len), .tag = "label"};
    is_ok(photo_intake(w->c, none, &item, &by_sato, &r, &e), &e, "genba-draw dies of a file");
    is_int(r.notes, INTAKE_NOT_EXAMINED, "which is kept without details");
    is_str(r.why.msg, "{1} could not be examined: {2}", "and that is said");
    p = photo_row(w, r.photo);
    is_int(row_int(p, F_photo_width, -1), -1, "no width is made up");
    is_int(row_int(p, F_photo_damaged, -1), -1, "nor a verdict");
    is_str(row_text(p, F_photo_photo_tag), "label", "a tag of one's own");
    draw_free(none);
    buf_release(&b);
}

/* --- what is refused --- */

struct told {
    int taken, refused, calls, stop_after;
    struct err why[16];
    int rc[16];
};

static bool see(size_t i, const struct intake_result *r, void *ctx)
{
    struct told *s = ctx;

    s->calls++;
    s->taken += r->rc == 0;
    s->refused += r->rc != 0;
    if (i < 16) {
        s->why[i] = r->why;
        s->rc[i] = r->rc;
    }
    return s->stop_after == 0 || s->calls < s->stop_after;
}

static void refused(struct world *w)
{
    static const char heic[] = "\0\0\0\x18"
                               "ftypheic\0\0\0\0mif1heic";
    enum { N = 8 };
    char paths[N][1100];
    struct intake_item items[N] = {0};
    struct told s = {0};
    int before = kept_files(w);
    struct err e;

    is_int(take(w, photo_at(w, "MVI_0001.THM", 30, NULL), w->line, NULL, &e), -ERR_UNSUPPORTED,
           "the small picture of a film");
    snprintf(paths[0], sizeof *paths, "%s/nothing-here.jpg", w->f.workspace);
    snprintf(paths[1], sizeof *paths, "%s", w->c->folder);
    snprintf(paths[2], sizeof *paths, "%s", file(w, "empty.jpg", "", 0));
    snprintf(paths[3], sizeof *paths, "%s", file(w, "memo.jpg", "no photo", 8));
    snprintf(paths[4], sizeof *paths, "%s", file(w, "IMG_0001.JPG", heic, sizeof heic));
    snprintf(paths[5], sizeof *paths, "%s", photo_at(w, "huge.jpg", 4, NULL));
    if (truncate(paths[5], KEEP_MAX_BYTES + 1) != 0)
        bail("truncate");
    snprintf(paths[6], sizeof *paths, "%s/fifo.jpg", w->f.workspace);
    mkfifo(paths[6], 0600);
    snprintf(paths[7], sizeof *paths, "%s", photo_at(w, "good.jpg", 5, NULL));
    for (size_t i = 0; i < N; i++)
        items[i].path = paths[i];
    is_ok(photo_intake_many(w->c, w->d, items, N, &by_sato, see, &s, &e), &e, "a mixed card");
    is_int(s.taken, 1, "the good one is taken in");
    is_int(s.refused, 7, "the others are refused");
    is_int(s.rc[0], -ERR_NOTFOUND, "missing");
    is_int(s.rc[1], -ERR_UNSUPPORTED, "a folder");
    is_str(s.why[2].msg, "{1} is empty", "empty");
    is_int(s.rc[3], -ERR_UNSUPPORTED, "a text");
    is_str(s.why[4].detail, "HEIC", "HEIC by its content, whatever its name");
    is_int(s.rc[5], -ERR_LIMIT, "above 64 MiB");
    is_int(s.rc[6], -ERR_UNSUPPORTED, "a pipe is not waited for");
    for (size_t i = 0; i < 7; i++)
        is_str(s.why[i].subject, paths[i], "refusal %zu names its file", i);
    is_int(kept_files(w), before + 1, "nothing else is left in the case");
}

static void forbidden(struct world *w)
{
    int before = kept_files(w);
    struct err e = {0};

    photo_at(w, "forbidden.jpg", 6, NULL);
    is_int(take(w, w->path, w->other_line, NULL, &e), -ERR_REFUSED, "R100: no photos there");
    is_str(e.subject, w->path, "R100: the file is named");
    is_int(kept_files(w), before, "R100: nothing is kept");
    is_int(take(w, w->path, id_new(clock_now_ms()), NULL, &e), -ERR_NOTFOUND,
           "a target that does not exist");
}

/* A write that fails in the middle, as on a full disk or a broken stick. */
static void no_room(struct world *w)
{
    struct rlimit old, small = {.rlim_cur = 4096, .rlim_max = RLIM_INFINITY};
    size_t records = w->c->survey.n[KIND_photo];
    int before = kept_files(w);
    struct buf b = BUF_INIT;
    struct err e = {0};

    picture_jpeg(&b, 256, 256, 7, NULL);
    file(w, "large.jpg", b.p, b.len);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    small.rlim_max = old.rlim_max;
    setrlimit(RLIMIT_FSIZE, &small);
    is_int(take(w, w->path, w->line, NULL, &e), -ERR_IO, "a write fails");
    setrlimit(RLIMIT_FSIZE, &old);
    is_str(e.subject, w->c->folder, "the case is named, not the card");
    is_int(kept_files(w), before, "no half file is left");
    is_int(w->c->survey.n[KIND_photo], (int64_t)records, "and no record");
    is_ok(take(w, w->path, w->line, NULL, &e), &e, "with room again it is taken in");
    is_int(keep_room(w->c->folder, INT64_C(1) << 60, &e), -ERR_FULL, "room is asked for first");
    buf_release(&b);
}

/* --- many --- */

static void many(struct world *w)
{
    enum { N = 40 };
    char paths[N][1100], stray[1200];
    struct intake_item items[N] = {0};
    size_t records = w->c->survey.n[KIND_photo];
    struct told s = {.stop_after = 1};
    int before = kept_files(w);
    struct id what;
    struct err e;

    snprintf(stray, sizeof stray, "%s/photos/.taking-0123", w->c->folder);
    picture_write(stray, "x", 1);
    for (unsigned i = 0; i < N; i++) {
        char name[32];

        snprintf(name, sizeof name, "card%02u.jpg", i);
        snprintf(paths[i], sizeof *paths, "%s", photo_at(w, name, 100 + i, NULL));
        items[i].path = paths[i];
    }
    is_int(photo_intake_many(w->c, w->d, items, N, &by_sato, see, &s, &e), -ERR_CANCELLED,
           "cancelled after the first word");
    ok(s.taken >= 1 && s.taken < N, "some are in: %d", s.taken);
    is_int(w->c->survey.n[KIND_photo], (int64_t)records + s.taken, "those that were reported");
    is_int(kept_files(w), before + s.taken, "and no other file, what a crash left is gone");
    s = (struct told){0};
    is_ok(photo_intake_many(w->c, w->d, items, N, &by_sato, see, &s, &e), &e, "the card again");
    is_int(s.taken, N, "all of it");
    is_int(w->c->survey.n[KIND_photo], (int64_t)records + N, "one record each, also of the first");
    is_ok(case_undo(w->c, &what, &e), &e, "undo");
    ok(w->c->survey.n[KIND_photo] < records + N, "takes records back");
}

/* --- matching --- */

static struct id step(struct world *w, struct id target, struct id crew, const char *from,
                      const char *to)
{
    struct id id = new_row(w, F_step_target_ref, value_id(target));

    set(w, id, F_step_crew_ref, value_id(crew));
    set(w, id, F_step_plan_date, value_text("2025-09-12"));
    set(w, id, F_step_plan_from, value_text(from));
    set(w, id, F_step_plan_to, value_text(to));
    return id;
}

static struct photo_match match(struct world *w, const char *taken, int64_t camera_s,
                                struct id crew)
{
    struct photo_match m = {0};
    int64_t ms;

    if (!photo_time(taken, "", camera_s, &ms))
        bail("no time: %s", taken);
    photo_match(&m, &w->c->survey, ms, crew);
    return m;
}

static void matching(struct world *w)
{
    struct id a = new_row(w, F_crew_crew_id, value_text("A"));
    struct id b = new_row(w, F_crew_crew_id, value_text("B")), any = {{0}};
    struct id first = step(w, w->line, a, "09:00", "09:30");
    struct photo_match m;

    step(w, w->other_line, a, "09:30", "10:00");
    step(w, w->pc, b, "09:15", "09:45");
    m = match(w, "2025:09:12 09:05:00", 0, any);
    ok(m.target && id_equal(m.target->id, w->line), "the plan has somebody there");
    is_int(m.sure, MATCH_PLANNED, "planned only");
    is_int(m.rivals, 0, "nobody else");
    is_int(match(w, "2025:09:12 09:20:00", 0, any).rivals, 1, "two crews at work: a rival");
    m = match(w, "2025:09:12 09:20:00", 0, b);
    ok(m.rivals == 0 && m.target && id_equal(m.target->id, w->pc), "not when the crew is known");
    m = match(w, "2025:09:12 09:50:00", 0, b);
    ok(m.target && id_equal(m.target->id, w->other_line),
       "where the crew itself was nowhere, another's visit fits");
    m = match(w, "2025:09:12 09:30:00", 0, a);
    ok(m.target && id_equal(m.target->id, w->other_line), "the end belongs to the next");
    is_int(match(w, "2025:09:11 09:05:00", 0, any).sure, MATCH_NONE, "another day");
    m = match(w, "2025:09:11 09:05:00", 24 * 3600, any);
    ok(m.target && id_equal(m.target->id, w->line), "a camera a day behind");
    set(w, first, F_step_actual_from, value_text("2025-09-12T09:40:00+09:00"));
    is_int(match(w, "2025:09:12 09:05:00", 0, a).sure, MATCH_NONE, "what happened beats the plan");
    m = match(w, "2025:09:12 09:50:00", 0, a);
    ok(m.sure == MATCH_ACTUAL && id_equal(m.target->id, w->line), "during a visit still open");
    set(w, first, F_step_actual_to, value_text("2025-09-12T09:50:00+09:00"));
    is_int(match(w, "2025:09:12 09:37:00", 0, a).sure, MATCH_NEAR, "shortly before a visit");
    is_int(match(w, "2025:09:12 10:06:00", 0, a).sure, MATCH_NONE, "long after everything");
}

static void matched_intake(struct world *w)
{
    struct card_reading card = {.name = "EOS", .offset_said = true, .offset_s = 3600};
    struct intake_options how = {.person = "佐藤", .match = true, .card = &card};
    struct intake_item item = {0};
    struct intake_result r;
    const struct row *p;
    struct err e;

    card.crew = survey_address(&w->c->survey, "crew:A")->id;
    item.path = photo_at(w, "slow-clock.jpg", 8, "2025:09:12 08:45:00");
    is_ok(photo_intake(w->c, w->d, &item, &how, &r, &e), &e, "a camera one hour behind");
    ok(id_equal(r.target, w->line), "matched to the visit");
    p = photo_row(w, r.photo);
    ok(id_equal(row_ref(p, F_photo_photo_target), w->line), "in its record");
    is_str(row_text(p, F_photo_exif_datetime_original), "2025:09:12 08:45:00",
           "the EXIF time stays as it is (R148)");
    is_str(row_text(p, F_photo_matched_by), "during", "why it belongs there");
    is_int(card_offset(&w->c->survey, p), 3600, "its card knows the offset");
    item.path = photo_at(w, "nowhere.jpg", 9, "2025:09:12 03:00:00");
    is_ok(photo_intake(w->c, w->d, &item, &how, &r, &e), &e, "at another time");
    ok(id_is_zero(r.target), "nothing is guessed");
    item.path = photo_at(w, "theatre.jpg", 10, "2025:09:12 08:57:00");
    is_ok(photo_intake(w->c, w->d, &item, &how, &r, &e), &e,
          "R100: a time near a visit where photos are forbidden refuses no photo");
    ok(id_is_zero(r.target) && (r.notes & INTAKE_FORBIDDEN_THERE),
       "R100: it is kept, attached to nothing, and the result says so");
}

static void mismatches(struct world *w)
{
    struct intake_result r;
    struct err e;

    photo_at(w, "yesterday.jpg", 11, "2025:09:11 10:00:00");
    is_ok(take(w, w->path, w->line, &r, &e), &e, "a photo of the day before");
    is_str(photo_date_mismatch(&w->c->survey, photo_row(w, r.photo)), "outside_survey_day",
           "outside the survey day");
    photo_at(w, "copied.jpg", 12, "2025:09:12 10:00:00");
    is_ok(take(w, w->path, w->line, &r, &e), &e, "a file copied at another time");
    is_str(photo_date_mismatch(&w->c->survey, photo_row(w, r.photo)), "exif_vs_mtime",
           "its times differ");
}

/* --- verifying --- */

struct faults {
    int missing, changed;
    char name[64];
};

static void fault(const struct photo_fault *f, void *ctx)
{
    struct faults *n = ctx;

    n->missing += f->missing;
    n->changed += !f->missing;
    snprintf(n->name, sizeof n->name, "%s", f->name);
}

static void verify(struct world *w)
{
    struct faults n = {0};
    struct intake_result r;
    size_t records;
    char *path;
    struct err e;
    int fd;

    is_ok(photo_verify(w->c, fault, &n, &records, &e), &e, "verify");
    is_int(records, (int64_t)w->c->survey.n[KIND_photo], "every record");
    is_int(n.missing + n.changed, 0, "all as taken in");
    photo_at(w, "victim.jpg", 13, NULL);
    take(w, w->path, w->line, &r, &e);
    path =
        keep_path_of(w->c->folder, row_text(photo_row(w, r.photo), F_photo_sha256), "image/jpeg");
    fd = open(path, O_WRONLY);
    ok(pwrite(fd, "!", 1, 300) == 1, "one byte of a kept file is changed");
    close(fd);
    is_ok(photo_verify(w->c, fault, &n, &records, &e), &e, "verify");
    is_int(n.changed, 1, "is found");
    is_str(n.name, "victim.jpg", "and named");
    is_ok(take(w, w->path, w->line, &r, &e), &e, "the original is taken in again");
    n = (struct faults){0};
    is_ok(photo_verify(w->c, fault, &n, &records, &e), &e, "verify");
    is_int(n.changed, 0, "and heals the kept file");
    unlink(path);
    is_ok(photo_verify(w->c, fault, &n, &records, &e), &e, "verify");
    is_int(n.missing, 1, "a missing file is found");
    free(path);
}

int main(void)
{
    struct world w;

    setlocale(LC_ALL, "");
    begin(&w);
    recorded(&w);
    same_bytes(&w);
    same_in_a_batch(&w);
    damaged(&w);
    refused(&w);
    forbidden(&w);
    no_room(&w);
    many(&w);
    mismatches(&w);
    matching(&w);
    matched_intake(&w);
    verify(&w);
    end(&w);
    return tap_done();
}
