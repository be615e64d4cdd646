/* Inside the Hand-over screen: scr_handover.c holds it together and draws,
 * handover_rows.c is its list, handover_acts.c asks and begins. */
#ifndef GENBA_TUI_SCR_HANDOVER_PRIV_H
#define GENBA_TUI_SCR_HANDOVER_PRIV_H

#include "sync/custody.h"
#include "tui/handover.h"
#include "tui/list.h"
#include "tui/screen.h"

/* The groups of the list, in their order. */
enum handover_group {
    GROUP_RESULT, /* of the last run */
    GROUP_ASIDE,
    GROUP_CENTRAL,
    GROUP_SHARE, /* only here */
    GROUP_AWAY,  /* photos that are not here */
    GROUP_PURGED,
    GROUP_PEER,
    GROUP_ENTRY, /* the ledger */
    GROUP_COUNT
};

struct handover_line {
    enum handover_group group;
    int at; /* -1: the head of the group */
};

/* What the settings say of the central store. */
struct handover_settings {
    bool there;     /* there is such a file */
    char host[512]; /* of this hospital */
    struct err why; /* it cannot be used; code 0: it can */
};

struct handover_screen {
    struct screen base;
    bool ja, open; /* open: there is a hospital */
    unsigned seen; /* the last run whose result the cursor went to */
    struct roster roster;
    struct custody custody;
    struct handover_settings central;
    struct aside_list aside;
    struct handover_line *lines;
    int n;
    size_t cap;
    struct list list;
    int cols;
};

extern const struct list_source handover_source;
void handover_lines(struct handover_screen *h); /* the rows anew, from what is loaded */
/* Under the cursor; NULL on a head or in an empty list. */
const struct handover_line *handover_here(const struct handover_screen *h);
/* What is to be known and done about the row under the cursor. */
void handover_explain(const struct handover_screen *h, struct buf *what, struct buf *todo);

enum outcome handover_ask_write(struct handover_screen *h);
enum outcome handover_central(struct handover_screen *h);
enum outcome handover_ask_leave(struct handover_screen *h); /* while it is synced */
enum outcome handover_ask_read(struct handover_screen *h);
enum outcome handover_ask_admit(struct handover_screen *h);
enum outcome handover_ask_team(struct handover_screen *h);

#endif
