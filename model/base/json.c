#include "model/base/json.h"

#include <inttypes.h>
#include <string.h>

static void put_string(struct buf *out, const char *s, size_t n)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c == '"' || c == '\\')
            buf_addf(out, "\\%c", c);
        else if (c == '\n')
            buf_puts(out, "\\n");
        else if (c == '\t')
            buf_puts(out, "\\t");
        else if (c < 0x20)
            buf_addf(out, "\\u%04x", c);
        else
            buf_putc(out, (char)c);
    }
    buf_putc(out, '"');
}

static void line(struct json *j)
{
    if (j->flat)
        return;
    buf_putc(j->out, '\n');
    for (int i = 0; i < j->depth; i++)
        buf_puts(j->out, "  ");
}

static void begin(struct json *j, const char *name)
{
    if (j->begun)
        buf_putc(j->out, ',');
    if (j->depth > 0)
        line(j);
    j->begun = true;
    if (name) {
        put_string(j->out, name, strlen(name));
        buf_puts(j->out, j->flat ? ":" : ": ");
    }
}

static void open_bracket(struct json *j, const char *name, char bracket)
{
    begin(j, name);
    buf_putc(j->out, bracket);
    j->depth++;
    j->begun = false;
}

void json_object(struct json *j, const char *name)
{
    open_bracket(j, name, '{');
}

void json_array(struct json *j, const char *name)
{
    open_bracket(j, name, '[');
}

void json_end(struct json *j, char bracket)
{
    j->depth--;
    if (j->begun)
        line(j);
    buf_putc(j->out, bracket);
    j->begun = true;
    if (j->depth == 0 && !j->flat)
        buf_putc(j->out, '\n');
}

void json_text_n(struct json *j, const char *name, const char *s, size_t n)
{
    begin(j, name);
    put_string(j->out, s, n);
}

void json_text(struct json *j, const char *name, const char *s)
{
    if (s)
        json_text_n(j, name, s, strlen(s));
    else
        json_null(j, name);
}

void json_int(struct json *j, const char *name, int64_t i)
{
    begin(j, name);
    buf_addf(j->out, "%" PRId64, i);
}

void json_bool(struct json *j, const char *name, bool b)
{
    begin(j, name);
    buf_puts(j->out, b ? "true" : "false");
}

void json_null(struct json *j, const char *name)
{
    begin(j, name);
    buf_puts(j->out, "null");
}
