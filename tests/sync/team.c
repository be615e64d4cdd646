/* Cards and rosters: who may sign what, replay, forgery, damage. */
#include "sync/team.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "sync/signed.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MUTATIONS 1000

static struct fixture lead, second, third;
static struct err e;

static struct card card_of(const struct fixture *f)
{
    struct buf b = BUF_INIT;
    struct card c = {.made_ms = 0};

    card_make(&b, &f->who);
    is_ok(card_read(&c, buf_str(&b), b.len, &e), &e, "the card of %s", f->who.person);
    buf_release(&b);
    return c;
}

static struct roster roster_of(const struct fixture *f)
{
    struct roster r;

    if (roster_load(&r, f->workspace, &e) != 0)
        bail("no roster: %s %s", e.subject, e.detail);
    return r;
}

static uint64_t version_of(const struct fixture *f)
{
    struct roster r = roster_of(f);
    uint64_t version = r.version;

    roster_release(&r);
    return version;
}

static enum standing standing_of(const struct fixture *at, const struct fixture *of)
{
    struct roster r = roster_of(at);
    enum standing s = roster_standing(&r, &at->who, of->who.public_key);

    roster_release(&r);
    return s;
}

static void cards(void)
{
    struct buf text = BUF_INIT, odd = BUF_INIT, two = BUF_INIT;
    struct card c, d;
    struct span rest;
    char print[40];

    card_armour(&text, &lead.who);
    is_ok(card_read(&c, buf_str(&text), text.len, &e), &e, "a card as text");
    is_str(c.person, "佐藤", "with the person");
    is_str(c.crew, "A", "and the crew");
    ok(memcmp(c.device, lead.who.public_key, KEY_LEN) == 0, "and the key");
    key_fingerprint(c.device, print);
    is_int(strlen(print), 39, "a fingerprint of 8 groups");
    ok(strstr(buf_str(&text), print) != NULL, "which the text shows, too");

    buf_puts(&odd, "\xEF\xBB\xBFこんにちは。\r\n> よろしく\r\n\r\n");
    for (const char *s = buf_str(&text); *s; s++) {
        if (s == buf_str(&text) || s[-1] == '\n')
            buf_puts(&odd, "> \xE3\x80\x80 ");
        if (*s == '\n')
            buf_puts(&odd, " \r");
        buf_putc(&odd, *s);
    }
    buf_puts(&odd, "\r\n--\r\n佐藤\r\n");
    is_ok(card_read(&d, buf_str(&odd), odd.len, &e), &e, "quoted in a mail of Windows");
    is_str(d.person, "佐藤", "it says the same");

    buf_puts(&two, buf_str(&text));
    card_armour(&two, &second.who);
    rest = (struct span){two.p, two.len};
    is_int(card_next(&d, &rest, &e), 1, "the first of two cards");
    is_int(card_next(&d, &rest, &e), 1, "the second");
    is_str(d.person, "鈴木", "is another's");
    is_int(card_next(&d, &rest, &e), 0, "and no third");

    strstr(buf_str(&text), "-----END")[0] = '\0';
    is_int(card_read(&d, buf_str(&text), strlen(buf_str(&text)), &e), -ERR_CORRUPT, "cut off");
    is_int(card_read(&d, "hello", 5, &e), -ERR_CORRUPT, "no card at all");
    is_int(card_read(&d, "", 0, &e), -ERR_CORRUPT, "nothing at all");
    buf_release(&text);
    buf_release(&odd);
    buf_release(&two);
}

/* Names that would be cut in the middle of a character, or move a cursor. */
static void odd_names(void)
{
    struct identity who = lead.who;
    struct buf b = BUF_INIT;
    struct card c;

    memset(who.person, 0, sizeof who.person);
    for (int i = 0; i < 42; i++)
        memcpy(who.person + 3 * i, "髙", 3);
    who.person[126] = (char)0xE9;
    snprintf(who.laptop, sizeof who.laptop, "a\x1b[2Jb\n");
    card_make(&b, &who);
    is_ok(card_read(&c, buf_str(&b), b.len, &e), &e, "a card of odd names");
    is_int(strlen(c.person) % 3, 0, "whole characters");
    is_str(c.laptop, "a[2Jb", "nothing that moves a cursor");
    buf_release(&b);
}

/* A card in the name of another's key, made with one's own. */
static void forged_card(void)
{
    struct card c = card_of(&second), d;
    struct buf b = BUF_INIT;

    snprintf(c.person, sizeof c.person, "佐藤");
    card_encode(&b, &c);
    is_int(card_read(&d, buf_str(&b), b.len, &e), -ERR_CORRUPT, "another name on it");
    c = card_of(&second);
    memcpy(c.device, lead.who.public_key, KEY_LEN);
    buf_reset(&b);
    card_encode(&b, &c);
    is_int(card_read(&d, buf_str(&b), b.len, &e), -ERR_CORRUPT, "another key on it");
    buf_release(&b);
}

static void founding(void)
{
    struct roster r = roster_of(&lead);
    struct buf b = BUF_INIT;
    struct card c = card_of(&second);

    ok(!r.there, "no team at first");
    is_int(roster_standing(&r, &lead.who, lead.who.public_key), STANDING_SELF, "one's own");
    is_int(roster_standing(&r, &lead.who, second.who.public_key), STANDING_UNKNOWN, "a stranger");
    is_ok(team_bytes(lead.workspace, &b, &e), &e, "bytes without a team");
    is_int(b.len, 0, "are none");
    roster_release(&r);
    is_int(team_admit(lead.workspace, &lead.who, &c, &e), -ERR_NOTFOUND, "no team to admit to");
    is_int(team_init(lead.workspace, "", &lead.who, &e), -ERR_INVALID, "a team needs a name");
    is_int(team_init(lead.workspace, "a\nb", &lead.who, &e), -ERR_INVALID, "on one line");
    is_ok(team_init(lead.workspace, "東チーム", &lead.who, &e), &e, "founded");
    is_int(team_init(lead.workspace, "西チーム", &lead.who, &e), -ERR_EXISTS, "once");
    is_ok(team_admit(lead.workspace, &lead.who, &c, &e), &e, "admitted");
    is_int(version_of(&lead), 2, "a version each");
    c = card_of(&second);
    is_ok(team_admit(lead.workspace, &lead.who, &c, &e), &e, "admitted again");
    is_int(version_of(&lead), 2, "makes none");
    is_int(standing_of(&lead, &second), STANDING_MEMBER, "a member");
    is_int(standing_of(&lead, &third), STANDING_UNKNOWN, "the third is none yet");
    buf_release(&b);
}

static void take(const struct fixture *f, const struct buf *b, int rc, bool changed,
                 const char *what)
{
    bool did = true;

    is_int(team_join(f->workspace, b->p, b->len, &did, &e), rc, "%s", what);
    ok(did == changed, "%s: %s", what, changed ? "taken" : "nothing changed");
}

static void joining(void)
{
    struct buf v2 = BUF_INIT, v3 = BUF_INIT, v4 = BUF_INIT, text = BUF_INIT;
    struct card c = card_of(&third), own = card_of(&second);
    struct roster r;
    bool changed;

    is_ok(team_bytes(lead.workspace, &v2, &e), &e, "version 2");
    is_ok(team_admit(lead.workspace, &lead.who, &c, &e), &e, "the third");
    team_bytes(lead.workspace, &v3, &e);
    is_ok(team_renew(second.workspace, &second.who, v3.p, v3.len, &changed, &e), &e,
          "a roster of a bundle");
    ok(!changed && standing_of(&second, &lead) == STANDING_UNKNOWN, "founds no membership");
    take(&second, &v2, 0, true, "join");
    take(&second, &v2, 0, false, "the same once more");
    is_int(standing_of(&second, &third), STANDING_UNKNOWN, "version 2 lacks the third");
    is_ok(team_renew(second.workspace, &second.who, v3.p, v3.len, &changed, &e), &e,
          "renewed by a bundle");
    ok(changed && standing_of(&second, &third) == STANDING_MEMBER, "the third is known");
    take(&second, &v2, 0, false, "an older version replayed");
    is_int(version_of(&second), 3, "the later one stays");
    is_int(team_admit(second.workspace, &second.who, &own, &e), -ERR_REFUSED, "not the founder");
    is_str(e.detail, "佐藤", "who it is, is said");

    is_int(team_revoke(lead.workspace, &lead.who, lead.who.public_key, &e), -ERR_REFUSED,
           "the founder stays");
    is_ok(team_revoke(lead.workspace, &lead.who, third.who.public_key, &e), &e, "revoked");
    is_int(version_of(&lead), 4, "a version");
    is_ok(team_revoke(lead.workspace, &lead.who, third.who.public_key, &e), &e, "twice");
    is_int(version_of(&lead), 4, "makes no further one");
    is_int(standing_of(&lead, &third), STANDING_REVOKED, "known as revoked");
    team_bytes(lead.workspace, &v4, &e);
    r = roster_of(&lead);
    roster_armour(&text, &r);
    roster_release(&r);
    take(&second, &text, 0, true, "the roster as text");
    is_int(standing_of(&second, &third), STANDING_REVOKED, "revoked there, too");
    take(&second, &v3, 0, false, "a replay does not take the revoked back");
    is_int(standing_of(&second, &third), STANDING_REVOKED, "it stays revoked");
    is_ok(team_admit(lead.workspace, &lead.who, &c, &e), &e, "admitted again");
    is_int(standing_of(&lead, &third), STANDING_MEMBER, "is a member again");
    take(&third, &v4, 0, true, "who is not listed may join");
    buf_release(&v2);
    buf_release(&v3);
    buf_release(&v4);
    buf_release(&text);
}

/* A roster that names the team's founder and is signed by another. */
static void forged_roster(void)
{
    struct roster r = roster_of(&second);
    struct buf b = BUF_INIT;
    bool changed;

    r.version = 99;
    roster_encode(&b, &r, &second.who);
    is_int(team_join(second.workspace, b.p, b.len, &changed, &e), -ERR_CORRUPT,
           "signed by another");
    ok(!changed, "and not taken");
    buf_reset(&b);
    memcpy(r.founder, second.who.public_key, KEY_LEN);
    roster_encode(&b, &r, &second.who);
    is_int(team_renew(third.workspace, &third.who, b.p, b.len, &changed, &e), -ERR_CORRUPT,
           "a founder who is not the first member");
    buf_reset(&b);
    memcpy(r.founder, lead.who.public_key, KEY_LEN);
    r.v[1].card.crew[0] = 'Z';
    roster_encode(&b, &r, &lead.who);
    is_int(team_renew(third.workspace, &third.who, b.p, b.len, &changed, &e), -ERR_CORRUPT,
           "even the founder cannot change a card");
    r.v[1] = r.v[0];
    buf_reset(&b);
    roster_encode(&b, &r, &lead.who);
    is_int(team_renew(third.workspace, &third.who, b.p, b.len, &changed, &e), -ERR_CORRUPT,
           "a device twice");
    roster_release(&r);
    buf_release(&b);
}

static void other_founder(void)
{
    struct fixture other;
    struct buf b = BUF_INIT;
    struct card c = card_of(&second);
    bool changed;

    fixture_other(&other, "田中", "B");
    is_ok(team_init(other.workspace, "西チーム", &other.who, &e), &e, "another team");
    for (int i = 0; i < 9; i++) { /* its version is the later one */
        is_ok(team_admit(other.workspace, &other.who, &c, &e), &e, "admit");
        is_ok(team_revoke(other.workspace, &other.who, c.device, &e), &e, "revoke");
    }
    c.crew[0] = 'Z';
    is_int(team_admit(other.workspace, &other.who, &c, &e), -ERR_CORRUPT, "a changed card");
    team_bytes(other.workspace, &b, &e);
    ok(b.len > 0, "never gets into a roster");
    is_int(team_renew(second.workspace, &second.who, b.p, b.len, &changed, &e), 0, "in a bundle");
    ok(!changed, "is passed over");
    is_int(team_join(second.workspace, b.p, b.len, &changed, &e), -ERR_EXISTS, "joined on purpose");
    is_str(e.subject, "東チーム", "says which team stands");
    is_ok(team_replace(second.workspace, b.p, b.len, &changed, &e), &e, "and may replace it");
    is_int(standing_of(&second, &lead), STANDING_UNKNOWN, "then the former founder is a stranger");
    fixture_end(&other);
    buf_release(&b);
}

/* Its later rosters do not know what it had signed since the copy was made. */
static void restored_founder(void)
{
    struct buf noon = BUF_INIT, evening = BUF_INIT, other = BUF_INIT, path = BUF_INIT;
    struct fixture fourth;
    struct card c, third_card = card_of(&third);
    bool changed;

    fixture_other(&fourth, "高橋", "C");
    c = card_of(&fourth);
    team_bytes(lead.workspace, &noon, &e);
    is_ok(team_join(second.workspace, noon.p, noon.len, &changed, &e), &e, "at noon");
    is_ok(team_revoke(lead.workspace, &lead.who, third.who.public_key, &e), &e, "revoked");
    team_bytes(lead.workspace, &evening, &e);
    take(&second, &evening, 0, true, "that arrives");
    buf_addf(&path, "%s/identity/roster", lead.workspace);
    is_ok(file_write(buf_str(&path), noon.p, noon.len, &e), &e, "the founder is restored");
    is_ok(team_admit(lead.workspace, &lead.who, &c, &e), &e, "and admits a fourth");
    is_ok(team_revoke(lead.workspace, &lead.who, c.device, &e), &e, "puts it out");
    is_ok(team_admit(lead.workspace, &lead.who, &c, &e), &e, "takes it back");
    buf_reset(&evening);
    team_bytes(lead.workspace, &evening, &e);
    is_int(team_join(second.workspace, evening.p, evening.len, &changed, &e), -ERR_REFUSED,
           "what forgets a revocation is not taken");
    is_int(team_renew(second.workspace, &second.who, evening.p, evening.len, &changed, &e),
           -ERR_REFUSED, "nor out of a bundle");
    is_int(standing_of(&second, &third), STANDING_REVOKED, "it stays revoked");

    team_bytes(second.workspace, &other, &e);
    is_ok(team_renew(lead.workspace, &lead.who, other.p, other.len, &changed, &e), &e,
          "the founder hears of it");
    ok(changed && standing_of(&lead, &third) == STANDING_REVOKED, "and knows it again");
    is_int(standing_of(&lead, &fourth), STANDING_MEMBER, "beside what it did since");
    is_ok(team_renew(lead.workspace, &lead.who, other.p, other.len, &changed, &e), &e, "again");
    ok(!changed, "is nothing new");
    buf_reset(&evening);
    team_bytes(lead.workspace, &evening, &e);
    is_ok(team_renew(second.workspace, &second.who, evening.p, evening.len, &changed, &e), &e,
          "the next roster");
    ok(changed && standing_of(&second, &fourth) == STANDING_MEMBER, "is taken");
    is_ok(team_admit(lead.workspace, &lead.who, &third_card, &e), &e, "the third is taken back");
    buf_reset(&evening);
    team_bytes(lead.workspace, &evening, &e);
    take(&second, &evening, 0, true, "a true admission is known as later");
    is_int(standing_of(&second, &third), STANDING_MEMBER, "a member again");
    fixture_end(&fourth);
    buf_release(&noon);
    buf_release(&evening);
    buf_release(&other);
    buf_release(&path);
}

static void matching(void)
{
    struct roster r = roster_of(&lead);
    const struct member *m;
    char print[40], part[8];

    is_int(roster_match(&r, "鈴木", &m), 1, "by person");
    ok(m && memcmp(m->card.device, second.who.public_key, KEY_LEN) == 0, "the right one");
    is_int(roster_match(&r, second.who.laptop, &m), 3, "a laptop's name that all have");
    is_int(roster_match(&r, "nobody", &m), 0, "nobody");
    is_int(roster_match(&r, "", &m), 0, "nothing");
    key_fingerprint(third.who.public_key, print);
    snprintf(part, sizeof part, "%.7s", print);
    is_int(roster_match(&r, part, &m), 1, "by the beginning of the fingerprint");
    ok(m && memcmp(m->card.device, third.who.public_key, KEY_LEN) == 0, "the right one");
    snprintf(part, sizeof part, "%.3s", print);
    is_int(roster_match(&r, part, &m), 0, "three digits are too few");
    roster_release(&r);
}

/* One to four changes: a bit, a byte, a cut, a byte more, two blocks swapped. */
static void mutate(struct buf *b)
{
    uint32_t dice[3];

    random_bytes(dice, sizeof dice);
    switch (b->len ? dice[0] % 5 : 3) {
    case 0:
        b->p[dice[1] % b->len] ^= (char)(1 << dice[2] % 8);
        break;
    case 1:
        b->p[dice[1] % b->len] = (char)dice[2];
        break;
    case 2:
        b->len = dice[1] % b->len;
        break;
    case 3:
        buf_putc(b, (char)dice[2]);
        break;
    default:
        memmove(b->p + dice[1] % b->len, b->p + dice[2] % b->len,
                b->len - (dice[1] % b->len > dice[2] % b->len ? dice[1] : dice[2]) % b->len);
    }
}

struct seed {
    uint64_t state;
};

static void seeded(void *out, size_t n, void *ctx)
{
    struct seed *s = ctx;
    uint8_t *p = out;

    for (size_t i = 0; i < n; i++) {
        s->state = s->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        p[i] = (uint8_t)(s->state >> 56);
    }
}

static void mutations(void)
{
    struct seed seed = {20251121};
    struct buf card = BUF_INIT, roster = BUF_INIT;
    int taken = 0, tried = 0;

    card_make(&card, &lead.who);
    team_bytes(lead.workspace, &roster, &e);
    id_random_source(seeded, &seed);
    for (int i = 0; i < 2 * MUTATIONS; i++) {
        const struct buf *from = i % 2 ? &roster : &card;
        struct buf b = BUF_INIT;
        struct roster r;
        struct card c;

        buf_add(&b, from->p, from->len);
        for (int k = 0; k <= i % 4; k++)
            mutate(&b);
        if (b.len != from->len || memcmp(b.p, from->p, b.len) != 0) {
            tried++;
            taken +=
                i % 2 ? roster_decode(&r, b.p, b.len, &e) == 0 : card_read(&c, b.p, b.len, &e) == 0;
        }
        buf_release(&b);
    }
    id_random_source(NULL, NULL);
    ok(tried > 2 * MUTATIONS * 9 / 10, "%d mutations", tried);
    is_int(taken, 0, "none is taken");
    buf_release(&card);
    buf_release(&roster);
}

static void damaged(void)
{
    char path[300];
    struct roster r;
    struct buf b = BUF_INIT;
    struct identity who;
    struct stat st;
    bool changed;

    team_bytes(lead.workspace, &b, &e);
    snprintf(path, sizeof path, "%s/identity/roster", third.workspace);
    is_ok(file_write(path, "rot", 3, &e), &e, "a roster rots");
    is_int(roster_load(&r, third.workspace, &e), -ERR_CORRUPT, "which is said");
    ok(e.msg && strstr(e.msg, "--replace"), "with the way out");
    is_int(team_join(third.workspace, b.p, b.len, &changed, &e), -ERR_CORRUPT,
           "nothing is guessed");
    is_ok(team_replace(third.workspace, b.p, b.len, &changed, &e), &e, "the way out works");
    is_int(standing_of(&third, &lead), STANDING_MEMBER, "in the team again");

    snprintf(path, sizeof path, "%s/identity/laptop.key", third.workspace);
    ok(stat(path, &st) == 0 && (st.st_mode & 077) == 0, "the key is nobody else's to read");
    is_int(st.st_size, 2 * KEY_LEN, "seed and public key");
    is_ok(truncate(path, KEY_LEN) == 0 ? 0 : -1, &e, "as the first release wrote it");
    is_ok(identity_load(&who, third.workspace, "", "", &e), &e, "it is read");
    ok(memcmp(who.public_key, third.who.public_key, KEY_LEN) == 0, "the same key");
    buf_reset(&b);
    buf_add(&b, third.who.secret_seed, KEY_LEN);
    buf_add(&b, third.who.public_key, KEY_LEN);
    b.p[3] ^= 1;
    is_ok(file_write(path, b.p, b.len, &e), &e, "a bit of the key rots");
    is_int(identity_load(&who, third.workspace, "", "", &e), -ERR_CORRUPT, "which is said");
    is_ok(file_write(path, "", 0, &e), &e, "an empty key");
    is_int(identity_load(&who, third.workspace, "", "", &e), -ERR_CORRUPT, "is never replaced");
    buf_release(&b);
}

#define STARTERS 8

/* Eight genba that start for the first time at once have one key. */
static void first_starts(void)
{
    uint8_t keys[STARTERS][KEY_LEN];
    struct identity who;
    char dir[256];
    int fd[2], same = 0;

    tmpdir_make(dir, sizeof dir);
    if (pipe(fd) != 0)
        bail("no pipe");
    for (int i = 0; i < STARTERS; i++) {
        if (fork() != 0)
            continue;
        if (identity_load(&who, dir, "", "", NULL) == 0 &&
            write(fd[1], who.public_key, KEY_LEN) == KEY_LEN)
            _exit(0);
        _exit(1);
    }
    close(fd[1]);
    for (int i = 0; i < STARTERS && read(fd[0], keys[i], KEY_LEN) == KEY_LEN; i++)
        same += memcmp(keys[0], keys[i], KEY_LEN) == 0;
    close(fd[0]);
    while (wait(NULL) > 0)
        continue;
    is_int(same, STARTERS, "%d first starts, one key", STARTERS);
    is_ok(identity_load(&who, dir, "", "", &e), &e, "later");
    ok(memcmp(who.public_key, keys[0], KEY_LEN) == 0, "the same");
    tmpdir_remove(dir);
}

int main(void)
{
    fixture_begin(&lead);
    fixture_other(&second, "鈴木", "B");
    fixture_other(&third, "高橋", "C");
    cards();
    odd_names();
    forged_card();
    founding();
    joining();
    forged_roster();
    matching();
    mutations();
    restored_founder();
    other_founder();
    damaged();
    first_starts();
    fixture_end(&lead);
    fixture_end(&second);
    fixture_end(&third);
    return tap_done();
}
