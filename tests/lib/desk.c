#include "tests/lib/desk.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static void write_row(const struct row *r, struct edits *list)
{
    for (int f = catalog_kinds[r->kind].first; f < kind_end(r->kind); f++) {
        const struct value *v = row_value(r, (enum field)f), *seen = row_observed(r, (enum field)f);

        if (catalog[f].flags & FIELD_DERIVED)
            continue;
        if (v->type != VALUE_NULL)
            edits_set(list, r->id, (enum field)f, *v);
        if (seen->type != VALUE_NULL)
            edits_observe(list, r->id, (enum field)f, *seen);
    }
}

static void write_hospital(struct fixture *f, const struct hospital *h)
{
    struct casefile *c = fixture_case(f);
    struct edits list = {0};
    struct err e;

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        for (size_t i = 0; i < h->s.n[k]; i++)
            write_row(h->s.rows[k][i], &list);
    if (case_edit(c, &list, &e) != 0)
        bail("the hospital is not written: %s %s", e.subject, e.detail);
    edits_release(&list);
    case_close(c);
}

void desk_open(struct desk *d, void (*change)(struct hospital *h), int rows, int cols,
               const char *lang)
{
    static const struct app_hooks none = {.status = NULL};
    struct hospital h;
    struct err e;

    memset(d, 0, sizeof *d);
    fixture_begin(&d->f);
    clock_set(hospital_now());
    hospital_build(&h);
    build_put(h.drawing, F_drawing_title, "本館"); /* a row of no fields is none */
    if (change)
        change(&h);
    write_hospital(&d->f, &h);
    hospital_release(&h);
    buf_init(&d->s.workspace, BUF_MAX_DEFAULT);
    buf_puts(&d->s.workspace, d->f.workspace);
    settings_init(&d->s.settings);
    d->s.who = d->f.who;
    d->s.ja = strcmp(lang, "ja") == 0;
    d->c = curs_open(&none, NULL, rows, cols, lang);
    d->app = work_begin(&d->w, &d->s, "0342", &e);
    if (!d->app)
        bail("the workbench does not open: %s %s", e.subject, e.detail);
    curs_adopt(d->c, d->app);
}

void desk_close(struct desk *d)
{
    work_end(d->app);
    curs_close(d->c);
    settings_release(&d->s.settings);
    buf_release(&d->s.workspace);
    fixture_end(&d->f);
}

const struct survey *desk_survey(struct desk *d)
{
    return work_survey(d->app);
}

const struct row *desk_row(struct desk *d, const char *address)
{
    const struct row *r = survey_address(desk_survey(d), address);

    if (!r)
        bail("there is no %s", address);
    return r;
}
