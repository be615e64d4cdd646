#include "tests/sync/runs.h"

#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/workspace.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct err runs_err;

struct casefile *runs_open(struct crews *w, int i)
{
    struct casefile *c;
    char *folder;

    if (workspace_find(w->v[i].run.workspace, CREWS_SERIAL, &folder, &runs_err) != 0 ||
        case_open(&c, folder, &w->v[i].who, &runs_err) != 0)
        bail("%s %s", runs_err.subject, runs_err.detail);
    free(folder);
    return c;
}

/* A kept photo with its record; not a picture, which nobody here looks at. */
struct hash runs_photo(struct casefile *c, unsigned seed, size_t bytes)
{
    struct edits list = {0};
    struct buf data = BUF_INIT;
    char name[32], hex[2 * HASH_LEN + 1], folder[600];
    struct id id = id_new(clock_now_ms());
    struct hash h;
    char *path;

    for (size_t i = 0; i < bytes; i++)
        buf_putc(&data, (char)((i * 2654435761u + seed) >> 13));
    h = sha256(data.p, data.len);
    hash_print(&h, hex);
    path = keep_path(c->folder, hex, PICTURE_JPEG);
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    mkdir(folder, 0700);
    if (file_write(path, data.p, data.len, &runs_err) != 0)
        bail("%s", runs_err.detail);
    snprintf(name, sizeof name, "IMG_%u.JPG", seed);
    edits_set(&list, id, F_photo_orig_name, value_text(name));
    edits_set(&list, id, F_photo_media_type, value_text("image/jpeg"));
    edits_set(&list, id, F_photo_bytes, value_int((int64_t)bytes));
    edits_set(&list, id, F_photo_sha256, value_text(hex));
    if (case_edit(c, &list, &runs_err) != 0)
        bail("%s", runs_err.detail);
    edits_release(&list);
    buf_release(&data);
    free(path);
    return h;
}

void runs_change(struct casefile *c, const char *text)
{
    const struct row *line = survey_address(&c->survey, "line:1");

    if (case_set(c, line->id, F_line_finding, false, value_text(text), &runs_err) != 0)
        bail("%s", runs_err.detail);
}

/* ---- the runs ---- */

int runs_write(struct crews *w, int i, const char *path, struct export_options how,
               struct export_state *out)
{
    struct casefile *c = runs_open(w, i);
    struct export *x;
    int rc = export_begin(&x, c, w->v[i].run.workspace, &w->v[i].who, path, &how, NULL, &runs_err);

    if (rc == 0) {
        while ((rc = export_step(x, &runs_err)) > 0)
            continue;
        if (out)
            *out = *export_state(x);
        export_end(x);
    }
    case_close(c);
    return rc;
}

int runs_read(struct crews *w, int i, const char *path, struct outcome *out)
{
    struct import_run *x;
    int rc = import_begin(&x, path, w->v[i].run.workspace, &w->v[i].who, NULL, NULL, &runs_err);

    memset(out, 0, sizeof *out);
    if (rc != 0)
        return rc;
    while ((rc = import_step(x, &runs_err)) > 0)
        continue;
    out->s = *import_state(x);
    if (out->s.npartial > 0) {
        const struct import_photo *p = &out->s.partial[out->s.npartial - 1];

        out->partial_have = p->have;
        out->partial_chunks = p->chunks;
        snprintf(out->partial_name, sizeof out->partial_name, "%s", p->name);
    }
    import_end(x);
    return rc;
}

void runs_start(struct crews *w)
{
    crews_begin(w);
    crew_make_case(&w->v[0]);
}

void runs_cut(const char *from, const char *to, double share)
{
    struct buf data = BUF_INIT;

    buf_init(&data, (size_t)64 << 20);
    if (file_read(from, (size_t)64 << 20, &data, &runs_err) != 0)
        bail("%s", runs_err.detail);
    if (file_write(to, data.p, (size_t)((double)data.len * share), &runs_err) != 0)
        bail("%s", runs_err.detail);
    buf_release(&data);
}
