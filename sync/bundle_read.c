#include "sync/bundle_private.h"

#include "sync/wire.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define WINDOW_LOG_MAX 23

size_t bundle_unpacked_max(unsigned type)
{
    return type == PART_COMMITS ? RUN_PLAIN_MAX : FRAME_PLAIN_MAX;
}

/* As much of it as the medium gives: a scratch may lie close behind the head. */
static int read_head(struct bundle_reader *r, struct err *e)
{
    size_t want = BUNDLE_HEAD_MAX;
    int64_t n;

    r->bytes = xmalloc(want);
    while ((n = r->f.io->read(&r->f, r->bytes, want, 0, e)) == -ERR_IO && want > BUNDLE_HEAD_LEAST)
        want /= 2;
    if (n < 0)
        return (int)n;
    return bundle_head_read(&r->outline, r->bytes, (size_t)n, r->path, e);
}

int bundle_open(struct bundle_reader **out, const struct io *io, const char *path, struct err *e)
{
    struct bundle_reader *r = xcalloc(1, sizeof *r);
    int64_t size;
    int rc;

    seal_start();
    rc = io->open(io, &r->f, path, IO_READ, e);
    if (rc != 0) {
        free(r);
        return rc;
    }
    r->path = xstrdup(path);
    size = io->size(&r->f, e);
    rc = size < 0 ? (int)size : read_head(r, e);
    if (rc != 0) {
        bundle_close(r);
        return rc;
    }
    bundle_head_seal(&r->seal, &r->outline, r->bytes);
    frame_stream_init(&r->stream, &r->f, (int64_t)r->outline.bytes, size);
    r->plain = xmalloc(size < (int64_t)FRAME_PLAIN_MAX ? (size_t)size : FRAME_PLAIN_MAX);
    r->tally = (struct bundle_tally){.frames_expected = -1, .size = size, .first_bad = -1};
    *out = r;
    return 0;
}

void bundle_close(struct bundle_reader *r)
{
    if (!r)
        return;
    r->f.io->close(&r->f);
    frame_stream_release(&r->stream);
    free(r->notes.v);
    free(r->plain);
    free(r->unpacked);
    ZSTD_freeDCtx(r->zstd);
    run_release(&r->run);
    manifest_release(&r->manifest);
    seal_forget(&r->seal, sizeof r->seal);
    free(r->bytes);
    free(r->path);
    free(r);
}

bool bundle_is_for(const struct bundle_reader *r, const uint8_t (*members)[KEY_LEN], size_t n)
{
    const struct bundle_outline *o = &r->outline;
    size_t found = 0;

    if (o->head.slots != n)
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (memcmp(o->slots + k * BUNDLE_SLOT_BYTES, members[i], KEY_LEN) == 0) {
                found++;
                break;
            }
    return found == n;
}

const struct bundle_head *bundle_head(const struct bundle_reader *r)
{
    return &r->outline.head;
}

const struct bundle_tally *bundle_tally(const struct bundle_reader *r)
{
    return &r->tally;
}

int bundle_unlock(struct bundle_reader *r, const struct identity *who, struct err *e)
{
    const struct bundle_outline *o = &r->outline;

    if (o->open_key) {
        memcpy(r->seal.key, o->open_key, SEAL_KEY_LEN);
        r->unlocked = true;
        return 0;
    }
    for (size_t i = 0; i < o->head.slots; i++) {
        const uint8_t *slot = o->slots + i * BUNDLE_SLOT_BYTES;

        if (memcmp(slot, who->public_key, KEY_LEN) == 0 &&
            seal_key_open(who, slot + KEY_LEN, r->seal.key)) {
            r->unlocked = true;
            return 0;
        }
    }
    return err_say(e, ERR_REFUSED, N_("{1} is not sealed to this laptop"), r->path, NULL);
}

/* The payload of a record frame: signature checked, then unpacked. */
static bool open_record(struct bundle_reader *r, const struct frame *f, struct span *out)
{
    size_t n = f->len - FRAME_TAG;
    uint8_t message[SIGNED_BYTES];
    unsigned long long size;

    if (n < SIGNATURE_LEN)
        return false;
    n -= SIGNATURE_LEN;
    bundle_signed(message, &r->seal, f->index, f->type, r->plain, n);
    if (!seal_check(r->outline.head.device, message, sizeof message, r->plain + n))
        return false;
    size = ZSTD_getFrameContentSize(r->plain, n);
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR ||
        size > bundle_unpacked_max(f->type))
        return false;
    if (!r->zstd) {
        r->zstd = ZSTD_createDCtx();
        if (!r->zstd)
            out_of_memory();
        ZSTD_DCtx_setParameter(r->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    }
    if (!r->unpacked || size > r->unpacked_cap) {
        free(r->unpacked);
        r->unpacked = xmalloc((size_t)size);
        r->unpacked_cap = (size_t)size;
    }
    *out = (struct span){.p = r->unpacked, .n = (size_t)size};
    return ZSTD_decompressDCtx(r->zstd, r->unpacked, (size_t)size, r->plain, n) == size;
}

static bool take_photo(struct bundle_reader *r, const struct frame *f, struct bundle_part *out)
{
    struct wire w = wire_of(r->plain, f->len - FRAME_TAG);
    uint64_t from;

    out->bytes = (struct span){.p = r->plain, .n = f->len - FRAME_TAG};
    wire_take_into(&w, out->sha256.b, HASH_LEN);
    out->index = wire_take32(&w);
    out->total = wire_take64(&w);
    out->data = (struct span){.p = w.p, .n = w.left};
    from = (uint64_t)out->index * BUNDLE_CHUNK;
    if (w.bad || out->total > INT64_MAX || from > out->total)
        return false;
    return out->data.n == (out->total - from < BUNDLE_CHUNK ? out->total - from : BUNDLE_CHUNK) &&
           (out->data.n > 0 || out->total == 0);
}

static bool take_trailer(struct bundle_reader *r, const struct frame *f, struct bundle_part *out)
{
    struct wire w = wire_of(out->bytes.p, out->bytes.n);

    r->trailer_frames = wire_take32(&w);
    wire_take_into(&w, r->trailer_root, SEAL_HASH_LEN);
    r->trailer_there = !w.bad && w.left == 0 && r->trailer_frames == f->index + 1;
    if (r->trailer_there)
        r->tally.frames_expected = r->trailer_frames;
    return r->trailer_there;
}

static bool take_commits(struct bundle_reader *r, const struct frame *f, struct bundle_part *out)
{
    (void)f;
    if (run_decode(&r->run, out->bytes.p, out->bytes.n, NULL) != 0)
        return false;
    out->commits = r->run.commits;
    out->ncommits = r->run.n;
    return true;
}

static bool take_manifest(struct bundle_reader *r, const struct frame *f, struct bundle_part *out)
{
    (void)f;
    manifest_release(&r->manifest);
    out->manifest = &r->manifest;
    return manifest_decode(&r->manifest, out->bytes.p, out->bytes.n, NULL) == 0;
}

/* Whether the frame is what its type says; a type that is not known is passed on. */
static bool take_part(struct bundle_reader *r, const struct frame *f, const uint8_t *bytes,
                      struct bundle_part *out)
{
    static bool (*const takers[256])(struct bundle_reader *, const struct frame *,
                                     struct bundle_part *) = {
        [PART_MANIFEST] = take_manifest,
        [PART_COMMITS] = take_commits,
        [PART_TRAILER] = take_trailer,
    };

    memset(out, 0, sizeof *out);
    out->kind = (enum bundle_part_kind)f->type;
    if (!frame_open(&r->seal, f, bytes, r->plain))
        return false;
    if (f->type == PART_PHOTO)
        return take_photo(r, f, out);
    return open_record(r, f, &out->bytes) && (!takers[f->type] || takers[f->type](r, f, out));
}

static void count(struct bundle_reader *r)
{
    r->tally.frames_ok = (int64_t)r->notes.there;
    r->tally.frames_bad = r->stream.bad + r->refused;
    r->tally.bytes = frame_stream_at(&r->stream);
    if (r->stream.first_bad >= 0 &&
        (r->tally.first_bad < 0 || r->stream.first_bad < r->tally.first_bad))
        r->tally.first_bad = r->stream.first_bad;
}

static void refuse(struct bundle_reader *r, const struct frame *f)
{
    int64_t at = frame_stream_at(&r->stream) - (int64_t)frame_bytes(f);

    r->refused++;
    if (r->tally.first_bad < 0 || at < r->tally.first_bad)
        r->tally.first_bad = at;
}

static bool whole(const struct bundle_reader *r)
{
    uint8_t root[SEAL_HASH_LEN];

    if (!r->trailer_there || r->notes.there != r->trailer_frames || r->notes.n != r->trailer_frames)
        return false;
    frame_notes_root(&r->notes, r->notes.n - 1, root);
    return memcmp(root, r->trailer_root, sizeof root) == 0;
}

int bundle_next(struct bundle_reader *r, struct bundle_part *out, struct err *e)
{
    const uint8_t *bytes;
    int rc;

    if (!r->unlocked)
        return err_say(e, ERR_REFUSED, N_("{1} is not sealed to this laptop"), r->path, NULL);
    while ((rc = frame_stream_next(&r->stream, &r->last, &bytes, e)) == 1) {
        bool known = r->last.index < r->notes.n && r->notes.v[r->last.index].there;

        if (known && frame_notes_hold(&r->notes, &r->last))
            continue; /* the same once more */
        if (known || r->last.index >= BUNDLE_FRAMES_MAX || !take_part(r, &r->last, bytes, out)) {
            refuse(r, &r->last);
            continue;
        }
        frame_notes_add(&r->notes, &r->last);
        if (r->last.type != PART_TRAILER)
            break;
    }
    count(r);
    r->tally.complete = rc == 0 && whole(r);
    return rc;
}
