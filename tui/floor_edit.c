/* Drawings taken in from the floor plan's screen, and which floor they show. */
#include "config.h"

#include "assets/draw/client.h"
#include "assets/import/place.h"
#include "assets/photo/drawing.h"
#include "model/base/text.h"
#include "tui/edit.h"
#include "tui/floor_priv.h"
#include "tui/i18n.h"
#include "tui/prompt.h"

#include <stdlib.h>
#include <string.h>

static void ask(struct floor_screen *f, const struct prompt_arg *arg)
{
    struct err e;

    if (prompt_open(f->base.app, arg, &e) != 0)
        app_say_err(f->base.app, &e);
}

/* ---- a file ---- */

static void go_to_drawing(struct floor_screen *f, struct id drawing)
{
    floor_load(f);
    for (int i = 0; i < f->nfloors; i++)
        if (id_equal(f->floors[i].drawing, drawing)) {
            f->at = i;
            floor_load_page(f);
            return;
        }
}

static enum outcome path_typed(struct screen *asker, const char *text, void *ctx)
{
    struct floor_screen *f = (struct floor_screen *)asker;
    static const struct drawing_place by_name;
    char *path = edit_clean_path(text);
    struct draw *d = draw_new(NULL);
    struct drawing_result r;
    struct err e;
    int rc;

    (void)ctx;
    draw_limit(d, DRAW_KEYS_MS);
    rc = drawing_intake(work_of(asker->app)->open, d, path, &by_name, &r, &e);
    draw_free(d);
    if (rc != 0) {
        app_say_err(asker->app, &e);
    } else {
        work_wrote(asker->app);
        go_to_drawing(f, r.drawing);
        app_sayf(asker->app, r.damaged ? ROLE_WARN : ROLE_OK,
                 r.again     ? _("{1} was taken in before: nothing is added.")
                 : r.damaged ? _("{1} is taken in; the picture is damaged.")
                             : _("{1} is taken in."),
                 path, NULL);
    }
    free(path);
    return rc == 0 ? SCREEN_REDRAW : SCREEN_IGNORED;
}

enum outcome floor_ask_file(struct floor_screen *f)
{
    struct prompt_arg arg = {.label = _("Drawing, PNG or JPEG:"),
                             .hint = _("Building and floor are told from the file's name."),
                             .text = "~/",
                             .empty = N_("Type the path of a file."),
                             .complete = edit_complete_path,
                             .done = path_typed};

    ask(f, &arg);
    return SCREEN_REDRAW;
}

/* ---- its floor ---- */

static enum outcome floor_typed(struct screen *asker, const char *text, void *ctx)
{
    struct floor_screen *f = (struct floor_screen *)asker;
    const struct row *drawing = floor_drawing(f);
    struct buf building = BUF_INIT, floor = BUF_INIT;
    struct aliases *a = aliases_new();
    struct edits list = {0};
    bool done = false;

    (void)ctx;
    place_of_drawing(a, text, &building, &floor);
    aliases_free(a);
    if (building.len == 0 && floor.len == 0 && *text) {
        app_say(asker->app, ROLE_WARN, _("No floor is in it. As in: main building 2F"));
    } else if (drawing) {
        edits_set(&list, drawing->id, F_drawing_building, value_text(buf_str(&building)));
        edits_set(&list, drawing->id, F_drawing_floor, value_text(buf_str(&floor)));
        done = work_edit(asker->app, &list);
        edits_release(&list);
    }
    buf_release(&building);
    buf_release(&floor);
    if (done)
        floor_load(f);
    return done ? SCREEN_REDRAW : SCREEN_IGNORED;
}

enum outcome floor_ask_floor(struct floor_screen *f)
{
    const struct floor *here = floor_here(f);
    struct prompt_arg arg = {.label = _("Building and floor:"), .done = floor_typed};
    struct buf now = BUF_INIT;

    if (!here)
        return SCREEN_DONE;
    buf_addf(&now, "%s%s%s", here->building, *here->building && *here->floor ? " " : "",
             here->floor);
    arg.text = buf_str(&now);
    ask(f, &arg);
    buf_release(&now);
    return SCREEN_REDRAW;
}
