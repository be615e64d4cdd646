#include "model/plan_score.h"

#define LATER_DAY_MINUTE INT64_C(100000000)
#define MISSING_STOP INT64_C(1000000000000000)

int64_t plan_score_missing(enum plan_kind kind)
{
    /* 1000: one more stop placed is worth more than any exchange of PCs for lines. */
    return kind == PLAN_LINE ? MISSING_STOP + MISSING_STOP / 1000 : MISSING_STOP;
}

struct lane_sum {
    int last, work, walk, late_lines, done;
};

static struct lane_sum sum_lane(const struct plan_build *b, const struct plan_lane *lane)
{
    struct lane_sum s = {0};
    int pcs = 0;
    for (size_t i = 0; i < lane->n; i++) {
        const struct plan_slot *slot = &lane->slots[i];
        if (!plan_is_visit(slot->kind))
            continue;
        s.last = slot->to;
        s.work += slot->to - slot->from;
        if (i > 0)
            s.walk += plan_slot_walk(b, &lane->slots[i - 1], slot);
        if (slot->fixed != PLAN_NONE)
            continue;
        s.done += slot->to;
        s.late_lines += slot->kind == PLAN_LINE ? pcs : 0;
        pcs += slot->kind == PLAN_PC;
    }
    return s;
}

int64_t plan_score(const struct plan_build *b)
{
    int64_t score = 0;
    for (size_t d = 0; d < b->map->in->ndays; d++) {
        int last = 0;
        for (size_t c = 0; c < b->map->in->ncrews; c++) {
            struct lane_sum s = sum_lane(b, &b->lanes[d][c]);
            last = s.last > last ? s.last : last;
            score += (int64_t)PLAN_COST_WALK * s.walk + (int64_t)PLAN_COST_DONE * s.done;
            score += (int64_t)PLAN_COST_LATE_LINE * s.late_lines;
            score += d > 0 ? LATER_DAY_MINUTE * s.work : 0;
        }
        score += (int64_t)PLAN_COST_FINISH * last;
    }
    return score;
}
