#include "assets/xlsx/numfmt.h"

#include <string.h>
#include <strings.h>

#define DIGITS_MAX 15 /* what a double holds exactly, and struct cell's 4 bits */

struct seen {
    bool day, month, clock, elapsed, other;
    int zeros;
};

/* Words that contain date letters but are none; AM/PM belongs to a clock. */
static const struct {
    const char *word;
    bool clock;
} words[] = {{"General", false}, {"G/", false}, {"AM/PM", true}, {"A/P", true}};

/* Bytes of a word standing at p, 0 for none. */
static size_t take_word(const char *p, struct seen *s)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i].word);

        if (strncasecmp(p, words[i].word, n) == 0) {
            s->clock |= words[i].clock;
            s->other = true;
            return n;
        }
    }
    return 0;
}

/* [h], [mm], [ss] count up beyond a day; others are colours, conditions, locales. */
static size_t take_bracket(const char *p, struct seen *s)
{
    size_t n = strcspn(p, "]");
    size_t letters = n > 1 ? strspn(p + 1, "hHmMsS") : 0;

    if (n > 1 && letters == n - 1)
        s->elapsed = true;
    return n + (p[n] == ']');
}

static size_t take_quoted(const char *p)
{
    const char *close = strchr(p + 1, '"');

    return close ? (size_t)(close - p) + 1 : strlen(p);
}

static void take_letter(const char *p, struct seen *s)
{
    char c = (char)(*p | 0x20);

    if (*p == '0') {
        s->zeros++;
        return;
    }
    s->other = true;
    if (c == 'e' && (p[1] == '+' || p[1] == '-'))
        return; /* 0.00E+00 */
    if (strchr("ydgear", c))
        s->day = true;
    else if (c == 'm')
        s->month = true; /* or minutes, when a clock is there */
    else if (c == 'h' || c == 's')
        s->clock = true;
}

static void scan_section(const char *p, struct seen *s)
{
    while (*p && *p != ';') {
        size_t n = 1;

        if (*p == '"') {
            n = take_quoted(p);
            s->other = true;
        } else if (*p == '[') {
            n = take_bracket(p, s);
        } else if (strchr("\\_*", *p)) {
            n = p[1] ? 2 : 1; /* the next byte means itself */
            s->other = true;
        } else if ((n = take_word(p, s)) == 0) {
            n = 1;
            take_letter(p, s);
        }
        p += n;
    }
}

struct numfmt numfmt_classify(const char *code)
{
    struct seen s = {.day = false};
    struct numfmt f = {.date = DATE_NONE};

    scan_section(code, &s);
    if (s.elapsed)
        f.date = DATE_DURATION;
    else if (s.day)
        f.date = s.clock ? DATE_DAYTIME : DATE_DAY;
    else if (s.clock)
        f.date = DATE_TIME;
    else if (s.month)
        f.date = DATE_DAY;
    else if (!s.other && s.zeros > 1 && s.zeros <= DIGITS_MAX)
        f.digits = (uint8_t)s.zeros;
    return f;
}

struct numfmt numfmt_builtin(int id)
{
    static const struct {
        int from, to;
        enum cell_date date;
    } ranges[] = {
        {14, 17, DATE_DAY},  {18, 21, DATE_TIME}, {22, 22, DATE_DAYTIME}, {27, 31, DATE_DAY},
        {32, 33, DATE_TIME}, {34, 36, DATE_DAY},  {45, 45, DATE_TIME},    {46, 46, DATE_DURATION},
        {47, 47, DATE_TIME}, {50, 58, DATE_DAY},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (id >= ranges[i].from && id <= ranges[i].to)
            return (struct numfmt){.date = (uint8_t)ranges[i].date};
    return (struct numfmt){.date = DATE_NONE};
}
