/* Notices: the state of this laptop and of the others' clocks; and the photos
 * nearest to each value. */
#include "model/conflicts_priv.h"

#include "model/base/clock.h"
#include "model/photo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- photos ---- */

/* EXIF writes 2025:09:12 10:31:00; else when it was taken in. */
static bool photo_ms(const struct row *p, int64_t *ms)
{
    const char *taken = row_text(p, F_photo_exif_datetime_original);
    char iso[40];

    if (strlen(taken) >= 19) {
        snprintf(iso, sizeof iso, "%.19s%.6s", taken, row_text(p, F_photo_exif_offset));
        iso[4] = iso[7] = '-';
        if (datetime_parse(iso, ms))
            return true;
    }
    return datetime_parse(row_text(p, F_photo_attached_at), ms);
}

static struct id nearest(const struct survey *s, struct id target, int64_t at_ms)
{
    struct id best = {{0}};
    int64_t best_off = INT64_MAX, ms;
    const struct row *p;

    for (size_t i = 0; (p = photo_next_of(s, target, &i));) {
        int64_t off = photo_ms(p, &ms) ? llabs(ms - at_ms) : INT64_MAX - 1;

        if (off < best_off) { /* rows stand by id: of equals the first */
            best_off = off;
            best = p->id;
        }
    }
    return best;
}

void conflicts_photos(struct reading *rd)
{
    const struct survey *s = &rd->c->survey;

    for (size_t i = 0; i < rd->out->n; i++)
        for (size_t k = 0; k < rd->out->v[i].n; k++) {
            struct conflict_value *v = &rd->out->v[i].v[k];
            const struct row *r = survey_find(s, v->entity);

            v->photo = nearest(s, v->entity, v->at_ms);
            if (id_is_zero(v->photo) && r && r->kind == KIND_device)
                v->photo = nearest(s, row_ref(r, F_device_line_ref), v->at_ms);
        }
}

/* ---- notices ---- */

static struct conflict *notice(struct reading *rd, enum conflict_kind kind, struct id writer,
                               const char *laptop, const char *person)
{
    struct conflict *c = conflict_add(rd, kind, (struct id){{0}}, LOG_FIELD_ALIVE);

    c->writer = writer;
    c->laptop = xstrdup(laptop);
    c->person = xstrdup(person);
    return c;
}

/* One for each writer, with the reason of its first. */
static int add_fork(const struct quarantined *q, void *ctx)
{
    struct reading *rd = ctx;
    struct conflict *c = NULL;

    for (size_t i = rd->out->n; i > 0 && !c; i--)
        if (rd->out->v[i - 1].kind == CONFLICT_FORK &&
            id_equal(rd->out->v[i - 1].writer, q->writer))
            c = &rd->out->v[i - 1];
    if (!c) {
        c = notice(rd, CONFLICT_FORK, q->writer, q->laptop, q->person);
        c->reason = xstrdup(q->reason);
        c->from = q->n;
    }
    c->count++;
    if (q->at_ms > c->since_ms)
        c->since_ms = q->at_ms;
    return 0;
}

static int add_held(struct id entity, int op_kind, void *ctx)
{
    struct reading *rd = ctx;
    struct conflict *last = rd->out->n > 0 ? &rd->out->v[rd->out->n - 1] : NULL;

    (void)op_kind;
    if (last && last->kind == CONFLICT_HELD && id_equal(last->entity, entity))
        last->count++;
    else
        conflict_add(rd, CONFLICT_HELD, entity, LOG_FIELD_ALIVE)->count = 1;
    return 0;
}

static int add_waiting(const struct waiting *w, void *ctx)
{
    struct conflict *c = notice(ctx, CONFLICT_WAITING, w->writer, w->laptop, w->person);

    c->from = w->n;
    c->count = w->count;
    c->missing = w->missing;
    c->missing_n = w->missing_n;
    c->missing_laptop = xstrdup(w->missing_laptop);
    c->missing_person = xstrdup(w->missing_person);
    return 0;
}

/* One for each laptop, under its first writer. A clock that was ahead leaves
 * stamps which it is behind of once it is right again: ahead counts first. */
static void add_clocks(struct reading *rd)
{
    for (size_t i = 0; i < rd->nauthors; i++) {
        struct author *a = &rd->authors[i];

        for (size_t k = 0; k < i && a->off_count > 0; k++) {
            struct author *first = &rd->authors[k];

            if (memcmp(first->device, a->device, KEY_LEN) != 0 || first->off_count == 0)
                continue;
            first->off_count += a->off_count;
            a->off_count = 0; /* said there */
            first->ahead_ms = first->ahead_ms > a->ahead_ms ? first->ahead_ms : a->ahead_ms;
            first->behind_ms = first->behind_ms > a->behind_ms ? first->behind_ms : a->behind_ms;
        }
    }
    for (size_t i = 0; i < rd->nauthors; i++) {
        const struct author *a = &rd->authors[i];
        struct conflict *c;

        if (a->off_count == 0)
            continue;
        c = notice(rd, CONFLICT_CLOCK, a->writer, a->laptop, a->person);
        c->clock_ms = a->ahead_ms > 0 ? a->ahead_ms : -a->behind_ms;
        c->from = a->off_first;
        c->count = a->off_count;
        c->since_ms = a->off_at_ms;
    }
}

int conflicts_notices(struct reading *rd, struct err *e)
{
    struct store *st = rd->c->store;
    int rc = store_quarantined(st, add_fork, rd, e);

    if (rc == 0) {
        add_clocks(rd);
        rc = store_held(st, add_held, rd, e);
    }
    return rc == 0 ? store_waiting(st, add_waiting, rd, e) : rc;
}
