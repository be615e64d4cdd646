/* Who belongs to the team: a roster, signed by the laptop that founded it, of
 * laptops' cards (replication.md 3.9, Keys).
 *
 * A card is what one laptop says of itself, signed by its own key: device key,
 * person, crew, laptop. The roster lives in WORKSPACE/identity/roster; founder
 * and version are in it; a later version of the same founder replaces it
 * wherever it comes from, an earlier or another founder's never does. X25519
 * keys are derived from the Ed25519 ones: one key is one card.
 *
 * card   = "GNBCARD" | u8 version 1 | device[32] | varint made_ms |
 *          person | crew | laptop (varint length, UTF-8) |
 *          Ed25519 by the device over "genba.card.1" 0x00 and all before
 * roster = "GNBTEAM" | u8 version 1 | founder[32] | varint version | name |
 *          varint n | n x { varint length, card | varint admitted_ms |
 *          varint revoked_ms } |
 *          Ed25519 by the founder over "genba.roster.1" 0x00 and all before
 * Nothing may stand behind either; the founder is the first member and never
 * revoked; no device stands twice. Both have a form for mails, see armour.h.
 *
 * A laptop without a roster works alone. */
#ifndef GENBA_SYNC_TEAM_H
#define GENBA_SYNC_TEAM_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/identity.h"
#include "model/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct card {
    uint8_t device[KEY_LEN];
    char person[128], crew[16], laptop[64];
    int64_t made_ms;
    uint8_t signature[SIGNATURE_LEN];
};

#define TEAM_MEMBERS_MAX 1000 /* revoked ones included */
#define CARD_BYTES_MAX 512
#define ROSTER_BYTES_MAX ((size_t)600 << 10)

struct member {
    struct card card;
    int64_t admitted_ms, revoked_ms; /* 0: not revoked */
};

struct roster {
    bool there; /* false: no team */
    uint8_t founder[KEY_LEN];
    char name[128];
    uint64_t version;
    struct member *v; /* the founder first, in order of admission */
    size_t n, cap;
    uint8_t signature[SIGNATURE_LEN];
};

/* Card bytes: for a file (armoured text) and for the head of a bundle (binary). */
void card_make(struct buf *out, const struct identity *who);
void card_armour(struct buf *out, const struct identity *who);
/* ERR_CORRUPT: damaged, or the signature does not hold; ERR_NEWER. Takes both
 * forms; of a text with several cards the first. */
int card_read(struct card *out, const void *p, size_t n, struct err *e);
/* The next card of a file or a mail; *rest moves behind it. 1 = one, 0 = no
 * further one. */
int card_next(struct card *out, struct span *rest, struct err *e);
void card_encode(struct buf *out, const struct card *c); /* the bytes it was read from */
/* 8 groups of 4 hex digits of the device key's BLAKE2b: read out loud to compare. */
void key_fingerprint(const uint8_t device[KEY_LEN], char out[40]);

/* None: there = false. ERR_CORRUPT says how to get it back. */
int roster_load(struct roster *out, const char *workspace, struct err *e);
void roster_release(struct roster *r);
/* Signs it as its founder. */
void roster_encode(struct buf *out, const struct roster *r, const struct identity *founder);
void roster_bytes(struct buf *out, const struct roster *r);  /* those it was read from */
void roster_armour(struct buf *out, const struct roster *r); /* them as a text to hand on */
/* Takes both forms. ERR_CORRUPT when it is damaged or its signature does not
 * hold; ERR_NEWER. */
int roster_decode(struct roster *out, const void *p, size_t n, struct err *e);
const struct member *roster_find(const struct roster *r, const uint8_t device[KEY_LEN]);
/* Members by the beginning of their fingerprint (4 digits and more), by person
 * or laptop. Returns how many; *first is one of them. A name that a present and
 * a revoked member share means the present one. */
size_t roster_match(const struct roster *r, const char *who, const struct member **first);

enum standing { STANDING_SELF, STANDING_MEMBER, STANDING_REVOKED, STANDING_UNKNOWN };
enum standing roster_standing(const struct roster *r, const struct identity *who,
                              const uint8_t device[KEY_LEN]);

/* Each writes the new roster to the workspace (fsync) before it returns; two
 * genba on one workspace wait for each other. What changes nothing (a member
 * admitted again, a revoked one revoked) makes no new version. */
/* ERR_EXISTS: there is a team; ERR_INVALID: the name. */
int team_init(const char *workspace, const char *name, const struct identity *who, struct err *e);
/* ERR_NOTFOUND: no team; ERR_REFUSED: this laptop is not the founder. Admitting
 * a revoked one takes it back; a changed card of a member replaces the old. */
int team_admit(const char *workspace, const struct identity *who, const struct card *card,
               struct err *e);
/* ERR_REFUSED for the founder's own, too. ERR_NOTFOUND: no member. */
int team_revoke(const char *workspace, const struct identity *who, const uint8_t device[KEY_LEN],
                struct err *e);
/* The roster file another laptop wrote. ERR_EXISTS: in another founder's team
 * already. ERR_REFUSED: as team_renew. Later version: taken; the same or an earlier: 0, *changed
 * false. A laptop that the roster does not list may join too: it can then seal bundles to the team,
 * and its own are set aside there until it is admitted. */
int team_join(const char *workspace, const void *p, size_t n, bool *changed, struct err *e);
/* Joins, whatever team there was before, or a damaged roster of it. */
int team_replace(const char *workspace, const void *p, size_t n, bool *changed, struct err *e);
/* The same for a roster found in a bundle: never founds membership, only renews
 * it. Another founder's, or no team here: 0, *changed false. On the founder's own
 * laptop (`who`) what it had signed and does not know any more, restored from a
 * backup, comes into a new version. ERR_REFUSED: a later version that does not
 * know of a member or a revocation that is known here; it waits for that one. */
int team_renew(const char *workspace, const struct identity *who, const void *p, size_t n,
               bool *changed, struct err *e);
/* The stored, signed bytes; empty without a team. */
int team_bytes(const char *workspace, struct buf *out, struct err *e);

/* ---- bundles set aside: WORKSPACE/set-aside/<bundle>-<volume>.gnb ----
 *
 * Never dropped, by no later file either: one of the same bundle and volume
 * replaces what is there only when that is its beginning (the stick was torn);
 * one that differs otherwise stands beside it. A .why file of that name says
 * why and when. */
enum aside_why { ASIDE_UNKNOWN, ASIDE_REVOKED, ASIDE_NOT_SEALED };
const char *aside_why_id(enum aside_why why); /* "unknown" ...: for the note and --json */
struct aside {
    char *path;
    struct id bundle, hospital;
    uint32_t volume, volumes;
    struct card card;   /* of the sender; its device is that of the head */
    enum aside_why why; /* by the roster of today; of one that may be applied now: as noted */
    int64_t bytes, at_ms;
};
/* Copies the file (fsync) and notes why; a copy that is there already is left.
 * ERR_FULL; what bundle_open says of the file. */
int aside_put(const char *workspace, const char *path, enum aside_why why, struct err *e);
struct aside_list {
    struct aside *v;
    size_t n, cap;
};
/* The earliest first. A file that has rotted since is listed with empty fields. */
int aside_load(struct aside_list *out, const char *workspace, const struct roster *r,
               const struct identity *who, struct err *e);
void aside_release(struct aside_list *l);
/* After it was applied. */
int aside_done(const char *workspace, const struct aside *a, struct err *e);

#endif
