#include "sync/bundle_private.h"

#include "sync/crc32c.h"
#include "sync/wire.h"

#include <stdlib.h>
#include <string.h>

#define BUNDLE_MAGIC_LEN (sizeof BUNDLE_MAGIC - 1)
#define CARD_MAX 4096
#define RECORD_TAG "genba.record.1" /* 15 bytes with its NUL, and one more */

static bool put_slots(struct buf *out, const struct bundle_spec *spec,
                      const struct frame_seal *seal)
{
    wire_put16(out, (uint16_t)spec->nmembers);
    for (size_t i = 0; i < spec->nmembers; i++) {
        uint8_t slot[SEAL_SLOT_LEN];

        if (!seal_key_for(spec->members[i], seal->key, slot))
            return false;
        buf_add(out, spec->members[i], KEY_LEN);
        buf_add(out, slot, sizeof slot);
    }
    if (spec->nmembers == 0)
        buf_add(out, seal->key, SEAL_KEY_LEN);
    return true;
}

int bundle_head_write(struct buf *out, const struct bundle_spec *spec,
                      const struct frame_seal *seal, struct err *e)
{
    uint8_t signature[SIGNATURE_LEN];

    if (spec->nmembers > BUNDLE_SLOTS_MAX || spec->card.n > CARD_MAX)
        return err_set(e, ERR_LIMIT, "bundle", "%zu readers", spec->nmembers);
    buf_reset(out);
    buf_add(out, BUNDLE_MAGIC, BUNDLE_MAGIC_LEN);
    wire_put16(out, BUNDLE_VERSION);
    wire_put16(out, BUNDLE_VERSION);
    buf_add(out, spec->bundle.b, ID_LEN);
    buf_add(out, spec->hospital.b, ID_LEN);
    buf_add(out, spec->who->public_key, KEY_LEN);
    buf_add(out, seal->nonce, FRAME_NONCE);
    wire_put32(out, spec->volume);
    wire_put32(out, spec->volumes);
    wire_put64(out, spec->hlc);
    if (!put_slots(out, spec, seal))
        return err_set(e, ERR_INVALID, "roster", "a member's key is none");
    wire_put16(out, (uint16_t)spec->card.n);
    buf_add(out, spec->card.p, spec->card.n);
    identity_sign(spec->who, out->p, out->len, signature);
    buf_add(out, signature, sizeof signature);
    wire_put32(out, crc32c(0, out->p, out->len));
    return 0;
}

static void take_fixed(struct bundle_head *h, const uint8_t **nonce, struct wire *w)
{
    wire_take_into(w, h->bundle.b, ID_LEN);
    wire_take_into(w, h->hospital.b, ID_LEN);
    wire_take_into(w, h->device, KEY_LEN);
    *nonce = wire_take(w, FRAME_NONCE);
    h->volume = wire_take32(w);
    h->volumes = wire_take32(w);
    h->hlc = wire_take64(w);
    h->slots = wire_take16(w);
}

/* What is behind the version; false when it is damaged. */
static bool take_rest(struct bundle_outline *o, struct wire *w, const uint8_t *p)
{
    const uint8_t *signature;
    size_t signed_bytes, crc_bytes;

    take_fixed(&o->head, &o->nonce, w);
    if (o->head.slots > BUNDLE_SLOTS_MAX)
        return false;
    o->slots = wire_take(w, o->head.slots * BUNDLE_SLOT_BYTES);
    o->open_key = o->head.slots == 0 ? wire_take(w, SEAL_KEY_LEN) : NULL;
    o->head.card.n = wire_take16(w);
    o->head.card.p = wire_take(w, o->head.card.n);
    if (w->bad)
        return false;
    signed_bytes = (size_t)(w->p - p);
    signature = wire_take(w, SIGNATURE_LEN);
    if (!signature)
        return false;
    crc_bytes = (size_t)(w->p - p);
    if (wire_take32(w) != crc32c(0, p, crc_bytes) || w->bad)
        return false;
    o->bytes = (size_t)(w->p - p);
    return o->head.volume > 0 && o->head.volume <= o->head.volumes &&
           seal_check(o->head.device, p, signed_bytes, signature);
}

int bundle_head_read(struct bundle_outline *out, const uint8_t *p, size_t n, const char *path,
                     struct err *e)
{
    struct wire w = wire_of(p, n);
    const uint8_t *magic = wire_take(&w, BUNDLE_MAGIC_LEN);

    memset(out, 0, sizeof *out);
    if (!magic || memcmp(magic, BUNDLE_MAGIC, BUNDLE_MAGIC_LEN) != 0)
        return err_set(e, ERR_UNSUPPORTED, path, "%s", N_("no bundle of genba"));
    out->head.version = wire_take16(&w);
    out->head.min_reader = wire_take16(&w);
    if (!w.bad && out->head.min_reader > BUNDLE_VERSION)
        return err_set(e, ERR_NEWER, path, "%d", out->head.min_reader);
    if (!take_rest(out, &w, p))
        return err_set(e, ERR_CORRUPT, path, "%s", N_("the beginning of the file"));
    return 0;
}

void bundle_head_seal(struct frame_seal *out, const struct bundle_outline *o, const uint8_t *p)
{
    memcpy(out->nonce, o->nonce, FRAME_NONCE);
    seal_hash(out->head, p, o->bytes);
    out->volume = o->head.volume;
}

bool frame_notes_add(struct frame_notes *t, const struct frame *f)
{
    struct frame_note *note;

    if (f->index >= BUNDLE_FRAMES_MAX || (f->index < t->n && t->v[f->index].there))
        return false;
    if (f->index >= t->cap) {
        size_t cap = 2 * ((size_t)f->index + 32);

        t->v = xrealloc(t->v, cap * sizeof *t->v);
        t->cap = cap;
    }
    if (f->index >= t->n) {
        memset(t->v + t->n, 0, (f->index - t->n + 1) * sizeof *t->v);
        t->n = (size_t)f->index + 1;
    }
    note = &t->v[f->index];
    *note = (struct frame_note){.there = true, .type = f->type, .len = f->len, .crc = f->crc};
    memcpy(note->tag, f->tag, FRAME_TAG);
    t->there++;
    return true;
}

bool frame_notes_hold(const struct frame_notes *t, const struct frame *f)
{
    const struct frame_note *note = f->index < t->n ? &t->v[f->index] : NULL;

    return note && note->there && note->type == f->type && note->len == f->len &&
           note->crc == f->crc && memcmp(note->tag, f->tag, FRAME_TAG) == 0;
}

void frame_notes_root(const struct frame_notes *t, size_t n, uint8_t root[SEAL_HASH_LEN])
{
    struct buf all = BUF_INIT;

    for (size_t i = 0; i < n; i++) {
        wire_put32(&all, (uint32_t)i);
        buf_putc(&all, (char)t->v[i].type);
        wire_put32(&all, t->v[i].len);
        wire_put32(&all, t->v[i].crc);
        buf_add(&all, t->v[i].tag, FRAME_TAG);
    }
    seal_hash(root, buf_str(&all), all.len);
    buf_release(&all);
}

void bundle_signed(uint8_t out[SIGNED_BYTES], const struct frame_seal *seal, uint32_t index,
                   uint8_t type, const void *payload, size_t n)
{
    static const uint8_t tag[16] = RECORD_TAG;
    uint8_t *p = out;

    memcpy(p, tag, sizeof tag);
    p += sizeof tag;
    memcpy(p, seal->head, SEAL_HASH_LEN);
    p += SEAL_HASH_LEN;
    wire_store32(p, index);
    p[4] = type;
    seal_hash(p + 5, payload, n);
}
