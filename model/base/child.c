#include "model/base/child.h"

#include "model/base/buf.h"

#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

char *child_find(const char *name)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    struct buf path = BUF_INIT;

    self[n > 0 ? n : 0] = '\0';
    if (strrchr(self, '/'))
        buf_add(&path, self, (size_t)(strrchr(self, '/') + 1 - self));
    buf_puts(&path, name);
    if (access(buf_str(&path), X_OK) != 0) {
        buf_reset(&path);
        buf_addf(&path, "%s/%s", GENBA_LIBEXECDIR, name);
    }
    return buf_take(&path);
}

int child_spawn(pid_t *pid, char *program, int theirs)
{
    char *argv[] = {program, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    int no;

    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, theirs, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, theirs, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    no = posix_spawn(pid, program, &files, &how, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    if (no != 0)
        *pid = 0;
    return no;
}
