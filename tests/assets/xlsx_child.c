#include "tests/assets/xlsx_child.h"

#include "assets/xlsx/xlsx.h"
#include "model/base/clock.h"
#include "model/base/text.h"
#include "tests/lib/tap.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_MAX 10
#define MEMORY_MAX ((rlim_t)256 << 20)
#define PICTURE_MAX ((size_t)64 << 20)
#define REASON_MIN 15 /* letters of a message besides the file's name */

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN true
#else
#define UNDER_ASAN false
#endif

static int read_pictures(struct xlsx *x, int i, struct err *e)
{
    struct xlsx_picture *list;
    size_t n;
    int rc = xlsx_pictures(x, i, &list, &n, e);

    if (rc != 0)
        return rc;
    for (size_t k = 0; k < n && rc == 0; k++) {
        struct buf bytes;

        buf_init(&bytes, PICTURE_MAX);
        rc = xlsx_picture_read(x, &list[k], &bytes, e);
        buf_release(&bytes);
    }
    xlsx_pictures_free(list, n);
    return rc;
}

static int read_all(const char *path, struct err *e)
{
    struct xlsx *x;
    struct sheet *s;
    int rc = xlsx_open(&x, path, e);

    if (rc != 0)
        return rc;
    for (int i = 0; i < xlsx_count(x) && rc == 0; i++) {
        rc = xlsx_sheet(x, i, &s, e);
        if (rc == 0) {
            sheet_free(s);
            rc = read_pictures(x, i, e);
        }
    }
    xlsx_close(x);
    return rc;
}

static void in_child(const char *path, int out)
{
    struct rlimit memory = {MEMORY_MAX, MEMORY_MAX}, cpu = {SECONDS_MAX, SECONDS_MAX};
    struct err e = {.code = ERR_OK};
    struct buf text = BUF_INIT;

    setrlimit(RLIMIT_CPU, &cpu);
    if (!UNDER_ASAN)
        setrlimit(RLIMIT_AS, &memory);
    if (read_all(path, &e) != 0) {
        text_fill(&text, e.msg ? e.msg : err_text(e.code), e.subject, e.detail, NULL);
        if (write(out, text.p, text.len) != (ssize_t)text.len)
            _exit(2);
    }
    buf_release(&text);
    _exit(0);
}

struct child_result child_read(const char *path)
{
    struct child_result r = {.ended = false};
    int64_t start = clock_mono_ms();
    size_t n = 0;
    ssize_t got;
    int fds[2];
    pid_t pid;

    if (pipe(fds) != 0 || (pid = fork()) < 0)
        bail("no child process");
    if (pid == 0)
        in_child(path, fds[1]);
    close(fds[1]);
    while (n < sizeof r.text - 1 && (got = read(fds[0], r.text + n, sizeof r.text - 1 - n)) > 0)
        n += (size_t)got;
    close(fds[0]);
    waitpid(pid, &r.status, 0);
    r.seconds = (double)(clock_mono_ms() - start) / 1000;
    r.ended = WIFEXITED(r.status) && WEXITSTATUS(r.status) == 0;
    r.refused = n > 0;
    return r;
}

void child_check(const struct child_result *r, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

    ok(r->ended, "%s: ends by itself (status %d)", name, r->status);
    ok(r->seconds < SECONDS_MAX, "%s: %.2f s", name, r->seconds);
    ok(!r->refused || (strstr(r->text, name) && strlen(r->text) > strlen(name) + REASON_MIN),
       "%s: the message names file and reason: %s", name, r->refused ? r->text : "(was read)");
}
