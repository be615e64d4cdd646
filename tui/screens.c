/* Every screen, one line each. */
#include "config.h"

#include "tui/ask.h"
#include "tui/choose.h"
#include "tui/not_surveyable.h"
#include "tui/prompt.h"
#include "tui/scr_check.h"
#include "tui/scr_clock.h"
#include "tui/scr_conflicts.h"
#include "tui/scr_floor.h"
#include "tui/scr_handover.h"
#include "tui/scr_help.h"
#include "tui/scr_hospitals.h"
#include "tui/scr_import.h"
#include "tui/scr_log.h"
#include "tui/scr_palette.h"
#include "tui/scr_photo.h"
#include "tui/scr_plan.h"
#include "tui/scr_replan.h"
#include "tui/scr_sign.h"
#include "tui/scr_unknown.h"
#include "tui/scr_visit.h"
#include "tui/screen.h"

/* clang-format off */
const struct screen_ops *const all_screens[] = {
    &scr_ask,
    &scr_check,
    &scr_choose,
    &scr_clock,
    &scr_conflicts,
    &scr_floor,
    &scr_handover,
    &scr_help,
    &scr_hospitals,
    &scr_import,
    &scr_log,
    &scr_not_surveyable,
    &scr_palette,
    &scr_photo,
    &scr_plan,
    &scr_prompt,
    &scr_replan,
    &scr_sign,
    &scr_unknown,
    &scr_visit,
    NULL,
};
/* clang-format on */
