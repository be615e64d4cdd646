#include "assets/draw/info.h"

#include <string.h>

static const struct {
    const char *name, *media_type;
} types[] = {
    [PICTURE_OTHER] = {"", ""},
    [PICTURE_JPEG] = {"JPEG", "image/jpeg"},
    [PICTURE_PNG] = {"PNG", "image/png"},
    [PICTURE_HEIC] = {"HEIC", "image/heic"},
    [PICTURE_GIF] = {"GIF", "image/gif"},
    [PICTURE_TIFF] = {"TIFF", "image/tiff"},
    [PICTURE_WEBP] = {"WebP", "image/webp"},
    [PICTURE_BMP] = {"BMP", "image/bmp"},
    [PICTURE_PDF] = {"PDF", "application/pdf"},
};

/* HEIC and AVIF are ISO media files: "ftyp" and a brand at byte 8. */
static const struct {
    enum picture_type type;
    size_t at;
    const char *bytes;
    size_t n;
} magic[] = {
    {PICTURE_JPEG, 0, "\xFF\xD8\xFF", 3}, {PICTURE_PNG, 0, "\x89PNG\r\n\x1A\n", 8},
    {PICTURE_HEIC, 4, "ftyphei", 7},      {PICTURE_HEIC, 4, "ftyphev", 7},
    {PICTURE_HEIC, 4, "ftypmif1", 8},     {PICTURE_HEIC, 4, "ftypmsf1", 8},
    {PICTURE_HEIC, 4, "ftypavi", 7},      {PICTURE_GIF, 0, "GIF8", 4},
    {PICTURE_TIFF, 0, "II*\0", 4},        {PICTURE_TIFF, 0, "MM\0*", 4},
    {PICTURE_WEBP, 8, "WEBP", 4},         {PICTURE_BMP, 0, "BM", 2},
    {PICTURE_PDF, 0, "%PDF-", 5},
};

enum picture_type picture_sniff(const void *p, size_t n)
{
    const char *s = p;

    for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
        if (n >= magic[i].at + magic[i].n &&
            memcmp(s + magic[i].at, magic[i].bytes, magic[i].n) == 0)
            return magic[i].type;
    return PICTURE_OTHER;
}

const char *picture_media_type(enum picture_type type)
{
    return types[type].media_type;
}

const char *picture_type_name(enum picture_type type)
{
    return types[type].name;
}
