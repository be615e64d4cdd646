/* central status: how the programme stands, as text in 80 columns or as JSON. */
#include "tui/cmd/central_cmd.h"

#include "model/base/clock.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/catalog.h"
#include "model/rules/progress.h"
#include "sync/central/programme.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASES_SHOWN 15 /* in the text; --json has all */

/* ---- words ---- */

static const char *state_label(const char *id, bool ja)
{
    static const char *const labels[HOSPITAL_STATE_COUNT] = {
        [HOSPITAL_RECEIVED] = N_("received"), [HOSPITAL_FAULTY] = N_("faulty"),
        [HOSPITAL_PLANNED] = N_("planned"),   [HOSPITAL_SURVEYING] = N_("surveying"),
        [HOSPITAL_DONE] = N_("done"),         [HOSPITAL_SIGNED] = N_("signed"),
    };

    (void)ja;
    for (int i = 0; i < HOSPITAL_STATE_COUNT; i++)
        if (strcmp(id, hospital_state_id(i)) == 0)
            return _(labels[i]);
    return *id ? id : _("not projected");
}

static const char *prefecture_label(const char *id, bool ja)
{
    (void)ja;
    return *id ? id : _("not known");
}

static const char *bed_class_label(const char *id, bool ja)
{
    const struct enum_item *item = enum_by_id(catalog[F_site_bed_class].list, id);

    return item ? enum_label(item, ja) : *id ? id : _("not known");
}

static const struct {
    const char *title;  /* over its lines */
    const char *member; /* in the JSON */
    const char *(*label)(const char *id, bool ja);
} groups[PROGRAMME_GROUPS] = {
    [PROGRAMME_STATE] = {N_("State"), "states", state_label},
    [PROGRAMME_PREFECTURE] = {N_("Prefecture"), "prefectures", prefecture_label},
    [PROGRAMME_BED_CLASS] = {N_("Beds"), "bed_classes", bed_class_label},
};

/* The order of the text: the few lines before the many. */
static const enum programme_group order[] = {PROGRAMME_STATE, PROGRAMME_BED_CLASS,
                                             PROGRAMME_PREFECTURE};

/* ---- the table: 80 columns ---- */

#define LABEL_COLS 13

static const struct {
    const char *upper, *lower; /* TRANSLATORS: two lines of the head, narrower than cols */
    int cols;
    enum programme_count what, of; /* "what/of"; `of` the same: what alone */
} columns[] = {
    {"", N_("hosp."), 7, PROGRAMME_hospitals, PROGRAMME_hospitals},
    {N_("lines"), N_("done/all"), 14, PROGRAMME_lines_done, PROGRAMME_lines},
    {N_("PCs"), N_("done/all"), 14, PROGRAMME_pcs_done, PROGRAMME_pcs},
    {N_("unknown"), N_("lines"), 8, PROGRAMME_unknown_lines, PROGRAMME_unknown_lines},
    {N_("not sur-"), N_("veyable"), 9, PROGRAMME_not_surveyable, PROGRAMME_not_surveyable},
    {N_("photos"), N_("waiting"), 8, PROGRAMME_photos_waiting, PROGRAMME_photos_waiting},
    {N_("con-"), N_("flicts"), 7, PROGRAMME_conflicts, PROGRAMME_conflicts},
};
#define COLUMNS (sizeof columns / sizeof columns[0])

static void put_head(struct buf *out)
{
    text_pad(out, "", LABEL_COLS);
    for (size_t i = 0; i < COLUMNS; i++)
        text_pad_left(out, *columns[i].upper ? _(columns[i].upper) : "", columns[i].cols);
    buf_putc(out, '\n');
    text_pad(out, "", LABEL_COLS);
    for (size_t i = 0; i < COLUMNS; i++)
        text_pad_left(out, _(columns[i].lower), columns[i].cols);
    buf_putc(out, '\n');
}

static void put_line(struct buf *out, const char *label, const int64_t *v)
{
    text_pad(out, label, LABEL_COLS);
    for (size_t i = 0; i < COLUMNS; i++) {
        long long what = v[columns[i].what], of = v[columns[i].of];
        char cell[48];

        if (what < 0)
            snprintf(cell, sizeof cell, "-");
        else if (columns[i].what == columns[i].of)
            snprintf(cell, sizeof cell, "%lld", what);
        else
            snprintf(cell, sizeof cell, "%lld/%lld", what, of);
        text_pad_left(out, cell, columns[i].cols);
    }
    buf_putc(out, '\n');
}

/* ---- below it ---- */

static int today(void)
{
    struct civil c = clock_civil(clock_now_ms());

    return date_days(c.year, c.month, c.day);
}

/* Days past the deadline; negative: still to come. False: there is none. */
static bool days_over(const struct programme_case *c, int *days)
{
    int due;

    if (!*c->scan_deadline || !date_parse(c->scan_deadline, &due))
        return false;
    *days = today() - due;
    return true;
}

static void say(struct buf *out, const char *pattern, int64_t a, int64_t b)
{
    text_fill_n(out, pattern, a, b, 0);
    buf_putc(out, '\n');
}

static void put_case(struct buf *out, const struct programme_case *c)
{
    buf_puts(out, "  ");
    text_pad(out, c->serial, 7);
    text_pad(out, c->name, 30);
    buf_putc(out, ' ');
    text_pad(out, c->prefecture, 9);
}

static void put_scans(struct buf *out, const struct programme *p)
{
    size_t shown = 0, open = 0;
    int64_t overdue = 0;
    int days;

    for (size_t i = 0; i < p->ncases; i++)
        if (days_over(&p->cases[i], &days)) {
            open++;
            overdue += days > 0;
        }
    if (open == 0)
        return;
    buf_putc(out, '\n');
    say(out, _("Scans open in {1} hospitals, overdue in {2}:"), (int64_t)open, overdue);
    for (size_t i = 0; i < p->ncases && shown < CASES_SHOWN; i++)
        if (days_over(&p->cases[i], &days)) {
            shown++;
            put_case(out, &p->cases[i]);
            buf_addf(out, "%s  ", p->cases[i].scan_deadline);
            say(out, days > 0 ? _("{1} days over") : _("in {1} days"), days > 0 ? days : -days, 0);
        }
    if (open > shown)
        say(out, _("  and {1} more (--json lists them)"), (int64_t)(open - shown), 0);
}

static void put_conflicts(struct buf *out, const struct programme *p)
{
    size_t shown = 0, n = 0;

    for (size_t i = 0; i < p->ncases; i++)
        n += p->cases[i].conflicts > 0;
    if (n == 0)
        return;
    buf_putc(out, '\n');
    say(out, _("Conflicts in {1} hospitals:"), (int64_t)n, 0);
    for (size_t i = 0; i < p->ncases && shown < CASES_SHOWN; i++)
        if (p->cases[i].conflicts > 0) {
            shown++;
            put_case(out, &p->cases[i]);
            buf_addf(out, "%lld\n", (long long)p->cases[i].conflicts);
        }
    if (n > shown)
        say(out, _("  and {1} more (--json lists them)"), (int64_t)(n - shown), 0);
}

static void put_notes(struct buf *out, const struct programme *p)
{
    const struct {
        int64_t n, with;
        const char *text;
    } notes[] = {
        {p->all.v[PROGRAMME_hospitals_behind], p->all.v[PROGRAMME_behind],
         p->may_project
             ? N_("Not up to date: {1} hospitals ({2} changes). Run: genba central project")
             : N_("Not up to date: {1} hospitals ({2} changes). The programme office sees to "
                  "it.")},
        {p->all.v[PROGRAMME_waiting], 0,
         N_("{1} changes wait for others that no laptop has handed in yet.")},
        {p->all.v[PROGRAMME_aside], 0, N_("{1} changes do not fit the log and are kept apart.")},
    };
    bool any = false;

    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++)
        if (notes[i].n > 0) {
            if (!any)
                buf_putc(out, '\n');
            any = true;
            say(out, _(notes[i].text), notes[i].n, notes[i].with);
        }
}

static void put_text(struct buf *out, const struct programme *p, bool ja)
{
    char at[26];

    datetime_print(clock_now_ms(), at);
    at[16] = '\0';
    at[10] = ' ';
    text_fill(out, _("The programme at {1}"), at, NULL, NULL);
    if (p->servers > 1) {
        char n[24];

        snprintf(n, sizeof n, "%zu", p->servers);
        text_fill(out, _(", of {1} servers"), n, NULL, NULL);
    }
    buf_puts(out, "\n\n");
    put_head(out);
    put_line(out, _("All"), p->all.v);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        enum programme_group g = order[i];

        buf_addf(out, "\n%s\n", _(groups[g].title));
        for (size_t k = 0; k < p->n[g]; k++)
            put_line(out, groups[g].label(p->by[g][k].id, ja), p->by[g][k].v);
    }
    put_scans(out, p);
    put_conflicts(out, p);
    put_notes(out, p);
}

/* ---- JSON ---- */

static void json_counts(struct json *j, const int64_t *v)
{
    for (int i = 0; i < PROGRAMME_COUNT; i++)
        if (v[i] < 0)
            json_null(j, programme_count_ids[i]);
        else
            json_int(j, programme_count_ids[i], v[i]);
}

static void json_cases(struct json *j, const struct programme *p)
{
    int days;

    json_array(j, "scan_deadlines");
    for (size_t i = 0; i < p->ncases; i++) {
        const struct programme_case *c = &p->cases[i];

        if (!days_over(c, &days))
            continue;
        json_object(j, NULL);
        json_text(j, "hospital_serial_no", c->serial);
        json_text(j, "hospital_name", c->name);
        json_text(j, "prefecture", c->prefecture);
        json_text(j, "scan_deadline", c->scan_deadline);
        json_int(j, "scans_open", c->scans_open);
        json_bool(j, "overdue", days > 0);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_array(j, "conflicts");
    for (size_t i = 0; i < p->ncases; i++) {
        if (p->cases[i].conflicts == 0)
            continue;
        json_object(j, NULL);
        json_text(j, "hospital_serial_no", p->cases[i].serial);
        json_text(j, "hospital_name", p->cases[i].name);
        json_int(j, "conflicts", p->cases[i].conflicts);
        json_end(j, '}');
    }
    json_end(j, ']');
}

/* `missed`: servers that are not in it. */
static void put_json(struct buf *out, const struct programme *p, size_t missed)
{
    struct json j = {.out = out};
    char at[26];

    datetime_print(clock_now_ms(), at);
    json_object(&j, NULL);
    json_text(&j, "at", at);
    json_int(&j, "servers", (int64_t)p->servers);
    json_int(&j, "servers_missing", (int64_t)missed);
    json_object(&j, "total");
    json_counts(&j, p->all.v);
    json_end(&j, '}');
    for (int g = 0; g < PROGRAMME_GROUPS; g++) {
        json_array(&j, groups[g].member);
        for (size_t i = 0; i < p->n[g]; i++) {
            json_object(&j, NULL);
            json_text(&j, "id", *p->by[g][i].id ? p->by[g][i].id : NULL);
            json_counts(&j, p->by[g][i].v);
            json_end(&j, '}');
        }
        json_end(&j, ']');
    }
    json_cases(&j, p);
    json_end(&j, '}');
}

static int add(struct session *s, const struct central_settings *to, struct admin *admin, void *ctx,
               struct err *e)
{
    (void)s;
    (void)to;
    return programme_add(ctx, admin, e);
}

int central_status(struct session *s, const struct arguments *a, struct err *e)
{
    struct programme p = {.servers = 0};
    struct buf out = {.max = SIZE_MAX / 2};
    size_t missed = 0;
    int rc = central_each_server(s, a, add, &p, &missed, e);

    if (rc == 0) {
        programme_sort(&p);
        s->json ? put_json(&out, &p, missed) : put_text(&out, &p, s->ja);
        cmd_print(&out);
        rc = missed > 0 ? EXIT_PROBLEMS : EXIT_DONE;
    }
    buf_release(&out);
    programme_release(&p);
    return rc;
}
