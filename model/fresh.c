#include "model/fresh.h"

#include "model/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct edit_op *given(const struct edits *list, struct id id, enum field f)
{
    for (size_t i = list->n; i > 0; i--)
        if (list->v[i - 1].field == f && !list->v[i - 1].observed &&
            id_equal(list->v[i - 1].entity, id))
            return &list->v[i - 1];
    return NULL;
}

/* The number after the largest; deleted rows keep theirs. Devices count below
 * their own line. */
static int64_t next_number(const struct survey *s, enum kind k, enum field f, struct id line)
{
    int64_t last = 0;

    for (size_t i = 0; i < s->all[k]; i++) {
        const struct row *r = s->rows[k][i];

        if (k == KIND_device && !id_equal(row_ref(r, F_device_line_ref), line))
            continue;
        if (row_int(r, f, 0) > last)
            last = row_int(r, f, 0);
    }
    return last + 1;
}

static void number_unknown(const struct survey *s, struct id id, const char *crew,
                           struct edits *list)
{
    char prefix[24], name[32];
    int last = 0;

    snprintf(prefix, sizeof prefix, "U%s", crew);
    for (size_t i = 0; i < s->all[KIND_unknown_line]; i++) {
        const char *no = row_text(s->rows[KIND_unknown_line][i], F_unknown_line_unknown_line_no);
        int n = strncmp(no, prefix, strlen(prefix)) == 0
                    ? (int)strtol(no + strlen(prefix), NULL, 10)
                    : 0;

        if (n > last)
            last = n;
    }
    snprintf(name, sizeof name, "%s%02d", prefix, last + 1);
    edits_set(list, id, F_unknown_line_unknown_line_no, value_text(name));
}

void fresh_row(const struct survey *s, enum kind k, struct id id, const char *crew,
               struct edits *list)
{
    static const struct {
        enum kind kind;
        enum field seq;
    } numbered[] = {
        {KIND_line, F_line_line_seq},       {KIND_pc, F_pc_pc_seq},
        {KIND_device, F_device_device_seq}, {KIND_step, F_step_step_seq},
        {KIND_window, F_window_window_seq}, {KIND_drawing, F_drawing_drawing_seq},
    };
    char now[26];

    for (size_t i = 0; i < sizeof numbered / sizeof numbered[0]; i++) {
        const struct edit_op *line = given(list, id, F_device_line_ref);

        if (numbered[i].kind == k && !given(list, id, numbered[i].seq))
            edits_set(list, id, numbered[i].seq,
                      value_int(next_number(s, k, numbered[i].seq,
                                            line ? line->value.id : (struct id){{0}})));
    }
    datetime_print(clock_now_ms(), now);
    if (k == KIND_unknown_line && !given(list, id, F_unknown_line_unknown_line_no))
        number_unknown(s, id, crew, list);
    if (k == KIND_unknown_line && !given(list, id, F_unknown_line_found_at))
        edits_set(list, id, F_unknown_line_found_at, value_text(now));
    if (k == KIND_step && !given(list, id, F_step_step_state))
        edits_set(list, id, F_step_step_state, value_text("not_started"));
}
