/* Fuzz target: the search for frames. Every frame that is found lies within the
 * data, behind the one before; none opens under a key that did not make it. The
 * data may hold genuine frames: "@" stands for one, so that the search meets them
 * between the rubbish, and finds each unless rubbish with a right CRC encloses it. */
#include "sync/frame_stream.h"
#include "tests/lib/memio.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static const struct frame_seal seal = {.key = {1}, .volume = 1};

static void put_genuine(struct buf *out, uint32_t index)
{
    uint8_t p[FRAME_HEAD + 8 + FRAME_TAG] = {0};
    struct frame f = {.index = index, .type = 1};

    frame_close(&seal, &f, p, 8);
    buf_add(out, p, sizeof p);
}

static void count_frames(struct memio *m, int64_t size, int put)
{
    uint8_t *plain = malloc((size_t)size + 1);
    struct frame_stream s;
    struct io_file file;
    const uint8_t *bytes;
    struct frame f;
    int64_t behind = 0;
    int opened = 0, strange = 0;

    require(plain && m->io.open(&m->io, &file, "f", IO_READ, NULL) == 0);
    frame_stream_init(&s, &file, 0, size);
    while (frame_stream_next(&s, &f, &bytes, NULL) == 1) {
        require(frame_stream_at(&s) - (int64_t)frame_bytes(&f) >= behind);
        behind = frame_stream_at(&s);
        require(behind <= size);
        if (frame_open(&seal, &f, bytes, plain)) {
            require(f.type == 1 && f.len == 8 + FRAME_TAG);
            opened++;
        } else {
            strange++;
        }
    }
    require(opened <= put && (strange > 0 || opened == put));
    require((s.bad == 0) == (s.first_bad < 0));
    frame_stream_release(&s);
    m->io.close(&file);
    free(plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf b = BUF_INIT;
    struct memio m;
    int put = 0;

    seal_start();
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '@')
            put_genuine(&b, (uint32_t)put++);
        else
            buf_putc(&b, (char)data[i]);
    }
    memio_init(&m);
    memio_put(&m, "f", buf_str(&b), b.len);
    count_frames(&m, (int64_t)b.len, put);
    memio_release(&m);
    buf_release(&b);
    return 0;
}
