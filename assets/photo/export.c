#include "assets/photo/export.h"

#include "assets/photo/export_lists.h"
#include "assets/photo/keep.h"
#include "assets/photo/location.h"
#include "model/base/clock.h"
#include "model/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART ".genba-export.part"

/* What a step needs of a photo, copied out of the survey. */
struct source {
    char *path; /* of the kept file */
    char *orig_name;
    char *holders; /* of one that was purged here: who has it; else NULL */
    struct hash sha256;
    bool known;  /* sha256 is one */
    bool placed; /* its EXIF said where it was taken */
    int64_t bytes, mtime_ms;
};

struct photo_export {
    char *dir, *part; /* owned; the folder, the file in work */
    bool without_location;
    struct draw *draw; /* borrowed */
    struct naming *names;
    struct photo_export_item *items;
    struct source *sources;
    char **described;
    struct earlier earlier; /* names in the folder */
    const char **stale;     /* owned; of `earlier` */
    struct photo_export_state state;
};

static bool same(const struct hash *a, const struct hash *b)
{
    return memcmp(a->b, b->b, HASH_LEN) == 0;
}

static char *join(const char *dir, const char *name)
{
    struct buf out = BUF_INIT;

    buf_addf(&out, "%s/%s", dir, name);
    return buf_take(&out);
}

const char *photo_export_word(enum photo_exported outcome)
{
    static const char *const words[] = {
        [PHOTO_EXPORT_WAITS] = "waits",      [PHOTO_EXPORT_WRITTEN] = "written",
        [PHOTO_EXPORT_THERE] = "there",      [PHOTO_EXPORT_MISSING] = "missing",
        [PHOTO_EXPORT_PURGED] = "purged",    [PHOTO_EXPORT_CHANGED] = "changed",
        [PHOTO_EXPORT_TAKEN] = "name_taken", [PHOTO_EXPORT_PLACE] = "place_not_removed",
    };

    return words[outcome];
}

/* --- the folder --- */

/* Absolute, so that a folder of a case is recognized however it is written. */
static int enter_folder(struct photo_export *x, const struct casefile *c, const char *dir,
                        struct err *e)
{
    char *root = realpath(c->folder, NULL);
    size_t n = root ? strlen(root) : 0;
    int rc = file_make_dirs(dir, e);

    if (rc == 0 && !(x->dir = realpath(dir, NULL)))
        rc = err_errno(e, dir);
    if (rc == 0 && n > 0 && strncmp(x->dir, root, n) == 0 && (!x->dir[n] || x->dir[n] == '/'))
        rc = err_say(e, ERR_REFUSED,
                     N_("{1} is a part of the hospital's own data. Choose another folder."), dir,
                     NULL);
    free(root);
    if (rc != 0)
        return rc;
    x->part = join(x->dir, PART);
    if (unlink(x->part) != 0 && errno != ENOENT)
        return err_errno(e, x->part);
    return export_lists_read(x->dir, &x->earlier, e);
}

static void enter_photo(struct photo_export *x, size_t i, const struct casefile *c,
                        const struct photo_export_how *how)
{
    const struct row *photo = x->names[i].photo;
    const char *hex = row_text(photo, F_photo_sha256);
    struct photo_export_item *it = &x->items[i];
    struct source *from = &x->sources[i];
    struct buf described = BUF_INIT, holders = BUF_INIT;

    it->photo = photo->id;
    it->name = x->names[i].name;
    from->orig_name = xstrdup(row_text(photo, F_photo_orig_name));
    it->orig_name = from->orig_name;
    from->known = hash_parse(hex, &from->sha256);
    from->placed = *row_text(photo, F_photo_exif_gps_lat) != '\0';
    from->bytes = row_int(photo, F_photo_bytes, 0);
    if (!datetime_parse(row_text(photo, F_photo_file_mtime), &from->mtime_ms))
        from->mtime_ms = -1;
    if (photo_purged(c->store, hex)) {
        holders_put(c->store, hex, &how->words, &holders);
        from->holders = xstrdup(buf_str(&holders));
    }
    buf_release(&holders);
    if (from->known)
        from->path = keep_path_of(c->folder, hex, row_text(photo, F_photo_media_type));
    export_describe(&described, &c->survey, photo, how->names.ja);
    x->described[i] = buf_take(&described);
    x->names[i].photo = NULL; /* the survey may change between the steps */
    x->state.bytes += from->bytes;
}

int photo_export_new(struct photo_export **out, const struct casefile *c, const char *dir,
                     const struct photo_export_how *how, struct err *e)
{
    struct photo_export *x = xcalloc(1, sizeof *x);
    size_t n = c->survey.n[KIND_photo];
    struct naming_how names = how->names;
    int rc = how->names.template ? naming_check(how->names.template, e) : 0;

    if (rc == 0)
        rc = enter_folder(x, c, dir, e);
    if (rc != 0) {
        photo_export_free(x);
        return rc;
    }
    x->without_location = how->without_location;
    x->draw = how->draw;
    x->state.photos = n;
    x->items = xcalloc(n + 1, sizeof *x->items);
    x->sources = xcalloc(n + 1, sizeof *x->sources);
    x->described = xcalloc(n + 1, sizeof *x->described);
    names.earlier = &x->earlier;
    naming_make(&x->names, &c->survey, &names);
    for (size_t i = 0; i < n; i++)
        enter_photo(x, i, c, how);
    *out = x;
    return 0;
}

void photo_export_free(struct photo_export *x)
{
    if (!x)
        return;
    if (x->part)
        unlink(x->part);
    for (size_t i = 0; i < x->state.photos; i++) {
        free(x->sources[i].orig_name);
        free(x->sources[i].path);
        free(x->sources[i].holders);
        free(x->described[i]);
    }
    naming_free(x->names, x->state.photos);
    earlier_release(&x->earlier);
    free(x->stale);
    free(x->items);
    free(x->sources);
    free(x->described);
    free(x->dir);
    free(x->part);
    free(x);
}

const struct photo_export_state *photo_export_state(const struct photo_export *x)
{
    return &x->state;
}

const struct photo_export_item *photo_export_item(const struct photo_export *x, size_t i)
{
    return &x->items[i];
}

const char *photo_export_stale(const struct photo_export *x, size_t i)
{
    return x->stale[i];
}

/* --- one photo --- */

static int fault(struct photo_export_item *it, enum photo_exported outcome, enum err_code code,
                 const char *msg)
{
    it->outcome = outcome;
    err_say(&it->why, code, msg, it->orig_name, it->name);
    return 0;
}

static int is_missing(struct photo_export_item *it)
{
    return fault(it, PHOTO_EXPORT_MISSING, ERR_NOTFOUND,
                 N_("{1} is not on this laptop: merge a bundle that has it, or take it from a "
                    "backup."));
}

static int is_purged(struct photo_export_item *it, const char *holders)
{
    it->outcome = PHOTO_EXPORT_PURGED;
    err_say(&it->why, ERR_NOTFOUND,
            N_("{1} was purged on this laptop. A bundle of a laptop that has it, or a fetch from "
               "the central store, brings it back: {2}"),
            it->orig_name, *holders ? holders : "?");
    return 0;
}

static int is_absent(const struct photo_export *x, size_t i)
{
    struct photo_export_item *it = &x->items[i];
    const char *holders = x->sources[i].holders;

    return holders ? is_purged(it, holders) : is_missing(it);
}

static int is_changed(struct photo_export_item *it)
{
    return fault(it, PHOTO_EXPORT_CHANGED, ERR_CORRUPT,
                 N_("{1} is not what was taken in: its file was changed. Take it from a backup or "
                    "from another laptop."));
}

static int name_is_taken(struct photo_export_item *it)
{
    return fault(it, PHOTO_EXPORT_TAKEN, ERR_EXISTS,
                 N_("{1}: another file is there as {2}. Export into an empty folder."));
}

/* Is there a file of that name? Then the photo is settled: 1; else 0. */
static int look(struct photo_export_item *it, const char *path, const struct hash *want,
                struct err *e)
{
    struct stat st;
    struct hash there;
    int rc;

    if (lstat(path, &st) != 0)
        return errno == ENOENT ? 0 : err_errno(e, path);
    if (!S_ISREG(st.st_mode)) {
        name_is_taken(it);
        return 1;
    }
    rc = keep_hash(path, &there, NULL, e);
    if (rc != 0)
        return rc;
    if (!same(&there, want)) {
        name_is_taken(it);
        return 1;
    }
    it->outcome = PHOTO_EXPORT_THERE;
    it->sha256 = *want;
    return 1;
}

/* A vfat of old knows no such flag. */
static int rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    return errno == EINVAL || errno == ENOSYS ? rename(from, to) : -1;
}

/* The temporary file gets the photo's time and its name. */
static int settle(struct photo_export *x, int fd, const char *path, int64_t mtime_ms,
                  struct photo_export_item *it, struct err *e)
{
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT},
                                {.tv_sec = mtime_ms / 1000, .tv_nsec = mtime_ms % 1000 * 1000000}};

    if (mtime_ms >= 0)
        (void)futimens(fd, times); /* a stick that keeps no times is no fault */
    if (fsync(fd) != 0)
        return err_errno(e, x->dir);
    if (rename_new(x->part, path) != 0)
        return errno == EEXIST ? name_is_taken(it) : err_errno(e, path);
    it->outcome = PHOTO_EXPORT_WRITTEN;
    return 0;
}

static int create_part(struct photo_export *x, int *fd, struct err *e)
{
    *fd = open(x->part, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0666);
    return *fd >= 0 ? 0 : err_errno(e, x->part);
}

/* The original as it is. */
static int copy(struct photo_export *x, size_t i, const char *path, struct err *e)
{
    struct photo_export_item *it = &x->items[i];
    const struct source *from = &x->sources[i];
    int fd, rc = create_part(x, &fd, e);

    if (rc != 0)
        return rc;
    rc = keep_send(from->path, fd, x->dir, &it->sha256, e);
    if (rc == -ERR_NOTFOUND)
        rc = is_absent(x, i);
    else if (rc == 0 && !same(&it->sha256, &from->sha256))
        rc = is_changed(it);
    else if (rc == 0)
        rc = settle(x, fd, path, from->mtime_ms, it, e);
    close(fd);
    return rc;
}

static int write_part(struct photo_export *x, size_t i, const char *path, const struct buf *bytes,
                      struct err *e)
{
    int fd, rc = create_part(x, &fd, e);

    if (rc == 0 && file_put(fd, bytes->p, bytes->len) != 0)
        rc = err_errno(e, x->dir);
    if (rc == 0)
        rc = settle(x, fd, path, x->sources[i].mtime_ms, &x->items[i], e);
    if (fd >= 0)
        close(fd);
    return rc;
}

static int place_is_left(struct photo_export_item *it)
{
    return fault(it, PHOTO_EXPORT_PLACE, ERR_REFUSED,
                 N_("{1}: it is not certain that the place is out of it."));
}

/* Of a photo that had a place: was anything taken out, and is none to be read? */
static bool is_placeless(struct photo_export *x, size_t i, const struct buf *copy)
{
    struct picture_info info = {0};

    if (!x->sources[i].placed)
        return true;
    return x->items[i].placeless &&
           draw_info_bytes(x->draw, copy->p, copy->len, 0, x->items[i].orig_name, &info, NULL) ==
               0 &&
           !*info.lat && !*info.lon;
}

/* A copy without the place. */
static int copy_placeless(struct photo_export *x, size_t i, const char *path, struct err *e)
{
    struct photo_export_item *it = &x->items[i];
    struct buf in = BUF_INIT, out = BUF_INIT;
    struct err why = {0};
    struct hash was;
    int rc = file_read(x->sources[i].path, KEEP_MAX_BYTES, &in, &why);

    if (rc == 0)
        was = sha256(buf_str(&in), in.len);
    if (rc == -ERR_NOTFOUND) {
        rc = is_absent(x, i);
    } else if (rc != 0) {
        if (e)
            *e = why;
    } else if (!same(&was, &x->sources[i].sha256)) {
        rc = is_changed(it);
    } else if (location_remove(&out, (const uint8_t *)buf_str(&in), in.len, it->orig_name,
                               &it->placeless, &it->why) != 0) {
        it->outcome = PHOTO_EXPORT_PLACE;
    } else if (!is_placeless(x, i, &out)) {
        rc = place_is_left(it);
    } else {
        buf_release(&in);
        it->sha256 = sha256(buf_str(&out), out.len);
        rc = look(it, path, &it->sha256, e);
        if (rc == 0)
            rc = write_part(x, i, path, &out, e);
    }
    buf_release(&in);
    buf_release(&out);
    return rc < 0 ? rc : 0;
}

static int export_one(struct photo_export *x, size_t i, struct err *e)
{
    struct photo_export_item *it = &x->items[i];
    char *path;
    int rc;

    if (!x->sources[i].known)
        return is_absent(x, i);
    path = join(x->dir, it->name);
    if (x->without_location) {
        rc = copy_placeless(x, i, path, e);
    } else {
        rc = look(it, path, &x->sources[i].sha256, e);
        if (rc == 0)
            rc = copy(x, i, path, e);
    }
    free(path);
    return rc < 0 ? rc : 0;
}

/* --- the end --- */

static bool is_name(const struct photo_export *x, const char *file)
{
    for (size_t i = 0; i < x->state.photos; i++)
        if (strcmp(x->items[i].name, file) == 0)
            return true;
    return false;
}

/* The name is of a list that anybody may have written into. */
static bool is_file_here(const struct photo_export *x, const char *name)
{
    char *path = join(x->dir, name);
    struct stat st;
    bool is = !strchr(name, '/') && lstat(path, &st) == 0 && S_ISREG(st.st_mode);

    free(path);
    return is;
}

/* Names in the folder that are no photo's any more, of photos that are here. */
static void find_stale(struct photo_export *x)
{
    const char *file;

    x->stale = xcalloc(x->earlier.n + 1, sizeof *x->stale);
    for (size_t i = 0; i < x->state.photos; i++)
        for (size_t k = 0; (file = earlier_next(&x->earlier, x->items[i].photo, &k)) != NULL;)
            if (strcmp(file, x->items[i].name) != 0 && !is_name(x, file) && is_file_here(x, file))
                x->stale[x->state.stale++] = file;
}

int photo_export_step(struct photo_export *x, struct err *e)
{
    struct photo_export_state *s = &x->state;
    size_t i = s->settled;
    int rc;

    if (i == s->photos) {
        (void)unlink(x->part);
        find_stale(x);
        rc = export_lists_write(x->dir, x->items, x->described, s->photos, e);
        return rc == 0 ? file_sync_dir(x->dir, e) : rc;
    }
    rc = export_one(x, i, e);
    if (rc != 0)
        return rc;
    s->settled++;
    s->bytes_done += x->sources[i].bytes;
    s->written += x->items[i].outcome == PHOTO_EXPORT_WRITTEN;
    s->there += x->items[i].outcome == PHOTO_EXPORT_THERE;
    s->faulty = s->settled - s->written - s->there;
    return 1;
}
