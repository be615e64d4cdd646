#include "assets/photo/folder.h"

#include "model/base/buf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* --- sidecars --- */

static const char *const sidecars[] = {"THM", "CTG", "MOV", "MP4", "M4V", "AVI", "MTS", "M2TS",
                                       "LRV", "LRF", "WAV", "XML", "DAT", "CPI", "MPL", "BDM",
                                       "INP", "INT", "TID", "TDT", "MRK", "AAE", "DB",  "INI"};
#define THM 0

int path_sidecar(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < sizeof sidecars / sizeof *sidecars; i++)
        if (strcasecmp(dot + 1, sidecars[i]) == 0)
            return (int)i;
    return -1;
}

const char *path_sidecar_name(int kind)
{
    return (size_t)kind < sizeof sidecars / sizeof *sidecars ? sidecars[kind] : NULL;
}

bool path_is_film_picture(const char *path)
{
    return path_sidecar(path) == THM;
}

/* --- folders --- */

struct walk {
    struct paths *paths;
    char *root; /* absolute, owned; NULL: it cannot be told */
};

static void append(struct paths *p, const char *path)
{
    p->v = xgrow(p->v, p->n, &p->cap, sizeof *p->v);
    p->v[p->n++] = xstrdup(path);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_left_out(const char *name)
{
    static const char *const systems[] = {"System Volume Information", "$RECYCLE.BIN", "RECYCLER",
                                          "LOST.DIR", "lost+found"};

    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
        if (strcasecmp(name, systems[i]) == 0)
            return true;
    return name[0] == '.';
}

/* A link to a file below the same root? */
static bool leads_inside(const struct walk *w, const char *path)
{
    char *real = realpath(path, NULL);
    size_t n = w->root ? strlen(w->root) : 0;
    struct stat st;
    bool inside = real && n > 0 && strncmp(real, w->root, n) == 0 && real[n] == '/' &&
                  stat(real, &st) == 0 && S_ISREG(st.st_mode);

    free(real);
    return inside;
}

static int walk(struct walk *w, const char *path, int depth, struct err *e);

static int visit(struct walk *w, const char *path, int depth, struct err *e)
{
    struct stat st = {0};

    if (w->paths->n >= PATHS_MAX)
        return err_say(e, ERR_LIMIT,
                       N_("{1} holds more than {2} files. Choose the folder of the photos (DCIM)."),
                       w->root ? w->root : path, "50000");
    if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return depth < PATHS_DEPTH ? walk(w, path, depth + 1, e) : 0;
    if (!S_ISLNK(st.st_mode) || leads_inside(w, path))
        append(w->paths, path);
    return 0;
}

static int walk(struct walk *w, const char *path, int depth, struct err *e)
{
    DIR *dir = opendir(path);
    struct dirent *d;
    int rc = 0;

    if (!dir && depth > 0) {
        append(w->paths, path);
        return 0;
    }
    if (!dir)
        return err_errno(e, path);
    while (rc == 0 && (d = readdir(dir)) != NULL) {
        struct buf below = BUF_INIT;

        if (is_left_out(d->d_name))
            continue;
        buf_addf(&below, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/", d->d_name);
        rc = visit(w, buf_str(&below), depth, e);
        buf_release(&below);
    }
    closedir(dir);
    return rc;
}

int paths_add(struct paths *p, const char *path, struct err *e)
{
    struct walk w = {.paths = p};
    size_t first = p->n;
    struct stat st;
    int rc;

    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        append(p, path);
        return 0;
    }
    w.root = realpath(path, NULL);
    rc = walk(&w, path, 0, e);
    free(w.root);
    if (rc == 0 && p->n > first)
        qsort(p->v + first, p->n - first, sizeof *p->v, compare);
    return rc;
}

void paths_release(struct paths *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->v[i]);
    free(p->v);
    *p = (struct paths){0};
}
