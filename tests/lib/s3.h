/* One request at a time of sync/central/objects.h, waited for: for tests. */
#ifndef GENBA_TESTS_LIB_S3_H
#define GENBA_TESTS_LIB_S3_H

#include "sync/central/objects.h"
#include "tests/lib/swift.h"

/* Settings for the server; bails out when they do not pass. */
struct object_store_settings s3_settings(const struct swift *s, const char *prefix);

/* Each waits for its answer; bails out after a minute without. */
struct object_answer s3_put(struct objects *o, const void *p, size_t n);
struct object_answer s3_put_as(struct objects *o, const uint8_t hash[32],
                               const struct object_body *body);
struct object_answer s3_head(struct objects *o, const uint8_t hash[32]);
/* Other bytes under that hash, as nobody's PUT of objects.h could bring them; bails out
 * when the server refuses. */
void s3_put_wrong(const struct object_store_settings *s, const uint8_t hash[32], const void *p,
                  size_t n);
/* `out` is set to what came. */
struct object_answer s3_get(struct objects *o, const uint8_t hash[32], uint64_t size,
                            struct buf *out);
void s3_run(struct objects *o); /* until nothing waits */

#endif
