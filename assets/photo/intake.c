#include "assets/photo/intake.h"

#include "assets/photo/folder.h"
#include "assets/photo/keep.h"
#include "assets/photo/open.h"
#include "assets/photo/same.h"
#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/photo.h"
#include "model/rules/rule.h"
#include "model/rules/visit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BATCH 16

/* One picture on its way in. */
struct taking {
    size_t item;
    struct picture_info info;
    struct kept kept;
    int64_t mtime_ms;
    struct intake_result result;
    const char *tag; /* given to its record; NULL: none */
};

struct batch {
    struct casefile *c;
    struct draw *d;
    const struct intake_item *items;
    const struct intake_options *how;
    intake_fn *fn;
    void *ctx;
    struct taking v[BATCH];
    size_t n;
    struct same same; /* the records there are, and those of this batch */
    bool stopped;
};

/* --- one file --- */

static const struct picture_words photo_words = {
    .other = N_("{1} is no photo: only JPEG and PNG are taken in"),
    .format = N_("{1}: {2} is not taken in. Set the camera to JPEG and copy it as JPEG."),
};

/* Copies while genba-draw looks at the same open file. */
static int copy_and_examine(struct batch *b, struct taking *t, int fd, const struct stat *st,
                            struct err *e)
{
    const char *path = b->items[t->item].path;
    enum picture_type type = t->info.type;
    int looked = draw_ask(b->d, fd, 0, path, &t->result.why);
    int rc = keep_copy(&t->kept, b->c->folder, fd, path, st->st_size, type, e);

    if (looked == 0)
        looked = draw_answer(b->d, &t->info, &t->result.why);
    if (looked != 0) {
        t->info = (struct picture_info){.type = type};
        t->result.notes |= INTAKE_NOT_EXAMINED;
    }
    t->info.type = type;
    return rc == 0 ? picture_unchanged(fd, path, st, e) : rc;
}

static int refuse_forbidden(const struct survey *s, const struct row *r, const char *path,
                            struct err *e)
{
    struct buf address = BUF_INIT;
    int rc;

    survey_print_address(s, r, &address);
    rc = rule_refuse(e, RULE_photo_forbidden, path, buf_str(&address));
    buf_release(&address);
    return rc;
}

/* The visit it belongs to, when that is beyond doubt. R100 refuses what was taken
 * during a visit where photos are forbidden; a guess refuses no photo. */
static int find_target(struct batch *b, struct taking *t, struct err *e)
{
    const struct survey *s = &b->c->survey;
    const struct card_reading *card = b->how->card;
    struct photo_match m;
    int64_t ms;

    t->result.target = b->items[t->item].target;
    if (!id_is_zero(t->result.target) || !b->how->match ||
        !photo_time(t->info.taken, t->info.offset,
                    card ? card_reading_offset(card, s, &t->info) : 0, &ms))
        return 0;
    photo_match(&m, s, ms, card ? card->crew : (struct id){{0}});
    t->result.sure = m.sure;
    t->result.rivals = m.rivals;
    if (!m.target || m.rivals > 0)
        return 0;
    if (!photo_forbidden_at(s, m.target)) {
        t->result.target = m.target->id;
        t->result.by = photo_match_by(&m);
        return 0;
    }
    if (m.sure == MATCH_ACTUAL)
        return refuse_forbidden(s, m.target, b->items[t->item].path, e);
    t->result.notes |= INTAKE_FORBIDDEN_THERE;
    return 0;
}

/* R100, and a target that is there. */
static int check_target(const struct survey *s, struct id target, const char *path, struct err *e)
{
    const struct row *r = survey_find(s, target);

    if (id_is_zero(target))
        return 0;
    if (!r || !r->alive)
        return err_set(e, ERR_NOTFOUND, path, "no such target");
    return photo_forbidden_at(s, r) ? refuse_forbidden(s, r, path, e) : 0;
}

static int take(struct batch *b, struct taking *t, struct err *e)
{
    const struct intake_item *it = &b->items[t->item];
    int fd, rc = check_target(&b->c->survey, it->target, it->path, e);
    struct stat st;

    if (rc == 0 && path_is_film_picture(it->path))
        rc = err_say(e, ERR_UNSUPPORTED, N_("{1} is the small picture of a film, no photo"),
                     it->path, NULL);
    if (rc != 0)
        return rc;
    rc = picture_open(it->path, &photo_words, &fd, &st, &t->info.type, e);
    if (rc != 0)
        return rc;
    rc = keep_room(b->c->folder, st.st_size, e);
    if (rc == 0)
        rc = copy_and_examine(b, t, fd, &st, e);
    close(fd);
    if (rc != 0)
        return rc;
    t->mtime_ms = picture_mtime_ms(&st);
    return find_target(b, t, e);
}

/* --- records --- */

static void set_text(struct edits *list, struct id photo, enum field f, const char *s)
{
    if (s && *s)
        edits_set(list, photo, f, value_text(s));
}

static void set_time(struct edits *list, struct id photo, enum field f, int64_t ms)
{
    char text[26];

    datetime_print(ms, text);
    edits_set(list, photo, f, value_text(text));
}

static void record_file(struct edits *list, const struct taking *t, const char *path)
{
    struct buf blob = BUF_INIT, name = BUF_INIT;
    const char *media_type = picture_media_type(t->info.type);
    struct id photo = t->result.photo;
    char hex[2 * HASH_LEN + 1];

    buf_add(&blob, t->kept.sha256.b, HASH_LEN);
    varint_put(&blob, (uint64_t)t->kept.bytes);
    buf_puts(&blob, media_type);
    edits_op(list, OP_PHOTO, photo, 0, value_blob(blob.p, blob.len));
    picture_name(path, &name);
    set_text(list, photo, F_photo_orig_name, buf_str(&name));
    set_text(list, photo, F_photo_media_type, media_type);
    edits_set(list, photo, F_photo_bytes, value_int(t->kept.bytes));
    hash_print(&t->kept.sha256, hex);
    set_text(list, photo, F_photo_sha256, hex);
    set_time(list, photo, F_photo_file_mtime, t->mtime_ms);
    buf_release(&blob);
    buf_release(&name);
}

static void record_picture(struct edits *list, const struct taking *t)
{
    const struct picture_info *in = &t->info;
    struct id photo = t->result.photo;

    if (t->result.notes & INTAKE_NOT_EXAMINED)
        return;
    if (in->width && in->height) {
        edits_set(list, photo, F_photo_width, value_int(in->width));
        edits_set(list, photo, F_photo_height, value_int(in->height));
    }
    if (in->orientation)
        edits_set(list, photo, F_photo_exif_orientation, value_int(in->orientation));
    set_text(list, photo, F_photo_exif_datetime_original, in->taken);
    set_text(list, photo, F_photo_exif_offset, in->offset);
    set_text(list, photo, F_photo_exif_subsec, in->subsec);
    set_text(list, photo, F_photo_exif_make, in->make);
    set_text(list, photo, F_photo_exif_model, in->model);
    if (*in->lat && *in->lon) {
        edits_set(list, photo, F_photo_exif_gps_lat, value_decimal(in->lat));
        edits_set(list, photo, F_photo_exif_gps_lon, value_decimal(in->lon));
    }
    edits_set(list, photo, F_photo_damaged, value_int(in->damaged));
}

/* The first photo of a thing likely shows its terminator, front or settings; what the
 * next ones show a person says. */
static const char *suggest_tag(const struct batch *b, const struct taking *t)
{
    const struct survey *s = &b->c->survey;
    const char *tag = photo_suggest_tag(survey_find(s, t->result.target));
    const struct row *photo;

    for (size_t i = 0; tag && (photo = photo_next_of(s, t->result.target, &i)) != NULL;)
        if (photo_has_tag(s, photo, tag))
            return NULL;
    for (const struct taking *before = b->v; tag && before < t; before++)
        if (id_equal(before->result.target, t->result.target) && before->tag &&
            strcmp(before->tag, tag) == 0)
            return NULL;
    return tag;
}

static void record(const struct batch *b, struct edits *list, struct taking *t)
{
    const struct intake_item *it = &b->items[t->item];

    t->tag = it->tag;
    t->result.photo = id_new(clock_now_ms());
    record_file(list, t, it->path);
    record_picture(list, t);
    set_time(list, t->result.photo, F_photo_attached_at, clock_now_ms());
    set_text(list, t->result.photo, F_photo_attached_by, b->how->person);
    if (!id_is_zero(t->result.target)) {
        edits_set(list, t->result.photo, F_photo_photo_target, value_id(t->result.target));
        set_text(list, t->result.photo, F_photo_matched_by, t->result.by ? t->result.by : "person");
        t->tag = t->tag ? t->tag : suggest_tag(b, t);
    }
    if (b->how->card && *t->info.taken)
        edits_set(list, t->result.photo, F_photo_card_ref,
                  value_id(card_for(b->how->card, &t->info, list)));
    set_text(list, t->result.photo, F_photo_photo_tag, t->tag);
}

/* Of this name, and for what it is for now: where that is not said, for anything. */
static bool is_again(const struct batch *b, const struct taking *t, const struct row *r)
{
    struct id target = b->items[t->item].target;
    struct buf name = BUF_INIT;
    bool same;

    picture_name(b->items[t->item].path, &name);
    same = strcmp(row_text(r, F_photo_orig_name), buf_str(&name)) == 0 &&
           (id_is_zero(target) || id_equal(row_ref(r, F_photo_photo_target), target));
    buf_release(&name);
    return same;
}

/* The same of one earlier in this batch, which has no record yet. */
static bool is_again_of(const struct batch *b, struct taking *t, struct id photo)
{
    struct id target = b->items[t->item].target;
    struct buf name = BUF_INIT, other = BUF_INIT;
    const struct taking *mate = b->v;
    bool same;

    while (!id_equal(mate->result.photo, photo))
        mate++;
    picture_name(b->items[t->item].path, &name);
    picture_name(b->items[mate->item].path, &other);
    same = strcmp(buf_str(&name), buf_str(&other)) == 0 &&
           (id_is_zero(target) || id_equal(mate->result.target, target));
    if (same)
        t->result.target = mate->result.target;
    buf_release(&name);
    buf_release(&other);
    return same;
}

/* The records of the same bytes: in the case, or earlier in this batch. */
static void note_same(struct batch *b, struct taking *t)
{
    struct id photo;

    for (size_t i = 0; same_next(&b->same, &t->kept.sha256, &i, &photo);) {
        const struct row *r = survey_find_kind(&b->c->survey, KIND_photo, photo);

        if (!(t->result.notes & INTAKE_SAME_BYTES))
            t->result.same_as = photo;
        t->result.notes |= INTAKE_SAME_BYTES;
        if (r ? !is_again(b, t, r) : !is_again_of(b, t, photo))
            continue;
        t->result.notes |= INTAKE_AGAIN;
        t->result.photo = photo;
        if (r)
            t->result.target = row_ref(r, F_photo_photo_target);
        if (r && b->how->card)
            card_seen(b->how->card, r);
        return;
    }
}

static void note_damage(struct batch *b, struct taking *t)
{
    if (!t->info.damaged)
        return;
    t->result.notes |= INTAKE_DAMAGED;
    err_set(&t->result.why, ERR_CORRUPT, b->items[t->item].path, "%s", t->info.fault);
}

/* --- batches --- */

static void report(struct batch *b, size_t item, const struct intake_result *r)
{
    if (b->fn && !b->fn(item, r, b->ctx))
        b->stopped = true;
}

/* Files on the disk, then the commit, then the word that they are there. */
static int flush(struct batch *b, struct err *e)
{
    struct kept kept[BATCH];
    struct edits list = {0};
    int rc;

    for (size_t i = 0; i < b->n; i++)
        kept[i] = b->v[i].kept;
    rc = keep_settle(kept, b->n, e);
    for (size_t i = 0; i < b->n; i++) {
        b->v[i].kept = kept[i];
        note_damage(b, &b->v[i]);
        note_same(b, &b->v[i]);
        if (b->v[i].result.notes & INTAKE_AGAIN)
            continue;
        record(b, &list, &b->v[i]);
        same_add(&b->same, &b->v[i].kept.sha256, b->v[i].result.photo);
    }
    if (rc == 0 && list.n > 0)
        rc = case_edit(b->c, &list, e);
    edits_release(&list);
    for (size_t i = 0; i < b->n && rc == 0; i++) /* of another laptop, or purged: here again */
        if (b->v[i].result.notes & INTAKE_SAME_BYTES)
            rc = store_photo_here(b->c->store, &kept[i].sha256, e);
    for (size_t i = 0; i < b->n; i++) {
        if (rc == 0)
            report(b, b->v[i].item, &b->v[i].result);
        keep_release(&b->v[i].kept);
    }
    b->n = 0;
    return rc;
}

/* The disk is full or broken: no other file will fare better. */
static bool ends_all(int rc, const struct err *e, const struct batch *b)
{
    return rc == -ERR_FULL || ((rc == -ERR_IO || rc == -ERR_NOTFOUND) &&
                               strncmp(e->subject, b->c->folder, strlen(b->c->folder)) == 0);
}

static int add(struct batch *b, size_t item, struct err *e)
{
    struct taking *t = &b->v[b->n];
    struct err why = {0};
    int rc;

    *t = (struct taking){.item = item, .kept.fd = -1};
    rc = take(b, t, &why);
    if (rc == 0) {
        b->n++;
        return b->n == BATCH ? flush(b, e) : 0;
    }
    keep_release(&t->kept);
    if (ends_all(rc, &why, b)) {
        if (e)
            *e = why;
        return rc;
    }
    t->result.rc = rc;
    t->result.why = why;
    report(b, item, &t->result);
    return 0;
}

int photo_intake_many(struct casefile *c, struct draw *d, const struct intake_item *items, size_t n,
                      const struct intake_options *how, intake_fn *fn, void *ctx, struct err *e)
{
    struct batch *b = xcalloc(1, sizeof *b);
    struct err ignored;
    int rc = 0, flushed;

    *b = (struct batch){.c = c, .d = d, .items = items, .how = how, .fn = fn, .ctx = ctx};
    same_begin(&b->same, &c->survey);
    rc = keep_prepare(c->folder, e);
    for (size_t i = 0; i < n && rc == 0 && !b->stopped; i++)
        rc = add(b, i, e);
    /* What is copied is taken in, whatever ended the run. */
    if (b->n > 0) {
        flushed = flush(b, rc == 0 ? e : &ignored);
        rc = rc == 0 ? flushed : rc;
    }
    if (rc == 0 && b->stopped)
        rc = err_set(e, ERR_CANCELLED, "", "%s", "");
    same_release(&b->same);
    free(b);
    return rc;
}

static bool keep_result(size_t i, const struct intake_result *r, void *ctx)
{
    (void)i;
    *(struct intake_result *)ctx = *r;
    return true;
}

int photo_intake(struct casefile *c, struct draw *d, const struct intake_item *item,
                 const struct intake_options *how, struct intake_result *out, struct err *e)
{
    struct intake_result r = {0};
    int rc = photo_intake_many(c, d, item, 1, how, keep_result, &r, e);

    if (rc == 0 && r.rc != 0) {
        rc = r.rc;
        if (e)
            *e = r.why;
    }
    if (out)
        *out = r;
    return rc;
}
