/* The simulation must catch what it is for: each mutation of the store, run
 * until an invariant breaks. */
#include "tests/lib/tap.h"
#include "tests/sim/schedule.h"

#include "model/mutation.h"

#include <string.h>

#define BOUND 40000

static const struct {
    enum mutation which;
    const char *name;
} mutants[] = {
    {MUTATION_LAST_WRITER_WINS, "last writer wins"},
    {MUTATION_DURABLE_WRITER, "a durable writer id"},
    {MUTATION_NO_WAITING, "applied without its past"},
    {MUTATION_NO_TOMBSTONE, "a deletion without a tombstone"},
};

int main(void)
{
    struct totals t = {0};
    char why[512];
    int n = 0;

    world_init(&t);
    while (n < 500 && schedule_run((uint64_t)n + 1, NULL, &t, why))
        n++;
    is_int(n, 500, "without a mutation nothing breaks");
    for (size_t i = 0; i < sizeof mutants / sizeof mutants[0]; i++) {
        GENBA_MUTATION = mutants[i].which;
        for (n = 1; n <= BOUND && schedule_run((uint64_t)n, NULL, &t, why); n++)
            ;
        ok(n <= BOUND, "%s is caught", mutants[i].name);
        diag("%s: after %d schedules: %s", mutants[i].name, n, why);
        GENBA_MUTATION = MUTATION_NONE;
    }
    return tap_done();
}
