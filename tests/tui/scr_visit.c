/* Visit: one key an answer, the cursor goes on, wrong input keeps its text,
 * what is declared stays (R010). */
#include "config.h"

#include "tests/lib/desk.h"
#include "tests/lib/tap.h"
#include "model/base/clock.h"
#include "tui/edit.h"
#include "tui/scr_visit.h"

#include <string.h>

/* Line A as before the visit: nothing seen yet. */
static void unseen(struct hospital *h)
{
    static const enum field own[] = {F_line_terminator_found, F_line_moved_device,
                                     F_line_outage_risk, F_line_witness};
    static const enum field twins[] = {F_device_device_kind, F_device_maker, F_device_model,
                                       F_device_serial_no, F_device_firmware_version};

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        build_put(h->line, own[i], NULL);
    build_see(h->line, F_line_terminator_kind, NULL);
    build_see(h->line, F_line_room, NULL);
    build_put(h->router, F_device_device_found, NULL);
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++)
        build_see(h->router, twins[i], NULL);
    build_put(h->step, F_step_step_state, "in_progress");
    build_put(h->step, F_step_actual_from, "2025-09-12T16:39:00+09:00");
    build_put(h->step, F_step_actual_to, NULL);
}

static void open_line(struct desk *d, const char *rest)
{
    work_show(d->app, &scr_visit, desk_row(d, "line:1")->id, rest);
}

static const struct row *step_of(struct desk *d)
{
    return survey_step_of(desk_survey(d), desk_row(d, "line:1")->id);
}

static const char *seen(struct desk *d, enum field f)
{
    const char *address = catalog[f].kind == KIND_device ? "device:1.1" : "line:1";
    const struct row *r = desk_row(d, address);

    return catalog[f].flags & FIELD_SURVEYED ? row_text_seen(r, f) : row_text(r, f);
}

static void as_declared(void)
{
    struct desk d;

    desk_open(&d, unseen, 24, 80, "ja");
    open_line(&d, "");
    see(d.c, "0342 みなと総合病院  >  回線A");
    see(d.c, "調査中 21/30分");
    see(d.c, "回答 0/10  相違 0  写真 4/4");
    see(d.c, ">終端装置の現物確認");
    see(d.c, "= 確認   1 確認  2 見当たらない  3 別の物");
    curs_keys(d.c, "= = =");
    is_str(seen(&d, F_line_terminator_found), "yes", "= means found");
    is_str(seen(&d, F_line_terminator_kind), "onu", "= takes what was declared");
    is_str(seen(&d, F_line_building), "本館", "the place as one answer");
    is_str(seen(&d, F_line_room), row_text(desk_row(&d, "line:1"), F_line_room), "with its room");
    see(d.c, "= ONU");
    see(d.c, ">ルーター 現物確認");
    curs_keys(d.c, "= = = =");
    is_str(seen(&d, F_device_serial_no), "KTR447190", "four keys for a device");
    see(d.c, ">機器を動かした");
    curs_keys(d.c, "2");
    is_int(row_int(desk_row(&d, "line:1"), F_line_moved_device, -1), 0, "a digit answers no");
    curs_keys(d.c, "1");
    is_str(seen(&d, F_line_outage_risk), "none", "a digit is a choice");
    see(d.c, "= 髙橋 由美");
    curs_keys(d.c, "=");
    is_str(seen(&d, F_line_witness), "髙橋 由美", "the witness of the visit before");
    see(d.c, "回答 10/10");
    see(d.c, "全部そろいました。s で終了します。");
    see_whole(d.c);
    desk_close(&d);
}

static void typing(void)
{
    struct desk d;
    char rest[80], id[ID_HEX_LEN + 1];

    desk_open(&d, unseen, 24, 80, "ja");
    id_print(desk_row(&d, "device:1.1")->id, id);
    snprintf(rest, sizeof rest, "%s serial_no", id);
    open_line(&d, rest);
    see(d.c, ">ルーター シリアル番号");
    curs_keys(d.c, "Enter");
    curs_type(d.c, "シリ９");
    is_str(app_draft(d.app), "シリ９", "the draft to keep");
    {
        int y, x, y0, x0;

        curs_keys(d.c, "Home");
        ok(curs_caret(d.c, &y0, &x0), "the caret is shown");
        curs_keys(d.c, "End");
        ok(curs_caret(d.c, &y, &x) && y == y0 && x == x0 + 6, "three wide characters further");
    }
    see_whole(d.c);
    curs_keys(d.c, "C-u Tab");
    is_str(app_draft(d.app), "KTR447190", "Tab takes over what was declared");
    curs_keys(d.c, "Backspace");
    curs_type(d.c, "5");
    curs_keys(d.c, "Enter");
    is_str(seen(&d, F_device_serial_no), "KTR447195", "seen");
    is_str(row_text(desk_row(&d, "device:1.1"), F_device_serial_no), "KTR447190",
           "what was declared stays (R010)");
    see(d.c, "KTR447195");
    see(d.c, "相違");
    see(d.c, "相違 1");
    curs_keys(d.c, "u");
    is_str(seen(&d, F_device_serial_no), "", "undone");
    see(d.c, ">ルーター シリアル番号");
    curs_keys(d.c, "C-r");
    is_str(seen(&d, F_device_serial_no), "KTR447195", "and made again");
    desk_close(&d);
}

static void unreadable(void)
{
    struct desk d;
    char rest[80], id[ID_HEX_LEN + 1];
    const struct value *v;

    desk_open(&d, unseen, 24, 80, "ja");
    id_print(desk_row(&d, "device:1.1")->id, id);
    snprintf(rest, sizeof rest, "%s serial_no", id);
    open_line(&d, rest);
    curs_keys(d.c, "F4 1");
    v = row_observed(desk_row(&d, "device:1.1"), F_device_serial_no);
    is_int(v->type, VALUE_UNREADABLE, "not readable");
    see(d.c, "読めない  ");
    see(d.c, ">機器を動かした");
    curs_keys(d.c, "F4");
    see(d.c, "機器から読み取る項目だけ");
    work_show(d.app, &scr_visit, desk_row(&d, "line:1")->id, rest);
    curs_keys(d.c, "F4 0");
    curs_type(d.c, "棚の裏");
    curs_keys(d.c, "Enter");
    v = row_observed(desk_row(&d, "device:1.1"), F_device_serial_no);
    ok(v->type == VALUE_UNREADABLE && strcmp(v->s, "棚の裏") == 0, "for a reason of one's own");
    curs_keys(d.c, "g");
    work_show(d.app, &scr_visit, desk_row(&d, "line:1")->id, rest);
    curs_keys(d.c, "F5");
    is_str(seen(&d, F_device_serial_no), "不明", "F5: nobody knows");
    work_show(d.app, &scr_visit, desk_row(&d, "line:1")->id, rest);
    curs_keys(d.c, "Del");
    ok(value_is_null(*row_observed(desk_row(&d, "device:1.1"), F_device_serial_no)),
       "Del: not answered");
    desk_close(&d);
}

static void open_questions(void)
{
    struct desk d;

    desk_open(&d, unseen, 24, 80, "ja");
    open_line(&d, "witness");
    see(d.c, ">立会者");
    curs_keys(d.c, "] e");
    see(d.c, ">終端装置の現物確認");
    curs_keys(d.c, "[ e");
    see(d.c, ">立会者");
    curs_keys(d.c, "Enter");
    see(d.c, "0 ほかの人");
    curs_keys(d.c, "0");
    curs_type(d.c, "佐々木 﨑");
    curs_keys(d.c, "Enter");
    is_str(seen(&d, F_line_witness), "佐々木 﨑", "a witness who is in no list");
    desk_close(&d);
}

/* The date of a PC's pattern file is checked; the text stays to be corrected. */
static void unseen_pc(struct hospital *h)
{
    build_see(h->pc, F_pc_av_pattern_date, NULL);
}

static void wrong_input(void)
{
    struct desk d;

    desk_open(&d, unseen_pc, 24, 80, "ja");
    work_show(d.app, &scr_visit, desk_row(&d, "pc:1")->id, "");
    see(d.c, ">パターンファイル日付");
    curs_keys(d.c, "Enter");
    curs_type(d.c, "2025-02-30");
    curs_keys(d.c, "Enter");
    is_str(app_draft(d.app), "2025-02-30", "a wrong date stays to be corrected");
    see(d.c, "2025-02-30");
    curs_keys(d.c, "Backspace Backspace");
    curs_type(d.c, "28");
    curs_keys(d.c, "Enter");
    is_str(row_text_seen(desk_row(&d, "pc:1"), F_pc_av_pattern_date), "2025-02-28", "corrected");
    desk_close(&d);
}

static void place(void)
{
    const struct row *r;
    struct desk d;

    desk_open(&d, unseen, 24, 80, "ja");
    open_line(&d, "room");
    curs_keys(d.c, "Enter");
    see(d.c, "0 ほかの部屋");
    curs_keys(d.c, "2");
    see(d.c, "ラック:");
    curs_type(d.c, "棚1");
    curs_keys(d.c, "Enter");
    r = desk_row(&d, "line:1");
    is_str(row_text_seen(r, F_line_room), "医事課", "another room");
    is_str(row_text_seen(r, F_line_rack), "棚1", "and the spot in it");
    is_str(row_text(r, F_line_room), "サーバ室", "what was declared stays");
    see(d.c, "相違");
    open_line(&d, "room");
    curs_keys(d.c, "Enter 0 C-u");
    curs_type(d.c, "B1/電気室");
    curs_keys(d.c, "Enter");
    r = desk_row(&d, "line:1");
    is_str(row_text_seen(r, F_line_floor), "B1", "typed: the floor");
    is_str(row_text_seen(r, F_line_room), "電気室", "and the room");
    is_str(row_text_seen(r, F_line_building), "", "nothing left of the other place");
    desk_close(&d);
}

static void devices_and_links(void)
{
    const struct survey *s;
    struct desk d;

    desk_open(&d, unseen, 24, 80, "ja");
    s = desk_survey(&d);
    open_line(&d, "");
    curs_keys(d.c, "a 5");
    is_int((int)s->n[KIND_device], 3, "a device that was not declared");
    is_str(row_text(desk_row(&d, "device:1.2"), F_device_device_found), "added", "as such");
    is_str(row_text(desk_row(&d, "device:1.2"), F_device_device_kind), "", "nothing declared");
    see(d.c, ">L2スイッチ 機種(型番)");
    curs_keys(d.c, "Tab a");
    see(d.c, "の下に何がつながっていますか");
    curs_keys(d.c, "1");
    curs_type(d.c, "LAN1");
    curs_keys(d.c, "Enter");
    curs_type(d.c, "WAN");
    curs_keys(d.c, "Enter Enter");
    see(d.c, "LAN1-WAN");
    see_whole(d.c);
    curs_keys(d.c, "Del");
    see_not(d.c, "LAN1-WAN");
    curs_keys(d.c, "u");
    see(d.c, "LAN1-WAN");
    desk_close(&d);
}

static void begin_and_end(void)
{
    struct desk d;

    desk_open(&d, unseen, 24, 80, "ja");
    open_line(&d, "");
    curs_keys(d.c, "s");
    see(d.c, "まだです: 終端装置の現物確認、");
    see(d.c, "ほか 7件");
    curs_keys(d.c, "Esc");
    ok(row_is(step_of(&d), F_step_step_state, "in_progress"), "still under way");
    curs_keys(d.c, "s 2");
    ok(row_is(step_of(&d), F_step_step_state, "done"), "finished all the same");
    is_str(row_text(step_of(&d), F_step_actual_to), "2025-09-12T17:00:00+09:00", "and when");
    see(d.c, "済 21/30分");
    desk_close(&d);
}

static void unplanned(struct hospital *h)
{
    unseen(h);
    build_delete(&h->s, h->step);
}

static void no_step(void)
{
    const struct row *step;
    struct desk d;

    desk_open(&d, unplanned, 24, 80, "ja");
    open_line(&d, "");
    see(d.c, "未着手");
    curs_keys(d.c, "s");
    step = survey_step_of(desk_survey(&d), desk_row(&d, "line:1")->id);
    ok(step && row_is(step, F_step_step_state, "in_progress"), "a step of its own");
    ok(step && row_is(step, F_step_step_kind, "line"), "of its kind");
    is_str(step ? row_text(step, F_step_plan_date) : "", "2025-09-12", "today");
    see(d.c, "調査中 0/30分");
    desk_close(&d);
}

static void place_kept(void)
{
    struct desk d;
    struct buf place = BUF_INIT;
    char id[ID_HEX_LEN + 1], want[120];

    desk_open(&d, unseen, 24, 80, "ja");
    open_line(&d, "room");
    curs_keys(d.c, "Enter 0");
    scr_visit.place(app_top(d.app), &place);
    id_print(desk_row(&d, "line:1")->id, id);
    snprintf(want, sizeof want, "%s room!p", id);
    is_str(buf_str(&place), want, "the question, and what is typed there");
    curs_keys(d.c, "Esc Esc");
    open_line(&d, "room!p");
    app_act(d.app, ACT_EDIT);
    ok(app_draft(d.app) != NULL, "a killed program opens the same line again");
    buf_release(&place);
    desk_close(&d);
}

static void five_devices(struct hospital *h)
{
    unseen(h);
    for (int i = 2; i <= 5; i++) {
        struct row *r = build_row(&h->s, KIND_device);
        char seq[] = {(char)('0' + i), '\0'};

        build_put(r, F_device_device_seq, seq);
        build_put(r, F_device_device_kind, i == 5 ? NULL : "l2_switch");
        build_put(r, F_device_model,
                  "とても長い機種の名前がここに書いてあるので枠に入りきらない AR-830-LONG");
        build_ref(r, F_device_line_ref, h->line);
    }
}

static void no_shots(struct hospital *h)
{
    unseen(h);
    for (size_t i = h->s.n[KIND_photo]; i-- > 0;)
        build_delete(&h->s, h->s.rows[KIND_photo][i]);
}

/* The line's cabling with the router in it, whose front and label it shows too. */
static void one_shot(struct hospital *h)
{
    static const char *const also[] = {"label", "device_front"};
    struct row *shot, *use;

    no_shots(h);
    shot = hospital_photo(h, h->line, "cabling");
    for (size_t i = 0; i < 2; i++) {
        use = build_row(&h->s, KIND_photo_use);
        build_ref(use, F_photo_use_photo_ref, shot);
        build_put(use, F_photo_use_photo_tag, also[i]);
        if (i == 0)
            build_ref(use, F_photo_use_photo_target, h->router);
    }
}

static int row_of(struct curs *c, const char *text)
{
    for (int y = 0; y < 40; y++)
        if (strstr(curs_row(c, y), text))
            return y;
    return -1;
}

/* What is missing stands first; a photo has a row for each thing and tag. */
static void photos(void)
{
    struct desk d;

    desk_open(&d, no_shots, 24, 80, "ja");
    open_line(&d, "");
    see(d.c, "写真 0/4");
    see(d.c, "- 終端装置 ");
    see(d.c, "- ルーター 機器前面");
    see(d.c, "- ルーター ラベル・シリアル 足りない");
    see_whole(d.c);
    desk_close(&d);
    desk_open(&d, one_shot, 40, 140, "ja");
    open_line(&d, "");
    see(d.c, "写真 3/4");
    see(d.c, "1 配線・接続構成 ");
    see(d.c, "1 ルーター ラベル・シリア");
    see(d.c, "1 ルーター 機器前面 ");
    ok(row_of(d.c, "- 終端装置") > 0 && row_of(d.c, "- 終端装置") < row_of(d.c, "1 配線"),
       "the missing one first");
    see_not(d.c, "- 配線");
    see_not(d.c, "- ルーター");
    curs_keys(d.c, "Tab Tab Down Enter");
    is_str(app_top(d.app)->ops->name, "photo", "Enter opens the photo");
    desk_close(&d);
}

/* A field that this version lacks is shown, and not changed. */
static void newer_fields(void)
{
    static const char *const at[] = {"line:1", "pc:1"};
    struct desk d;
    struct err e;

    desk_open(&d, unseen, 40, 140, "ja");
    for (int i = 0; i < 2; i++) {
        struct op op = {.kind = OP_SET,
                        .entity = desk_row(&d, at[i])->id,
                        .field = 0xfeu | (i ? KIND_pc : KIND_line) << 8,
                        .value = value_text(i ? "指紋" : "光二重化")};

        is_ok(store_commit(d.w.open->store, &op, 1, NULL, NULL, &e), &e, "a newer version wrote");
        store_labels_put(d.w.open->store,
                         &(struct label){op.field, 9, "New", i ? "認証" : "冗長化"}, 1, &e);
    }
    open_line(&d, "");
    see(d.c, "新しい版の項目 冗長化: 光二重化");
    work_show(d.app, &scr_visit, desk_row(&d, "pc:1")->id, "");
    see(d.c, "新しい版の項目 認証: 指紋");
    see_whole(d.c);
    curs_keys(d.c, "Tab Enter");
    see(d.c, "新しい版の項目 認証: 指紋");
    desk_close(&d);
}

static void every_size(void)
{
    static const struct {
        int rows, cols;
        const char *lang;
    } sizes[] = {{24, 80, "ja"},  {24, 80, "en"}, {40, 140, "ja"},
                 {40, 140, "en"}, {15, 60, "ja"}, {50, 100, "ja"}};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct desk d;

        desk_open(&d, five_devices, sizes[i].rows, sizes[i].cols, sizes[i].lang);
        open_line(&d, "");
        see_whole(d.c);
        curs_keys(d.c, "= = = End");
        see_whole(d.c);
        curs_keys(d.c, "Tab");
        see_whole(d.c);
        curs_keys(d.c, "Tab");
        see_whole(d.c);
        curs_keys(d.c, "Tab g Enter");
        see_whole(d.c);
        desk_close(&d);
    }
}

int main(void)
{
    as_declared();
    typing();
    unreadable();
    open_questions();
    wrong_input();
    place();
    devices_and_links();
    begin_and_end();
    no_step();
    place_kept();
    photos();
    newer_fields();
    every_size();
    return tap_done();
}
