#include "tests/lib/desk.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static void write_hospital(struct fixture *f, const struct hospital *h)
{
    struct casefile *c = fixture_case(f);

    hospital_store(h, c);
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
