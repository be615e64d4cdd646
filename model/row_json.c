#include "model/row_json.h"

#include <string.h>

/* "a,b" as an array of texts. */
static void put_list(struct json *j, const char *name, const char *s)
{
    json_array(j, name);
    while (*s) {
        size_t n = strcspn(s, ",");

        json_text_n(j, NULL, s, n);
        s += n + (s[n] == ',');
    }
    json_end(j, ']');
}

/* Unreadable ones and those of an unexpected type have no value either. */
static bool is_absent(const struct value *v)
{
    return v->type != VALUE_INT && v->type != VALUE_TEXT && v->type != VALUE_DECIMAL &&
           v->type != VALUE_ID;
}

static void put_value(struct json *j, const struct field_def *f, const struct value *v,
                      unsigned flags)
{
    char id[ID_HEX_LEN + 1];

    if (is_absent(v) && !(flags & ROW_JSON_ABSENT))
        return;
    if (f->type == TYPE_DATES || f->type == TYPE_ENUMS)
        put_list(j, f->id, value_str(v));
    else if (v->type == VALUE_INT && f->type == TYPE_BOOL)
        json_bool(j, f->id, v->i != 0);
    else if (v->type == VALUE_INT)
        json_int(j, f->id, v->i);
    else if (v->type == VALUE_TEXT || v->type == VALUE_DECIMAL)
        json_text_n(j, f->id, v->s, v->n);
    else if (v->type == VALUE_ID) {
        id_print(v->id, id);
        json_text(j, f->id, id);
    } else
        json_null(j, f->id);
}

static bool any_surveyed(enum kind k)
{
    for (int f = catalog_kinds[k].first; f < kind_end(k); f++)
        if (catalog[f].flags & FIELD_SURVEYED)
            return true;
    return false;
}

static void put_observed(struct json *j, const struct row *r, unsigned flags)
{
    json_object(j, "observed");
    for (int f = catalog_kinds[r->kind].first; f < kind_end(r->kind); f++)
        if (catalog[f].flags & FIELD_SURVEYED)
            put_value(j, &catalog[f], row_observed(r, (enum field)f), flags);
    json_end(j, '}');
    json_object(j, "unreadable");
    for (int f = catalog_kinds[r->kind].first; f < kind_end(r->kind); f++) {
        const struct value *v = row_observed(r, (enum field)f);

        if (v->type == VALUE_UNREADABLE)
            json_text_n(j, catalog[f].id, v->s, v->n);
    }
    json_end(j, '}');
}

void row_json(struct json *j, const struct row *r, unsigned flags)
{
    for (int f = catalog_kinds[r->kind].first; f < kind_end(r->kind); f++)
        if (!(catalog[f].flags & FIELD_DERIVED))
            put_value(j, &catalog[f], row_value(r, (enum field)f), flags);
    if (any_surveyed(r->kind))
        put_observed(j, r, flags);
    if (r->conflicts)
        json_int(j, "conflicts", r->conflicts);
    if (r->held)
        json_bool(j, "held", true);
}
