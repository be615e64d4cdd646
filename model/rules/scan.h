/* The vulnerability scan of a hospital (R047, R060-R067): what of it is open, and
 * until when it must be done. */
#ifndef GENBA_MODEL_RULES_SCAN_H
#define GENBA_MODEL_RULES_SCAN_H

#include "model/survey.h"

bool scan_finished(const struct row *target); /* done, or given up */
/* Targets that are not finished, and lines whose scan is wanted and that have no
 * target yet. */
size_t scans_open(const struct survey *s);
/* R047: the last day of the scan, counted as p28 does; false without a survey day. */
bool scan_due(const struct survey *s, int *day);

#endif
