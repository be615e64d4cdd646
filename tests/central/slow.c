/* A line to the store that is slow but moves: a photo takes far longer than the
 * time-out, and longer than genba lets genba-sync be silent. */
#include "tests/central/world.h"
#include "tests/lib/slowline.h"
#include "tests/lib/tap.h"

#include <stdio.h>

#define TIMEOUT 3 /* seconds */
#define SILENT_MS (TIMEOUT * 1000 + 15000)
#define RATE 22000
#define PHOTO 430000

int main(void)
{
    struct world w = {.timeout = TIMEOUT};
    struct slowline line;
    struct synced s;
    char url[64], timeout[32];

    world_begin(&w);
    ok(world_through(&w, 0, NULL), "the hospital comes to the store");
    world_work(&w, 0, 1, PHOTO);
    slowline_begin(&line, w.office.pg->port, RATE);
    snprintf(url, sizeof url, "postgresql://127.0.0.1:%d/genba", line.port);
    snprintf(timeout, sizeof timeout, "timeout = %d\n", TIMEOUT);
    office_settings(&w.office, 0, url, timeout);
    ok(world_through(&w, 0, &s), "a sync over a slow line comes to its end");
    is_int(s.sent_photos, 1, "with its photo");
    is_int(s.retries, 0, "at the first attempt");
    ok(s.ms > SILENT_MS, "it was slow (%d ms)", (int)s.ms);
    ok(s.longest_ms < TIMEOUT * 1000, "but never silent for the time-out (%d ms)",
       (int)s.longest_ms);
    slowline_end(&line);
    world_end(&w);
    return tap_done();
}
