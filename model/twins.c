#include "model/twins.h"

#include "model/base/clock.h"
#include "model/photo.h"
#include "model/rules/compare.h"
#include "model/rules/merged.h"
#include "model/words.def"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_MS (INT64_C(60) * 60 * 1000)
#define TWIN_TOKEN "twin" /* in dup_ok: "twin=<id>" */

static const struct row *const *lines(const struct survey *s)
{
    return (const struct row *const *)s->rows[KIND_unknown_line];
}

static bool any_link(const struct survey *s)
{
    for (size_t i = 0; i < s->n[KIND_unknown_line]; i++)
        if (!id_is_zero(row_ref(lines(s)[i], F_unknown_line_twin_of)))
            return true;
    return false;
}

static bool linked(const struct row *a, const struct row *b)
{
    return id_equal(row_ref(a, F_unknown_line_twin_of), b->id) ||
           id_equal(row_ref(b, F_unknown_line_twin_of), a->id);
}

/* Marks what hangs together with `from`; the caller frees. */
static bool *together(const struct survey *s, const struct row *from)
{
    size_t n = s->n[KIND_unknown_line], ahead = 0, behind = 0;
    bool *in = xcalloc(n, sizeof *in);
    size_t *queue = xcalloc(n, sizeof *queue);

    for (size_t i = 0; i < n; i++)
        if (lines(s)[i] == from) {
            in[i] = true;
            queue[behind++] = i;
        }
    while (ahead < behind) {
        const struct row *r = lines(s)[queue[ahead++]];

        for (size_t i = 0; i < n; i++)
            if (!in[i] && linked(r, lines(s)[i])) {
                in[i] = true;
                queue[behind++] = i;
            }
    }
    free(queue);
    return in;
}

const struct row *twins_of(const struct survey *s, const struct row *r)
{
    const struct row *first = r;
    bool *in;

    if (r->kind != KIND_unknown_line || !any_link(s))
        return r;
    in = together(s, r);
    for (size_t i = 0; i < s->n[KIND_unknown_line]; i++)
        if (in[i] && id_compare(lines(s)[i]->id, first->id) < 0)
            first = lines(s)[i];
    free(in);
    return first;
}

bool twin_is_counted_elsewhere(const struct survey *s, const struct row *r)
{
    return twins_of(s, r) != r;
}

const struct row *twins_next(const struct survey *s, const struct row *r, size_t *i)
{
    const struct row *found = NULL;
    bool *in;

    if (!any_link(s))
        return (*i)++ == 0 ? r : NULL;
    in = together(s, r);
    while (*i < s->n[KIND_unknown_line] && !found) {
        if (in[*i])
            found = lines(s)[*i];
        ++*i;
    }
    free(in);
    return found;
}

bool twins_any(const struct survey *s, const struct row *r, enum field f, const char *enum_id)
{
    const struct row *twin;

    for (size_t i = 0; (twin = twins_next(s, r, &i)) != NULL;)
        if (row_is(twin, f, enum_id))
            return true;
    return false;
}

size_t twins_photos(const struct survey *s, const struct row *r)
{
    const struct row *twin;
    size_t n = 0;

    for (size_t i = 0; (twin = twins_next(s, r, &i)) != NULL;)
        n += photos_of(s, twin->id);
    return n;
}

/* ---- suggestions ---- */

/* The crew letters of "UA01"; a number without any is of no crew. */
static size_t crew_of(const struct row *r, const char **at)
{
    size_t n = 0;

    *at = row_text(r, F_unknown_line_unknown_line_no);
    if (**at == 'U')
        ++*at;
    while ((*at)[n] && !isdigit((unsigned char)(*at)[n]))
        n++;
    return n;
}

static bool same_crew(const struct row *a, const struct row *b)
{
    const char *pa, *pb;
    size_t na = crew_of(a, &pa), nb = crew_of(b, &pb);

    return na > 0 && na == nb && memcmp(pa, pb, na) == 0;
}

static bool same(const struct row *a, const struct row *b, enum field f)
{
    const struct value *va = row_best(a, f), *vb = row_best(b, f);

    return values_compare(f, va, vb) == COMPARE_SAME && strcmp(value_str(va), WORD_UNKNOWN) != 0;
}

static bool devices_share(const struct survey *s, const struct row *a, const struct row *b,
                          enum field f)
{
    const struct row *da, *db;

    for (size_t i = 0; (da = survey_next_ref(s, KIND_device, F_device_line_ref, a->id, &i));)
        for (size_t k = 0; (db = survey_next_ref(s, KIND_device, F_device_line_ref, b->id, &k));)
            if (same(da, db, f))
                return true;
    return false;
}

static bool near(const struct row *a, const struct row *b)
{
    int64_t ta, tb;

    return datetime_parse(row_text(a, F_unknown_line_found_at), &ta) &&
           datetime_parse(row_text(b, F_unknown_line_found_at), &tb) &&
           (ta > tb ? ta - tb : tb - ta) <= NEAR_MS;
}

static unsigned agreements(const struct survey *s, const struct row *a, const struct row *b)
{
    return (same(a, b, F_unknown_line_label_text) ? TWIN_LABEL : 0u) |
           (devices_share(s, a, b, F_device_serial_no) ? TWIN_SERIAL : 0u) |
           (devices_share(s, a, b, F_device_model) ? TWIN_MODEL : 0u) |
           (same(a, b, F_unknown_line_room) ? TWIN_PLACE : 0u) |
           (same(a, b, F_unknown_line_terminator_kind) ? TWIN_KIND : 0u) |
           (near(a, b) ? TWIN_TIME : 0u);
}

/* Both say something, and not the same. */
static bool differ(const struct row *a, const struct row *b, enum field f)
{
    return !value_is_null(*row_best(a, f)) && !value_is_null(*row_best(b, f)) && !same(a, b, f);
}

static bool are_two(const struct row *a, const struct row *b)
{
    char id_a[ID_HEX_LEN + 1], id_b[ID_HEX_LEN + 1];

    id_print(a->id, id_a);
    id_print(b->id, id_b);
    return merged_said_right(a, TWIN_TOKEN, id_b) || merged_said_right(b, TWIN_TOKEN, id_a);
}

unsigned twins_alike(const struct survey *s, const struct row *a, const struct row *b)
{
    unsigned why;

    if (a == b || linked(a, b) != are_two(a, b))
        return 0;
    if (linked(a, b))
        return agreements(s, a, b) | TWIN_BOTH;
    if (same_crew(a, b))
        return 0;
    why = agreements(s, a, b);
    if (why & (TWIN_LABEL | TWIN_SERIAL))
        return why;
    if (differ(a, b, F_unknown_line_label_text) || differ(a, b, F_unknown_line_terminator_kind))
        return 0;
    return why & TWIN_PLACE ? why : 0;
}

void twins_suggest(const struct survey *s, twins_fn *fn, void *ctx)
{
    size_t n = s->n[KIND_unknown_line];
    bool links = any_link(s);

    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            const struct row *a = lines(s)[i], *b = lines(s)[k];
            unsigned why = twins_alike(s, a, b);

            if ((why & TWIN_BOTH) || (why && !(links && twins_of(s, a) == twins_of(s, b))))
                fn(a, b, why, ctx); /* rows stand by id */
        }
}

/* ---- edits ---- */

static void not_two(const struct row *a, const struct row *b, struct edits *list)
{
    char id[ID_HEX_LEN + 1];

    id_print(b->id, id);
    merged_not_right(a, TWIN_TOKEN, id, list);
}

/* The later record points to the one that stands for all. */
void twins_link(const struct survey *s, const struct row *a, const struct row *b,
                struct edits *list)
{
    const struct row *of_a = twins_of(s, a), *of_b = twins_of(s, b);
    const struct row *first = id_compare(of_a->id, of_b->id) < 0 ? of_a : of_b;
    const struct row *later = first == of_a ? of_b : of_a;

    if (of_a != of_b)
        edits_set(list, later->id, F_unknown_line_twin_of, value_id(first->id));
    not_two(a, b, list);
    not_two(b, a, list);
}

void twins_part(const struct survey *s, const struct row *r, struct edits *list)
{
    const struct row *other;

    if (!id_is_zero(row_ref(r, F_unknown_line_twin_of)))
        edits_set(list, r->id, F_unknown_line_twin_of, value_null());
    for (size_t i = 0; (other = survey_next_ref(s, KIND_unknown_line, F_unknown_line_twin_of, r->id,
                                                &i)) != NULL;)
        edits_set(list, other->id, F_unknown_line_twin_of, value_null());
}

void twins_are_two(const struct row *a, const struct row *b, struct edits *list)
{
    const struct row *keeper = id_compare(a->id, b->id) < 0 ? a : b;
    char id[ID_HEX_LEN + 1];

    id_print(keeper == a ? b->id : a->id, id);
    merged_is_right(keeper, TWIN_TOKEN, id, list);
    if (id_equal(row_ref(a, F_unknown_line_twin_of), b->id))
        edits_set(list, a->id, F_unknown_line_twin_of, value_null());
    if (id_equal(row_ref(b, F_unknown_line_twin_of), a->id))
        edits_set(list, b->id, F_unknown_line_twin_of, value_null());
}
