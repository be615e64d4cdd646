/* Opening: from the package's relations to the list of worksheets. */
#include "assets/xlsx/internal.h"
#include "assets/xlsx/limits.h"
#include "assets/xlsx/xml.h"

#include <stdlib.h>
#include <string.h>

struct loading {
    struct xlsx *x;
    const struct rels *rels;
    bool is_workbook; /* the root element is <workbook> */
    bool any;         /* an element was seen */
};

/* What another kind of office file has for a main part. */
static const struct {
    const char *ending, *msg;
} others[] = {
    {"workbook.bin", N_("{1} is a binary workbook (.xlsb). Save it as .xlsx.")},
    {"document.xml", N_("{1} is a Word document, no Excel workbook.")},
    {"presentation.xml", N_("{1} is a PowerPoint presentation, no Excel workbook.")},
};

static int say_not_workbook(const struct package *p, struct err *e)
{
    if (package_has(p, "META-INF/manifest.xml") && package_has(p, "content.xml"))
        return err_say(e, ERR_UNSUPPORTED,
                       N_("{1} is an OpenDocument sheet (.ods). Save it as .xlsx."),
                       package_path(p), "");
    return err_say(e, ERR_UNSUPPORTED,
                   N_("{1} is no Excel workbook: the zip file holds no workbook part."),
                   package_path(p), "");
}

static int say_macros(const struct package *p, struct err *e)
{
    return err_say(e, ERR_REFUSED,
                   N_("{1} contains macros (.xlsm). Ask for a copy saved as .xlsx without them."),
                   package_path(p), "");
}

static int find_main_part(struct package *p, char **part, struct err *e)
{
    struct rels top;
    const struct rel *main_rel;
    int rc = rels_load(&top, p, "", e);

    if (rc != 0)
        return rc;
    main_rel = rels_by_kind(&top, p, "officeDocument");
    if (!main_rel)
        rc = say_not_workbook(p, e);
    else if (!package_has(p, main_rel->target))
        rc = package_damaged(p, e, "%s is missing", main_rel->target);
    for (size_t i = 0; rc == 0 && i < sizeof others / sizeof *others; i++) {
        size_t n = strlen(others[i].ending), all = strlen(main_rel->target);

        if (all >= n && strcmp(main_rel->target + all - n, others[i].ending) == 0)
            rc = err_say(e, ERR_UNSUPPORTED, others[i].msg, package_path(p), "");
    }
    if (rc == 0)
        *part = xstrdup(main_rel->target);
    rels_release(&top);
    return rc;
}

/* [Content_Types].xml: a macro workbook says so even when it has no macro yet. */
static int on_content_type(void *ctx, const char *name, const char **atts, struct err *e)
{
    const char *type = xml_att(atts, "ContentType");

    (void)name;
    if (type && strstr(type, "sheet.macroEnabled"))
        return say_macros(ctx, e);
    return 0;
}

static int check_macros(struct package *p, const struct rels *rels, struct err *e)
{
    static const struct xml_reader reader = {.start = on_content_type};
    static const char types[] = "[Content_Types].xml";

    if (rels_by_kind(rels, p, "vbaProject"))
        return say_macros(p, e);
    if (!package_has(p, types))
        return 0;
    return xml_read(p, types, XLSX_SIDE_PART_MAX, &reader, p, e);
}

static enum xlsx_state state_of(const char *state)
{
    if (state && strcmp(state, "hidden") == 0)
        return XLSX_HIDDEN;
    return state && strcmp(state, "veryHidden") == 0 ? XLSX_VERYHIDDEN : XLSX_VISIBLE;
}

static int add_tab(struct loading *l, const char **atts, struct err *e)
{
    struct xlsx *x = l->x;
    const char *name = xml_att(atts, "name"), *id = xml_prefixed_att(atts, "id");
    const struct rel *rel = rels_by_id(l->rels, id);
    struct tab *tab;

    if (rel && (rel->external || strcmp(rel->kind, "worksheet") != 0))
        return 0; /* chart, dialog and macro sheets have no cells to read */
    if (x->n_tabs >= XLSX_SHEETS_MAX)
        return package_too_large(x->package, e, "more than %d sheets", XLSX_SHEETS_MAX);
    x->tabs = xgrow(x->tabs, x->n_tabs, &x->cap_tabs, sizeof *x->tabs);
    tab = &x->tabs[x->n_tabs++];
    *tab = (struct tab){.name = xstrdup(name ? name : ""),
                        .part = rel ? xstrdup(rel->target) : NULL,
                        .state = state_of(xml_att(atts, "state"))};
    string_decode(tab->name, strlen(tab->name));
    return 0;
}

static int on_start(void *ctx, const char *name, const char **atts, struct err *e)
{
    struct loading *l = ctx;

    if (!l->any)
        l->is_workbook = strcmp(name, "workbook") == 0;
    l->any = true;
    if (strcmp(name, "workbookPr") == 0)
        l->x->date1904 = xml_bool(xml_att(atts, "date1904"));
    else if (strcmp(name, "sheet") == 0)
        return add_tab(l, atts, e);
    return 0;
}

static char *part_of_kind(const struct xlsx *x, const struct rels *rels, const char *kind)
{
    const struct rel *rel = rels_by_kind(rels, x->package, kind);

    return rel ? xstrdup(rel->target) : NULL;
}

static int read_workbook(struct xlsx *x, const char *part, const struct rels *rels, struct err *e)
{
    static const struct xml_reader reader = {.start = on_start};
    struct loading l = {.x = x, .rels = rels};
    int rc = check_macros(x->package, rels, e);

    if (rc == 0)
        rc = xml_read(x->package, part, XLSX_SIDE_PART_MAX, &reader, &l, e);
    if (rc != 0)
        return rc;
    if (!l.is_workbook)
        return say_not_workbook(x->package, e);
    if (x->n_tabs == 0)
        return err_say(e, ERR_CORRUPT, N_("{1} has no worksheet inside."), package_path(x->package),
                       "");
    x->shared_part = part_of_kind(x, rels, "sharedStrings");
    x->styles_part = part_of_kind(x, rels, "styles");
    return 0;
}

static int open_parts(struct xlsx *x, struct err *e)
{
    char *part = NULL;
    struct rels rels = {.list = NULL};
    int rc = find_main_part(x->package, &part, e);

    if (rc == 0)
        rc = rels_load(&rels, x->package, part, e);
    if (rc == 0)
        rc = read_workbook(x, part, &rels, e);
    rels_release(&rels);
    free(part);
    return rc;
}

int xlsx_open(struct xlsx **out, const char *path, struct err *e)
{
    struct xlsx *x = xcalloc(1, sizeof *x);
    int rc;

    x->text_left = XLSX_TEXT_MAX;
    x->cells_left = XLSX_CELLS_MAX;
    x->c_locale = newlocale(LC_ALL_MASK, "C", NULL);
    arena_init(&x->shared.arena, &x->text_left);
    rc = package_open(&x->package, path, e);
    if (rc == 0)
        rc = open_parts(x, e);
    if (rc != 0) {
        xlsx_close(x);
        return rc;
    }
    *out = x;
    return 0;
}

void xlsx_close(struct xlsx *x)
{
    if (!x)
        return;
    package_close(x->package);
    for (size_t i = 0; i < x->n_tabs; i++) {
        free(x->tabs[i].name);
        free(x->tabs[i].part);
    }
    free(x->tabs);
    free(x->shared_part);
    free(x->styles_part);
    shared_release(&x->shared);
    styles_release(&x->styles);
    if (x->c_locale)
        freelocale(x->c_locale);
    free(x);
}

int xlsx_count(const struct xlsx *x)
{
    return (int)x->n_tabs;
}

const char *xlsx_sheet_name(const struct xlsx *x, int i)
{
    return x->tabs[i].name;
}

enum xlsx_state xlsx_sheet_state(const struct xlsx *x, int i)
{
    return x->tabs[i].state;
}

int xlsx_sheet_find(const struct xlsx *x, const char *name)
{
    for (size_t i = 0; i < x->n_tabs; i++)
        if (strcmp(x->tabs[i].name, name) == 0)
            return (int)i;
    return -1;
}

bool xlsx_date1904(const struct xlsx *x)
{
    return x->date1904;
}
