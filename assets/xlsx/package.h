/* The zip container of a workbook: which parts there are, and their bytes
 * within the limits. Names are compared as Excel does: without case, '\' as
 * '/', no slash in front. A name that stands twice means its first entry. */
#ifndef GENBA_ASSETS_XLSX_PACKAGE_H
#define GENBA_ASSETS_XLSX_PACKAGE_H

#include "model/base/buf.h"
#include "model/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct package;

int package_open(struct package **out, const char *path, struct err *e);
void package_close(struct package *p);
const char *package_path(const struct package *p); /* for messages */
bool package_has(const struct package *p, const char *part);

/* Bytes of a part, in order; non-zero ends the reading and is handed back. */
typedef int package_sink(void *ctx, const char *bytes, size_t n, struct err *e);

/* Unpacks one part into `sink`. The check sum is known at the end only: what
 * the sink made is void unless this gives 0. ERR_CORRUPT, ERR_LIMIT (`max`
 * bytes, ratio), ERR_UNSUPPORTED (password, compression method). */
int package_read(struct package *p, const char *part, size_t max, package_sink *sink, void *ctx,
                 struct err *e);

/* From within a sink: `total` bytes of the present part were parsed. ERR_LIMIT
 * when all parts together passed XLSX_TOTAL_MAX; reading one again is free. */
int package_spend(struct package *p, size_t total, struct err *e);

/* "{1} is cut off or damaged: {2}" with printf-like facts. */
int package_damaged(const struct package *p, struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* "{1} is larger than this program reads: {2}" */
int package_too_large(const struct package *p, struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
