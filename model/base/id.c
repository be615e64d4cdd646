#include "model/base/id.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static random_fn *source;
static void *source_ctx;

void id_random_source(random_fn *fn, void *ctx)
{
    source = fn;
    source_ctx = ctx;
}

void random_bytes(void *out, size_t n)
{
    uint8_t *p = out;

    if (source) {
        source(out, n, source_ctx);
        return;
    }
    while (n > 0) {
        ssize_t k = getrandom(p, n, 0);

        if (k <= 0) {
            fputs("genba: no random numbers from the kernel\n", stderr);
            abort();
        }
        p += k;
        n -= (size_t)k;
    }
}

struct id id_new(int64_t now_ms)
{
    static uint64_t last; /* 48 bits of ms, 12 bits of counter: never falls */
    uint64_t stamp = (uint64_t)now_ms << 12;
    struct id id;

    if (stamp <= last)
        stamp = last + 1;
    last = stamp;
    random_bytes(id.b, sizeof id.b);
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)(stamp >> (12 + 8 * (5 - i)));
    id.b[6] = (uint8_t)(0x70 | ((stamp >> 8) & 0x0F));
    id.b[7] = (uint8_t)stamp;
    id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3F));
    return id;
}

bool id_is_zero(struct id id)
{
    static const struct id zero;

    return id_equal(id, zero);
}

bool id_equal(struct id a, struct id b)
{
    return memcmp(a.b, b.b, ID_LEN) == 0;
}

int id_compare(struct id a, struct id b)
{
    return memcmp(a.b, b.b, ID_LEN);
}

void id_print(struct id id, char out[ID_HEX_LEN + 1])
{
    char *p = out;

    for (int i = 0; i < ID_LEN; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *p++ = '-';
        p += snprintf(p, 3, "%02x", id.b[i]);
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool id_parse(const char *s, struct id *out)
{
    int n = 0;

    for (; *s; s++) {
        int h = hex_digit(*s);

        if (*s == '-')
            continue;
        if (h < 0 || n == 2 * ID_LEN)
            return false;
        if (n % 2 == 0)
            out->b[n / 2] = (uint8_t)(h << 4);
        else
            out->b[n / 2] |= (uint8_t)h;
        n++;
    }
    return n == 2 * ID_LEN;
}
