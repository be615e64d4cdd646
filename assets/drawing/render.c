#include "assets/drawing/render.h"

#include "assets/photo/keep.h"
#include "model/base/text.h"
#include "model/conflicts.h"
#include "model/pins.h"
#include "model/rules/name.h"
#include "model/rules/scope.h"
#include "model/rules/steps.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(PIN_UNIT == DIAGRAM_UNIT, "a pin's place is a mark's");

enum { CELL_NUMBER, CELL_NAME, CELL_ROOM, CELL_STATE };

static const char *say(const struct render *how, const char *msgid)
{
    return how->tr ? how->tr(msgid) : msgid;
}

void drawing_title(const struct survey *s, const struct row *drawing, struct buf *out)
{
    buf_puts(out, row_text(drawing, F_drawing_title));
    if (out->len == 0)
        place_print(drawing, false, out);
    if (out->len == 0)
        survey_print_address(s, drawing, out);
}

/* ---- a mark ---- */

static const char *enum_words(const struct render *how, enum field f, const char *id)
{
    const struct enum_item *item = enum_by_id(catalog[f].list, id);

    return item ? enum_label(item, how->ja) : "";
}

/* A device has no step of its own, an unknown line what the witness said. */
static const char *state_of(const struct survey *s, const struct row *r, const struct render *how)
{
    switch (r->kind) {
    case KIND_device:
        return enum_words(how, F_device_device_found, row_text(r, F_device_device_found));
    case KIND_unknown_line:
        return enum_words(how, F_unknown_line_known_state, row_text(r, F_unknown_line_known_state));
    case KIND_line:
        if (!line_in_scope(r))
            return say(how, N_("out of scope"));
        break;
    default:
        break;
    }
    return enum_words(how, F_step_step_state, target_state(s, r));
}

static void put_place(const struct row *r, struct buf *out)
{
    place_print(r, true, out);
    if (out->len == 0)
        place_print(r, false, out);
}

static void put_room(const struct survey *s, const struct row *r, struct buf *out)
{
    put_place(r, out);
    if (out->len == 0 && row_root(s, r) != r)
        put_place(row_root(s, r), out);
}

static enum diagram_shape shape_of(const struct row *r)
{
    switch (r->kind) {
    case KIND_device:
        return SHAPE_DOT;
    case KIND_pc:
        return SHAPE_SQUARE;
    case KIND_unknown_line:
        return SHAPE_DIAMOND;
    default:
        return SHAPE_DISC;
    }
}

static char *taken(struct buf *b)
{
    char *s = xstrdup(buf_str(b));

    buf_release(b);
    return s;
}

/* Where it stands is not settled: that is said with the state. */
static void put_state(const struct casefile *c, const struct row *r, const struct render *how,
                      struct buf *out)
{
    const char *state = state_of(&c->survey, r, how);
    bool clash = conflict_of_pin(c, r);

    buf_puts(out, state);
    if (clash)
        buf_addf(out, *state ? " (%s)" : "%s", say(how, N_("In conflict")));
}

static void fill_mark(const struct casefile *c, const struct pin *pin, const struct render *how,
                      struct diagram_mark *m)
{
    const struct survey *s = &c->survey;
    struct buf name = BUF_INIT, room = BUF_INIT, state = BUF_INIT;
    char label[PIN_LABEL_MAX];

    pin_label(s, pin->row, label);
    row_name(s, pin->row, &name);
    put_room(s, pin->row, &room);
    *m = (struct diagram_mark){.x = pin->x, .y = pin->y, .shape = shape_of(pin->row)};
    m->cells[CELL_NUMBER] = xstrdup(label);
    m->cells[CELL_NAME] = taken(&name);
    m->cells[CELL_ROOM] = taken(&room);
    put_state(c, pin->row, how, &state);
    m->cells[CELL_STATE] = taken(&state);
}

static void fill_marks(const struct casefile *c, const struct row *drawing,
                       const struct render *how, struct diagram *d)
{
    struct pin_thing *v;
    size_t n = pins_of(&c->survey, drawing, &v);

    d->marks = xcalloc(n + 1, sizeof *d->marks);
    for (size_t i = 0; i < n; i++)
        if (v[i].state == PIN_HERE)
            fill_mark(c, &v[i].pin, how, &d->marks[d->n++]);
    free(v);
}

/* ---- the sheet ---- */

/* Title, hospital, day, in lines of their own. */
static void fill_headings(const struct survey *s, const struct row *drawing,
                          const struct render *how, struct diagram *d)
{
    const struct row *site = survey_site(s);
    struct buf text = BUF_INIT;

    drawing_title(s, drawing, &text);
    d->headings[d->nheadings++] = taken(&text);
    if (!site)
        return;
    buf_init(&text, BUF_MAX_DEFAULT);
    buf_addf(&text, "%s %s", row_text(site, F_site_hospital_serial_no),
             row_text(site, F_site_hospital_name));
    d->headings[d->nheadings++] = taken(&text);
    if (!*row_text(site, F_site_survey_dates))
        return;
    buf_init(&text, BUF_MAX_DEFAULT);
    text_fill(&text, say(how, N_("Survey: {1}")), row_text(site, F_site_survey_dates), NULL, NULL);
    d->headings[d->nheadings++] = taken(&text);
}

static void release(struct diagram *d)
{
    for (int i = 0; i < d->nheadings; i++)
        free((void *)(uintptr_t)d->headings[i]);
    for (size_t i = 0; i < d->n; i++)
        for (int k = 0; k < DIAGRAM_COLUMNS; k++)
            free((void *)(uintptr_t)d->marks[i].cells[k]);
    free(d->marks);
}

/* What is handed over is what was taken in (design.md section 7). */
static int as_taken_in(const struct survey *s, const struct row *drawing, const char *path,
                       struct err *e)
{
    struct buf title = BUF_INIT;
    char hex[2 * HASH_LEN + 1];
    struct hash there;
    int rc = keep_hash(path, &there, NULL, e);

    if (rc != 0)
        return rc;
    hash_print(&there, hex);
    if (strcmp(hex, row_text(drawing, F_drawing_sha256)) != 0) {
        drawing_title(s, drawing, &title);
        rc = err_say(e, ERR_CORRUPT,
                     N_("{1} is not what was taken in: its file was changed. Take it from a "
                        "backup or from another laptop."),
                     buf_str(&title), NULL);
        buf_release(&title);
    }
    return rc;
}

int drawing_render_ask(const struct casefile *c, const struct row *drawing,
                       const struct render *how, struct err *e)
{
    struct diagram d = {.columns = {[CELL_NUMBER] = say(how, N_("Label")),
                                    [CELL_NAME] = say(how, N_("Name")),
                                    [CELL_ROOM] = say(how, N_("Room")),
                                    [CELL_STATE] = say(how, N_("State"))}};
    char *path = keep_drawing_path(c->folder, row_text(drawing, F_drawing_sha256),
                                   row_text(drawing, F_drawing_media_type));
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int rc = fd < 0 ? err_errno(e, row_text(drawing, F_drawing_orig_name))
                    : as_taken_in(&c->survey, drawing, path, e);

    if (rc == 0) {
        fill_headings(&c->survey, drawing, how, &d);
        fill_marks(c, drawing, how, &d);
        rc = draw_diagram_ask(how->draw, fd, how->font, &d, row_text(drawing, F_drawing_orig_name),
                              e);
    }
    if (fd >= 0)
        close(fd); /* it has travelled */
    release(&d);
    free(path);
    return rc;
}

int drawing_render(const struct casefile *c, const struct row *drawing, const struct render *how,
                   struct diagram_picture *out, struct err *e)
{
    int rc = drawing_render_ask(c, drawing, how, e);

    *out = (struct diagram_picture){0};
    return rc == 0 ? draw_diagram_wait(how->draw, out, e) : rc;
}
