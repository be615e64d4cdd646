/* Objects of an S3 server by libcurl: put, head, get, several at once, without
 * waiting. Who keeps photos there and why: object_store.h.
 *
 * Every request is signed with the photo's own SHA-256 as the hash of its content:
 * the server refuses other bytes. A put is had when the server then says that the
 * object is there with its whole length. What a get brings is hashed by whoever
 * asked, as it comes; here its length is looked at.
 *
 * Requests wait in a queue; OBJECTS_AT_ONCE run. Each is answered once, by done(),
 * from objects_pump; their order is not that of the asking. Faults as in protocol.h:
 * FAULT_AGAIN and FAULT_UNREACHABLE may pass (5xx, 429, the line, nobody there),
 * everything else stays until somebody changes something. Redirects are not
 * followed. TLS is verified, 1.2 or newer; plain http only as object_store_check
 * lets it. No time limit in all: a request ends after stall_s without a byte. */
#ifndef GENBA_SYNC_CENTRAL_OBJECTS_H
#define GENBA_SYNC_CENTRAL_OBJECTS_H

#include "sync/central/object_store.h"
#include "sync/central/protocol.h"

#include <poll.h>

#define OBJECTS_AT_ONCE 4
#define OBJECTS_FDS 16
#define OBJECT_MAX ((uint64_t)64 << 20)

enum object_verb { OBJECT_PUT, OBJECT_HEAD, OBJECT_GET };

struct object_answer {
    enum fault fault; /* 0: had; and if not: */
    char why[200];    /* what the server or the library says; printable ASCII */
    bool found;       /* head, get: there is such an object; false is no fault */
    uint64_t size;    /* of the object */
};

/* Of a put: bytes, or when NULL the file, read from its offset 0. Borrowed until done(). */
struct object_body {
    const void *bytes;
    int fd;
    uint64_t size;
};

struct object_sink {
    /* Of a get, in order; false ends it with FAULT_OTHER. NULL elsewhere. */
    bool (*bytes)(void *ctx, const void *p, size_t n);
    /* So many bytes have gone and come for it by now; NULL is fine. */
    void (*moved)(void *ctx, uint64_t bytes);
    void (*done)(void *ctx, const struct object_answer *a);
    void *ctx;
};

struct objects;

/* Settings that object_store_check has passed; copied. */
struct objects *objects_new(const struct object_store_settings *s);
void objects_free(struct objects *o); /* what waits is dropped without an answer */

void objects_put(struct objects *o, const uint8_t sha256[32], const struct object_body *body,
                 const struct object_sink *sink);
void objects_head(struct objects *o, const uint8_t sha256[32], const struct object_sink *sink);
/* An object of another size than this is FAULT_OTHER. */
void objects_get(struct objects *o, const uint8_t sha256[32], uint64_t size,
                 const struct object_sink *sink);

size_t objects_waiting(const struct objects *o); /* requests without an answer */
size_t objects_fds(struct objects *o, struct pollfd out[OBJECTS_FDS]);
int64_t objects_due_ms(struct objects *o); /* clock_mono_ms; 0: nothing is due */
void objects_pump(struct objects *o);

#endif
