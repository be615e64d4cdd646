#include "assets/report/priv.h"

#include "model/base/clock.h"
#include "model/parse.h"
#include "model/rules/name.h"

#include <string.h>

const char *report_say(const struct report *r, const char *msgid)
{
    return r->tr ? r->tr(msgid) : msgid;
}

static void put_target(struct report *r, struct buf *out, const struct row *row)
{
    struct buf name = BUF_INIT, address = BUF_INIT;
    const char *number;

    survey_print_address(r->s, row, &address);
    number = strchr(buf_str(&address), ':');
    buf_puts(out, kind_label(row->kind, r->ja));
    if (number && (row->kind == KIND_line || row->kind == KIND_device || row->kind == KIND_pc ||
                   row->kind == KIND_unknown_line))
        buf_addf(out, " %s", number + 1);
    row_name(r->s, row, &name);
    if (strcmp(buf_str(&name), buf_str(&address)) != 0 && row->kind != KIND_unknown_line &&
        row->kind != KIND_site)
        buf_addf(out, " %s", buf_str(&name));
    buf_release(&name);
    buf_release(&address);
}

static void put_ref(struct report *r, struct buf *out, struct id id)
{
    const struct row *row = survey_find(r->s, id);
    char hex[ID_HEX_LEN + 1];

    if (row) {
        put_target(r, out, row);
        return;
    }
    id_print(id, hex);
    buf_puts(out, hex);
}

const char *report_text(struct report *r, enum field f, const struct value *v)
{
    buf_reset(&r->text);
    if (v->type == VALUE_ID)
        put_ref(r, &r->text, v->id);
    else
        field_print(f, v, r->ja, &r->text);
    return buf_str(&r->text);
}

const char *report_target(struct report *r, const struct row *row)
{
    buf_reset(&r->text);
    put_target(r, &r->text, row);
    return buf_str(&r->text);
}

const char *report_place(struct report *r, const struct row *row, bool observed)
{
    buf_reset(&r->text);
    place_print(row, observed, &r->text);
    return buf_str(&r->text);
}

const char *report_time(struct report *r, int64_t ms)
{
    char iso[26];

    datetime_print(ms, iso);
    iso[10] = ' ';
    iso[16] = '\0';
    buf_reset(&r->text);
    buf_puts(&r->text, iso);
    return buf_str(&r->text);
}
