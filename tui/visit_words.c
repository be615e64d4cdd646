#include "config.h"

#include "tui/visit_words.h"

#include "assets/photo/match.h"
#include "assets/photo/rematch.h"
#include "model/holders.h"
#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "tui/i18n.h"
#include "tui/work.h"

#include <string.h>

void device_word(const struct survey *s, const struct row *device, bool ja, struct buf *out)
{
    const struct value *kind = row_best(device, F_device_device_kind);
    const struct row *other;
    int same = 0, mine = 0;

    if (value_is_null(*kind)) {
        buf_addf(out, "%s %d", kind_label(KIND_device, ja),
                 (int)row_int(device, F_device_device_seq, 0));
        return;
    }
    field_print(F_device_device_kind, kind, ja, out);
    for (size_t i = 0; (other = survey_next_ref(s, KIND_device, F_device_line_ref,
                                                row_ref(device, F_device_line_ref), &i));) {
        if (!value_equal(*row_best(other, F_device_device_kind), *kind))
            continue;
        same++;
        if (other == device)
            mine = same;
    }
    if (same > 1)
        buf_addf(out, "%d", mine);
}

void thing_words(const struct survey *s, const struct row *r, bool ja, struct buf *out)
{
    const char *model;

    if (r->kind != KIND_device) {
        row_name(s, r, out);
        return;
    }
    device_word(s, r, ja, out);
    model = value_str(row_best(r, F_device_model));
    if (*model)
        buf_addf(out, " %s", model);
}

void photo_words(const struct survey *s, const struct row *of, const char *tag, bool ja,
                 struct buf *out)
{
    const struct enum_item *item = enum_by_id(catalog[F_photo_photo_tag].list, tag);

    if (of && of->kind == KIND_device) {
        device_word(s, of, ja, out);
        buf_putc(out, ' ');
    }
    buf_puts(out, item ? enum_label(item, ja) : _("no tag"));
}

void photo_clock(const struct row *photo, struct buf *out)
{
    struct civil c;
    int64_t ms;

    if (!photo_time(row_text(photo, F_photo_exif_datetime_original),
                    row_text(photo, F_photo_exif_offset), 0, &ms))
        return; /* R148: a missing time stays missing */
    c = clock_civil(ms);
    buf_addf(out, "%02d:%02d", c.hour, c.minute);
}

const char *photo_warning(const struct survey *s, const struct row *photo)
{
    static const struct {
        const char *id, *word;
    } words[] = {
        {"exif_missing", N_("no date")},
        {"outside_survey_day", N_("other day")},
        {"exif_vs_mtime", N_("dates differ")},
    };
    const char *mismatch;

    if (row_int(photo, F_photo_damaged, 0))
        return _("damaged");
    mismatch = photo_date_mismatch(s, photo);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].id, mismatch) == 0)
            return _(words[i].word);
    return "";
}

const char *photo_mark(struct app *app, const struct row *photo)
{
    struct casefile *c = work_of(app)->open;

    if (c && store_photo_is_away(c->store, row_text(photo, F_photo_sha256)))
        return photo_purged(c->store, row_text(photo, F_photo_sha256)) ? _("purged")
                                                                       : _("not here yet");
    return photo_warning(work_survey(app), photo);
}

void photo_put_rematch(const struct rematch *n, struct buf *out)
{
    text_fill_n(out, _("{1} of {2} photos belong elsewhere now; {3} to no visit."), n->changed,
                n->matched + n->unmatched, n->unmatched);
    if (n->forbidden > 0)
        text_fill_n(out, _(" {1} were taken where photos are forbidden (R100): delete them."),
                    n->forbidden, 0, 0);
}
