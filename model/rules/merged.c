#include "model/rules/merged.h"

#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/steps.h"
#include "model/words.def"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a person found to be right ---- */

static void put_token(struct buf *out, const char *what, const char *value)
{
    buf_addf(out, "%s=", what);
    for (; *value; value++)
        buf_putc(out, *value == ';' ? ',' : *value); /* ';' parts the tokens */
}

bool merged_said_right(const struct row *r, const char *what, const char *value)
{
    enum field f = field_by_id(r->kind, "dup_ok");
    struct buf token = BUF_INIT;
    const char *at = f == FIELD_NONE ? "" : row_text(r, f);
    bool found = false;

    put_token(&token, what, value);
    while (*at && !found) {
        size_t n = strcspn(at, ";");

        found = n == token.len && memcmp(at, buf_str(&token), n) == 0;
        at += n;
        at += strspn(at, "; ");
    }
    buf_release(&token);
    return found;
}

void merged_is_right(const struct row *r, const char *what, const char *value, struct edits *list)
{
    enum field f = field_by_id(r->kind, "dup_ok");
    struct buf text = BUF_INIT;

    if (f == FIELD_NONE || merged_said_right(r, what, value))
        return;
    buf_puts(&text, row_text(r, f));
    if (text.len > 0)
        buf_puts(&text, "; ");
    put_token(&text, what, value);
    edits_set(list, r->id, f, value_text(buf_str(&text)));
    buf_release(&text);
}

void merged_not_right(const struct row *r, const char *what, const char *value, struct edits *list)
{
    enum field f = field_by_id(r->kind, "dup_ok");
    struct buf token = BUF_INIT, text = BUF_INIT;
    const char *at = f == FIELD_NONE ? "" : row_text(r, f);

    put_token(&token, what, value);
    while (*at) {
        size_t n = strcspn(at, ";");

        if (n != token.len || memcmp(at, buf_str(&token), n) != 0) {
            buf_puts(&text, text.len > 0 ? "; " : "");
            buf_add(&text, at, n);
        }
        at += n;
        at += strspn(at, "; ");
    }
    if (merged_said_right(r, what, value))
        edits_set(list, r->id, f, text.len > 0 ? value_text(buf_str(&text)) : value_null());
    buf_release(&token);
    buf_release(&text);
}

/* ---- doubles ---- */

struct entry {
    struct id line; /* UNIQUE_BELOW */
    char *text;     /* owned */
    const struct row *row;
};

static int compare_group(const struct entry *a, const struct entry *b)
{
    int d = id_compare(a->line, b->line);

    return d ? d : strcmp(a->text, b->text);
}

static int compare_entry(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    int d = compare_group(a, b);

    return d ? d : id_compare(a->row->id, b->row->id);
}

void merged_key(enum field f, const struct value *v, struct buf *out)
{
    struct buf text = BUF_INIT;

    field_print_id(f, v, &text);
    if (catalog[f].type != TYPE_MAC)
        text_fold(out, buf_str(&text), text.len);
    for (const char *p = buf_str(&text); catalog[f].type == TYPE_MAC && *p; p++)
        if (isxdigit((unsigned char)*p)) /* the dashes are a matter of taste */
            buf_putc(out, (char)tolower((unsigned char)*p));
    buf_release(&text);
}

static bool is_number(const char *s)
{
    if (strcmp(s, WORD_UNKNOWN) == 0 || strcmp(s, "unknown") == 0)
        return false;
    for (; *s; s++)
        if (isalnum((unsigned char)*s))
            return true;
    return false;
}

static size_t gather(const struct survey *s, enum field f, struct entry *v)
{
    const struct field_def *d = &catalog[f];
    size_t n = 0;

    for (size_t i = 0; i < s->n[d->kind]; i++) {
        const struct row *r = s->rows[d->kind][i];
        const struct value *value = row_best(r, f);
        struct entry *one = &v[n];
        struct buf text = BUF_INIT;

        *one = (struct entry){.row = r};
        if (d->flags & FIELD_UNIQUE_BELOW)
            one->line = row_ref(r, F_device_line_ref);
        if (value->type != VALUE_UNREADABLE)
            merged_key(f, value, &text);
        one->text = buf_take(&text);
        if (one->text && is_number(one->text) &&
            !((d->flags & FIELD_UNIQUE_BELOW) && id_is_zero(one->line)))
            n++;
        else
            free(one->text);
    }
    return n;
}

static bool all_right(enum field f, const struct entry *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!merged_said_right(v[i].row, catalog[f].id, v[i].text))
            return false;
    return true;
}

static void doubles_of(const struct survey *s, enum field f, double_fn *fn, void *ctx)
{
    size_t all = s->n[catalog[f].kind], n;
    struct entry *v = xcalloc(all, sizeof *v);
    const struct row **rows = xcalloc(all, sizeof *rows);

    n = gather(s, f, v);
    if (n > 1)
        qsort(v, n, sizeof *v, compare_entry);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && compare_group(&v[from], &v[to]) == 0; to++)
            rows[to - from] = v[to].row;
        if (to - from > 1 && !all_right(f, v + from, to - from))
            fn(f, rows, to - from, ctx);
    }
    for (size_t i = 0; i < n; i++)
        free(v[i].text);
    free(v);
    free(rows);
}

void merged_doubles(const struct survey *s, double_fn *fn, void *ctx)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (catalog[f].flags & (FIELD_UNIQUE | FIELD_UNIQUE_BELOW))
            doubles_of(s, (enum field)f, fn, ctx);
}

/* ---- dangling ---- */

static const struct row *deleted(const struct survey *s, struct id id)
{
    if (id_is_zero(id))
        return NULL;
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        for (size_t i = s->n[k]; i < s->all[k]; i++)
            if (id_equal(s->rows[k][i]->id, id))
                return s->rows[k][i];
    return NULL;
}

static bool looks_back(const struct row *r)
{
    return r->kind == KIND_signoff || (r->kind == KIND_step && step_closed(r));
}

void merged_dangling(const struct survey *s, dangling_fn *fn, void *ctx)
{
    bool any = false;

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        any |= s->all[k] > s->n[k];
    for (int f = 0; any && f < FIELD_COUNT; f++) {
        enum kind k = catalog[f].kind;

        for (size_t i = 0; catalog[f].type == TYPE_REF && i < s->n[k]; i++) {
            const struct row *r = s->rows[k][i];
            const struct row *gone = deleted(s, row_ref(r, (enum field)f));

            if (gone && !looks_back(r))
                fn(r, (enum field)f, gone, ctx);
        }
    }
}
