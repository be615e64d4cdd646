/* Which bundles there are on a stick. */
#include "sync/exchange.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), k = strlen(end);

    return n > k && strcmp(name + n - k, end) == 0;
}

static int is_bundle(const struct dirent *d)
{
    return d->d_name[0] != '.' && (ends_in(d->d_name, ".gnb") || ends_in(d->d_name, ".gnb.part"));
}

static int folder(const char *path, char ***out, size_t *count, struct err *e)
{
    struct dirent **found;
    int n = scandir(path, &found, is_bundle, alphasort);

    if (n < 0)
        return err_errno(e, path);
    *out = xcalloc((size_t)n + 1, sizeof **out);
    for (int i = 0; i < n; i++) {
        struct buf name = BUF_INIT;

        buf_addf(&name, "%s/%s", path, found[i]->d_name);
        (*out)[(*count)++] = buf_take(&name);
        free(found[i]);
    }
    free(found);
    return n > 0 ? 0
                 : err_say(e, ERR_NOTFOUND, N_("There is no bundle (*.gnb) in {1}."), path, NULL);
}

int bundle_paths(const char *path, char ***out, size_t *n, struct err *e)
{
    struct stat st;
    int rc = 0;

    *out = NULL;
    *n = 0;
    if (stat(path, &st) != 0)
        return err_errno(e, path);
    if (S_ISDIR(st.st_mode)) {
        rc = folder(path, out, n, e);
    } else {
        *out = xcalloc(1, sizeof **out);
        (*out)[(*n)++] = xstrdup(path);
    }
    if (rc != 0) {
        free(*out);
        *out = NULL;
    }
    return rc;
}
