#include "assets/photo/rematch.h"

#include "assets/photo/match.h"
#include "model/photo.h"
#include "model/rules/visit.h"

static bool said_by_person(const struct row *photo)
{
    return *row_text(photo, F_photo_matched_by) ? row_is(photo, F_photo_matched_by, "person")
                                                : !id_is_zero(row_ref(photo, F_photo_photo_target));
}

static struct photo_match match_again(const struct survey *s, const struct row *photo,
                                      int64_t offset_s)
{
    const struct row *card = card_of(s, photo);
    struct photo_match m = {0};
    int64_t ms;

    if (!photo_time(row_text(photo, F_photo_exif_datetime_original),
                    row_text(photo, F_photo_exif_offset), offset_s, &ms))
        return m;
    photo_match(&m, s, ms, card ? row_ref(card, F_card_crew_ref) : (struct id){{0}});
    if (m.target && (m.rivals > 0 || photo_forbidden_at(s, m.target)))
        m = (struct photo_match){0};
    return m;
}

static void look_again(struct edits *list, const struct survey *s, const struct row *photo,
                       int64_t offset_s, struct rematch *out)
{
    struct photo_match m;
    struct id found = {{0}};

    if (said_by_person(photo)) {
        out->by_person++;
        return;
    }
    m = match_again(s, photo, offset_s);
    if (m.target)
        found = m.target->id;
    out->matched += m.target != NULL;
    out->unmatched += m.target == NULL;
    out->changed += !id_equal(row_ref(photo, F_photo_photo_target), found);
    photo_set_own_target(list, photo, found, photo_match_by(&m));
}

int photo_rematch(struct casefile *c, struct id card, struct rematch *out, struct err *e)
{
    const struct survey *s = &c->survey;
    struct edits list = {0};
    int rc;

    *out = (struct rematch){0};
    for (size_t i = 0; i < s->n[KIND_photo]; i++) {
        const struct row *photo = s->rows[KIND_photo][i];

        if (id_is_zero(card) || id_equal(row_ref(photo, F_photo_card_ref), card))
            look_again(&list, s, photo, card_offset(s, photo), out);
    }
    rc = case_edit(c, &list, e);
    edits_release(&list);
    return rc;
}

int photo_set_clock(struct casefile *c, const struct row *photo, int64_t seconds, bool shown,
                    struct rematch *out, struct err *e)
{
    const struct survey *s = &c->survey;
    const struct row *card = card_of(s, photo);
    struct edits list = {0};
    int rc;

    *out = (struct rematch){0};
    if (!card)
        return err_say(e, ERR_INVALID, N_("{1} came from no card: it has no time of its own"),
                       row_text(photo, F_photo_orig_name), NULL);
    edits_set(&list, card->id, F_card_clock_offset, value_int(seconds));
    edits_set(&list, card->id, F_card_clock_photo_ref, shown ? value_id(photo->id) : value_null());
    for (size_t i = 0; i < s->n[KIND_photo]; i++)
        if (id_equal(row_ref(s->rows[KIND_photo][i], F_photo_card_ref), card->id))
            look_again(&list, s, s->rows[KIND_photo][i], seconds, out);
    rc = case_edit(c, &list, e);
    edits_release(&list);
    return rc;
}
