#include "tests/lib/neighbour.h"

#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct chains {
    struct id writer[64];
    size_t nwriters;
    struct span v[4096];
    size_t n;
};

static int on_writer(const struct writer_info *w, void *ctx)
{
    struct chains *c = ctx;

    c->writer[c->nwriters++] = w->writer;
    return c->nwriters == sizeof c->writer / sizeof c->writer[0];
}

static int on_raw(uint64_t n, struct span raw, void *ctx)
{
    struct chains *c = ctx;
    char *copy = xmalloc(raw.n);

    (void)n;
    memcpy(copy, raw.p, raw.n);
    c->v[c->n++] = (struct span){copy, raw.n};
    return c->n == sizeof c->v / sizeof c->v[0];
}

void neighbour_pass(struct casefile *from, struct casefile *to)
{
    struct chains *c = xcalloc(1, sizeof *c);
    struct reception sum = {0};
    struct err e;

    if (store_writers(from->store, on_writer, c, &e) != 0)
        bail("no writers: %s %s", e.subject, e.detail);
    for (size_t i = 0; i < c->nwriters; i++)
        if (store_chain(from->store, c->writer[i], 1, on_raw, c, &e) != 0)
            bail("no chain: %s %s", e.subject, e.detail);
    if (store_receive(to->store, c->v, c->n, &sum, NULL, NULL, &e) != 0)
        bail("not received: %s %s", e.subject, e.detail);
    survey_release(&to->survey);
    survey_init(&to->survey);
    if (survey_load(&to->survey, to->store, &e) != 0)
        bail("no survey: %s %s", e.subject, e.detail);
    for (size_t i = 0; i < c->n; i++)
        free((void *)(uintptr_t)c->v[i].p);
    free(c);
}

void neighbour_begin(struct neighbour *n, struct casefile *from, const char *person,
                     const char *crew, const char *laptop)
{
    const struct row *site = survey_site(&from->survey);
    struct err e;

    fixture_other(&n->f, person, crew);
    snprintf(n->f.who.laptop, sizeof n->f.who.laptop, "%s", laptop);
    if (case_create_for(&n->c, n->f.workspace, store_hospital(from->store),
                        site ? row_text(site, F_site_hospital_serial_no) : "0342",
                        site ? row_text(site, F_site_hospital_name) : "みなと総合病院", &n->f.who,
                        &e) != 0)
        bail("no case: %s %s", e.subject, e.detail);
    neighbour_pass(from, n->c);
}

void neighbour_end(struct neighbour *n)
{
    case_close(n->c);
    fixture_end(&n->f);
}
