/* Who has what: the shares add up to the counter, a receipt takes from them, a
 * bundle that came in names its sender. */
#include "sync/custody.h"

#include "model/base/clock.h"
#include "sync/central/peer.h"
#include "tests/lib/fixture.h"
#include "tests/lib/neighbour.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static struct fixture f;
static struct casefile *c;
static struct err e;
static struct custody_entry last_entry;

static void set(const char *name)
{
    is_ok(case_set(c, id_new(clock_now_ms()), F_contact_contact_name, false, value_text(name), &e),
          &e, "a change");
}

static int64_t shares(const struct custody *k)
{
    int64_t n = 0;

    for (size_t i = 0; i < k->nshares; i++)
        n += k->shares[i].commits;
    return n;
}

static void load(struct custody *k)
{
    struct counts n;

    is_ok(custody_load(k, c, NULL, &f.who, &e), &e, "read");
    store_counts(c->store, &n, &e);
    is_int(shares(k), n.pending_commits, "the shares add up to the counter");
}

struct vector {
    struct seen v[8];
    size_t n;
};

static int add(const struct writer_info *w, void *ctx)
{
    struct vector *v = ctx;

    v->v[v->n++] = (struct seen){w->writer, w->have};
    return 0;
}

static const uint8_t store_id[ID_LEN] = {1, 2, 3};

/* What the central store has is handed over; it is shown as what it is. */
static void central_store(void)
{
    const struct custody_store *s;
    struct central_note note = {.host = "db.example.jp",
                                .at_ms = clock_now_ms() + 1000,
                                .got_changes = 2,
                                .complete = true};
    struct vector v = {.n = 0};
    uint8_t key[KEY_LEN];
    struct custody k;
    const struct custody_peer *p;

    central_peer_key(store_id, key);
    ok(central_is_peer(key) && !central_is_peer(f.who.public_key), "its key is no laptop's");
    is_int(memcmp(key, "genba central\0\0\0", 16), 0, "16 bytes that say so");
    is_int(memcmp(key + 16, store_id, 16), 0, "and the id of the store");
    set("五");
    store_writers(c->store, add, &v, &e);
    is_ok(store_peer_says(c->store, key, v.v, v.n, NULL, 0, &e), &e, "it took everything");
    is_ok(central_ledger(c->store, store_id, &note, &e), &e, "noted");
    load(&k);
    is_int(shares(&k), 0, "nothing is only here");
    p = &k.peers[0];
    ok(k.npeers == 2 && p->central && !p->member && p->heard, "first of those who have it");
    is_str(k.npeers > 0 ? p->laptop : "?", "", "as no laptop");
    ok(k.npeers > 0 && p->lacks_commits == 0 && p->heard_ms == note.at_ms, "with what it has");
    ok(k.nentries > 0 && k.entries[0].central && !k.entries[0].out, "the ledger says it too");
    s = custody_store_at(&k, note.host);
    ok(s && s->synced_ms == note.at_ms && s->broken_ms == 0, "and when that was");
    ok(s && memcmp(s->device, key, KEY_LEN) == 0 && s == custody_store_of(&k, key),
       "where it answered");
    ok(!custody_store_at(&k, "db.example.jp/genba"), "nothing is known of any other address");
    custody_release(&k);
    note = (struct central_note){.host = note.host, .at_ms = note.at_ms + 1000};
    is_ok(central_ledger(c->store, store_id, &note, &e), &e, "one that was broken off");
    load(&k);
    s = custody_store_at(&k, note.host);
    ok(s && s->broken_ms == note.at_ms && s->synced_ms < note.at_ms, "is told from it");
    ok(k.nentries > 0 && !k.entries[0].out, "and is no entry: it moved nothing");
    custody_release(&k);
    ok(custody_last_in(&last_entry, c) && !last_entry.central,
       "what a laptop brought last is no sync");
    free(last_entry.file);
    set("六");
    load(&k);
    is_int(shares(&k), 1, "what it has not is only here");
    custody_release(&k);
}

/* One store in the place of another, and one that bundles tell of. */
static void central_replaced(void)
{
    static const uint8_t other_id[ID_LEN] = {4, 5}, heard_id[ID_LEN] = {6};
    const struct central_note note = {
        .host = "db.example.jp", .at_ms = clock_now_ms() + 5000, .complete = true};
    uint8_t key[3][KEY_LEN];
    int seen[3] = {0}, replaced = 0;
    struct custody k;
    const struct custody_store *s;

    central_peer_key(store_id, key[0]);
    central_peer_key(other_id, key[1]);
    central_peer_key(heard_id, key[2]);
    is_ok(store_peer_have(c->store, key[2], &(struct seen){id_new(1), 1}, 1, &e), &e, "hearsay");
    is_ok(central_ledger(c->store, other_id, &note, &e), &e, "another store answers there");
    load(&k);
    s = custody_store_at(&k, note.host);
    ok(s && memcmp(s->device, key[1], KEY_LEN) == 0, "it is the one of that address");
    ok(s && s->synced_ms == note.at_ms && s->broken_ms == 0, "with its own sync alone");
    s = custody_store_of(&k, key[0]);
    ok(s && strcmp(s->host, note.host) == 0, "the other one was there, too");
    ok(!custody_store_of(&k, key[2]), "of hearsay no address is known");
    for (size_t i = 0; i < k.npeers; i++)
        for (int j = 0; j < 3; j++)
            if (memcmp(k.peers[i].device, key[j], KEY_LEN) == 0) {
                seen[j]++;
                replaced |= k.peers[i].replaced << j;
            }
    ok(seen[0] == 1 && seen[1] == 1 && seen[2] == 1, "each is a peer of its own");
    is_int(replaced, 1, "one of them replaced");
    custody_release(&k);
}

static int note_holder(const struct holder *h, void *ctx)
{
    *(struct holder *)ctx = *h;
    return 0;
}

/* What a laptop says of itself is told from what others say of it. */
static void own_word(void)
{
    const struct hash photo = {{7}};
    uint8_t key[KEY_LEN];
    struct holder h = {.own = true};

    central_peer_key(store_id, key);
    is_ok(store_peer_photos(c->store, key, &photo, 1, &e), &e, "somebody says that it has a photo");
    store_holders(c->store, &photo, note_holder, &h, &e);
    ok(!h.own && central_is_peer(h.peer), "hearsay");
    is_ok(store_peer_says(c->store, key, NULL, 0, &photo, 1, &e), &e, "it says so itself");
    store_holders(c->store, &photo, note_holder, &h, &e);
    ok(h.own, "its own word");
    store_peer_photos(c->store, key, &photo, 1, &e);
    store_holders(c->store, &photo, note_holder, &h, &e);
    ok(h.own, "hearsay takes nothing from it");
    store_peer_says(c->store, key, NULL, 0, NULL, 0, &e);
    h.own = true;
    memset(h.peer, 0, KEY_LEN);
    store_holders(c->store, &photo, note_holder, &h, &e);
    ok(!central_is_peer(h.peer), "taken back, nobody has it");
}

int main(void)
{
    struct ledger entry = {.file = "back.gnb", .laptop = "PC-11", .person = "田中", .commits = 3};
    struct vector v = {.n = 0};
    struct custody_entry last;
    struct neighbour b;
    struct custody k;

    fixture_begin(&f);
    c = fixture_case(&f);
    set("一");
    set("二");
    load(&k);
    is_int((long)k.nshares, 1, "one laptop made them");
    ok(k.nshares == 1 && k.shares[0].own && k.shares[0].commits == 2, "this one, two of them");
    is_int((long)k.npeers, 0, "nobody else is known");
    ok(!custody_last_in(&last, c), "nothing came in");
    custody_release(&k);

    neighbour_begin(&b, c, "田中", "B", "PC-11");
    is_ok(case_set(b.c, id_new(1), F_contact_contact_name, false, value_text("三"), &e), &e,
          "the other laptop writes");
    neighbour_pass(b.c, c);
    load(&k);
    is_int((long)k.nshares, 2, "what came in is nowhere else either, as far as is known");
    is_int((long)k.npeers, 1, "the other laptop is known");
    ok(k.npeers == 1 && !k.peers[0].heard && k.peers[0].lacks_commits == 2,
       "its own it has; of the rest nothing is known");
    custody_release(&k);

    store_writers(c->store, add, &v, &e);
    is_ok(store_peer_have(c->store, b.f.who.public_key, v.v, v.n, &e), &e, "it has all of it");
    memcpy(entry.peer, b.f.who.public_key, KEY_LEN);
    entry.at_ms = clock_now_ms();
    is_ok(store_ledger_put(c->store, &entry, &e), &e, "its bundle came in");
    set("四");
    load(&k);
    is_int(shares(&k), 1, "only the last change is only here");
    ok(k.npeers == 1 && k.peers[0].heard && k.peers[0].lacks_commits == 1, "which it lacks");
    is_str(k.npeers == 1 ? k.peers[0].laptop : "", "PC-11", "by its name");
    ok(k.npeers == 1 && k.peers[0].heard_ms == entry.at_ms, "heard when the bundle came");
    ok(k.nentries == 1 && !k.entries[0].out && strcmp(k.entries[0].crew, "B") == 0,
       "the ledger knows its crew");
    custody_release(&k);
    ok(custody_last_in(&last, c) && last.commits == 3 && strcmp(last.crew, "B") == 0,
       "the last one that came in");
    free(last.file);

    /* what it says itself holds, though it says less: its disk was restored */
    is_ok(store_peer_says(c->store, b.f.who.public_key, v.v, 0, NULL, 0, &e), &e, "restored");
    load(&k);
    is_int(shares(&k), 4, "all of it is only here again");
    custody_release(&k);
    is_ok(store_peer_says(c->store, b.f.who.public_key, v.v, v.n, NULL, 0, &e), &e,
          "it has met somebody");
    load(&k);
    is_int(shares(&k), 1, "and has it once more");
    custody_release(&k);

    memcpy(entry.peer, f.who.public_key, KEY_LEN);
    entry.bundle = id_new(1);
    store_ledger_put(c->store, &entry, &e);
    load(&k);
    is_int((long)k.npeers, 1, "one's own bundle read back makes no laptop of it");
    custody_release(&k);
    neighbour_end(&b);
    central_store();
    central_replaced();
    own_word();
    case_close(c);
    fixture_end(&f);
    return tap_done();
}
