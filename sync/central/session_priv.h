/* Inside the sync of one hospital: the run and its retries (session.c), who has
 * what (session_ask.c), records (session_records.c), photos (session_photos.c), what goes
 * along (session_beside.c), the case (session_case.c). */
#ifndef GENBA_SYNC_CENTRAL_SESSION_PRIV_H
#define GENBA_SYNC_CENTRAL_SESSION_PRIV_H

#include "sync/arrivals.h"
#include "sync/central/link.h"
#include "sync/central/object_store.h"
#include "sync/central/session.h"
#include "sync/host_case.h"

/* A writer, as far as it is here and there. */
struct far {
    struct id writer;
    uint64_t here, there; /* here: up to the first hole */
    struct hash head;     /* of commit `there` */
    bool stuck; /* the store holds another chain of it: what is here does not fit there, and
                   nothing it says of the writer is a receipt */
};

struct far_photo {
    struct hash sha256;
    int64_t bytes;
    bool png;
    int state;     /* of the store's photo table */
    bool whole;    /* state 2: this run has seen the object, with its length */
    bool doubtful; /* state 2: it looked, and there is none such: it does not count as held */
};

/* Of photos.state */
enum { PHOTO_PARTIAL = 0, PHOTO_STORED = 1, PHOTO_ELSEWHERE = 2 };

struct central_run;
typedef int answer_fn(struct central_run *x, size_t at, const struct answer *a, struct err *e);

/* A request whose answer is to come; answers come in order. */
struct asked {
    answer_fn *fn;
    size_t at; /* what it is about: an index, for fn */
    uint32_t id;
    size_t bytes;
};

struct outgoing { /* a picture on its way out */
    struct picture p;
    uint32_t chunks, next; /* next: the first chunk that was not looked at */
    uint8_t *there;        /* bit i: the store has chunk i */
    bool answered;         /* `there` is known */
    bool skip;             /* not to be sent after all */
    bool finishing, over;  /* its end was asked for; it came, or it was given up */
    bool kept;             /* the store says that the object store has it: looked at first */
    int tries;
    int stage; /* session_objects.c */
};

struct central_run {
    struct id hospital;
    struct casefile *c;
    char *workspace;
    struct identity who;
    const struct central_settings *to;
    struct central_options how;
    bool own_case, counted, stale;
    struct host_before before;

    struct link *link; /* NULL: not started, or it ended */
    struct asked *asked;
    size_t from, nasked, asked_cap, asked_bytes;
    int64_t due_ms;   /* a pause before the next attempt; 0: none */
    int64_t heard_ms; /* the last answer, or the first request after it */
    int failures;   /* attempts since anything moved */
    bool moved;     /* in this attempt */
    uint8_t store[16];
    char place[OBJECT_PLACE_MAX]; /* of the photos that it has elsewhere; "": it has none such */
    bool asked_it; /* `store` is known: it was the central store that answered */

    struct far *far; /* by writer */
    size_t nfar, far_cap;
    struct buf dict; /* of a newer catalogue, until the case is there to keep it */
    bool dict_there; /* the store has this version's */
    struct hash *asides; /* what it keeps aside */
    size_t nasides, asides_cap;
    size_t at;                /* the writer at work */
    uint64_t at_n;            /* its next commit */
    struct far_photo *photos; /* of the store, by hash */
    size_t nphotos, photos_cap;

    struct outgoing *out;
    size_t nout, nnew, ask_at, send_at; /* nnew: the first ones, none of them kept */
    int fd;                        /* of out[send_at] */
    struct manifest_photo *wanted; /* what the store has and this laptop not, by hash */
    size_t nwanted, want_at;
    uint32_t want_chunk;
    struct arrivals arrivals;

    bool elsewhere; /* photos go to the object store of the settings: it is the store's */
    struct object_store_settings objects; /* without a bucket: the settings name none */
    int object_failures; /* in a row */

    struct central_state state;
};

/* session.c */
struct call run_call(struct central_run *x, enum central_call what); /* begin; the hospital first */
void run_ask(struct central_run *x, struct call *c, answer_fn *fn, size_t at);
void run_expect(struct central_run *x, answer_fn *fn, size_t at, uint32_t id, size_t bytes);
bool run_has_room(const struct central_run *x); /* for a further request on its way */
int run_again(struct central_run *x, const struct err *why,
              struct err *e); /* the attempt is over */
/* What a failed answer means: 0 = the run begins again by itself. */
int run_failed(struct central_run *x, const struct answer *a, struct err *e);
/* It was put back to an older state meanwhile: the run begins again by itself. */
int run_set_back(struct central_run *x, struct err *e);
/* The answer was none that this version understands. */
int run_nonsense(struct central_run *x, const struct answer *a, struct err *e);

/* session_ask.c */
int ask_begin(struct central_run *x, struct err *e);
int confirm_begin(struct central_run *x, struct err *e);
int confirm_end(struct central_run *x, struct err *e);
int run_note(struct central_run *x, bool complete, struct err *e); /* in the custody ledger */
int run_look(struct central_run *x, struct err *e); /* far[].here and .stuck as they are now */
/* Is commit n of a writer here the one of that hash? */
bool run_has(struct central_run *x, const struct far *f, uint64_t n, const struct hash *h);
int run_not_a_member(struct central_run *x, struct err *e);

/* session_records.c; each *_more: 1 = a request went out, 0 = nothing more to ask. */
int push_begin(struct central_run *x, struct err *e);
int push_more(struct central_run *x, struct err *e);
int pull_begin(struct central_run *x, struct err *e);
int pull_more(struct central_run *x, struct err *e);
int pull_end(struct central_run *x, struct err *e);

/* session_beside.c */
void beside_ask(struct central_run *x);
int dict_take(struct central_run *x, struct err *e); /* once the case is there */
int beside_put(struct central_run *x, struct err *e);

/* session_photos.c */
int photos_out_begin(struct central_run *x, struct err *e);
int photos_out_more(struct central_run *x, struct err *e);
int photos_in_begin(struct central_run *x, struct err *e);
int photos_in_more(struct central_run *x, struct err *e);
int photos_in_end(struct central_run *x, struct err *e);
void photos_forget(struct central_run *x);
struct far_photo *photos_find(const struct central_run *x, const struct hash *sha256);
bool photos_held(const struct far_photo *p); /* the store keeps all of it; NULL: no */
int photos_take(struct central_run *x, const struct answer *a, struct err *e);
/* Counts one with something wrong, and keeps the first of them for the end: `msg` is an
 * N_() text of {1}, its name, and {2}, `why` (NULL is fine). */
void photos_tell(struct central_run *x, const struct hash *sha256, const char *name,
                 const char *msg, const char *why);
void photos_unread(struct central_run *x, struct outgoing *o, const char *why); /* given up */

/* session_objects.c; with x->elsewhere in the place of chunks */
void objects_name(struct central_run *x);
void objects_settle(struct central_run *x); /* x->elsewhere, once the store has said its place */
void objects_look(struct central_run *x, size_t at); /* at a kept one of x->out */
int objects_out_more(struct central_run *x);
int objects_get_one(struct central_run *x, size_t at); /* of x->wanted; 1: asked for */

/* session_case.c */
int run_open_case(struct central_run *x, bool create, struct err *e);
int run_refresh(struct central_run *x, struct err *e);
void run_close_case(struct central_run *x);

#endif
