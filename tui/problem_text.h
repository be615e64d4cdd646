/* Problems in words: what the check, the sign-off and the command line show. */
#ifndef GENBA_TUI_PROBLEM_TEXT_H
#define GENBA_TUI_PROBLEM_TEXT_H

#include "model/rules/problem.h"

#include <stdbool.h>

const char *severity_word(enum severity severity); /* translated */
/* What it is about; a step of its own is called by kind, crew and time. */
void problem_name(const struct survey *s, const struct problem *p, bool ja, struct buf *out);
/* The whole sentence; without what it is about when `named` is false (the list
 * has a column for that). */
void problem_sentence(const struct survey *s, const struct problem *p, bool ja, bool named,
                      struct buf *out);
const char *problem_fix(const struct problem *p); /* translated */

#endif
