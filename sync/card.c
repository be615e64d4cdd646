#include "sync/team.h"

#include "model/base/clock.h"
#include "model/value.h"
#include "sync/armour.h"
#include "sync/signed.h"

#include <sodium.h>
#include <string.h>

static const char magic[] = "GNBCARD";
static const char context[] = "genba.card.1";
#define CARD_VERSION 1

static void put_body(struct buf *out, const struct card *c)
{
    buf_add(out, magic, strlen(magic));
    buf_putc(out, CARD_VERSION);
    buf_add(out, c->device, KEY_LEN);
    varint_put(out, (uint64_t)c->made_ms);
    signed_put_text(out, c->person);
    signed_put_text(out, c->crew);
    signed_put_text(out, c->laptop);
}

static void make(struct card *c, const struct identity *who)
{
    struct buf body = BUF_INIT;
    int64_t now = clock_now_ms();

    *c = (struct card){.made_ms = now > 0 ? now : 0};
    memcpy(c->device, who->public_key, KEY_LEN);
    signed_clean(c->person, sizeof c->person, who->person);
    signed_clean(c->crew, sizeof c->crew, who->crew);
    signed_clean(c->laptop, sizeof c->laptop, who->laptop);
    put_body(&body, c);
    signed_make(c->signature, context, &body, who);
    buf_release(&body);
}

void card_encode(struct buf *out, const struct card *c)
{
    put_body(out, c);
    buf_add(out, c->signature, SIGNATURE_LEN);
}

void card_make(struct buf *out, const struct identity *who)
{
    struct card c;

    make(&c, who);
    card_encode(out, &c);
}

void card_armour(struct buf *out, const struct identity *who)
{
    struct buf bytes = BUF_INIT;
    struct card c;
    char print[40];

    make(&c, who);
    card_encode(&bytes, &c);
    key_fingerprint(c.device, print);
    armour_begin(out, ARMOUR_CARD);
    armour_comment(out, "person", c.person);
    armour_comment(out, "crew", c.crew);
    armour_comment(out, "laptop", c.laptop);
    armour_comment(out, "fingerprint", print);
    armour_end(out, ARMOUR_CARD, bytes.p, bytes.len);
    buf_release(&bytes);
}

static int corrupt(struct err *e, const char *why)
{
    return err_say(e, ERR_CORRUPT, NULL, "card", why);
}

static int decode(struct card *out, const uint8_t *p, size_t n, struct err *e)
{
    struct reading w = {p, n, true};
    char head[sizeof magic - 1];
    uint8_t version;
    struct card c = {.made_ms = 0};

    reading_bytes(&w, head, sizeof head);
    reading_bytes(&w, &version, 1);
    if (!w.ok || memcmp(head, magic, sizeof head) != 0)
        return corrupt(e, N_("no card is in it; `genba team card` prints one"));
    if (version > CARD_VERSION)
        return err_set(e, ERR_NEWER, "card", "%d", version);
    reading_bytes(&w, c.device, KEY_LEN);
    c.made_ms = (int64_t)reading_number(&w);
    reading_text(&w, c.person, sizeof c.person);
    reading_text(&w, c.crew, sizeof c.crew);
    reading_text(&w, c.laptop, sizeof c.laptop);
    reading_bytes(&w, c.signature, SIGNATURE_LEN);
    if (!w.ok || w.left != 0 || version != CARD_VERSION || c.made_ms < 0 ||
        !signed_key_usable(c.device))
        return corrupt(e, N_("the card is cut off or changed: ask for it again"));
    if (!signed_holds(c.signature, context, p, n - SIGNATURE_LEN, c.device))
        return corrupt(e, N_("the card was changed or forged: ask for it again, and compare the "
                             "fingerprint with the person"));
    *out = c;
    return 0;
}

int card_next(struct card *out, struct span *rest, struct err *e)
{
    struct buf bytes = BUF_INIT;
    int rc;

    if (rest->n >= strlen(magic) && memcmp(rest->p, magic, strlen(magic)) == 0) {
        rc = decode(out, rest->p, rest->n, e);
        *rest = (struct span){(const char *)rest->p + rest->n, 0};
        return rc == 0 ? 1 : rc;
    }
    rc = armour_next(ARMOUR_CARD, rest, &bytes, e);
    if (rc > 0 && (rc = decode(out, (const uint8_t *)buf_str(&bytes), bytes.len, e)) == 0)
        rc = 1;
    buf_release(&bytes);
    return rc;
}

int card_read(struct card *out, const void *p, size_t n, struct err *e)
{
    struct span rest = {p, n};
    int rc = card_next(out, &rest, e);

    if (rc == 0)
        return corrupt(e, N_("no card is in it; `genba team card` prints one"));
    return rc > 0 ? 0 : rc;
}

void key_fingerprint(const uint8_t device[KEY_LEN], char out[40])
{
    uint8_t h[16];
    char *p = out;

    crypto_generichash(h, sizeof h, device, KEY_LEN, NULL, 0);
    for (size_t i = 0; i < sizeof h; i++) {
        static const char digits[] = "0123456789abcdef";

        if (i > 0 && i % 2 == 0)
            *p++ = '-';
        *p++ = digits[h[i] >> 4];
        *p++ = digits[h[i] & 15];
    }
    *p = '\0';
}
