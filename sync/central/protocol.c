#include "sync/central/protocol.h"

#include "sync/crc32c.h"

#include <string.h>

#define LENGTH_AT 8

void central_frame_put(uint8_t out[CENTRAL_HEADER], const struct central_frame *f)
{
    out[0] = CENTRAL_VERSION;
    out[1] = f->kind;
    out[2] = (uint8_t)f->call;
    out[3] = (uint8_t)(f->call >> 8);
    wire_store32(out + 4, f->id);
    wire_store32(out + LENGTH_AT, f->length);
}

bool central_frame_get(const uint8_t in[CENTRAL_HEADER], struct central_frame *out)
{
    *out = (struct central_frame){.kind = in[1],
                                  .call = (uint16_t)(in[2] | in[3] << 8),
                                  .id = wire_load32(in + 4),
                                  .length = wire_load32(in + LENGTH_AT)};
    return in[0] == CENTRAL_VERSION && out->length <= CENTRAL_FRAME_MAX;
}

size_t central_frame_begin(struct buf *out, enum central_kind kind, unsigned call, uint32_t id)
{
    uint8_t header[CENTRAL_HEADER];
    size_t begun = out->len;

    central_frame_put(
        header, &(struct central_frame){.kind = (uint8_t)kind, .call = (uint16_t)call, .id = id});
    buf_add(out, header, sizeof header);
    return begun;
}

void central_frame_end(struct buf *out, size_t begun)
{
    if (!out->over)
        wire_store32((uint8_t *)out->p + begun + LENGTH_AT,
                     (uint32_t)(out->len - begun - CENTRAL_HEADER));
}

uint32_t central_calls(void)
{
    static const struct {
        const char *name, *sql;
    } calls[] = {
#define C(id, sql) {#id, sql},
#include "sync/central/calls.def"
#undef C
    };
    uint32_t sum = 0;

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        sum = crc32c(sum, calls[i].name, strlen(calls[i].name) + 1);
        sum = crc32c(sum, calls[i].sql, strlen(calls[i].sql) + 1);
    }
    return sum;
}

bool fault_passes(enum fault f)
{
    return f == FAULT_AGAIN || f == FAULT_BUSY;
}

void cell_put(struct buf *out, const void *p, size_t n)
{
    wire_put32(out, p ? (uint32_t)n : CELL_NULL);
    if (p)
        buf_add(out, p, n);
}

struct span cell_take(struct wire *w)
{
    uint32_t n = wire_take32(w);

    if (n == CELL_NULL)
        return (struct span){0};
    return (struct span){.p = wire_take(w, n), .n = w->bad ? 0 : n};
}
