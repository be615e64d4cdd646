#include "assets/xlsx/rels.h"

#include "assets/xlsx/limits.h"
#include "assets/xlsx/xml.h"

#include <stdlib.h>
#include <string.h>

struct loading {
    struct rels *rels;
    struct package *package;
    const char *part;
};

/* Bytes up to and with the last slash. */
static size_t folder_length(const char *part)
{
    const char *slash = strrchr(part, '/');

    return slash ? (size_t)(slash - part) + 1 : 0;
}

/* One segment onto the path: "." stays, ".." goes up, never above the root. */
static void add_segment(struct buf *path, const char *s, size_t n)
{
    if (n == 0 || (n == 1 && s[0] == '.'))
        return;
    if (n == 2 && memcmp(s, "..", 2) == 0) {
        const char *slash = strrchr(buf_str(path), '/');

        path->len = slash ? (size_t)(slash - path->p) : 0;
        if (path->p)
            path->p[path->len] = '\0';
        return;
    }
    if (path->len)
        buf_putc(path, '/');
    buf_add(path, s, n);
}

/* A target as seen from `part`; the caller frees. */
static char *resolve(const char *part, const char *target)
{
    struct buf path, all;
    const char *p;

    buf_init(&path, XLSX_ENTRY_NAME_MAX);
    buf_init(&all, XLSX_TOKEN_MAX);
    if (*target != '/' && *target != '\\')
        buf_add(&all, part, folder_length(part));
    buf_puts(&all, target);
    for (p = buf_str(&all); *p;) {
        size_t n = strcspn(p, "/\\");

        add_segment(&path, p, n);
        p += n + (p[n] != '\0');
    }
    buf_release(&all);
    buf_puts(&path, "");
    return path.p ? buf_take(&path) : xstrdup("");
}

static int hex(char c)
{
    const char *digits = "0123456789abcdef", *d = c ? strchr(digits, c | 0x20) : NULL;

    return d ? (int)(d - digits) : -1;
}

/* "sheet%201.xml" -> "sheet 1.xml", in place; targets are URIs. */
static void unescape(char *s)
{
    char *out = s;

    for (; *s; s++) {
        if (*s == '%' && hex(s[1]) >= 0 && hex(s[2]) >= 0 && (hex(s[1]) || hex(s[2]))) {
            *out++ = (char)(hex(s[1]) * 16 + hex(s[2]));
            s += 2;
        } else {
            *out++ = *s;
        }
    }
    *out = '\0';
}

static int on_start(void *ctx, const char *name, const char **atts, struct err *e)
{
    struct loading *l = ctx;
    const char *id = xml_att(atts, "Id"), *type = xml_att(atts, "Type");
    const char *target = xml_att(atts, "Target"), *mode = xml_att(atts, "TargetMode"), *slash;
    struct rel *r;

    if (strcmp(name, "Relationship") != 0 || !id || !type || !target)
        return 0;
    if (l->rels->n >= XLSX_RELS_MAX)
        return package_too_large(l->package, e, "more than %d relations", XLSX_RELS_MAX);
    l->rels->list = xgrow(l->rels->list, l->rels->n, &l->rels->cap, sizeof *l->rels->list);
    slash = strrchr(type, '/');
    r = &l->rels->list[l->rels->n++];
    *r = (struct rel){.id = xstrdup(id),
                      .kind = xstrdup(slash ? slash + 1 : type),
                      .target = resolve(l->part, target),
                      .external = mode && strcmp(mode, "External") == 0};
    if (!package_has(l->package, r->target))
        unescape(r->target);
    return 0;
}

static int by_id(const void *a, const void *b)
{
    const struct rel *x = a, *y = b;

    return strcmp(x->id, y->id);
}

int rels_load(struct rels *out, struct package *p, const char *part, struct err *e)
{
    static const struct xml_reader reader = {.start = on_start};
    struct loading l = {.rels = out, .package = p, .part = part};
    struct buf name = BUF_INIT;
    int rc = 0;

    *out = (struct rels){.list = NULL};
    buf_add(&name, part, folder_length(part));
    buf_addf(&name, "_rels/%s.rels", part + folder_length(part));
    if (package_has(p, buf_str(&name)))
        rc = xml_read(p, buf_str(&name), XLSX_SIDE_PART_MAX, &reader, &l, e);
    buf_release(&name);
    if (rc != 0)
        rels_release(out);
    else if (out->n)
        qsort(out->list, out->n, sizeof *out->list, by_id);
    return rc;
}

void rels_release(struct rels *r)
{
    for (size_t i = 0; i < r->n; i++) {
        free(r->list[i].id);
        free(r->list[i].kind);
        free(r->list[i].target);
    }
    free(r->list);
    *r = (struct rels){.list = NULL};
}

const struct rel *rels_by_id(const struct rels *r, const char *id)
{
    size_t lo = 0, hi = id ? r->n : 0;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = strcmp(r->list[mid].id, id);

        if (c == 0)
            return &r->list[mid];
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

const struct rel *rels_by_kind(const struct rels *r, const struct package *p, const char *kind)
{
    const struct rel *first = NULL;

    for (size_t i = 0; i < r->n; i++) {
        const struct rel *x = &r->list[i];

        if (x->external || strcmp(x->kind, kind) != 0)
            continue;
        if (package_has(p, x->target))
            return x;
        if (!first)
            first = x;
    }
    return first;
}
