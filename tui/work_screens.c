/* The actions that open a screen from anywhere. One row a screen. */
#include "tui/work.h"

#include "tui/scr_check.h"
#include "tui/scr_clock.h"
#include "tui/scr_conflicts.h"
#include "tui/scr_floor.h"
#include "tui/scr_handover.h"
#include "tui/scr_log.h"
#include "tui/scr_photo.h"
#include "tui/scr_plan.h"
#include "tui/scr_sign.h"
#include "tui/scr_unknown.h"

static const struct {
    enum action action;
    const struct screen_ops *ops;
    bool without; /* a hospital */
} screens_table[] = {
    {ACT_PLAN, &scr_plan, false},
    {ACT_CHECK, &scr_check, false},
    {ACT_UNKNOWN_LINE, &scr_unknown, false},
    {ACT_SIGN, &scr_sign, false},
    {ACT_LOG, &scr_log, false},
    {ACT_PHOTO, &scr_photo, false},
    {ACT_FLOOR_PLAN, &scr_floor, false},
    {ACT_CONFLICTS, &scr_conflicts, false},
    {ACT_HAND_OVER, &scr_handover, true},
    {ACT_CLOCK, &scr_clock, true},
};

enum outcome work_open_screen(struct app *app, enum action a)
{
    struct work *w = work_of(app);

    for (size_t i = 0; i < sizeof screens_table / sizeof screens_table[0]; i++)
        if (screens_table[i].action == a && (w->open || screens_table[i].without)) {
            work_show(app, screens_table[i].ops, (struct id){{0}}, NULL);
            return SCREEN_REDRAW;
        }
    return SCREEN_IGNORED;
}
