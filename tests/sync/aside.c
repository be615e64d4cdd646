/* Bundles set aside: copied once, never dropped, listed with the reason of today. */
#include "sync/bundle.h"
#include "sync/team.h"

#include "model/base/file.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fixture lead, other;
static char stick[256];
static struct err e;

/* A bundle of `other`, sealed to one laptop, as bytes. */
static void make_bundle(struct buf *out, const struct fixture *reader)
{
    struct bundle_writer *w;
    struct buf card = BUF_INIT;
    uint8_t members[1][KEY_LEN];
    char path[300];
    struct bundle_spec spec = {.hospital = id_new(1),
                               .who = &other.who,
                               .members = members,
                               .nmembers = 1,
                               .volume = 1,
                               .volumes = 1,
                               .bundle = id_new(2)};
    struct manifest m = {.serial = (char[]){"0342"},
                         .name = (char[]){"みなと総合病院"},
                         .person = (char[]){"鈴木"},
                         .crew = (char[]){"B"},
                         .laptop = (char[]){"pc-2"}};

    memcpy(members[0], reader->who.public_key, KEY_LEN);
    card_make(&card, &other.who);
    spec.card = (struct span){card.p, card.len};
    snprintf(path, sizeof path, "%s/made.gnb", stick);
    unlink(path);
    if (bundle_begin(&w, &io_disk, path, &spec, &e) != 0 || bundle_put_manifest(w, &m, &e) != 0 ||
        bundle_finish(w, NULL, NULL, &e) != 0)
        bail("no bundle: %s %s", e.subject, e.detail);
    buf_reset(out);
    if (file_read(path, BUF_MAX_DEFAULT, out, &e) != 0)
        bail("no bundle: %s %s", e.subject, e.detail);
    buf_release(&card);
}

/* Those bytes arrive on a stick and are set aside. */
static int arrive(const struct fixture *at, const void *p, size_t n, enum aside_why why)
{
    char path[300];

    snprintf(path, sizeof path, "%s/arrives.gnb", stick);
    if (file_write(path, p, n, &e) != 0)
        bail("%s", path);
    return aside_put(at->workspace, path, why, &e);
}

static struct aside_list listed(const struct fixture *at)
{
    struct aside_list l;
    struct roster r;

    if (roster_load(&r, at->workspace, &e) != 0 ||
        aside_load(&l, at->workspace, &r, &at->who, &e) != 0)
        bail("no list: %s %s", e.subject, e.detail);
    roster_release(&r);
    return l;
}

static int files_of(const struct fixture *at)
{
    char path[300];
    DIR *d;
    int n = 0;

    snprintf(path, sizeof path, "%s/set-aside", at->workspace);
    d = opendir(path);
    for (struct dirent *f; d && (f = readdir(d)) != NULL;)
        n += f->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static enum aside_why why_of(const struct fixture *at)
{
    struct aside_list l = listed(at);
    enum aside_why why = l.n == 1 ? l.v[0].why : (enum aside_why)99;

    aside_release(&l);
    return why;
}

/* What is there is `bytes`, alone. */
static void holds(const struct fixture *at, const struct buf *bytes, const char *what)
{
    struct aside_list l = listed(at);
    struct buf b = BUF_INIT;

    is_int(l.n, 1, "%s: one file", what);
    if (l.n == 1)
        is_ok(file_read(l.v[0].path, BUF_MAX_DEFAULT, &b, &e), &e, "%s: read", what);
    ok(b.len == bytes->len && memcmp(b.p, bytes->p, b.len) == 0, "%s: these bytes", what);
    buf_release(&b);
    aside_release(&l);
}

static void putting(const struct buf *whole)
{
    struct aside_list l = listed(&lead);
    struct buf changed = BUF_INIT;
    size_t torn = whole->len * 7 / 10;

    is_int(l.n, 0, "nothing at first");
    is_int(arrive(&lead, "no bundle", 9, ASIDE_UNKNOWN), -ERR_UNSUPPORTED, "no bundle");
    is_int(files_of(&lead), 0, "is not kept");
    is_ok(arrive(&lead, whole->p, torn, ASIDE_UNKNOWN), &e, "a torn one");
    is_ok(arrive(&lead, whole->p, whole->len, ASIDE_UNKNOWN), &e, "then the whole one");
    holds(&lead, whole, "the whole one in its place");
    is_ok(arrive(&lead, whole->p, whole->len, ASIDE_UNKNOWN), &e, "again");
    is_ok(arrive(&lead, whole->p, torn, ASIDE_UNKNOWN), &e, "torn once more");
    holds(&lead, whole, "once is enough");
    is_int(files_of(&lead), 2, "with its note, nothing else");
    l = listed(&lead);
    is_str(l.v[0].card.person, "鈴木", "the sender");
    ok(memcmp(l.v[0].card.device, other.who.public_key, KEY_LEN) == 0, "by its key");
    is_int(l.v[0].why, ASIDE_UNKNOWN, "why");
    is_int(l.v[0].volume, 1, "the volume");
    is_int(l.v[0].bytes, whole->len, "the size");
    ok(l.v[0].at_ms > 0, "when");

    buf_add(&changed, whole->p, whole->len);
    changed.p[changed.len - 1] ^= 1;
    buf_putc(&changed, 'x');
    is_ok(arrive(&lead, changed.p, changed.len, ASIDE_UNKNOWN), &e, "a longer one that differs");
    aside_release(&l);
    l = listed(&lead);
    is_int(l.n, 2, "stands beside the other");
    is_int(l.n == 2 ? l.v[0].bytes + l.v[1].bytes : 0, whole->len + changed.len, "both whole");
    is_ok(aside_done(lead.workspace, &l.v[l.v[0].bytes == l.v[1].bytes - 1], &e), &e, "one done");
    aside_release(&l);
    is_int(files_of(&lead), 2, "goes with its note");
    l = listed(&lead);
    is_ok(aside_done(lead.workspace, &l.v[0], &e), &e, "the other, too");
    is_ok(aside_done(lead.workspace, &l.v[0], &e), &e, "twice is harmless");
    is_int(files_of(&lead), 0, "nothing is left");
    aside_release(&l);
    buf_release(&changed);
}

static void reasons(const struct buf *sealed)
{
    struct buf b = BUF_INIT;
    struct card c;

    card_make(&b, &other.who);
    is_ok(card_read(&c, b.p, b.len, &e), &e, "the sender's card");
    is_ok(arrive(&lead, sealed->p, sealed->len, ASIDE_UNKNOWN), &e, "set aside");
    is_ok(team_init(lead.workspace, "東", &lead.who, &e), &e, "a team");
    is_int(why_of(&lead), ASIDE_UNKNOWN, "unknown to it");
    is_ok(team_admit(lead.workspace, &lead.who, &c, &e), &e, "admitted");
    is_ok(team_revoke(lead.workspace, &lead.who, c.device, &e), &e, "revoked");
    is_int(why_of(&lead), ASIDE_REVOKED, "revoked now");
    buf_release(&b);
}

static void not_sealed(void)
{
    struct buf b = BUF_INIT, card = BUF_INIT;
    struct card c;
    struct aside_list l = listed(&lead);

    is_ok(aside_done(lead.workspace, &l.v[0], &e), &e, "away with the first");
    aside_release(&l);
    card_make(&card, &other.who);
    is_ok(card_read(&c, card.p, card.len, &e), &e, "the sender's card");
    is_ok(team_admit(lead.workspace, &lead.who, &c, &e), &e, "admitted again");
    make_bundle(&b, &other);
    is_ok(arrive(&lead, b.p, b.len, ASIDE_NOT_SEALED), &e, "for others only");
    is_int(why_of(&lead), ASIDE_NOT_SEALED, "it is not sealed to this laptop");
    buf_release(&b);
    buf_release(&card);
}

/* What has rotted is still listed, and still there. */
static void rotten(void)
{
    struct aside_list l = listed(&lead);
    char path[4096];

    snprintf(path, sizeof path, "%s", l.n == 1 ? l.v[0].path : "");
    aside_release(&l);
    is_int(truncate(path, 20), 0, "its head rots");
    l = listed(&lead);
    is_int(l.n, 1, "it is listed");
    is_str(l.n == 1 ? l.v[0].path : "", path, "by its file");
    is_str(l.n == 1 ? l.v[0].card.person : "x", "", "the sender cannot be read");
    aside_release(&l);
}

int main(void)
{
    struct buf whole = BUF_INIT;

    fixture_begin(&lead);
    fixture_other(&other, "鈴木", "B");
    tmpdir_make(stick, sizeof stick);
    make_bundle(&whole, &lead);
    putting(&whole);
    reasons(&whole);
    not_sealed();
    rotten();
    buf_release(&whole);
    tmpdir_remove(stick);
    fixture_end(&lead);
    fixture_end(&other);
    return tap_done();
}
