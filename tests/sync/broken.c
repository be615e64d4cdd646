#include "tests/sync/broken.h"

#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

#define WANTED_BYTES (64 << 10)

static struct err e;

void must(int rc, const struct err *why)
{
    if (rc < 0)
        bail("%s %s %s", err_text(why->code), why->subject, why->detail);
}

void broken_write(struct broken *w, const char *path)
{
    struct bundle_writer *b;
    struct manifest m = {.catalog_version = 1, .made_ms = 5};
    uint8_t *photo = xmalloc(WANTED_BYTES);
    uint64_t random = 3;

    for (size_t i = 0; i < WANTED_BYTES; i++)
        photo[i] = (uint8_t)chain_random(&random);
    must(bundle_begin(&b, &w->stick.io, path, &w->spec, &e), &e);
    must(bundle_put_manifest(b, &m, &e), &e);
    must(bundle_put_commits(b, w->chain.v, w->chain.n, &e), &e);
    for (int i = 0; bundle_bytes(b) < WANTED_BYTES - 400; i++) {
        size_t left = (size_t)(WANTED_BYTES - 300 - bundle_bytes(b)), k = left < 9000 ? left : 9000;
        struct hash h = {{(uint8_t)i}};

        must(bundle_put_chunk(b, &h, 0, k, (struct span){photo + 1000 * i, k}, &e), &e);
    }
    must(bundle_finish(b, NULL, NULL, &e), &e);
    free(photo);
}

/* Where the frames are, and what is in them. */
static void map_frames(struct broken *w, const char *path)
{
    struct bundle_reader *r;
    struct bundle_part p;
    const struct memfile *f = memio_find(&w->stick, path);

    w->n = f->n;
    w->p = xmalloc(w->n);
    memcpy(w->p, f->p, w->n);
    must(bundle_open(&r, &w->stick.io, path, &e), &e);
    must(bundle_unlock(r, &w->tanaka, &e), &e);
    w->head = r->outline.bytes;
    for (size_t at = w->head; bundle_next(r, &p, &e) == 1; at = w->v[w->nv++].to) {
        struct piece *piece = &w->v[w->nv];

        *piece = (struct piece){.from = at, .to = (size_t)bundle_tally(r)->bytes, .kind = p.kind};
        buf_init(&piece->bytes, BUF_MAX_DEFAULT);
        buf_add(&piece->bytes, p.bytes.p, p.bytes.n);
        piece->ncommits = p.ncommits;
    }
    w->v[w->nv] = (struct piece){
        .from = w->v[w->nv - 1].to, .to = w->n, .kind = PART_TRAILER, .bytes = BUF_INIT};
    w->nv++;
    ok(bundle_tally(r)->complete && bundle_tally(r)->frames_ok == (int64_t)w->nv,
       "a bundle of %zu bytes and %zu frames", w->n, w->nv);
    bundle_close(r);
}

void broken_make(struct broken *w)
{
    memset(w, 0, sizeof *w);
    memio_init(&w->stick);
    chain_laptop(&w->sato, 1, "佐藤");
    chain_laptop(&w->tanaka, 2, "田中");
    memcpy(w->members[0], w->sato.public_key, KEY_LEN);
    memcpy(w->members[1], w->tanaka.public_key, KEY_LEN);
    chain_make(&w->chain, 20, 4);
    w->spec = (struct bundle_spec){.hospital = {{1}},
                                   .who = &w->sato,
                                   .members = w->members,
                                   .nmembers = 2,
                                   .volume = 1,
                                   .volumes = 1,
                                   .bundle = {{2}}};
    broken_write(w, "whole");
    map_frames(w, "whole");
    w->file = memio_put(&w->stick, "damaged", w->p, w->n);
}

void broken_free(struct broken *w)
{
    for (size_t i = 0; i < w->nv; i++)
        buf_release(&w->v[i].bytes);
    free(w->p);
    chain_release(&w->chain);
    memio_release(&w->stick);
}

static bool is_piece(const struct piece *want, const struct bundle_part *p)
{
    return p->kind == want->kind && p->bytes.n == want->bytes.len &&
           p->ncommits == want->ncommits && memcmp(p->bytes.p, want->bytes.p, want->bytes.len) == 0;
}

int broken_read(struct broken *w, int times[FRAMES_MAX], int *wrong, struct bundle_tally *tally)
{
    struct bundle_reader *r;
    struct bundle_part p;
    int rc = bundle_open(&r, &w->stick.io, "damaged", &e);

    memset(times, 0, FRAMES_MAX * sizeof *times);
    if (rc != 0)
        return rc;
    must(bundle_unlock(r, &w->tanaka, &e), &e);
    while ((rc = bundle_next(r, &p, &e)) == 1) {
        size_t i = 0;

        while (i < w->nv && !is_piece(&w->v[i], &p))
            i++;
        if (i == w->nv)
            (*wrong)++;
        else
            times[i]++;
    }
    *tally = *bundle_tally(r);
    bundle_close(r);
    return rc;
}
