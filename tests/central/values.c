/* Calls and answers between genba and genba-sync, byte by byte; and an answer
 * that is cut anywhere, or lies about its lengths, is bad and nothing else. */
#include "sync/central/values.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static void calls(void)
{
    static const char want[] = "\x01\x02\x0A\0\x07\0\0\0\x39\0\0\0" /* the frame's head */
                               "\x04"                               /* cells */
                               "\x02\0\0\0\xAB\xCD"                 /* bytes */
                               "\x04\0\0\0\xFF\xFF\xFF\xFE"         /* -2 */
                               "\xFF\xFF\xFF\xFF"                   /* NULL */
                               "\x22\0\0\0"                         /* bytea[]: */
                               "\0\0\0\x01\0\0\0\0\0\0\0\x11\0\0\0\x02\0\0\0\x01"
                               "\0\0\0\x01x\0\0\0\x05hello";
    struct span v[] = {{"x", 1}, {"hello", 5}};
    struct buf out = BUF_INIT;
    struct call c = call_begin(&out, (enum central_call)10, 7);

    call_bytes(&c, "\xAB\xCD", 2);
    call_int4(&c, -2);
    call_text(&c, NULL);
    call_bytes_array(&c, v, 2);
    call_end(&c);
    is_int(out.len, sizeof want - 1, "a call's bytes");
    ok(out.len == sizeof want - 1 && memcmp(out.p, want, sizeof want - 1) == 0,
       "as PostgreSQL reads them");
    buf_release(&out);
}

static void add_up(int32_t i, void *ctx)
{
    *(int64_t *)ctx = *(int64_t *)ctx * 10 + i;
}

/* Two columns: int8, int4[] of 1 2 3; false when it was bad. */
static bool read_rows(const uint8_t *p, size_t n, int64_t *number, int64_t *sum)
{
    struct rows r = rows_of(p, n, 2);

    *number = *sum = 0;
    for (uint32_t i = 0; i < r.n && !r.w.bad; i++) {
        *number = rows_int8(&r);
        rows_int4_array(&r, add_up, sum);
    }
    return !r.w.bad && r.n == 1;
}

static void answers(void)
{
    static const char bytes[] = "\x02\0\x01\0\0\0"             /* columns, rows */
                                "\x08\0\0\0\0\0\0\0\0\0\x01\0" /* int8 */
                                "\x2C\0\0\0"                   /* int4[]: */
                                "\0\0\0\x01\0\0\0\0\0\0\0\x17\0\0\0\x03\0\0\0\x01"
                                "\0\0\0\x04\0\0\0\x01\0\0\0\x04\0\0\0\x02\0\0\0\x04\0\0\0\x03";
    uint8_t rows[sizeof bytes - 1];
    int64_t number, sum;
    int wrong = 0;

    memcpy(rows, bytes, sizeof rows);
    ok(read_rows(rows, sizeof rows, &number, &sum), "an answer");
    is_int(number, 256, "an int8");
    is_int(sum, 123, "an int4[]");
    for (size_t n = 0; n < sizeof rows; n++)
        wrong += read_rows(rows, n, &number, &sum);
    is_int(wrong, 0, "cut anywhere it is bad");
    wrong = 0;
    for (size_t i = 18; i < 38; i++) { /* the array's lengths */
        uint8_t copy[sizeof rows];

        memcpy(copy, rows, sizeof rows);
        copy[i] ^= 0x40;
        sum = 0;
        if (i >= 26 && i < 34) /* nulls and element type are not looked at */
            continue;
        wrong += read_rows(copy, sizeof copy, &number, &sum);
    }
    is_int(wrong, 0, "an array that lies about its size is bad");
}

static void frames(void)
{
    struct central_frame f = {.kind = CENTRAL_ROWS, .call = 300, .id = 0x01020304, .length = 99}, g;
    uint8_t head[CENTRAL_HEADER];

    central_frame_put(head, &f);
    ok(central_frame_get(head, &g), "a frame's head");
    ok(g.kind == f.kind && g.call == f.call && g.id == f.id && g.length == f.length, "comes back");
    head[0] = 2;
    ok(!central_frame_get(head, &g), "of another version it does not");
    f.length = (uint32_t)CENTRAL_FRAME_MAX + 1;
    central_frame_put(head, &f);
    ok(!central_frame_get(head, &g), "nor one that is too long");
}

int main(void)
{
    calls();
    answers();
    frames();
    return tap_done();
}
