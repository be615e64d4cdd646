/* Photo records of the same bytes, found by hash. */
#include "assets/photo/same.h"

#include "tests/lib/tap.h"

/* As many photos as several hospitals have, each third one twice. */
static void found_by_hash(void)
{
    enum { N = 5000 };
    struct survey none = {0};
    struct same x;
    int wrong = 0;

    same_begin(&x, &none);
    for (int i = 0; i < N; i++) {
        struct hash h = sha256(&i, sizeof i);

        same_add(&x, &h, id_new(i));
        if (i % 3 == 0)
            same_add(&x, &h, id_new(N + i));
    }
    for (int i = 0; i < N + 10; i++) {
        struct hash h = sha256(&i, sizeof i);
        struct id first = {{0}}, id = {{0}};
        int found = 0;

        for (size_t k = 0; same_next(&x, &h, &k, &id); found++)
            first = found == 0 ? id : first;
        wrong += found != (i >= N ? 0 : i % 3 == 0 ? 2 : 1);
        wrong += found == 2 && id_equal(first, id);
    }
    is_int(wrong, 0, "records are found by their bytes");
    same_release(&x);
}

int main(void)
{
    found_by_hash();
    return tap_done();
}
