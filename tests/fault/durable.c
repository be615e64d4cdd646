/* What the program has said is done must be on the medium: of every file that it
 * wrote the bytes were synced, before the file got its name, and of every name
 * that it made the folder was synced, before the program said so and ended; of a
 * photo before the commit that tells of it.
 *
 * SQLite's journals have rules of their own (tests/fault/power.c); what was
 * deleted again needs no sync. */
#include "tests/fault/scenario.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    char path[600];
    bool bytes; /* not synced; else its name is not */
};

struct medium {
    struct entry *v;
    size_t n, cap;
    struct buf *why;
};

static bool is_ours(const char *path)
{
    static const char *const journals[] = {"-wal", "-shm", "-journal"};
    size_t n = strlen(path);

    for (size_t i = 0; i < 3; i++)
        if (n > strlen(journals[i]) && strcmp(path + n - strlen(journals[i]), journals[i]) == 0)
            return false;
    return path[0] == '/' && strstr(path, "/genba-test-") != NULL;
}

static struct entry *find(struct medium *m, const char *path, bool bytes)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->v[i].bytes == bytes && strcmp(m->v[i].path, path) == 0)
            return &m->v[i];
    return NULL;
}

static void dirty(struct medium *m, const char *path, bool bytes)
{
    if (!is_ours(path) || find(m, path, bytes))
        return;
    m->v = xgrow(m->v, m->n, &m->cap, sizeof *m->v);
    m->v[m->n] = (struct entry){.bytes = bytes};
    snprintf(m->v[m->n++].path, sizeof m->v->path, "%s", path);
}

static bool stands_in(const char *path, const char *folder)
{
    size_t n = strlen(folder);

    return strncmp(path, folder, n) == 0 && path[n] == '/' && !strchr(path + n + 1, '/');
}

static bool is_or_below(const char *path, const char *top)
{
    size_t n = strlen(top);

    return strncmp(path, top, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

/* A sync of a file, or of a folder and so of the names in it. */
static void synced(struct medium *m, const char *path)
{
    size_t kept = 0;

    for (size_t i = 0; i < m->n; i++) {
        const struct entry *x = &m->v[i];

        if (!(x->bytes ? strcmp(x->path, path) == 0 : stands_in(x->path, path)))
            m->v[kept++] = *x;
    }
    m->n = kept;
}

static void removed(struct medium *m, const char *path)
{
    size_t kept = 0;

    for (size_t i = 0; i < m->n; i++)
        if (!is_or_below(m->v[i].path, path))
            m->v[kept++] = m->v[i];
    m->n = kept;
}

static void renamed(struct medium *m, const char *from, const char *to, bool stays)
{
    size_t n = m->n;

    if (find(m, from, true))
        buf_addf(m->why, "%s got its name before its bytes were synced; ", to);
    for (size_t i = 0; i < n; i++)
        if (is_or_below(m->v[i].path, from) && strcmp(m->v[i].path, from) != 0) {
            char path[1300];

            snprintf(path, sizeof path, "%s%s", to, m->v[i].path + strlen(from));
            dirty(m, path, m->v[i].bytes);
        }
    if (!stays)
        removed(m, from);
    dirty(m, to, false);
}

/* The log says that a photo is there: then it must be. */
static void committed(struct medium *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (strstr(m->v[i].path, "/photos/") && !strstr(m->v[i].path, "/."))
            buf_addf(m->why, "a commit before %s is on the medium; ", m->v[i].path);
}

static void take(struct medium *m, const char *call, const char *path, const char *second)
{
    if (strstr(call, "sync") && strstr(path, "-wal"))
        committed(m);
    else if (strstr(call, "sync"))
        synced(m, path);
    else if (strstr(call, "write") || strstr(call, "trunc") || strstr(call, "alloc") ||
             strstr(call, "send") || strstr(call, "copy"))
        dirty(m, path, true);
    else if (strstr(call, "rename"))
        renamed(m, path, second, false);
    else if (strcmp(call, "link") == 0 || strcmp(call, "linkat") == 0)
        renamed(m, path, second, true);
    else if (strstr(call, "unlink") || strstr(call, "rmdir"))
        removed(m, path);
    else
        dirty(m, path, false); /* open, mkdir */
}

static void judge(struct buf *log, struct buf *why)
{
    struct medium m = {.why = why};

    for (char *rest = log->p, *line; rest && (line = strsep(&rest, "\n")) != NULL;) {
        char *call = strsep(&line, "\t"), *path = line ? strsep(&line, "\t") : NULL;

        if (path)
            take(&m, call, path, line ? line : "");
    }
    for (size_t i = 0; i < m.n; i++)
        buf_addf(why,
                 m.v[i].bytes ? "the bytes of %s are not synced; " : "the name %s is not synced; ",
                 m.v[i].path);
    free(m.v);
}

static void check(const struct scenario *s)
{
    struct buf log = BUF_INIT, why = BUF_INIT;
    struct trace t = {.fault = TRACE_NONE, .log = &log};
    struct stage g;

    if (!stage_begin(&g, s)) {
        skip(1, "%s: what it needs is not here", s->name);
        return;
    }
    stage_calls(&g, &t);
    judge(&log, &why);
    ok(log.len > 0 && why.len == 0, "%s: all that it says is done is on the medium", s->name);
    if (why.len > 0)
        diag("%s", buf_str(&why));
    stage_end(&g);
    buf_release(&log);
    buf_release(&why);
}

int main(void)
{
    if (!trace_works())
        plan_skip_all("ptrace is used on x86-64 only");
    for (size_t i = 0; i < scenario_count; i++)
        check(&scenarios[i]);
    return tap_done();
}
