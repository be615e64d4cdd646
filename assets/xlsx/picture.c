/* Pictures on a sheet: sheet -> drawing -> media, along the relations. */
#include "assets/xlsx/internal.h"
#include "assets/xlsx/limits.h"
#include "assets/xlsx/xml.h"

#include <stdlib.h>
#include <string.h>

struct list {
    struct xlsx_picture *items;
    size_t n, cap;
};

struct reading {
    struct package *package;
    const struct rels *rels; /* of the drawing */
    struct list *list;
    bool in_from;
    char number;       /* 'r' or 'c': the row or column of <from> is being read */
    struct buf digits; /* its text */
    char *name;        /* of the shape, until its picture comes */
    uint32_t row, col;
};

/* The same picture at the same place: <mc:Choice> and <mc:Fallback> repeat it. */
static bool is_listed(const struct reading *r, const char *media)
{
    for (size_t i = r->list->n; i > 0; i--) {
        const struct xlsx_picture *p = &r->list->items[i - 1];

        if (p->row == r->row && p->col == r->col && strcmp(p->media, media) == 0)
            return true;
    }
    return false;
}

static int add_picture(struct reading *r, const char *id, struct err *e)
{
    const struct rel *rel = rels_by_id(r->rels, id);
    struct list *l = r->list;

    if (!rel || rel->external || !package_has(r->package, rel->target) || is_listed(r, rel->target))
        return 0;
    if (l->n >= XLSX_PICTURES_MAX)
        return package_too_large(r->package, e, "more than %d pictures on a sheet",
                                 XLSX_PICTURES_MAX);
    l->items = xgrow(l->items, l->n, &l->cap, sizeof *l->items);
    l->items[l->n++] = (struct xlsx_picture){.media = xstrdup(rel->target),
                                             .name = xstrdup(r->name ? r->name : ""),
                                             .row = r->row,
                                             .col = r->col};
    return 0;
}

static int on_start(void *ctx, const char *name, const char **atts, struct err *e)
{
    struct reading *r = ctx;
    size_t n = strlen(name);

    if (n > 6 && strcmp(name + n - 6, "Anchor") == 0) {
        r->row = r->col = 0;
    } else if (strcmp(name, "from") == 0) {
        r->in_from = true;
    } else if (r->in_from && (strcmp(name, "row") == 0 || strcmp(name, "col") == 0)) {
        r->number = name[0];
        buf_reset(&r->digits);
    } else if (strcmp(name, "cNvPr") == 0) {
        const char *called = xml_att(atts, "name");

        free(r->name);
        r->name = xstrdup(called ? called : "");
        string_decode(r->name, strlen(r->name));
    } else if (strcmp(name, "blip") == 0) {
        return add_picture(r, xml_prefixed_att(atts, "embed"), e);
    }
    return 0;
}

static int on_end(void *ctx, const char *name, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (r->number) {
        unsigned long v = strtoul(buf_str(&r->digits), NULL, 10);

        if (r->number == 'r')
            r->row = v < XLSX_ROWS ? (uint32_t)v : 0;
        else
            r->col = v < XLSX_COLS ? (uint32_t)v : 0;
        r->number = 0;
    } else if (strcmp(name, "from") == 0) {
        r->in_from = false;
    }
    return 0;
}

static int on_text(void *ctx, const char *s, size_t n, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (r->number)
        buf_add(&r->digits, s, n);
    return 0;
}

static int read_drawing(struct package *p, const char *part, struct list *list, struct err *e)
{
    static const struct xml_reader reader = {on_start, on_end, on_text};
    struct rels rels;
    struct reading r = {.package = p, .rels = &rels, .list = list};
    int rc = rels_load(&rels, p, part, e);

    if (rc != 0)
        return rc;
    buf_init(&r.digits, 32);
    rc = xml_read(p, part, XLSX_SIDE_PART_MAX, &reader, &r, e);
    buf_release(&r.digits);
    free(r.name);
    rels_release(&rels);
    return rc;
}

int xlsx_pictures(struct xlsx *x, int i, struct xlsx_picture **out, size_t *n, struct err *e)
{
    struct list list = {.items = NULL};
    struct rels rels;
    int rc = 0;

    *out = NULL;
    *n = 0;
    if (!x->tabs[i].part)
        return 0;
    rc = rels_load(&rels, x->package, x->tabs[i].part, e);
    if (rc != 0)
        return rc;
    for (size_t k = 0; rc == 0 && k < rels.n; k++) {
        const struct rel *rel = &rels.list[k];

        if (strcmp(rel->kind, "drawing") == 0 && !rel->external &&
            package_has(x->package, rel->target))
            rc = read_drawing(x->package, rel->target, &list, e);
    }
    rels_release(&rels);
    if (rc != 0) {
        xlsx_pictures_free(list.items, list.n);
        return rc;
    }
    *out = list.items;
    *n = list.n;
    return 0;
}

void xlsx_pictures_free(struct xlsx_picture *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(list[i].media);
        free(list[i].name);
    }
    free(list);
}

static int append(void *ctx, const char *bytes, size_t n, struct err *e)
{
    (void)e;
    buf_add(ctx, bytes, n);
    return 0;
}

int xlsx_picture_read(struct xlsx *x, const struct xlsx_picture *p, struct buf *out, struct err *e)
{
    size_t room = out->max - out->len;

    return package_read(x->package, p->media, room < XLSX_PICTURE_MAX ? room : XLSX_PICTURE_MAX,
                        append, out, e);
}
