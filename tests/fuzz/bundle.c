/* Fuzz target: a whole bundle. The first byte says how the rest is dressed, so
 * that signatures and seals do not keep the fuzzer out:
 *   0  the rest is the file
 *   1  a genuine head, the rest behind it
 *   2  a genuine head and genuine frames: each of u8 type, u8 how (0: packed and
 *      signed, 1: signed, 2: neither), u16 length, payload */
#include "sync/bundle_private.h"
#include "sync/dict.h"
#include "sync/wire.h"
#include "tests/lib/chain.h"
#include "tests/lib/memio.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

enum how { PACKED, SIGNED, BARE };

struct dresser {
    struct buf out;
    struct identity who;
    struct seal_signer signer;
    struct frame_seal seal;
    uint32_t index;
    uint8_t frame[FRAME_HEAD + (128 << 10) + SIGNATURE_LEN + FRAME_TAG];
};

static void put_head(struct dresser *d)
{
    struct bundle_spec spec = {.who = &d->who, .volume = 1, .volumes = 1};

    chain_laptop(&d->who, 1, "A");
    seal_signer_init(&d->signer, &d->who);
    d->seal = (struct frame_seal){.key = {1}, .nonce = {2}, .volume = 1};
    require(bundle_head_write(&d->out, &spec, &d->seal, NULL) == 0);
    seal_hash(d->seal.head, d->out.p, d->out.len);
}

static void put_frame(struct dresser *d, uint8_t type, uint8_t how, const uint8_t *p, size_t n)
{
    uint8_t *plain = d->frame + FRAME_HEAD, message[SIGNED_BYTES];
    struct frame f = {.index = d->index, .type = type};

    if (how % 3 == PACKED)
        n = ZSTD_compress(plain, 128 << 10, p, n, 1);
    else
        memcpy(plain, p, n);
    if (how % 3 != BARE) {
        bundle_signed(message, &d->seal, d->index, type, plain, n);
        seal_sign(&d->signer, message, sizeof message, plain + n);
        n += SIGNATURE_LEN;
    }
    frame_close(&d->seal, &f, d->frame, n);
    buf_add(&d->out, d->frame, frame_bytes(&f));
    d->index++;
}

static void put_frames(struct dresser *d, const uint8_t *data, size_t size)
{
    struct wire w = wire_of(data, size);

    while (w.left >= 4) {
        uint8_t type = wire_take8(&w), how = wire_take8(&w);
        size_t n = wire_take16(&w);

        n = n < w.left ? n : w.left;
        put_frame(d, type, how, wire_take(&w, n), n);
    }
}

static void use(const struct bundle_part *p)
{
    struct buf b = BUF_INIT;
    struct manifest m;
    struct dict d;

    if (p->kind == PART_MANIFEST) {
        manifest_encode(&b, p->manifest);
        require(manifest_decode(&m, b.p, b.len, NULL) == 0);
        manifest_release(&m);
    } else if (p->kind == PART_DICT && dict_decode(&d, p->bytes.p, p->bytes.n, NULL) == 0) {
        dict_release(&d);
    } else if (p->kind == PART_PHOTO) {
        require(p->data.n <= BUNDLE_CHUNK && p->data.n <= p->total);
    }
    for (size_t i = 0; i < p->ncommits; i++)
        buf_add(&b, p->commits[i].p, p->commits[i].n);
    buf_release(&b);
}

static void read_it(struct memio *m, const struct identity *who)
{
    struct bundle_reader *r;
    struct bundle_part p;
    int64_t parts = 0;

    if (bundle_open(&r, &m->io, "f", NULL) != 0)
        return;
    if (bundle_unlock(r, who, NULL) == 0) {
        while (bundle_next(r, &p, NULL) == 1) {
            use(&p);
            parts++;
        }
        require(bundle_tally(r)->frames_ok >= parts);
        require(!bundle_tally(r)->complete ||
                bundle_tally(r)->frames_ok == bundle_tally(r)->frames_expected);
    }
    bundle_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dresser *d = xcalloc(1, sizeof *d);
    struct memio m;

    seal_start();
    buf_init(&d->out, BUF_MAX_DEFAULT);
    if (size > 0 && data[0] % 3 > 0)
        put_head(d);
    if (size > 0 && data[0] % 3 == 2)
        put_frames(d, data + 1, size - 1);
    else if (size > 0)
        buf_add(&d->out, data + 1, size - 1);
    memio_init(&m);
    memio_put(&m, "f", buf_str(&d->out), d->out.len);
    read_it(&m, &d->who);
    memio_release(&m);
    buf_release(&d->out);
    free(d);
    return 0;
}
