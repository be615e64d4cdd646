/* Sign-off (R120-R125): what is signed stands above before the name is taken;
 * while the check blocks nothing can be signed and Enter goes there. Signing is
 * one commit (model/signing.h), and asks once more before. */
#ifndef GENBA_TUI_SCR_SIGN_H
#define GENBA_TUI_SCR_SIGN_H

#include "tui/screen.h"

extern const struct screen_ops scr_sign;

#endif
