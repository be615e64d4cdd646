/* Where a site keeps photos outside the database: s3://BUCKET[/PREFIX], an
 * endpoint, a region, an access key and its secret. Pure: nothing is connected.
 *
 * The key of an object is PREFIX/ab/<sha256 in hex>: the same bytes are the same
 * object, whoever brings them. Buckets are addressed by path (ENDPOINT/BUCKET/KEY),
 * as every S3 server understands it. The secret is in this struct and in the frame
 * that carries it to genba-sync, never in a message. */
#ifndef GENBA_SYNC_CENTRAL_OBJECT_STORE_H
#define GENBA_SYNC_CENTRAL_OBJECT_STORE_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "sync/wire.h"

#include <stdbool.h>
#include <stdint.h>

#define OBJECT_CONNECT_S 10 /* until connected */
#define OBJECT_STALL_S 30   /* without a byte either way */
#define OBJECT_PLACE_MAX 600

struct object_store_settings {
    char bucket[64];
    char prefix[256];   /* without slashes at its ends; UTF-8; "" for none */
    char endpoint[256]; /* https://HOST[:PORT]; "": Amazon's of the region */
    char region[64];    /* "": us-east-1 */
    char access[160], secret[160];
    char ca_file[512];           /* "": the system's authorities */
    bool plain_http;             /* http is allowed although the host is not this machine */
    uint16_t connect_s, stall_s; /* 0: the above */
};

/* Sets bucket and prefix; ERR_INVALID. What is already set of the rest stays. */
int object_store_url(struct object_store_settings *s, const char *url, struct err *e);
/* Fills what has a default and looks at everything; ERR_INVALID, ERR_REFUSED (plain http). */
int object_store_check(struct object_store_settings *s, struct err *e);
/* The same without what opens it: where it is. */
int object_store_where(struct object_store_settings *s, struct err *e);
void object_store_forget(struct object_store_settings *s); /* wipes it */

const char *object_store_host(const struct object_store_settings *s); /* HOST[:PORT] */
/* HOST[:PORT]/BUCKET[/PREFIX], one text however it was written: the host in small letters,
 * no port that goes without saying. "" of settings without a bucket. Of settings that
 * object_store_where has passed. */
void object_store_place(char out[OBJECT_PLACE_MAX], const struct object_store_settings *s);
/* The unescaped path of a request: /BUCKET/PREFIX/ab/<hex>. */
void object_store_path(struct buf *out, const struct object_store_settings *s,
                       const uint8_t sha256[32]);

/* In a frame. take: false when the bytes are none; then s is wiped. */
void object_store_put(struct buf *out, const struct object_store_settings *s);
bool object_store_take(struct wire *w, struct object_store_settings *s);

#endif
