#include "assets/data.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool there(struct buf *out, const char *dir, const char *sub, const char *name)
{
    buf_reset(out);
    buf_addf(out, "%s%s/%s", dir, sub, name);
    return access(buf_str(out), R_OK) == 0;
}

int data_path(const char *name, struct buf *out, struct err *e)
{
    const char *env = getenv("GENBA_DATADIR");
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    char *slash;

    if (env && *env && there(out, env, "", name))
        return 0;
    exe[n > 0 ? n : 0] = '\0';
    slash = strrchr(exe, '/');
    if (slash) {
        *slash = '\0';
        if (there(out, exe, "/assets", name))
            return 0;
    }
    if (there(out, GENBA_DATADIR, "", name))
        return 0;
    return err_say(e, ERR_NOTFOUND,
                   N_("{1} of genba is missing: install genba again, or set GENBA_DATADIR."), name,
                   NULL);
}
