/* A bundle written and read again: everything in it, volumes, open ones, whom it
 * is sealed to, going on with a .part. */
#include "sync/bundle.h"
#include "sync/dict.h"
#include "tests/lib/chain.h"
#include "tests/lib/memio.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static struct err e;

struct world {
    struct memio stick;
    struct identity sato, tanaka, stranger;
    uint8_t members[2][KEY_LEN];
    struct bundle_spec spec; /* of sato, sealed to sato and tanaka */
    struct chain chain;
    uint8_t *photo; /* three chunks, the last one short */
    size_t photo_bytes;
    struct hash sha256;
};

static void world_make(struct world *w)
{
    memset(w, 0, sizeof *w);
    memio_init(&w->stick);
    chain_laptop(&w->sato, 1, "佐藤");
    chain_laptop(&w->tanaka, 2, "田中");
    chain_laptop(&w->stranger, 3, "鈴木");
    memcpy(w->members[0], w->sato.public_key, KEY_LEN);
    memcpy(w->members[1], w->tanaka.public_key, KEY_LEN);
    w->spec = (struct bundle_spec){.hospital = {{1}},
                                   .who = &w->sato,
                                   .members = w->members,
                                   .nmembers = 2,
                                   .card = {"card", 4},
                                   .volume = 1,
                                   .volumes = 1,
                                   .bundle = {{2}},
                                   .hlc = 77};
    chain_make(&w->chain, 5000, 9);
    w->photo_bytes = 2 * BUNDLE_CHUNK + 1000;
    w->photo = xmalloc(w->photo_bytes);
    for (size_t i = 0; i < w->photo_bytes; i++)
        w->photo[i] = (uint8_t)(i * 7 + i / 1000);
    w->sha256 = sha256(w->photo, w->photo_bytes);
}

static void world_free(struct world *w)
{
    memio_release(&w->stick);
    chain_release(&w->chain);
    free(w->photo);
}

static struct span chunk(const struct world *w, uint32_t index)
{
    size_t from = index * BUNDLE_CHUNK, n = w->photo_bytes - from;

    return (struct span){w->photo + from, n < BUNDLE_CHUNK ? n : BUNDLE_CHUNK};
}

static void put_records(struct world *w, struct bundle_writer *b)
{
    struct manifest_range range = {.writer = w->chain.writer, .from = 1, .to = w->chain.n};
    char serial[] = "0342";
    struct manifest m = {
        .catalog_version = 1, .made_ms = 5, .serial = serial, .ranges = &range, .nranges = 1};
    struct buf dict = BUF_INIT;

    dict_encode(&dict, NULL, NULL);
    is_ok(bundle_put_manifest(b, &m, &e), &e, "manifest");
    is_ok(bundle_put_bytes(b, PART_DICT, (struct span){dict.p, dict.len}, &e), &e, "dictionary");
    is_ok(bundle_put_bytes(b, PART_ROSTER, (struct span){"roster", 6}, &e), &e, "roster");
    is_ok(bundle_put_commits(b, w->chain.v, w->chain.n, &e), &e, "commits");
    buf_release(&dict);
}

static void put_photo(struct world *w, struct bundle_writer *b)
{
    for (uint32_t i = 0; i < 3; i++)
        if (!bundle_has_chunk(b, &w->sha256, i))
            is_ok(bundle_put_chunk(b, &w->sha256, i, w->photo_bytes, chunk(w, i), &e), &e,
                  "chunk %u", i);
}

static void write_one(struct world *w, const char *path)
{
    struct bundle_writer *b;

    is_ok(bundle_begin(&b, &w->stick.io, path, &w->spec, &e), &e, "%s begun", path);
    put_records(w, b);
    put_photo(w, b);
    is_ok(bundle_finish(b, NULL, NULL, &e), &e, "%s finished", path);
}

struct found {
    int manifests, dicts, rosters, chunks, wrong;
    size_t commits;
    struct bundle_tally tally;
};

static void look_at(const struct world *w, const struct bundle_part *p, struct found *f)
{
    struct dict d;

    if (p->kind == PART_MANIFEST) {
        f->manifests++;
        f->wrong += strcmp(p->manifest->serial, "0342") != 0 || p->manifest->nranges != 1 ||
                    p->manifest->ranges[0].to != w->chain.n;
    } else if (p->kind == PART_DICT) {
        f->dicts++;
        f->wrong += dict_decode(&d, p->bytes.p, p->bytes.n, &e) != 0;
        dict_release(&d);
    } else if (p->kind == PART_ROSTER) {
        f->rosters++;
        f->wrong += p->bytes.n != 6 || memcmp(p->bytes.p, "roster", 6) != 0;
    } else if (p->kind == PART_PHOTO) {
        struct span want = chunk(w, p->index);

        f->chunks++;
        f->wrong += p->data.n != want.n || memcmp(p->data.p, want.p, want.n) != 0 ||
                    memcmp(&p->sha256, &w->sha256, sizeof w->sha256) != 0;
    }
    for (size_t i = 0; i < p->ncommits; i++) {
        const struct span *want = &w->chain.v[f->commits++];

        f->wrong += p->commits[i].n != want->n || memcmp(p->commits[i].p, want->p, want->n) != 0;
    }
}

static int read_one(struct world *w, const char *path, const struct identity *who, struct found *f)
{
    struct bundle_reader *r;
    struct bundle_part p;
    int rc = bundle_open(&r, &w->stick.io, path, &e);

    memset(f, 0, sizeof *f);
    if (rc != 0)
        return rc;
    rc = bundle_unlock(r, who, &e);
    while (rc == 0 && (rc = bundle_next(r, &p, &e)) == 1) {
        look_at(w, &p, f);
        rc = 0;
    }
    f->tally = *bundle_tally(r);
    bundle_close(r);
    return rc;
}

static void whole(struct world *w, const char *path, const struct identity *who)
{
    struct found f;

    is_ok(read_one(w, path, who, &f), &e, "%s read by %s", path, who->person);
    is_int(f.wrong, 0, "nothing else than what was written");
    ok(f.manifests == 1 && f.dicts == 1 && f.rosters == 1 && f.chunks == 3 &&
           f.commits == w->chain.n,
       "all of it: %zu commits, %d chunks", f.commits, f.chunks);
    ok(f.tally.complete && f.tally.frames_ok == f.tally.frames_expected && f.tally.frames_bad == 0,
       "complete: %d of %d frames", (int)f.tally.frames_ok, (int)f.tally.frames_expected);
    is_int(f.tally.bytes, f.tally.size, "read to the end");
}

static void sealed(struct world *w)
{
    struct bundle_reader *r;
    struct found f;

    write_one(w, "a.gnb");
    ok(!memio_find(&w->stick, "a.gnb.part"), "no .part is left");
    ok(w->stick.forgets == 1 && w->stick.syncs > 0, "synced, and read back from the medium");
    whole(w, "a.gnb", &w->sato);
    whole(w, "a.gnb", &w->tanaka);
    is_int(read_one(w, "a.gnb", &w->stranger, &f), -ERR_REFUSED, "not sealed to 鈴木");
    is_int(bundle_begin(&(struct bundle_writer *){NULL}, &w->stick.io, "a.gnb", &w->spec, &e),
           -ERR_EXISTS, "a finished one is not overwritten");
    is_ok(bundle_open(&r, &w->stick.io, "a.gnb", &e), &e, "opened");
    ok(bundle_head(r)->hlc == 77 && bundle_head(r)->card.n == 4 && bundle_head(r)->slots == 2 &&
           memcmp(bundle_head(r)->device, w->sato.public_key, KEY_LEN) == 0,
       "the head says who");
    bundle_close(r);
    is_int(bundle_open(&r, &w->stick.io, "none.gnb", &e), -ERR_NOTFOUND, "no such file");
}

static void open_one(struct world *w)
{
    struct bundle_spec before = w->spec;

    w->spec.nmembers = 0;
    write_one(w, "open.gnb");
    whole(w, "open.gnb", &w->stranger);
    w->spec = before;
}

static void volumes(struct world *w)
{
    struct bundle_spec before = w->spec;
    struct memfile *one, *two;
    struct found f;

    w->spec.volumes = 2;
    write_one(w, "v.gnb");
    w->spec.volume = 2;
    write_one(w, "v-2.gnb");
    whole(w, "v-2.gnb", &w->tanaka);
    one = memio_find(&w->stick, "v.gnb");
    two = memio_find(&w->stick, "v-2.gnb");
    memio_put(&w->stick, "glued.gnb", one->p, one->n);
    one = memio_find(&w->stick, "glued.gnb");
    one->p = xrealloc(one->p, one->n + two->n);
    one->cap = one->n + two->n;
    memcpy(one->p + one->n, two->p, two->n);
    one->n += two->n;
    is_ok(read_one(w, "glued.gnb", &w->tanaka, &f), &e, "the second behind the first");
    ok(f.tally.complete && f.wrong == 0 && f.commits == w->chain.n && f.tally.frames_bad > 1,
       "gives the first, the other's frames are refused");
    w->spec = before;
}

/* The .part is cut anywhere in its photos: what is there is not written again. */
static void resumed(struct world *w)
{
    struct bundle_writer *b;
    struct memfile *part;
    int64_t records;

    is_ok(bundle_begin(&b, &w->stick.io, "r.gnb", &w->spec, &e), &e, "begun");
    put_records(w, b);
    put_photo(w, b);
    bundle_leave(b);
    part = memio_find(&w->stick, "r.gnb.part");
    part->n -= BUNDLE_CHUNK / 2; /* in the second chunk: the third is 1000 bytes */
    w->spec.bundle.b[0] = 99;
    is_ok(bundle_begin(&b, &w->stick.io, "r.gnb", &w->spec, &e), &e, "continued");
    ok(bundle_resumed(b), "says so");
    is_int(bundle_id(b).b[0], 2, "it is still the bundle that was begun");
    records = bundle_bytes(b);
    put_records(w, b);
    is_int(bundle_bytes(b), records, "records that are there are not written twice");
    ok(bundle_has_chunk(b, &w->sha256, 0) && !bundle_has_chunk(b, &w->sha256, 1) &&
           !bundle_has_chunk(b, &w->sha256, 2),
       "it knows the chunks");
    put_photo(w, b);
    is_ok(bundle_finish(b, NULL, NULL, &e), &e, "finished");
    whole(w, "r.gnb", &w->tanaka);
}

static void left_in_reading_back(struct world *w)
{
    struct bundle_writer *b;
    int64_t done;

    is_ok(bundle_begin(&b, &w->stick.io, "t.gnb", &w->spec, &e), &e, "begun");
    put_records(w, b);
    put_photo(w, b);
    is_ok(bundle_finish_begin(b, &e), &e, "trailer");
    ok(bundle_finish_step(b, &done, &e) >= 0, "left while it is read back");
    bundle_leave(b);
    if (memio_find(&w->stick, "t.gnb"))
        w->stick.io.rename(&w->stick.io, "t.gnb", "t.gnb.part", &e);
    is_ok(bundle_begin(&b, &w->stick.io, "t.gnb", &w->spec, &e), &e, "continued");
    put_records(w, b);
    put_photo(w, b);
    is_ok(bundle_finish(b, NULL, NULL, &e), &e, "finished");
    whole(w, "t.gnb", &w->sato);
}

static void begin_anew(struct world *w, const char *why)
{
    struct bundle_writer *b;

    is_ok(bundle_begin(&b, &w->stick.io, "n.gnb", &w->spec, &e), &e, "%s", why);
    ok(!bundle_resumed(b), "begun anew");
    put_records(w, b);
    bundle_leave(b);
}

static void not_resumed(struct world *w)
{
    struct bundle_spec before = w->spec;
    struct memfile *part;

    begin_anew(w, "the first");
    w->spec.nmembers = 1;
    begin_anew(w, "a member was revoked");
    w->spec.hospital.b[0] = 7;
    begin_anew(w, "another hospital");
    part = memio_find(&w->stick, "n.gnb.part");
    part->p[20] ^= 1;
    begin_anew(w, "its head is damaged");
    part->n = 3;
    begin_anew(w, "hardly begun");
    w->spec.who = &w->tanaka;
    is_int(bundle_begin(&(struct bundle_writer *){NULL}, &w->stick.io, "n.gnb", &w->spec, &e),
           -ERR_EXISTS, "another laptop's .part is left alone");
    w->spec = before;
}

static int after_two(int64_t done, int64_t total, void *ctx)
{
    int *calls = ctx;

    ok(done > 0 && done <= total, "%d of %d bytes read back", (int)done, (int)total);
    return ++*calls == 2;
}

/* A stick that gives back other bytes than were written is found out. */
static void bad_stick(struct world *w)
{
    struct bundle_writer *b;
    struct memfile *part;
    int calls = 1;

    is_ok(bundle_begin(&b, &w->stick.io, "bad.gnb", &w->spec, &e), &e, "begun");
    put_records(w, b);
    part = memio_find(&w->stick, "bad.gnb.part");
    part->p[part->n / 2] ^= 4;
    is_int(bundle_finish(b, NULL, NULL, &e), -ERR_CORRUPT, "one bit came back wrong");
    ok(memio_find(&w->stick, "bad.gnb.part") && !memio_find(&w->stick, "bad.gnb"),
       "it stays a .part");
    w->stick.bad_from = (int64_t)part->n / 2;
    w->stick.bad_to = w->stick.bad_from + 1;
    is_ok(bundle_begin(&b, &w->stick.io, "bad.gnb", &w->spec, &e), &e, "continued");
    w->stick.bad_from = w->stick.bad_to = 0;
    put_records(w, b);
    for (int i = 0; i < 9; i++)
        put_photo(w, b);
    is_int(bundle_finish(b, after_two, &calls, &e), -ERR_CANCELLED, "cancelled");
    is_ok(bundle_begin(&b, &w->stick.io, "bad.gnb", &w->spec, &e), &e, "continued again");
    put_records(w, b);
    put_photo(w, b);
    is_ok(bundle_finish(b, NULL, NULL, &e), &e, "finished");
}

int main(void)
{
    struct world w;

    world_make(&w);
    sealed(&w);
    open_one(&w);
    volumes(&w);
    resumed(&w);
    left_in_reading_back(&w);
    w.spec.bundle.b[0] = 2;
    not_resumed(&w);
    bad_stick(&w);
    world_free(&w);
    return tap_done();
}
