/* Every screen, one line each. */
#include "config.h"

#include "tui/ask.h"
#include "tui/choose.h"
#include "tui/scr_help.h"
#include "tui/scr_palette.h"
#include "tui/screen.h"

const struct screen_ops *const all_screens[] = {
    &scr_ask, &scr_choose, &scr_help, &scr_palette, NULL,
};
