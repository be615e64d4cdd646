#include "assets/photo/match.h"

#include "model/base/clock.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)

/* --- times --- */

bool photo_time(const char *taken, const char *offset, int64_t camera_s, int64_t *ms)
{
    char text[64];

    if (strlen(taken) < 19 || taken[4] != ':' || taken[7] != ':' || strlen(offset) > 6)
        return false;
    memcpy(text, taken, 19);
    text[4] = text[7] = '-';
    text[10] = 'T';
    memcpy(text + 19, offset, strlen(offset) + 1);
    if (!datetime_parse(text, ms)) {
        text[19] = '\0'; /* an offset that is none */
        if (!datetime_parse(text, ms))
            return false;
    }
    *ms += camera_s * 1000;
    return true;
}

static bool when(const struct row *r, enum field f, int64_t *ms)
{
    return datetime_parse(row_text(r, f), ms);
}

static bool planned(const struct row *step, enum field f, int64_t *ms)
{
    int days, minutes, y, m, d;

    if (!date_parse(row_text(step, F_step_plan_date), &days) ||
        !time_parse(row_text(step, f), &minutes))
        return false;
    date_civil(days, &y, &m, &d);
    *ms = clock_ms(y, m, d, 0, 0, 0) + minutes * MINUTE_MS;
    return true;
}

/* --- matching --- */

static enum match_sure fits(const struct row *step, int64_t t)
{
    int64_t from, to, near = MATCH_NEAR_MINUTES * MINUTE_MS;

    if (when(step, F_step_actual_from, &from)) {
        if (!when(step, F_step_actual_to, &to))
            to = from + MATCH_OPEN_MINUTES * MINUTE_MS;
        if (t >= from && t <= to)
            return MATCH_ACTUAL;
        return t >= from - near && t <= to + near ? MATCH_NEAR : MATCH_NONE;
    }
    if (planned(step, F_step_plan_from, &from) && planned(step, F_step_plan_to, &to) && t >= from &&
        t < to)
        return MATCH_PLANNED;
    return MATCH_NONE;
}

static bool of_crew(const struct row *step, struct id crew)
{
    return id_is_zero(crew) || id_equal(crew, row_ref(step, F_step_crew_ref));
}

static void best_of(struct photo_match *out, const struct survey *s, int64_t taken_ms,
                    struct id crew)
{
    *out = (struct photo_match){0};
    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *step = s->rows[KIND_step][i];
        const struct row *target = survey_find(s, row_ref(step, F_step_target_ref));
        enum match_sure sure = fits(step, taken_ms);

        if (sure == MATCH_NONE || !target || !target->alive || !of_crew(step, crew))
            continue;
        if (sure > out->sure)
            *out = (struct photo_match){step, target, sure, 0};
        else if (sure == out->sure && target != out->target)
            out->rivals++;
    }
}

void photo_match(struct photo_match *out, const struct survey *s, int64_t taken_ms, struct id crew)
{
    best_of(out, s, taken_ms, crew);
    if (!out->target && !id_is_zero(crew))
        best_of(out, s, taken_ms, (struct id){{0}});
}

const char *photo_match_by(const struct photo_match *m)
{
    static const char *const ids[] = {[MATCH_NONE] = NULL,
                                      [MATCH_PLANNED] = "planned",
                                      [MATCH_NEAR] = "near",
                                      [MATCH_ACTUAL] = "during"};

    return m->target && m->rivals == 0 ? ids[m->sure] : NULL;
}

/* --- R148 --- */

static bool is_survey_day(const struct survey *s, int64_t ms)
{
    const struct row *site = survey_site(s);
    const char *dates = site ? row_text(site, F_site_survey_dates) : "";
    struct civil c = clock_civil(ms);
    char day[11];

    date_print(date_days(c.year, c.month, c.day), day);
    return *dates == '\0' || strstr(dates, day) != NULL; /* no days known: nothing to say */
}

const char *photo_date_mismatch(const struct survey *s, const struct row *photo)
{
    int64_t taken, file;

    if (!photo_time(row_text(photo, F_photo_exif_datetime_original),
                    row_text(photo, F_photo_exif_offset), 0, &taken))
        return "exif_missing";
    if (!is_survey_day(s, taken))
        return "outside_survey_day";
    if (when(photo, F_photo_file_mtime, &file) &&
        llabs(file - taken) > MISMATCH_MINUTES * MINUTE_MS)
        return "exif_vs_mtime";
    return "none";
}

const char *photo_suggest_tag(const struct row *target)
{
    static const char *const tags[KIND_COUNT] = {
        [KIND_line] = "terminator",   [KIND_device] = "device_front",
        [KIND_pc] = "pc_settings",    [KIND_unknown_line] = "unknown_line",
        [KIND_room] = "place",        [KIND_exploration] = "place",
        [KIND_signoff] = "signature", [KIND_drawing] = "floor_plan",
    };

    return target ? tags[target->kind] : NULL;
}
