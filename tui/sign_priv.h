/* Inside the sign-off screen: scr_sign.c takes keys and signs, sign_paint.c
 * draws. */
#ifndef GENBA_TUI_SIGN_PRIV_H
#define GENBA_TUI_SIGN_PRIV_H

#include "model/rules/problem.h"
#include "model/signing.h"
#include "tui/ask.h"
#include "tui/choose.h"
#include "tui/edit.h"
#include "tui/list.h"
#include "tui/screen.h"

#define SIGNERS_MAX 50

enum sign_row {
    SIGN_SCOPE,
    SIGN_UNKNOWN, /* R124: the two confirmations */
    SIGN_NS,
    SIGN_NAME,
    SIGN_DEPARTMENT,
    SIGN_COMMENT,
    SIGN_LEAD,
    SIGN_ROWS
};

struct sign_screen {
    struct screen base;
    bool ja;
    struct cover cover[SIGNING_COVERS];
    int n_covers, at; /* at: the one that would be signed */
    struct sign_counts counts;
    struct problems problems;
    int blocking;          /* problems that stop it (R121) */
    struct id signoff;     /* the one that stands for the cover; or zero */
    enum sign_state state; /* of it */
    enum sign_row shown[SIGN_ROWS];
    int n_shown;
    char *text[SIGN_ROWS]; /* owned; NULL: nothing */
    bool explained[2];     /* unknown lines, not surveyable */
    int from;              /* the first listed item that is shown */
    int items, page;       /* listed ones; as many as are shown at once */
    struct list list;
    struct edit edit;
    bool typing;
    bool sealed; /* signed here: the form is not kept */
};

/* Listed items there are, and how many of them fit a body of so many lines. */
int sign_items(const struct sign_screen *g);
int sign_page(const struct sign_screen *g, int lines);
void sign_paint(const struct sign_screen *g, const struct draw *body);
void sign_scope_print(const struct cover *cover, bool ja, struct buf *out);

#endif
