#include "assets/xlsx/styles.h"

#include "assets/xlsx/limits.h"
#include "assets/xlsx/xml.h"

#include <stdlib.h>
#include <string.h>

struct custom {
    int id;
    struct numfmt fmt;
};

struct loading {
    struct package *package;
    struct custom *customs; /* formats the file defines */
    int *ids;               /* the format of each style */
    size_t n_customs, cap_customs, n_ids, cap_ids;
    bool in_xfs, in_dxf;
};

static int number(const char *s)
{
    return s ? (int)strtol(s, NULL, 10) : 0;
}

static int add_custom(struct loading *l, const char **atts, struct err *e)
{
    const char *code = xml_att(atts, "formatCode");

    if (l->n_customs >= XLSX_STYLES_MAX)
        return package_too_large(l->package, e, "more than %d number formats", XLSX_STYLES_MAX);
    l->customs = xgrow(l->customs, l->n_customs, &l->cap_customs, sizeof *l->customs);
    l->customs[l->n_customs++] =
        (struct custom){number(xml_att(atts, "numFmtId")), numfmt_classify(code ? code : "")};
    return 0;
}

static int add_style(struct loading *l, const char **atts, struct err *e)
{
    if (l->n_ids >= XLSX_STYLES_MAX)
        return package_too_large(l->package, e, "more than %d cell styles", XLSX_STYLES_MAX);
    l->ids = xgrow(l->ids, l->n_ids, &l->cap_ids, sizeof *l->ids);
    l->ids[l->n_ids++] = number(xml_att(atts, "numFmtId"));
    return 0;
}

static int on_start(void *ctx, const char *name, const char **atts, struct err *e)
{
    struct loading *l = ctx;

    if (strcmp(name, "cellXfs") == 0)
        l->in_xfs = true;
    else if (strcmp(name, "dxfs") == 0)
        l->in_dxf = true; /* formats in there belong to conditions, with ids of their own */
    else if (strcmp(name, "numFmt") == 0 && !l->in_dxf)
        return add_custom(l, atts, e);
    else if (l->in_xfs && strcmp(name, "xf") == 0)
        return add_style(l, atts, e);
    return 0;
}

static int on_end(void *ctx, const char *name, struct err *e)
{
    struct loading *l = ctx;

    (void)e;
    if (strcmp(name, "cellXfs") == 0)
        l->in_xfs = false;
    else if (strcmp(name, "dxfs") == 0)
        l->in_dxf = false;
    return 0;
}

static int by_id(const void *a, const void *b)
{
    const struct custom *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

static void resolve(struct styles *s, struct loading *l)
{
    if (l->n_customs)
        qsort(l->customs, l->n_customs, sizeof *l->customs, by_id);
    for (size_t i = 0; i < l->n_ids; i++) {
        struct custom key = {.id = l->ids[i]}, *own = NULL;

        if (l->n_customs)
            own = bsearch(&key, l->customs, l->n_customs, sizeof key, by_id);
        s->list = xgrow(s->list, s->n, &s->cap, sizeof *s->list);
        s->list[s->n++] = own ? own->fmt : numfmt_builtin(key.id);
    }
}

int styles_load(struct styles *s, struct package *p, const char *part, struct err *e)
{
    static const struct xml_reader reader = {.start = on_start, .end = on_end};
    struct loading l = {.package = p};
    int rc = xml_read(p, part, XLSX_SIDE_PART_MAX, &reader, &l, e);

    if (rc == 0)
        resolve(s, &l);
    free(l.customs);
    free(l.ids);
    return rc;
}

void styles_release(struct styles *s)
{
    free(s->list);
    *s = (struct styles){.list = NULL};
}

struct numfmt styles_at(const struct styles *s, size_t i)
{
    return i < s->n ? s->list[i] : (struct numfmt){.date = DATE_NONE};
}
