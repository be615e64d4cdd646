#include "model/rules/dates.h"

#include "model/base/clock.h"
#include "model/workday.h"

#include <string.h>

#define ANSWER_BUSINESS_DAYS 3

size_t survey_days(const struct survey *s, int *days)
{
    const struct row *site = survey_site(s);
    const char *p = site ? row_text(site, F_site_survey_dates) : "";
    size_t n = 0;

    while (n < SURVEY_DAYS_MAX && strlen(p) >= ISO_DATE_LEN) {
        char date[ISO_DATE_LEN + 1] = "";

        memcpy(date, p, ISO_DATE_LEN);
        if (date_parse(date, &days[n]))
            n++;
        p += strcspn(p, ",");
        p += strspn(p, ", ");
    }
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && days[j] < days[j - 1]; j--) {
            int swap = days[j];

            days[j] = days[j - 1];
            days[j - 1] = swap;
        }
    return n;
}

const char *const deadline_texts[DEADLINE_COUNT] = {
    [DEADLINE_MATERIAL] = N_("hand in the material"),
    [DEADLINE_QUESTIONNAIRE] = N_("answer the questionnaire"),
    [DEADLINE_TEST_MAIL] = N_("answer the test mail"),
    [DEADLINE_SUPPORT] = N_("answer the questionnaire on offline backups"),
};

static const struct {
    int month, day, early_month, early_day;
} r7_days[DEADLINE_COUNT] = {
    [DEADLINE_MATERIAL] = {7, 31, 5, 30},
    [DEADLINE_QUESTIONNAIRE] = {4, 25, 4, 25},
    [DEADLINE_TEST_MAIL] = {5, 14, 5, 14},
    [DEADLINE_SUPPORT] = {6, 30, 6, 30},
};

#define R7_YEAR 2025

static bool is_r7(const struct survey *s, const struct row *site)
{
    int days[SURVEY_DAYS_MAX];
    const char *year = row_text(site, F_site_fiscal_year);

    if (*year)
        return strcmp(year, "R7") == 0 || strcmp(year, "2025") == 0;
    return survey_days(s, days) > 0 && days[0] >= date_days(R7_YEAR, 4, 1) &&
           days[0] < date_days(R7_YEAR + 1, 4, 1);
}

bool deadline_day(const struct survey *s, enum deadline which, int *day)
{
    const struct row *site = survey_site(s);

    if (!site || !is_r7(s, site))
        return false;
    if (row_is(site, F_site_survey_slot, "early_july"))
        *day = date_days(R7_YEAR, r7_days[which].early_month, r7_days[which].early_day);
    else
        *day = date_days(R7_YEAR, r7_days[which].month, r7_days[which].day);
    return true;
}

int answer_due(int received)
{
    return workday_after(received, ANSWER_BUSINESS_DAYS);
}

int months_later(int day, int months)
{
    int y, m, d;

    date_civil(day, &y, &m, &d);
    m += months;
    y += (m - 1) / 12;
    m = (m - 1) % 12 + 1;
    while (!date_valid(y, m, d))
        d--;
    return date_days(y, m, d);
}
