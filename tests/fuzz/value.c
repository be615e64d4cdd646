/* Fuzz target: a value or a varint that is taken is canonical: written again it
 * gives the bytes it was read from. */
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct value v = value_int(77), copy;
    struct buf again = BUF_INIT;
    uint64_t u = 0;
    size_t n = value_get(data, size, &v);

    require(n <= size);
    if (n == 0) {
        require(v.type == VALUE_INT && v.i == 77);
    } else {
        value_put(&again, v);
        require(again.len == n && memcmp(again.p, data, n) == 0);
        copy = value_copy(v);
        require(value_equal(v, copy));
        value_release(&copy);
    }
    buf_reset(&again);
    n = varint_get(data, size, &u);
    if (n > 0) {
        varint_put(&again, u);
        require(again.len == n && memcmp(again.p, data, n) == 0);
    }
    buf_release(&again);
    return 0;
}
