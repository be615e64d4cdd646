/* genba's side of genba-sync (protocol.h): the program is started with the link
 * and ends with it. Nothing here waits, but link_close for the end of the program that
 * it killed: requests are appended to link_out, link_pump moves bytes, link_answer hands
 * over what has come; in between the caller may poll link_fd. What was sent is wiped:
 * OBJECTS has a secret in it.
 *
 * When genba-sync ends or talks nonsense, link_pump says so (ERR_IO), and the
 * link is done: whoever asks again makes a new one. */
#ifndef GENBA_SYNC_CENTRAL_LINK_H
#define GENBA_SYNC_CENTRAL_LINK_H

#include "model/base/err.h"
#include "sync/central/values.h"

struct link;

/* genba-sync gives up on a line that does not move for its time-out. One that does not
 * answer at all so much longer hangs by itself, in the look-up of a name perhaps. */
#define LINK_SILENCE_MS 15000

/* `program` NULL: beside the running program, else in the installed place.
 * ERR_NOTFOUND. */
int link_open(struct link **out, const char *program, struct err *e);
void link_close(struct link *l); /* ends genba-sync at once; NULL is fine */

struct buf *link_out(struct link *l); /* whole frames are appended here */
uint32_t link_id(struct link *l);     /* for the next request: 1, 2, 3 ... */
size_t link_unsent(const struct link *l);
int link_fd(const struct link *l);
bool link_wants_write(const struct link *l);

int link_pump(struct link *l, struct err *e);

struct answer {
    uint32_t id;
    enum central_call call;
    bool moved;       /* not yet the answer: what was asked is on its way */
    enum fault fault; /* 0: rows */
    char sqlstate[6];
    char text[256];      /* of the library or the server, in English */
    const uint8_t *body; /* of ROWS, for rows_of; borrowed until the next link_answer */
    size_t n;
};
bool link_has_answer(const struct link *l); /* one waits here: nothing needs to come */
/* False: none has come whole. */
bool link_answer(struct link *l, struct answer *out);

#endif
