/* Laptops that sync with a store whose photos lie in a bucket: a real PostgreSQL, a real
 * S3 server, a line to it that a test cuts. Everything bails out that is no check. */
#ifndef GENBA_TESTS_CENTRAL_BUCKET_H
#define GENBA_TESTS_CENTRAL_BUCKET_H

#include "model/log.h"
#include "tests/lib/crews.h"
#include "tests/lib/cutproxy.h"
#include "tests/lib/pgcluster.h"
#include "tests/lib/s3.h"

#define PREFIX "調査 2026/a+b"
#define PLACE "s3://" SWIFT_BUCKET "/" PREFIX
#define PHOTOS_MAX 64

enum { HERE, THERE, OFFICE };

struct bucket {
    struct crews w;
    struct swift s3;
    struct pgcluster *pg;
    struct cutproxy *proxy;                /* before the S3 server */
    struct objects *direct;                /* past it */
    struct object_store_settings settings; /* of `direct` */
    unsigned taken;                        /* photos so far */
};

/* The photos whose bytes are on the laptop. */
struct photo {
    struct hash hash;
    struct buf bytes;
};

/* Without PostgreSQL or the S3 server the whole test is skipped. HERE has a case and
 * settings; the logins sato and suzuki are of the programme's office. */
void bucket_begin(struct bucket *b);
void bucket_end(struct bucket *b);

/* photos NULL: none; else the S3 server is reached over the line. */
void write_settings(struct bucket *b, int i, const char *login, const char *photos,
                    const char *secret);
void put_place(struct bucket *b, const char *photos); /* where the store says they are kept */
const char *said(struct bucket *b, int i);            /* of the last call */
const char *complained(struct bucket *b, int i);
void must_run(struct bucket *b, int rc, int i);
#define run_ok(b, i, ...) must_run(b, run_genba(&(b)->w.v[i].run, __VA_ARGS__, NULL), i)

void take_photo(struct bucket *b, int i, unsigned width, unsigned height);
void take_photos(struct bucket *b, int i, int n);
int load_photos(struct bucket *b, int i, struct photo *v); /* v: PHOTOS_MAX */
void release_photos(struct photo *v, int n);
char *path_of(struct bucket *b, int i, const struct hash *h); /* the caller frees */
bool same_photos(struct bucket *b, int one, int other);

int sync_now(struct bucket *b, int i); /* `sync --json` */
int64_t sync_said(struct bucket *b, int i, const char *what);
void is_synced(struct bucket *b, int i, int64_t photos, const char *name);
void check_store(struct bucket *b, int i);

#endif
