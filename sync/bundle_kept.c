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

/* The same readers: nobody came, nobody left the team. */
static bool same_members(const struct bundle_outline *o, const struct bundle_spec *spec)
{
    size_t found = 0;

    if (o->head.slots != spec->nmembers)
        return false;
    for (size_t i = 0; i < spec->nmembers; i++)
        for (size_t k = 0; k < o->head.slots; k++)
            if (memcmp(o->slots + k * BUNDLE_SLOT_BYTES, spec->members[i], KEY_LEN) == 0) {
                found++;
                break;
            }
    return found == spec->nmembers;
}

static bool fits(const struct bundle_outline *o, const struct bundle_spec *spec)
{
    const struct bundle_head *h = &o->head;

    return h->version == BUNDLE_VERSION && id_equal(h->hospital, spec->hospital) &&
           h->volume == spec->volume && h->volumes == spec->volumes &&
           (h->volume == 1 || id_equal(h->bundle, spec->bundle)) && same_members(o, spec);
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

int bundle_past_read(struct bundle_past *past, const struct io *io, const char *part,
                     const struct bundle_spec *spec, struct err *e)
{
    struct bundle_reader *r;
    int rc = bundle_open(&r, io, part, e);

    past->end = 0;
    if (rc == -ERR_UNSUPPORTED || rc == -ERR_CORRUPT || rc == -ERR_NEWER)
        return 0;
    if (rc != 0)
        return rc;
    if (memcmp(r->outline.head.device, spec->who->public_key, KEY_LEN) != 0)
        rc = err_say(e, ERR_EXISTS, N_("{1} is another laptop's: choose another name"), part, NULL);
    else if (fits(&r->outline, spec) && bundle_unlock(r, spec->who, NULL) == 0)
        rc = continue_it(past, r, e);
    bundle_close(r);
    return rc;
}
