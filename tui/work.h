/* What the screens of the workbench share: the workspace, the open hospital,
 * the counters of the two top lines. app_ctx of the workbench is its `struct
 * work`.
 *
 * Every change from a screen goes through work_edit: rules, one commit, the
 * counters, the message. */
#ifndef GENBA_TUI_WORK_H
#define GENBA_TUI_WORK_H

#include "assets/photo/batch.h"
#include "model/case.h"
#include "model/rules/progress.h"
#include "model/workspace.h"
#include "tui/app.h"
#include "tui/cmd/cmd.h"

struct work {
    struct session *session;
    struct index index;
    struct casefile *open;    /* NULL: the list of hospitals */
    unsigned opening;         /* counts openings: the next hospital may lie at the same address */
    struct progress progress; /* of the open one, after its last commit */
    struct counts counts;
    bool can_undo, can_redo;
    unsigned handovers;            /* counts the runs */
    struct handover *handover;     /* bundles being written or read, and the last ones; or NULL */
    struct photo_problems refused; /* files that the last taking in refused, or found damaged */
    struct previews *previews;     /* NULL: no screen has shown a picture yet */
    char *kept_place;              /* the draft as last written; NULL: not since opening */
};

/* Where a screen opens: the argument of every screen here (NULL: nowhere in
 * particular), and what ops->place writes as "UUID REST". */
struct place {
    struct id entity;
    char rest[96];
};

struct work *work_of(struct app *app);
const struct survey *work_survey(struct app *app); /* of the open hospital */
bool work_ja(struct app *app);
struct previews *work_previews(struct app *app); /* preview.h; made when first asked for */

/* Opens a hospital, closing the one before. */
int work_open(struct app *app, const char *folder, struct err *e);
void work_close(struct app *app);

/* Rules, then one commit. False: nothing changed, the message line says why, or
 * the field is in conflict and its values are shown to choose from. */
bool work_edit(struct app *app, const struct edits *list);
bool work_set(struct app *app, struct id entity, enum field f, bool observed, struct value v);
/* Asks, where the open hospital was written to later than this laptop's clock says. */
void work_ask_clock(struct app *app);
/* The open hospital was written by a function of its own (a plan, photos). */
void work_wrote(struct app *app);
/* Other laptops' changes came into the open hospital. */
void work_merged(struct app *app);
/* The list of hospitals anew: some came or changed behind it. */
int work_reindex(struct work *w, struct err *e);

/* The workbench: runs until it is left. `serial` NULL: where it was killed, or
 * the list. Returns an exit code or -ERR_x. */
int work_run(struct session *s, const char *serial, struct err *e);
/* For tests without a terminal: the app with its hooks, its first screen open. */
struct app *work_begin(struct work *w, struct session *s, const char *serial, struct err *e);
void work_end(struct app *app);

/* Opens a screen on a row. Errors go to the message line. */
void work_show(struct app *app, const struct screen_ops *ops, struct id entity, const char *rest);

/* A screen by its name; NULL when there is none. */
const struct screen_ops *work_screen(const char *name);

/* Hooks of the app, in files of their own: the two top lines (work_status.c);
 * where one is and what is being typed (work_place.c); the actions that open a
 * screen from anywhere (screens_table in work_screens.c). */
void work_status(struct app *app, struct status *out);
void work_checkpoint(struct app *app);
enum outcome work_open_screen(struct app *app, enum action a);
/* The laptop was killed while a hospital was open: opens it at the same place
 * with the same text under the caret. Nothing to resume is no error. */
void work_resume(struct app *app);
void work_opened(struct work *w); /* a hospital was opened: remember it */
void work_closed(struct work *w); /* it is closed on purpose: forget the place */

/* Asks who works here and in which crew (work_person.c). */
void work_ask_person(struct app *app);

/* Asks where to, and writes the survey workbook (work_report.c). */
void work_ask_report(struct app *app);

/* Texts that several screens show. */
void work_title(struct app *app, struct status *out, const char *where); /* HOSPITAL  >  where */
void work_date(struct buf *out, const char *iso_date, bool ja);          /* 9/12(金), 9/12 Fri */
void work_time(struct buf *out, const char *iso_datetime);               /* 10:42 */

#endif
