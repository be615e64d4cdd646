#include "assets/photo/rematch.h"

#include "assets/photo/match.h"
#include "model/photo.h"
#include "model/rules/visit.h"

static bool said_by_person(const struct row *photo)
{
    return *row_text(photo, F_photo_matched_by) ? row_is(photo, F_photo_matched_by, "person")
                                                : !id_is_zero(row_ref(photo, F_photo_photo_target));
}

/* What a time says of a photo, under an offset and a crew. */
struct said {
    int64_t offset_s;
    struct id crew;
};

static struct said said_of(const struct survey *s, const struct row *photo)
{
    const struct row *card = card_of(s, photo);

    return (struct said){card_offset(s, photo),
                         card ? row_ref(card, F_card_crew_ref) : (struct id){{0}}};
}

static struct photo_match match_again(const struct survey *s, const struct row *photo,
                                      struct said said, struct rematch *out)
{
    struct photo_match m = {0};
    int64_t ms;

    if (!photo_time(row_text(photo, F_photo_exif_datetime_original),
                    row_text(photo, F_photo_exif_offset), said.offset_s, &ms))
        return m;
    photo_match(&m, s, ms, said.crew);
    if (m.target && m.rivals == 0 && photo_forbidden_at(s, m.target)) {
        out->forbidden += m.sure == MATCH_ACTUAL;
        return (struct photo_match){0};
    }
    return m.rivals > 0 ? (struct photo_match){0} : m;
}

/* The tag that came with the old target goes with it; a person's tags stand apart. */
static void move_tag(struct edits *list, const struct survey *s, const struct row *photo,
                     const struct row *target)
{
    const struct row *old = survey_find(s, row_ref(photo, F_photo_photo_target)), *other;
    const char *was = old ? photo_suggest_tag(old) : NULL;
    const char *is = target ? photo_suggest_tag(target) : NULL;

    if ((was || *row_text(photo, F_photo_photo_tag)) &&
        !(was && row_is(photo, F_photo_photo_tag, was)))
        return;
    for (size_t i = 0; is && target && (other = photo_next_of(s, target->id, &i)) != NULL;)
        if (photo_has_tag(s, other, is))
            is = NULL;
    edits_set(list, photo->id, F_photo_photo_tag, is ? value_text(is) : value_null());
}

static void look_again(struct edits *list, const struct survey *s, const struct row *photo,
                       struct said said, struct rematch *out)
{
    struct photo_match m;
    struct id found = {{0}};

    if (said_by_person(photo)) {
        out->by_person++;
        return;
    }
    m = match_again(s, photo, said, out);
    if (m.target)
        found = m.target->id;
    out->matched += m.target != NULL;
    out->unmatched += m.target == NULL;
    if (!id_equal(row_ref(photo, F_photo_photo_target), found)) {
        out->changed++;
        move_tag(list, s, photo, m.target);
    }
    photo_set_own_target(list, photo, found, photo_match_by(&m));
}

static void look_at_card(struct edits *list, const struct survey *s, struct id card,
                         struct said said, struct rematch *out)
{
    for (size_t i = 0; i < s->n[KIND_photo]; i++)
        if (id_equal(row_ref(s->rows[KIND_photo][i], F_photo_card_ref), card))
            look_again(list, s, s->rows[KIND_photo][i], said, out);
}

int photo_set_cards(struct casefile *c, const struct card_reading *r, struct rematch *out,
                    struct err *e)
{
    const struct survey *s = &c->survey;
    struct edits list = {0};
    int rc;

    *out = (struct rematch){0};
    for (size_t i = 0; i < r->n; i++) {
        const struct row *card = survey_find_kind(s, KIND_card, r->cameras[i].card);
        struct said said;

        if (!card)
            continue;
        said = (struct said){r->offset_said ? r->offset_s : row_int(card, F_card_clock_offset, 0),
                             id_is_zero(r->crew) ? row_ref(card, F_card_crew_ref) : r->crew};
        edits_set(&list, card->id, F_card_clock_offset, value_int(said.offset_s));
        if (!id_is_zero(said.crew))
            edits_set(&list, card->id, F_card_crew_ref, value_id(said.crew));
        look_at_card(&list, s, card->id, said, out);
    }
    rc = case_edit(c, &list, e);
    edits_release(&list);
    return rc;
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
            look_again(&list, s, photo, said_of(s, photo), out);
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
    look_at_card(&list, s, card->id, (struct said){seconds, row_ref(card, F_card_crew_ref)}, out);
    rc = case_edit(c, &list, e);
    edits_release(&list);
    return rc;
}
