#include "model/clock_behind.h"

#include "model/base/clock.h"

#include <inttypes.h>
#include <stdlib.h>

#define ANSWERED "clock" /* draft: the moment of the log that was answered for */

static bool answered(const struct casefile *c, int64_t last_ms)
{
    struct buf text = BUF_INIT;
    bool same = store_draft_get(c->store, ANSWERED, &text, NULL) == 0 &&
                last_ms - strtoll(buf_str(&text), NULL, 10) < CLOCK_BEHIND_MS;

    buf_release(&text);
    return same;
}

bool clock_is_behind(const struct casefile *c, int64_t *last_ms)
{
    uint64_t last = store_newest(c->store);

    *last_ms = last > 0 ? hlc_ms(last) : 0;
    return last > 0 && clock_now_ms() + CLOCK_BEHIND_MS < *last_ms && !answered(c, *last_ms);
}

int clock_is_right(struct casefile *c, struct err *e)
{
    int64_t last_ms = hlc_ms(store_newest(c->store));
    struct op op = {.kind = OP_EVENT,
                    .entity = store_hospital(c->store),
                    .field = EVENT_CLOCK,
                    .value = value_int(clock_now_ms() - last_ms)};
    struct buf text = BUF_INIT;
    int rc = case_commit(c, &op, 1, e);

    buf_addf(&text, "%" PRId64, last_ms);
    if (rc == 0)
        rc = store_draft_put(c->store, ANSWERED, buf_str(&text), e);
    buf_release(&text);
    return rc;
}
