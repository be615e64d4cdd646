/* Shared by the parts of the list of hospitals: what it holds, and its drawing
 * (hospitals_draw.c). */
#ifndef GENBA_TUI_SCR_HOSPITALS_PRIV_H
#define GENBA_TUI_SCR_HOSPITALS_PRIV_H

#include "model/workspace.h"
#include "tui/app.h"
#include "tui/list.h"

#define DETAIL_LINES 5
#define AGENDA_MAX 4

/* Which rows are shown. */
#define FILTERS(X)                                                                                 \
    X(ALL, N_("All hospitals"))                                                                    \
    X(TODAY, N_("Surveyed today"))                                                                 \
    X(WEEK, N_("Surveyed this week"))                                                              \
    X(OPEN, N_("Not signed yet"))                                                                  \
    X(ONLY_HERE, N_("With changes that are only here"))
enum filter {
#define X(id, text) FILTER_##id,
    FILTERS(X)
#undef X
        FILTER_COUNT
};
extern const char *const hospitals_filters[FILTER_COUNT]; /* untranslated */

struct hospitals_line {
    size_t index; /* of the summary */
    int rank;     /* 0 to come, 1 without a day, 2 past */
    int day;
};

struct hospitals_totals {
    int hospitals, today, week, pending;
    int64_t commits, photos;
};

struct hospitals {
    struct screen base;
    struct list list;
    struct hospitals_line *line;
    int n, today;
    enum filter filter;
    bool by_serial; /* else by day */
    struct hospitals_totals totals;
    int agenda[AGENDA_MAX], n_agenda; /* rows whose pre-call is due next */
    struct job job;                   /* reads stale lines again */
    bool started;
    bool touched; /* a key was pressed: the cursor stays where it was put */
    bool leaving; /* q was pressed and it was said what is only here */
    size_t next, read;
};

const struct summary *hospitals_at(const struct hospitals *h, int row);
bool hospitals_only_here(const struct summary *s); /* something waits to be handed over */

void hospitals_draw(const struct screen *s, const struct draw *body);
void hospitals_status(const struct screen *s, struct status *out);

#endif
