/* Conflicts by keyboard: values side by side, chosen, typed, both into the
 * remark, taken back; a deletion against an edit; marked on the visit and shown
 * there before anybody types over them; five hundred of them. */
#include "config.h"

#include "model/base/clock.h"
#include "tests/lib/desk.h"
#include "tests/lib/neighbour.h"
#include "tests/lib/tap.h"
#include "tui/scr_conflicts.h"
#include "tui/scr_visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANY 500
#define SLOWEST_MS 250 /* a key, on average: what nobody waits for */

static void set_row(struct casefile *c, struct id row, enum field f, bool observed,
                    const char *text)
{
    struct err e;

    if (case_set(c, row, f, observed, value_text(text), &e) != 0)
        bail("not set: %s %s", e.subject, e.detail);
}

static void set_in(struct casefile *c, const char *address, enum field f, bool observed,
                   const char *text)
{
    const struct row *r = survey_address(&c->survey, address);

    if (!r)
        bail("there is no %s", address);
    set_row(c, r->id, f, observed, text);
}

static void pass(struct neighbour *b, struct desk *d)
{
    neighbour_pass(b->c, d->w.open);
    work_merged(d->app);
}

/* No serial number twice: that would be one more. */
static void two_serials(struct hospital *h)
{
    build_put(h->router2, F_device_serial_no, "KTR4470001");
    build_see(h->router2, F_device_serial_no, "KTR4470001");
}

static void open_pair(struct desk *d, struct neighbour *b, int rows, int cols, const char *lang)
{
    desk_open(d, two_serials, rows, cols, lang);
    neighbour_begin(b, d->w.open, "田中", "B", "PC-11");
}

static void close_pair(struct desk *d, struct neighbour *b)
{
    neighbour_end(b);
    desk_close(d);
}

/* Three fields of the first line and its router, written by both. */
static void clash(struct desk *d, struct neighbour *b)
{
    set_in(d->w.open, "device:1.1", F_device_serial_no, true, "KTR4471902");
    set_in(d->w.open, "line:1", F_line_purpose, false, "予約");
    set_in(d->w.open, "pc:1", F_pc_pc_emr_connected, false, "no");
    clock_set(hospital_now() + 600000);
    set_in(b->c, "device:1.1", F_device_serial_no, true, "KTR4471962");
    set_in(b->c, "line:1", F_line_purpose, false, "会計");
    set_in(b->c, "pc:1", F_pc_pc_emr_connected, false, "unknown");
    clock_set(hospital_now() + 1200000);
    pass(b, d);
}

static const char *seen_of(struct desk *d, const char *address, enum field f)
{
    return row_text_seen(desk_row(d, address), f);
}

static void choosing(void)
{
    struct neighbour b;
    struct desk d;

    open_pair(&d, &b, 24, 80, "ja");
    clash(&d, &b);
    see(d.c, "競合 3");
    curs_keys(d.c, "F7");
    is_str(app_top(d.app)->ops->name, "conflicts", "F7 opens it");
    see(d.c, "競合 残り 3件");
    see(d.c, "選ぶまで、どちらも残ります");
    see_whole(d.c);
    curs_keys(d.c, "/");
    curs_type(d.c, "シリアル");
    curs_keys(d.c, "Enter");
    see(d.c, "KTR4471902");
    see(d.c, "KTR4471962");
    see(d.c, "佐藤 (A班");
    see(d.c, "田中 (B班 PC-11)  17:10");
    see(d.c, "前の値:");
    see(d.c, "申告:");
    see(d.c, "写真 ");
    curs_keys(d.c, strncmp(seen_of(&d, "device:1.1", F_device_serial_no), "KTR4471962", 10) == 0
                       ? "2"
                       : "1"); /* the one that is not shown so far, or the other */
    see(d.c, "残り 2件");
    see(d.c, "選びました");
    is_int((long)d.w.counts.conflicts, 2, "one less in the store");
    curs_keys(d.c, "u");
    see(d.c, "残り 3件");
    see(d.c, "KTR4471902");
    see(d.c, "KTR4471962");
    curs_keys(d.c, "1");
    see(d.c, "残り 2件");
    curs_keys(d.c, "1 1");
    see(d.c, "これで最後です");
    see(d.c, "競合はありません");
    is_int((long)d.w.counts.conflicts, 0, "none in the store");
    see_whole(d.c);
    curs_keys(d.c, "Esc");
    see(d.c, "競合 0");
    close_pair(&d, &b);
}

/* Puts the cursor on the row with this text. */
static void to(struct desk *d, const char *text)
{
    curs_keys(d->c, "Home /");
    curs_type(d->c, text);
    curs_keys(d->c, "Enter");
}

static void writing(void)
{
    struct neighbour b;
    struct desk d;

    open_pair(&d, &b, 24, 80, "ja");
    clash(&d, &b);
    curs_keys(d.c, "F7");
    to(&d, "用途");
    curs_keys(d.c, "e");
    see(d.c, "どちらでもない値を書きます");
    curs_keys(d.c, "C-u");
    curs_type(d.c, "予約と会計");
    curs_keys(d.c, "Enter");
    is_str(row_text(desk_row(&d, "line:1"), F_line_purpose), "予約と会計", "a value of one's own");
    see(d.c, "残り 2件");
    to(&d, "LAB-PC410");
    curs_keys(d.c, "e");
    see(d.c, "1 ");
    curs_keys(d.c, "1");
    is_str(row_text(desk_row(&d, "pc:1"), F_pc_pc_emr_connected), "yes",
           "chosen from the list of the field");
    see(d.c, "残り 1件");
    to(&d, "シリアル");
    curs_keys(d.c, "b");
    see(d.c, "これで最後です");
    is_int((long)d.w.counts.conflicts, 0, "both into the remark ends it");
    close_pair(&d, &b);
}

static void deleted(void)
{
    struct neighbour b;
    struct desk d;
    struct edits list = {0};
    struct err e;
    struct id pc;

    open_pair(&d, &b, 24, 80, "ja");
    pc = desk_row(&d, "pc:1")->id;
    edits_op(&list, OP_DEL, pc, 0, value_null());
    if (case_edit(d.w.open, &list, &e) != 0)
        bail("not deleted");
    edits_release(&list);
    set_in(b.c, "pc:1", F_pc_pc_purpose, false, "B班が見た");
    pass(&b, &d);
    curs_keys(d.c, "F7");
    see(d.c, "消去と編集");
    see(d.c, "1  消さない");
    see(d.c, "2  消す");
    curs_keys(d.c, "e");
    see(d.c, "ここに書く値はありません");
    curs_keys(d.c, "1");
    ok(survey_find(desk_survey(&d), pc)->alive, "1 keeps it");
    curs_keys(d.c, "u 2");
    ok(!survey_find(desk_survey(&d), pc)->alive, "2 deletes it");
    see(d.c, "消した先を指している");
    see(d.c, "Enter で開き");
    close_pair(&d, &b);
}

/* On the visit: marked, and Enter shows all values instead of an editor. */
static void marked(void)
{
    struct neighbour b;
    struct desk d;
    char before[64];

    open_pair(&d, &b, 24, 80, "ja");
    clash(&d, &b);
    see(d.c, "競合2");
    work_show(d.app, &scr_visit, desk_row(&d, "line:1")->id, NULL);
    to(&d, "シリアル");
    see(d.c, "競合2");
    see_whole(d.c);
    snprintf(before, sizeof before, "%s", seen_of(&d, "device:1.1", F_device_serial_no));
    for (const char *const *key = (const char *const[]){"Enter", "=", "F4", "F5", "Del", NULL};
         *key; key++) {
        curs_keys(d.c, *key);
        is_str(app_top(d.app)->ops->name, "conflicts", "%s shows the values first", *key);
        curs_keys(d.c, "Esc");
    }
    is_str(seen_of(&d, "device:1.1", F_device_serial_no), before, "nothing was written");
    is_int((long)d.w.counts.conflicts, 3, "and no conflict ended");
    curs_keys(d.c, "Enter");
    see(d.c, ">回線A AR-830");
    see(d.c, "KTR4471962");
    curs_keys(d.c, "1 Esc");
    is_str(app_top(d.app)->ops->name, "visit", "back on the visit");
    see_not(d.c, "競合2");
    close_pair(&d, &b);
}

/* Wherever a key would write over it: here s, on a step that both have noted. */
static void guarded(void)
{
    struct neighbour b;
    struct desk d;
    const char *state;
    struct id step;

    open_pair(&d, &b, 24, 80, "ja");
    step = survey_step_of(desk_survey(&d), desk_row(&d, "line:1")->id)->id;
    set_row(d.w.open, step, F_step_step_state, false, "in_progress");
    set_row(b.c, step, F_step_step_state, false, "next_day");
    pass(&b, &d);
    work_show(d.app, &scr_visit, desk_row(&d, "line:1")->id, NULL);
    state = row_text(survey_find(desk_survey(&d), step), F_step_step_state);
    curs_keys(d.c, "s");
    for (int i = 0; i < 3 && strcmp(app_top(d.app)->ops->name, "ask") == 0; i++)
        curs_keys(d.c, "2");
    is_str(app_top(d.app)->ops->name, "conflicts", "the values are shown instead");
    is_str(row_text(survey_find(desk_survey(&d), step), F_step_step_state), state,
           "nothing was written");
    is_int((long)d.w.counts.conflicts, 1, "the conflict is there still");
    close_pair(&d, &b);
}

static void add_many(struct casefile *c, struct id ids[], const char *word)
{
    static const enum field fields[] = {F_contact_contact_name, F_contact_contact_department,
                                        F_contact_contact_phone, F_contact_contact_email,
                                        F_contact_contact_hours};
    struct edits list = {0};
    struct err e;

    for (int i = 0; i < MANY; i++) {
        char text[32];

        snprintf(text, sizeof text, "%s%d", word, i);
        edits_set(&list, ids[i / 5], fields[i % 5], value_text(text));
    }
    if (case_edit(c, &list, &e) != 0)
        bail("not written: %s %s", e.subject, e.detail);
    edits_release(&list);
}

static void many(void)
{
    static struct id ids[MANY / 5];
    struct neighbour b;
    struct desk d;
    int64_t began, took;

    open_pair(&d, &b, 24, 80, "ja");
    for (int i = 0; i < MANY / 5; i++)
        ids[i] = id_new(clock_now_ms());
    add_many(d.w.open, ids, "0");
    neighbour_pass(d.w.open, b.c);
    add_many(d.w.open, ids, "1");
    add_many(b.c, ids, "2");
    pass(&b, &d);
    is_int((long)d.w.counts.conflicts, MANY, "five hundred conflicts");
    curs_keys(d.c, "F7");
    see(d.c, "残り 500件");
    began = clock_mono_ms();
    for (int i = 0; i < MANY; i++) {
        curs_keys(d.c, i % 2 ? "1" : "2");
        if (i == MANY / 2 - 1)
            see(d.c, "残り 250件");
    }
    took = clock_mono_ms() - began;
    is_int((long)d.w.counts.conflicts, 0, "five hundred keys end them");
    diag("%.1f ms a key", (double)took / MANY);
    ok(took / MANY < SLOWEST_MS, "at the speed of typing");
    see(d.c, "競合はありません");
    close_pair(&d, &b);
}

/* The next one, and the first again behind the last. */
static void later(void)
{
    struct neighbour b;
    struct desk d;
    char first[512];

    open_pair(&d, &b, 24, 80, "ja");
    clash(&d, &b);
    curs_keys(d.c, "F7");
    snprintf(first, sizeof first, "%s", curs_row(d.c, 3));
    ok(first[0] == '>', "the cursor is on the first");
    curs_keys(d.c, "s");
    ok(curs_row(d.c, 3)[0] != '>', "s goes on");
    curs_keys(d.c, "s s");
    is_str(curs_row(d.c, 3), first, "and comes round");
    see(d.c, "残り 3件");
    close_pair(&d, &b);
}

static void sizes(const char *lang, int rows, int cols)
{
    struct neighbour b;
    struct desk d;

    open_pair(&d, &b, rows, cols, lang);
    curs_keys(d.c, "F7");
    see(d.c, strcmp(lang, "ja") == 0 ? "競合はありません" : "No conflict");
    curs_keys(d.c, "Esc");
    clash(&d, &b);
    curs_keys(d.c, "F7");
    see_whole(d.c);
    curs_keys(d.c, "Down");
    see_whole(d.c);
    close_pair(&d, &b);
}

int main(void)
{
    choosing();
    writing();
    deleted();
    marked();
    guarded();
    many();
    later();
    sizes("ja", 24, 80);
    sizes("en", 24, 80);
    sizes("ja", 40, 140);
    sizes("en", 40, 140);
    sizes("ja", 15, 60);
    return tap_done();
}
