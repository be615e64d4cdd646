/* What genba and genba-sync say to each other.
 *
 * genba starts one genba-sync with a stream socket as its standard input and
 * output. Requests may be sent one behind the other without waiting; answers
 * come in the order of the requests, but for OBJECT. A frame, either way:
 *
 *   u8 version (1) | u8 kind | u16 call | u32 id | u32 length | body
 *
 * all numbers low byte first. An answer repeats the id of its request.
 *
 * CONNECT  u32 central_calls | varint n, n x (text keyword, text value) of libpq's connection |
 *          u32 time-out in ms. What genba-sync had open before is closed. Another
 *          central_calls than its own: FAIL with FAULT_VERSION
 * CALL     `call` is one of calls.def; u8 n, n x cell
 * INSTALL  no body: schema and functions, brought to this version
 * OBJECTS  object_store_put's bytes: the site's object store; what waits of an earlier
 *          one is dropped without an answer
 * OBJECT   u8 enum object_verb | sha256 | u64 size | of a put the bytes. ROWS of one
 *          column: put and head its size, get its bytes; no row: there is none. Answers
 *          of OBJECT come when they are had, not in the order of the asking; a FAIL of
 *          one is about that one
 * answers:
 * ROWS     once what the call did is kept: u16 columns | u32 rows | columns x rows
 *          cells, row by row
 * FAIL     u8 enum fault | text SQLSTATE ("" where there is none) | text what the
 *          library or the server said
 * MOVED    once a second as long as something moves; the answer is still to come. Of an
 *          OBJECT u64: so many bytes went and came by now; of a CALL nothing: the line
 *          of the first that waits moves
 *
 * cell = u32 length | bytes; length CELL_NULL is NULL. Bytes are PostgreSQL's
 * binary form, see values.h. After a FAIL of a CALL whose fault passes the connection
 * is gone: every request that waits is answered the same way, and every later one by
 * FAULT_AGAIN until the next CONNECT. */
#ifndef GENBA_SYNC_CENTRAL_PROTOCOL_H
#define GENBA_SYNC_CENTRAL_PROTOCOL_H

#include "model/base/buf.h"
#include "model/store.h"
#include "sync/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CENTRAL_VERSION 1 /* of the protocol */
#define CENTRAL_HEADER 12
#define CENTRAL_FRAME_MAX ((size_t)80 << 20)
#define CELL_NULL UINT32_MAX

enum central_kind {
    CENTRAL_CONNECT = 1,
    CENTRAL_CALL = 2,
    CENTRAL_INSTALL = 3,
    CENTRAL_OBJECTS = 4,
    CENTRAL_OBJECT = 5,
    CENTRAL_ROWS = 64,
    CENTRAL_FAIL = 65,
    CENTRAL_MOVED = 66,
};

/* Of the names and statements of calls.def, in their order: what a call's number means. */
uint32_t central_calls(void);

enum central_call {
#define C(id, sql) CALL_##id,
#include "sync/central/calls.def"
#undef C
    CALL_COUNT
};

/* Why something could not be had; who must react. The numbers are on the wire. */
enum fault {
    FAULT_AGAIN = 1,       /* the line or the server went away: once more */
    FAULT_UNREACHABLE = 2, /* no such host, or nobody answers there */
    FAULT_SERVER = 3,      /* it is not the server that it should be (its certificate) */
    FAULT_CERTIFICATE = 4, /* it refuses this laptop's certificate */
    FAULT_LOGIN = 5,       /* it does not let this person in */
    FAULT_DENIED = 6,      /* a right is missing */
    FAULT_NOT_SET_UP = 7,  /* no such database, or no central store in it */
    FAULT_FULL = 8,        /* its disk is full */
    FAULT_OTHER = 9,       /* a bug here or there */
    FAULT_CLOCK = 10,      /* the clocks differ too much for the object store */
    FAULT_BUSY = 11,       /* a lock, a time limit or a place was not to be had: once more */
    FAULT_VERSION = 12,    /* genba and genba-sync are of different versions */
    FAULT_FILES = 13, /* a certificate or key of this laptop is none */
    FAULT_LAST = FAULT_FILES,
};

/* It may be otherwise the next time: what was asked is asked again. */
bool fault_passes(enum fault f);

struct central_frame {
    uint8_t kind;
    uint16_t call;
    uint32_t id, length;
};

void central_frame_put(uint8_t out[CENTRAL_HEADER], const struct central_frame *f);
/* False: another version, or longer than CENTRAL_FRAME_MAX. */
bool central_frame_get(const uint8_t in[CENTRAL_HEADER], struct central_frame *out);

/* A frame begun at the end of `out`: its body follows, then end sets the length. */
size_t central_frame_begin(struct buf *out, enum central_kind kind, unsigned call, uint32_t id);
void central_frame_end(struct buf *out, size_t begun);

void cell_put(struct buf *out, const void *p, size_t n); /* p NULL: NULL */
/* p is NULL where the cell is; bad as in wire.h. */
struct span cell_take(struct wire *w);

#endif
