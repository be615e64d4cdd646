/* list: the hospitals of the workspace, from the index. */
#include "tui/cmd/cmd.h"

#include "model/base/json.h"
#include "model/base/text.h"
#include "model/rules/progress.h"
#include "model/workspace.h"
#include "tui/i18n.h"

#include <stdio.h>

static void json_line(struct json *j, const struct summary *s)
{
    json_object(j, NULL);
    json_text(j, "hospital_serial_no", s->serial);
    json_text(j, "hospital_name", s->name);
    json_text(j, "prefecture", s->prefecture);
    json_text(j, "survey_dates", s->dates);
    json_text(j, "state", s->stale ? NULL : summary_state_id(s));
    json_int(j, "lines", s->lines);
    json_int(j, "lines_done", s->lines_done);
    json_int(j, "pcs", s->pcs);
    json_int(j, "pcs_done", s->pcs_done);
    json_int(j, "attention", s->attention);
    json_int(j, "conflicts", s->conflicts);
    json_int(j, "pending_commits", s->pending_commits);
    json_int(j, "pending_photos", s->pending_photos);
    json_text(j, "folder", s->folder);
    json_bool(j, "stale", s->stale);
    json_end(j, '}');
}

static void text_line(struct buf *out, const struct summary *s)
{
    struct buf numbers = BUF_INIT;
    char faults[16];

    text_pad(out, s->serial, 6);
    text_pad(out, s->name, 36);
    buf_putc(out, ' ');
    text_pad(out, s->dates, 22);
    snprintf(faults, sizeof faults, "%d", s->sheet_faults);
    if (!s->stale)
        text_fill(&numbers, _(hospital_state_texts[s->state]), faults, NULL, NULL);
    text_pad(out, s->stale ? "?" : buf_str(&numbers), 12);
    buf_reset(&numbers);
    buf_addf(&numbers, "%d/%d", s->lines_done, s->lines);
    text_pad_left(out, buf_str(&numbers), 8);
    buf_reset(&numbers);
    buf_addf(&numbers, "%d/%d", s->pcs_done, s->pcs);
    text_pad_left(out, buf_str(&numbers), 6);
    buf_reset(&numbers);
    buf_addf(&numbers, "%d", s->attention);
    text_pad_left(out, buf_str(&numbers), 5);
    buf_putc(out, '\n');
    buf_release(&numbers);
}

int cmd_list(struct session *s, const struct arguments *a, struct err *e)
{
    struct index ix;
    struct buf out = {.max = SIZE_MAX / 2};
    struct json j = {.out = &out};
    bool changed = false;
    int rc = index_load(&ix, buf_str(&s->workspace), e);

    (void)a;
    for (size_t i = 0; i < ix.n && rc == 0; i++) {
        struct err why;

        if (!ix.v[i].stale)
            continue;
        if (index_refresh(&ix, i, buf_str(&s->workspace), &s->who, &why) == 0)
            changed = true;
        else
            cmd_complain(&why); /* open elsewhere or damaged: the others are listed */
    }
    if (rc == 0) {
        if (s->json)
            json_array(&j, NULL);
        for (size_t i = 0; i < ix.n; i++) {
            if (s->json)
                json_line(&j, &ix.v[i]);
            else
                text_line(&out, &ix.v[i]);
        }
        if (s->json)
            json_end(&j, ']');
        cmd_print(&out);
        if (changed && index_save(&ix, buf_str(&s->workspace), e) != 0)
            cmd_complain(e); /* a cache only: the list itself is right */
    }
    index_release(&ix);
    buf_release(&out);
    return rc;
}
