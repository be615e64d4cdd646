/* The clock of a camera's card: what it is off by, said before, after, or by a photo
 * of a clock; the visits of its photos then. */
#include "assets/photo/intake.h"
#include "assets/photo/rematch.h"
#include "model/base/clock.h"
#include "model/photo.h"
#include "tests/lib/fixture.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world {
    struct casefile *c;
    struct draw *d;
    struct fixture f;
    struct id line, pc, forbidden;
    char paths[8][512];
    struct id photos[8];
    size_t n;
};

static struct err e;

static struct id new_row(struct world *w, enum field f, struct value v)
{
    struct id id = id_new(clock_now_ms());

    is_ok(case_set(w->c, id, f, false, v, &e), &e, "a row");
    return id;
}

static void visit(struct world *w, struct id target, const char *from, const char *to)
{
    struct id step = new_row(w, F_step_target_ref, value_id(target));

    is_ok(case_set(w->c, step, F_step_actual_from, false, value_text(from), &e), &e, "begun");
    is_ok(case_set(w->c, step, F_step_actual_to, false, value_text(to), &e), &e, "ended");
}

static void begin(struct world *w)
{
    char program[4096];
    struct id room;

    fixture_begin(&w->f);
    w->c = fixture_case(&w->f);
    w->line = new_row(w, F_line_line_seq, value_int(1));
    w->pc = new_row(w, F_pc_pc_seq, value_int(1));
    w->forbidden = new_row(w, F_line_line_seq, value_int(2));
    room = new_row(w, F_room_room, value_text("電気室"));
    case_set(w->c, room, F_room_photo_allowed, false, value_text("forbidden"), &e);
    case_set(w->c, w->forbidden, F_line_room, false, value_text("電気室"), &e);
    visit(w, w->line, "2025-09-12T09:00:00+09:00", "2025-09-12T09:30:00+09:00");
    visit(w, w->pc, "2025-09-12T10:00:00+09:00", "2025-09-12T10:30:00+09:00");
    visit(w, w->forbidden, "2025-09-12T11:00:00+09:00", "2025-09-12T11:30:00+09:00");
    snprintf(program, sizeof program, "%s/genba-draw", getenv("top_builddir"));
    w->d = draw_new(program);
}

static void shoot(struct world *w, const char *name, const char *taken, const char *model)
{
    struct buf jpeg = BUF_INIT;
    struct exif_spec exif = {.taken = taken, .make = "Tanabe", .model = model};

    snprintf(w->paths[w->n], sizeof w->paths[0], "%s/%s", w->f.workspace, name);
    picture_jpeg(&jpeg, 16, 12, (unsigned)w->n, &exif);
    picture_write(w->paths[w->n], buf_str(&jpeg), jpeg.len);
    buf_release(&jpeg);
    w->n++;
}

static bool keep(size_t i, const struct intake_result *r, void *ctx)
{
    ((struct intake_result *)ctx)[i] = *r;
    return true;
}

/* The files from `from` on. */
static struct intake_result results[8];
static void read_card(struct world *w, struct card_reading *card, size_t from)
{
    struct intake_options how = {.person = "佐藤", .match = true, .card = card};
    struct intake_item items[8] = {{0}};

    for (size_t i = from; i < w->n; i++)
        items[i - from].path = w->paths[i];
    is_ok(photo_intake_many(w->c, w->d, items, w->n - from, &how, keep, results, &e), &e, "read");
    for (size_t i = from; i < w->n; i++)
        w->photos[i] = results[i - from].photo;
}

static const struct row *photo(const struct world *w, size_t i)
{
    return survey_find(&w->c->survey, w->photos[i]);
}

static bool belongs(const struct world *w, size_t i, struct id target)
{
    return id_equal(row_ref(photo(w, i), F_photo_photo_target), target);
}

static void reading(struct world *w)
{
    struct card_reading card = {.name = "EOS_DIGITAL"};

    shoot(w, "DSC1.JPG", "2025:09:12 08:57:30", "TX-7"); /* 3 minutes and 7 seconds behind */
    shoot(w, "DSC2.JPG", "2025:09:12 08:40:00", "TX-7");
    shoot(w, "IMG1.JPG", "2025:09:12 10:10:00", "AB-1");
    read_card(w, &card, 0);
    is_int((int64_t)w->c->survey.n[KIND_card], 2, "two cameras, two cards");
    is_str(row_text(card_of(&w->c->survey, photo(w, 0)), F_card_card_name), "EOS_DIGITAL", "named");
    is_str(row_text(photo(w, 0), F_photo_matched_by), "near", "just before the visit");
    ok(belongs(w, 1, (struct id){{0}}), "one fits no visit");
    ok(belongs(w, 2, w->pc), "the other camera's fits the PC");
    is_str(row_text(photo(w, 2), F_photo_photo_tag), "pc_settings", "its first photo has a tag");
}

static void again(struct world *w)
{
    struct card_reading card = {.name = "EOS_DIGITAL"};

    shoot(w, "IMG2.JPG", "2025:09:12 10:11:00", "AB-1");
    read_card(w, &card, 2);
    is_int((int64_t)w->c->survey.n[KIND_card], 2, "read once more: no new card");
    is_str(row_text(photo(w, 3), F_photo_photo_tag), "", "what the second shows a person says");
    ok(card_of(&w->c->survey, photo(w, 3)) == card_of(&w->c->survey, photo(w, 2)),
       "the new photo is of the card known by the old one");
}

static void clocks(struct world *w)
{
    struct rematch n;
    int64_t s;

    is_ok(card_parse_offset("08:59:37", photo(w, 1), &s, &e), &e,
          "what the photo of a clock shows");
    is_int(s, 19 * 60 + 37, "minus when it was taken");
    is_ok(photo_set_clock(w->c, photo(w, 1), s, true, &n, &e), &e, "the card's clock");
    is_int(card_offset(&w->c->survey, photo(w, 0)), s, "is that of its other photos");
    is_int(card_offset(&w->c->survey, photo(w, 2)), 0, "not of the other camera's");
    ok(belongs(w, 0, w->line) && row_is(photo(w, 0), F_photo_matched_by, "during"), "now during");
    ok(belongs(w, 1, w->line), "and the lost one fits: %d changed", n.changed);
    is_int(n.changed, 1, "one has another target");
    is_str(row_text(photo(w, 1), F_photo_exif_datetime_original), "2025:09:12 08:40:00",
           "R148: EXIF stays");
}

static void persons_stay(struct world *w)
{
    struct id what;
    struct rematch n;
    struct edits also = {0};

    photo_put_target(&also, &w->c->survey, photo(w, 1), w->pc, true, "person");
    is_ok(case_edit(w->c, &also, &e), &e, "a person says it shows the PC besides");
    edits_release(&also);
    case_set(w->c, w->photos[0], F_photo_photo_target, false, value_id(w->pc), &e);
    case_set(w->c, w->photos[0], F_photo_matched_by, false, value_text("person"), &e);
    is_ok(photo_set_clock(w->c, photo(w, 0), -3600, false, &n, &e), &e, "another offset");
    ok(belongs(w, 0, w->pc), "what a person said stays");
    ok(belongs(w, 1, (struct id){{0}}), "what a time said does not");
    ok(photo_shows(&w->c->survey, photo(w, 1), w->pc), "a further target stays too");
    is_int(n.by_person, 1, "and is counted");
    is_ok(case_undo(w->c, &what, &e), &e, "one undo");
    ok(belongs(w, 1, w->line) && card_offset(&w->c->survey, photo(w, 0)) == 19 * 60 + 37,
       "brings offset and targets back");
}

/* What is said of a card that was read before holds for all of it, in one commit. */
static void said_later(struct world *w)
{
    struct card_reading card = {.name = "EOS_DIGITAL", .offset_said = true, .offset_s = -3600};
    struct rematch n;
    struct id what;

    card_seen(&card, photo(w, 2));
    is_str(row_text(photo(w, 2), F_photo_photo_tag), "pc_settings", "tagged by its target");
    is_ok(photo_set_cards(w->c, &card, &n, &e), &e, "an hour ahead, said later");
    is_int(card_offset(&w->c->survey, photo(w, 3)), -3600, "of the card");
    ok(belongs(w, 2, w->line) && belongs(w, 3, w->line), "its photos are the line's now");
    ok(!row_is(photo(w, 2), F_photo_photo_tag, "pc_settings"), "the tag of the PC goes with it");
    card = (struct card_reading){.offset_said = true, .offset_s = 3600};
    card_seen(&card, photo(w, 2));
    is_ok(photo_set_cards(w->c, &card, &n, &e), &e, "an hour behind");
    is_int(n.forbidden, 2, "R100: what was taken where photos are forbidden is counted");
    ok(belongs(w, 2, (struct id){{0}}), "and belongs to nothing");
    is_ok(case_undo(w->c, &what, &e), &e, "undo");
    is_ok(case_undo(w->c, &what, &e), &e, "and undo");
    ok(belongs(w, 2, w->pc), "as it was");
}

/* R100 */
static void forbidden(struct world *w)
{
    struct card_reading card = {.name = "EOS_DIGITAL"};

    shoot(w, "DSC3.JPG", "2025:09:12 11:10:00", "AB-1");
    read_card(w, &card, w->n - 1);
    is_int(results[0].rc, -ERR_REFUSED, "R100: taken during a visit where photos are forbidden");
    ok(strstr(results[0].why.subject, "DSC3.JPG") || strstr(results[0].why.detail, "DSC3.JPG"),
       "refused by name");
}

static void offsets(void)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } good[] = {{"+1:30", 90}, {"-0:00:05", -5}, {"+90s", 90},
                {"-2m", -120}, {"+1h", 3600},    {"+1:02:03", 3723}};
    static const char *const bad[] = {
        "", "1:30", "+", "+1:99", "+-1:00", "+1:2:3:4", "25:00:00", "noon", "+99999999999999999h"};
    struct buf out = BUF_INIT;
    int64_t s;

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        is_ok(card_parse_offset(good[i].text, NULL, &s, &e), &e, "%s", good[i].text);
        is_int(s, good[i].seconds, "%s in seconds", good[i].text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ok(card_parse_offset(bad[i], NULL, &s, &e) != 0, "refused: '%s'", bad[i]);
    card_print_offset(-3723, &out);
    is_str(buf_str(&out), "-1:02:03", "printed");
    buf_release(&out);
}

static void names(void)
{
    static const char *const rows[][2] = {{"/media/sato/EOS_DIGITAL/DCIM/100EOS_7", "EOS_DIGITAL"},
                                          {"photos-0342/", "photos-0342"},
                                          {"/media/x/CARD/DCIM/100MSDCF/", "CARD"},
                                          {"/", ""},
                                          {"DCIM", "DCIM"}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *name = card_name(rows[i][0]);

        is_str(name, rows[i][1], "the card of %s", rows[i][0]);
        free(name);
    }
}

int main(void)
{
    struct world w = {.n = 0};

    setlocale(LC_ALL, "");
    begin(&w);
    reading(&w);
    again(&w);
    clocks(&w);
    persons_stay(&w);
    said_later(&w);
    forbidden(&w);
    offsets();
    names();
    draw_free(w.d);
    case_close(w.c);
    fixture_end(&w.f);
    return tap_done();
}
