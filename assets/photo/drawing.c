#include "assets/photo/drawing.h"

#include "assets/import/place.h"
#include "assets/photo/keep.h"
#include "assets/photo/open.h"
#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/fresh.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct picture_words drawing_words = {
    .other = N_("{1} is no drawing: only PNG and JPEG are taken in"),
    .format = N_("{1}: {2} is not taken in. Save it as PNG or JPEG."),
};

/* ---- the name ---- */

void drawing_name(const char *path, const char *serial, struct buf *title, struct buf *building,
                  struct buf *floor)
{
    struct aliases *a = aliases_new();
    struct buf leaf = BUF_INIT, words = BUF_INIT;
    size_t skip = strlen(serial);
    const char *s, *dot;

    picture_name(path, &leaf);
    s = buf_str(&leaf);
    if (skip > 0 && strncmp(s, serial, skip) == 0 && (s[skip] == '_' || s[skip] == ' '))
        s += skip + 1;
    dot = strrchr(s, '.');
    for (; *s && s != dot; s++)
        buf_putc(&words, *s == '_' ? ' ' : *s);
    text_clean(title, buf_str(&words), words.len);
    place_of_drawing(a, buf_str(title), building, floor);
    buf_release(&leaf);
    buf_release(&words);
    aliases_free(a);
}

/* ---- the record ---- */

static void put_text(struct edits *list, struct id id, enum field f, const char *s)
{
    if (*s)
        edits_set(list, id, f, value_text(s));
}

static const char *said(const char *by_person, struct buf *by_name)
{
    return by_person ? by_person : buf_str(by_name);
}

static void record_names(const struct casefile *c, struct edits *list, struct id id,
                         const char *path, const struct drawing_place *place)
{
    const struct row *site = survey_site(&c->survey);
    struct buf title = BUF_INIT, building = BUF_INIT, floor = BUF_INIT, name = BUF_INIT;

    drawing_name(path, site ? row_text(site, F_site_hospital_serial_no) : "", &title, &building,
                 &floor);
    picture_name(path, &name);
    put_text(list, id, F_drawing_title, said(place->title, &title));
    put_text(list, id, F_drawing_building, said(place->building, &building));
    put_text(list, id, F_drawing_floor, said(place->floor, &floor));
    put_text(list, id, F_drawing_orig_name, buf_str(&name));
    buf_release(&title);
    buf_release(&building);
    buf_release(&floor);
    buf_release(&name);
}

static int record(struct casefile *c, const char *path, const struct drawing_place *place,
                  const struct picture_info *info, const struct kept *k, struct id id,
                  struct err *e)
{
    bool lies = info->orientation >= 5;
    char hex[2 * HASH_LEN + 1];
    struct edits list = {0};
    int rc;

    hash_print(&k->sha256, hex);
    record_names(c, &list, id, path, place);
    edits_set(&list, id, F_drawing_media_type, value_text(picture_media_type(info->type)));
    edits_set(&list, id, F_drawing_bytes, value_int(k->bytes));
    edits_set(&list, id, F_drawing_sha256, value_text(hex));
    if (info->width && info->height) { /* as it is shown: a drawing may be a photo of one */
        edits_set(&list, id, F_drawing_width, value_int(lies ? info->height : info->width));
        edits_set(&list, id, F_drawing_height, value_int(lies ? info->width : info->height));
    }
    fresh_row(&c->survey, KIND_drawing, id, "", &list);
    rc = case_edit(c, &list, e);
    edits_release(&list);
    return rc;
}

/* ---- the bytes ---- */

static const struct row *same_bytes(const struct survey *s, const struct hash *h)
{
    char hex[2 * HASH_LEN + 1];

    hash_print(h, hex);
    for (size_t i = 0; i < s->n[KIND_drawing]; i++)
        if (strcmp(row_text(s->rows[KIND_drawing][i], F_drawing_sha256), hex) == 0)
            return s->rows[KIND_drawing][i];
    return NULL;
}

static int copy(struct casefile *c, struct draw *d, const char *path, struct picture_info *info,
                struct kept *k, struct drawing_result *out, struct err *e)
{
    enum picture_type type;
    struct stat st;
    int fd, rc = picture_open(path, &drawing_words, &fd, &st, &type, e);

    if (rc != 0)
        return rc;
    rc = keep_room(c->folder, st.st_size, e);
    if (rc == 0) {
        int looked = draw_ask(d, fd, 0, path, &out->why); /* meanwhile it is copied */

        rc = keep_copy(k, c->folder, fd, path, st.st_size, type, e);
        if (looked == 0)
            looked = draw_answer(d, info, &out->why);
        out->not_examined = looked != 0;
    }
    if (out->not_examined)
        *info = (struct picture_info){0};
    info->type = type;
    if (rc == 0)
        rc = picture_unchanged(fd, path, &st, e);
    close(fd);
    return rc;
}

int drawing_intake(struct casefile *c, struct draw *d, const char *path,
                   const struct drawing_place *place, struct drawing_result *out, struct err *e)
{
    struct picture_info info = {0};
    struct kept k = {.fd = -1};
    const struct row *there;
    int rc;

    *out = (struct drawing_result){0};
    rc = keep_prepare(c->folder, e);
    if (rc == 0)
        rc = copy(c, d, path, &info, &k, out, e);
    out->damaged = info.damaged;
    if (rc == 0) {
        keep_as_drawing(&k, c->folder, info.type);
        rc = keep_settle(&k, 1, e);
    }
    if (rc == 0) {
        there = same_bytes(&c->survey, &k.sha256);
        out->again = there != NULL;
        out->drawing = there ? there->id : id_new(clock_now_ms());
        rc = there ? store_photo_here(c->store, &k.sha256, e)
                   : record(c, path, place, &info, &k, out->drawing, e);
    }
    keep_release(&k);
    return rc;
}
