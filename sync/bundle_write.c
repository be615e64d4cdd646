#include "sync/bundle_private.h"

#include "sync/bundle_kept.h"
#include "sync/wire.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define LEVEL 9
#define SYNC_EVERY ((int64_t)128 << 20)
#define CHECK_STEP ((int64_t)4 << 20)

struct bundle_writer {
    struct io_file f;
    bool open;
    char *path, *part;
    struct seal_signer signer;
    struct id bundle;
    struct frame_seal seal;
    struct buf head;
    struct frame_notes notes;
    struct bundle_kept kept;
    uint64_t salt;
    int64_t at, synced;
    int failed;     /* an error of the medium: nothing is written any more */
    uint8_t *frame; /* FRAME_BYTES_MAX */
    ZSTD_CCtx *zstd;
    struct frame_stream back; /* while it is read back */
    size_t checked;
};

static int begin_new(struct bundle_writer *w, const struct bundle_spec *spec, struct err *e)
{
    int rc;

    w->bundle = spec->bundle;
    w->seal.volume = spec->volume;
    random_bytes(w->seal.key, sizeof w->seal.key);
    random_bytes(w->seal.nonce, sizeof w->seal.nonce);
    rc = bundle_head_write(&w->head, spec, &w->seal, e);
    if (rc != 0)
        return rc;
    seal_hash(w->seal.head, w->head.p, w->head.len);
    w->at = (int64_t)w->head.len;
    return w->f.io->write(&w->f, w->head.p, w->head.len, 0, e);
}

/* Goes on with the .part, or begins it anew when it is no beginning of this one. */
static int begin_again(struct bundle_writer *w, const struct io *io, const struct bundle_spec *spec,
                       struct err *e)
{
    struct bundle_past past = {
        .seal = &w->seal, .head = &w->head, .notes = &w->notes, .kept = &w->kept};
    int rc = bundle_past_read(&past, io, w->part, spec, e);

    if (rc < 0)
        return rc;
    rc = io->open(io, &w->f, w->part, IO_EXTEND, e);
    if (rc != 0)
        return rc;
    w->open = true;
    rc = w->f.io->truncate(&w->f, past.end, e);
    if (rc != 0 || past.end == 0)
        return rc != 0 ? rc : begin_new(w, spec, e);
    w->bundle = past.bundle;
    w->at = w->synced = past.end;
    return 0;
}

static int begin(struct bundle_writer *w, const struct io *io, const struct bundle_spec *spec,
                 struct err *e)
{
    int rc = io->open(io, &w->f, w->path, IO_READ, e);

    if (rc == 0)
        io->close(&w->f);
    if (rc == 0 && !spec->replace)
        return err_set(e, ERR_EXISTS, w->path, "%s", "");
    if (rc != 0 && rc != -ERR_NOTFOUND)
        return rc;
    rc = io->open(io, &w->f, w->part, IO_CREATE, e);
    if (rc == -ERR_EXISTS)
        return begin_again(w, io, spec, e);
    if (rc != 0)
        return rc;
    w->open = true;
    return begin_new(w, spec, e);
}

int bundle_begin(struct bundle_writer **out, const struct io *io, const char *path,
                 const struct bundle_spec *spec, struct err *e)
{
    struct bundle_writer *w = xcalloc(1, sizeof *w);
    struct buf part = BUF_INIT;
    int rc;

    seal_start();
    buf_addf(&part, "%s.part", path);
    w->path = xstrdup(path);
    w->part = buf_take(&part);
    seal_signer_init(&w->signer, spec->who);
    buf_init(&w->head, BUF_MAX_DEFAULT);
    w->frame = xmalloc(FRAME_BYTES_MAX);
    random_bytes(&w->salt, sizeof w->salt);
    w->zstd = ZSTD_createCCtx();
    if (!w->zstd)
        out_of_memory();
    ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_compressionLevel, LEVEL);
    rc = begin(w, io, spec, e);
    if (rc != 0) {
        bundle_leave(w);
        return rc;
    }
    *out = w;
    return 0;
}

void bundle_leave(struct bundle_writer *w)
{
    if (!w)
        return;
    if (w->open)
        w->f.io->close(&w->f);
    frame_stream_release(&w->back);
    bundle_kept_release(&w->kept);
    free(w->notes.v);
    buf_release(&w->head);
    ZSTD_freeCCtx(w->zstd);
    free(w->frame);
    free(w->path);
    free(w->part);
    seal_forget(&w->seal, sizeof w->seal);
    seal_forget(&w->signer, sizeof w->signer);
    free(w);
}

bool bundle_resumed(const struct bundle_writer *w)
{
    return w->kept.resumed;
}

struct id bundle_id(const struct bundle_writer *w)
{
    return w->bundle;
}

bool bundle_has_chunk(const struct bundle_writer *w, const struct hash *sha256, uint32_t index)
{
    return bundle_kept_chunk(&w->kept, sha256, index);
}

int64_t bundle_bytes(const struct bundle_writer *w)
{
    return w->at;
}

static int stop(struct bundle_writer *w, int rc)
{
    w->failed = rc;
    return rc;
}

/* After a failed write or sync nobody knows what is on the medium: no second try. */
static int still_good(const struct bundle_writer *w, struct err *e)
{
    return w->failed == 0
               ? 0
               : err_set(e, (enum err_code) - w->failed, w->part, "%s", "an earlier write failed");
}

/* The n plain bytes stand in w->frame behind FRAME_HEAD. */
static int put_frame(struct bundle_writer *w, unsigned type, size_t n, struct err *e)
{
    struct frame f = {.index = (uint32_t)w->notes.n, .type = (uint8_t)type, .salt = w->salt};
    int rc = still_good(w, e);

    if (rc != 0)
        return rc;
    if (w->notes.n >= BUNDLE_FRAMES_MAX)
        return err_set(e, ERR_LIMIT, w->part, "%u frames", BUNDLE_FRAMES_MAX);
    frame_close(&w->seal, &f, w->frame, n);
    rc = w->f.io->write(&w->f, w->frame, frame_bytes(&f), w->at, e);
    if (rc != 0)
        return stop(w, rc);
    frame_notes_add(&w->notes, &f);
    w->at += (int64_t)frame_bytes(&f);
    if (w->at - w->synced < SYNC_EVERY)
        return 0;
    w->synced = w->at;
    return stop(w, w->f.io->sync(&w->f, e));
}

static int put_record(struct bundle_writer *w, unsigned type, const void *p, size_t n,
                      struct err *e)
{
    uint8_t *plain = w->frame + FRAME_HEAD, message[SIGNED_BYTES];
    size_t k;

    if (bundle_kept_record(&w->kept, type, p, n))
        return 0;
    k = n > bundle_unpacked_max(type)
            ? 0
            : ZSTD_compress2(w->zstd, plain, FRAME_PLAIN_MAX - SIGNATURE_LEN, p, n);
    if (k == 0 || ZSTD_isError(k))
        return err_set(e, ERR_LIMIT, w->part, "a record of %zu bytes", n);
    bundle_signed(message, &w->seal, (uint32_t)w->notes.n, (uint8_t)type, plain, k);
    seal_sign(&w->signer, message, sizeof message, plain + k);
    return put_frame(w, type, k + SIGNATURE_LEN, e);
}

int bundle_put_manifest(struct bundle_writer *w, const struct manifest *m, struct err *e)
{
    struct buf b = BUF_INIT;
    int rc;

    manifest_encode(&b, m);
    rc = put_record(w, PART_MANIFEST, buf_str(&b), b.len, e);
    buf_release(&b);
    return rc;
}

int bundle_put_bytes(struct bundle_writer *w, enum bundle_part_kind kind, struct span bytes,
                     struct err *e)
{
    return put_record(w, kind, bytes.p, bytes.n, e);
}

/* How many of them one frame takes: at least one. */
static size_t run_length(const struct span *commits, size_t n)
{
    size_t bytes = commits[0].n, k = 1;

    while (k < n && k < RUN_COMMITS_MAX && bytes + commits[k].n <= BUNDLE_FRAME_AIM)
        bytes += commits[k++].n;
    return k;
}

int bundle_put_commits(struct bundle_writer *w, const struct span *commits, size_t n, struct err *e)
{
    struct buf b = BUF_INIT;
    int rc = 0;

    while (n > 0 && rc == 0) {
        size_t k = run_length(commits, n);

        buf_reset(&b);
        rc = run_encode(&b, commits, k, e);
        if (rc == 0)
            rc = put_record(w, PART_COMMITS, buf_str(&b), b.len, e);
        commits += k;
        n -= k;
    }
    buf_release(&b);
    return rc;
}

int bundle_put_chunk(struct bundle_writer *w, const struct hash *sha256, uint32_t index,
                     uint64_t total, struct span data, struct err *e)
{
    uint8_t *p = w->frame + FRAME_HEAD;

    if (data.n > BUNDLE_CHUNK)
        return err_set(e, ERR_LIMIT, w->part, "a chunk of %zu bytes", data.n);
    memcpy(p, sha256->b, HASH_LEN);
    wire_store32(p + HASH_LEN, index);
    wire_store64(p + HASH_LEN + 4, total);
    if (data.n > 0)
        memcpy(p + PHOTO_HEAD, data.p, data.n);
    return put_frame(w, PART_PHOTO, PHOTO_HEAD + data.n, e);
}

int bundle_finish_begin(struct bundle_writer *w, struct err *e)
{
    uint8_t trailer[TRAILER_BYTES];
    int rc = still_good(w, e);

    if (rc != 0)
        return rc;
    wire_store32(trailer, (uint32_t)w->notes.n + 1);
    frame_notes_root(&w->notes, w->notes.n, trailer + 4);
    rc = put_record(w, PART_TRAILER, trailer, sizeof trailer, e);
    if (rc == 0)
        rc = stop(w, w->f.io->sync(&w->f, e));
    if (rc != 0)
        return rc;
    w->f.io->forget(&w->f);
    frame_stream_init(&w->back, &w->f, (int64_t)w->head.len, w->at);
    return 0;
}

static int other_bytes(struct bundle_writer *w, struct err *e)
{
    return stop(w, err_say(e, ERR_CORRUPT,
                           N_("{1}: the stick does not give back what was written on it"), w->part,
                           NULL));
}

static int check_head(struct bundle_writer *w, struct err *e)
{
    uint8_t *p = xmalloc(w->head.len);
    int64_t n = w->f.io->read(&w->f, p, w->head.len, 0, e);
    bool same = n == (int64_t)w->head.len && memcmp(p, w->head.p, w->head.len) == 0;

    free(p);
    return n < 0 ? stop(w, (int)n) : same ? 0 : other_bytes(w, e);
}

static int settle(struct bundle_writer *w, struct err *e)
{
    const struct io *io = w->f.io;
    int rc = check_head(w, e);

    if (rc == 0)
        rc = io->rename(io, w->part, w->path, e);
    return rc == 0 ? io->sync_dir(io, w->path, e) : rc;
}

int bundle_finish_step(struct bundle_writer *w, int64_t *done, struct err *e)
{
    int64_t until = frame_stream_at(&w->back) + CHECK_STEP;
    const uint8_t *bytes;
    struct frame f;
    int rc = still_good(w, e);

    if (rc != 0)
        return rc;
    while ((rc = frame_stream_next(&w->back, &f, &bytes, e)) == 1) {
        if (f.index != w->checked || !frame_notes_hold(&w->notes, &f) || w->back.bad > 0)
            return other_bytes(w, e);
        w->checked++;
        if (frame_stream_at(&w->back) >= until)
            break;
    }
    *done = frame_stream_at(&w->back);
    if (rc != 0)
        return rc < 0 ? stop(w, rc) : 1;
    if (w->checked != w->notes.n || w->back.bad > 0)
        return other_bytes(w, e);
    return settle(w, e);
}

int bundle_finish(struct bundle_writer *w, bundle_progress *fn, void *ctx, struct err *e)
{
    int64_t done = 0;
    int rc = bundle_finish_begin(w, e);

    while (rc == 0 && (rc = bundle_finish_step(w, &done, e)) == 1)
        rc = fn && fn(done, w->at, ctx) != 0 ? err_set(e, ERR_CANCELLED, w->part, "%s", "") : 0;
    bundle_leave(w);
    return rc;
}
