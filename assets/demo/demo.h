/* The sample hospital: 0342 with its room request and photos on its survey day,
 * halfway through the morning. Made through the same functions as a real day:
 * import, plan, edits, photo intake; only the clock is moved. */
#ifndef GENBA_ASSETS_DEMO_DEMO_H
#define GENBA_ASSETS_DEMO_DEMO_H

#include "model/base/err.h"
#include "model/identity.h"
#include "model/settings.h"

#define DEMO_SERIAL "0342"
#define DEMO_PERSON "佐藤"
#define DEMO_CREW "A"

/* Fills an empty workspace. Afterwards it is 2025-09-12 10:42 and the clock
 * runs on from there. */
int demo_make(const char *workspace, const struct settings *settings, const struct identity *who,
              struct err *e);

#endif
