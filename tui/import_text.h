/* What an import found, as sentences: for the command and the screen. */
#ifndef GENBA_TUI_IMPORT_TEXT_H
#define GENBA_TUI_IMPORT_TEXT_H

#include "assets/import/import.h"
#include "model/base/buf.h"

void import_problem_message(const struct import_problem *p, struct buf *out);
void import_problem_fix(const struct import_problem *p, struct buf *out);
/* "error 端末一覧!F4 R033 macOS ...  -> what to do" */
void import_problem_line(const struct import_problem *p, struct buf *out);
void import_change_line(const struct import_change *c, bool ja, struct buf *out);

#endif
