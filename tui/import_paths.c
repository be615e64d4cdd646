#include "config.h"

#include "tui/import_paths.h"

#include "tui/edit.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static void add(struct sheet_paths *p, char *path)
{
    p->v = xgrow(p->v, p->n, &p->cap, sizeof *p->v);
    p->v[p->n++] = path;
}

void sheet_paths_release(struct sheet_paths *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->v[i]);
    free(p->v);
    *p = (struct sheet_paths){0};
}

/* Office writes "~$name.xlsx" beside a file that is open. */
static int is_sheet(const struct dirent *d)
{
    const char *dot = strrchr(d->d_name, '.');

    return dot && strcasecmp(dot, ".xlsx") == 0 && d->d_name[0] != '.' && d->d_name[0] != '~';
}

static int add_folder(struct sheet_paths *p, const char *folder, struct err *e)
{
    struct dirent **names;
    int n = scandir(folder, &names, is_sheet, alphasort);

    if (n < 0)
        return err_errno(e, folder);
    for (int i = 0; i < n; i++) {
        struct buf path = BUF_INIT;

        buf_addf(&path, "%s/%s", folder, names[i]->d_name);
        add(p, buf_take(&path));
        free(names[i]);
    }
    free(names);
    if (n == 0)
        return err_say(e, ERR_INVALID, N_("There is no .xlsx file in {1}."), folder, "");
    return 0;
}

static int add_path(struct sheet_paths *p, const char *path, struct err *e)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return err_errno(e, path);
    if (S_ISDIR(st.st_mode))
        return add_folder(p, path, e);
    add(p, xstrdup(path));
    return 0;
}

/* The next word, unquoted, with ~/ as the home folder; false at the end. */
static bool next_word(const char **at, struct buf *out)
{
    const char *p = *at, *home = getenv("HOME");
    bool quoted = false;

    buf_reset(out);
    while (*p == ' ')
        p++;
    if (!*p)
        return false;
    if (p[0] == '~' && p[1] == '/' && home) {
        buf_puts(out, home);
        p++;
    }
    for (; *p && (quoted || *p != ' '); p++) {
        if (*p == '"')
            quoted = !quoted;
        else if (*p == '\\' && p[1])
            buf_putc(out, *++p);
        else
            buf_putc(out, *p);
    }
    *at = p;
    return true;
}

int sheet_paths_of(const char *text, struct sheet_paths *out, struct err *e)
{
    struct buf word = BUF_INIT;
    struct stat st;
    const char *home = getenv("HOME");
    int rc = 0;

    *out = (struct sheet_paths){0};
    buf_puts(&word, home && text[0] == '~' && text[1] == '/' ? home : "");
    buf_puts(&word, word.len > 0 ? text + 1 : text);
    if (*text && stat(buf_str(&word), &st) == 0) { /* the whole line, blanks and all */
        rc = add_path(out, buf_str(&word), e);
        buf_release(&word);
        return rc;
    }
    while (rc == 0 && next_word(&text, &word))
        rc = add_path(out, buf_str(&word), e);
    buf_release(&word);
    return rc;
}

/* A blank of a name is completed as "\\ ", as next_word reads it. */
int sheet_paths_complete(void *ctx, const char *before, struct buf *insert)
{
    const char *word = before;
    struct buf plain = BUF_INIT, rest = BUF_INIT;
    int n;

    for (const char *p = before; *p; p++)
        if (*p == ' ' && (p == before || p[-1] != '\\'))
            word = p + 1;
    for (const char *p = word; *p; p++)
        if (*p != '\\' || p[1] != ' ')
            buf_putc(&plain, *p);
    n = edit_complete_path(ctx, buf_str(&plain), &rest);
    for (const char *p = buf_str(&rest); *p; p++) {
        if (*p == ' ')
            buf_putc(insert, '\\');
        buf_putc(insert, *p);
    }
    buf_release(&plain);
    buf_release(&rest);
    return n;
}
