/* Values as text: the other half of model/parse.h. */
#include "model/parse.h"

#include "model/words.def"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *item_label(const struct enum_list *list, const char *id, bool ja)
{
    const struct enum_item *it = list ? enum_by_id(list, id) : NULL;

    return it ? enum_label(it, ja) : id;
}

static void print_enums(const struct enum_list *list, const char *ids, bool ja, struct buf *out)
{
    while (*ids) {
        size_t n = strcspn(ids, ",");
        char *id = xstrndup(ids, n);

        buf_puts(out, item_label(list, id, ja));
        free(id);
        ids += n;
        if (*ids) {
            buf_puts(out, ja ? "、" : ", ");
            ids++;
        }
    }
}

/* "2025-09-12T10:42:00+09:00" without what is always the same. */
static void print_datetime(const char *iso, struct buf *out)
{
    if (strlen(iso) < 16) {
        buf_puts(out, iso);
        return;
    }
    buf_add(out, iso, 10);
    buf_putc(out, ' ');
    buf_add(out, iso + 11, 5);
}

static void print_rotation(const char *s, bool ja, struct buf *out)
{
    if (strcmp(s, "none") == 0)
        buf_puts(out, ja ? WORD_NEVER_CHANGED : "never");
    else if (strncmp(s, "months:", 7) == 0)
        buf_addf(out, ja ? "%s" WORD_MONTHS : "every %s months", s + 7);
    else
        buf_puts(out, s);
}

static void print_text(enum field f, const char *s, bool ja, struct buf *out)
{
    const struct field_def *d = &catalog[f];

    if (f == F_device_pw_rotation || f == F_password_policy_pw_rotation)
        print_rotation(s, ja, out);
    else if (d->type == TYPE_ENUM)
        buf_puts(out, item_label(d->list, s, ja));
    else if (d->type == TYPE_ENUMS)
        print_enums(d->list, s, ja, out);
    else if (d->type == TYPE_DATETIME)
        print_datetime(s, out);
    else if (!ja && (d->flags & FIELD_UNKNOWN_OK) && strcmp(s, WORD_UNKNOWN) == 0)
        buf_puts(out, "unknown");
    else
        buf_puts(out, s);
}

void field_print(enum field f, const struct value *v, bool ja, struct buf *out)
{
    char *s;

    switch (v->type) {
    case VALUE_TEXT:
        s = xstrndup(v->s, v->n);
        print_text(f, s, ja, out);
        free(s);
        break;
    case VALUE_INT:
        if (catalog[f].type == TYPE_BOOL)
            buf_puts(out, v->i ? (ja ? WORD_YES : "yes") : (ja ? WORD_NO : "no"));
        else
            buf_addf(out, "%" PRId64, v->i);
        break;
    case VALUE_UNREADABLE:
        buf_puts(out, ja ? WORD_UNREADABLE : "not readable");
        buf_puts(out, " (");
        buf_add(out, v->s, v->n);
        buf_putc(out, ')');
        break;
    default:
        field_print_id(f, v, out);
    }
}

void field_print_id(enum field f, const struct value *v, struct buf *out)
{
    char id[ID_HEX_LEN + 1];

    switch (v->type) {
    case VALUE_UNREADABLE:
        buf_putc(out, '?');
        buf_add(out, v->s, v->n);
        break;
    case VALUE_TEXT:
    case VALUE_DECIMAL:
        buf_add(out, v->s, v->n);
        break;
    case VALUE_INT:
        if (catalog[f].type == TYPE_BOOL)
            buf_puts(out, v->i ? "true" : "false");
        else
            buf_addf(out, "%" PRId64, v->i);
        break;
    case VALUE_ID:
        id_print(v->id, id);
        buf_puts(out, id);
        break;
    case VALUE_NULL:
    case VALUE_BLOB:
        break;
    }
}
