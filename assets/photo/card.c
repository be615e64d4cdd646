#include "assets/photo/card.h"

#include "assets/photo/match.h"
#include "model/base/clock.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_SIZE 72

/* "DCIM", "100MSDCF", "100_0342": folders that every camera makes. */
static bool is_camera_folder(const char *s, size_t n)
{
    return (n == 4 && strncmp(s, "DCIM", 4) == 0) ||
           (n == 8 && isdigit((unsigned char)s[0]) && isdigit((unsigned char)s[1]) &&
            isdigit((unsigned char)s[2]));
}

char *card_name(const char *path)
{
    size_t end = strlen(path);

    for (;;) {
        size_t from;

        while (end > 1 && path[end - 1] == '/')
            end--;
        for (from = end; from > 0 && path[from - 1] != '/'; from--)
            ;
        if (from == 0 || from == end || !is_camera_folder(path + from, end - from))
            return xstrndup(path + from, end - from);
        end = from;
    }
}

static size_t camera_at(const struct card_reading *r, const char *make, const char *model)
{
    size_t i = 0;

    while (i < r->n &&
           (strcmp(r->cameras[i].make, make) != 0 || strcmp(r->cameras[i].model, model) != 0))
        i++;
    return i == CARD_CAMERAS ? i - 1 : i;
}

static size_t remember(struct card_reading *r, const char *make, const char *model, struct id card)
{
    size_t at = camera_at(r, make, model);

    if (at == r->n) {
        r->n++;
        snprintf(r->cameras[at].make, sizeof r->cameras[at].make, "%s", make);
        snprintf(r->cameras[at].model, sizeof r->cameras[at].model, "%s", model);
        r->cameras[at].card = card;
    }
    return at;
}

static void set_text(struct edits *list, struct id card, enum field f, const char *s)
{
    if (s && *s)
        edits_set(list, card, f, value_text(s));
}

static struct id new_card(const struct card_reading *r, const struct picture_info *in,
                          struct edits *list)
{
    struct id card = id_new(clock_now_ms());
    char now[26];

    datetime_print(clock_now_ms(), now);
    edits_set(list, card, F_card_read_at, value_text(now));
    set_text(list, card, F_card_card_name, r->name);
    set_text(list, card, F_card_exif_make, in->make);
    set_text(list, card, F_card_exif_model, in->model);
    if (!id_is_zero(r->crew))
        edits_set(list, card, F_card_crew_ref, value_id(r->crew));
    return card;
}

struct id card_for(struct card_reading *r, const struct picture_info *in, struct edits *list)
{
    size_t at = camera_at(r, in->make, in->model);
    bool is_new = at == r->n;

    if (is_new)
        at = remember(r, in->make, in->model, new_card(r, in, list));
    if (r->offset_said)
        edits_set(list, r->cameras[at].card, F_card_clock_offset, value_int(r->offset_s));
    return r->cameras[at].card;
}

void card_seen(struct card_reading *r, const struct row *photo)
{
    struct id card = row_ref(photo, F_photo_card_ref);

    if (!id_is_zero(card))
        remember(r, row_text(photo, F_photo_exif_make), row_text(photo, F_photo_exif_model), card);
}

const struct row *card_of(const struct survey *s, const struct row *photo)
{
    return survey_find_kind(s, KIND_card, row_ref(photo, F_photo_card_ref));
}

int64_t card_offset(const struct survey *s, const struct row *photo)
{
    const struct row *card = card_of(s, photo);

    return card ? row_int(card, F_card_clock_offset, 0) : 0;
}

int64_t card_reading_offset(const struct card_reading *r, const struct survey *s,
                            const struct picture_info *in)
{
    size_t at = camera_at(r, in->make, in->model);
    const struct row *card;

    if (r->offset_said)
        return r->offset_s;
    card = at < r->n ? survey_find_kind(s, KIND_card, r->cameras[at].card) : NULL;
    return card ? row_int(card, F_card_clock_offset, 0) : 0;
}

/* ---- offsets in words ---- */

/* "+1:30", "-1:02:03", "+90s", "-2m", "+2h" */
static bool parse_signed(const char *text, int64_t *seconds)
{
    long a = 0, b = 0, c = 0;
    char unit = 0;
    int end = 0, sign = *text == '-' ? -1 : 1;

    if (*text != '+' && *text != '-')
        return false;
    text++;
    if (sscanf(text, "%5ld:%2ld:%2ld%n", &a, &b, &c, &end) == 3 && text[end] == '\0')
        *seconds = a * 3600 + b * 60 + c;
    else if (sscanf(text, "%5ld:%2ld%n", &a, &b, &end) == 2 && text[end] == '\0')
        *seconds = a * 60 + b;
    else if (sscanf(text, "%10ld%c%n", &a, &unit, &end) == 2 && text[end] == '\0' &&
             strchr("smh", unit))
        *seconds = a * (unit == 's' ? 1 : unit == 'm' ? 60 : 3600);
    else
        return false;
    *seconds *= sign;
    return a >= 0 && b >= 0 && c >= 0 && b < 60 && c < 60;
}

/* What a clock shows, on the day the photo says, or the day it names. */
static bool parse_shown(const char *text, const char *taken, char out[SHOWN_SIZE])
{
    int y, mo, d, h, mi, s, end = 0;
    bool dated =
        sscanf(text, "%4d-%2d-%2d%*[ T]%2d:%2d:%2d%n", &y, &mo, &d, &h, &mi, &s, &end) == 6;

    if (!dated && sscanf(text, "%2d:%2d:%2d%n", &h, &mi, &s, &end) != 3)
        return false;
    if (text[end] != '\0' || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59)
        return false;
    if (dated)
        snprintf(out, SHOWN_SIZE, "%04d:%02d:%02d %02d:%02d:%02d", y, mo, d, h, mi, s);
    else
        snprintf(out, SHOWN_SIZE, "%.10s %02d:%02d:%02d", taken, h, mi, s);
    return true;
}

int card_parse_offset(const char *text, const struct row *photo, int64_t *seconds, struct err *e)
{
    const char *taken = photo ? row_text(photo, F_photo_exif_datetime_original) : "";
    const char *zone = photo ? row_text(photo, F_photo_exif_offset) : "";
    char shown[SHOWN_SIZE];
    int64_t was, is;

    if (parse_signed(text, seconds) && llabs(*seconds) <= CARD_OFFSET_MAX)
        return 0;
    if (!parse_shown(text, taken, shown))
        return err_say(e, ERR_USAGE,
                       N_("{1} is no time: 12:34:56 as the photo shows it, or +1:30, -0:00:05"),
                       text, NULL);
    if (!photo_time(taken, zone, 0, &was))
        return err_say(e, ERR_INVALID, N_("{1} has no time of its own to compare with"),
                       photo ? row_text(photo, F_photo_orig_name) : "", NULL);
    if (!photo_time(shown, "", 0, &is))
        return err_say(e, ERR_USAGE,
                       N_("{1} is no time: 12:34:56 as the photo shows it, or +1:30, -0:00:05"),
                       text, NULL);
    *seconds = (is - was) / 1000;
    /* only the time of day was read: the nearer way around midnight */
    if (strlen(text) < 10 && *seconds > 43200)
        *seconds -= 86400;
    else if (strlen(text) < 10 && *seconds < -43200)
        *seconds += 86400;
    return 0;
}

void card_print_offset(int64_t seconds, struct buf *out)
{
    int64_t n = llabs(seconds);

    buf_addf(out, "%c%" PRId64 ":%02d:%02d", seconds < 0 ? '-' : '+', n / 3600, (int)(n / 60 % 60),
             (int)(n % 60));
}
