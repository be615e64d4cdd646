#include "config.h"

#include "tui/edit.h"

#include "model/base/text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What all candidates begin with, kept short of half a character. */
struct common {
    struct buf text;
    int n;
};

static void common_add(struct common *c, const char *name)
{
    size_t k = 0;

    if (c->n++ == 0) {
        buf_puts(&c->text, name);
        return;
    }
    while (k < c->text.len && name[k] == c->text.p[k])
        k++;
    while (k > 0 && ((unsigned char)name[k] & 0xC0) == 0x80)
        k--;
    if (k < c->text.len) {
        c->text.len = k;
        c->text.p[k] = '\0';
    }
}

static void scan(struct common *c, const char *dir, const char *stem, struct buf *path)
{
    size_t n = strlen(stem);
    DIR *d = opendir(dir);
    struct dirent *ent;

    if (!d)
        return;
    while ((ent = readdir(d)) != NULL)
        if (strncmp(ent->d_name, stem, n) == 0 && (n > 0 || ent->d_name[0] != '.') &&
            strcmp(ent->d_name, ".") != 0 && strcmp(ent->d_name, "..") != 0)
            common_add(c, ent->d_name);
    closedir(d);
    buf_puts(path, dir);
    buf_putc(path, '/');
    buf_puts(path, buf_str(&c->text));
}

int edit_complete_path(void *ctx, const char *before, struct buf *insert)
{
    struct common c = {.text = BUF_INIT};
    struct buf dir = BUF_INIT, path = BUF_INIT;
    const char *slash = strrchr(before, '/'), *stem = slash ? slash + 1 : before;
    const char *home = getenv("HOME");
    struct stat st;

    (void)ctx;
    if (strncmp(before, "~/", 2) == 0 && home) {
        buf_puts(&dir, home);
        buf_add(&dir, before + 1, (size_t)(slash - before - 1));
    } else if (slash) {
        buf_add(&dir, before, slash == before ? 1 : (size_t)(slash - before));
    } else {
        buf_puts(&dir, ".");
    }
    scan(&c, buf_str(&dir), stem, &path);
    if (c.n > 0) {
        buf_puts(insert, buf_str(&c.text) + strlen(stem));
        if (c.n == 1 && stat(buf_str(&path), &st) == 0 && S_ISDIR(st.st_mode))
            buf_putc(insert, '/');
    }
    buf_release(&c.text);
    buf_release(&dir);
    buf_release(&path);
    return c.n;
}

char *edit_clean_path(const char *text)
{
    const char *home = getenv("HOME");
    struct buf out = BUF_INIT;
    size_t n = strlen(text);

    if (n >= 2 && (text[0] == '\'' || text[0] == '"') && text[n - 1] == text[0])
        return xstrndup(text + 1, n - 2);
    if (strncmp(text, "~//", 3) == 0) /* a whole path behind what stood there */
        buf_puts(&out, text + 2);
    else if (strncmp(text, "~/", 2) == 0 && home)
        buf_addf(&out, "%s%s", home, text + 1);
    else
        buf_puts(&out, text);
    while (out.len > 1 && out.p[out.len - 1] == '/')
        out.p[--out.len] = '\0';
    return buf_take(&out);
}
