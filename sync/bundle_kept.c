#include "sync/bundle_kept.h"

#include <stdlib.h>
#include <string.h>

static int compare_chunks(const void *a, const void *b)
{
    const struct kept_chunk *x = a, *y = b;
    int by_hash = memcmp(x->sha256.b, y->sha256.b, HASH_LEN);

    return by_hash != 0 ? by_hash : (x->index > y->index) - (x->index < y->index);
}

bool bundle_kept_chunk(const struct bundle_kept *k, const struct hash *sha256, uint32_t index)
{
    struct kept_chunk wanted = {.sha256 = *sha256, .index = index};

    return k->nchunks > 0 &&
           bsearch(&wanted, k->chunks, k->nchunks, sizeof *k->chunks, compare_chunks);
}

static struct kept_record record_of(unsigned type, const void *p, size_t n)
{
    uint8_t both[1 + SEAL_HASH_LEN] = {(uint8_t)type};
    struct kept_record r;

    seal_hash(both + 1, p, n);
    seal_hash(r.hash, both, sizeof both);
    return r;
}

bool bundle_kept_record(const struct bundle_kept *k, unsigned type, const void *p, size_t n)
{
    struct kept_record wanted;

    if (k->nrecords == 0)
        return false;
    wanted = record_of(type, p, n);
    for (size_t i = 0; i < k->nrecords; i++)
        if (memcmp(k->records[i].hash, wanted.hash, SEAL_HASH_LEN) == 0)
            return true;
    return false;
}

void bundle_kept_release(struct bundle_kept *k)
{
    free(k->chunks);
    free(k->records);
    *k = (struct bundle_kept){.resumed = false};
}

static void keep(struct bundle_kept *k, const struct bundle_part *part)
{
    if (part->kind == PART_PHOTO) {
        k->chunks = xgrow(k->chunks, k->nchunks, &k->chunks_cap, sizeof *k->chunks);
        k->chunks[k->nchunks++] = (struct kept_chunk){.sha256 = part->sha256, .index = part->index};
    } else {
        k->records = xgrow(k->records, k->nrecords, &k->records_cap, sizeof *k->records);
        k->records[k->nrecords++] = record_of(part->kind, part->bytes.p, part->bytes.n);
    }
}

static bool fits(const struct bundle_reader *r, const struct bundle_spec *spec)
{
    const struct bundle_head *h = bundle_head(r);

    return h->version == BUNDLE_VERSION && id_equal(h->hospital, spec->hospital) &&
           h->volume == spec->volume && h->volumes == spec->volumes &&
           (h->volume == 1 || id_equal(h->bundle, spec->bundle)) &&
           bundle_is_for(r, spec->members, spec->nmembers);
}

static int walk(struct bundle_past *past, struct bundle_reader *r, struct err *e)
{
    struct bundle_part part;
    int rc;

    past->end = (int64_t)r->outline.bytes;
    while ((rc = bundle_next(r, &part, e)) == 1) {
        if (r->tally.frames_bad > 0 || r->last.index != past->notes->n)
            return 0;
        frame_notes_add(past->notes, &r->last);
        keep(past->kept, &part);
        past->end = r->tally.bytes;
    }
    return rc == -ERR_IO ? 0 : rc; /* what can be read is kept */
}

static int continue_it(struct bundle_past *past, struct bundle_reader *r, struct err *e)
{
    int rc = walk(past, r, e);

    if (rc < 0)
        return rc;
    *past->seal = r->seal;
    buf_add(past->head, r->bytes, r->outline.bytes);
    past->bundle = r->outline.head.bundle;
    past->kept->resumed = true;
    if (past->kept->nchunks > 0)
        qsort(past->kept->chunks, past->kept->nchunks, sizeof *past->kept->chunks, compare_chunks);
    return 0;
}

/* Not even a whole head: begun and torn at once, or somebody else's file. */
static bool torn_head(const struct io *io, const char *path)
{
    uint8_t first[8] = {0};
    bool zeros = true;
    struct io_file f;
    int64_t n;

    if (io->open(io, &f, path, IO_READ, NULL) != 0)
        return false;
    n = io->read(&f, first, sizeof first, 0, NULL);
    io->close(&f);
    for (int64_t i = 0; i < n; i++)
        zeros &= first[i] == 0; /* blocks that the power cut left */
    return n >= 0 && (zeros || memcmp(first, BUNDLE_MAGIC, (size_t)n) == 0);
}

int bundle_past_read(struct bundle_past *past, const struct io *io, const char *part,
                     const struct bundle_spec *spec, struct err *e)
{
    struct bundle_reader *r;
    int rc = bundle_open(&r, io, part, e);

    past->end = 0;
    if (rc == -ERR_CORRUPT || (rc == -ERR_UNSUPPORTED && torn_head(io, part)))
        return 0;
    if (rc == -ERR_UNSUPPORTED || rc == -ERR_NEWER)
        return err_say(
            e, ERR_EXISTS,
            N_("{1} is there already and is no unfinished bundle of this laptop: take it "
               "away, or choose another name."),
            part, NULL);
    if (rc != 0)
        return rc;
    if (memcmp(r->outline.head.device, spec->who->public_key, KEY_LEN) != 0)
        rc = err_say(e, ERR_EXISTS, N_("{1} is another laptop's: choose another name"), part, NULL);
    else if (fits(r, spec) && bundle_unlock(r, spec->who, NULL) == 0)
        rc = continue_it(past, r, e);
    bundle_close(r);
    return rc;
}
