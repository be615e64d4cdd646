/* The first page: whose survey, when, by whom, how far. */
#include "assets/report/priv.h"
#include "model/rules/scope.h"
#include "model/rules/signoff.h"

#include "config.h"

#include <stdlib.h>
#include <string.h>

static void add_line(struct report *r, struct page *p, const char *label, const char *text)
{
    uint32_t at = p->rows;

    (void)r;
    page_text(p, at, 0, BOOK_LABEL, label);
    page_text(p, at, 1, BOOK_PLAIN, text);
}

static void add_number(struct page *p, const char *label, size_t n)
{
    uint32_t at = p->rows;

    page_text(p, at, 0, BOOK_LABEL, label);
    page_number(p, at, 1, BOOK_PLAIN, (double)n);
}

static void add_section(struct report *r, struct page *p, const char *msgid)
{
    page_text(p, p->rows + 1, 0, BOOK_TITLE, report_say(r, msgid));
}

static void add_hospital(struct report *r, struct page *p)
{
    const struct row *site = survey_site(r->s);

    for (int i = (int)catalog_kinds[KIND_site].first; site && i < kind_end(KIND_site); i++) {
        enum field f = (enum field)i;

        if (f == F_site_extra || value_is_null(*row_value(site, f)))
            continue;
        page_text(p, p->rows, 0, BOOK_LABEL, field_label(f, r->ja));
        report_value(r, p, p->rows - 1, 1, f, row_value(site, f));
    }
}

static void add_contacts(struct report *r, struct page *p)
{
    for (size_t i = 0; i < r->s->n[KIND_contact]; i++) {
        const struct row *c = r->s->rows[KIND_contact][i];
        struct buf label = BUF_INIT, text = BUF_INIT;

        buf_puts(&label,
                 report_text(r, F_contact_contact_role, row_value(c, F_contact_contact_role)));
        buf_addf(&text, "%s %s", row_text(c, F_contact_contact_department),
                 row_text(c, F_contact_contact_name));
        add_line(r, p, buf_str(&label), buf_str(&text) + (*buf_str(&text) == ' '));
        buf_release(&label);
        buf_release(&text);
    }
}

/* "佐藤, 田中": the members of a crew in their order. */
static void add_crews(struct report *r, struct page *p)
{
    for (size_t i = 0; i < r->s->n[KIND_crew]; i++) {
        const struct row *crew = r->s->rows[KIND_crew][i], *m;
        struct buf label = BUF_INIT, text = BUF_INIT;
        size_t at = 0;

        buf_addf(&label, "%s %s", kind_label(KIND_crew, r->ja), row_text(crew, F_crew_crew_id));
        while ((m = survey_next_ref(r->s, KIND_member, F_member_crew_ref, crew->id, &at)))
            buf_addf(&text, "%s%s%s", text.len ? ", " : "", row_text(m, F_member_member_name),
                     row_int(m, F_member_is_lead, 0) ? report_say(r, N_(" (lead)")) : "");
        add_line(r, p, buf_str(&label), buf_str(&text));
        buf_release(&label);
        buf_release(&text);
    }
}

static void add_ratio(struct report *r, struct page *p, const char *msgid, int done, int all)
{
    struct buf text = BUF_INIT;

    buf_addf(&text, "%d / %d", done, all);
    add_line(r, p, report_say(r, msgid), buf_str(&text));
    buf_release(&text);
}

static size_t count_out_of_scope(const struct report *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->s->n[KIND_line]; i++)
        n += !line_in_scope(r->s->rows[KIND_line][i]);
    return n;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every laptop that changed the survey, once. */
static void add_laptops(struct report *r, struct page *p)
{
    const char **names = xcalloc(r->nwriters ? r->nwriters : 1, sizeof *names);
    struct buf text = BUF_INIT;
    size_t n = 0;

    for (size_t i = 0; i < r->nwriters; i++)
        names[n++] = r->writers[i].laptop;
    qsort(names, n, sizeof *names, compare_texts);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(names[i], names[i - 1]) != 0)
            buf_addf(&text, "%s%s", text.len ? ", " : "", names[i]);
    add_line(r, p, report_say(r, N_("Laptops")), buf_str(&text));
    buf_release(&text);
    free(names);
}

int summary_page(struct report *r, struct err *e)
{
    struct page *p = book_page(&r->book, report_say(r, N_("Summary")));
    struct counts counts;
    struct sign_counts n;
    int rc = store_counts(r->c->store, &counts, e);

    if (rc != 0)
        return rc;
    page_text(p, 0, 0, BOOK_TITLE,
              report_say(r, N_("Survey of external network connections: report")));
    page_text(p, 1, 0, BOOK_NOTE, NULL);
    add_hospital(r, p);
    add_contacts(r, p);
    add_crews(r, p);
    add_section(r, p, N_("Result"));
    sign_counts_load(&n, r->s, &COVER_VISIT);
    add_ratio(r, p, N_("Lines surveyed"), n.lines_done, n.lines);
    add_ratio(r, p, N_("PCs surveyed"), n.pcs_done, n.pcs);
    add_number(p, report_say(r, N_("Not surveyable")), (size_t)n.not_surveyable);
    add_number(p, report_say(r, N_("Out of scope")), count_out_of_scope(r));
    add_number(p, report_say(r, N_("Unknown lines")), (size_t)n.unknown_lines);
    add_number(p, report_say(r, N_("Photos taken")), (size_t)n.photos);
    add_number(p, report_say(r, N_("Unresolved")), (size_t)counts.conflicts);
    add_section(r, p, N_("This report"));
    if (r->commits > 0)
        add_line(r, p, report_say(r, N_("State of")), report_time(r, r->as_of_ms));
    add_laptops(r, p);
    add_line(r, p, report_say(r, N_("Made by")), PACKAGE_STRING);
    return 0;
}
