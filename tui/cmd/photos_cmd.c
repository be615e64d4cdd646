/* photos: what there is of photos, and handing them over. */
#include "tui/cmd/cmd.h"

#include "assets/draw/client.h"
#include "assets/photo/export.h"
#include "assets/photo/keep.h"
#include "assets/photo/match.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/holders.h"
#include "model/photo.h"
#include "model/rules/name.h"
#include "tui/cmd/json_photo.h"
#include "tui/cmd/progress.h"
#include "tui/errtext.h"
#include "tui/i18n.h"
#include "tui/laptop_text.h"
#include "tui/visit_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the list --- */

static bool is_here(const struct casefile *c, const struct row *photo)
{
    char *path = keep_path_of(c->folder, row_text(photo, F_photo_sha256),
                              row_text(photo, F_photo_media_type));
    bool here = keep_is_there(path, row_int(photo, F_photo_bytes, -1));

    free(path);
    return here;
}

/* Of one that was purged here. */
static void json_holders(struct json *j, const struct casefile *c, const struct row *photo)
{
    const char *sha256 = row_text(photo, F_photo_sha256);
    bool purged = photo_purged(c->store, sha256) && !is_here(c, photo);
    struct buf holders = BUF_INIT;

    json_bool(j, "purged", purged);
    if (purged)
        put_holders(c->store, sha256, &holders);
    json_text(j, "elsewhere", holders.len > 0 ? buf_str(&holders) : NULL);
    buf_release(&holders);
}

static void text_absent(struct buf *out, const struct casefile *c, const struct row *photo)
{
    const char *sha256 = row_text(photo, F_photo_sha256);
    struct buf holders = BUF_INIT;

    if (is_here(c, photo))
        return;
    buf_puts(out, "  (");
    if (photo_purged(c->store, sha256)) {
        put_holders(c->store, sha256, &holders);
        text_fill(out, _("purged here: {1}"), buf_str(&holders), NULL, NULL);
    } else {
        buf_puts(out, _("not on this laptop"));
    }
    buf_putc(out, ')');
    buf_release(&holders);
}

static void json_photo(struct json *j, const struct casefile *c, const struct row *photo)
{
    const char *taken = row_text(photo, F_photo_exif_datetime_original);
    char id[ID_HEX_LEN + 1];

    id_print(photo->id, id);
    json_object(j, NULL);
    json_text(j, "id", id);
    json_text(j, "orig_name", row_text(photo, F_photo_orig_name));
    json_text(j, "sha256", row_text(photo, F_photo_sha256));
    json_int(j, "bytes", row_int(photo, F_photo_bytes, 0));
    json_text(j, "exif_datetime_original", *taken ? taken : NULL);
    json_text(j, "exif_offset", row_text(photo, F_photo_exif_offset));
    json_photo_shown(j, &c->survey, photo);
    json_text(j, "mismatch", photo_date_mismatch(&c->survey, photo));
    json_text(j, "caption", row_text(photo, F_photo_caption));
    json_bool(j, "damaged", row_int(photo, F_photo_damaged, 0) != 0);
    json_bool(j, "here", is_here(c, photo));
    json_holders(j, c, photo);
    json_end(j, '}');
}

static void put_shown(struct buf *out, const struct session *s, const struct survey *survey,
                      const struct row *photo)
{
    const struct row *target;
    const char *tag;
    size_t from = out->len;

    for (size_t i = 0; (target = photo_next_target(survey, photo, &i)) != NULL;) {
        buf_puts(out, out->len > from ? ", " : "");
        row_name(survey, target, out);
    }
    if (out->len == from)
        buf_puts(out, _("belongs to nothing yet"));
    for (size_t i = 0, first = 1; (tag = photo_next_tag(survey, photo, &i)) != NULL; first = 0) {
        const struct enum_item *item = enum_by_id(catalog[F_photo_photo_tag].list, tag);

        buf_addf(out, "%s%s", first ? ": " : ", ", item ? enum_label(item, s->ja) : tag);
    }
}

static void text_photo(struct buf *out, const struct session *s, const struct casefile *c,
                       const struct row *photo)
{
    const char *taken = row_text(photo, F_photo_exif_datetime_original);
    const char *warning = photo_warning(&c->survey, photo);

    text_pad(out, row_text(photo, F_photo_orig_name), 24);
    buf_puts(out, "  ");
    text_pad(out, *taken ? taken : "-", 19);
    buf_puts(out, "  ");
    put_shown(out, s, &c->survey, photo);
    if (*warning)
        buf_addf(out, "  (%s)", warning);
    text_absent(out, c, photo);
    buf_putc(out, '\n');
}

static void list_photos(const struct session *s, const struct casefile *c, struct buf *out)
{
    struct json j = {.out = out};

    if (s->json)
        json_array(&j, NULL);
    for (size_t i = 0; i < c->survey.n[KIND_photo]; i++)
        if (s->json)
            json_photo(&j, c, c->survey.rows[KIND_photo][i]);
        else
            text_photo(out, s, c, c->survey.rows[KIND_photo][i]);
    if (s->json)
        json_end(&j, ']');
}

/* --- handing over --- */

static void put_fault(struct buf *out, const struct photo_export_item *it)
{
    if (it->why.code != ERR_OK)
        errtext(out, &it->why);
}

static void json_result(struct buf *out, const struct photo_export *x)
{
    const struct photo_export_state *st = photo_export_state(x);
    struct json j = {.out = out};

    json_object(&j, NULL);
    json_array(&j, "photos");
    for (size_t i = 0; i < st->settled; i++) {
        const struct photo_export_item *it = photo_export_item(x, i);
        struct buf why = BUF_INIT;
        char hex[2 * HASH_LEN + 1] = "";

        put_fault(&why, it);
        if (it->why.code == ERR_OK)
            hash_print(&it->sha256, hex);
        json_object(&j, NULL);
        json_text(&j, "file", it->name);
        json_text(&j, "orig_name", it->orig_name);
        json_text(&j, "result", photo_export_word(it->outcome));
        json_bool(&j, "place_removed", it->placeless);
        json_text(&j, "sha256", *hex ? hex : NULL);
        json_text(&j, "message", buf_str(&why));
        json_end(&j, '}');
        buf_release(&why);
    }
    json_end(&j, ']');
    json_array(&j, "stale");
    for (size_t i = 0; i < st->stale; i++)
        json_text(&j, NULL, photo_export_stale(x, i));
    json_end(&j, ']');
    json_int(&j, "written", (int64_t)st->written);
    json_int(&j, "there", (int64_t)st->there);
    json_int(&j, "faulty", (int64_t)st->faulty);
    json_end(&j, '}');
}

/* The name is of a list that anybody may have written into. */
static void put_stale(struct buf *out, const char *name)
{
    buf_puts(out, "  ");
    text_clean(out, name, strlen(name));
    buf_putc(out, '\n');
}

static void text_result(struct buf *out, const struct photo_export *x, const char *dir)
{
    const struct photo_export_state *st = photo_export_state(x);
    struct buf why = BUF_INIT;

    for (size_t i = 0; i < st->settled; i++) {
        put_fault(&why, photo_export_item(x, i));
        if (why.len > 0)
            buf_addf(out, "%s\n", buf_str(&why));
        buf_reset(&why);
    }
    text_fill_n(out, _("{1} photos written, {2} were there already, {3} are missing"),
                (int64_t)st->written, (int64_t)st->there, (int64_t)st->faulty);
    buf_addf(out, ": %s\n", dir);
    if (st->stale > 0)
        buf_addf(out, "%s\n", _("Of an earlier export; their photos have other names now:"));
    for (size_t i = 0; i < st->stale; i++)
        put_stale(out, photo_export_stale(x, i));
    buf_release(&why);
}

static int write_photos(struct photo_export *x, struct err *e)
{
    const struct photo_export_state *st = photo_export_state(x);
    struct progress bar;
    int rc;

    progress_begin(&bar);
    while ((rc = photo_export_step(x, e)) > 0)
        if (progress_at(&bar, _("writing the photos"), st->bytes_done, st->bytes)) {
            rc = err_say(e, ERR_CANCELLED,
                         N_("Stopped. Whole files stay: the same command goes on with them."), NULL,
                         NULL);
            break;
        }
    progress_end(&bar);
    return rc;
}

static int export_photos(struct session *s, const struct arguments *a, const struct casefile *c,
                         struct buf *out, struct err *e)
{
    struct photo_export_how how = {
        .names = {.template = a->option['t'],
                  /* words of a file's name */
                  .no_target = _("unsorted"),
                  .no_tag = _("untagged"),
                  .ja = s->ja},
        .words = {.central = _("central store"), .laptop = _("another laptop")},
        .without_location = a->option['l'] != NULL,
        .draw = draw_new(NULL)};
    struct photo_export *x = NULL;
    int rc = photo_export_new(&x, c, a->option['x'], &how, e);

    if (rc == 0)
        rc = write_photos(x, e);
    draw_free(how.draw);
    if (rc == 0)
        s->json ? json_result(out, x) : text_result(out, x, a->option['x']);
    if (rc == 0 && photo_export_state(x)->faulty > 0)
        rc = EXIT_PROBLEMS;
    photo_export_free(x);
    return rc;
}

int cmd_photos(struct session *s, const struct arguments *a, struct err *e)
{
    struct buf out = {.max = SIZE_MAX / 2};
    struct casefile *c;
    int rc;

    if (!a->option['x'] && (a->option['t'] || a->option['l']))
        return err_say(e, ERR_USAGE, N_("--template and --without-location go with --export."),
                       NULL, NULL);
    if (a->option['x'] && !*a->option['x'])
        return err_say(e, ERR_USAGE, N_("--export needs a folder."), NULL, NULL);
    rc = cmd_open(s, a->v[0], &c, e);
    if (rc != 0)
        return rc;
    if (a->option['x'])
        rc = export_photos(s, a, c, &out, e);
    else
        list_photos(s, c, &out);
    if (rc >= 0)
        cmd_print(&out);
    case_close(c);
    buf_release(&out);
    return rc;
}
