/* The floor plan on a real terminal: from the plan to the drawing, a pin placed
 * by the keyboard and taken back, then by clicks of the mouse. */
#include "model/base/clock.h"
#include "tests/lib/crews.h"
#include "tests/lib/hospital.h"
#include "tests/lib/json.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct crews w;

static void drawing_taken_in(struct run *r)
{
    char path[600];
    struct buf b = BUF_INIT;

    snprintf(path, sizeof path, "%s/0342_本館_3F_フロア図.png", w.stick);
    picture_png(&b, 600, 400, 1, NULL);
    picture_write(path, b.p, b.len);
    buf_release(&b);
    is_int(run_genba(r, "drawing", "0342", path, NULL), 0, "a drawing is taken in");
}

static struct term *sit_down(void)
{
    char workspace[300];
    const char *const args[] = {"open", "0342", NULL};
    const char *const env[] = {workspace, NULL};
    const struct term_setup setup = {.args = args, .env = env, .now = w.v[0].run.now};

    snprintf(workspace, sizeof workspace, "GENBA_WORKSPACE=%s", w.v[0].run.workspace);
    return term_start(&setup);
}

/* Where the first line stands: -1 where it has no pin. */
static double place(const char *field)
{
    struct run *r = &w.v[0].run;
    struct json *j;
    const char *text;
    double at;

    if (run_genba(r, "show", "0342", "--json", NULL) != 0)
        bail("show: %s", buf_str(&r->err));
    j = json_parse(r->out.p, r->out.len, NULL);
    text = json_str(json_get(json_at(json_get(j, "lines"), 0), field));
    at = text && *text ? strtod(text, NULL) : -1;
    json_free(j);
    return at;
}

static bool at(double x, double y)
{
    double is_x = place("plot_x"), is_y = place("plot_y");

    if (is_x != x || is_y != y)
        diag("it is at %g, %g", is_x, is_y);
    return is_x == x && is_y == y;
}

/* From the plan to the page of the drawing, the first line under the cursor. */
static void to_the_drawing(struct term *t)
{
    term_press(t, "f");
    for (int i = 0; i < 5 && !term_find(t, "フロア図", NULL, NULL); i++)
        term_press(t, "]");
    term_see(t, "本館 3F フロア図");
    term_see(t, "▀"); /* the picture itself, two pixels a cell */
    term_press(t, "Home");
    for (int i = 0; i < 20 && !term_find(t, ">L1 ", NULL, NULL); i++)
        term_press(t, "Down");
    term_see(t, ">L1 ");
    term_see_whole(t);
}

static void by_keys(void)
{
    struct term *t = sit_down();

    to_the_drawing(t);
    term_press(t, "Enter");
    term_see(t, "50.0%, 50.0%");
    ok(term_cursor_shown(t), "the terminal's cursor is where the pin is");
    term_keys(t, "Right Right Up");
    term_send(t, "\033[1;2D"); /* Shift and the left arrow */
    term_see(t, "41.0%, 49.5%");
    term_see_whole(t);
    term_press(t, "Enter");
    term_see(t, "L1 を置きました");
    term_stop(t);
    ok(at(0.41, 0.495), "it stands there, kept");
    t = sit_down();
    to_the_drawing(t);
    term_keys(t, "Enter Right Enter");
    term_see(t, "L1 を置きました");
    term_press(t, "u");
    term_stop(t);
    ok(at(0.41, 0.495), "u takes a move back");
}

/* Quick ones: the terminal's second click is a double click to the program. */
static void by_mouse(void)
{
    struct term *t = sit_down();
    double x, y;

    to_the_drawing(t);
    term_click(t, 5, 3);
    term_see(t, "Esc 元のまま");
    term_click(t, 5, 3);
    term_see(t, "L1 を置きました");
    term_see_whole(t);
    term_stop(t);
    x = place("plot_x");
    y = place("plot_y");
    ok(x > 0 && x < 0.12 && y > 0 && y < 0.16, "two clicks place it near that corner: %g, %g", x,
       y);
}

int main(void)
{
    clock_set(hospital_now());
    crews_begin(&w);
    crew_make_case(&w.v[0]);
    drawing_taken_in(&w.v[0].run);
    by_keys();
    by_mouse();
    crews_end(&w);
    return tap_done();
}
