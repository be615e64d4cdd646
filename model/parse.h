/* What people write <-> the value of a field: screens, the command line, the
 * importer.
 *
 * field_parse takes every usual spelling: enumerations by id or either label,
 * booleans (yes, 有, ○, 必須...; words.def), dates (2025-9-12, 2025/9/12,
 * 2025年9月12日, 令和7年10月2日, R7.10.2), times (9:00, 9時半, 午後1時), numbers
 * with full-width digits and a unit (６０４床), addresses. An empty text gives
 * VALUE_NULL. Where 不明 is allowed (FIELD_UNKNOWN_OK), "unknown" becomes it.
 *
 * "?reason" and 確認不可(reason) mean "could not be read": VALUE_UNREADABLE,
 * for fields with an observed twin only; that it is the twin which is set is
 * the caller's to check.
 *
 * `storage` is emptied first and *out borrows from it until its next use.
 * Errors: ERR_INVALID with a sentence of its own; {1} is the text. */
#ifndef GENBA_MODEL_PARSE_H
#define GENBA_MODEL_PARSE_H

#include "model/catalog.h"
#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/value.h"

#include <stdbool.h>

int field_parse(enum field f, const char *text, struct buf *storage, struct value *out,
                struct err *e);
/* As a person reads it: labels in Japanese or English, "" for NULL. */
void field_print(enum field f, const struct value *v, bool ja, struct buf *out);
/* As it is stored: ids, ISO dates, "?reason": what field_parse takes back. */
void field_print_id(enum field f, const struct value *v, struct buf *out);

/* The item meant by `text`: id, label or word; NULL when there is none. */
const struct enum_item *enum_parse(const struct enum_list *list, const char *text);
/* One date; `near` (days since 1970) gives a date without a year its year: the
 * one that puts it between 60 days before and ten months after. */
bool date_read(const char *text, int near, int *days);
/* One or more dates in one text, in order, at most `max`; the number read, -1
 * when something is no date. A date may leave out what the one before said
 * (10/2・10/3, 10月2日・3日); "a - b" are two dates. */
int dates_read(const char *text, int near, int *days, int max);
bool time_read(const char *text, int *minutes);

#endif
