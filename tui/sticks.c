#include "config.h"

#include "tui/sticks.h"

#include "model/base/buf.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const roots[] = {"/media/", "/run/media/", "/mnt/"};

/* The kernel writes a blank as \040. */
static void unescape(char *s)
{
    char *to = s;

    for (; *s; s++) {
        if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] && s[3]) {
            *to++ = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 + (s[3] - '0'));
            s += 3;
        } else {
            *to++ = *s;
        }
    }
    *to = '\0';
}

static bool is_stick(const char *dir)
{
    if (strcmp(dir, "/mnt") == 0)
        return true;
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (strncmp(dir, roots[i], strlen(roots[i])) == 0)
            return true;
    return false;
}

void sticks_find(struct sticks *out, const char *mounts)
{
    FILE *f = fopen(mounts, "re");
    char *line = NULL;
    size_t cap = 0;

    *out = (struct sticks){0};
    while (f && getline(&line, &cap, f) > 0) {
        char *rest = line, *dir;

        strsep(&rest, " "); /* the device */
        dir = strsep(&rest, " ");
        if (!dir)
            continue;
        unescape(dir);
        if (!is_stick(dir))
            continue;
        out->v = xgrow(out->v, out->n, &out->cap, sizeof *out->v);
        out->v[out->n++] = xstrdup(dir);
    }
    free(line);
    if (f)
        fclose(f);
}

void sticks_release(struct sticks *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->v[i]);
    free(s->v);
    *s = (struct sticks){0};
}
