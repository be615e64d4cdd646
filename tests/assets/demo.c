/* The sample hospital is made and stands as the README says. */
#include "assets/demo/demo.h"
#include "model/base/clock.h"
#include "model/rules/progress.h"
#include "model/workspace.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static struct err e;

static void look(struct casefile *c)
{
    struct progress p;
    int running = 0, complete = 0;
    int64_t commits;

    progress_load(&p, &c->survey, clock_now_ms());
    is_int(c->survey.n[KIND_line], 8, "eight lines");
    is_int(c->survey.n[KIND_crew], 2, "two crews");
    is_int(p.state, HOSPITAL_SURVEYING, "being surveyed");
    for (size_t i = 0; i < c->survey.n[KIND_step]; i++) {
        running += row_is(c->survey.rows[KIND_step][i], F_step_step_state, "in_progress");
        complete += row_is(c->survey.rows[KIND_step][i], F_step_step_state, "done");
    }
    is_int(running, 2, "each crew is at work");
    ok(complete > 4, "after some visits: %d", complete);
    ok(c->survey.n[KIND_photo] >= 3, "with photos: %zu", c->survey.n[KIND_photo]);
    is_int(p.differences, 1, "one thing differs from the sheet");
    is_ok(store_verify(c->store, &commits, &e), &e, "the chain holds");
}

int main(void)
{
    struct fixture f;
    struct settings set;
    struct casefile *c;
    struct civil now;
    char *folder;

    fixture_begin(&f);
    settings_init(&set);
    if (!is_ok(demo_make(f.workspace, &set, &f.who, &e), &e, "the sample is made"))
        return tap_done();
    now = clock_civil(clock_now_ms());
    is_int(now.hour * 60 + now.minute, 10 * 60 + 42, "it is 10:42");
    if (workspace_find(f.workspace, DEMO_SERIAL, &folder, &e) != 0 ||
        case_open(&c, folder, &f.who, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    look(c);
    case_close(c);
    free(folder);
    settings_release(&set);
    fixture_end(&f);
    return tap_done();
}
