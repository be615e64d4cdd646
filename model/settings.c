#include "model/settings.h"

#include "model/base/buf.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)1 << 20)

const struct setting_def setting_defs[SETTING_COUNT] = {
#define S(key, type, def, help) [SETTING_##key] = {#key, SETTING_##type, def, help},
#include "model/settings.def"
#undef S
};

void settings_init(struct settings *c)
{
    for (int i = 0; i < SETTING_COUNT; i++)
        c->value[i] = xstrdup(setting_defs[i].initial);
}

void settings_release(struct settings *c)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        free(c->value[i]);
        c->value[i] = NULL;
    }
}

int settings_set(struct settings *c, enum setting s, const char *text, struct err *e)
{
    struct buf clean = BUF_INIT;
    int minutes;
    char *end;
    long n;
    bool ok = true;

    text_clean(&clean, text, strlen(text));
    text = buf_str(&clean);
    n = strtol(text, &end, 10);
    if (setting_defs[s].type == SETTING_INT)
        ok = *text && !*end && n >= 0 && n <= 24 * 60;
    else if (setting_defs[s].type == SETTING_TIME)
        ok = time_parse(text, &minutes);
    if (ok) {
        free(c->value[s]);
        c->value[s] = buf_take(&clean);
        return 0;
    }
    err_say(e, ERR_INVALID,
            setting_defs[s].type == SETTING_INT
                ? N_("{1} must be a number of minutes from 0 to 1440, not \"{2}\".")
                : N_("{1} must be a time such as 09:00, not \"{2}\"."),
            setting_defs[s].key, text);
    buf_release(&clean);
    return -ERR_INVALID;
}

static int load_line(struct settings *c, char *line, struct err *e)
{
    char *eq = strchr(line, '='), *key_end;

    if (!eq || *line == '#')
        return 0;
    for (key_end = eq; key_end > line && (key_end[-1] == ' ' || key_end[-1] == '\t');)
        key_end--;
    *key_end = '\0';
    for (int i = 0; i < SETTING_COUNT; i++)
        if (strcmp(setting_defs[i].key, line) == 0)
            return settings_set(c, (enum setting)i, eq + 1, e);
    return 0;
}

static void path_of(struct buf *out, const char *workspace)
{
    buf_addf(out, "%s/settings.ini", workspace);
}

int settings_load(struct settings *c, const char *workspace, struct err *e)
{
    struct buf path = BUF_INIT, text = BUF_INIT;
    char *line, *rest;
    int rc;

    path_of(&path, workspace);
    rc = file_read(buf_str(&path), FILE_MAX, &text, e);
    if (rc == -ERR_NOTFOUND)
        rc = 0;
    rest = text.p;
    while (rc == 0 && (line = strsep(&rest, "\n")) != NULL)
        rc = load_line(c, line, e);
    buf_release(&path);
    buf_release(&text);
    return rc;
}

int settings_save(const struct settings *c, const char *workspace, struct err *e)
{
    struct buf path = BUF_INIT, text = BUF_INIT;
    int rc;

    path_of(&path, workspace);
    for (int i = 0; i < SETTING_COUNT; i++)
        buf_addf(&text, "%s = %s\n", setting_defs[i].key, c->value[i]);
    rc = file_write(buf_str(&path), buf_str(&text), text.len, e);
    buf_release(&path);
    buf_release(&text);
    return rc;
}

const char *settings_text(const struct settings *c, enum setting s)
{
    return c->value[s];
}

int settings_number(const struct settings *c, enum setting s)
{
    int minutes = 0;

    if (setting_defs[s].type == SETTING_TIME)
        time_parse(c->value[s], &minutes);
    else
        minutes = (int)strtol(c->value[s], NULL, 10);
    return minutes;
}
