#include "tests/lib/memio.h"

#include "model/base/buf.h"

#include <stdlib.h>
#include <string.h>

static struct memio *of(const struct io *io)
{
    return io->ctx;
}

static int attempt(struct memio *m, enum memio_op op, const char *name, struct err *e)
{
    bool hit = m->fail_on & op && (++m->ops == m->fail_at || (m->sticky && m->ops > m->fail_at));

    return hit && m->fail_at > 0 ? err_set(e, m->fail_code, name, "ordered") : 0;
}

struct memfile *memio_find(const struct memio *m, const char *name)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->v[i]->name && strcmp(m->v[i]->name, name) == 0)
            return m->v[i];
    return NULL;
}

static struct memfile *add(struct memio *m, const char *name)
{
    struct memfile *f = xcalloc(1, sizeof *f);

    f->name = xstrdup(name);
    m->v = xgrow(m->v, m->n, &m->cap, sizeof *m->v);
    m->v[m->n++] = f;
    return f;
}

static void forget_name(struct memfile *f)
{
    free(f->name);
    f->name = NULL;
}

static void reserve(struct memfile *f, size_t n)
{
    if (n <= f->cap)
        return;
    f->cap = 2 * n;
    f->p = xrealloc(f->p, f->cap);
}

static void make_safe(struct memfile *f)
{
    free(f->safe);
    f->safe = xmalloc(f->n + 1);
    f->nsafe = f->n;
    if (f->n > 0)
        memcpy(f->safe, f->p, f->n);
}

static int mem_open(const struct io *io, struct io_file *f, const char *path, enum io_mode mode,
                    struct err *e)
{
    struct memio *m = of(io);
    struct memfile *file = memio_find(m, path);
    int rc = attempt(m, MEMIO_OPEN, path, e);

    if (rc != 0)
        return rc;
    if (mode == IO_CREATE && file)
        return err_set(e, ERR_EXISTS, path, "it is there");
    if (mode != IO_CREATE && !file)
        return err_set(e, ERR_NOTFOUND, path, "it is not there");
    *f = (struct io_file){.io = io, .fd = -1, .ctx = file ? file : add(m, path)};
    return 0;
}

static int64_t mem_read(struct io_file *f, void *p, size_t n, int64_t at, struct err *e)
{
    struct memfile *file = f->ctx;
    struct memio *m = of(f->io);
    size_t there = at >= (int64_t)file->n ? 0 : file->n - (size_t)at;
    int rc = attempt(m, MEMIO_READ, file->name, e);

    if (rc != 0)
        return rc;
    if (n > there)
        n = there;
    if (at < m->bad_to && at + (int64_t)n > m->bad_from)
        return err_set(e, ERR_IO, file->name, "scratched");
    if (n > 0)
        memcpy(p, file->p + at, n);
    return (int64_t)n;
}

static int64_t used(const struct memio *m)
{
    int64_t sum = 0;

    for (size_t i = 0; i < m->n; i++)
        sum += m->v[i]->name ? (int64_t)m->v[i]->n : 0;
    return sum;
}

static void put(struct memfile *file, const void *p, size_t n, size_t at)
{
    reserve(file, at + n);
    if (at > file->n)
        memset(file->p + file->n, 0, at - file->n);
    if (n > 0)
        memcpy(file->p + at, p, n);
    if (at + n > file->n)
        file->n = at + n;
}

static int mem_write(struct io_file *f, const void *p, size_t n, int64_t at, struct err *e)
{
    struct memfile *file = f->ctx;
    struct memio *m = of(f->io);
    int64_t more = at + (int64_t)n - (int64_t)file->n, fits = m->room - used(m);
    int rc = attempt(m, MEMIO_WRITE, file->name, e);

    if (rc != 0)
        n /= 2;
    if (rc == 0 && m->room >= 0 && more > fits) {
        n = (size_t)(more - fits) < n ? n - (size_t)(more - fits) : 0;
        rc = err_set(e, ERR_FULL, file->name, "the stick is full");
    }
    if (n > 0)
        put(file, p, n, (size_t)at);
    return rc;
}

static int mem_truncate(struct io_file *f, int64_t size, struct err *e)
{
    struct memfile *file = f->ctx;
    int rc = attempt(of(f->io), MEMIO_TRUNCATE, file->name, e);

    if (rc != 0)
        return rc;
    if ((size_t)size > file->n)
        put(file, NULL, 0, (size_t)size);
    file->n = (size_t)size;
    return 0;
}

static int64_t mem_size(struct io_file *f, struct err *e)
{
    (void)e;
    return (int64_t)((struct memfile *)f->ctx)->n;
}

static int mem_sync(struct io_file *f, struct err *e)
{
    struct memfile *file = f->ctx;
    int rc = attempt(of(f->io), MEMIO_SYNC, file->name, e);

    of(f->io)->syncs++;
    if (rc == 0)
        make_safe(file);
    return rc;
}

static void mem_forget(struct io_file *f)
{
    of(f->io)->forgets++;
}

static void mem_close(struct io_file *f)
{
    f->ctx = NULL;
}

static int mem_rename(const struct io *io, const char *from, const char *to, struct err *e)
{
    struct memio *m = of(io);
    struct memfile *file = memio_find(m, from), *old = memio_find(m, to);
    int rc = attempt(m, MEMIO_RENAME, from, e);

    if (rc != 0)
        return rc;
    if (!file)
        return err_set(e, ERR_NOTFOUND, from, "it is not there");
    if (old && old != file)
        forget_name(old);
    forget_name(file);
    file->name = xstrdup(to);
    return 0;
}

static int mem_sync_dir(const struct io *io, const char *path_of_file, struct err *e)
{
    struct memio *m = of(io);
    int rc = attempt(m, MEMIO_SYNC_DIR, path_of_file, e);

    for (size_t i = 0; i < m->n && rc == 0; i++) {
        free(m->v[i]->safe_name);
        m->v[i]->safe_name = m->v[i]->name ? xstrdup(m->v[i]->name) : NULL;
    }
    return rc;
}

static int mem_remove(const struct io *io, const char *path, struct err *e)
{
    struct memio *m = of(io);
    struct memfile *file = memio_find(m, path);
    int rc = attempt(m, MEMIO_REMOVE, path, e);

    if (rc != 0)
        return rc;
    if (!file)
        return err_set(e, ERR_NOTFOUND, path, "it is not there");
    forget_name(file);
    return 0;
}

static int64_t mem_room(const struct io *io, const char *path_of_file, struct err *e)
{
    struct memio *m = of(io);

    (void)path_of_file;
    (void)e;
    return m->room < 0 ? INT64_MAX : m->room - used(m);
}

void memio_init(struct memio *m)
{
    *m = (struct memio){.room = -1,
                        .io = {.open = mem_open,
                               .read = mem_read,
                               .write = mem_write,
                               .truncate = mem_truncate,
                               .size = mem_size,
                               .sync = mem_sync,
                               .forget = mem_forget,
                               .close = mem_close,
                               .rename = mem_rename,
                               .sync_dir = mem_sync_dir,
                               .remove = mem_remove,
                               .room = mem_room,
                               .ctx = m}};
}

static void file_free(struct memfile *f)
{
    free(f->name);
    free(f->safe_name);
    free(f->p);
    free(f->safe);
    free(f);
}

void memio_release(struct memio *m)
{
    for (size_t i = 0; i < m->n; i++)
        file_free(m->v[i]);
    free(m->v);
    *m = (struct memio){.n = 0};
}

void memio_fail(struct memio *m, unsigned fail_on, int64_t at, enum err_code code)
{
    m->fail_on = fail_on;
    m->fail_at = at;
    m->fail_code = code;
    m->ops = 0;
}

struct memfile *memio_put(struct memio *m, const char *name, const void *p, size_t n)
{
    struct memfile *f = memio_find(m, name);

    if (!f)
        f = add(m, name);
    f->n = 0;
    put(f, p, n, 0);
    make_safe(f);
    free(f->safe_name);
    f->safe_name = xstrdup(name);
    return f;
}

void memio_power_cut(struct memio *m)
{
    for (size_t i = 0; i < m->n; i++) {
        struct memfile *f = m->v[i];

        forget_name(f);
        f->name = f->safe_name ? xstrdup(f->safe_name) : NULL;
        f->n = 0;
        put(f, f->safe, f->nsafe, 0);
    }
}
