/* genba-draw's loop: answers the frames of protocol.h that arrive on `in`
 * until it ends or breaks the protocol. Opens nothing. */
#ifndef GENBA_ASSETS_DRAW_SERVE_H
#define GENBA_ASSETS_DRAW_SERVE_H

/* The helper ends by itself, after an answer, when it has used this much. */
#define SERVE_CPU_MS 4000

int serve(int in, int out); /* the exit status */

#endif
