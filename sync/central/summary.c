#include "sync/central/summary.h"

#include "model/base/clock.h"
#include "model/base/json.h"
#include "model/conflicts.h"
#include "model/row_json.h"
#include "model/rules/progress.h"
#include "model/rules/scan.h"
#include "model/rules/signoff.h"
#include "model/rules/single.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *bed_class(const struct row *site)
{
    const char *id = row_text(site, F_site_bed_class);
    int64_t beds = row_int(site, F_site_bed_count, -1);

    return *id || !beds_valid(beds) ? id : beds_class(beds);
}

/* ISO times at one offset stand in the order of their texts. */
static const char *last_signature(const struct survey *s)
{
    const char *last = "";

    if (!survey_signed(s))
        return last;
    for (size_t i = 0; i < s->n[KIND_signoff]; i++) {
        const char *at = row_text(s->rows[KIND_signoff][i], F_signoff_signed_at);

        if (strcmp(at, last) > 0)
            last = at;
    }
    return last;
}

static void read_site(struct hospital_summary *out, const struct row *site)
{
    out->serial = row_text(site, F_site_hospital_serial_no);
    out->name = row_text(site, F_site_hospital_name);
    out->prefecture = row_text(site, F_site_prefecture);
    out->survey_dates = row_text(site, F_site_survey_dates);
    out->bed_class = bed_class(site);
}

static void read_progress(struct hospital_summary *out, const struct survey *s, int64_t now_ms)
{
    struct progress p;
    int due;

    progress_load(&p, s, now_ms);
    out->state = hospital_state_id((int)p.state);
    out->lines = p.lines;
    out->lines_done = p.lines_done;
    out->pcs = p.pcs;
    out->pcs_done = p.pcs_done;
    out->unknown_lines = p.unknown_lines;
    out->not_surveyable = p.not_surveyable;
    out->photos = (int64_t)s->n[KIND_photo];
    out->photos_missing = p.photos_missing;
    out->scans_open = (int64_t)scans_open(s);
    out->signed_at = last_signature(s);
    if (out->scans_open > 0 && scan_due(s, &due))
        date_print(due, out->scan_deadline);
}

int summary_read(struct hospital_summary *out, const struct casefile *c, int64_t now_ms,
                 struct err *e)
{
    const struct row *site = survey_site(&c->survey);
    struct counts n;
    int rc;

    *out = (struct hospital_summary){.serial = "",
                                     .name = "",
                                     .prefecture = "",
                                     .bed_class = "",
                                     .survey_dates = "",
                                     .scan_deadline = ""};
    if (site)
        read_site(out, site);
    read_progress(out, &c->survey, now_ms);
    rc = store_counts(c->store, &n, e);
    if (rc == 0)
        rc = conflicts_count(c, &out->conflicts, e);
    if (rc == 0) {
        out->waiting = n.waiting;
        out->aside = n.quarantined;
    }
    return rc;
}

enum member_type { MEMBER_TEXT, MEMBER_DAY, MEMBER_INT };

/* The members in their order: the columns of `projection` have the same names. */
#define TEXT(name)                                                                                 \
    {                                                                                              \
#name, MEMBER_TEXT, offsetof(struct hospital_summary, name)                                \
    }
#define DAY(name)                                                                                  \
    {                                                                                              \
#name, MEMBER_DAY, offsetof(struct hospital_summary, name)                                 \
    }
#define INT(name)                                                                                  \
    {                                                                                              \
#name, MEMBER_INT, offsetof(struct hospital_summary, name)                                 \
    }
static const struct {
    const char *name;
    enum member_type type;
    size_t offset;
} members[] = {
    TEXT(serial),       TEXT(name),          TEXT(prefecture), TEXT(bed_class),
    TEXT(state),        TEXT(survey_dates),  TEXT(signed_at),  DAY(scan_deadline),
    INT(lines),         INT(lines_done),     INT(pcs),         INT(pcs_done),
    INT(unknown_lines), INT(not_surveyable), INT(photos),      INT(photos_missing),
    INT(scans_open),    INT(conflicts),      INT(waiting),     INT(aside),
};

static void put_text(struct json *j, const char *name, const char *text)
{
    json_text(j, name, *text ? text : NULL);
}

void summary_json(const struct hospital_summary *s, struct buf *out)
{
    struct json j = {.out = out, .flat = true};

    json_object(&j, NULL);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const void *at = (const char *)s + members[i].offset;

        if (members[i].type == MEMBER_INT)
            json_int(&j, members[i].name, *(const int64_t *)at);
        else
            put_text(&j, members[i].name,
                     members[i].type == MEMBER_TEXT ? *(const char *const *)at : at);
    }
    json_end(&j, '}');
}

/* As the server's decode() takes it: without the dashes of id_print. */
static void put_entity(struct json *j, struct id id)
{
    char text[2 * ID_LEN + 1];

    for (size_t i = 0; i < ID_LEN; i++)
        snprintf(text + 2 * i, 3, "%02x", id.b[i]);
    json_text(j, "entity", text);
}

int summary_rows_json(const struct survey *s, struct buf *out, struct err *e)
{
    struct json j = {.out = out, .flat = true};

    json_array(&j, NULL);
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        for (size_t i = 0; i < s->n[k]; i++) {
            json_object(&j, NULL);
            json_text(&j, "kind", catalog_kinds[k].id);
            put_entity(&j, s->rows[k][i]->id);
            json_object(&j, "fields");
            row_json(&j, s->rows[k][i], 0);
            json_end(&j, '}');
            json_end(&j, '}');
        }
    json_end(&j, ']');
    return out->over ? err_set(e, ERR_LIMIT, "projection", "%zu", out->max) : 0;
}
