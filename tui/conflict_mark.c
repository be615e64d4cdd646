#include "config.h"

#include "tui/conflict_mark.h"

#include "model/base/text.h"
#include "model/rules/name.h"
#include "tui/i18n.h"
#include "tui/scr_conflicts.h"
#include "tui/work.h"

#include <stdio.h>

static int count_head(const struct head *h, void *ctx)
{
    (void)h;
    ++*(int *)ctx;
    return 0;
}

static uint32_t number_of(enum field f, bool observed)
{
    return f == FIELD_NONE ? 0 : field_log_number(f, observed);
}

int conflict_values(struct app *app, const struct row *r, enum field f, bool observed)
{
    struct store *st = work_of(app)->open->store;
    bool several = false;
    int n = 0;
    struct err ignored;

    if (!r || r->conflicts == 0)
        return 0;
    store_in_conflict(st, r->id, number_of(f, observed), &several, &ignored);
    if (several)
        store_heads(st, r->id, number_of(f, observed), count_head, &n, &ignored);
    return several && n < 2 ? 2 : several ? n : 0;
}

enum field conflict_in_place(struct app *app, const struct row *r, bool observed)
{
    for (int part = 0; part < PLACE_PARTS; part++) {
        enum field f = place_field(r->kind, part);

        if (f != FIELD_NONE && conflict_values(app, r, f, observed) > 0)
            return f;
    }
    return FIELD_NONE;
}

int conflicts_below(const struct survey *s, const struct row *r)
{
    const struct row *step, *device;
    int n;

    if (!r)
        return 0;
    n = r->conflicts;
    step = r->kind == KIND_step ? NULL : survey_step_of(s, r->id);
    n += step ? step->conflicts : 0;
    for (size_t i = 0;
         (device = survey_next_ref(s, KIND_device, F_device_line_ref, r->id, &i)) != NULL;)
        n += device->conflicts;
    return n;
}

void put_conflict_mark(int n, struct buf *out)
{
    char number[16];

    snprintf(number, sizeof number, "%d", n);
    /* TRANSLATORS: five columns; {1} is how many values stand there */
    text_fill(out, _("{1} val"), number, NULL, NULL);
}

bool conflict_shown_first(struct app *app, const struct row *r, enum field f, bool observed)
{
    char rest[16];

    if (conflict_values(app, r, f, observed) == 0)
        return false;
    snprintf(rest, sizeof rest, "%u", (unsigned)number_of(f, observed));
    work_show(app, &scr_conflicts, r->id, rest);
    app_say(app, ROLE_WARN, _("Two laptops wrote this differently: choose first."));
    return true;
}
