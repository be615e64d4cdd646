#include "config.h"

#include "tui/scr_clock.h"

#include "model/base/clock.h"
#include "tui/i18n.h"
#include "tui/work.h"

#include <stdio.h>

#define GLYPH_ROWS 5
#define GLYPH_COLS 3
#define TEXT_ROWS 5 /* below the digits */

/* Rows of three dots, the highest bit first; the colon is one dot wide. */
static const unsigned char digits[10][GLYPH_ROWS] = {
    {7, 5, 5, 5, 7}, {2, 6, 2, 2, 7}, {7, 1, 7, 4, 7}, {7, 1, 7, 1, 7}, {5, 5, 7, 1, 1},
    {7, 4, 7, 1, 7}, {7, 4, 7, 5, 7}, {7, 1, 1, 1, 1}, {7, 5, 7, 5, 7}, {7, 5, 7, 1, 7},
};
static const unsigned char colon[GLYPH_ROWS] = {0, 4, 0, 4, 0};

/* One dot in cells. */
struct dot {
    int rows, cols;
};

static int dots_wide(const char *text)
{
    int n = -1;

    for (; *text; text++)
        n += (*text == ':' ? 1 : GLYPH_COLS) + 1;
    return n;
}

static struct dot dot_for(const struct draw *body, const char *text)
{
    struct dot dot = {.cols = (body->cols - 2) / dots_wide(text)};
    int most = (body->rows - TEXT_ROWS) / GLYPH_ROWS;

    dot.rows = (dot.cols + 1) / 2 + (dot.cols == 2); /* a cell is about twice as high as wide */
    if (dot.rows > most)
        dot.rows = most;
    if (dot.rows < 1)
        dot.rows = 1;
    if (dot.cols > 3 * dot.rows)
        dot.cols = 3 * dot.rows;
    return dot;
}

static void draw_dot(const struct draw *body, int y, int x, struct dot dot)
{
    for (int row = 0; row < dot.rows; row++) {
        struct draw cells = draw_sub(body, y + row, x, 1, dot.cols);

        draw_fill(&cells, 0, ROLE_TITLE);
    }
}

static void draw_digits(const struct draw *body, int y, const char *text)
{
    struct dot dot = dot_for(body, text);
    int x = (body->cols - dots_wide(text) * dot.cols) / 2;

    for (; *text; text++) {
        const unsigned char *glyph = *text == ':' ? colon : digits[*text - '0'];
        int cols = *text == ':' ? 1 : GLYPH_COLS;

        for (int r = 0; r < GLYPH_ROWS; r++)
            for (int c = 0; c < cols; c++)
                if (glyph[r] & (4 >> c))
                    draw_dot(body, y + r * dot.rows, x + c * dot.cols, dot);
        x += (cols + 1) * dot.cols;
    }
}

static void clock_draw(const struct screen *s, const struct draw *body)
{
    static const char *const say[] = {
        N_("Photograph this screen with the camera of the survey."),
        N_("In Photos, on that photo, Camera clock asks what it shows."),
    };
    struct civil now = clock_civil(clock_now_ms());
    char time[16], day[16];
    struct buf date = BUF_INIT;
    int y;

    snprintf(time, sizeof time, "%02d:%02d:%02d", now.hour % 100, now.minute % 100,
             now.second % 100);
    date_print(date_days(now.year, now.month, now.day), day);
    buf_addf(&date, "%s  ", day);
    work_date(&date, day, work_ja(s->app));
    draw_clear(body);
    y = (body->rows - TEXT_ROWS - dot_for(body, time).rows * GLYPH_ROWS) / 2;
    y = y < 0 ? 0 : y;
    draw_digits(body, y, time);
    y += dot_for(body, time).rows * GLYPH_ROWS + 1;
    draw_text(body, y, 2, body->cols - 4, buf_str(&date), ROLE_HERE);
    y += 2;
    for (int i = 0; i < 2; i++)
        y += draw_wrap(body, y, 2, body->rows - y, body->cols - 4, _(say[i]), ROLE_MUTED);
    buf_release(&date);
}

static enum outcome clock_act(struct screen *s, enum action a)
{
    (void)s;
    return a == ACT_CLOCK ? SCREEN_CLOSE : SCREEN_IGNORED;
}

const struct screen_ops scr_clock = {
    .name = "clock",
    .title = N_("Clock to be photographed"),
    .ticks = true,
    .draw = clock_draw,
    .act = clock_act,
};
