#include "config.h"

#include "tui/laptop_text.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/holders.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>

#define MINUTE_MS 60000
#define AGO_HOURS 12 /* after that the time itself says more */

void put_size(int64_t bytes, struct buf *out)
{
    if (bytes < 1000)
        buf_addf(out, "%" PRId64 " B", bytes);
    else if (bytes < 1000000)
        buf_addf(out, "%.0f kB", (double)bytes / 1e3);
    else if (bytes < 1000000000)
        buf_addf(out, "%.1f MB", (double)bytes / 1e6);
    else
        buf_addf(out, "%.2f GB", (double)bytes / 1e9);
}

void put_laptop(const char *person, const char *crew, const char *laptop, struct buf *out)
{
    size_t before = out->len;

    if (*crew)
        text_fill(out, _("crew {1}"), crew, NULL, NULL);
    if (*person)
        buf_addf(out, "%s%s", out->len > before ? " " : "", person);
    if (*laptop)
        buf_addf(out, "%s%s", out->len > before ? " " : "", laptop);
    if (out->len == before)
        buf_puts(out, _("a laptop not heard of yet"));
}

size_t put_holders(struct store *st, const char *sha256, struct buf *out)
{
    struct holder_words w = {.central = _("central store"), .laptop = _("another laptop")};

    return holders_put(st, sha256, &w, out);
}

void put_when(int64_t ms, struct buf *out)
{
    struct civil at = clock_civil(ms), now = clock_civil(clock_now_ms());

    if (at.day != now.day || at.month != now.month || at.year != now.year)
        buf_addf(out, "%d/%d ", at.month, at.day);
    buf_addf(out, "%02d:%02d", at.hour, at.minute);
}

void put_ago(int64_t ms, struct buf *out)
{
    int64_t minutes = (clock_now_ms() - ms) / MINUTE_MS;

    if (minutes < 0 || minutes >= AGO_HOURS * 60)
        put_when(ms, out);
    else if (minutes < 60)
        text_fill_n(out, _("{1} min ago"), minutes, 0, 0);
    else
        text_fill_n(out, _("{1} h ago"), minutes / 60, 0, 0);
}

void put_amount(int64_t changes, int64_t photos, struct buf *out)
{
    text_fill_n(out, _("{1} changes, {2} photos"), changes, photos, 0);
}

void put_gain(int64_t changes, int64_t photos, int64_t conflicts, struct buf *out)
{
    text_fill_n(out, _("+{1} changes, photos +{2}"), changes, photos, 0);
    if (conflicts > 0)
        text_fill_n(out, _(", conflicts {1}"), conflicts, 0, 0);
}

static void put_minute(int64_t ms, char out[32])
{
    struct civil c = clock_civil(ms);

    snprintf(out, 32, "%d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

void put_clock_question(int64_t last_ms, struct buf *out)
{
    char now[32], then[32];

    put_minute(clock_now_ms(), now);
    put_minute(last_ms, then);
    text_fill(out,
              _("This laptop's clock says {1}, but something was recorded here at {2} already. Is "
                "the clock right?"),
              now, then, NULL);
}
