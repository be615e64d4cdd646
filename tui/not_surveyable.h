/* The question of something that cannot be surveyed: the reason, a note, and
 * for NS03 who of the hospital was asked (R102, R103). One commit closes the
 * thing and its step. Shared by the day plan and the visit. */
#ifndef GENBA_TUI_NOT_SURVEYABLE_H
#define GENBA_TUI_NOT_SURVEYABLE_H

#include "model/survey.h"
#include "tui/screen.h"

extern const struct screen_ops scr_not_surveyable;

/* Opens the question over the current screen. `target` is a line, device, PC
 * or exploration of the open hospital. A reason given before stands under the
 * cursor, and a further row takes it back. */
void not_surveyable_ask(struct app *app, struct id target);

/* The reason in a word ("out of reach"), N_() text; "" for an unknown code. */
const char *not_surveyable_word(const char *code);

#endif
