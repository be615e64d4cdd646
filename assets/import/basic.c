/* The basic information: labels with their values beside (or below) them, and
 * the table of contacts. */
#include "assets/import/read.h"

#include "model/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_BYTES 100
#define REACH 12 /* columns between a label and its value */
#define VALUES_MAX 8
#define MIN_HITS 3

struct basic {
    struct reading *r;
    const struct sheet *s;
    const char *name;
    const struct tables *t;
    struct where used[256]; /* cells taken as values */
    size_t nused;
};

static bool in_table(const struct tables *t, uint32_t row)
{
    for (size_t i = 0; i < t->n; i++)
        if (row >= t->v[i].head_first && row < t->v[i].data_end)
            return true;
    return false;
}

static bool site_label(const struct basic *b, const struct cell *c, struct alias *out)
{
    struct buf text = BUF_INIT;
    bool yes;

    if (c->type != CELL_TEXT || strlen(c->text) > LABEL_BYTES)
        return false;
    cell_clean(b->r, c, &text);
    yes = text.len > 0 && alias_header(b->r->a, SCOPE_SITE, NULL, buf_str(&text), out);
    buf_release(&text);
    return yes;
}

static bool is_label(const struct basic *b, const struct cell *c)
{
    struct alias a;

    return site_label(b, c, &a);
}

static void use(struct basic *b, const struct cell *c)
{
    if (b->nused < sizeof b->used / sizeof *b->used)
        b->used[b->nused++] = (struct where){b->name, c->row, c->col};
}

static bool is_used(const struct basic *b, const struct cell *c)
{
    for (size_t i = 0; i < b->nused; i++)
        if (b->used[i].row == c->row && b->used[i].col == c->col)
            return true;
    return false;
}

static bool is_filled(const struct basic *b, const struct cell *c)
{
    struct buf text = BUF_INIT;
    bool yes = c->type != CELL_EMPTY;

    if (c->type == CELL_TEXT) {
        cell_clean(b->r, c, &text);
        yes = text.len > 0 && strcmp(buf_str(&text), ":") != 0 && strcmp(buf_str(&text), "：") != 0;
    }
    buf_release(&text);
    return yes;
}

/* The cells to the right of a label that belong to it. */
static size_t values_right(const struct basic *b, const struct cell *label,
                           const struct cell *out[VALUES_MAX])
{
    const struct cell_range *m = sheet_merged_origin(b->s, label->row, label->col);
    uint32_t col = (m ? m->col2 : label->col) + 1U, end = col + REACH;
    size_t n = 0;

    for (; col < end && n < VALUES_MAX; col++) {
        const struct cell *c = sheet_merged_cell(b->s, label->row, col);

        if (!is_filled(b, c) || (n > 0 && out[n - 1] == c))
            continue;
        if (c->row != label->row && is_label(b, c))
            break;
        if (is_label(b, c))
            break;
        out[n++] = c;
        end = col + 1 + REACH;
    }
    return n;
}

/* The cell below, for labels that stand side by side. */
static const struct cell *value_below(const struct basic *b, const struct cell *label)
{
    const struct cell_range *m = sheet_merged_origin(b->s, label->row, label->col);
    uint32_t right = (m ? m->col2 : label->col) + 1U, below = (m ? m->row2 : label->row) + 1U;
    const struct cell *next = sheet_merged_cell(b->s, label->row, right);
    const struct cell *left = label->col > 0 ? sheet_merged_cell(b->s, label->row, label->col - 1U)
                                             : sheet_cell(b->s, UINT32_MAX, 0);
    const struct cell *c = sheet_merged_cell(b->s, below, label->col);

    if (!is_label(b, next) && !is_label(b, left))
        return NULL;
    return is_filled(b, c) && !is_label(b, c) && !in_table(b->t, below) ? c : NULL;
}

/* 通番：0342 in one cell: the part behind the colon. NULL when it is none. */
static char *inline_value(const struct basic *b, const struct cell *c, struct alias *out)
{
    struct buf text = BUF_INIT, value = BUF_INIT;
    const char *colon;
    char *label, *found = NULL;

    if (c->type != CELL_TEXT || strlen(c->text) > (size_t)4 * LABEL_BYTES)
        return NULL;
    text_ident(&text, c->text, strlen(c->text));
    colon = strchr(buf_str(&text), ':');
    if (colon && colon > text.p && colon[1]) {
        label = xstrndup(text.p, (size_t)(colon - text.p));
        if (strlen(label) <= LABEL_BYTES && alias_header(b->r->a, SCOPE_SITE, NULL, label, out) &&
            !out->role && out->target < FIELD_COUNT) {
            text_clean(&value, colon + 1, strlen(colon + 1));
            found = value.len > 0 ? buf_take(&value) : NULL;
        }
        free(label);
    }
    buf_release(&text);
    buf_release(&value);
    return found;
}

static struct record *site_of(struct reading *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->records[i].kind == KIND_site)
            return &r->records[i];
    return record_add(r, KIND_site, -1, (struct where){NULL, NOWHERE, 0});
}

static struct record *contact_of(struct reading *r, const char *role, struct where at)
{
    struct record *rec;

    for (size_t i = 0; i < r->n; i++)
        if (r->records[i].kind == KIND_contact &&
            strcmp(record_text(&r->records[i], F_contact_contact_role), role) == 0)
            return &r->records[i];
    rec = record_add(r, KIND_contact, -1, at);
    record_put(rec, F_contact_contact_role, at, value_text(role));
    return rec;
}

/* The texts of several cells one after the other: 令和7年 | 10月 | 2日. */
static void join_texts(const struct basic *b, const struct cell **c, size_t n, const char *between,
                       struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_puts(out, between);
        cell_clean(b->r, c[i], out);
    }
}

/* Would this be read without complaint? The cell, or a text when it is NULL. */
static bool reads_as(const struct basic *b, enum field f, const struct cell *c, const char *text)
{
    struct import_file nobody = {0}, *file = b->r->file;
    struct where at = {b->name, 0, 0};
    struct value v;
    enum taken t;

    b->r->file = &nobody; /* only a trial: its complaints are dropped */
    t = c ? cell_value(b->r, f, NULL, c, &at, &v) : text_value(b->r, f, NULL, text, &at, &v);
    value_release(&v);
    faults_release(&nobody);
    b->r->file = file;
    return t == TAKEN_VALUE;
}

/* Appends days to the ones that are there, each once. */
static void add_dates(struct record *rec, struct where at, const char *dates)
{
    const char *have = record_text(rec, F_site_survey_dates);
    struct buf all = BUF_INIT;

    buf_puts(&all, have);
    for (const char *d = dates; *d; d += strcspn(d, ","), d += *d == ',') {
        char one[11];

        snprintf(one, sizeof one, "%.10s", d);
        if (!strstr(buf_str(&all), one))
            buf_addf(&all, "%s%s", all.len ? "," : "", one);
    }
    record_put(rec, F_site_survey_dates, at, value_text(buf_str(&all)));
    buf_release(&all);
}

static void put_value(struct basic *b, struct record *rec, enum field f, const struct cell *c,
                      const char *text, struct where at)
{
    struct slot *s = record_slot(rec, f);
    struct value v;
    enum taken t =
        text ? text_value(b->r, f, NULL, text, &at, &v) : cell_value(b->r, f, NULL, c, &at, &v);

    if (t == TAKEN_VALUE && f == F_site_survey_dates)
        add_dates(rec, at, value_str(&v));
    else if (t == TAKEN_VALUE && value_is_null(s->value))
        record_put(rec, f, at, v);
    else if (t == TAKEN_VALUE && !value_equal(s->value, v))
        FAULT(b->r->file, &at, IMPORT_WARNING, "", N_("{1} stands twice; the first is taken"), NULL,
              {catalog[f].ja, NULL, NULL});
    else if (t == TAKEN_WRONG && s->state != SLOT_GIVEN)
        *s = (struct slot){.state = SLOT_WRONG, .at = at};
    else
        record_open(rec, f, at);
    value_release(&v);
}

/* Days may stand in one cell, in several, or in pieces. */
static void put_days(struct basic *b, struct record *rec, const struct cell **c, size_t n)
{
    struct buf joined = BUF_INIT;
    struct where at = {b->name, c[0]->row, c[0]->col};
    bool each = true;

    for (size_t i = 0; i < n && each; i++)
        each = reads_as(b, F_site_survey_dates, c[i], NULL);
    if (!each && n > 1)
        join_texts(b, c, n, "", &joined);
    if (!each && n > 1 && !reads_as(b, F_site_survey_dates, NULL, buf_str(&joined))) {
        buf_reset(&joined);
        join_texts(b, c, n, " ", &joined);
    }
    if (!each && n > 1 && reads_as(b, F_site_survey_dates, NULL, buf_str(&joined)))
        put_value(b, rec, F_site_survey_dates, NULL, buf_str(&joined), at);
    else
        for (size_t i = 0; i < n; i++)
            if (each || i == 0)
                put_value(b, rec, F_site_survey_dates, c[i], NULL,
                          (struct where){b->name, c[i]->row, c[i]->col});
    buf_release(&joined);
}

/* What stands beside a value: its unit, or something that is not taken. */
static void tell_rest(struct basic *b, const struct cell **c, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct where at = {b->name, c[i]->row, c[i]->col};
        struct buf text = BUF_INIT;

        cell_clean(b->r, c[i], &text);
        if (text.len > 6 && !alias_word_begins(b->r->a, "footer", buf_str(&text)) &&
            *buf_str(&text) != '(' && strncmp(buf_str(&text), "（", 3) != 0)
            FAULT(b->r->file, &at, IMPORT_WARNING, "", N_("\"{1}\" is not taken: no label"), NULL,
                  {buf_str(&text), NULL, NULL});
        buf_release(&text);
    }
}

static void take_label(struct basic *b, const struct cell *label, const struct alias *alias)
{
    const struct cell *c[VALUES_MAX], *below = NULL;
    const struct cell_range *m = sheet_merged_origin(b->s, label->row, label->col);
    struct where at = {b->name, label->row, (m ? m->col2 : label->col) + 1U};
    size_t n = values_right(b, label, c);
    struct record *rec;

    if (n == 0 && (below = value_below(b, label)))
        c[n++] = below;
    for (size_t i = 0; i < n; i++)
        use(b, c[i]);
    if (alias->target == TARGET_IGNORE || alias->target >= FIELD_COUNT)
        return;
    if (alias->role && n == 0)
        return;
    if (n > 0)
        at = (struct where){b->name, c[0]->row, c[0]->col};
    rec = alias->role ? contact_of(b->r, alias->role, at) : site_of(b->r);
    if (n == 0)
        record_open(rec, (enum field)alias->target, at);
    else if (alias->target == F_site_survey_dates)
        put_days(b, rec, c, n);
    else
        put_value(b, rec, (enum field)alias->target, c[0], NULL, at);
    if (alias->target != F_site_survey_dates)
        tell_rest(b, c, n);
}

/* A label that nobody knows, with a value beside it: kept as it stands. */
static void take_unknown(struct basic *b, const struct cell *label)
{
    const struct cell *c[VALUES_MAX];
    struct buf text = BUF_INIT, value = BUF_INIT;
    struct where at = {b->name, label->row, label->col};
    size_t n;

    if (label->type != CELL_TEXT || strlen(label->text) > LABEL_BYTES || is_used(b, label))
        return;
    cell_clean(b->r, label, &text);
    n = text.len > 0 && !alias_word_begins(b->r->a, "footer", buf_str(&text))
            ? values_right(b, label, c)
            : 0;
    if (n > 0) {
        for (size_t i = 0; i < n; i++)
            use(b, c[i]);
        join_texts(b, c, n, " ", &value);
        record_extra(site_of(b->r), buf_str(&text), buf_str(&value));
        FAULT(b->r->file, &at, IMPORT_WARNING, "",
              N_("\"{1}\" is not known; it is kept as it stands"), NULL,
              {buf_str(&text), NULL, NULL});
    }
    buf_release(&text);
    buf_release(&value);
}

static bool take_inline(struct basic *b, const struct cell *c)
{
    struct where at = {b->name, c->row, c->col};
    struct alias a;
    char *value = inline_value(b, c, &a);
    bool taken = value != NULL;

    if (taken)
        put_value(b, site_of(b->r), (enum field)a.target, NULL, value, at);
    free(value);
    return taken;
}

static size_t count_hits(const struct basic *b, bool *essential)
{
    size_t n, hits = 0;
    const struct cell *c = sheet_cells(b->s, &n);
    struct alias a;

    for (size_t i = 0; i < n; i++) {
        char *value = NULL;

        if (in_table(b->t, c[i].row))
            continue;
        if ((site_label(b, &c[i], &a) || (value = inline_value(b, &c[i], &a))) && !a.role) {
            hits++;
            *essential |= a.target == F_site_hospital_serial_no || a.target == F_site_hospital_name;
        }
        free(value);
    }
    return hits;
}

void read_basic(struct reading *r, int sheet, const struct tables *t)
{
    struct basic b = {.r = r, .s = r->sheets[sheet], .name = xlsx_sheet_name(r->x, sheet), .t = t};
    bool essential = false;
    size_t n;
    const struct cell *c = sheet_cells(b.s, &n);
    struct alias a;

    if (count_hits(&b, &essential) < MIN_HITS || !essential)
        return;
    r->tables[SCOPE_SITE] = true;
    for (size_t i = 0; i < n; i++)
        if (!in_table(t, c[i].row) && !is_used(&b, &c[i]) && site_label(&b, &c[i], &a))
            take_label(&b, &c[i], &a);
    for (size_t i = 0; i < n; i++)
        if (!in_table(t, c[i].row) && !is_label(&b, &c[i]) && !is_used(&b, &c[i]) &&
            !take_inline(&b, &c[i]))
            take_unknown(&b, &c[i]);
}

/* ---- contacts ---- */

/* A label of the basic information below the contacts: they end there. */
static bool contacts_end(struct reading *r, const struct table *t, uint32_t row)
{
    const struct cell *c = table_cell(r, t, &t->cols[0], row);
    struct buf b = BUF_INIT;
    bool end = false;

    if (c->type == CELL_TEXT) {
        cell_clean(r, c, &b);
        end = !alias_value(r->a, "contact_role", buf_str(&b), NULL) &&
              (alias_scopes(r->a, buf_str(&b)) & 1U << SCOPE_SITE);
    }
    buf_release(&b);
    return end;
}

static bool only_role(struct reading *r, const struct table *t, uint32_t row)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->cols[i].target != F_contact_contact_role && t->cols[i].target != TARGET_IGNORE &&
            table_own_cell(r, t, &t->cols[i], row)->type != CELL_EMPTY)
            return false;
    return true;
}

/* Roles that stand left of a table without a column for them. */
static void role_left(struct reading *r, const struct table *t, uint32_t row, struct record *rec)
{
    struct where at = {t->name, row, t->cols[0].col - (t->cols[0].col > 0)};
    struct buf b = BUF_INIT;
    const char *id;

    if (t->cols[0].col > 0 && !table_column(t, F_contact_contact_role)) {
        cell_clean(r, sheet_merged_cell(t->s, row, at.col), &b);
        id = alias_value(r->a, "contact_role", buf_str(&b), NULL);
        if (id)
            record_put(rec, F_contact_contact_role, at, value_text(id));
    }
    buf_release(&b);
}

void read_contacts(struct reading *r, struct table *t)
{
    for (uint32_t row = t->head_last + 1; row < t->data_end; row++) {
        struct record *rec;

        if (contacts_end(r, t, row)) {
            t->data_end = row;
            return;
        }
        if (table_row(r, t, row) != ROW_DATA || only_role(r, t, row))
            continue;
        rec = record_add(r, KIND_contact, -1, (struct where){t->name, row, t->cols[0].col});
        for (size_t i = 0; i < t->n; i++)
            if (t->cols[i].target >= 0 && t->cols[i].target < FIELD_COUNT)
                table_take(r, t, &t->cols[i], row, rec);
        role_left(r, t, row, rec);
        table_extras(r, t, row, rec, 0, UINT32_MAX);
    }
}
