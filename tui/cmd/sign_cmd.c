/* sign: the witness's sign-off without the screen. What R124 wants shown is
 * printed; giving the name says that it was explained. */
#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/check.h"
#include "model/rules/signoff.h"
#include "model/signing.h"
#include "tui/cmd/check_cmd.h"
#include "tui/i18n.h"

#include <stdio.h>

struct blocking {
    const struct survey *s;
    const struct cover *cover;
};

static bool blocks(const struct problem *p, const void *ctx)
{
    const struct blocking *b = ctx;

    return signing_stopped_by(b->s, b->cover, p);
}

/* True when something blocks: listed. */
static bool blocked(struct session *s, const struct survey *survey, const struct cover *cover)
{
    struct problems list = PROBLEMS_INIT;
    struct blocking b = {survey, cover};
    bool found;

    check_survey(survey, clock_now_ms(), &list);
    found = check_blocks_sign(survey, cover, &list) != NULL;
    if (found)
        check_report(s, survey, &list, blocks, &b);
    problems_release(&list);
    return found;
}

/* The counts in words; as they are kept when they cannot be read. */
static void put_counts(const char *text, struct buf *out)
{
    struct sign_counts n;
    char v[5][24];

    if (!sign_counts_parse(text, &n)) {
        buf_puts(out, text);
        return;
    }
    snprintf(v[0], sizeof v[0], "%d/%d", n.lines_done, n.lines);
    snprintf(v[1], sizeof v[1], "%d/%d", n.pcs_done, n.pcs);
    snprintf(v[2], sizeof v[2], "%d", n.not_surveyable);
    snprintf(v[3], sizeof v[3], "%d", n.unknown_lines);
    snprintf(v[4], sizeof v[4], "%d", n.photos);
    text_fill(out, _("Lines {1}   PCs {2}   "), v[0], v[1], NULL);
    text_fill(out, _("Not surveyable {1}   Unknown lines {2}   "), v[2], v[3], NULL);
    text_fill(out, _("Photos {1}"), v[4], NULL, NULL);
}

static void print_signed(const struct survey *s, const struct cover *cover)
{
    const struct row *r = signing_of(s, cover);
    struct buf out = BUF_INIT, counts = BUF_INIT;

    if (!r)
        return;
    put_counts(row_text(r, F_signoff_confirmed_items), &counts);
    text_fill(&out, _("Signed by {1} at {2}: {3}"), row_text(r, F_signoff_signer_name),
              row_text(r, F_signoff_signed_at), buf_str(&counts));
    buf_release(&counts);
    buf_addf(&out, "\n%s\n", row_text(r, F_signoff_signed_digest));
    cmd_print(&out);
    buf_release(&out);
}

int cmd_sign(struct session *s, const struct arguments *a, struct err *e)
{
    struct civil now = clock_civil(clock_now_ms());
    struct cover covers[SIGNING_COVERS];
    struct signing what = {.signer_name = a->option['n'],
                           .signer_department = a->option['d'],
                           .comment = a->option['c'],
                           .lead_name = s->who.person,
                           .explained_unknown = true,
                           .explained_ns = true};
    struct casefile *c;
    int rc;

    if (!what.signer_name || !*what.signer_name)
        return err_say(e, ERR_USAGE, N_("Say who signs: --name NAME"), "", "");
    rc = cmd_open(s, a->v[0], &c, e);
    if (rc != 0)
        return rc;
    (void)signing_covers(&c->survey, date_days(now.year, now.month, now.day), covers);
    what.cover = covers[0];
    if (blocked(s, &c->survey, &what.cover)) {
        rc = EXIT_PROBLEMS;
    } else {
        rc = signing_commit(c, &what, e);
        if (rc == 0)
            print_signed(&c->survey, &what.cover);
    }
    case_close(c);
    return rc;
}
