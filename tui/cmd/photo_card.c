#include "tui/cmd/photo_card.h"

#include "assets/photo/rematch.h"
#include "model/base/text.h"
#include "tui/i18n.h"
#include "tui/visit_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTES_MAX 600000

int photo_camera_option(const char *text, struct card_reading *card, struct err *e)
{
    char *end;
    long n = text ? strtol(text, &end, 10) : 0;

    if (!text)
        return 0;
    card->offset_said = true;
    card->offset_s = (int64_t)n * 60;
    if (*text && !*end && n >= -MINUTES_MAX && n <= MINUTES_MAX)
        return 0;
    return card_parse_offset(text, NULL, &card->offset_s, e);
}

int photo_crew_option(const char *text, const struct survey *s, struct card_reading *card,
                      struct err *e)
{
    struct buf address = BUF_INIT;
    const struct row *crew;

    if (!text)
        return 0;
    buf_addf(&address, "crew:%s", text);
    crew = survey_address(s, buf_str(&address));
    buf_release(&address);
    if (!crew)
        return err_say(e, ERR_NOTFOUND, N_("There is no crew {1}."), text, NULL);
    card->crew = crew->id;
    return 0;
}

static void say(const struct rematch *n, bool json)
{
    struct buf text = BUF_INIT;

    if (json)
        return;
    photo_put_rematch(n, &text);
    puts(buf_str(&text));
    buf_release(&text);
}

/* PHOTO=12:34:56 */
static int set_clock(struct casefile *c, const char *text, struct rematch *n, struct err *e)
{
    const char *eq = strrchr(text, '=');
    char *address = xstrndup(text, eq ? (size_t)(eq - text) : strlen(text));
    const struct row *photo = survey_address(&c->survey, address);
    struct buf named = BUF_INIT;
    int64_t seconds;
    int rc;

    buf_addf(&named, "photo:%s", address);
    if (!photo)
        photo = survey_address(&c->survey, buf_str(&named));
    buf_release(&named);
    free(address);
    if (!eq || !photo || photo->kind != KIND_photo)
        return err_say(e, ERR_NOTFOUND,
                       N_("{1} names no photo: --clock photo:DSC01201.JPG=12:34:56"), text, NULL);
    rc = card_parse_offset(eq + 1, photo, &seconds, e);
    if (rc == 0)
        rc = photo_set_clock(c, photo, seconds, eq[1] != '+' && eq[1] != '-', n, e);
    return rc;
}

int photo_set_reading(struct casefile *c, const struct card_reading *card, bool json, struct err *e)
{
    struct rematch n;
    int rc;

    if (!card->offset_said && id_is_zero(card->crew))
        return 0;
    rc = photo_set_cards(c, card, &n, e);
    if (rc == 0 && n.changed > 0)
        say(&n, json);
    return rc;
}

int photo_clock_options(struct casefile *c, const struct arguments *a, bool json, struct err *e)
{
    struct rematch n;
    int rc = 0;

    if (a->option['k']) {
        rc = set_clock(c, a->option['k'], &n, e);
        if (rc == 0)
            say(&n, json);
    }
    if (rc == 0 && a->option['w']) {
        rc = photo_rematch(c, (struct id){{0}}, &n, e);
        if (rc == 0)
            say(&n, json);
    }
    return rc;
}
