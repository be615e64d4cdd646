/* The grid on a real terminal: a card of 12-megapixel photos, previews that come
 * one after the other, and keys that are answered meanwhile. */
#include "model/base/clock.h"
#include "tests/lib/fixture.h"
#include "tests/lib/paint.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PHOTOS 16
#define PATIENCE_MS 30000

static void build(struct fixture *f, const char *card)
{
    struct casefile *c;
    struct edits list = {0};
    struct id site = id_new(1);
    struct run r = {.now = "2025-09-12T10:00"};
    struct err e;

    fixture_begin(f);
    c = fixture_case(f);
    edits_set(&list, site, F_site_hospital_serial_no, value_text("0342"));
    edits_set(&list, site, F_site_hospital_name, value_text("みなと総合病院"));
    edits_set(&list, site, F_site_survey_dates, value_text("2025-09-12"));
    if (case_edit(c, &list, &e) != 0)
        bail("edit: %s", e.detail);
    edits_release(&list);
    case_close(c);
    paint_card(card, PHOTOS);
    snprintf(r.workspace, sizeof r.workspace, "%s", f->workspace);
    is_int(run_genba(&r, "photo", "0342", card, NULL), 0, "taken in");
    buf_release(&r.out);
    buf_release(&r.err);
}

/* Cells that a picture fills. */
static int filled(struct term *t)
{
    int n = 0;

    for (int y = 0; y < term_rows(t); y++)
        for (int x = 0; x < term_cols(t); x++)
            n += term_filled(t, y, x);
    return n;
}

/* Half blocks and quadrants, U+2580 to U+259F. */
static bool has_blocks(struct term *t)
{
    bool found = false;

    for (int y = 0; y < term_rows(t); y++)
        for (const char *s = term_row_text(t, y); (s = strstr(s, "\xE2\x96")) != NULL; s += 3)
            found = found || ((unsigned char)s[2] >= 0x80 && (unsigned char)s[2] <= 0x9F);
    return found;
}

/* Listens until as many are there; false when time runs out. */
static bool wait_for_cells(struct term *t, int least)
{
    int64_t until = clock_mono_ms() + PATIENCE_MS;

    while (filled(t) < least && clock_mono_ms() < until)
        term_listen(t, 5000);
    return filled(t) >= least;
}

/* `all`: cells of the tiles in sight. */
static void previews_come(struct fixture *f, int rows, int cols, int all)
{
    char workspace[300];
    struct term_setup setup = {.rows = rows, .cols = cols, .now = "2025-09-12T10:00"};
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    int before = 0, steps = 0, answered = 0;
    struct term *t;

    snprintf(workspace, sizeof workspace, "GENBA_WORKSPACE=%s", f->workspace);
    setup.env = (const char *const[]){workspace, NULL};
    setup.args = (const char *const[]){"open", "0342", NULL};
    t = term_start(&setup);
    term_press(t, "P");
    term_see(t, "DSC00001.JPG");
    while (before < all && clock_mono_ms() < until) {
        int now;

        term_press(t, answered % 2 ? "Left" : "Right"); /* returns when it is drawn */
        now = filled(t);
        if (now < all)
            answered++;
        steps += now > before;
        before = now > before ? now : before;
    }
    ok(before >= all, "%dx%d: all previews come: %d cells", rows, cols, before);
    ok(steps >= 3, "%dx%d: one after the other, in %d steps", rows, cols, steps);
    ok(answered >= 10, "%dx%d: %d keys were answered before the last one", rows, cols, answered);
    ok(has_blocks(t), "%dx%d: with half blocks and quadrants", rows, cols);
    term_see_whole(t);
    term_press(t, "Enter");
    ok(wait_for_cells(t, rows * cols / 3), "%dx%d: the large one comes", rows, cols);
    term_see(t, "4000 x 3000");
    term_see_whole(t);
    term_press(t, "Esc");
    term_press(t, "v");
    is_int(filled(t), 0, "%dx%d: the list has none", rows, cols);
    term_press(t, "v");
    ok(wait_for_cells(t, all), "%dx%d: previews are kept", rows, cols);
    is_int(term_stop(t), 0, "%dx%d: it ends in order while pictures are there", rows, cols);
}

int main(void)
{
    struct fixture f;
    char card[256];

    tmpdir_make(card, sizeof card);
    build(&f, card);
    previews_come(&f, 24, 80, 8 * 7 * 19);
    previews_come(&f, 50, 200, 16 * 9 * 24);
    fixture_end(&f);
    tmpdir_remove(card);
    return tap_done();
}
