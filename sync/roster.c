#include "sync/team.h"

#include "model/base/text.h"
#include "model/value.h"
#include "sync/armour.h"
#include "sync/signed.h"

#include <stdlib.h>
#include <string.h>

static const char magic[] = "GNBTEAM";
static const char context[] = "genba.roster.1";
#define ROSTER_VERSION 1
#define WHO_DIGITS_MIN 4

void roster_release(struct roster *r)
{
    free(r->v);
    *r = (struct roster){.there = false};
}

static void put_body(struct buf *out, const struct roster *r)
{
    struct buf card = BUF_INIT;

    buf_add(out, magic, strlen(magic));
    buf_putc(out, ROSTER_VERSION);
    buf_add(out, r->founder, KEY_LEN);
    varint_put(out, r->version);
    signed_put_text(out, r->name);
    varint_put(out, r->n);
    for (size_t i = 0; i < r->n; i++) {
        buf_reset(&card);
        card_encode(&card, &r->v[i].card);
        varint_put(out, card.len);
        buf_add(out, card.p, card.len);
        varint_put(out, (uint64_t)r->v[i].admitted_ms);
        varint_put(out, (uint64_t)r->v[i].revoked_ms);
    }
    buf_release(&card);
}

void roster_bytes(struct buf *out, const struct roster *r)
{
    put_body(out, r);
    buf_add(out, r->signature, SIGNATURE_LEN);
}

void roster_encode(struct buf *out, const struct roster *r, const struct identity *founder)
{
    struct buf body = BUF_INIT;
    uint8_t sig[SIGNATURE_LEN];

    put_body(&body, r);
    signed_make(sig, context, &body, founder);
    buf_add(out, body.p, body.len);
    buf_add(out, sig, sizeof sig);
    buf_release(&body);
}

void roster_armour(struct buf *out, const struct roster *r)
{
    struct buf number = BUF_INIT, bytes = BUF_INIT;
    char print[40];

    buf_addf(&number, "%llu", (unsigned long long)r->version);
    key_fingerprint(r->founder, print);
    armour_begin(out, ARMOUR_ROSTER);
    armour_comment(out, "team", r->name);
    armour_comment(out, "version", buf_str(&number));
    armour_comment(out, "founder", r->v[0].card.person);
    armour_comment(out, "fingerprint", print);
    roster_bytes(&bytes, r);
    armour_end(out, ARMOUR_ROSTER, bytes.p, bytes.len);
    buf_release(&number);
    buf_release(&bytes);
}

static int corrupt(struct err *e, const char *why)
{
    return err_say(e, ERR_CORRUPT, NULL, "roster", why);
}

/* One member; its card's own signature is checked, too. */
static void get_member(struct reading *w, struct roster *r)
{
    uint64_t len = reading_number(w);
    struct member m;

    if (!w->ok || len > CARD_BYTES_MAX || len > w->left ||
        card_read(&m.card, w->p, (size_t)len, NULL) != 0) {
        w->ok = false;
        return;
    }
    w->p += len;
    w->left -= (size_t)len;
    m.admitted_ms = (int64_t)reading_number(w);
    m.revoked_ms = (int64_t)reading_number(w);
    if (!w->ok || m.admitted_ms < 0 || m.revoked_ms < 0 || roster_find(r, m.card.device)) {
        w->ok = false;
        return;
    }
    r->v = xgrow(r->v, r->n, &r->cap, sizeof *r->v);
    r->v[r->n++] = m;
}

static void get_members(struct reading *w, struct roster *r)
{
    uint64_t n = reading_number(w);

    if (n < 1 || n > TEAM_MEMBERS_MAX)
        w->ok = false;
    while (w->ok && r->n < n)
        get_member(w, r);
    if (w->ok && (memcmp(r->v[0].card.device, r->founder, KEY_LEN) != 0 || r->v[0].revoked_ms))
        w->ok = false;
}

/* The founder's signature comes first: nothing else is read of a forged one. */
static int decode(struct roster *out, const uint8_t *p, size_t n, struct err *e)
{
    struct reading w = {p, n, true};
    struct roster r = {.there = true};
    char head[sizeof magic - 1];
    uint8_t version;

    reading_bytes(&w, head, sizeof head);
    reading_bytes(&w, &version, 1);
    if (!w.ok || memcmp(head, magic, sizeof head) != 0)
        return corrupt(e, N_("no roster is in it; `genba team roster -o FILE` writes one"));
    if (version > ROSTER_VERSION)
        return err_set(e, ERR_NEWER, "roster", "%d", version);
    reading_bytes(&w, r.founder, KEY_LEN);
    if (!w.ok || w.left < SIGNATURE_LEN || n > ROSTER_BYTES_MAX || version != ROSTER_VERSION)
        return corrupt(e, N_("the roster is cut off or changed: ask for it again"));
    w.left -= SIGNATURE_LEN;
    memcpy(r.signature, p + n - SIGNATURE_LEN, SIGNATURE_LEN);
    if (!signed_holds(r.signature, context, p, n - SIGNATURE_LEN, r.founder))
        return corrupt(e, N_("the roster was changed or forged: ask for it again, and compare the "
                             "founder's fingerprint"));
    r.version = reading_number(&w);
    reading_text(&w, r.name, sizeof r.name);
    get_members(&w, &r);
    if (!w.ok || w.left != 0) {
        roster_release(&r);
        return corrupt(e, N_("the roster is cut off or changed: ask for it again"));
    }
    *out = r;
    return 0;
}

int roster_decode(struct roster *out, const void *p, size_t n, struct err *e)
{
    struct span rest = {p, n};
    struct buf bytes = BUF_INIT;
    int rc;

    *out = (struct roster){.there = false};
    if (n >= strlen(magic) && memcmp(p, magic, strlen(magic)) == 0)
        return decode(out, p, n, e);
    rc = armour_next(ARMOUR_ROSTER, &rest, &bytes, e);
    if (rc > 0)
        rc = decode(out, (const uint8_t *)buf_str(&bytes), bytes.len, e);
    else if (rc == 0)
        rc = corrupt(e, N_("no roster is in it; `genba team roster -o FILE` writes one"));
    buf_release(&bytes);
    return rc;
}

const struct member *roster_find(const struct roster *r, const uint8_t device[KEY_LEN])
{
    for (size_t i = 0; i < r->n; i++)
        if (memcmp(r->v[i].card.device, device, KEY_LEN) == 0)
            return &r->v[i];
    return NULL;
}

/* "1a2b", "1A2B 3C", "1a2b-3c..." */
static bool fingerprint_begins(const uint8_t device[KEY_LEN], const char *who)
{
    char print[40];
    const char *p = print;
    size_t digits = 0;

    key_fingerprint(device, print);
    for (; *who; who++) {
        char c = *who >= 'A' && *who <= 'F' ? (char)(*who - 'A' + 'a') : *who;

        if (c == '-' || c == ' ')
            continue;
        p += *p == '-';
        if (*p == '\0' || c != *p++)
            return false;
        digits++;
    }
    return digits >= WHO_DIGITS_MIN;
}

static bool same_name(const char *a, const char *b)
{
    struct buf fa = BUF_INIT, fb = BUF_INIT;
    bool same;

    text_fold(&fa, a, strlen(a));
    text_fold(&fb, b, strlen(b));
    same = fa.len > 0 && strcmp(buf_str(&fa), buf_str(&fb)) == 0;
    buf_release(&fa);
    buf_release(&fb);
    return same;
}

size_t roster_match(const struct roster *r, const char *who, const struct member **first)
{
    size_t present = 0, revoked = 0;

    *first = NULL;
    for (size_t i = 0; i < r->n; i++) {
        const struct member *m = &r->v[i];

        if (!fingerprint_begins(m->card.device, who) && !same_name(m->card.person, who) &&
            !same_name(m->card.laptop, who))
            continue;
        if (present == 0 && (!m->revoked_ms || !*first))
            *first = m;
        m->revoked_ms ? revoked++ : present++;
    }
    return present ? present : revoked;
}

enum standing roster_standing(const struct roster *r, const struct identity *who,
                              const uint8_t device[KEY_LEN])
{
    const struct member *m = roster_find(r, device);

    if (memcmp(device, who->public_key, KEY_LEN) == 0)
        return STANDING_SELF;
    return !m ? STANDING_UNKNOWN : m->revoked_ms ? STANDING_REVOKED : STANDING_MEMBER;
}
