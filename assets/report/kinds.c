/* One row per row of a kind; the columns are the kind's fields, from the
 * catalogue: those that must be filled, and those that are in some row. */
#include "assets/report/priv.h"

#include "assets/photo/match.h"
#include "model/base/text.h"
#include "model/holders.h"
#include "model/photo.h"
#include "model/rules/signoff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 64

struct kind_page {
    enum kind kind;
    const char *msgid;
    bool always; /* the page is there even when it has no row (R142) */
    struct column before[3], behind[2];
    int nbefore, nbehind;
    const enum field *first; /* stand before the others, with or without a value */
    int nfirst;
};

static const char *photo_count(struct report *r, const struct row *row)
{
    buf_reset(&r->text);
    buf_addf(&r->text, "%zu", photos_of(r->s, row->id));
    return buf_str(&r->text);
}

static const char *sign_state(struct report *r, const struct row *row)
{
    static const char *const states[] = {
        [SIGN_VALID] = N_("valid"),
        [SIGN_REPLACED] = N_("superseded"),
        [SIGN_CHANGED] = N_("changed since"),
    };

    return report_say(r, states[signoff_state(r->s, row)]);
}

/* The counts are kept in one language (R124): here in words. */
static const char *confirmed(struct report *r, const struct row *row)
{
    const char *text = row_text(row, F_signoff_confirmed_items);
    struct sign_counts n;
    char v[5][24];

    if (!sign_counts_parse(text, &n))
        return text;
    snprintf(v[0], sizeof v[0], "%d/%d", n.lines_done, n.lines);
    snprintf(v[1], sizeof v[1], "%d/%d", n.pcs_done, n.pcs);
    snprintf(v[2], sizeof v[2], "%d", n.not_surveyable);
    snprintf(v[3], sizeof v[3], "%d", n.unknown_lines);
    snprintf(v[4], sizeof v[4], "%d", n.photos);
    buf_reset(&r->text);
    text_fill(&r->text, report_say(r, N_("Lines {1}   PCs {2}   ")), v[0], v[1], NULL);
    text_fill(&r->text, report_say(r, N_("Not surveyable {1}   Unknown lines {2}   ")), v[2], v[3],
              NULL);
    text_fill(&r->text, report_say(r, N_("Photos {1}")), v[4], NULL, NULL);
    return buf_str(&r->text);
}

/* R148: shown, never fixed. */
static const char *date_mismatch(struct report *r, const struct row *row)
{
    static const struct {
        const char *id, *text;
    } words[] = {
        {"none", N_("dates agree")},
        {"exif_missing", N_("no date in the photo")},
        {"outside_survey_day", N_("not on a survey day")},
        {"exif_vs_mtime", N_("photo and file differ")},
    };
    const char *id = photo_date_mismatch(r->s, row);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].id, id) == 0)
            return report_say(r, words[i].text);
    return id;
}

/* The bytes of another laptop's photo may arrive later than its record. */
static const char *photo_file(struct report *r, const struct row *row)
{
    const char *sha256 = row_text(row, F_photo_sha256);
    struct buf holders = BUF_INIT;

    if (!photo_purged(r->c->store, sha256))
        return store_photo_is_away(r->c->store, sha256) ? report_say(r, N_("not here yet")) : "";
    holders_put(r->c->store, sha256,
                &(struct holder_words){.central = report_say(r, N_("central store")),
                                       .laptop = report_say(r, N_("another laptop"))},
                &holders);
    buf_reset(&r->text);
    text_fill(&r->text, report_say(r, N_("purged here: {1}")), buf_str(&holders), NULL, NULL);
    buf_release(&holders);
    return buf_str(&r->text);
}

/* All that it shows, one behind the other. */
static const char *photo_tags(struct report *r, const struct row *row)
{
    const char *tag;

    buf_reset(&r->text);
    for (size_t i = 0; (tag = photo_next_tag(r->s, row, &i)) != NULL;) {
        const struct enum_item *item = enum_by_id(catalog[F_photo_photo_tag].list, tag);

        buf_addf(&r->text, "%s%s", r->text.len ? ", " : "", item ? enum_label(item, r->ja) : tag);
    }
    return buf_str(&r->text);
}

static const char *photo_targets(struct report *r, const struct row *row)
{
    struct buf all = BUF_INIT;
    const struct row *target;

    for (size_t i = 0; (target = photo_next_target(r->s, row, &i)) != NULL;)
        buf_addf(&all, "%s%s", all.len ? ", " : "", report_target(r, target));
    buf_reset(&r->text);
    buf_puts(&r->text, buf_str(&all));
    buf_release(&all);
    return buf_str(&r->text);
}

static const enum field photo_first[] = {
    F_photo_exif_datetime_original,
    F_photo_sha256,
};
static const enum field signoff_first[] = {
    F_signoff_signer_name,
    F_signoff_signer_department,
    F_signoff_signed_at,
    F_signoff_signed_scope,
};

static const struct kind_page unknown = {
    KIND_unknown_line,
    N_("Unknown lines"),
    true,
    {{0}},
    {{N_("Photos"), FIELD_NONE, photo_count}},
    0,
    1,
    NULL,
    0,
};
static const struct kind_page work[] = {
    {.kind = KIND_exploration, .msgid = N_("Explorations")},
    {.kind = KIND_link, .msgid = N_("Connections")},
    {.kind = KIND_scan_target, .msgid = N_("Vulnerability scan")},
    {.kind = KIND_password_policy, .msgid = N_("Password policies")},
    {.kind = KIND_document, .msgid = N_("Documents handed in")},
};
static const struct kind_page evidence[] = {
    {.kind = KIND_photo,
     .msgid = N_("Photos taken"),
     .always = true,
     .before = {{NULL, F_photo_orig_name, NULL},
                {NULL, F_photo_photo_tag, photo_tags},
                {NULL, F_photo_photo_target, photo_targets}},
     .nbefore = 3,
     .behind = {{NULL, F_photo_date_mismatch, date_mismatch},
                {N_("Picture file"), FIELD_NONE, photo_file}},
     .nbehind = 2,
     .first = photo_first,
     .nfirst = (int)(sizeof photo_first / sizeof *photo_first)},
    {.kind = KIND_signoff,
     .msgid = N_("Sign-off"),
     .always = true,
     .before = {{N_("State"), FIELD_NONE, sign_state}},
     .nbefore = 1,
     .behind = {{NULL, F_signoff_confirmed_items, confirmed}},
     .nbehind = 1,
     .first = signoff_first,
     .nfirst = (int)(sizeof signoff_first / sizeof *signoff_first)},
};

static bool is_first(const struct kind_page *k, enum field f)
{
    for (int i = 0; i < k->nfirst; i++)
        if (k->first[i] == f)
            return true;
    return false;
}

/* A column of its own says it. */
static bool is_made(const struct kind_page *k, enum field f)
{
    for (int i = 0; i < k->nbehind; i++)
        if (k->behind[i].field == f)
            return true;
    for (int i = 0; i < k->nbefore; i++)
        if (k->before[i].field == f)
            return true;
    return false;
}

static bool in_some_row(const struct report *r, enum kind kind, enum field f)
{
    for (size_t i = 0; i < r->s->n[kind]; i++)
        if (!value_is_null(*row_value(r->s->rows[kind][i], f)))
            return true;
    return false;
}

static int make_columns(const struct report *r, const struct kind_page *k, struct column *out)
{
    int n = 0;

    for (int i = 0; i < k->nbefore; i++)
        out[n++] = k->before[i];
    for (int i = 0; i < k->nfirst; i++)
        out[n++] = (struct column){NULL, k->first[i], NULL};
    for (int i = (int)catalog_kinds[k->kind].first;
         i < kind_end(k->kind) && n < COLUMNS_MAX - k->nbehind; i++) {
        enum field f = (enum field)i;

        if ((catalog[f].flags & FIELD_DERIVED) || is_first(k, f) || is_made(k, f) ||
            strcmp(catalog[f].id, "extra") == 0)
            continue;
        if (catalog[f].observed == NEED_ALWAYS || in_some_row(r, k->kind, f))
            out[n++] = (struct column){NULL, f, NULL};
    }
    for (int i = 0; i < k->nbehind; i++)
        out[n++] = k->behind[i];
    return n;
}

static void kind_page(struct report *r, const struct kind_page *k)
{
    struct column columns[COLUMNS_MAX];
    int n = make_columns(r, k, columns);
    struct page *p;

    if (!k->always && r->s->n[k->kind] == 0)
        return;
    p = report_table(r, k->msgid, columns, n);
    for (size_t i = 0; i < r->s->n[k->kind]; i++)
        report_row(r, p, columns, n, r->s->rows[k->kind][i]);
    report_table_end(r, p);
}

void unknown_page(struct report *r)
{
    kind_page(r, &unknown);
}

void work_pages(struct report *r)
{
    for (size_t i = 0; i < sizeof work / sizeof work[0]; i++)
        kind_page(r, &work[i]);
}

void evidence_pages(struct report *r)
{
    for (size_t i = 0; i < sizeof evidence / sizeof evidence[0]; i++)
        kind_page(r, &evidence[i]);
}
