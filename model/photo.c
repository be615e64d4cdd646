#include "model/photo.h"

#include "model/base/clock.h"

#include <string.h>

static const struct row *next_use(const struct survey *s, const struct row *photo, size_t *i)
{
    return survey_next_ref(s, KIND_photo_use, F_photo_use_photo_ref, photo->id, i);
}

static const struct row *living(const struct survey *s, struct id id)
{
    const struct row *r = id_is_zero(id) ? NULL : survey_find(s, id);

    return r && r->alive ? r : NULL;
}

/* An earlier use of the photo, or the photo itself, says the same. */
static bool target_said(const struct survey *s, const struct row *photo, const struct row *use,
                        struct id target)
{
    const struct row *u;

    if (id_equal(row_ref(photo, F_photo_photo_target), target))
        return true;
    for (size_t i = 0; (u = next_use(s, photo, &i)) != NULL && u != use;)
        if (id_equal(row_ref(u, F_photo_use_photo_target), target))
            return true;
    return false;
}

static bool tag_said(const struct survey *s, const struct row *photo, const struct row *use,
                     const char *tag)
{
    const struct row *u;

    if (row_is(photo, F_photo_photo_tag, tag))
        return true;
    for (size_t i = 0; (u = next_use(s, photo, &i)) != NULL && u != use;)
        if (row_is(u, F_photo_use_photo_tag, tag))
            return true;
    return false;
}

/* *i: 0 = the photo's own, then 1 + the place among the uses. */
const struct row *photo_next_target(const struct survey *s, const struct row *photo, size_t *i)
{
    const struct row *use, *target;
    size_t at;

    if (*i == 0) {
        *i = 1;
        target = living(s, row_ref(photo, F_photo_photo_target));
        if (target)
            return target;
    }
    for (at = *i - 1; (use = next_use(s, photo, &at)) != NULL;) {
        *i = at + 1;
        target = living(s, row_ref(use, F_photo_use_photo_target));
        if (target && !target_said(s, photo, use, target->id))
            return target;
    }
    return NULL;
}

const char *photo_next_tag(const struct survey *s, const struct row *photo, size_t *i)
{
    const struct row *use;
    size_t at;

    if (*i == 0) {
        *i = 1;
        if (*row_text(photo, F_photo_photo_tag))
            return row_text(photo, F_photo_photo_tag);
    }
    for (at = *i - 1; (use = next_use(s, photo, &at)) != NULL;) {
        const char *tag = row_text(use, F_photo_use_photo_tag);

        *i = at + 1;
        if (*tag && !tag_said(s, photo, use, tag))
            return tag;
    }
    return NULL;
}

bool photo_shows(const struct survey *s, const struct row *photo, struct id target)
{
    return target_said(s, photo, NULL, target);
}

bool photo_has_tag(const struct survey *s, const struct row *photo, const char *tag)
{
    return tag_said(s, photo, NULL, tag);
}

/* *i runs over the photos, then over the uses. */
const struct row *photo_next_of(const struct survey *s, struct id target, size_t *i)
{
    size_t photos = s->n[KIND_photo], at;
    const struct row *r;

    if (*i < photos) {
        r = survey_next_ref(s, KIND_photo, F_photo_photo_target, target, i);
        if (r)
            return r;
    }
    for (at = *i - photos;
         (r = survey_next_ref(s, KIND_photo_use, F_photo_use_photo_target, target, &at)) != NULL;) {
        const struct row *photo = living(s, row_ref(r, F_photo_use_photo_ref));

        *i = photos + at;
        if (photo && photo->kind == KIND_photo && !target_said(s, photo, r, target))
            return photo;
    }
    return NULL;
}

size_t photos_of(const struct survey *s, struct id target)
{
    size_t n = 0;

    for (size_t i = 0; photo_next_of(s, target, &i);)
        n++;
    return n;
}

/* ---- edits ---- */

static void add_use(struct edits *list, const struct row *photo, enum field f, struct value v)
{
    struct id use = id_new(clock_now_ms());

    edits_set(list, use, F_photo_use_photo_ref, value_id(photo->id));
    edits_set(list, use, f, v);
}

/* Takes one fact from a use; a use that says nothing any more goes. */
static void drop_use(struct edits *list, const struct row *use, enum field f, enum field other)
{
    if (row_value(use, other)->type == VALUE_NULL)
        edits_op(list, OP_DEL, use->id, 0, value_null());
    else
        edits_set(list, use->id, f, value_null());
}

void photo_put_tag(struct edits *list, const struct survey *s, const struct row *photo,
                   const char *tag, bool on)
{
    const struct row *use;

    if (photo_has_tag(s, photo, tag) == on)
        return;
    if (on) { /* never the own field: of two crews that tag it, both keep theirs */
        add_use(list, photo, F_photo_use_photo_tag, value_text(tag));
        return;
    }
    if (row_is(photo, F_photo_photo_tag, tag))
        edits_set(list, photo->id, F_photo_photo_tag, value_null());
    for (size_t i = 0; (use = next_use(s, photo, &i)) != NULL;)
        if (row_is(use, F_photo_use_photo_tag, tag))
            drop_use(list, use, F_photo_use_photo_tag, F_photo_use_photo_target);
}

static void say_by(struct edits *list, const struct row *photo, const char *by)
{
    if (!row_is(photo, F_photo_matched_by, by ? by : ""))
        edits_set(list, photo->id, F_photo_matched_by, by ? value_text(by) : value_null());
}

static void drop_target(struct edits *list, const struct survey *s, const struct row *photo,
                        struct id target)
{
    const struct row *use;

    for (size_t i = 0; (use = next_use(s, photo, &i)) != NULL;)
        if (id_equal(row_ref(use, F_photo_use_photo_target), target))
            drop_use(list, use, F_photo_use_photo_target, F_photo_use_photo_tag);
}

void photo_put_target(struct edits *list, const struct survey *s, const struct row *photo,
                      struct id target, bool on, const char *by)
{
    struct id own = row_ref(photo, F_photo_photo_target);

    if (photo_shows(s, photo, target) == on)
        return;
    if (on && id_is_zero(own)) {
        edits_set(list, photo->id, F_photo_photo_target, value_id(target));
        say_by(list, photo, by);
        return;
    }
    if (on) {
        add_use(list, photo, F_photo_use_photo_target, value_id(target));
        return;
    }
    if (id_equal(own, target)) {
        edits_set(list, photo->id, F_photo_photo_target, value_null());
        say_by(list, photo, by);
    }
    drop_target(list, s, photo, target);
}

void photo_set_own_target(struct edits *list, const struct row *photo, struct id target,
                          const char *by)
{
    if (!id_equal(row_ref(photo, F_photo_photo_target), target))
        edits_set(list, photo->id, F_photo_photo_target,
                  id_is_zero(target) ? value_null() : value_id(target));
    say_by(list, photo, by);
}

void photo_set_target(struct edits *list, const struct survey *s, const struct row *photo,
                      struct id target, const char *by)
{
    const struct row *use;

    photo_set_own_target(list, photo, target, by);
    for (size_t i = 0; (use = next_use(s, photo, &i)) != NULL;)
        if (!id_is_zero(row_ref(use, F_photo_use_photo_target)))
            drop_use(list, use, F_photo_use_photo_target, F_photo_use_photo_tag);
}
