/* A bundle of 64 KiB with one bit flipped at every byte: never a wrong value, and
 * nothing is lost but the frame that was hit. */
#include "tests/lib/tap.h"
#include "tests/sync/broken.h"

static void flip_everywhere(struct broken *w)
{
    int times[FRAMES_MAX], wrong = 0, heads = 0;
    struct bundle_tally tally;

    for (size_t at = 0; at < w->n; at++) {
        w->file->p[at] ^= (uint8_t)(1 << (at % 8));
        if (at < w->head) {
            int rc = broken_read(w, times, &wrong, &tally);

            heads += rc == -ERR_CORRUPT || rc == -ERR_UNSUPPORTED || rc == -ERR_NEWER;
        } else {
            wrong += broken_read(w, times, &wrong, &tally) != 0;
            for (size_t i = 0; i < w->nv; i++) {
                bool hit = at >= w->v[i].from && at < w->v[i].to;

                wrong += w->v[i].kind != PART_TRAILER && times[i] != !hit;
                wrong += hit && tally.first_bad != (int64_t)w->v[i].from;
            }
            wrong +=
                tally.complete || tally.frames_ok != (int64_t)w->nv - 1 || tally.frames_bad != 1;
        }
        w->file->p[at] ^= (uint8_t)(1 << (at % 8));
    }
    is_int(heads, w->head, "a bit flipped in the head: refused, each of %zu times", w->head);
    is_int(wrong, 0, "a bit flipped at each byte behind: all but that frame come");
}

int main(void)
{
    struct broken w;

    broken_make(&w);
    flip_everywhere(&w);
    broken_free(&w);
    return tap_done();
}
