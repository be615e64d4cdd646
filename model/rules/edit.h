/* Rules at the moment of saving: which edits are refused.
 *
 * The screens and commands ask before case_edit; the import, merges and undo
 * do not: what they bring stands and is listed by check_survey.
 *
 * Refused (with the rule's own text): NS03 without the witness consulted and
 * the time (R103), a sixth PC (R030), macOS as a PC's declared OS (R033; what
 * was seen may be recorded and asks for NS07), an address that is not global
 * where one is needed (R063), overlapping steps of one crew (R086), a step in a
 * room where entry is forbidden (R090), exploration before every line and PC of
 * the day is closed (R082, R083), a photo of what is in a room where photos are
 * forbidden (R100), a pin beside its drawing, a sign-off while check_survey says that signing is
 * blocked (R121), leaving with nothing signed (R120). */
#ifndef GENBA_MODEL_RULES_EDIT_H
#define GENBA_MODEL_RULES_EDIT_H

#include "model/case.h"

/* 0 or -ERR_REFUSED. Only what the list changes is judged: an old fault of the
 * same row does not stand in the way of another edit. */
int rule_allows_edit(const struct survey *s, const struct edit_op *list, size_t n, struct err *e);

#endif
