/* What a person does on the screen of one visit, by chance but from a seed, and
 * what the survey must hold afterwards.
 *
 * An action is a list of keys that begins on the visit of line A. Each changes
 * one thing, so that after a kill in its middle there are exactly two states
 * the survey may be in: without it, or with it. */
#ifndef GENBA_TESTS_E2E_KILL_SCRIPT_H
#define GENBA_TESTS_E2E_KILL_SCRIPT_H

#include "model/base/buf.h"
#include "tests/lib/json.h"

enum {
    FINDING, /* typed */
    LAMP,    /* typed */
    LABEL,   /* typed, or = as declared */
    MOVED,   /* a digit */
    KIND,    /* a digit, or = */
    VALUES,
    PHOTO = VALUES, /* one more */
    UNKNOWN,        /* one more unknown line */
};

#define VALUE_MAX 64
#define MANY 2000

/* What the survey holds. */
struct state {
    char value[VALUES][VALUE_MAX]; /* as `show --json` has them; "" for null */
    int photos;                    /* card/K0.JPG ... K(n-1).JPG */
    int unknowns;
    unsigned char unknown[MANY]; /* its kind: the item of terminator_kind */
};

struct action {
    int what;              /* FINDING ... UNKNOWN */
    char value[VALUE_MAX]; /* after it; of an UNKNOWN the item's digit */
    struct buf keys;       /* names of keys with blanks between */
    bool undo;
};

struct script {
    unsigned random;
    int n;          /* actions so far: makes texts differ */
    char card[300]; /* a folder of photos */
    struct state is;
    struct { /* what `u` takes back, of this run of the program */
        int what;
        char before[VALUE_MAX];
    } done[MANY];
    int ndone;
};

unsigned script_roll(struct script *s, unsigned n); /* 0 ... n-1 */
/* The keys that put the cursor on an answer, from anywhere on the visit. */
const char *script_reach(int what);
/* The next action; keys are the caller's to release. */
void script_next(struct script *s, struct action *a);
/* The survey now holds what the action does. */
void script_did(struct script *s, const struct action *a);
/* Reads a state out of `show --json`; NULL, or what is wrong with it. The
 * photos and unknown lines are those of this script alone. */
const char *script_read(struct state *out, const struct json *show);
bool state_equal(const struct state *a, const struct state *b);
void state_apply(struct state *s, const struct action *a);
void state_print(const struct state *s, struct buf *out);

#endif
