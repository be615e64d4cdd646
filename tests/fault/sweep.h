/* A fault at every moment: for each action of a laptop, from a closed store and
 * from one that was killed, the fault strikes at step 1, 2, 3 ... until the
 * action passes without having met it. After each:
 *  - the action was refused with one of the errors that are expected, and the
 *    error says something; or it was acknowledged and holds
 *  - a store whose write failed takes no more
 *  - opened again without the fault (and, where the fault is of the disk, after
 *    a power cut as well) the store is that of before or after, never between
 *  - the same action then passes */
#ifndef GENBA_TESTS_FAULT_SWEEP_H
#define GENBA_TESTS_FAULT_SWEEP_H

#include "tests/fault/session.h"

struct fault {
    const char *name;
    void (*arm)(const struct fault *f, struct crashvfs *disk, int64_t k);
    void (*disarm)(struct crashvfs *disk);
    bool (*struck)(const struct crashvfs *disk);
    int64_t (*count)(const struct crashvfs *disk); /* moments since it was armed */
    int kind;                                      /* for arm */
    bool stays;
    int codes[3]; /* the errors to expect, positive; 0 ends */
    bool power;   /* sweep with a power cut before the reopening, too */
};

/* At every moment of every action, or at `sample` of them spread over it; one
 * check a fault and action. */
void sweep(const struct fault *faults, size_t n, int64_t sample);

#endif
