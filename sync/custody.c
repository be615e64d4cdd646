#include "sync/custody.h"

#include "model/base/buf.h"
#include "sync/central/peer.h"
#include "sync/photos.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A writer, its laptop, and how far anybody else is known to have it. */
struct chain {
    struct id writer;
    uint8_t device[KEY_LEN];
    char person[128], crew[16], laptop[64];
    uint64_t have, elsewhere;
    bool own;
    uint64_t *quiet; /* numbers of commits that are no changes by people, rising */
    size_t nquiet, quiet_cap;
};

struct receipt {
    uint8_t peer[KEY_LEN];
    struct id writer;
    uint64_t n;
};

struct photo_receipt {
    uint8_t peer[KEY_LEN];
    struct hash sha256;
};

struct reading {
    struct custody *out;
    const struct roster *roster;
    const struct identity *who;
    struct chain *chains;
    struct receipt *receipts;
    struct photo_receipt *photos;
    struct hash *held; /* the photos of the survey, by value */
    size_t nchains, nreceipts, nphotos, nheld;
    size_t chain_cap, receipt_cap, photo_cap, held_cap;
};

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from) ? (from) : "")

static bool same_key(const uint8_t a[KEY_LEN], const uint8_t b[KEY_LEN])
{
    return memcmp(a, b, KEY_LEN) == 0;
}

static int on_writer(const struct writer_info *w, void *ctx)
{
    struct reading *r = ctx;
    struct chain *c;

    r->chains = xgrow(r->chains, r->nchains, &r->chain_cap, sizeof *r->chains);
    c = &r->chains[r->nchains++];
    *c = (struct chain){.writer = w->writer, .have = w->have, .own = w->own};
    memcpy(c->device, w->device, KEY_LEN);
    COPY(c->person, w->person);
    COPY(c->crew, w->crew);
    COPY(c->laptop, w->laptop);
    return 0;
}

static int on_quiet(struct id writer, uint64_t n, void *ctx)
{
    struct reading *r = ctx;

    for (size_t i = 0; i < r->nchains; i++) {
        struct chain *c = &r->chains[i];

        if (!id_equal(c->writer, writer))
            continue;
        c->quiet = xgrow(c->quiet, c->nquiet, &c->quiet_cap, sizeof *c->quiet);
        c->quiet[c->nquiet++] = n;
    }
    return 0;
}

static int on_receipt(const uint8_t peer[KEY_LEN], struct id writer, uint64_t n, void *ctx)
{
    struct reading *r = ctx;
    struct receipt *one;

    if (same_key(peer, r->who->public_key))
        return 0;
    r->receipts = xgrow(r->receipts, r->nreceipts, &r->receipt_cap, sizeof *r->receipts);
    one = &r->receipts[r->nreceipts++];
    *one = (struct receipt){.writer = writer, .n = n};
    memcpy(one->peer, peer, KEY_LEN);
    for (size_t i = 0; i < r->nchains; i++)
        if (id_equal(r->chains[i].writer, writer) && n > r->chains[i].elsewhere)
            r->chains[i].elsewhere = n;
    return 0;
}

static int on_photo_receipt(const uint8_t peer[KEY_LEN], const struct hash *sha256, void *ctx)
{
    struct reading *r = ctx;
    struct photo_receipt *one;

    r->photos = xgrow(r->photos, r->nphotos, &r->photo_cap, sizeof *r->photos);
    one = &r->photos[r->nphotos++];
    one->sha256 = *sha256;
    memcpy(one->peer, peer, KEY_LEN);
    return 0;
}

/* -- what is only here ------------------------------------------------------ */

/* Changes by people behind the first `from` commits of a writer. */
static int64_t changes(const struct chain *c, uint64_t from)
{
    int64_t n = c->have > from ? (int64_t)(c->have - from) : 0;

    for (size_t i = 0; i < c->nquiet; i++)
        n -= c->quiet[i] > from && c->quiet[i] <= c->have;
    return n;
}

static struct custody_share *share_of(struct custody *out, const struct chain *c)
{
    struct custody_share *s;

    for (size_t i = 0; i < out->nshares; i++) {
        s = &out->shares[i];
        if (strcmp(s->person, c->person) == 0 && strcmp(s->crew, c->crew) == 0 &&
            strcmp(s->laptop, c->laptop) == 0)
            return s;
    }
    out->shares = xgrow(out->shares, out->nshares, &out->share_cap, sizeof *out->shares);
    s = &out->shares[out->nshares++];
    *s = (struct custody_share){.own = c->own};
    COPY(s->person, c->person);
    COPY(s->crew, c->crew);
    COPY(s->laptop, c->laptop);
    return s;
}

/* This laptop first, then who has most. */
static int compare_shares(const void *a, const void *b)
{
    const struct custody_share *x = a, *y = b;

    if (x->own != y->own)
        return x->own ? -1 : 1;
    if (x->commits != y->commits)
        return x->commits > y->commits ? -1 : 1;
    return strcmp(x->laptop, y->laptop);
}

static void load_shares(struct reading *r)
{
    for (size_t i = 0; i < r->nchains; i++) {
        const struct chain *c = &r->chains[i];
        int64_t n = changes(c, c->elsewhere);

        if (n > 0)
            share_of(r->out, c)->commits += n;
    }
    if (r->out->nshares > 1)
        qsort(r->out->shares, r->out->nshares, sizeof *r->out->shares, compare_shares);
}

/* -- who has what ------------------------------------------------------------ */

static int compare_hash(const void *a, const void *b)
{
    return memcmp(a, b, HASH_LEN);
}

static void load_held(struct reading *r, const struct survey *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n[KIND_photo]; i++) {
        struct hash one;

        if (!hash_parse(row_text(s->rows[KIND_photo][i], F_photo_sha256), &one))
            continue;
        r->held = xgrow(r->held, r->nheld, &r->held_cap, sizeof *r->held);
        r->held[r->nheld++] = one;
    }
    if (r->nheld > 1)
        qsort(r->held, r->nheld, sizeof *r->held, compare_hash);
    for (size_t i = 0; i < r->nheld; i++) /* one photo may be recorded twice */
        if (i == 0 || compare_hash(&r->held[i], &r->held[n - 1]) != 0)
            r->held[n++] = r->held[i];
    r->nheld = n;
}

static struct custody_peer *peer_of(struct custody *out, const uint8_t device[KEY_LEN])
{
    struct custody_peer *p;

    for (size_t i = 0; i < out->npeers; i++)
        if (same_key(out->peers[i].device, device))
            return &out->peers[i];
    out->peers = xgrow(out->peers, out->npeers, &out->peer_cap, sizeof *out->peers);
    p = &out->peers[out->npeers++];
    *p = (struct custody_peer){.central = central_is_peer(device)};
    memcpy(p->device, device, KEY_LEN);
    return p;
}

/* Names: the roster's card, else what its commits said. */
static void name_peer(const struct reading *r, struct custody_peer *p)
{
    const struct member *m = r->roster ? roster_find(r->roster, p->device) : NULL;

    if (m) {
        p->member = m->revoked_ms == 0;
        p->revoked = m->revoked_ms != 0;
        COPY(p->person, m->card.person);
        COPY(p->crew, m->card.crew);
        COPY(p->laptop, m->card.laptop);
        return;
    }
    for (size_t i = 0; i < r->nchains && !*p->laptop; i++)
        if (same_key(r->chains[i].device, p->device)) {
            COPY(p->person, r->chains[i].person);
            COPY(p->crew, r->chains[i].crew);
            COPY(p->laptop, r->chains[i].laptop);
        }
}

static void add_peers(struct reading *r)
{
    static const uint8_t none[KEY_LEN];

    for (size_t i = 0; r->roster && r->roster->there && i < r->roster->n; i++)
        if (!same_key(r->roster->v[i].card.device, r->who->public_key))
            peer_of(r->out, r->roster->v[i].card.device);
    for (size_t i = 0; i < r->nreceipts; i++)
        peer_of(r->out, r->receipts[i].peer)->heard = true;
    for (size_t i = 0; i < r->nchains; i++)
        if (!same_key(r->chains[i].device, r->who->public_key) &&
            !same_key(r->chains[i].device, none))
            peer_of(r->out, r->chains[i].device);
}

static uint64_t peer_has(const struct reading *r, const struct custody_peer *p,
                         const struct chain *c)
{
    uint64_t n = same_key(c->device, p->device) ? c->have : 0; /* its own it has */

    for (size_t i = 0; i < r->nreceipts; i++)
        if (r->receipts[i].n > n && id_equal(r->receipts[i].writer, c->writer) &&
            same_key(r->receipts[i].peer, p->device))
            n = r->receipts[i].n;
    return n;
}

static void count_peer(const struct reading *r, struct custody_peer *p)
{
    int64_t has = 0;

    for (size_t i = 0; i < r->nchains; i++) {
        const struct chain *c = &r->chains[i];

        p->commits += changes(c, 0);
        p->lacks_commits += changes(c, peer_has(r, p, c));
    }
    for (size_t i = 0; i < r->nphotos; i++)
        has += same_key(r->photos[i].peer, p->device) && r->nheld > 0 &&
               bsearch(&r->photos[i].sha256, r->held, r->nheld, sizeof *r->held, compare_hash);
    p->photos = (int64_t)r->nheld;
    p->lacks_photos = p->photos > has ? p->photos - has : 0;
}

/* -- the ledger ---------------------------------------------------------------- */

static void fill_entry(struct custody_entry *one, const struct ledger *l)
{
    *one = (struct custody_entry){.out = l->out,
                                  .central = central_is_peer(l->peer),
                                  .complete = l->complete,
                                  .at_ms = l->at_ms,
                                  .file = xstrdup(l->file ? l->file : ""),
                                  .commits = l->commits,
                                  .photos = l->photos};
    COPY(one->person, l->person);
    COPY(one->laptop, l->laptop);
}

const struct custody_store *custody_store_at(const struct custody *c, const char *host)
{
    for (size_t i = 0; i < c->nstores; i++)
        if (strcmp(c->stores[i].host, host) == 0)
            return &c->stores[i];
    return NULL;
}

const struct custody_store *custody_store_of(const struct custody *c, const uint8_t device[KEY_LEN])
{
    for (size_t i = 0; i < c->nstores; i++)
        if (same_key(c->stores[i].device, device))
            return &c->stores[i];
    return NULL;
}

/* The entries come newest first. */
static void note_store(struct custody *out, const struct ledger *l)
{
    const char *host = l->file ? l->file : "";
    struct custody_store *s = NULL;
    int64_t *last;

    for (size_t i = 0; i < out->nstores && !s; i++)
        if (same_key(out->stores[i].device, l->peer) && strcmp(out->stores[i].host, host) == 0)
            s = &out->stores[i];
    if (!s) {
        out->stores = xgrow(out->stores, out->nstores, &out->store_cap, sizeof *out->stores);
        s = &out->stores[out->nstores++];
        *s = (struct custody_store){.synced_ms = 0};
        COPY(s->host, host);
        memcpy(s->device, l->peer, KEY_LEN);
    }
    last = l->complete ? &s->synced_ms : &s->broken_ms;
    *last = l->at_ms > *last ? l->at_ms : *last;
}

static int on_entry(const struct ledger *l, void *ctx)
{
    struct reading *r = ctx;
    struct custody *out = r->out;
    bool central = central_is_peer(l->peer);
    bool other = central || (!l->out && !same_key(l->peer, r->who->public_key));
    struct custody_peer *p = other ? peer_of(out, l->peer) : NULL;
    struct custody_entry *one;

    if (p && l->at_ms > p->heard_ms)
        p->heard_ms = l->at_ms;
    if (p && !*p->laptop)
        COPY(p->laptop, l->laptop);
    if (p && !*p->person)
        COPY(p->person, l->person);
    if (central) {
        note_store(out, l);
        if (l->commits == 0 && l->photos == 0)
            return 0;
    }
    out->entries = xgrow(out->entries, out->nentries, &out->entry_cap, sizeof *out->entries);
    one = &out->entries[out->nentries++];
    fill_entry(one, l);
    if (p && !central)
        COPY(one->crew, p->crew);
    return 0;
}

struct last_in {
    struct custody_entry *out;
    uint8_t peer[KEY_LEN];
    bool found;
};

static int on_last(const struct ledger *l, void *ctx)
{
    struct last_in *last = ctx;

    if (l->out || central_is_peer(l->peer))
        return 0;
    last->found = true;
    memcpy(last->peer, l->peer, KEY_LEN);
    fill_entry(last->out, l);
    return 1;
}

static int on_its_writer(const struct writer_info *w, void *ctx)
{
    struct last_in *last = ctx;

    if (!same_key(w->device, last->peer))
        return 0;
    COPY(last->out->crew, w->crew);
    return 1;
}

bool custody_last_in(struct custody_entry *out, struct casefile *c)
{
    struct last_in last = {.out = out};
    struct err ignored;

    if (store_ledger(c->store, on_last, &last, &ignored) == 0 && last.found)
        store_writers(c->store, on_its_writer, &last, &ignored);
    return last.found;
}

/* -- what has not come yet --------------------------------------------------------- */

struct away_reading {
    struct custody *out;
    struct store *st;
    const struct survey *s;
};

static int on_holder(const struct holder *h, void *ctx)
{
    (void)h;
    *(bool *)ctx = true;
    return 1;
}

static void count_purged(const struct away_reading *r, const struct hash *sha256)
{
    bool held = false;
    struct err ignored;

    store_holders(r->st, sha256, on_holder, &held, &ignored);
    r->out->purged++;
    r->out->purged_lost += !held;
}

static int on_away(const struct away_photo *one, void *ctx)
{
    const struct away_reading *r = ctx;
    struct custody *out = r->out;
    char hex[2 * HASH_LEN + 1];

    if (one->purged_ms > 0) {
        count_purged(r, &one->sha256);
        return 0;
    }
    hash_print(&one->sha256, hex);
    for (size_t i = 0; i < r->s->n[KIND_photo]; i++) {
        const struct row *photo = r->s->rows[KIND_photo][i];

        if (strcmp(row_text(photo, F_photo_sha256), hex) != 0)
            continue;
        out->away = xgrow(out->away, out->naway, &out->away_cap, sizeof *out->away);
        out->away[out->naway++] =
            (struct custody_away){.name = xstrdup(row_text(photo, F_photo_orig_name)),
                                  .have = one->chunks,
                                  .chunks = picture_chunks(row_int(photo, F_photo_bytes, 0))};
        break;
    }
    return 0;
}

/* The central store first, then members, each by name. */
static int compare_peers(const void *a, const void *b)
{
    const struct custody_peer *x = a, *y = b;
    int by_crew = strcmp(x->crew, y->crew), by_laptop = strcmp(x->laptop, y->laptop);

    if (x->central != y->central)
        return x->central ? -1 : 1;
    if (x->member != y->member)
        return x->member ? -1 : 1;
    if (by_crew != 0)
        return by_crew;
    return by_laptop != 0 ? by_laptop : memcmp(x->device, y->device, KEY_LEN);
}

static void find_replaced(struct custody *out)
{
    for (size_t i = 0; i < out->npeers; i++) {
        struct custody_peer *p = &out->peers[i];
        const struct custody_store *s = custody_store_of(out, p->device);

        p->replaced = s && custody_store_at(out, s->host) != s;
    }
}

static int read_store(struct reading *r, struct store *st, struct err *e)
{
    int rc = store_writers(st, on_writer, r, e);

    if (rc == 0)
        rc = store_quiet(st, on_quiet, r, e);
    if (rc == 0)
        rc = store_peers(st, on_receipt, r, e);
    if (rc == 0)
        rc = store_peer_photo_list(st, on_photo_receipt, r, e);
    if (rc != 0)
        return rc;
    add_peers(r);
    for (size_t i = 0; i < r->out->npeers; i++)
        name_peer(r, &r->out->peers[i]);
    return store_ledger(st, on_entry, r, e);
}

int custody_load(struct custody *out, struct casefile *c, const struct roster *roster,
                 const struct identity *who, struct err *e)
{
    struct reading r = {.out = out, .roster = roster, .who = who};
    int rc;

    *out = (struct custody){0};
    rc = read_store(&r, c->store, e);
    if (rc == 0)
        rc = store_away(c->store, on_away, &(struct away_reading){out, c->store, &c->survey}, e);
    if (rc == 0) {
        find_replaced(out);
        load_shares(&r);
        load_held(&r, &c->survey);
        for (size_t i = 0; i < out->npeers; i++)
            count_peer(&r, &out->peers[i]);
        if (out->npeers > 1)
            qsort(out->peers, out->npeers, sizeof *out->peers, compare_peers);
    } else {
        custody_release(out);
    }
    for (size_t i = 0; i < r.nchains; i++)
        free(r.chains[i].quiet);
    free(r.chains);
    free(r.receipts);
    free(r.photos);
    free(r.held);
    return rc;
}

void custody_release(struct custody *c)
{
    for (size_t i = 0; i < c->nentries; i++)
        free(c->entries[i].file);
    for (size_t i = 0; i < c->naway; i++)
        free(c->away[i].name);
    free(c->away);
    free(c->stores);
    free(c->entries);
    free(c->peers);
    free(c->shares);
    *c = (struct custody){0};
}
