/* EXIF blocks: TIFF directories that point to each other by offset. Entries are
 * removed in place: those behind move up, so that no other offset changes, and
 * what they pointed to is blanked. A pointer is one by its tag alone, and a
 * directory that breaks off has the entries that fit, as libexif has it. */
#include "assets/photo/location_priv.h"

#include <string.h>

#define DIRECTORIES 32
#define ENTRY 12

enum {
    TAG_SUB_IFDS = 0x014A,
    TAG_XMP = 0x02BC,
    TAG_IPTC = 0x83BB,
    TAG_PHOTOSHOP = 0x8649,
    TAG_EXIF = 0x8769,
    TAG_GPS = 0x8825,
    TAG_MAKER_NOTE = 0x927C,
    TAG_INTEROP = 0xA005,
};

struct directory {
    size_t at, entries;
};

struct tiff {
    uint8_t *p;
    size_t n;
    bool big_endian;
    struct directory dirs[DIRECTORIES];
    size_t dirs_n;
    bool lost; /* there is a directory that cannot be followed */
};

static uint32_t u16(const struct tiff *t, size_t at)
{
    const uint8_t *p = t->p + at;

    return t->big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static uint32_t u32(const struct tiff *t, size_t at)
{
    return t->big_endian ? u16(t, at) << 16 | u16(t, at + 2) : u16(t, at + 2) << 16 | u16(t, at);
}

static void put_u16(struct tiff *t, size_t at, uint32_t v)
{
    t->p[at + (t->big_endian ? 0 : 1)] = (uint8_t)(v >> 8);
    t->p[at + (t->big_endian ? 1 : 0)] = (uint8_t)v;
}

/* The bytes of an entry's values; 0 for a type that is none. */
static uint64_t value_bytes(const struct tiff *t, size_t entry)
{
    static const uint8_t sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
    uint32_t type = u16(t, entry + 2);

    return type < sizeof sizes ? (uint64_t)sizes[type] * u32(t, entry + 4) : 0;
}

/* --- finding the directories --- */

static bool is_known(const struct tiff *t, size_t at)
{
    for (size_t i = 0; i < t->dirs_n; i++)
        if (t->dirs[i].at == at)
            return true;
    return false;
}

/* How many of its entries are there; `at` is followed by two bytes or more. */
static size_t entries_at(const struct tiff *t, size_t at)
{
    size_t entries = u16(t, at), fit = (t->n - at - 2) / ENTRY;

    return entries < fit ? entries : fit;
}

/* Enters a directory into the list. */
static void enter(struct tiff *t, uint32_t at)
{
    if (at > t->n || t->n - at < 2 || is_known(t, at))
        return; /* nothing there, or nothing new */
    if (at < 8 || t->dirs_n == DIRECTORIES)
        t->lost = true;
    else
        t->dirs[t->dirs_n++] = (struct directory){at, entries_at(t, at)};
}

static void enter_all_of(struct tiff *t, size_t entry)
{
    uint32_t count = u32(t, entry + 4), at = u32(t, entry + 8);

    if (count == 1)
        enter(t, at);
    for (uint32_t i = 0; count > 1 && i < count && i <= DIRECTORIES; i++)
        if (at <= t->n && t->n - at >= 4 * ((size_t)i + 1))
            enter(t, u32(t, at + 4 * (size_t)i));
}

/* The list grows while it is walked. */
static void find_directories(struct tiff *t)
{
    enter(t, u32(t, 4));
    for (size_t i = 0; i < t->dirs_n; i++) {
        const struct directory d = t->dirs[i];
        size_t end = d.at + 2 + d.entries * ENTRY;

        for (size_t k = 0; k < d.entries; k++) {
            size_t entry = d.at + 2 + k * ENTRY;
            uint32_t tag = u16(t, entry);

            if (tag == TAG_EXIF || tag == TAG_INTEROP)
                enter(t, u32(t, entry + 8));
            else if (tag == TAG_SUB_IFDS)
                enter_all_of(t, entry);
        }
        if (t->n - end >= 4 && u32(t, end) != 0)
            enter(t, u32(t, end)); /* the next of the chain */
    }
}

/* --- taking out --- */

/* False when that would blank a directory that stays. */
static bool blank(struct tiff *t, size_t at, uint64_t bytes)
{
    if (at >= t->n)
        return true; /* nothing there */
    if (bytes > t->n - at)
        bytes = t->n - at;
    for (size_t i = 0; i < t->dirs_n; i++) {
        const struct directory *d = &t->dirs[i];

        if (at < d->at + 2 + d->entries * ENTRY && d->at < at + bytes)
            return false;
    }
    memset(t->p + at, 0, (size_t)bytes);
    return true;
}

static bool blank_values(struct tiff *t, size_t entry)
{
    uint64_t bytes = value_bytes(t, entry);

    return bytes <= 4 || blank(t, u32(t, entry + 8), bytes);
}

/* A pointer to a directory that stays (a camera's mistake) is only removed. */
static bool blank_gps(struct tiff *t, uint32_t at)
{
    size_t entries;

    if (at < 8 || at > t->n || t->n - at < 2 || is_known(t, at))
        return true;
    entries = entries_at(t, at);
    for (size_t k = 0; k < entries; k++)
        if (!blank_values(t, at + 2 + k * ENTRY))
            return false;
    return blank(t, at, 2 + entries * ENTRY);
}

static bool holds_place(uint32_t tag)
{
    return tag == TAG_GPS || tag == TAG_MAKER_NOTE || tag == TAG_XMP || tag == TAG_IPTC ||
           tag == TAG_PHOTOSHOP;
}

/* The entries behind and the offset of the next directory move up by one. Some
 * programs write no such offset, and values stand in its place: they stay. */
static void remove_entry(struct tiff *t, struct directory *d, size_t entry)
{
    size_t end = d->at + 2 + d->entries * ENTRY;
    size_t next = t->n - end >= 4 && is_known(t, u32(t, end)) ? 4 : 0;

    memmove(t->p + entry, t->p + entry + ENTRY, end + next - entry - ENTRY);
    memset(t->p + end + next - ENTRY, 0, ENTRY);
    put_u16(t, d->at, (uint32_t)--d->entries);
}

static bool clear_directory(struct tiff *t, struct directory *d)
{
    for (size_t k = 0; k < d->entries;) {
        size_t entry = d->at + 2 + k * ENTRY;
        uint32_t tag = u16(t, entry);

        if (!holds_place(tag)) {
            k++;
            continue;
        }
        if (!(tag == TAG_GPS ? blank_gps(t, u32(t, entry + 8)) : blank_values(t, entry)))
            return false;
        remove_entry(t, d, entry);
    }
    return true;
}

bool location_is_tiff(const uint8_t *p, size_t n)
{
    return n >= 8 && (memcmp(p, "II*\0", 4) == 0 || memcmp(p, "MM\0*", 4) == 0);
}

static bool clear_all(struct tiff *t)
{
    find_directories(t);
    for (size_t i = 0; i < t->dirs_n && !t->lost; i++)
        if (!clear_directory(t, &t->dirs[i]))
            return false;
    return !t->lost;
}

/* Directories that lie over each other change each other. */
static bool is_clear(struct tiff *t)
{
    find_directories(t);
    for (size_t i = 0; i < t->dirs_n; i++)
        for (size_t k = 0; k < t->dirs[i].entries; k++)
            if (holds_place(u16(t, t->dirs[i].at + 2 + k * ENTRY)))
                return false;
    return !t->lost;
}

/* Tag, a type, a small count, in either byte order: nothing else looks so but by
 * chance. What no directory leads to is found too. */
static bool is_marked(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i + 8 <= n; i++) {
        const uint8_t *at = p + i;

        if (at[0] == 0x88 && at[1] == 0x25 && at[2] == 0 && at[3] >= 1 && at[3] <= 13 &&
            memcmp(at + 4, "\0\0\0", 3) == 0)
            return true;
        if (at[0] == 0x25 && at[1] == 0x88 && at[2] >= 1 && at[2] <= 13 && at[3] == 0 &&
            memcmp(at + 5, "\0\0\0", 3) == 0)
            return true;
    }
    return false;
}

bool location_clear_tiff(uint8_t *p, size_t n)
{
    struct tiff t = {.p = p, .n = n, .big_endian = p[0] == 'M'}, again = t;

    return clear_all(&t) && is_clear(&again) && !is_marked(p, n);
}
