#include "assets/drawing/export.h"

#include "assets/photo/filename.h"
#include "model/base/file.h"
#include "model/words.def"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void put_word(struct buf *out, const char *word)
{
    struct buf clean = BUF_INIT;

    filename_word(&clean, word);
    if (clean.len > 0)
        buf_addf(out, "%s%s", out->len > 0 ? "_" : "", buf_str(&clean));
    buf_release(&clean);
}

/* Without building and floor the title says which it is. */
static void put_stem(const struct survey *s, const struct row *drawing, struct buf *out)
{
    const struct row *site = survey_site(s);
    const char *building = row_text(drawing, F_drawing_building);
    const char *floor = row_text(drawing, F_drawing_floor);

    if (site)
        put_word(out, row_text(site, F_site_hospital_serial_no));
    put_word(out, building);
    put_word(out, floor);
    if (!*building && !*floor)
        put_word(out, row_text(drawing, F_drawing_title));
    put_word(out, WORD_FLOOR_PLAN);
}

/* png_out writes "Software", "genba" right behind the head. */
static bool has_mark(int fd)
{
    static const char mark[] = "tEXtSoftware\0genba";
    uint8_t bytes[33 + 8 + sizeof mark];
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
           read(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes &&
           memcmp(bytes + 37, mark, sizeof mark - 1) == 0;
}

/* Only what is not there, or is genba's: what cannot be looked at is somebody's. */
static bool is_free(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    bool ours;

    if (fd < 0)
        return errno == ENOENT;
    ours = has_mark(fd);
    close(fd);
    return ours;
}

static int write_one(const struct casefile *c, const struct row *drawing, const char *path,
                     const struct render *how, drawing_export_fn *fn, void *ctx, struct err *e)
{
    struct diagram_picture made;
    struct err why = {0};
    struct drawing_export x = {.drawing = drawing, .path = path, .of = &made, .why = &why};
    int rc = 0;

    x.rc = drawing_render(c, drawing, how, &made, &why);
    if (x.rc == 0 && !is_free(path))
        x.rc =
            err_say(&why, ERR_EXISTS, N_("{1} is there and was not written by genba"), path, NULL);
    if (x.rc == 0)
        rc = file_write(path, made.png, made.bytes, e);
    else
        x.path = "";
    if (rc == 0)
        fn(&x, ctx);
    diagram_picture_release(&made);
    return rc;
}

int drawings_export(const struct casefile *c, const char *folder, const struct render *how,
                    drawing_export_fn *fn, void *ctx, struct err *e)
{
    const struct survey *s = &c->survey;
    struct filename_set names = {0};
    int rc = file_make_dirs(folder, e);

    for (size_t i = 0; i < s->n[KIND_drawing] && rc == 0; i++) {
        struct buf stem = BUF_INIT, path = BUF_INIT;

        put_stem(s, s->rows[KIND_drawing][i], &stem);
        buf_addf(&path, "%s/", folder);
        filename_add(&names, &path, buf_str(&stem), ".png");
        rc = write_one(c, s->rows[KIND_drawing][i], buf_str(&path), how, fn, ctx, e);
        buf_release(&stem);
        buf_release(&path);
    }
    filename_set_release(&names);
    return rc;
}
