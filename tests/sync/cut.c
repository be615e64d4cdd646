/* A bundle of 64 KiB cut at every byte: everything that is whole comes, the
 * tally says what is missing. */
#include "tests/lib/tap.h"
#include "tests/sync/broken.h"

static void cut_everywhere(struct broken *w)
{
    int times[FRAMES_MAX], wrong = 0, heads = 0;
    struct bundle_tally tally;

    for (size_t n = 0; n < w->n; n++) {
        int64_t there = 0;
        bool torn = false;

        w->file->n = n;
        if (n < w->head) {
            heads += broken_read(w, times, &wrong, &tally) < 0;
            continue;
        }
        wrong += broken_read(w, times, &wrong, &tally) != 0;
        for (size_t i = 0; i < w->nv; i++) {
            wrong += w->v[i].kind != PART_TRAILER && times[i] != (w->v[i].to <= n);
            there += w->v[i].to <= n;
            torn = torn || (w->v[i].from < n && n < w->v[i].to);
        }
        wrong += tally.complete || tally.frames_ok != there || tally.frames_bad != torn ||
                 tally.frames_expected != -1 || tally.size != (int64_t)n;
    }
    w->file->n = w->n;
    is_int(heads, w->head, "cut in the head: refused, each of %zu times", w->head);
    is_int(wrong, 0, "cut at each byte behind: every whole frame comes, and the tally is right");
}

int main(void)
{
    struct broken w;

    broken_make(&w);
    cut_everywhere(&w);
    broken_free(&w);
    return tap_done();
}
