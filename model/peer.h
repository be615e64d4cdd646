/* A peer of the receipts that is no laptop: the central store. It has no key of
 * its own; in its place stand these 16 bytes and the id of the store, which is
 * drawn when the store is made. No laptop can have such a key by chance. */
#ifndef GENBA_MODEL_PEER_H
#define GENBA_MODEL_PEER_H

#include "model/base/id.h"
#include "model/identity.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PEER_CENTRAL "genba central\0\0" /* 16 bytes with the NUL behind it */

static inline bool peer_is_central(const uint8_t key[KEY_LEN])
{
    return memcmp(key, PEER_CENTRAL, sizeof PEER_CENTRAL) == 0;
}

#endif
