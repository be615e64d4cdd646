/* What a bundle loses when a stick is bad or a sender is: never more than the
 * frames that were hit, never a wrong value, and the tally says how much. Frames
 * are shuffled, repeated, taken out, forged, exchanged for those of others. */
#include "sync/wire.h"
#include "tests/lib/tap.h"
#include "tests/sync/broken.h"

#include <stdlib.h>
#include <zstd.h>

static struct err e;

/* Frames in any order, some twice, some not at all, with rubbish between them. */
static void one_shuffle(struct broken *w, uint64_t *random, int *wrong, int *wholes)
{
    int times[FRAMES_MAX], put[FRAMES_MAX] = {0};
    size_t k = 1 + chain_random(random) % (2 * w->nv), there = 0;
    struct bundle_tally tally;
    struct buf b = BUF_INIT;
    bool rubbish = false;

    if (chain_random(random) % 2)
        k += 4 * w->nv; /* most often all of them */
    buf_add(&b, w->p, w->head);
    for (size_t j = 0; j < k; j++) {
        size_t i = chain_random(random) % w->nv;

        buf_add(&b, w->p + w->v[i].from, w->v[i].to - w->v[i].from);
        there += put[i]++ == 0;
        if (chain_random(random) % 16 == 0) {
            buf_add(&b, "GFRGFRM rubbish", chain_random(random) % 16);
            rubbish = true;
        }
    }
    w->file = memio_put(&w->stick, "damaged", b.p, b.len);
    *wrong += broken_read(w, times, wrong, &tally) != 0;
    for (size_t i = 0; i + 1 < w->nv; i++)
        *wrong += times[i] != (put[i] > 0);
    *wrong += tally.frames_ok != (int64_t)there || tally.complete != (there == w->nv) ||
              (!rubbish && tally.frames_bad != 0) ||
              tally.frames_expected != (put[w->nv - 1] ? (int64_t)w->nv : -1);
    *wholes += tally.complete;
    buf_release(&b);
}

static void shuffled(struct broken *w)
{
    uint64_t random = 11;
    int wrong = 0, wholes = 0;

    for (int i = 0; i < 3000; i++)
        one_shuffle(w, &random, &wrong, &wholes);
    is_int(wrong, 0, "3000 shuffles: each frame that is there comes once, the tally is right");
    ok(wholes > 100 && wholes < 2900, "%d of them held all of it", wholes);
}

/* A frame that a member made with the bundle's key in the sender's name. */
static void forge(struct broken *w, const struct identity *signer, unsigned type, struct buf *out)
{
    struct bundle_reader *r;
    struct frame f = {.index = 2, .type = (uint8_t)type, .salt = 1};
    uint8_t *p = xmalloc(FRAME_BYTES_MAX), message[SIGNED_BYTES];
    size_t k = ZSTD_compress(p + FRAME_HEAD, 4096, "false", 5, 1);

    must(bundle_open(&r, &w->stick.io, "whole", &e), &e);
    must(bundle_unlock(r, &w->tanaka, &e), &e);
    bundle_signed(message, &r->seal, f.index, f.type, p + FRAME_HEAD, k);
    identity_sign(signer, message, sizeof message, p + FRAME_HEAD + k);
    frame_close(&r->seal, &f, p, k + SIGNATURE_LEN);
    buf_reset(out);
    buf_add(out, w->p, w->head);
    buf_add(out, p, frame_bytes(&f));
    free(p);
    bundle_close(r);
}

static void forged(struct broken *w)
{
    static const struct {
        unsigned type;
        bool sender;
        int wrong, ok, bad; /* `wrong`: a part that is none of the bundle's */
        const char *what;
    } cases[] = {
        {PART_ROSTER, false, 0, 0, 1, "a member forges the sender's roster: refused"},
        {PART_ROSTER, true, 1, 1, 0, "signed by the sender it comes: the check can fail"},
        {PART_COMMITS, true, 0, 0, 1, "commits of the sender that are none: refused"},
        {PART_MANIFEST, true, 0, 0, 1, "a manifest of the sender that is none: refused"},
        {PART_TRAILER, true, 0, 0, 1, "a trailer of the sender that is none: refused"},
        {99, true, 1, 1, 0, "a type of a newer version is passed on"},
        {99, false, 0, 0, 1, "but not a forged one"},
    };
    struct buf b = BUF_INIT;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int times[FRAMES_MAX], wrong = 0;
        struct bundle_tally tally;

        forge(w, cases[i].sender ? &w->sato : &w->tanaka, cases[i].type, &b);
        w->file = memio_put(&w->stick, "damaged", b.p, b.len);
        must(broken_read(w, times, &wrong, &tally), &e);
        ok(wrong == cases[i].wrong && tally.frames_ok == cases[i].ok &&
               tally.frames_bad == cases[i].bad,
           "%s", cases[i].what);
    }
    buf_release(&b);
}

/* Another bundle of the same laptop: its frames are at home there only. */
static void spliced(struct broken *w)
{
    int times[FRAMES_MAX], wrong = 0;
    struct bundle_tally tally;
    struct buf b = BUF_INIT;
    const struct memfile *other;

    broken_write(w, "other");
    other = memio_find(&w->stick, "other");
    buf_add(&b, w->p, w->head);
    buf_add(&b, other->p + w->head, other->n - w->head);
    buf_add(&b, w->p + w->v[1].from, w->v[1].to - w->v[1].from);
    w->file = memio_put(&w->stick, "damaged", b.p, b.len);
    must(broken_read(w, times, &wrong, &tally), &e);
    ok(wrong == 0 && tally.frames_ok == 1 && tally.frames_bad == (int64_t)w->nv && times[1] == 1,
       "frames of another bundle are refused, those of this one come");
    buf_release(&b);
}

/* A hand-made file that is expensive to search is given up, not searched for hours. */
static void expensive(struct broken *w)
{
    struct buf b = BUF_INIT;
    uint8_t head[FRAME_HEAD] = FRAME_MAGIC;
    int times[FRAMES_MAX], wrong = 0;
    struct bundle_tally tally;

    wire_store32(head + 9, (uint32_t)FRAME_PLAIN_MAX);
    buf_add(&b, w->p, w->head);
    for (int i = 0; i < 300000; i++)
        buf_add(&b, head, sizeof head);
    w->file = memio_put(&w->stick, "damaged", b.p, b.len);
    must(broken_read(w, times, &wrong, &tally), &e);
    ok(tally.frames_ok == 0 && tally.bytes < tally.size, "given up after %d places",
       (int)tally.frames_bad);
    buf_release(&b);
}

static void unreadable(struct broken *w)
{
    int times[FRAMES_MAX], wrong = 0;
    struct bundle_tally tally;

    w->file = memio_put(&w->stick, "damaged", w->p, w->n);
    w->stick.bad_from = (int64_t)w->v[5].from + 10;
    w->stick.bad_to = w->stick.bad_from + 1;
    is_int(broken_read(w, times, &wrong, &tally), 0, "a place that cannot be read");
    ok(wrong == 0 && tally.frames_ok < (int64_t)w->nv && tally.frames_bad > 0 && !tally.complete,
       "costs %d of %zu frames", (int)((int64_t)w->nv - tally.frames_ok), w->nv);
    w->stick.bad_from = w->stick.bad_to = 0;
    memio_fail(&w->stick, MEMIO_READ, 2, ERR_IO);
    w->stick.sticky = true;
    is_int(broken_read(w, times, &wrong, &tally), 0, "a stick pulled out: the last block is lost");
    ok(tally.frames_ok == 0 && !tally.complete, "and nothing comes");
    memio_fail(&w->stick, 0, 0, ERR_OK);
    w->stick.sticky = false;
}

int main(void)
{
    struct broken w;

    broken_make(&w);
    forged(&w);
    spliced(&w);
    expensive(&w);
    unreadable(&w);
    shuffled(&w);
    broken_free(&w);
    return tap_done();
}
