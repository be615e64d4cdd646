#include "model/rules/signoff.h"

#include "model/base/clock.h"
#include "model/photo.h"
#include "model/rules/dates.h"
#include "model/rules/scope.h"
#include "model/rules/steps.h"
#include "model/twins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool surveyed(const struct survey *s, const struct row *target)
{
    const struct row *step = survey_step_of(s, target->id);

    return step && row_is(step, F_step_step_state, "done") && !target_given_up(target);
}

static int count_not_surveyable(const struct survey *s, const struct cover *c)
{
    static const struct {
        enum kind kind;
        enum field ns;
    } kinds[] = {
        {KIND_line, F_line_ns_code},
        {KIND_device, F_device_ns_code},
        {KIND_pc, F_pc_ns_code},
        {KIND_exploration, F_exploration_ns_code},
    };
    int n = 0;

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t i = 0; i < s->n[kinds[k].kind]; i++) {
            const struct row *r = s->rows[kinds[k].kind][i];

            n += *row_text(r, kinds[k].ns) && cover_has(s, c, r);
        }
    return n;
}

/* Photos of the signed paper come after the signature. */
static bool photo_covered(const struct survey *s, const struct row *photo)
{
    const struct row *target = survey_find(s, row_ref(photo, F_photo_photo_target));

    return !photo_has_tag(s, photo, "signature") && !(target && target->kind == KIND_signoff);
}

void sign_counts_load(struct sign_counts *n, const struct survey *s, const struct cover *c)
{
    *n = (struct sign_counts){.not_surveyable = count_not_surveyable(s, c)};
    for (size_t i = 0; i < s->n[KIND_line]; i++) {
        const struct row *r = s->rows[KIND_line][i];

        if (line_in_scope(r) && cover_has(s, c, r)) {
            n->lines++;
            n->lines_done += surveyed(s, r);
        }
    }
    for (size_t i = 0; i < s->n[KIND_pc]; i++) {
        const struct row *r = s->rows[KIND_pc][i];

        if (cover_has(s, c, r)) {
            n->pcs++;
            n->pcs_done += surveyed(s, r);
        }
    }
    for (size_t i = 0; i < s->n[KIND_unknown_line]; i++) {
        const struct row *r = s->rows[KIND_unknown_line][i];

        n->unknown_lines += !twin_is_counted_elsewhere(s, r) &&
                            twins_any(s, r, F_unknown_line_known_state, "unknown") &&
                            cover_has(s, c, r);
    }
    for (size_t i = 0; i < s->n[KIND_photo]; i++) {
        const struct row *r = s->rows[KIND_photo][i];

        n->photos += photo_covered(s, r) && cover_has(s, c, r);
    }
}

void sign_counts_print(const struct sign_counts *n, struct buf *out)
{
    buf_addf(out, "lines %d/%d, pcs %d/%d, not_surveyable %d, unknown_lines %d, photos %d",
             n->lines_done, n->lines, n->pcs_done, n->pcs, n->not_surveyable, n->unknown_lines,
             n->photos);
}

bool sign_counts_parse(const char *text, struct sign_counts *n)
{
    int end = 0;

    *n = (struct sign_counts){0};
    return sscanf(text, "lines %d/%d, pcs %d/%d, not_surveyable %d, unknown_lines %d, photos %d%n",
                  &n->lines_done, &n->lines, &n->pcs_done, &n->pcs, &n->not_surveyable,
                  &n->unknown_lines, &n->photos, &end) == 7 &&
           text[end] == '\0';
}

/* The kinds a digest covers, by kind number; `fields` NULL = all of them. */
static const enum field step_fields[] = {F_step_step_kind, F_step_target_ref, F_step_step_state,
                                         FIELD_NONE};
static bool use_covered(const struct survey *s, const struct row *use)
{
    const struct row *photo = survey_find_kind(s, KIND_photo, row_ref(use, F_photo_use_photo_ref));

    return photo && photo_covered(s, photo) && !row_is(use, F_photo_use_photo_tag, "signature");
}

static const enum field photo_fields[] = {F_photo_photo_target, F_photo_photo_tag, F_photo_sha256,
                                          FIELD_NONE};

static bool step_signed(const struct survey *s, const struct row *step)
{
    (void)s;
    return step_is_visit(step) || row_is(step, F_step_step_kind, "explore");
}

static const struct {
    enum kind kind;
    const enum field *fields;
    bool (*wanted)(const struct survey *s, const struct row *r);
} covered_kinds[] = {
    {KIND_line, NULL, NULL},
    {KIND_device, NULL, NULL},
    {KIND_pc, NULL, NULL},
    {KIND_step, step_fields, step_signed},
    {KIND_link, NULL, NULL},
    {KIND_exploration, NULL, NULL},
    {KIND_unknown_line, NULL, NULL},
    {KIND_photo, photo_fields, photo_covered},
    {KIND_photo_use, NULL, use_covered},
};

static int compare_fields(const void *a, const void *b)
{
    const enum field *fa = a, *fb = b;

    return (int)catalog[*fa].number - (int)catalog[*fb].number;
}

/* The fields of a kind in the order of their numbers; the caller frees. */
static enum field *fields_by_number(enum kind k, const enum field *only, size_t *n)
{
    enum field *list = xcalloc((size_t)(kind_end(k) - (int)catalog_kinds[k].first), sizeof *list);

    *n = 0;
    if (only)
        while (only[*n] != FIELD_NONE) {
            list[*n] = only[*n];
            ++*n;
        }
    else
        for (int f = catalog_kinds[k].first; f < kind_end(k); f++)
            if (!(catalog[f].flags & (FIELD_DERIVED | FIELD_UNSIGNED)))
                list[(*n)++] = (enum field)f;
    qsort(list, *n, sizeof *list, compare_fields);
    return list;
}

bool signoff_covers(enum kind k, uint32_t log_number)
{
    bool observed, found = false;
    enum field f = field_of_log_number(log_number, &observed);

    for (size_t i = 0; i < sizeof covered_kinds / sizeof covered_kinds[0] && !found; i++) {
        enum field *list;
        size_t n;

        if (covered_kinds[i].kind != k)
            continue;
        found = log_number == LOG_FIELD_ALIVE;
        list = fields_by_number(k, covered_kinds[i].fields, &n);
        for (size_t j = 0; j < n; j++)
            found = found || list[j] == f;
        free(list);
    }
    return found;
}

static void put_fields(struct buf *out, const struct row *r, const enum field *list, size_t n,
                       bool observed)
{
    for (size_t i = 0; i < n; i++) {
        const struct value *v = observed ? row_observed(r, list[i]) : row_value(r, list[i]);

        if (v->type == VALUE_NULL)
            continue;
        varint_put(out, field_log_number(list[i], observed));
        value_put(out, *v);
    }
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *const *ra = a, *const *rb = b;

    return id_compare((*ra)->id, (*rb)->id);
}

static void put_kind(struct buf *out, const struct survey *s, const struct cover *c, size_t which)
{
    enum kind k = covered_kinds[which].kind;
    size_t nrows = 0, nfields;
    const struct row **sorted = xmalloc((s->n[k] + 1) * sizeof *sorted);
    enum field *list = fields_by_number(k, covered_kinds[which].fields, &nfields);

    for (size_t i = 0; i < s->n[k]; i++) {
        const struct row *r = s->rows[k][i];

        if (cover_has(s, c, r) &&
            (!covered_kinds[which].wanted || covered_kinds[which].wanted(s, r)))
            sorted[nrows++] = r;
    }
    qsort(sorted, nrows, sizeof *sorted, compare_rows);
    for (size_t i = 0; i < nrows; i++) {
        varint_put(out, k);
        buf_add(out, sorted[i]->id.b, ID_LEN);
        put_fields(out, sorted[i], list, nfields, false);
        put_fields(out, sorted[i], list, nfields, true);
        varint_put(out, 0);
    }
    free(list);
    free(sorted);
}

void signoff_bytes(const struct survey *s, const struct cover *c, struct buf *out)
{
    static const char domain[] = "genba.signoff.1";
    const struct row *site = survey_site(s);
    struct id none = {{0}};

    buf_add(out, domain, sizeof domain);
    buf_add(out, site ? site->id.b : none.b, ID_LEN);
    for (size_t i = 0; i < sizeof covered_kinds / sizeof covered_kinds[0]; i++)
        put_kind(out, s, c, i);
}

struct hash signoff_digest(const struct survey *s, const struct cover *c)
{
    struct buf b = BUF_INIT;
    struct hash h;

    signoff_bytes(s, c, &b);
    h = sha256(b.p, b.len);
    buf_release(&b);
    return h;
}

enum sign_state signoff_state(const struct survey *s, const struct row *signoff)
{
    struct cover c = cover_of(s, signoff);
    struct hash now;
    char text[2 * HASH_LEN + 1];
    size_t i = 0;

    if (survey_next_ref(s, KIND_signoff, F_signoff_supersedes, signoff->id, &i))
        return SIGN_REPLACED;
    now = signoff_digest(s, &c);
    hash_print(&now, text);
    return row_is(signoff, F_signoff_signed_digest, text) ? SIGN_VALID : SIGN_CHANGED;
}

bool crew_signed(const struct survey *s, const struct row *crew, int day)
{
    for (size_t i = 0; i < s->n[KIND_signoff]; i++) {
        struct cover c = cover_of(s, s->rows[KIND_signoff][i]);

        if (c.all || (c.day == day && (!c.one_crew || id_equal(c.crew, crew->id))))
            return true;
    }
    return false;
}

static bool valid_for(const struct survey *s, int day)
{
    for (size_t i = 0; i < s->n[KIND_signoff]; i++) {
        const struct row *r = s->rows[KIND_signoff][i];
        struct cover c = cover_of(s, r);

        if ((c.all || (c.day == day && !c.one_crew)) && signoff_state(s, r) == SIGN_VALID)
            return true;
    }
    return false;
}

bool survey_signed(const struct survey *s)
{
    int days[SURVEY_DAYS_MAX];
    size_t n = survey_days(s, days);

    for (size_t i = 0; i < n; i++)
        if (!valid_for(s, days[i]))
            return false;
    return n > 0 || valid_for(s, -1);
}
