/* The app's insides: for app*.c only. */
#ifndef GENBA_TUI_APP_PRIV_H
#define GENBA_TUI_APP_PRIV_H

#include "model/base/buf.h"
#include "tui/app.h"
#include "tui/input.h"

struct app {
    const struct app_hooks *hooks;
    void *ctx;
    struct screen *top;
    struct theme theme;
    enum pictures pictures;
    struct job *jobs;
    struct buf message;
    char *given_up; /* what was last typed and left by Esc; NULL: nothing yet */
    enum role message_role;
    char prefix[KEY_NAME_MAX]; /* first half of a two-key sequence */
    bool running, dirty, anew; /* anew: every cell is sent again */
    bool draft;                /* a typed text or a place is not kept yet */
    int64_t draft_ms;          /* monotonic, since when */
    unsigned changes;          /* app_changes */
    int64_t second, minute;    /* of the wall clock, last shown */
};

struct job *loud_job(const struct app *app); /* the first that is not quiet; NULL: none */

void job_over(struct app *app, struct job *j, int rc, const struct err *e);

/* app_draw.c */
const struct keymap *screen_keys(const struct screen *s);
struct edit *screen_editor(struct screen *s);
struct screen *screen_base(struct screen *s); /* the one under all popups */
/* Loads what is stale, from the screen under the popups upwards: before a frame
 * and before anything is asked of a screen, which borrows rows of the model. */
void screen_refresh(struct app *app, struct screen *s);
bool app_fits(void); /* the terminal is large enough */

/* app_act.c */
const char *binding_why_not(struct app *app, const struct binding *b, enum action a);
enum outcome app_perform(struct app *app, const struct binding *b, enum action a);
void app_typed(struct app *app, struct screen *s);
void app_keep(struct app *app); /* something to checkpoint, within a second */
void app_keep_now(struct app *app);

#endif
