#include "model/workspace.h"

#include "model/base/file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".genba"

int workspace_locate(const char *option, struct buf *out, struct err *e)
{
    const char *env = getenv("GENBA_WORKSPACE"), *data = getenv("XDG_DATA_HOME"),
               *home = getenv("HOME");

    if (option)
        buf_puts(out, option);
    else if (env && *env)
        buf_puts(out, env);
    else if (data && *data)
        buf_addf(out, "%s/genba", data);
    else if (home && *home)
        buf_addf(out, "%s/.local/share/genba", home);
    else
        return err_say(e, ERR_NOTFOUND,
                       N_("No place for the surveys is known: set HOME, GENBA_WORKSPACE or give "
                          "--workspace DIR."),
                       "", "");
    return file_make_dirs(buf_str(out), e);
}

bool workspace_is_case(const char *leaf)
{
    size_t n = strlen(leaf);

    return n > strlen(SUFFIX) && *leaf != '.' && strcmp(leaf + n - strlen(SUFFIX), SUFFIX) == 0;
}

int workspace_find(const char *workspace, const char *serial, char **folder, struct err *e)
{
    DIR *dir = opendir(workspace);
    size_t n = strlen(serial);
    struct dirent *d;
    struct buf path = BUF_INIT;

    if (!dir)
        return err_errno(e, workspace);
    while (n > 0 && (d = readdir(dir)) != NULL)
        if (workspace_is_case(d->d_name) && strncmp(d->d_name, serial, n) == 0 &&
            d->d_name[n] == '_') {
            buf_addf(&path, "%s/%s", workspace, d->d_name);
            break;
        }
    closedir(dir);
    if (path.len == 0)
        return err_say(e, ERR_NOTFOUND,
                       N_("There is no hospital {1} in {2}. `genba list` shows those there are."),
                       serial, workspace);
    *folder = buf_take(&path);
    return 0;
}
