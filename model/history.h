/* The log as people read it: one line per changed field, oldest first. */
#ifndef GENBA_MODEL_HISTORY_H
#define GENBA_MODEL_HISTORY_H

#include "model/case.h"

struct change {
    char *when; /* ISO, local; as the writing laptop's clock said */
    char *person, *crew, *laptop;
    char *op; /* set, resolve, delete, undelete, photo, seal, checkpoint, alias, newer; an event's */
    struct id entity;
    char *address; /* of the entity as it is now; its id when it is gone */
    char *field;   /* catalogue id, alive, the number of a newer one; "" for what is no SET */
    char *label;   /* in the language asked for */
    bool observed;
    char *value; /* as people read it */
};

struct history_view {
    struct change *v; /* owned */
    size_t n, cap;
};

/* Of one entity, or of all (NULL). */
int history_read(struct casefile *c, const struct id *entity, bool ja, struct history_view *out,
                 struct err *e);
void history_release_view(struct history_view *view);

#endif
