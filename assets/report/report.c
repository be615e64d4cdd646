#include "assets/report/report.h"

#include "assets/report/priv.h"
#include "model/log.h"

#include <stdlib.h>
#include <string.h>

/* Opening, exporting and the like change nothing in the survey. */
static bool changes_survey(const struct commit *c)
{
    for (size_t i = 0; i < c->nops; i++)
        if (c->ops[i].kind != OP_OPEN && c->ops[i].kind != OP_CHECKPOINT &&
            (c->ops[i].kind != OP_EVENT || c->ops[i].field == EVENT_UNDO ||
             c->ops[i].field == EVENT_REDO))
            return true;
    return false;
}

static int take_commit(const struct commit_info *info, void *ctx)
{
    struct report *r = ctx;
    size_t i = 0;

    if (!changes_survey(info->commit))
        return 0;
    if (info->commit->hlc >= r->last_hlc) {
        r->last_hlc = info->commit->hlc;
        r->as_of_ms = info->commit->wall_ms;
    }
    r->commits++;
    while (i < r->nwriters && !id_equal(r->writers[i].writer, info->commit->writer))
        i++;
    if (i < r->nwriters)
        return 0;
    r->writers = xgrow(r->writers, r->nwriters, &r->cap_writers, sizeof *r->writers);
    r->writers[r->nwriters++] = (struct report_author){
        .writer = info->commit->writer,
        .person = xstrdup(info->person ? info->person : ""),
        .laptop = xstrdup(info->laptop ? info->laptop : ""),
    };
    return 0;
}

static void release(struct report *r)
{
    for (size_t i = 0; i < r->nwriters; i++) {
        free(r->writers[i].person);
        free(r->writers[i].laptop);
    }
    free(r->writers);
    book_release(&r->book);
    buf_release(&r->text);
}

static int fill(struct report *r, struct err *e)
{
    const struct row *site = survey_site(r->s);
    struct buf title = BUF_INIT;
    int rc;

    r->book.created_ms = r->as_of_ms;
    if (site)
        buf_addf(&title, "%s %s", row_text(site, F_site_hospital_serial_no),
                 row_text(site, F_site_hospital_name));
    r->book.title = buf_take(&title);
    r->book.cut_mark = xstrdup(report_say(r, N_("... (cut)")));
    rc = summary_page(r, e);
    if (rc != 0)
        return rc;
    overview_page(r);
    compare_pages(r);
    unknown_page(r);
    not_surveyable_page(r);
    out_of_scope_page(r);
    work_pages(r);
    evidence_pages(r);
    plans_pages(r);
    rc = conflict_page(r, e);
    if (rc == 0)
        extra_page(r);
    return rc;
}

int report_write(const struct casefile *c, const char *path, const struct report_with *with,
                 struct err *e)
{
    struct report r = {.c = c, .s = &c->survey, .ja = with->ja, .tr = with->tr, .text = BUF_INIT};
    int rc = store_walk(c->store, take_commit, &r, e);

    book_init(&r.book, 0);
    r.with = with;
    if (rc == 0)
        rc = fill(&r, e);
    if (rc == 0)
        rc = book_write(&r.book, path, e);
    release(&r);
    return rc;
}
