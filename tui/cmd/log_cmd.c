/* log, verify: who changed what and when; is all of it still what it was. */
#include "tui/cmd/cmd.h"

#include "model/base/json.h"
#include "model/history.h"
#include "model/base/clock.h"
#include "tui/log_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void text_change(const struct change *ch, struct buf *out)
{
    struct buf value = BUF_INIT;

    buf_addf(out, "%s  %s %s %s  %s  ", ch->when, ch->person, ch->crew, ch->laptop, ch->address);
    log_put_label(ch, out);
    log_put_value(ch, &value);
    if (value.len > 0)
        buf_addf(out, ": %s", buf_str(&value));
    buf_putc(out, '\n');
    buf_release(&value);
}

static void json_change(struct json *j, const struct change *ch)
{
    json_object(j, NULL);
    json_text(j, "at", ch->when);
    json_text(j, "person", ch->person);
    json_text(j, "crew", ch->crew);
    json_text(j, "laptop", ch->laptop);
    json_text(j, "op", ch->op);
    json_text(j, "entity", ch->address);
    json_text(j, "field", ch->field);
    json_bool(j, "observed", ch->observed);
    json_text(j, "value", ch->value);
    json_end(j, '}');
}

/* RFC 4180; names as in --json. */
static void csv_cell(struct buf *out, const char *s, const char *end)
{
    buf_putc(out, '"');
    for (; *s; s++) {
        if (*s == '"')
            buf_putc(out, '"');
        buf_putc(out, *s);
    }
    buf_addf(out, "\"%s", end);
}

static void csv_change(const struct change *ch, struct buf *out)
{
    const char *const cells[] = {ch->when, ch->person,  ch->crew,  ch->laptop,
                                 ch->op,   ch->address, ch->field, ch->observed ? "true" : "false"};

    if (out->len == 0)
        buf_puts(out, "at,person,crew,laptop,op,entity,field,observed,value\r\n");
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        csv_cell(out, cells[i], ",");
    csv_cell(out, ch->value, "\r\n");
}

int cmd_log(struct session *s, const struct arguments *a, struct err *e)
{
    struct buf out = {.max = SIZE_MAX / 2};
    struct json j = {.out = &out};
    struct history_view view = {0};
    const struct row *r = NULL;
    struct casefile *c;
    int rc = cmd_open(s, a->v[0], &c, e);

    if (rc != 0)
        return rc;
    if (a->n > 1)
        rc = cmd_row(c, a->v[1], &r, e);
    if (rc == 0)
        rc = history_read(c, r ? &r->id : NULL, s->ja, &view, e);
    if (rc == 0) {
        if (s->json)
            json_array(&j, NULL);
        for (size_t i = 0; i < view.n; i++) {
            if (s->json)
                json_change(&j, &view.v[i]);
            else if (a->option['c'])
                csv_change(&view.v[i], &out);
            else
                text_change(&view.v[i], &out);
        }
        if (s->json)
            json_end(&j, ']');
        cmd_print(&out);
    }
    history_release_view(&view);
    buf_release(&out);
    case_close(c);
    return rc;
}
