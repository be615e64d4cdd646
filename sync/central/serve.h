/* genba-sync as genba starts it: requests on one end, answers on the other,
 * until the requests end. Whoever asks may go away at any time: everything that
 * was asked can be asked again. */
#ifndef GENBA_SYNC_CENTRAL_SERVE_H
#define GENBA_SYNC_CENTRAL_SERVE_H

/* 0: the requests ended; 1: they were none of the protocol, or the other end is gone. */
int central_serve(int in, int out);

#endif
