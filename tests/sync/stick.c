/* A stick is a place where anybody may have been: links, other people's files,
 * files that change while they are read, readers who come and go between volumes,
 * damaged copies. Each was wrong once. */
#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/workspace.h"
#include "sync/io.h"
#include "tests/lib/hospital.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"
#include "tests/sync/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct crews w;

static const char *part_of(const char *path)
{
    static char part[300];

    snprintf(part, sizeof part, "%s.part", path);
    return part;
}

static void write_file(const char *path, const char *text)
{
    if (file_write(path, text, strlen(text), &runs_err) != 0)
        bail("%s %s", runs_err.subject, runs_err.detail);
}

static bool file_is(const char *path, const char *text)
{
    struct buf b = BUF_INIT;
    bool same = file_read(path, 1 << 20, &b, &runs_err) == 0 && strcmp(buf_str(&b), text) == 0;

    buf_release(&b);
    return same;
}

static void foreign_parts(void)
{
    char victim[300];

    runs_start(&w);
    snprintf(victim, sizeof victim, "%s/victim.txt", w.stick);
    write_file(victim, "mine");
    if (symlink(victim, part_of(stick_path(&w, "s"))) != 0)
        bail("symlink");
    ok(runs_write(&w, 0, stick_path(&w, "s"), (struct export_options){0}, NULL) != 0,
       "a .part that is a link is refused");
    ok(file_is(victim, "mine"), "and what it points to stays");
    write_file(part_of(stick_path(&w, "t")), "notes of somebody");
    is_int(runs_write(&w, 0, stick_path(&w, "t"), (struct export_options){0}, NULL), -ERR_EXISTS,
           "a .part that is no bundle is refused");
    ok(file_is(part_of(stick_path(&w, "t")), "notes of somebody"), "and stays");
    write_file(part_of(stick_path(&w, "u")), "GENB");
    is_ok(runs_write(&w, 0, stick_path(&w, "u"), (struct export_options){0}, NULL), &runs_err,
          "one's own, torn in its first bytes, is begun anew");
    crews_end(&w);
}

static int opened;

static int swap_open(const struct io *io, struct io_file *f, const char *path, enum io_mode mode,
                     struct err *e)
{
    if (++opened == 2 && rename(stick_path(&w, "b"), path) != 0)
        bail("rename");
    return io_disk.open(io, f, path, mode, e);
}

/* Between the look at who sent it and the reading another file takes its place. */
static void swapped(void)
{
    struct io swapping = io_disk;
    struct import_run *x;

    swapping.open = swap_open;
    runs_start(&w);
    is_ok(runs_write(&w, 0, stick_path(&w, "a"), (struct export_options){0}, NULL), &runs_err, "a");
    is_ok(runs_write(&w, 0, stick_path(&w, "b"), (struct export_options){0}, NULL), &runs_err, "b");
    is_int(import_begin(&x, stick_path(&w, "a"), w.v[1].run.workspace, &w.v[1].who, NULL, &swapping,
                        &runs_err),
           -ERR_CORRUPT, "a file that changes while it is judged is refused");
    ok(opened >= 2, "it was changed");
    crews_end(&w);
}

static void run_until(int i, const char *path, int64_t volume_max, uint32_t volume)
{
    struct casefile *c = runs_open(&w, i);
    struct export_options how = {.volume_max = volume_max};
    struct export *x;
    int rc = export_begin(&x, c, w.v[i].run.workspace, &w.v[i].who, path, &how, NULL, &runs_err);

    if (rc != 0)
        bail("%s", runs_err.detail);
    while (rc >= 0 && export_state(x)->volume < volume)
        rc = export_step(x, &runs_err);
    export_end(x);
    case_close(c);
}

/* One leaves the team and another one comes while a bundle is half written. */
static void readers_change(void)
{
    struct export_options how = {.volume_max = 3 << 20};
    struct crew d = {0};
    struct outcome o;
    struct casefile *c;

    runs_start(&w);
    c = runs_open(&w, 0);
    for (unsigned i = 0; i < 4; i++)
        runs_photo(c, i, 1900000);
    case_close(c);
    run_until(0, stick_path(&w, "v"), how.volume_max, 2);
    crew_stranger(&d, "渡辺", "D");
    crews_revoke(&w, &w.v[2]);
    crews_admit(&w, &d);
    is_ok(runs_write(&w, 0, stick_path(&w, "v"), how, NULL), &runs_err, "gone on with");
    is_ok(runs_read(&w, 2, stick_path(&w, "v"), &o), &runs_err, "who was revoked");
    ok(o.s.set_aside && o.s.why == ASIDE_NOT_SEALED, "cannot read the first volume");
    {
        struct import_run *x;

        is_ok(import_begin(&x, stick_path(&w, "v"), d.run.workspace, &d.who, NULL, NULL, &runs_err),
              &runs_err, "who came");
        while (import_step(x, &runs_err) > 0)
            continue;
        ok(!import_state(x)->set_aside && import_state(x)->created, "can");
        import_end(x);
    }
    run_end(&d.run);
    crews_end(&w);
}

/* A's copy of B's photo rots: what A says it has is not believed then. */
static void rotten(void)
{
    struct casefile *c;
    struct counts n;
    struct outcome o;
    struct hash h;
    char hex[2 * HASH_LEN + 1];
    char *path;

    runs_start(&w);
    is_ok(runs_write(&w, 0, stick_path(&w, "a"), (struct export_options){0}, NULL), &runs_err, "a");
    is_ok(runs_read(&w, 1, stick_path(&w, "a"), &o), &runs_err, "to B");
    c = runs_open(&w, 1);
    h = runs_photo(c, 5, 300000);
    case_close(c);
    is_ok(runs_write(&w, 1, stick_path(&w, "b"), (struct export_options){0}, NULL), &runs_err, "b");
    is_ok(runs_read(&w, 0, stick_path(&w, "b"), &o), &runs_err, "to A");
    c = runs_open(&w, 0);
    hash_print(&h, hex);
    path = keep_path(c->folder, hex, PICTURE_JPEG);
    case_close(c);
    {
        struct buf data = BUF_INIT;

        if (file_read(path, 1 << 20, &data, &runs_err) != 0)
            bail("no photo");
        data.p[1000] ^= 1;
        is_ok(file_write(path, data.p, data.len, &runs_err), &runs_err, "one bit of A's copy");
        buf_release(&data);
    }
    free(path);
    unlink(stick_path(&w, "a"));
    is_ok(runs_write(&w, 0, stick_path(&w, "a"), (struct export_options){0}, NULL), &runs_err,
          "A writes");
    is_ok(runs_read(&w, 1, stick_path(&w, "a"), &o), &runs_err, "B reads");
    c = runs_open(&w, 1);
    is_ok(store_counts(c->store, &n, &runs_err), &runs_err, "counts");
    is_int(n.pending_photos, 1, "the only good copy is still only here");
    case_close(c);
    crews_end(&w);
}

/* The same bytes taken in as a photo and drawn out of a sheet. */
static void photo_and_drawing(void)
{
    struct edits list = {0};
    struct casefile *c;
    struct hash h;
    struct id id = id_new(clock_now_ms());
    char hex[2 * HASH_LEN + 1], drawing[700];
    struct outcome o;

    runs_start(&w);
    c = runs_open(&w, 0);
    h = runs_photo(c, 7, 200000);
    hash_print(&h, hex);
    edits_set(&list, id, F_drawing_orig_name, value_text("1F.jpg"));
    edits_set(&list, id, F_drawing_media_type, value_text("image/jpeg"));
    edits_set(&list, id, F_drawing_bytes, value_int(200000));
    edits_set(&list, id, F_drawing_sha256, value_text(hex));
    is_ok(case_edit(c, &list, &runs_err), &runs_err, "the same bytes as a drawing");
    edits_release(&list);
    case_close(c);
    is_ok(runs_write(&w, 0, stick_path(&w, "p"), (struct export_options){0}, NULL), &runs_err, "p");
    is_ok(runs_read(&w, 1, stick_path(&w, "p"), &o), &runs_err, "read");
    c = runs_open(&w, 1);
    snprintf(drawing, sizeof drawing, "%s/drawings/%s.jpg", c->folder, hex);
    ok(access(drawing, F_OK) == 0, "both names are there");
    case_close(c);
    crews_end(&w);
}

static int64_t pending(int i)
{
    struct casefile *c = runs_open(&w, i);
    struct counts n;

    if (store_counts(c->store, &n, &runs_err) != 0)
        bail("%s", runs_err.detail);
    case_close(c);
    return n.pending_commits;
}

static void pass(int from, int to, const char *name)
{
    struct outcome o;

    unlink(stick_path(&w, name));
    is_ok(runs_write(&w, from, stick_path(&w, name), (struct export_options){0}, NULL), &runs_err,
          "laptop %d writes", from);
    is_ok(runs_read(&w, to, stick_path(&w, name), &o), &runs_err, "laptop %d reads", to);
}

/* B's change was at A, whose disk is restored from a copy of before: it is only at
 * B again, and B counts it. */
static void restored_peer(void)
{
    char noon[300];
    struct casefile *c;

    runs_start(&w);
    pass(0, 1, "a");
    snprintf(noon, sizeof noon, "%s/noon", w.stick);
    copy_tree(w.v[0].run.workspace, noon);
    c = runs_open(&w, 1);
    runs_change(c, "B's");
    case_close(c);
    is_int(pending(1), 1, "only at B");
    pass(1, 0, "b");
    pass(0, 1, "a");
    is_int(pending(1), 0, "A has it, and says so");
    tmpdir_remove(w.v[0].run.workspace);
    copy_tree(noon, w.v[0].run.workspace);
    pass(0, 1, "a");
    is_int(pending(1), 1, "A was restored: only at B again");
    pass(1, 0, "b");
    pass(0, 1, "a");
    is_int(pending(1), 0, "until A has it again");
    crews_end(&w);
}

static int applied;

static void took(const struct import_state *s, int rc, const struct err *why, void *ctx)
{
    (void)why, (void)ctx;
    applied += rc == 0 && !s->set_aside;
}

/* The kept copy of a stranger's bundle has rotted: it stays. */
static void damaged_aside(void)
{
    struct crew d = {0};
    struct aside_list list = {0};
    struct roster r;
    struct export *x;
    struct casefile *c;
    struct outcome o;
    struct buf data = BUF_INIT;
    char *folder;

    runs_start(&w);
    crew_stranger(&d, "渡辺", "D");
    crew_make_case(&d);
    if (workspace_find(d.run.workspace, CREWS_SERIAL, &folder, &runs_err) != 0 ||
        case_open(&c, folder, &d.who, &runs_err) != 0)
        bail("%s", runs_err.detail);
    free(folder);
    runs_change(c, "the stranger's");
    is_ok(export_begin(&x, c, d.run.workspace, &d.who, stick_path(&w, "d"), NULL, NULL, &runs_err),
          &runs_err, "a stranger writes");
    while (export_step(x, &runs_err) > 0)
        continue;
    export_end(x);
    case_close(c);
    is_ok(runs_read(&w, 0, stick_path(&w, "d"), &o), &runs_err, "set aside");
    if (roster_load(&r, w.v[0].run.workspace, &runs_err) != 0 ||
        aside_load(&list, w.v[0].run.workspace, &r, &w.v[0].who, &runs_err) != 0 || list.n != 1 ||
        file_read(list.v[0].path, 1 << 24, &data, &runs_err) != 0)
        bail("nothing set aside");
    data.p[data.len / 2] ^= 1;
    is_ok(file_write(list.v[0].path, data.p, data.len, &runs_err), &runs_err, "its copy rots");
    crews_admit(&w, &d);
    is_ok(import_set_aside(w.v[0].run.workspace, &w.v[0].who, took, NULL, &runs_err), &runs_err,
          "the sender is admitted");
    is_int(applied, 1, "what can be read is applied");
    ok(access(list.v[0].path, F_OK) == 0, "the copy stays: not all of it could be");
    data.p[data.len / 2] ^= 1;
    is_ok(file_write(list.v[0].path, data.p, data.len, &runs_err), &runs_err, "a whole one");
    is_ok(import_set_aside(w.v[0].run.workspace, &w.v[0].who, took, NULL, &runs_err), &runs_err,
          "again");
    ok(access(list.v[0].path, F_OK) != 0, "is put away when it is applied");
    buf_release(&data);
    aside_release(&list);
    roster_release(&r);
    run_end(&d.run);
    crews_end(&w);
}

int main(void)
{
    foreign_parts();
    swapped();
    readers_change();
    rotten();
    restored_peer();
    photo_and_drawing();
    damaged_aside();
    return tap_done();
}
