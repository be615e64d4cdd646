/* The log: operations, commits and their canonical bytes (design.md 3,
 * replication.md 3.3). Pure: no database, no clock.
 *
 * commit = u8 version(1) | varint catalogue version | writer[16] | varint n |
 *          prev[32] | varint hlc | varint wall_ms | user[16] |
 *          varint k, k x {writer[16], varint n}   (seen: what changed since n-1) |
 *          varint nops | ops
 * op     = u8 kind | entity[16] | varint field | value
 * hash   = SHA-256("genba.commit.1" 0x00 bytes)
 *
 * `writer` is drawn anew at every opening that edits; n runs 1, 2, 3 per
 * writer; n = 1 is its OPEN. prev chains the hashes of one writer. */
#ifndef GENBA_MODEL_LOG_H
#define GENBA_MODEL_LOG_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/base/id.h"
#include "model/value.h"

#include <stddef.h>
#include <stdint.h>

#define HASH_LEN 32

struct hash {
    uint8_t b[HASH_LEN];
};

/* The numbers are on the wire: append only. An unknown kind is stored and
 * passed on untouched. */
enum op_kind {
    OP_SET = 1,
    OP_DEL = 2,
    OP_UNDEL = 3,
    OP_RESOLVE = 4, /* a SET made by a person who saw the conflict */
    OP_PHOTO = 5,   /* entity = photo record, value = sha256[32] | varint size | media type */
    OP_ALIAS = 6,   /* value = the entity that is the same thing */
    OP_EVENT = 7,   /* field = enum event */
    OP_SEAL = 8,    /* entity = sign-off, value = digest[32] */
    OP_OPEN = 9,    /* value = who opened: see identity.h */
    OP_CHECKPOINT = 10,
};

/* What an EVENT says; the numbers are on the wire. */
enum event {
    EVENT_UNDO = 1,   /* value = writer[16] | varint n of the commit undone */
    EVENT_REDO = 2,   /* value = writer[16] | varint n of the undo undone */
    EVENT_IMPORT = 3, /* value = text: file name */
    EVENT_EXPORT = 4, /* value = text: file name */
    EVENT_CLOCK = 5,  /* value = int: answered offset in ms */
    EVENT_REASON = 6, /* value = text: why somebody decided so */
    EVENT_ADOPT = 7,  /* value = hash[32] of a commit set aside: this one says the same */
    EVENT_PURGE = 8,  /* entity = photo record, value = text: its SHA-256 in hex, a blank, and
                       * who said that they have it; its bytes left the writer's laptop */
    EVENT_KEEP = 9,   /* entity = photo record, value = text: its SHA-256 in hex, a blank, and why
                       * (sync/purge.h): they did not leave after all. Whoever heard of the purge
                       * counts that laptop again once it says itself what it has */
};

struct op {
    enum op_kind kind;
    struct id entity;
    uint32_t field; /* log number, see catalog.h */
    struct value value;
};

struct seen {
    struct id writer;
    uint64_t n;
};

struct commit {
    uint64_t catalog_version;
    struct id writer;
    uint64_t n;
    struct hash prev;
    uint64_t hlc;    /* ms since 2020-01-01 UTC << 16 | counter */
    int64_t wall_ms; /* as the laptop's clock said, ms since 1970 */
    struct id user;
    struct seen *seen;
    size_t nseen;
    struct op *ops;
    size_t nops;
};

#define HLC_EPOCH_MS INT64_C(1577836800000) /* 2020-01-01T00:00:00Z */

void commit_encode(struct buf *out, const struct commit *c);
/* ERR_CORRUPT when the bytes are no canonical commit. The values borrow from
 * `p`; commit_release frees the two arrays. Lengths are checked before memory
 * is taken. */
int commit_decode(struct commit *out, const void *p, size_t n, struct err *e);
void commit_release(struct commit *c);
/* Opening and signing alone: no change by people, counted nowhere. */
bool commit_is_quiet(const struct commit *c);
struct hash commit_hash(const void *p, size_t n);

/* The next stamp of a hybrid logical clock: above `last`, not below the wall. */
uint64_t hlc_next(uint64_t last, int64_t wall_ms);
int64_t hlc_ms(uint64_t hlc); /* ms since 1970 */

struct hash sha256(const void *p, size_t n);
/* An id that everybody makes of the same bytes (UUIDv8 layout of their SHA-256):
 * of a hospital, of a row that came out of its sheets. */
struct id id_named(const void *p, size_t n);
void hash_print(const struct hash *h, char out[2 * HASH_LEN + 1]);
bool hash_parse(const char *hex, struct hash *out); /* lower case; false: no hash */

#endif
