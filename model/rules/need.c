#include "model/rules/need.h"

#include "model/rules/single.h"

#include <string.h>

typedef bool condition_fn(const struct row *row);

static bool holds_never(const struct row *row)
{
    (void)row;
    return false;
}

static bool holds_always(const struct row *row)
{
    (void)row;
    return true;
}

static const char *text_of(const struct row *row, const char *id)
{
    enum field f = field_by_id(row->kind, id);

    return f == FIELD_NONE ? "" : row_text(row, f);
}

static bool no_phone_no_mail(const struct row *row)
{
    return !*text_of(row, "contact_phone") && !*text_of(row, "contact_email");
}

static bool holder_not_hospital(const struct row *row)
{
    const char *holder = text_of(row, "contract_holder_kind");

    return *holder && strcmp(holder, "hospital") != 0;
}

static bool internet(const struct row *row)
{
    return r060_internet(text_of(row, "line_kind"));
}

static bool static_scan(const struct row *row)
{
    return internet(row) && strcmp(text_of(row, "global_ip_kind"), "static") == 0 &&
           strcmp(text_of(row, "scan_wanted"), "yes") == 0;
}

/* What was seen counts more than what the sheet said. */
static bool antivirus(const struct row *row)
{
    enum field f = field_by_id(row->kind, "av_product");

    return f != FIELD_NONE && !answer_none(value_str(row_best(row, f)));
}

bool need_holds(enum need need, const struct row *row)
{
    static condition_fn *const conditions[] = {
        [NEED_NO] = holds_never,
        [NEED_ALWAYS] = holds_always,
        [NEED_BEFORE_VISIT] = holds_always,
        [NEED_PHONE_OR_MAIL] = no_phone_no_mail,
        [NEED_HOLDER_NOT_HOSPITAL] = holder_not_hospital,
        [NEED_INTERNET] = internet,
        [NEED_STATIC_SCAN] = static_scan,
        [NEED_ANTIVIRUS] = antivirus,
    };

    return conditions[need](row);
}

bool need_declared_open(const struct row *row, enum field f)
{
    return value_is_null(*row_value(row, f)) && need_holds(catalog[f].declared, row);
}

const struct value *answer_of(const struct row *row, enum field f)
{
    return catalog[f].flags & FIELD_SURVEYED ? row_observed(row, f) : row_value(row, f);
}

bool need_observed_open(const struct row *row, enum field f)
{
    return value_is_null(*answer_of(row, f)) && need_holds(catalog[f].observed, row);
}
