/* What a camera's clock is off by, said on one of its photos; and the visits of
 * all photos looked for once more. */
#include "config.h"

#include "assets/photo/rematch.h"
#include "model/base/text.h"
#include "tui/i18n.h"
#include "tui/photo_priv.h"
#include "tui/prompt.h"
#include "tui/visit_words.h"
#include "tui/work.h"

static void say_rematch(struct app *app, const struct rematch *n, struct buf *offset)
{
    struct buf text = BUF_INIT;

    if (offset)
        text_fill(&text, _("The camera's clock is set right by {1}. "), buf_str(offset), NULL,
                  NULL);
    photo_put_rematch(n, &text);
    if (offset)
        buf_puts(&text, _(" What was refused before: take the card in again."));
    app_say(app, ROLE_OK, buf_str(&text));
    buf_release(&text);
}

static enum outcome clock_typed(struct screen *s, const char *text, void *ctx)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct shot *shot = shot_here(p);
    const struct row *photo = shot ? survey_find(shots_survey(p), shot->photo) : NULL;
    struct buf offset = BUF_INIT;
    struct rematch n;
    int64_t seconds;
    struct err e;

    (void)ctx;
    if (!photo || card_parse_offset(text, photo, &seconds, &e) != 0 ||
        photo_set_clock(work_of(s->app)->open, photo, seconds, *text != '+' && *text != '-', &n,
                        &e) != 0) {
        if (photo)
            app_say_err(s->app, &e);
        return SCREEN_IGNORED;
    }
    work_wrote(s->app);
    shots_load(p);
    card_print_offset(seconds, &offset);
    say_rematch(s->app, &n, &offset);
    buf_release(&offset);
    return SCREEN_RELOAD;
}

enum outcome photo_ask_clock(struct photo_screen *p)
{
    const struct survey *s = shots_survey(p);
    const struct row *photo = survey_find(s, shot_here(p)->photo);
    const struct row *card = photo ? card_of(s, photo) : NULL;
    struct prompt_arg arg = {
        .label = _("Clock in the photo:"), .empty = N_("Nothing was typed."), .done = clock_typed};
    struct buf hint = BUF_INIT, offset = BUF_INIT;
    struct err e;

    if (!card) {
        app_say(p->base.app, ROLE_WARN,
                _("This photo has no time of its own, or came from no card."));
        return SCREEN_REDRAW;
    }
    card_print_offset(row_int(card, F_card_clock_offset, 0), &offset);
    text_fill(
        &hint,
        _("{1} {2}: set right by {3} so far. Type the time that the photo shows, 12:34:56, or "
          "the difference: +1:30, -0:00:05."),
        row_text(card, F_card_card_name), row_text(card, F_card_exif_model), buf_str(&offset));
    arg.hint = buf_str(&hint);
    if (prompt_open(p->base.app, &arg, &e) != 0)
        app_say_err(p->base.app, &e);
    buf_release(&hint);
    buf_release(&offset);
    return SCREEN_REDRAW;
}

enum outcome photo_look_again(struct photo_screen *p)
{
    struct rematch n;
    struct err e;

    if (photo_rematch(work_of(p->base.app)->open, (struct id){{0}}, &n, &e) != 0) {
        app_say_err(p->base.app, &e);
        return SCREEN_REDRAW;
    }
    work_wrote(p->base.app);
    shots_load(p);
    say_rematch(p->base.app, &n, NULL);
    return SCREEN_REDRAW;
}
