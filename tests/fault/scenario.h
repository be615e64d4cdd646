/* Commands of the real program that faults strike: each with a workspace to
 * begin from, made once and copied for every attempt, and the survey that an
 * undisturbed run ends with. */
#ifndef GENBA_TESTS_FAULT_SCENARIO_H
#define GENBA_TESTS_FAULT_SCENARIO_H

#include "tests/lib/trace.h"

#include <stdbool.h>

#define SCENARIO_WORDS 12

struct scenario {
    const char *name;
    const char *serial;
    bool there; /* the hospital is there before the command */
    bool same;  /* run twice it changes nothing more: the survey is compared */
    /* "@" at the beginning stands for the workspace and a slash. */
    const char *words[SCENARIO_WORDS];
    bool (*prepare)(struct run *r); /* false: what it needs is not here */
    /* Beside the survey, what must hold once the command has passed, and what must
     * hold at any time: NULL, or writes what is wrong. */
    void (*done)(struct run *r, struct buf *why);
    void (*always)(struct run *r, struct buf *why);
};

extern const struct scenario scenarios[];
extern const size_t scenario_count;

/* A scenario on its way: the workspace of `run` is the template's copy. */
struct stage {
    const struct scenario *s;
    struct run run;
    char template[256];
    struct buf want; /* `show --json` of the undisturbed run */
    char *words[SCENARIO_WORDS];
};

bool stage_begin(struct stage *g, const struct scenario *s); /* false: skip */
void stage_end(struct stage *g);
void stage_reset(struct stage *g); /* the workspace as it was before the command */
int stage_run(struct stage *g);    /* the command */
/* What is there is whole, whether the command passed or not. */
void stage_verify(struct stage *g, struct buf *why);
/* How many calls the command makes as `t` counts them. */
int64_t stage_calls(struct stage *g, struct trace *t);
/* The command said that it passed: it ended where it should. */
void stage_passed(struct stage *g, struct buf *why);
/* The command once more, undisturbed: it passes and ends where it should. */
void stage_complete(struct stage *g, struct buf *why);

#endif
