#include "config.h"

#include "tui/sign_priv.h"

#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "model/twins.h"
#include "tui/conflict_mark.h"
#include "tui/i18n.h"
#include "tui/problem_text.h"
#include "tui/unknown_form.h"
#include "tui/work.h"

#include <stdio.h>

#define ITEMS_MIN 3 /* lines for the listed items, at least */
#define REASONS 3
#define DIGEST_SHOWN 12

static const struct cover *cover_now(const struct sign_screen *g)
{
    return &g->cover[g->at];
}

static int put_counts(const struct sign_screen *g, const struct draw *d, int y)
{
    const struct sign_counts *n = &g->counts;
    struct buf text = BUF_INIT;
    char a[24], b[24];

    snprintf(a, sizeof a, "%d/%d", n->lines_done, n->lines);
    snprintf(b, sizeof b, "%d/%d", n->pcs_done, n->pcs);
    text_fill(&text, _("Lines {1}   PCs {2}   "), a, b, NULL);
    snprintf(a, sizeof a, "%d", n->not_surveyable);
    snprintf(b, sizeof b, "%d", n->unknown_lines);
    text_fill(&text, _("Not surveyable {1}   Unknown lines {2}   "), a, b, NULL);
    snprintf(a, sizeof a, "%d", n->photos);
    text_fill(&text, _("Photos {1}"), a, NULL, NULL);
    draw_text(d, y, 1, d->cols - 2, buf_str(&text), ROLE_HERE);
    buf_release(&text);
    return y + 1;
}

/* The listed items, one after the other; drawn are those from `from` to before
 * `to`. */
struct listing {
    const struct sign_screen *g;
    const struct draw *d; /* NULL: only counted */
    int y, n, from, to;
};

static void list_item(struct listing *l, const char *text)
{
    if (l->d && l->n >= l->from && l->n < l->to)
        draw_text(l->d, l->y++, 3, l->d->cols - 4, text, ROLE_NORMAL);
    l->n++;
}

/* An item in conflict is never signed as if it was clean. */
static void put_clash(const struct survey *s, const struct row *r, struct buf *out)
{
    int n = conflicts_below(s, r);

    if (n == 0)
        return;
    buf_puts(out, "  ");
    put_conflict_mark(n, out);
}

static void list_not_surveyable(struct listing *l)
{
    static const enum kind kinds[] = {KIND_line, KIND_device, KIND_pc, KIND_exploration};
    const struct survey *s = work_survey(l->g->base.app);
    struct buf text = BUF_INIT;

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t i = 0; i < s->n[kinds[k]]; i++) {
            const struct row *r = s->rows[kinds[k]][i];
            enum field ns = field_by_id(kinds[k], "ns_code");

            if (!*row_text(r, ns) || !cover_has(s, cover_now(l->g), r))
                continue;
            buf_reset(&text);
            row_name(s, r, &text);
            buf_puts(&text, "  ");
            field_print(ns, row_value(r, ns), l->g->ja, &text);
            put_clash(s, r, &text);
            list_item(l, buf_str(&text));
        }
    buf_release(&text);
}

static void list_unknown(struct listing *l)
{
    const struct survey *s = work_survey(l->g->base.app);
    struct buf text = BUF_INIT;

    for (size_t i = 0; i < s->n[KIND_unknown_line]; i++) {
        const struct row *r = s->rows[KIND_unknown_line][i];

        if (twin_is_counted_elsewhere(s, r))
            continue;

        if (!row_is(r, F_unknown_line_known_state, "unknown") || !cover_has(s, cover_now(l->g), r))
            continue;
        buf_reset(&text);
        unknown_summary(r, l->g->ja, &text);
        put_clash(s, r, &text);
        list_item(l, buf_str(&text));
    }
    buf_release(&text);
}

int sign_items(const struct sign_screen *g)
{
    struct listing l = {.g = g};

    list_unknown(&l);
    list_not_surveyable(&l);
    return l.n;
}

/* Lines below the summary: the form or the reasons, what was signed. */
static int below(const struct sign_screen *g)
{
    bool stands = !id_is_zero(g->signoff);
    int form = g->blocking > 0 ? 2 * REASONS + 3 : g->n_shown + 2;

    return (stands ? 3 : 0) + (stands && g->state == SIGN_VALID ? g->n_shown : form);
}

int sign_page(const struct sign_screen *g, int lines)
{
    int n = lines - below(g) - 3; /* counts, "n of m", a blank line */

    return n < ITEMS_MIN ? ITEMS_MIN : n;
}

/* R124: the counts, then each unknown line and what could not be surveyed. */
static int put_summary(const struct sign_screen *g, const struct draw *d)
{
    struct listing l = {.g = g, .d = d, .from = g->from, .to = g->from + g->page};
    struct buf text = BUF_INIT;
    char n[3][16];

    l.y = put_counts(g, d, 0);
    list_unknown(&l);
    list_not_surveyable(&l);
    if (l.n > g->page) {
        snprintf(n[0], sizeof n[0], "%d", g->from + 1);
        snprintf(n[1], sizeof n[1], "%d", l.to < l.n ? l.to : l.n);
        snprintf(n[2], sizeof n[2], "%d", l.n);
        text_fill(&text, _("{1}-{2} of {3}: PageDown shows the others"), n[0], n[1], n[2]);
        draw_text(d, l.y++, 3, d->cols - 4, buf_str(&text), ROLE_WARN);
    }
    buf_release(&text);
    return l.y + 1;
}

/* "Signed 10:42 NAME  3f2a91c04d5e"; what changed since (R123). */
static void put_signed(const struct sign_screen *g, const struct draw *d, int y)
{
    const struct row *r = survey_find_kind(work_survey(g->base.app), KIND_signoff, g->signoff);
    struct buf text = BUF_INIT, when = BUF_INIT;

    if (!r)
        return;
    work_time(&when, row_text(r, F_signoff_signed_at));
    text_fill(&text, _("Signed {1} {2}"), buf_str(&when), row_text(r, F_signoff_signer_name), NULL);
    buf_addf(&text, "   %.*s", DIGEST_SHOWN, row_text(r, F_signoff_signed_digest));
    draw_text(d, y, 1, d->cols - 2, buf_str(&text), ROLE_OK);
    if (g->state == SIGN_CHANGED)
        draw_wrap(d, y + 1, 1, 2, d->cols - 2,
                  _("Something changed after it was signed: a new signature is needed (R123)."),
                  ROLE_WARN);
    buf_release(&text);
    buf_release(&when);
}

/* R121: the first reasons; the rest is the check's. */
static void put_blocked(const struct sign_screen *g, const struct draw *d, int y)
{
    const struct survey *s = work_survey(g->base.app);
    struct buf text = BUF_INIT;
    char n[16];
    int shown = 0;

    snprintf(n, sizeof n, "%d", g->blocking);
    text_fill(&text, _("Cannot be signed yet: {1} open."), n, NULL, NULL);
    draw_text(d, y++, 1, d->cols - 2, buf_str(&text), ROLE_BAD);
    for (size_t i = 0; i < g->problems.n && shown < REASONS; i++) {
        if (!signing_stopped_by(s, cover_now(g), &g->problems.v[i]))
            continue;
        buf_reset(&text);
        problem_sentence(s, &g->problems.v[i], g->ja, true, &text);
        y += draw_wrap(d, y, 3, 2, d->cols - 4, buf_str(&text), ROLE_NORMAL);
        shown++;
    }
    if (g->blocking > shown) {
        snprintf(n, sizeof n, "%d", g->blocking - shown);
        buf_reset(&text);
        text_fill(&text, _("and {1} more"), n, NULL, NULL);
        draw_text(d, y++, 3, d->cols - 4, buf_str(&text), ROLE_MUTED);
    }
    draw_text(d, y + 1, 1, d->cols - 2, _("Enter: to the check, where each can be closed."),
              ROLE_HERE);
    buf_release(&text);
}

static void put_form(const struct sign_screen *g, const struct draw *d, int y)
{
    struct draw form = draw_sub(d, y, 0, g->n_shown, d->cols);
    int line = g->list.cursor - g->list.top;

    list_draw(&g->list, &form);
    if (g->typing)
        edit_draw(&g->edit, &form, line, 20, form.cols - 22, ROLE_NORMAL, true);
    y += g->n_shown;
    if (id_is_zero(g->signoff) || g->state != SIGN_VALID)
        draw_text(d, y + 1, 1, d->cols - 2,
                  _("F9: the witness confirms what stands above and signs."), ROLE_HERE);
}

void sign_paint(const struct sign_screen *g, const struct draw *d)
{
    bool stands = !id_is_zero(g->signoff);
    int y;

    draw_clear(d);
    y = put_summary(g, d);
    if (stands) {
        put_signed(g, d, y);
        y += g->state == SIGN_CHANGED ? 3 : 2;
    }
    if (g->blocking > 0 && !(stands && g->state == SIGN_VALID))
        put_blocked(g, d, y);
    else
        put_form(g, d, y);
}
