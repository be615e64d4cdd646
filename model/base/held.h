/* A number held within limits. */
#ifndef GENBA_MODEL_BASE_HELD_H
#define GENBA_MODEL_BASE_HELD_H

/* `least` wins where there is no room between them. */
static inline int held(int n, int least, int most)
{
    if (n > most)
        n = most;
    return n < least ? least : n;
}

#endif
