#include "model/rules/compare.h"

#include "model/base/text.h"
#include "model/rules/name.h"
#include "model/rules/single.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

static bool same_folded(const char *a, const char *b)
{
    struct buf fa = BUF_INIT, fb = BUF_INIT;
    bool same;

    text_fold(&fa, a, strlen(a));
    text_fold(&fb, b, strlen(b));
    same = strcmp(buf_str(&fa), buf_str(&fb)) == 0;
    buf_release(&fa);
    buf_release(&fb);
    return same;
}

static bool same_address(const char *a, const char *b)
{
    uint8_t ia[16], ib[16];

    if (inet_pton(AF_INET, a, ia) == 1 && inet_pton(AF_INET, b, ib) == 1)
        return memcmp(ia, ib, 4) == 0;
    if (inet_pton(AF_INET6, a, ia) == 1 && inet_pton(AF_INET6, b, ib) == 1)
        return memcmp(ia, ib, 16) == 0;
    return same_folded(a, b);
}

/* Hexadecimal digits alone count: separators are a matter of taste. */
static bool same_mac(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a && !isxdigit((unsigned char)*a))
            a++;
        while (*b && !isxdigit((unsigned char)*b))
            b++;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (!*a)
            return true;
    }
}

static bool same(enum field f, const struct value *a, const struct value *b)
{
    if (a->type != b->type || (a->type != VALUE_TEXT && a->type != VALUE_DECIMAL))
        return value_equal(*a, *b);
    switch (catalog[f].type) {
    case TYPE_TEXT:
    case TYPE_IDENT:
        return same_folded(value_str(a), value_str(b));
    case TYPE_IP:
        return same_address(value_str(a), value_str(b));
    case TYPE_MAC:
        return same_mac(value_str(a), value_str(b));
    default:
        return value_equal(*a, *b);
    }
}

enum compare values_compare(enum field f, const struct value *declared, const struct value *seen)
{
    if (seen->type == VALUE_NULL)
        return COMPARE_UNSEEN;
    if (seen->type == VALUE_UNREADABLE)
        return COMPARE_UNREADABLE;
    if (!value_is_null(*declared) && same(f, declared, seen))
        return COMPARE_SAME;
    if (answer_unknown(value_str(seen)))
        return COMPARE_UNKNOWN;
    if (value_is_null(*declared) || answer_unknown(value_str(declared)))
        return COMPARE_FILLED;
    return COMPARE_DIFFERS;
}

enum compare row_compare(const struct row *r, enum field f)
{
    return values_compare(f, row_value(r, f), row_observed(r, f));
}

bool row_differs(const struct row *r, enum field f)
{
    return row_compare(r, f) == COMPARE_DIFFERS;
}

enum compare place_compare(const struct row *r)
{
    enum compare room = row_compare(r, place_field(r->kind, PLACE_ROOM));

    for (int part = 0; part < PLACE_PARTS; part++)
        if (row_differs(r, place_field(r->kind, part)))
            return COMPARE_DIFFERS;
    return room;
}

static bool is_place(enum kind kind, enum field f)
{
    for (int part = 0; part < PLACE_PARTS; part++)
        if (place_field(kind, part) == f)
            return true;
    return false;
}

int row_differences(const struct row *r)
{
    int n = 0;
    bool place = false;

    for (int i = catalog_kinds[r->kind].first; i < kind_end(r->kind); i++) {
        enum field f = (enum field)i;

        if (!(catalog[f].flags & FIELD_SURVEYED) || !row_differs(r, f))
            continue;
        if (is_place(r->kind, f))
            place = true;
        else
            n++;
    }
    return n + place;
}
