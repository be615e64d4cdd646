#include "sync/central/programme.h"

#include "model/catalog.h"
#include "model/rules/progress.h"

#include <stdlib.h>
#include <string.h>

#define SUMMARY_COLUMNS (PROGRAMME_GROUPS + PROGRAMME_COUNT)
#define CASE_COLUMNS 6

const char *const programme_count_ids[PROGRAMME_COUNT] = {
#define X(id) #id,
    PROGRAMME_COUNTS(X)
#undef X
};

/* ---- adding up ---- */

static void add_counts(int64_t *to, const int64_t *v)
{
    for (int i = 0; i < PROGRAMME_COUNT; i++)
        to[i] = to[i] < 0 || v[i] < 0 ? -1 : to[i] + v[i];
}

static struct programme_line *line_of(struct programme *p, enum programme_group g, const char *id)
{
    for (size_t i = 0; i < p->n[g]; i++)
        if (strcmp(p->by[g][i].id, id) == 0)
            return &p->by[g][i];
    p->by[g] = xgrow(p->by[g], p->n[g], &p->cap[g], sizeof **p->by);
    p->by[g][p->n[g]] = (struct programme_line){.id = xstrdup(id)};
    return &p->by[g][p->n[g]++];
}

/* Laptops wrote it; it goes to a terminal. */
static char *take_line(struct rows *r)
{
    char line[1024];

    rows_line(r, line, sizeof line);
    return xstrdup(line);
}

static int take_summary(struct programme *p, struct admin *a, struct err *e)
{
    struct rows r;
    int rc = admin_next(a, SUMMARY_COLUMNS, &r, e);

    for (uint32_t i = 0; rc == 0 && i < r.n; i++) {
        char *id[PROGRAMME_GROUPS];
        int64_t v[PROGRAMME_COUNT];

        for (int g = 0; g < PROGRAMME_GROUPS; g++)
            id[g] = take_line(&r);
        for (int k = 0; k < PROGRAMME_COUNT; k++)
            v[k] = rows_int8(&r);
        rc = admin_read(a, &r, e);
        for (int g = 0; g < PROGRAMME_GROUPS; g++) {
            if (rc == 0)
                add_counts(line_of(p, (enum programme_group)g, id[g])->v, v);
            free(id[g]);
        }
        if (rc == 0)
            add_counts(p->all.v, v);
    }
    return rc;
}

static void case_release(struct programme_case *c)
{
    free(c->serial);
    free(c->name);
    free(c->prefecture);
    free(c->scan_deadline);
}

static int take_cases(struct programme *p, struct admin *a, struct err *e)
{
    struct rows r;
    int rc = admin_next(a, CASE_COLUMNS, &r, e);

    for (uint32_t i = 0; rc == 0 && i < r.n; i++) {
        struct programme_case c;

        c.serial = take_line(&r);
        c.name = take_line(&r);
        c.prefecture = take_line(&r);
        c.scan_deadline = take_line(&r);
        c.scans_open = rows_int8(&r);
        c.conflicts = rows_int8(&r);
        rc = admin_read(a, &r, e);
        if (rc != 0) {
            case_release(&c);
            break;
        }
        p->cases = xgrow(p->cases, p->ncases, &p->cap_cases, sizeof *p->cases);
        p->cases[p->ncases++] = c;
    }
    return rc;
}

static void merge(struct programme *p, const struct programme *one)
{
    for (int g = 0; g < PROGRAMME_GROUPS; g++)
        for (size_t i = 0; i < one->n[g]; i++)
            add_counts(line_of(p, (enum programme_group)g, one->by[g][i].id)->v, one->by[g][i].v);
    add_counts(p->all.v, one->all.v);
    p->servers++;
    p->may_project |= one->may_project;
}

/* All of what the server says, or nothing. */
int programme_add(struct programme *p, struct admin *a, struct err *e)
{
    struct programme one = {.servers = 0};
    size_t before = p->ncases;
    struct call c = admin_call(a, CALL_programme);
    int64_t ended;
    int rc;

    call_end(&c);
    c = admin_call(a, CALL_programme_cases);
    call_end(&c);
    rc = take_summary(&one, a, e);
    if (rc == 0)
        rc = take_cases(p, a, e);
    if (rc == 0)
        rc = admin_may_project(a, &one.may_project, &ended, e);
    if (rc == 0)
        merge(p, &one);
    while (rc != 0 && p->ncases > before)
        case_release(&p->cases[--p->ncases]);
    programme_release(&one);
    return rc;
}

/* ---- order ---- */

static int rank_state(const char *id)
{
    for (int i = 0; i < HOSPITAL_STATE_COUNT; i++)
        if (strcmp(id, hospital_state_id(i)) == 0)
            return i;
    return HOSPITAL_STATE_COUNT;
}

static int rank_bed_class(const char *id)
{
    const struct enum_list *list = catalog[F_site_bed_class].list;
    const struct enum_item *item = enum_by_id(list, id);

    return item ? (int)(item - list->items) : list->n;
}

static int compare(const struct programme_line *a, const struct programme_line *b,
                   int (*rank)(const char *id))
{
    int by_rank = rank ? rank(a->id) - rank(b->id) : 0;

    if (!*a->id != !*b->id)
        return !*a->id - !*b->id;
    if (by_rank != 0)
        return by_rank;
    if (a->v[PROGRAMME_hospitals] != b->v[PROGRAMME_hospitals])
        return a->v[PROGRAMME_hospitals] < b->v[PROGRAMME_hospitals] ? 1 : -1;
    return strcmp(a->id, b->id);
}

static int compare_states(const void *a, const void *b)
{
    return compare(a, b, rank_state);
}

static int compare_prefectures(const void *a, const void *b)
{
    return compare(a, b, NULL);
}

static int compare_bed_classes(const void *a, const void *b)
{
    return compare(a, b, rank_bed_class);
}

/* Those without a deadline last. */
static int compare_cases(const void *left, const void *right)
{
    const struct programme_case *a = left, *b = right;
    int order = !*a->scan_deadline - !*b->scan_deadline;

    if (order == 0)
        order = strcmp(a->scan_deadline, b->scan_deadline);
    return order != 0 ? order : strcmp(a->serial, b->serial);
}

void programme_sort(struct programme *p)
{
    static int (*const orders[])(const void *, const void *) = {
        [PROGRAMME_STATE] = compare_states,
        [PROGRAMME_PREFECTURE] = compare_prefectures,
        [PROGRAMME_BED_CLASS] = compare_bed_classes,
    };

    for (int g = 0; g < PROGRAMME_GROUPS; g++)
        if (p->n[g] > 0)
            qsort(p->by[g], p->n[g], sizeof **p->by, orders[g]);
    if (p->ncases > 0)
        qsort(p->cases, p->ncases, sizeof *p->cases, compare_cases);
}

void programme_release(struct programme *p)
{
    for (int g = 0; g < PROGRAMME_GROUPS; g++) {
        for (size_t i = 0; i < p->n[g]; i++)
            free(p->by[g][i].id);
        free(p->by[g]);
    }
    for (size_t i = 0; i < p->ncases; i++)
        case_release(&p->cases[i]);
    free(p->cases);
    *p = (struct programme){.servers = 0};
}
