/* The object store for genba-sync's requests: OBJECTS and OBJECT of protocol.h are
 * answered by frames appended to `out`, in the order in which they are had. */
#ifndef GENBA_SYNC_CENTRAL_S3_H
#define GENBA_SYNC_CENTRAL_S3_H

#include "sync/central/objects.h"

struct s3;

struct s3 *s3_new(struct buf *out);
void s3_free(struct s3 *s); /* what waits is dropped */

void s3_open(struct s3 *s, uint32_t id, const void *body, size_t n);   /* OBJECTS */
void s3_object(struct s3 *s, uint32_t id, const void *body, size_t n); /* OBJECT */

size_t s3_waiting(const struct s3 *s); /* bytes held for requests that have no answer yet */
size_t s3_fds(struct s3 *s, struct pollfd out[OBJECTS_FDS]);
int64_t s3_due_ms(struct s3 *s); /* clock_mono_ms; 0: nothing is due */
void s3_pump(struct s3 *s);

#endif
