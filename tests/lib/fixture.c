#include "tests/lib/fixture.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void fixture_other(struct fixture *f, const char *person, const char *crew)
{
    struct err e;

    tmpdir_make(f->workspace, sizeof f->workspace);
    if (identity_load(&f->who, f->workspace, person, crew, &e) != 0)
        bail("no identity: %s %s", e.subject, e.detail);
}

void fixture_begin(struct fixture *f)
{
    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    fixture_other(f, "佐藤", "A");
}

void fixture_end(struct fixture *f)
{
    tmpdir_remove(f->workspace);
}

struct casefile *fixture_case(struct fixture *f)
{
    struct casefile *c;
    struct err e;

    if (case_create(&c, f->workspace, "0342", "みなと総合病院", &f->who, &e) != 0)
        bail("no case: %s %s", e.subject, e.detail);
    return c;
}

void fixture_survey(const char *workspace, const char *person, const char *crew, const char *serial,
                    const char *name)
{
    struct casefile *c;
    struct identity who;
    struct edits list = {0};
    struct err e;

    if (identity_load(&who, workspace, person, crew, &e) != 0 ||
        case_create(&c, workspace, serial, name, &who, &e) != 0)
        bail("%s", e.detail);
    edits_set(&list, id_new(1), F_site_hospital_serial_no, value_text(serial));
    if (case_edit(c, &list, &e) != 0)
        bail("%s", e.detail);
    edits_release(&list);
    case_close(c);
}

const char *fixture_shared(const char *name)
{
    static char path[4096];
    const char *shared = getenv("GENBA_SHARED"), *top = getenv("top_srcdir");

    if (shared)
        snprintf(path, sizeof path, "%s/%s", shared, name);
    else
        snprintf(path, sizeof path, "%s/../shared/%s", top ? top : ".", name);
    return access(path, R_OK) == 0 ? path : NULL;
}
