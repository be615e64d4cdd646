/* The workbench: a stack of screens, one event loop, the lines around a
 * screen's body.
 *
 *   0            status title          (reversed)
 *   1            status state          (reversed)
 *   2..LINES-3   the screen's body
 *   LINES-2      message, until the next key
 *   LINES-1      the keys that do something now (reversed)
 *
 * The loop sleeps in ppoll: it wakes for a key, a signal, a job, a due
 * checkpoint (a text that was changed is reported within a second) and once a
 * minute for the clock; idle it uses no CPU. app.c alone reads keys and calls
 * doupdate. With GENBA_TEST_SYNC=1 it writes ESC ] 7770 ; idle BEL after each
 * update when no input is pending.
 *
 * What the app knows of surveys comes through hooks: ctx is the host's. */
#ifndef GENBA_TUI_APP_H
#define GENBA_TUI_APP_H

#include "model/base/err.h"
#include "tui/screen.h"
#include "tui/theme.h"

#include <stdbool.h>
#include <stdint.h>

#define APP_MIN_COLS 60
#define APP_MIN_ROWS 15

struct app;

struct app_hooks {
    /* fills the two top lines; the app puts the screen's title when empty */
    void (*status)(struct app *, struct status *);
    /* an action no screen took: undo, redo, import, unknown line ... */
    enum outcome (*act)(struct app *, enum action);
    /* NEED_ bits that hold for the whole program; NULL: all */
    unsigned (*have)(struct app *);
    /* keep what is typed (app_draft) and where the person is */
    void (*checkpoint)(struct app *);
    /* once a minute, before the clock is drawn */
    void (*minute)(struct app *);
};

struct app *app_new(const struct app_hooks *hooks, void *ctx);
void app_free(struct app *app); /* closes every screen */
void *app_ctx(struct app *app);

/* Opens the terminal, runs until the last screen is closed, ACT_QUIT, SIGTERM
 * or SIGHUP, and restores the terminal. The program is expected to end then:
 * SIGTERM, SIGHUP and SIGINT are ignored from there on. */
int app_run(struct app *app, struct err *e);
void app_quit(struct app *app);

/* Screens. app_push opens and loads it, or changes nothing and returns the
 * error. app_pop closes the top one. */
int app_push(struct app *app, const struct screen_ops *ops, const void *arg, struct err *e);
void app_pop(struct app *app);
struct screen *app_top(struct app *app); /* NULL when none */

/* Does what an outcome says for a screen (for popups that call back). */
void app_settle(struct app *app, struct screen *s, enum outcome out);

/* What changed; drawn when the loop comes round. */
void app_changed(struct app *app); /* the model: every screen loads again when it is on top */
void app_dirty(struct app *app);   /* only drawing */
unsigned app_changes(const struct app *app); /* how often the model changed so far */

/* The message line, until the next key. Text is translated, whole sentences. */
void app_say(struct app *app, enum role role, const char *text);
void app_sayf(struct app *app, enum role role, const char *pattern, const char *a1,
              const char *a2); /* {1} {2} filled in */
void app_say_err(struct app *app, const struct err *e);

/* NULL when the action would do something now, else a translated sentence. */
const char *app_why_not(struct app *app, enum action a);
/* Does an action as if its key was pressed; says why when it cannot. */
enum outcome app_act(struct app *app, enum action a);

/* Work in slices: step returns 1 while there is more, 0 when done, -ERR_x. With
 * fd >= 0 step is called when fd is readable (a child's pipe), with due_ms when
 * that has come, with neither whenever no key waits; a step should take a few milliseconds. The job
 * stays the caller's; it must live until `done`, which is called exactly once. ACT_CANCEL_JOB and
 * the end of the app call cancel, then done with -ERR_CANCELLED. cancel and
 * progress may be NULL. A quiet job stands behind what is shown (previews): it
 * is no work to be stopped or waited for, shows no progress and says itself
 * when to draw. */
struct job {
    int fd;
    bool writing;   /* step is called when fd takes bytes, too */
    int64_t due_ms; /* clock_mono_ms when step is called though fd is silent or there is none; 0:
                       never */
    bool quiet;
    int (*step)(struct job *, struct err *);
    bool (*waits)(const struct job *); /* no slice now; NULL: never waits */
    void (*cancel)(struct job *);
    void (*progress)(const struct job *, struct buf *out); /* translated: the message line */
    void (*done)(struct job *, int rc, const struct err *e);
    struct job *next; /* the app's */
};
void app_job(struct app *app, struct job *job);
bool app_busy(const struct app *app); /* not with quiet jobs */
/* A line is being typed or a question is open: what it is about must not change. */
bool app_answering(struct app *app);

/* The text under the caret: NULL when no editor is open. Borrowed. */
const char *app_draft(struct app *app);

/* The parts of the loop, for tests without a terminal: a key by its name, a
 * paste, the mouse (coordinates of the terminal), one slice of jobs and
 * timers, one frame into stdscr without an update. */
void app_key(struct app *app, const char *key);
void app_paste(struct app *app, const char *text);
void app_mouse(struct app *app, const struct mouse *m);
void app_tick(struct app *app);
void app_frame(struct app *app);
bool app_running(const struct app *app);
const struct theme *app_theme(const struct app *app);
void app_pictures(struct app *app, enum pictures how); /* before app_attach */
/* A terminal is open (newterm): colours and size are taken from it. */
void app_attach(struct app *app);

#endif
