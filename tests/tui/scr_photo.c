/* Photos of a visit: what is needed comes first, files come in beside the
 * work, a reason stands for a photo that cannot be taken. */
#include "config.h"

#include "tests/lib/desk.h"
#include "model/photo.h"
#include "tests/lib/tap.h"
#include "tui/scr_photo.h"
#include "tui/scr_visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void no_photo(struct hospital *h)
{
    build_delete(&h->s, h->photo_router);
}

static void open_line(struct desk *d)
{
    work_show(d->app, &scr_photo, desk_row(d, "line:1")->id, "");
    curs_keys(d->c, "v"); /* the list; the grid is in photo_grid.c */
}

static void path_of(const char *name, char *out, size_t size)
{
    const char *data = getenv("GENBA_DATADIR");

    snprintf(out, size, "%s/demo/%s", data ? data : "assets", name);
}

static void take(struct desk *d, const char *path)
{
    curs_keys(d->c, "a C-u");
    curs_type(d->c, path);
    curs_keys(d->c, "Enter");
}

static void run_jobs(struct desk *d)
{
    for (int i = 0; i < 50; i++)
        app_tick(d->app);
}

static void needed(void)
{
    const struct row *photo;
    char path[512];
    struct desk d;

    desk_open(&d, no_photo, 24, 80, "ja");
    open_line(&d);
    run_jobs(&d);
    see(d.c, "0342 みなと総合病院  >  回線A  >  写真");
    see(d.c, "必要な写真 3/4");
    see(d.c, ">-      ルーター 機器前面");
    see(d.c, "足りない");
    take(&d, "/nowhere/DSC0.JPG");
    is_str(app_draft(d.app), "/nowhere/DSC0.JPG", "a path that is none stays to be corrected");
    curs_keys(d.c, "Esc");
    path_of("DSC01204.JPG", path, sizeof path);
    take(&d, path);
    run_jobs(&d);
    photo = desk_row(&d, "photo:DSC01204.JPG");
    ok(id_equal(row_ref(photo, F_photo_photo_target), desk_row(&d, "device:1.1")->id),
       "it shows what was missing");
    is_str(row_text(photo, F_photo_photo_tag), "device_front", "with its tag");
    is_str(row_text(photo, F_photo_attached_by), "佐藤", "taken in by");
    see(d.c, "写真 1枚を取り込みました");
    see(d.c, "必要な写真 4/4");
    see(d.c, "ルーター 機器前面");
    see_whole(d.c);
    curs_keys(d.c, "G Del");
    see(d.c, "必要な写真 3/4");
    curs_keys(d.c, "u");
    see(d.c, "必要な写真 4/4");
    desk_close(&d);
}

static void said(void)
{
    const struct row *photo;
    char path[512];
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    open_line(&d);
    path_of("DSC01205.JPG", path, sizeof path);
    take(&d, path);
    see(d.c, "何の写真ですか");
    curs_keys(d.c, "2");
    run_jobs(&d);
    photo = desk_row(&d, "photo:DSC01205.JPG");
    is_str(row_text(photo, F_photo_photo_tag), "device_front", "chosen: the second");
    curs_keys(d.c, "G t 4");
    photo = desk_row(&d, "photo:DSC01205.JPG");
    ok(photo_has_tag(desk_survey(&d), photo, "device_back") &&
           photo_has_tag(desk_survey(&d), photo, "device_front"),
       "another tag beside it");
    curs_keys(d.c, "3");
    photo = desk_row(&d, "photo:DSC01205.JPG");
    ok(!photo_has_tag(desk_survey(&d), photo, "device_front"),
       "the digit of a tag that it has takes it away");
    curs_keys(d.c, "o 1");
    photo = desk_row(&d, "photo:DSC01205.JPG");
    ok(id_equal(row_ref(photo, F_photo_photo_target), desk_row(&d, "line:1")->id),
       "another thing it shows");
    curs_keys(d.c, "c");
    curs_type(d.c, "背面のラベル");
    curs_keys(d.c, "Enter");
    photo = desk_row(&d, "photo:DSC01205.JPG");
    is_str(row_text(photo, F_photo_caption), "背面のラベル", "a caption");
    see(d.c, "背面のラベル");
    desk_close(&d);
}

/* Photos of the desk in one go, unmatched. */
static void take_folder(struct desk *d)
{
    char path[512];

    work_show(d->app, &scr_photo, (struct id){{0}}, "");
    path_of("", path, sizeof path);
    take(d, path);
    curs_keys(d->c, "2");
    run_jobs(d);
}

static size_t tagged(struct desk *d, const char *tag)
{
    const struct survey *s = desk_survey(d);
    size_t n = 0;

    for (size_t i = 0; i < s->n[KIND_photo]; i++)
        n += photo_has_tag(s, s->rows[KIND_photo][i], tag);
    return n;
}

static void many(void)
{
    struct desk d;
    char all[40];
    size_t before;

    desk_open(&d, NULL, 24, 80, "ja");
    take_folder(&d);
    before = tagged(&d, "cabling");
    curs_keys(d.c, "g Space Space Space");
    see(d.c, "印 3枚");
    curs_keys(d.c, "6");
    see(d.c, "写真 3枚に「配線・接続構成」を付けます");
    see(d.c, ".JPG");
    curs_keys(d.c, "n");
    is_int((int64_t)tagged(&d, "cabling"), (int64_t)before, "no is no");
    curs_keys(d.c, "6 y");
    is_int((int64_t)tagged(&d, "cabling"), (int64_t)before + 3, "yes: all three");
    curs_keys(d.c, "u");
    is_int((int64_t)tagged(&d, "cabling"), (int64_t)before, "one undo takes all back");
    curs_keys(d.c, "C-r 6 y");
    is_int((int64_t)tagged(&d, "cabling"), (int64_t)before, "had by all: taken from all");
    curs_keys(d.c, "Esc");
    see_not(d.c, "印 3枚");
    see(d.c, "写真");
    snprintf(all, sizeof all, "印 %zu枚", desk_survey(&d)->n[KIND_photo]);
    curs_keys(d.c, "g Space G V");
    see(d.c, all);
    curs_keys(d.c, "Esc *");
    see(d.c, all);
    curs_keys(d.c, "o 1 y");
    is_int((int64_t)photos_of(desk_survey(&d), desk_row(&d, "line:1")->id),
           (int64_t)desk_survey(&d)->n[KIND_photo], "all of them belong to the line");
    desk_close(&d);
}

static void filters(void)
{
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    take_folder(&d);
    curs_keys(d.c, "f");
    see(d.c, "どの写真を表示しますか");
    see(d.c, "対象なし  ");
    curs_keys(d.c, "3");
    see(d.c, "タグなし  ");
    curs_keys(d.c, "Esc");
    see(d.c, "保存済");
    see(d.c, "競合 0");
    is_str(app_top(d.app)->ops->name, "photo", "Esc ends the filter before the screen");
    desk_close(&d);
}

static void camera(void)
{
    const struct row *photo, *card;
    struct id of_card = id_new(77);
    struct edits list = {0};
    struct desk d;
    struct err e;

    desk_open(&d, NULL, 24, 80, "ja");
    take_folder(&d);
    edits_set(&list, of_card, F_card_exif_model, value_text("TX-7"));
    photo = desk_row(&d, "photo:DSC01205.JPG");
    edits_set(&list, photo->id, F_photo_card_ref, value_id(of_card));
    edits_set(&list, photo->id, F_photo_exif_datetime_original, value_text("2025:09:12 09:20:00"));
    is_ok(case_edit(d.w.open, &list, &e), &e, "a photo of a card");
    edits_release(&list);
    app_changed(d.app);
    see(d.c, "DSC01205.JPG");
    curs_keys(d.c, "g Down w");
    see(d.c, "写真の時計:");
    see(d.c, "TX-7");
    curs_type(d.c, "noon");
    curs_keys(d.c, "Enter");
    see(d.c, "noon は時刻として読めません");
    curs_keys(d.c, "C-u");
    curs_type(d.c, "+1:30");
    curs_keys(d.c, "Enter");
    see(d.c, "カメラの時計を +0:01:30 補正しました");
    photo = desk_row(&d, "photo:DSC01205.JPG");
    card = survey_find(desk_survey(&d), row_ref(photo, F_photo_card_ref));
    is_int(card ? row_int(card, F_card_clock_offset, 0) : -1, 90, "in the card");
    curs_keys(d.c, "u");
    photo = desk_row(&d, "photo:DSC01205.JPG");
    card = survey_find(desk_survey(&d), row_ref(photo, F_photo_card_ref));
    is_int(card ? row_int(card, F_card_clock_offset, 0) : -1, 0, "undone");
    is_ok(case_set(d.w.open, photo->id, F_photo_exif_datetime_original, false,
                   value_text("2025:09:11 10:00:00"), &e),
          &e, "taken the day before");
    app_changed(d.app);
    see(d.c, "09/11 ");
    desk_close(&d);
}

static void folder(void)
{
    char path[512];
    size_t before;
    struct desk d;

    desk_open(&d, no_photo, 24, 80, "ja");
    open_line(&d);
    before = desk_survey(&d)->n[KIND_photo];
    path_of("", path, sizeof path);
    take(&d, path);
    see(d.c, "全部取り込みますか");
    curs_keys(d.c, "Enter");
    run_jobs(&d);
    is_int((int)desk_survey(&d)->n[KIND_photo], (int)before, "the safe answer takes nothing");
    take(&d, path);
    curs_keys(d.c, "2");
    run_jobs(&d);
    is_int((int)desk_survey(&d)->n[KIND_photo], (int)before + 9, "every photo of the folder");
    see(d.c, "写真 9枚を取り込みました");
    see(d.c, "取り込めない");
    see(d.c, "R で一覧");
    curs_keys(d.c, "R");
    see(d.c, "前回取り込めなかった");
    see(d.c, "demo.c は写真ではありません。取り込めるのは");
    curs_keys(d.c, "Esc");
    work_show(d.app, &scr_photo, (struct id){{0}}, "");
    see(d.c, "大きさ");
    see(d.c, "対象未定");
    see_whole(d.c);
    desk_close(&d);
}

static void reason(void)
{
    struct desk d;

    desk_open(&d, no_photo, 24, 80, "ja");
    open_line(&d);
    curs_keys(d.c, "x 1");
    is_str(row_text(desk_row(&d, "device:1.1"), F_device_no_photo_reason), "立会者が断った",
           "the reason in words");
    see(d.c, "理由あり");
    see(d.c, "必要な写真 3/3");
    desk_close(&d);
}

static void no_photo_here(struct hospital *h)
{
    no_photo(h);
    build_put(h->server, F_room_photo_allowed, "forbidden");
}

static void forbidden(void)
{
    struct desk d;

    desk_open(&d, no_photo_here, 24, 80, "ja");
    open_line(&d);
    see(d.c, "撮影不可");
    curs_keys(d.c, "x Enter");
    is_str(row_text(desk_row(&d, "device:1.1"), F_device_ns_code), "NS06",
           "NS06 takes the photo's place (R100)");
    see(d.c, "理由あり");
    desk_close(&d);
}

static void sizes(const char *lang, int rows, int cols)
{
    struct desk d;

    desk_open(&d, no_photo, rows, cols, lang);
    open_line(&d);
    see_whole(d.c);
    curs_keys(d.c, "a");
    see_whole(d.c);
    desk_close(&d);
}

int main(void)
{
    needed();
    said();
    many();
    filters();
    camera();
    folder();
    reason();
    forbidden();
    sizes("ja", 24, 80);
    sizes("en", 24, 80);
    sizes("ja", 40, 140);
    sizes("en", 40, 140);
    sizes("ja", 15, 60);
    return tap_done();
}
