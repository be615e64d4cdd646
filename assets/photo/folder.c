#include "assets/photo/folder.h"

#include "model/base/buf.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void append(struct paths *p, char *path)
{
    p->v = xgrow(p->v, p->n, &p->cap, sizeof *p->v);
    p->v[p->n++] = path;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int paths_add(struct paths *p, const char *path, struct err *e)
{
    size_t first = p->n;
    struct dirent *d;
    struct stat st;
    DIR *dir;

    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        append(p, xstrdup(path));
        return 0;
    }
    dir = opendir(path);
    if (!dir)
        return err_errno(e, path);
    while ((d = readdir(dir)) != NULL) {
        struct buf file = BUF_INIT;

        buf_addf(&file, "%s/%s", path, d->d_name);
        if (*d->d_name != '.' && stat(buf_str(&file), &st) == 0 && !S_ISDIR(st.st_mode))
            append(p, buf_take(&file));
        buf_release(&file);
    }
    closedir(dir);
    qsort(p->v + first, p->n - first, sizeof *p->v, compare);
    return 0;
}

void paths_release(struct paths *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->v[i]);
    free(p->v);
    *p = (struct paths){0};
}
