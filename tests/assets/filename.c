/* Names for files that are handed over: what FAT32, Windows and ext4 refuse,
 * lengths in both measures, names twice. */
#include "assets/photo/filename.h"

#include "model/base/text.h"
#include "tests/lib/tap.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *stem, *ext, *want, *what;
} names[] = {
    {"0342_回線A_終端装置_01", ".jpg", "0342_回線A_終端装置_01.jpg", "the usual one stays"},
    {"a<b>c:d\"e/f\\g|h?i*j", ".jpg", "a_b_c_d_e_f_g_h_i_j.jpg", "what Windows refuses"},
    {"../../etc/passwd", "", "_.._etc_passwd", "no way up, no dot in front"},
    {"...", ".png", "_.png", "only dots"},
    {"", ".png", "_.png", "nothing"},
    {"1F 図面. . ", "", "1F 図面", "no dot or blank at the end"},
    {"x.", ".jpg", "x.jpg", "no dot before the extension"},
    {"a\tb\n\nc\x01\x7f", "", "a b c", "control characters"},
    {"　本館　　3F　", "", "本館 3F", "ideographic blanks"},
    {"か\u3099", ".jpg", "が.jpg", "NFC"},
    {"e\u202Egpj.exe", ".jpg", "egpj.exe.jpg", "nothing that turns the direction"},
    {"a\xff"
     "b",
     "", "a_b", "broken UTF-8"},
    {"CON", ".jpg", "_CON.jpg", "a device"},
    {"nul", "", "_nul", "in small letters"},
    {"aux.tar", ".png", "_aux.tar.png", "with extensions"},
    {"Lpt1 ", ".jpg", "_Lpt1.jpg", "a port"},
    {"COM¹", "", "_COM¹", "a port with a superscript"},
    {"COM10", "", "COM10", "no port"},
    {"CONSOLE", "", "CONSOLE", "no device"},
    {"葛\U000E0100城", ".jpg", "葛\U000E0100城.jpg", "a variation selector stays"},
};

static void made(void)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buf b = BUF_INIT;

        filename_make(&b, names[i].stem, names[i].ext);
        is_str(buf_str(&b), names[i].want, "%s", names[i].what);
        buf_release(&b);
    }
}

static size_t count_units(const char *s)
{
    size_t n = 0, left = strlen(s);

    while (left > 0) {
        uint32_t cp;
        size_t k = text_next(s, left, &cp);

        n += cp > 0xFFFF ? 2 : 1;
        s += k;
        left -= k;
    }
    return n;
}

/* 300 times the same character: within both bounds, whole, with its extension. */
static void long_one(const char *character, size_t want_bytes)
{
    struct buf stem = BUF_INIT, b = BUF_INIT;
    size_t each = strlen(character);

    for (int i = 0; i < 300; i++)
        buf_puts(&stem, character);
    filename_make(&b, buf_str(&stem), ".jpg");
    ok(b.len <= FILENAME_MAX_BYTES && count_units(buf_str(&b)) <= FILENAME_MAX_UNITS,
       "%s: %zu bytes, %zu units", character, b.len, count_units(buf_str(&b)));
    is_int(b.len, want_bytes, "%s: no shorter than it must be", character);
    ok((b.len - 4) % each == 0 && strcmp(buf_str(&b) + b.len - 4, ".jpg") == 0,
       "%s: cut between characters, before the extension", character);
    buf_release(&stem);
    buf_release(&b);
}

static void lengths(void)
{
    long_one("a", 100);
    long_one("線", 65 * 3 + 4);
    long_one("𠮟", 48 * 4 + 4);
    long_one("葛\U000E0100", 28 * 7 + 4);
}

static void words(void)
{
    static const struct {
        const char *in, *want;
    } v[] = {{"回線A", "回線A"}, {" .本館/3F. ", "本館_3F"}, {"?*", ""}, {"", ""}};

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct buf b = BUF_INIT;

        filename_word(&b, v[i].in);
        is_str(buf_str(&b), v[i].want, "the word \"%s\"", v[i].in);
        buf_release(&b);
    }
}

static void added(struct filename_set *set, const char *stem, const char *want, const char *what)
{
    struct buf b = BUF_INIT;

    filename_add(set, &b, stem, ".jpg");
    is_str(buf_str(&b), want, "%s", what);
    buf_release(&b);
}

static void twice(void)
{
    struct filename_set set = {0};
    char stem[97], want[112];

    added(&set, "Label", "Label.jpg", "a name");
    added(&set, "LABEL", "LABEL_2.jpg", "the same for Windows");
    added(&set, "label", "label_3.jpg", "and again");
    added(&set, "label_3", "label_3_2.jpg", "a name that was made");
    added(&set, "ＬＡＢＥＬ", "ＬＡＢＥＬ.jpg", "full-width letters are others");
    added(&set, "ｌａｂｅｌ", "ｌａｂｅｌ_2.jpg", "with a case of their own");
    memset(stem, 'x', sizeof stem - 1);
    stem[96] = '\0';
    snprintf(want, sizeof want, "%s.jpg", stem);
    added(&set, stem, want, "a long name");
    snprintf(want, sizeof want, "%.94s_2.jpg", stem);
    added(&set, stem, want, "once more: the number fits in");
    filename_set_release(&set);
}

int main(void)
{
    setlocale(LC_ALL, "");
    made();
    lengths();
    words();
    twice();
    return tap_done();
}
