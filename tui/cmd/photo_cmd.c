/* photo: photos in, each to the visit of its EXIF time. */
#include "tui/cmd/cmd.h"

#include "assets/draw/client.h"
#include "assets/photo/folder.h"
#include "assets/photo/intake.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/rules/edit.h"
#include "model/rules/name.h"
#include "tui/cmd/photo_card.h"
#include "tui/cmd/progress.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIDECAR_KINDS 32

struct taking {
    struct session *s;
    const struct arguments *a;
    struct casefile *c;
    struct intake_item *items;
    size_t n;
    struct json j;
    struct buf out;
    struct progress bar;
    int64_t *bytes; /* of each item */
    int64_t done, total;
    int taken, again, refused;
    int sidecars[SIDECAR_KINDS]; /* left on the card, by path_sidecar */
};

static void put_target(const struct taking *t, const struct intake_result *r, struct buf *out)
{
    const struct row *target = survey_find(&t->c->survey, r->target);

    if (target && t->s->json)
        survey_print_address(&t->c->survey, target, out);
    else if (target)
        row_name(&t->c->survey, target, out);
}

/* A film on the card is no fault; one that was named is. */
static bool is_left(const struct taking *t, size_t i, const struct intake_result *r)
{
    if (r->rc != -ERR_UNSUPPORTED || path_sidecar(t->items[i].path) < 0)
        return false;
    for (int k = 1; k < t->a->n; k++)
        if (strcmp(t->a->v[k], t->items[i].path) == 0)
            return false;
    return true;
}

static void json_taken(struct taking *t, size_t i, const struct intake_result *r,
                       const char *target, const char *why)
{
    json_object(&t->j, NULL);
    json_text(&t->j, "file", t->items[i].path);
    json_bool(&t->j, "taken", r->rc == 0);
    json_text(&t->j, "target", target);
    json_bool(&t->j, "same_bytes", r->notes & INTAKE_SAME_BYTES);
    json_bool(&t->j, "again", r->notes & INTAKE_AGAIN);
    json_bool(&t->j, "damaged", r->notes & INTAKE_DAMAGED);
    json_bool(&t->j, "sidecar", is_left(t, i, r));
    json_text(&t->j, "message", why);
    json_end(&t->j, '}');
}

/* Names come from a stranger's card: nothing of them steers the terminal. */
static void put_clean(struct buf *out, const char *text)
{
    struct buf clean = BUF_INIT;

    text_clean(&clean, text, strlen(text));
    for (size_t i = 0; i < clean.len; i++)
        buf_putc(out, clean.p[i] == '\n' ? ' ' : clean.p[i]);
    buf_release(&clean);
}

static void text_taken(const struct taking *t, size_t i, const struct intake_result *r,
                       const char *target, const char *why)
{
    const struct enum_item *by = r->by ? enum_by_id(catalog[F_photo_matched_by].list, r->by) : NULL;
    const char *notes = r->notes & INTAKE_AGAIN        ? _(" (taken in before: nothing is added)")
                        : r->notes & INTAKE_SAME_BYTES ? _(" (the same bytes were there already)")
                        : r->notes & INTAKE_FORBIDDEN_THERE
                            ? _(" (no photos are allowed where that visit is)")
                        : r->rivals > 0 ? _(" (several visits fit its time)")
                                        : "";
    struct buf line = BUF_INIT;

    if (r->rc == 0) {
        put_clean(&line, t->items[i].path);
        buf_addf(&line, ": %s", *target ? target : _("kept; belongs to no visit yet"));
        if (by)
            buf_addf(&line, " (%s)", enum_label(by, i18n_ja()));
        if (*why)
            buf_puts(&line, ": ");
    } else {
        buf_addf(&line, "%s: ", _("refused"));
    }
    put_clean(&line, why);
    printf("%s%s\n", buf_str(&line), notes);
    buf_release(&line);
}

static bool taken(size_t i, const struct intake_result *r, void *ctx)
{
    struct taking *t = ctx;
    struct buf target = BUF_INIT, why = BUF_INIT;
    bool left = is_left(t, i, r);

    put_target(t, r, &target);
    if (r->why.code != ERR_OK)
        errtext(&why, &r->why);
    if (left)
        t->sidecars[path_sidecar(t->items[i].path)]++;
    else if (r->rc != 0)
        t->refused++;
    else
        *(r->notes & INTAKE_AGAIN ? &t->again : &t->taken) += 1;
    if (t->s->json)
        json_taken(t, i, r, buf_str(&target), buf_str(&why));
    else if (!left)
        text_taken(t, i, r, buf_str(&target), buf_str(&why));
    buf_release(&target);
    buf_release(&why);
    t->done += t->bytes[i];
    return !progress_at(&t->bar, _("taking in the photos"), t->done, t->total);
}

/* Films and the like in one line, the rest in another. */
static void text_sums(const struct taking *t)
{
    struct buf list = BUF_INIT, line = BUF_INIT;
    int all = 0;

    for (int k = 0; k < SIDECAR_KINDS && path_sidecar_name(k); k++) {
        if (t->sidecars[k] == 0)
            continue;
        all += t->sidecars[k];
        buf_addf(&list, "%s%s %d", list.len ? ", " : "", path_sidecar_name(k), t->sidecars[k]);
    }
    if (all > 0) {
        char number[16];

        snprintf(number, sizeof number, "%d", all);
        text_fill(&line, _("{1} files are no photos, as cameras keep them: {2}"), number,
                  buf_str(&list), NULL);
        buf_putc(&line, '\n');
    }
    text_fill_n(&line, _("{1} photos taken in, {2} were there already, {3} refused"), t->taken,
                t->again, t->refused);
    printf("%s\n", buf_str(&line));
    buf_release(&list);
    buf_release(&line);
}

static int take_all(struct taking *t, const struct intake_options *how, struct err *e)
{
    struct draw *draw = draw_new(NULL);
    char number[16];
    int rc;

    progress_begin(&t->bar);
    /* The lines themselves say how far it is. */
    t->bar.tty = t->bar.tty && (t->s->json || !isatty(STDOUT_FILENO));
    if (t->s->json)
        json_array(&t->j, NULL);
    rc = photo_intake_many(t->c, draw, t->items, t->n, how, taken, t, e);
    if (t->s->json)
        json_end(&t->j, ']');
    progress_end(&t->bar);
    if (t->s->json)
        cmd_print(&t->out);
    else
        text_sums(t);
    if (rc == -ERR_CANCELLED) {
        snprintf(number, sizeof number, "%d", t->taken + t->again);
        err_say(e, ERR_CANCELLED,
                N_("Stopped. {1} photos are in: the same command goes on with the others."), number,
                NULL);
    }
    draw_free(draw);
    return rc;
}

static void enter_files(struct taking *t, const struct paths *files)
{
    struct stat st;

    t->n = files->n;
    t->items = xcalloc(files->n + 1, sizeof *t->items);
    t->bytes = xcalloc(files->n + 1, sizeof *t->bytes);
    for (size_t i = 0; i < files->n; i++) {
        t->items[i].path = files->v[i];
        t->bytes[i] = stat(files->v[i], &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
        t->total += t->bytes[i];
    }
}

int cmd_photo(struct session *s, const struct arguments *a, struct err *e)
{
    struct card_reading card = {0};
    struct intake_options how = {.person = s->who.person, .match = true, .card = &card};
    struct taking t = {.s = s, .a = a, .out = {.max = SIZE_MAX / 2}};
    struct paths files = {0};
    char *name = NULL;
    int rc = photo_camera_option(a->option['m'], &card, e);

    t.j.out = &t.out;
    if (rc == 0 && a->n == 1 && !a->option['k'] && !a->option['w'])
        rc = err_say(e, ERR_USAGE, N_("Which photos? Name files or folders after {1}."), a->v[0],
                     NULL);
    for (int i = 1; i < a->n && rc == 0; i++)
        rc = paths_add(&files, a->v[i], e);
    if (rc == 0)
        rc = cmd_open(s, a->v[0], &t.c, e);
    if (rc == 0)
        rc = photo_crew_option(a->option['r'], &t.c->survey, &card, e);
    if (rc == 0) {
        name = a->n > 1 ? card_name(a->v[1]) : NULL;
        card.name = name;
        enter_files(&t, &files);
        if (a->n > 1)
            rc = take_all(&t, &how, e);
        if (rc == 0)
            rc = photo_set_reading(t.c, &card, s->json, e);
    }
    if (rc == 0)
        rc = photo_clock_options(t.c, a, s->json, e);
    free(name);
    case_close(t.c);
    free(t.items);
    free(t.bytes);
    paths_release(&files);
    buf_release(&t.out);
    return rc == 0 && t.refused ? EXIT_PROBLEMS : rc;
}
