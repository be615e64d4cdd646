#include "config.h"

#include "tui/problem_text.h"

#include "model/base/text.h"
#include "model/parse.h"
#include "tui/i18n.h"

#include <string.h>

const char *severity_word(enum severity severity)
{
    static const char *const words[] = {N_("note"), N_("warning"), N_("error")};

    return _(words[severity]);
}

void problem_name(const struct survey *s, const struct problem *p, bool ja, struct buf *out)
{
    const struct row *r = p->kind == KIND_step ? survey_find_kind(s, p->kind, p->row) : NULL;
    const struct row *crew;

    if (!r || !id_is_zero(row_ref(r, F_step_target_ref))) {
        buf_puts(out, p->name);
        return;
    }
    crew = survey_find_kind(s, KIND_crew, row_ref(r, F_step_crew_ref));
    if (crew)
        buf_addf(out, "%s ", row_text(crew, F_crew_crew_id));
    buf_addf(out, "%s ", row_text(r, F_step_plan_from));
    field_print(F_step_step_kind, row_value(r, F_step_step_kind), ja, out);
}

void problem_sentence(const struct survey *s, const struct problem *p, bool ja, bool named,
                      struct buf *out)
{
    static const char about[] = "{1}: ";
    const char *pattern = _(rules[p->rule].text);
    struct buf name = BUF_INIT;

    problem_name(s, p, ja, &name);
    if (!named && strncmp(pattern, about, strlen(about)) == 0)
        pattern += strlen(about);
    text_fill(out, pattern, buf_str(&name), p->detail,
              p->field == FIELD_NONE ? "" : field_label(p->field, ja));
    buf_release(&name);
}

const char *problem_fix(const struct problem *p)
{
    return _(rules[p->rule].fix);
}
