/* Cells: nothing is cut in half, nothing runs over. */
#include "config.h"

#include "tui/draw.h"

#include "tests/lib/curs.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static struct theme theme; /* of the terminal under test */

static enum { TEXT, RIGHT, WRAP, TABLE, CARET } what;

static const struct column table[] = {
    {"No", 4, 0, 0, true},
    {"Name", 10, 1, 0, false},
    {"State", 6, 0, 2, false},
    {"Date", 8, 0, 1, false},
};

static void draw_table(const struct draw *d)
{
    struct columns f = columns_fit(table, 4, d->cols);

    draw_head(d, 0, 0, table, &f);
    draw_cell(d, 1, 0, &f, 0, "12", ROLE_NORMAL);
    draw_cell(d, 1, 0, &f, 1, "みなと総合病院", ROLE_NORMAL);
    draw_cell(d, 1, 0, &f, 2, "計画済", ROLE_NORMAL);
    draw_cell(d, 1, 0, &f, 3, "9/12", ROLE_NORMAL);
}

static void test_draw(const struct screen *s, const struct draw *body)
{
    struct draw d = draw_sub(body, 0, 10, 5, 9);

    (void)s;
    switch (what) {
    case TEXT:
        draw_text(&d, 0, 0, -1, "みなと総合病院", ROLE_NORMAL);
        draw_text(&d, 1, 0, 4, "ab\tc\nd", ROLE_NORMAL);
        draw_text(&d, 2, 7, 50, "現場", ROLE_NORMAL);
        draw_text(&d, 9, 0, -1, "outside", ROLE_NORMAL);
        draw_text(&d, 0, 9, -1, "outside", ROLE_NORMAL);
        draw_text(&d, 3, 0, -1, "\xE3\x82\x99\x01\xFFx", ROLE_NORMAL);
        break;
    case RIGHT:
        draw_right(&d, 0, 0, 6, "現12", ROLE_NORMAL);
        draw_text(&d, 0, 6, 1, "|", ROLE_NORMAL);
        break;
    case WRAP:
        draw_wrap(&d, 0, 0, 4, 9, "two words 現場の調査です", ROLE_NORMAL);
        break;
    case TABLE:
        draw_table(body);
        break;
    case CARET:
        draw_caret(&d, 0, 50);
        draw_caret(&d, 2, 3);
        break;
    }
}

static const struct screen_ops test_screen = {.name = "test", .title = "Test", .draw = test_draw};

static void texts(struct curs *c)
{
    what = TEXT;
    is_str(curs_row(c, 2), "          みなと総~", "cut before half a character, padded");
    is_str(curs_row(c, 3), "          ab ~", "controls are blanks");
    is_str(curs_row(c, 4), "                 ~", "a wide character at the edge is cut");
    is_str(curs_row(c, 5), "           \xEF\xBF\xBDx", "marks without a base and broken bytes");
    see_not(c, "outside");
    see_whole(c);
    what = RIGHT;
    is_str(curs_row(c, 2), "            現12|", "stands right");
    what = WRAP;
    is_str(curs_row(c, 2), "          two words", "breaks at a blank");
    is_str(curs_row(c, 3), "          現場の調", "or between wide characters");
    is_str(curs_row(c, 4), "          査です", "to the end");
    what = CARET;
    see_caret(c, 4, 13);
}

static void tables(struct curs *c)
{
    struct columns f;

    what = TABLE;
    is_str(curs_row(c, 3),
           "  12 みなと総合病院"
           "                                              計画済 9/12",
           "the name takes what is left over");
    see_whole(c);
    f = columns_fit(table, 4, 31);
    is_int(f.width[1], 10, "just wide enough");
    f = columns_fit(table, 4, 30);
    ok(f.width[2] == 0 && f.width[3] == 8, "the one to drop first is dropped first");
    is_int(f.width[1], 16, "what it leaves is given away");
    f = columns_fit(table, 4, 8);
    ok(f.width[2] == 0 && f.width[3] == 0 && f.width[0] + 1 + f.width[1] == 8,
       "then the widest shrinks");
}

int main(void)
{
    struct curs *c = curs_open(&(const struct app_hooks){.status = NULL}, NULL, 24, 80, "en");
    struct err e;

    theme_init(&theme);
    is_int(theme.colours, 256, "256 colours");
    is_ok(app_push(curs_app(c), &test_screen, NULL, &e), &e, "a screen");
    texts(c);
    tables(c);
    theme_release(&theme);
    setenv("NO_COLOR", "1", 1);
    theme_init(&theme);
    is_int(theme.colours, 0, "NO_COLOR");
    is_int(theme.pair[ROLE_BAD], 0, "has no colour");
    ok(theme.attr[ROLE_BAD] & A_BOLD, "but is bold");
    curs_close(c);
    return tap_done();
}
