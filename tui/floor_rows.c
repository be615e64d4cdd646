/* The floors of a hospital, what stands on one of them, and its rooms. */
#include "config.h"

#include "assets/drawing/render.h"
#include "model/base/clock.h"
#include "model/rules/dates.h"
#include "model/rules/name.h"
#include "model/rules/steps.h"
#include "model/rules/window.h"
#include "tui/conflict_mark.h"
#include "tui/floor_priv.h"
#include "tui/i18n.h"
#include "tui/visit_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct survey *floor_survey(const struct floor_screen *f)
{
    return work_survey(f->base.app);
}

const struct floor *floor_here(const struct floor_screen *f)
{
    return f->at >= 0 && f->at < f->nfloors ? &f->floors[f->at] : NULL;
}

const struct row *floor_drawing(const struct floor_screen *f)
{
    const struct floor *here = floor_here(f);

    return here ? survey_find_kind(floor_survey(f), KIND_drawing, here->drawing) : NULL;
}

const struct thing *floor_thing_at(const struct floor_screen *f, int i)
{
    return !f->base.stale && i >= 0 && i < f->nthings ? &f->things[i] : NULL;
}

bool floor_holds(const struct floor_screen *f)
{
    return !id_is_zero(f->hand.thing);
}

const struct thing *floor_thing(const struct floor_screen *f)
{
    for (int i = 0; floor_holds(f) && i < f->nthings; i++)
        if (id_equal(f->things[i].id, f->hand.thing))
            return floor_thing_at(f, i);
    return floor_thing_at(f, f->list.cursor);
}

int floor_count_missing(const struct floor_screen *f, int *pins)
{
    int missing = 0;

    *pins = 0;
    for (int i = 0; i < f->nthings; i++) {
        *pins += f->things[i].state == PIN_HERE;
        missing += f->things[i].state == PIN_NONE;
    }
    return missing;
}

/* ---- what is forgotten ---- */

static void forget_page(struct floor_screen *f)
{
    for (int i = 0; i < f->nthings; i++) {
        free(f->things[i].name);
        free(f->things[i].room);
    }
    for (int i = 0; i < f->nrooms; i++) {
        free(f->rooms[i].name);
        free(f->rooms[i].hours);
        free(f->rooms[i].inside);
        free(f->rooms[i].things);
    }
    free(f->things);
    free(f->rooms);
    f->things = NULL;
    f->rooms = NULL;
    f->nthings = f->nrooms = 0;
}

static void forget_floors(struct floor_screen *f)
{
    for (int i = 0; i < f->nfloors; i++) {
        free(f->floors[i].building);
        free(f->floors[i].floor);
        free(f->floors[i].title);
    }
    free(f->floors);
    f->floors = NULL;
    f->nfloors = 0;
    f->cap_floors = 0;
}

void floor_forget(struct floor_screen *f)
{
    forget_page(f);
    forget_floors(f);
}

/* ---- floors ---- */

static void add_floor(struct floor_screen *f, struct id drawing, const char *building,
                      const char *floor, char *title)
{
    f->floors = xgrow(f->floors, (size_t)f->nfloors, &f->cap_floors, sizeof *f->floors);
    f->floors[f->nfloors++] = (struct floor){drawing, xstrdup(building), xstrdup(floor), title};
}

static bool has_floor(const struct floor_screen *f, const char *building, const char *floor)
{
    for (int i = 0; i < f->nfloors; i++)
        if (strcmp(f->floors[i].building, building) == 0 && strcmp(f->floors[i].floor, floor) == 0)
            return true;
    return false;
}

/* A floor that things or rooms name and that has no drawing. */
static void name_floor(struct floor_screen *f, const char *building, const char *floor)
{
    struct buf title = BUF_INIT;

    if ((!*building && !*floor) || has_floor(f, building, floor))
        return;
    buf_addf(&title, "%s%s%s", building, *building && *floor ? " " : "", floor);
    add_floor(f, (struct id){{0}}, building, floor, buf_take(&title));
}

static void load_floors(struct floor_screen *f)
{
    static const enum kind kinds[] = {KIND_room, KIND_line, KIND_pc, KIND_unknown_line};
    const struct survey *s = floor_survey(f);

    for (size_t i = 0; i < s->n[KIND_drawing]; i++) {
        const struct row *d = s->rows[KIND_drawing][i];
        struct buf title = BUF_INIT;

        drawing_title(s, d, &title);
        add_floor(f, d->id, row_text(d, F_drawing_building), row_text(d, F_drawing_floor),
                  buf_take(&title));
    }
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (size_t i = 0; i < s->n[kinds[k]]; i++)
            name_floor(f, pin_where(s, s->rows[kinds[k]][i], PLACE_BUILDING),
                       pin_where(s, s->rows[kinds[k]][i], PLACE_FLOOR));
}

/* ---- things ---- */

static int clash_of(const struct floor_screen *f, const struct row *r)
{
    enum field fields[3];
    int most = 0;

    for (int i = 0; r->conflicts > 0 && pin_fields(r->kind, fields) && i < 3; i++) {
        int n = conflict_values(f->base.app, r, fields[i], false);

        most = n > most ? n : most;
    }
    return most;
}

static void fill_thing(const struct floor_screen *f, const struct pin_thing *from, struct thing *to)
{
    const struct survey *s = floor_survey(f);
    struct buf name = BUF_INIT;

    *to = (struct thing){.id = from->row->id, .state = from->state};
    to->x = from->pin.x;
    to->y = from->pin.y;
    to->clash = clash_of(f, from->row);
    pin_label(s, from->row, to->label);
    if (from->row->kind == KIND_device)
        thing_words(s, from->row, f->ja, &name);
    else
        row_name(s, from->row, &name);
    to->name = buf_take(&name);
    to->room = xstrdup(pin_where(s, from->row, PLACE_ROOM));
}

/* ---- rooms ---- */

/* Of today, or of the first survey day before and after them. */
static int day_shown(const struct survey *s)
{
    struct civil now = clock_civil(clock_now_ms());
    int days[SURVEY_DAYS_MAX], today = date_days(now.year, now.month, now.day);
    size_t n = survey_days(s, days);

    for (size_t i = 0; i < n; i++)
        if (days[i] == today)
            return today;
    return n > 0 ? days[0] : today;
}

static void put_hours(const struct survey *s, const struct row *room, struct buf *out)
{
    struct room_day hours;

    room_day_load(&hours, s, room, day_shown(s));
    room_day_print(&hours, false, out);
}

static void put_inside(const struct survey *s, const struct row *room, struct buf *out)
{
    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *step = s->rows[KIND_step][i];
        const struct row *crew = survey_find_kind(s, KIND_crew, row_ref(step, F_step_crew_ref));

        if (!row_is(step, F_step_step_state, "in_progress") || step_room(s, step) != room)
            continue;
        buf_puts(out, out->len ? " " : "");
        buf_puts(out, crew ? row_text(crew, F_crew_crew_id) : "?");
    }
}

static void add_room(struct floor_screen *f, size_t *cap, const char *name, const struct row *room)
{
    struct buf hours = BUF_INIT, inside = BUF_INIT, things = BUF_INIT;
    struct room_row *r;

    if (room) {
        put_hours(floor_survey(f), room, &hours);
        put_inside(floor_survey(f), room, &inside);
    }
    for (int i = 0; i < f->nthings; i++)
        if (strcmp(f->things[i].room, name) == 0)
            buf_addf(&things, "%s%s %s", things.len ? "  " : "", f->things[i].label,
                     f->things[i].name);
    f->rooms = xgrow(f->rooms, (size_t)f->nrooms, cap, sizeof *f->rooms);
    r = &f->rooms[f->nrooms++];
    *r = (struct room_row){.name = xstrdup(name),
                           .hours = buf_take(&hours),
                           .inside = buf_take(&inside),
                           .things = buf_take(&things)};
}

static bool has_room(const struct floor_screen *f, const char *name)
{
    for (int i = 0; i < f->nrooms; i++)
        if (strcmp(f->rooms[i].name, name) == 0)
            return true;
    return false;
}

static void load_rooms(struct floor_screen *f, const struct floor *here)
{
    const struct survey *s = floor_survey(f);
    size_t cap = 0;

    for (size_t i = 0; i < s->n[KIND_room]; i++) {
        const struct row *room = s->rows[KIND_room][i];

        if (strcmp(row_text(room, F_room_building), here->building) == 0 &&
            strcmp(row_text(room, F_room_floor), here->floor) == 0)
            add_room(f, &cap, row_text(room, F_room_room), room);
    }
    for (int i = 0; i < f->nthings; i++)
        if (!has_room(f, f->things[i].room))
            add_room(f, &cap, f->things[i].room, NULL);
}

/* ---- all of it ---- */

void floor_load_page(struct floor_screen *f)
{
    const struct floor *here = floor_here(f);
    const struct row *drawing = floor_drawing(f);
    struct pin_thing *v = NULL;
    size_t n = 0;

    forget_page(f);
    if (drawing)
        n = pins_of(floor_survey(f), drawing, &v);
    else if (here)
        n = pins_of_floor(floor_survey(f), here->building, here->floor, &v);
    f->things = xcalloc(n + 1, sizeof *f->things);
    for (size_t i = 0; i < n; i++)
        fill_thing(f, &v[i], &f->things[f->nthings++]);
    free(v);
    if (here)
        load_rooms(f, here);
    list_reload(&f->list);
}

void floor_load(struct floor_screen *f)
{
    const struct floor *here = floor_here(f);
    struct id drawing = here ? here->drawing : (struct id){{0}};

    forget_floors(f);
    load_floors(f);
    for (int i = 0; i < f->nfloors && !id_is_zero(drawing); i++)
        if (id_equal(f->floors[i].drawing, drawing))
            f->at = i;
    if (f->at >= f->nfloors)
        f->at = f->nfloors - 1;
    if (f->at < 0 && f->nfloors > 0)
        f->at = 0;
    floor_load_page(f);
}
