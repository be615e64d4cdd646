#include "model/base/clock.h"
#include "model/base/text.h"
#include "tests/lib/tap.h"

#include <locale.h>
#include <string.h>

typedef void text_fn(struct buf *, const char *, size_t);

static void check(text_fn *fn, const char *in, const char *want, const char *what)
{
    struct buf b = BUF_INIT;

    fn(&b, in, strlen(in));
    is_str(buf_str(&b), want, "%s", what);
    buf_release(&b);
}

static void normalising(void)
{
    check(text_nfc, "か\xE3\x82\x99", "が", "decomposed kana are composed");
    check(text_clean, "　 髙橋 由美\t\n", "髙橋 由美", "blanks at both ends go, inside stay");
    check(text_clean,
          "a\x01"
          "b\xFF",
          "ab\xEF\xBF\xBD", "controls go, broken bytes are marked");
    check(text_ident, "ＣＡＦ２４９４７−１", "CAF24947-1",
          "full-width identifiers become half-width");
    check(text_ident, "回線Ａ", "回線A", "kanji stay");
    check(text_fold, "ﾊﾝｶｸ ＵＰＳ", "はんかくups", "folding joins widths, case and kana");
}

static void measuring(void)
{
    struct buf b = BUF_INIT;
    int used;

    is_int(text_cols("現場a", strlen("現場a")), 5, "columns of wide text");
    is_int(text_fit("現場", 6, 3, &used), 3, "a wide character is never cut");
    is_int(used, 2, "columns used");
    text_pad(&b, "放射線科 操作室", 8);
    is_str(buf_str(&b), "放射線~ ", "cut with ~ and padded to the column");
    buf_release(&b);
}

static void times(void)
{
    int64_t ms;
    char s[26];
    int d, m;

    ok(datetime_parse("2025-09-12T10:42:00+09:00", &ms), "a time is read");
    datetime_print(ms, s);
    is_str(s, "2025-09-12T10:42:00+09:00", "and printed back");
    ok(datetime_parse("2025-09-12T01:42:00Z", &ms), "a UTC time is read");
    datetime_print(ms, s);
    is_str(s, "2025-09-12T10:42:00+09:00", "and shown local");
    ok(!datetime_parse("2025-02-30T10:00", &ms), "30 February is no date");
    ok(date_parse("2025-09-12", &d) && date_weekday(d) == 5, "2025-09-12 is a Friday");
    ok(time_parse("9:05", &m) && m == 545, "a time without leading zero");
    ok(!time_parse("9:5", &m) && !time_parse("24:01", &m), "half times are refused");
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    normalising();
    measuring();
    times();
    return tap_done();
}
