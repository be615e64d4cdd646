/* The list of the Hand-over screen: groups, each with a head that sums up. */
#include "config.h"

#include "model/base/text.h"
#include "tui/errtext.h"
#include "tui/handover_text.h"
#include "tui/i18n.h"
#include "tui/scr_handover_priv.h"
#include "tui/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const group_heads[GROUP_COUNT] = {
    [GROUP_CENTRAL] = N_("Central store"),
    [GROUP_RESULT] = N_("This time"),
    [GROUP_ASIDE] = N_("Set aside, not applied"),
    [GROUP_SHARE] = N_("Only on this laptop"),
    [GROUP_AWAY] = N_("Photos not here yet"),
    [GROUP_PURGED] = N_("Photos purged here"),
    [GROUP_PEER] = N_("Who has what"),
    [GROUP_ENTRY] = N_("Bundles in and out"),
};

/* Among the peers, the store that answered last where the settings point now; it has
 * a group of its own. -1: this hospital was never synced there. */
static int central_at(const struct handover_screen *h)
{
    const struct custody_store *s =
        h->central.there && h->open ? custody_store_at(&h->custody, h->central.host) : NULL;

    for (int i = 0; s && i < (int)h->custody.npeers; i++)
        if (memcmp(h->custody.peers[i].device, s->device, KEY_LEN) == 0)
            return i;
    return -1;
}

/* Of the group of peers, which are all the others. */
static const struct custody_peer *peer_at(const struct handover_screen *h, int at)
{
    int central = central_at(h);

    return &h->custody.peers[central >= 0 && at >= central ? at + 1 : at];
}

static int group_size(const struct handover_screen *h, enum handover_group g)
{
    const struct handover *run = handover_of(h->base.app);

    switch (g) {
    case GROUP_RESULT:
        return run ? (int)run->nresults : 0;
    case GROUP_ASIDE:
        return (int)h->aside.n;
    case GROUP_CENTRAL:
        return h->open && h->central.there;
    case GROUP_SHARE:
        return (int)h->custody.nshares;
    case GROUP_AWAY:
        return (int)h->custody.naway;
    case GROUP_PURGED:
        return 0;
    case GROUP_PEER:
        return (int)h->custody.npeers - (central_at(h) >= 0);
    default:
        return (int)h->custody.nentries;
    }
}

/* That nothing is only here, or that nobody is known, is worth a line. */
static bool head_alone(const struct handover_screen *h, enum handover_group g)
{
    if (g == GROUP_PURGED)
        return h->custody.purged > 0;
    if (g == GROUP_CENTRAL)
        return false;
    return h->open && g != GROUP_RESULT && g != GROUP_ASIDE && g != GROUP_AWAY;
}

static void add_line(struct handover_screen *h, enum handover_group g, int at)
{
    h->lines = xgrow(h->lines, (size_t)h->n, &h->cap, sizeof *h->lines);
    h->lines[h->n++] = (struct handover_line){g, at};
}

void handover_lines(struct handover_screen *h)
{
    h->n = 0;
    for (int g = 0; g < GROUP_COUNT; g++) {
        int n = group_size(h, (enum handover_group)g);

        if (n == 0 && !head_alone(h, (enum handover_group)g))
            continue;
        for (int at = -1; at < n; at++)
            add_line(h, (enum handover_group)g, at);
    }
    list_reload(&h->list);
}

const struct handover_line *handover_here(const struct handover_screen *h)
{
    int row = h->list.cursor;

    return row < 0 || row >= h->n || h->lines[row].at < 0 ? NULL : &h->lines[row];
}

/* -- cells ---------------------------------------------------------------------- */

enum { COL_WHO, COL_WHAT, COL_WHEN };

static const char *leaf(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static enum role result_cell(const struct handover_result *r, int col, struct buf *out)
{
    if (col == COL_WHO) {
        if (r->central)
            buf_addf(out, " %s", r->file);
        else
            buf_addf(out, " %s %s", r->out ? _("out") : _("in"), leaf(r->file));
        return ROLE_NORMAL;
    }
    if (col == COL_WHAT)
        return handover_put_result(r, out);
    if (r->out && r->rc == 0)
        put_size(r->written.total, out);
    return ROLE_MUTED;
}

static enum role aside_cell(const struct aside *a, int col, struct buf *out)
{
    if (col == COL_WHO) {
        buf_putc(out, ' ');
        put_laptop(a->card.person, a->card.crew, a->card.laptop, out);
    } else if (col == COL_WHAT) {
        buf_puts(out, aside_word(a->why));
    } else {
        put_when(a->at_ms, out);
    }
    return col == COL_WHAT ? ROLE_WARN : ROLE_NORMAL;
}

static enum role share_cell(const struct custody_share *s, int col, struct buf *out)
{
    char n[24];

    if (col == COL_WHO) {
        buf_putc(out, ' ');
        put_laptop(s->person, s->crew, s->laptop, out);
        return ROLE_NORMAL;
    }
    snprintf(n, sizeof n, "%" PRId64, s->commits);
    if (col == COL_WHAT)
        text_fill(out, s->own ? _("{1} changes made here") : _("{1} changes that came in"), n, NULL,
                  NULL);
    return ROLE_WARN;
}

static enum role away_cell(const struct custody_away *a, int col, struct buf *out)
{
    char n[2][16];

    if (col == COL_WHO)
        buf_addf(out, " %s", a->name);
    if (col != COL_WHAT)
        return ROLE_NORMAL;
    snprintf(n[0], sizeof n[0], "%u", (unsigned)a->have);
    snprintf(n[1], sizeof n[1], "%u", (unsigned)a->chunks);
    text_fill(out, _("only a part ({1}/{2})"), n[0], n[1], NULL);
    return ROLE_WARN;
}

static enum role put_lacks(const struct custody_peer *p, struct buf *out)
{
    if (p->replaced) {
        buf_puts(out, _("another store answers there now"));
        return ROLE_MUTED;
    }
    if (p->revoked) {
        buf_puts(out, _("out of the team"));
        return ROLE_MUTED;
    }
    if (!p->heard) {
        buf_puts(out, _("not known what it has"));
        return ROLE_MUTED;
    }
    if (p->lacks_commits == 0 && p->lacks_photos == 0) {
        buf_puts(out, _("has everything"));
        return ROLE_OK;
    }
    buf_puts(out, _("lacks "));
    put_amount(p->lacks_commits, p->lacks_photos, out);
    return ROLE_WARN;
}

static void put_peer(const struct custody *c, const struct custody_peer *p, struct buf *out)
{
    const struct custody_store *s = p->central ? custody_store_of(c, p->device) : NULL;

    if (p->central)
        buf_addf(out, "%s%s%s", _("central store"), s ? " " : "", s ? s->host : "");
    else
        put_laptop(p->person, p->crew, p->laptop, out);
}

static enum role peer_cell(const struct custody *c, const struct custody_peer *p, int col,
                           struct buf *out)
{
    if (col == COL_WHAT)
        return put_lacks(p, out);
    if (col == COL_WHO) {
        buf_putc(out, ' ');
        put_peer(c, p, out);
    } else if (p->heard_ms > 0) {
        put_ago(p->heard_ms, out);
    } else {
        buf_puts(out, _("never heard"));
    }
    return ROLE_NORMAL;
}

static enum role central_cell(const struct handover_screen *h, int col, struct buf *out)
{
    const struct custody_store *store = custody_store_at(&h->custody, h->central.host);
    int at = central_at(h);

    if (col == COL_WHO) {
        buf_addf(out, " %s", h->central.host);
        return ROLE_NORMAL;
    }
    if (col == COL_WHEN) {
        if (store && store->synced_ms > 0)
            put_ago(store->synced_ms, out);
        else
            buf_puts(out, _("no sync yet"));
        return ROLE_NORMAL;
    }
    if (h->central.why.code != ERR_OK) {
        errtext(out, &h->central.why);
        return ROLE_BAD;
    }
    if (at >= 0)
        return put_lacks(&h->custody.peers[at], out);
    buf_puts(out, _("c hands everything in"));
    return ROLE_WARN;
}

static enum role entry_cell(const struct custody_entry *e, int col, struct buf *out)
{
    if (col == COL_WHEN) {
        put_when(e->at_ms, out);
    } else if (col == COL_WHO) {
        buf_addf(out, " %s ", e->out ? _("out") : _("in"));
        if (e->central)
            buf_addf(out, "%s %s", _("central store"), e->file);
        else if (e->out)
            buf_puts(out, leaf(e->file));
        else
            put_laptop(e->person, e->crew, e->laptop, out);
    } else {
        if (e->out)
            put_amount(e->commits, e->photos, out);
        else
            put_gain(e->commits, e->photos, 0, out);
        if (!e->complete)
            buf_addf(out, " %s", _("only a part"));
        return e->complete ? ROLE_NORMAL : ROLE_WARN;
    }
    return ROLE_NORMAL;
}

static enum role put_purged(const struct custody *c, struct buf *out)
{
    text_fill_n(out,
                c->purged_lost > 0 ? _("{1} photos, {2} of them nobody is known to have")
                                   : _("{1} photos, others have them"),
                c->purged, c->purged_lost, 0);
    return c->purged_lost > 0 ? ROLE_BAD : ROLE_MUTED;
}

/* What the head says of its whole group. */
static enum role put_sum(const struct handover_screen *h, enum handover_group g, struct buf *out)
{
    const struct counts *pending = &work_of(h->base.app)->counts;
    char n[24];

    if (g == GROUP_SHARE) {
        if (pending->pending_commits == 0 && pending->pending_photos == 0) {
            buf_puts(out, _("nothing: all of it is elsewhere, too"));
            return ROLE_OK;
        }
        put_amount(pending->pending_commits, pending->pending_photos, out);
        return ROLE_WARN;
    }
    if (g == GROUP_AWAY) {
        snprintf(n, sizeof n, "%zu", h->custody.naway);
        text_fill(out, _("{1} photos"), n, NULL, NULL);
        return ROLE_WARN;
    }
    if (g == GROUP_PURGED)
        return put_purged(&h->custody, out);
    if (group_size(h, g) == 0)
        buf_puts(out, g == GROUP_PEER ? _("no other laptop is known yet")
                                      : _("none yet: w writes, m reads"));
    return ROLE_MUTED;
}

static enum role handover_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct handover_screen *h = ctx;
    const struct handover_line *l = &h->lines[row];

    if (l->at < 0) {
        if (col == COL_WHO)
            buf_puts(out, _(group_heads[l->group]));
        return col == COL_WHAT ? put_sum(h, l->group, out) : ROLE_HERE;
    }
    switch (l->group) {
    case GROUP_RESULT:
        return result_cell(&handover_of(h->base.app)->results[l->at], col, out);
    case GROUP_ASIDE:
        return aside_cell(&h->aside.v[l->at], col, out);
    case GROUP_CENTRAL:
        return central_cell(h, col, out);
    case GROUP_SHARE:
        return share_cell(&h->custody.shares[l->at], col, out);
    case GROUP_AWAY:
        return away_cell(&h->custody.away[l->at], col, out);
    case GROUP_PEER:
        return peer_cell(&h->custody, peer_at(h, l->at), col, out);
    default:
        return entry_cell(&h->custody.entries[l->at], col, out);
    }
}

static int handover_count(const void *ctx)
{
    return ((const struct handover_screen *)ctx)->n;
}

/* A row keeps its name while the groups above it grow. */
static void handover_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    const struct handover_screen *h = ctx;

    snprintf(out, LIST_ID_MAX, "%d %d", (int)h->lines[row].group, h->lines[row].at);
}

static const struct column handover_columns[] = {
    {N_("Who"), 28, 2, 0, false},
    {N_("What"), 34, 3, 0, false},
    {N_("When"), 11, 0, 1, true},
};
const struct list_source handover_source = {
    .columns = handover_columns,
    .n_columns = sizeof handover_columns / sizeof handover_columns[0],
    .empty = N_("m reads bundles from a stick. To write one, open the hospital first."),
    .count = handover_count,
    .cell = handover_cell,
    .id = handover_id,
};

/* -- the row in whole sentences ----------------------------------------------------- */

static void explain_result(const struct handover_result *r, struct buf *what, struct buf *todo)
{
    buf_addf(what, "%s: ", r->central ? r->file : leaf(r->file));
    handover_put_result(r, what);
    handover_put_detail(r, todo);
}

static void explain_aside(const struct aside *a, bool team, struct buf *what, struct buf *todo)
{
    char key[40];

    key_fingerprint(a->card.device, key);
    put_laptop(a->card.person, a->card.crew, a->card.laptop, what);
    buf_addf(what, ": %s  ", aside_word(a->why));
    put_size(a->bytes, what);
    text_fill(what, _("  key {1}"), key, NULL, NULL);
    buf_puts(todo, aside_remedy(a->why, team));
}

/* How much of what is here it is known to have. */
static void put_known(const struct custody_peer *p, struct buf *out)
{
    char n[2][24];

    snprintf(n[0], sizeof n[0], "%" PRId64, p->commits - p->lacks_commits);
    snprintf(n[1], sizeof n[1], "%" PRId64, p->commits);
    text_fill(out, _("It is known to have {1} of {2} changes"), n[0], n[1], NULL);
    snprintf(n[0], sizeof n[0], "%" PRId64, p->photos - p->lacks_photos);
    snprintf(n[1], sizeof n[1], "%" PRId64, p->photos);
    text_fill(out, _(" and {1} of {2} photos."), n[0], n[1], NULL);
}

static void explain_peer(const struct custody *c, const struct custody_peer *p, struct buf *what,
                         struct buf *todo)
{
    char key[40];

    put_peer(c, p, what);
    if (!p->central) {
        key_fingerprint(p->device, key);
        text_fill(what, _("  key {1}"), key, NULL, NULL);
    }
    put_known(p, todo);
    if (!p->central && (p->lacks_commits > 0 || p->lacks_photos > 0))
        buf_puts(todo, _(" w writes a bundle; it says so itself in its next one."));
}

static void explain_central(const struct handover_screen *h, struct buf *what, struct buf *todo)
{
    const struct custody_store *store = custody_store_at(&h->custody, h->central.host);
    int at = central_at(h);

    if (h->central.why.code != ERR_OK) {
        errtext(what, &h->central.why);
        return;
    }
    buf_puts(what, h->central.host);
    if (at >= 0 && h->custody.peers[at].heard)
        put_known(&h->custody.peers[at], todo);
    if (store && store->broken_ms > store->synced_ms)
        buf_puts(todo, _(" The last sync was broken off: c goes on with it."));
    else
        buf_puts(todo, _(" c syncs this hospital now."));
}

static void explain_entry(const struct custody_entry *e, struct buf *what, struct buf *todo)
{
    buf_puts(what, e->file);
    if (e->central)
        return;
    if (!e->complete)
        buf_puts(todo, _("A part of it could not be read: ask for the stick again."));
}

void handover_explain(const struct handover_screen *h, struct buf *what, struct buf *todo)
{
    const struct handover_line *l = handover_here(h);

    if (!l)
        return;
    switch (l->group) {
    case GROUP_RESULT:
        explain_result(&handover_of(h->base.app)->results[l->at], what, todo);
        break;
    case GROUP_ASIDE:
        explain_aside(&h->aside.v[l->at], h->roster.there, what, todo);
        break;
    case GROUP_CENTRAL:
        explain_central(h, what, todo);
        break;
    case GROUP_SHARE:
        buf_puts(todo, _("If this laptop is lost now, this is lost: w writes it onto a stick."));
        break;
    case GROUP_AWAY:
        buf_puts(what, h->custody.away[l->at].name);
        buf_puts(todo, _("Another copy of the bundle completes them; nothing is copied twice."));
        break;
    case GROUP_PEER:
        explain_peer(&h->custody, peer_at(h, l->at), what, todo);
        break;
    default:
        explain_entry(&h->custody.entries[l->at], what, todo);
    }
}
