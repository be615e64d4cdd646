/* A bundle by itself: every frame, every link between commits that are both in
 * it, every signature, every photo that is whole in it. No database. */
#include "sync/exchange.h"

#include "sync/photos.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct link { /* the last commit of a writer so far */
    struct id writer;
    uint64_t n;
    struct hash hash;
};

struct checking {
    const char *path;
    struct link *links;
    size_t n, cap;
    EVP_MD_CTX *md; /* of the photo whose chunks come in their order */
    struct hash photo;
    uint32_t next;
    int64_t changes; /* by people */
    struct err *e;
};

static int fault(struct checking *k, const char *msg, const char *what)
{
    return err_say(k->e, ERR_CORRUPT, msg, k->path, what);
}

static struct link *link_of(struct checking *k, struct id writer)
{
    for (size_t i = k->n; i-- > 0;)
        if (id_equal(k->links[i].writer, writer))
            return &k->links[i];
    k->links = xgrow(k->links, k->n, &k->cap, sizeof *k->links);
    k->links[k->n] = (struct link){.writer = writer};
    return &k->links[k->n++];
}

static int check_ops(struct checking *k, const struct commit *c, const struct link *before,
                     const char *name)
{
    for (size_t i = 0; i < c->nops; i++) {
        const struct op *op = &c->ops[i];
        struct opened who;

        if (op->kind == OP_OPEN &&
            (identity_get_open(&who, op->value.s, op->value.n, c->writer, NULL) != 0 ||
             !who.signature_ok))
            return fault(k, N_("{1}: the signature of the laptop does not hold: commit {2}"), name);
    }
    (void)before;
    return 0;
}

static int check_commit(struct checking *k, struct span raw)
{
    char name[ID_HEX_LEN + 32], hex[ID_HEX_LEN + 1];
    struct commit c;
    struct link *l;
    int rc = 0;

    if (commit_decode(&c, raw.p, raw.n, NULL) != 0)
        return fault(k, N_("{1}: bytes that are no commit"), NULL);
    id_print(c.writer, hex);
    snprintf(name, sizeof name, "%s/%llu", hex, (unsigned long long)c.n);
    l = link_of(k, c.writer);
    if (l->n + 1 == c.n && memcmp(l->hash.b, c.prev.b, HASH_LEN) != 0)
        rc = fault(k, N_("{1}: the chain is broken at commit {2}"), name);
    if (rc == 0)
        rc = check_ops(k, &c, l, name);
    l->n = c.n;
    l->hash = commit_hash(raw.p, raw.n);
    k->changes += !commit_is_quiet(&c);
    commit_release(&c);
    return rc;
}

static int check_photo(struct checking *k, const struct bundle_part *part)
{
    char hex[2 * HASH_LEN + 1];
    struct hash h;

    if (part->index == 0) {
        k->photo = part->sha256;
        k->next = 0;
        EVP_DigestInit_ex(k->md, EVP_sha256(), NULL);
    }
    if (hash_compare(&k->photo, &part->sha256) != 0 || part->index != k->next)
        return 0; /* begins in another volume */
    k->next++;
    EVP_DigestUpdate(k->md, part->data.p, part->data.n);
    if (k->next != picture_chunks((int64_t)part->total))
        return 0;
    EVP_DigestFinal_ex(k->md, h.b, NULL);
    k->next = UINT32_MAX;
    hash_print(&part->sha256, hex);
    return hash_compare(&h, &part->sha256) == 0
               ? 0
               : fault(k, N_("{1}: a photo is not the bytes of its name: {2}"), hex);
}

static int check_part(struct checking *k, const struct bundle_part *part)
{
    int rc = 0;

    if (part->kind == PART_PHOTO)
        return check_photo(k, part);
    for (size_t i = 0; part->kind == PART_COMMITS && i < part->ncommits && rc == 0; i++)
        rc = check_commit(k, part->commits[i]);
    return rc;
}

static int check_tally(struct checking *k, const struct bundle_tally *t)
{
    char text[64];

    if (t->frames_bad > 0) {
        snprintf(text, sizeof text, "%lld", (long long)t->first_bad);
        return fault(k, N_("{1}: a frame is damaged, at byte {2}"), text);
    }
    if (!t->complete) {
        snprintf(text, sizeof text, "%lld", (long long)t->frames_ok);
        return fault(k, N_("{1} is torn: {2} frames are there, the end is missing"), text);
    }
    return 0;
}

int bundle_verify(const char *path, const struct identity *who, struct bundle_tally *tally,
                  int64_t *changes, struct err *e)
{
    struct checking k = {.path = path, .md = EVP_MD_CTX_new(), .next = UINT32_MAX, .e = e};
    struct bundle_reader *r;
    struct bundle_part part;
    int rc = bundle_open(&r, &io_disk, path, e), found = 0;

    *tally = (struct bundle_tally){.frames_expected = -1, .first_bad = -1};
    *changes = 0;
    if (!k.md)
        out_of_memory();
    if (rc == 0) {
        rc = bundle_unlock(r, who, e);
        while (rc == 0 && (rc = bundle_next(r, &part, e)) > 0) {
            rc = 0;
            if (found == 0)
                found = check_part(&k, &part);
        }
        *tally = *bundle_tally(r);
        *changes = k.changes;
        bundle_close(r);
    }
    if (rc == 0)
        rc = found != 0 ? found : check_tally(&k, tally);
    EVP_MD_CTX_free(k.md);
    free(k.links);
    return rc;
}
