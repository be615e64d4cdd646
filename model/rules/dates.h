/* Dates and deadlines of the programme (R040-R050). Business days are in
 * model/workday.h. */
#ifndef GENBA_MODEL_RULES_DATES_H
#define GENBA_MODEL_RULES_DATES_H

#include "model/base/err.h"
#include "model/survey.h"

#define SURVEY_DAYS_MAX 8 /* more than a survey has: R050 allows two */

/* The survey days in order; the number taken, at most SURVEY_DAYS_MAX. */
size_t survey_days(const struct survey *s, int *days);

/* What the programme wants by when. Known for fiscal year R7 only. */
enum deadline {
    DEADLINE_MATERIAL,      /* R040: the hospital's sheets; earlier for an early survey */
    DEADLINE_QUESTIONNAIRE, /* R041 */
    DEADLINE_TEST_MAIL,     /* R041: at the latest; 3 business days after it came */
    DEADLINE_SUPPORT,       /* R043: the questionnaire on offline backups */
    DEADLINE_COUNT
};
extern const char *const deadline_texts[DEADLINE_COUNT]; /* N_() */
/* False when the fiscal year's dates are not known. */
bool deadline_day(const struct survey *s, enum deadline which, int *day);

/* R041, R042: an answer within 3 business days. */
int answer_due(int received);
/* R044, R048, R049: "about" a number of months later; the month's last day
 * where the day does not exist. */
int months_later(int day, int months);
#define CHECK_MONTHS 1   /* R044: the office's check of the material */
#define REPORT_MONTHS 2  /* R048: the survey report */
#define SUPPORT_MONTHS 1 /* R049: the papers on offline support */

#endif
