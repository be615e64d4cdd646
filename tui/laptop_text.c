#include "config.h"

#include "tui/laptop_text.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>

#define MINUTE_MS 60000
#define AGO_HOURS 12 /* after that the time itself says more */

static void fill(struct buf *out, const char *pattern, int64_t a, int64_t b, int64_t c)
{
    char n[3][24];

    snprintf(n[0], sizeof n[0], "%" PRId64, a);
    snprintf(n[1], sizeof n[1], "%" PRId64, b);
    snprintf(n[2], sizeof n[2], "%" PRId64, c);
    text_fill(out, pattern, n[0], n[1], n[2]);
}

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
        fill(out, _("{1} min ago"), minutes, 0, 0);
    else
        fill(out, _("{1} h ago"), minutes / 60, 0, 0);
}

void put_amount(int64_t changes, int64_t photos, struct buf *out)
{
    fill(out, _("{1} changes, {2} photos"), changes, photos, 0);
}

void put_gain(int64_t changes, int64_t photos, int64_t conflicts, struct buf *out)
{
    fill(out, _("+{1} changes, photos +{2}"), changes, photos, 0);
    if (conflicts > 0)
        fill(out, _(", conflicts {1}"), conflicts, 0, 0);
}
