/* Places that stand in one text: 本館 1F サーバ室. */
#include "assets/import/place.h"

#include "model/base/text.h"
#include "model/words.def"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The bytes of a floor at s (B1F, 1F, 地下1階, 3階, B1, RF, 屋上), 0 when there is none. */
static size_t floor_at(const char *s)
{
    static const char *const whole[] = WORD_FLOORS;
    static const char *const under[] = WORD_FLOORS_BELOW;
    static const char *const ends[] = WORD_FLOOR_ENDS;
    size_t n = 0, digits;
    bool below = false;

    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strncmp(s, whole[i], strlen(whole[i])) == 0)
            return strlen(whole[i]);
    for (size_t i = 0; i < sizeof under / sizeof *under && !below; i++)
        if (strncmp(s, under[i], strlen(under[i])) == 0) {
            n = strlen(under[i]);
            below = true;
        }
    digits = strspn(s + n, "0123456789");
    if (digits == 0 || digits > 2)
        return 0;
    n += digits;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strncmp(s + n, ends[i], strlen(ends[i])) == 0)
            return n + strlen(ends[i]);
    return below && !isalnum((unsigned char)s[n]) ? n : 0;
}

static bool is_gap(const char *s)
{
    return *s == ' ' || *s == '/' || *s == '-' || *s == ',' || *s == ':' || *s == '_' ||
           strncmp(s, WORD_DOT, 3) == 0 || *s == '\n';
}

static size_t gap_length(const char *s)
{
    return (unsigned char)*s >= 0x80 ? 3 : 1;
}

static void put_trimmed(struct buf *out, const char *s, size_t n)
{
    while (n > 0 && is_gap(s)) {
        size_t k = gap_length(s);

        s += k;
        n -= k < n ? k : n;
    }
    while (n > 0 && (is_gap(s + n - 1) || (n > 2 && is_gap(s + n - 3) && (s[n - 3] & 0x80))))
        n -= is_gap(s + n - 1) ? 1 : 3;
    text_clean(out, s, n);
}

/* The first blank-separated word, when it names a building. */
static size_t building_at(const struct aliases *a, const char *s)
{
    size_t n = strcspn(s, " /_");
    const char *word;

    if (!s[n])
        return 0;
    for (size_t i = 0; (word = alias_word_at(a, "building", i)); i++) {
        size_t k = strlen(word);

        if (n >= k && strncmp(s + n - k, word, k) == 0)
            return n;
    }
    return 0;
}

void place_split(const struct aliases *a, const char *text, struct buf *building, struct buf *floor,
                 struct buf *room)
{
    struct buf plain = BUF_INIT;
    const char *s;
    size_t k = 0, i, n;

    text_ident(&plain, text, strlen(text));
    s = buf_str(&plain);
    for (i = 0; s[i]; i++)
        if ((i == 0 || !isalnum((unsigned char)s[i - 1])) && (k = floor_at(s + i)) > 0)
            break;
    if (k > 0) {
        put_trimmed(building, s, i);
        buf_add(floor, s + i, k);
        put_trimmed(room, s + i + k, strlen(s + i + k));
    } else {
        n = building_at(a, s);
        put_trimmed(building, s, n);
        put_trimmed(room, s + n, strlen(s + n));
    }
    buf_release(&plain);
}

void place_of_drawing(const struct aliases *a, const char *title, struct buf *building,
                      struct buf *floor)
{
    struct buf rest = BUF_INIT, room = BUF_INIT;
    const char *word, *at = NULL;

    for (size_t i = 0; !at && (word = alias_word_at(a, "floorplan", i)); i++)
        at = strstr(title, word);
    buf_add(&rest, title, at ? (size_t)(at - title) : strlen(title));
    place_split(a, buf_str(&rest), building, floor, &room);
    if (building->len == 0 && floor->len == 0 && room.len > 0 && at)
        buf_puts(building, buf_str(&room));
    buf_release(&rest);
    buf_release(&room);
}
