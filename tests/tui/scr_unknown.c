/* Unknown line: the first answer begins the record, the hospital's answer
 * decides what follows (R110-R114). */
#include "config.h"

#include "tests/lib/desk.h"
#include "tests/lib/tap.h"
#include "model/base/clock.h"
#include "tui/edit.h"
#include "tui/scr_unknown.h"

#include <string.h>

static void at_work(struct hospital *h)
{
    build_put(h->step, F_step_step_state, "in_progress");
    build_put(h->step, F_step_actual_from, "2025-09-12T16:40:00+09:00");
}

static void open_new(struct desk *d)
{
    struct id none = {{0}};

    work_show(d->app, &scr_unknown, none, NULL);
}

static const char *text_of(struct desk *d, enum field f)
{
    return row_text(desk_row(d, "unknown:UA01"), f);
}

/* Three keys: what it is, who was asked, that nobody knows it. */
static void record(struct desk *d, const char *known)
{
    open_new(d);
    curs_keys(d->c, "1");
    is_str(text_of(d, F_unknown_line_terminator_kind), "onu", "recorded with the first answer");
    curs_keys(d->c, "1");
    curs_keys(d->c, known);
}

static void nobody_knows(void)
{
    struct desk d;

    desk_open(&d, at_work, 24, 80, "ja");
    open_new(&d);
    is_int(desk_survey(&d)->n[KIND_unknown_line], 0, "opening records nothing");
    see(d.c, "見つけた終端装置は何ですか");
    see(d.c, "回線A の部屋は自動で入ります");
    curs_keys(d.c, "a");
    see(d.c, "先に、終端装置の種別を答えてください");
    curs_keys(d.c, "Esc");
    record(&d, "2");
    is_str(text_of(&d, F_unknown_line_room), "サーバ室", "the room of the step");
    is_str(text_of(&d, F_unknown_line_found_during), "line", "found during the lines (R114)");
    is_str(text_of(&d, F_unknown_line_asked_whom), "髙橋 由美", "who was asked");
    is_str(text_of(&d, F_unknown_line_asked_at), "2025-09-12T17:00:00+09:00", "and when (R111)");
    is_str(text_of(&d, F_unknown_line_known_state), "unknown", "nobody knows");
    see(d.c, ">下部機器");
    see(d.c, "病院も知らない回線です");
    see_whole(d.c);
    curs_keys(d.c, "a 2");
    curs_type(d.c, "みなと電機");
    curs_keys(d.c, "Enter");
    curs_type(d.c, "AR-830");
    curs_keys(d.c, "Enter");
    curs_type(d.c, "KTR1");
    curs_keys(d.c, "Enter");
    see(d.c, "下部機器 1               ルーター");
    see(d.c, "KTR1");
    curs_keys(d.c, "F4 2");
    see(d.c, "確認不可");
    curs_keys(d.c, "Tab Enter n");
    curs_type(d.c, "立会者が断った");
    curs_keys(d.c, "Enter");
    see(d.c, "そろいました");
    see_whole(d.c);
    desk_close(&d);
}

static void known(void)
{
    struct id unknown;
    const struct row *line;
    struct desk d;

    desk_open(&d, at_work, 24, 80, "ja");
    record(&d, "1");
    see(d.c, "回線として登録しますか");
    curs_keys(d.c, "Esc");
    is_int(desk_survey(&d)->n[KIND_line], 2, "the safe answer registers nothing");
    see(d.c, "申告漏れです");
    curs_keys(d.c, "Enter y");
    if (!ok(desk_survey(&d)->n[KIND_line] == 3, "it became a line (R112)")) {
        desk_close(&d);
        return;
    }
    unknown = desk_row(&d, "unknown:UA01")->id;
    line = desk_row(&d, "line:3");
    is_str(row_text(line, F_line_found_by_step), "on_site", "found on site");
    is_str(row_text(line, F_line_room), "サーバ室", "its room");
    is_str(row_text_seen(line, F_line_terminator_kind), "onu", "what was seen");
    is_str(row_text(line, F_line_emr_connected), "unknown", "the EMR is not known");
    is_str(row_text(line, F_line_line_label), "UA01", "called by its number");
    ok(id_equal(row_ref(survey_find(desk_survey(&d), unknown), F_unknown_line_became_line),
                line->id),
       "the record says so");
    while (strcmp(app_top(d.app)->ops->name, "unknown") != 0)
        app_pop(d.app);
    curs_keys(d.c, "u");
    is_int(desk_survey(&d)->n[KIND_line], 2, "one undo takes all of it back");
    desk_close(&d);
}

static void three(struct hospital *h)
{
    hospital_unknown(h, "UA01");
    hospital_unknown(h, "UA02");
}

static void walking(void)
{
    struct desk d;
    struct edit *ed;

    desk_open(&d, three, 24, 80, "ja");
    work_show(d.app, &scr_unknown, desk_row(&d, "unknown:UA01")->id, "finding!");
    see(d.c, "不明回線 UA01");
    see(d.c, ">所見");
    curs_keys(d.c, "Enter");
    ed = app_top(d.app)->ops->editor(app_top(d.app));
    ok(ed != NULL, "the place of what was typed opens the editor");
    curs_type(d.c, "棚の上");
    curs_keys(d.c, "Enter Right");
    see(d.c, "不明回線 UA02");
    see_not(d.c, "棚の上");
    curs_keys(d.c, "Right");
    see(d.c, "見つけた終端装置は何ですか");
    see(d.c, "記録済み");
    curs_keys(d.c, "Right");
    see(d.c, "棚の上");
    curs_keys(d.c, "D y");
    is_int(desk_survey(&d)->n[KIND_unknown_line], 1, "deleted after a question");
    desk_close(&d);
}

static void rooms(void)
{
    struct desk d;

    desk_open(&d, three, 24, 80, "ja");
    work_show(d.app, &scr_unknown, desk_row(&d, "unknown:UA01")->id, "room");
    curs_keys(d.c, "Enter");
    see(d.c, "本館 1F 医事課");
    curs_keys(d.c, "2");
    is_str(text_of(&d, F_unknown_line_floor), "1F", "a room of the survey brings its floor");
    curs_keys(d.c, "Enter 0 C-u");
    curs_type(d.c, "別館 2F リネン庫");
    curs_keys(d.c, "Enter");
    is_str(text_of(&d, F_unknown_line_building), "別館", "a typed room: building");
    is_str(text_of(&d, F_unknown_line_floor), "2F", "floor");
    is_str(text_of(&d, F_unknown_line_room), "リネン庫", "room");
    desk_close(&d);
}

static void no_photos_there(struct hospital *h)
{
    at_work(h);
    build_put(h->server, F_room_photo_allowed, "forbidden");
}

static void forbidden(void)
{
    struct desk d;

    desk_open(&d, no_photos_there, 24, 80, "ja");
    record(&d, "2");
    curs_keys(d.c, "Enter n");
    curs_type(d.c, "端末に直接");
    curs_keys(d.c, "Enter Tab Enter");
    see(d.c, "撮影が禁止されている");
    curs_keys(d.c, "f");
    see(d.c, "そろいました");
    desk_close(&d);
}

static void sizes(const char *lang, int lines, int cols)
{
    struct desk d;

    desk_open(&d, three, lines, cols, lang);
    open_new(&d);
    see_whole(d.c);
    curs_keys(d.c, "Left");
    see_whole(d.c);
    see(d.c, "UA02");
    curs_keys(d.c, "Enter");
    see_whole(d.c);
    desk_close(&d);
}

int main(void)
{
    nobody_knows();
    known();
    walking();
    rooms();
    forbidden();
    sizes("ja", 24, 80);
    sizes("en", 24, 80);
    sizes("ja", 40, 140);
    sizes("en", 40, 140);
    sizes("ja", 15, 60);
    return tap_done();
}
