/* What is known of a picture without showing it: what `genba-draw` answers to
 * INFO. Texts are UTF-8 without control characters, cut at their size; "" and 0
 * mean absent. Nothing here is trusted further than a stranger's file is: a
 * wrong EXIF block gives wrong texts, never more. */
#ifndef GENBA_ASSETS_DRAW_INFO_H
#define GENBA_ASSETS_DRAW_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum picture_type {
    PICTURE_OTHER, /* no picture that is known by its first bytes */
    PICTURE_JPEG,
    PICTURE_PNG,
    PICTURE_HEIC, /* and its relatives, AVIF too */
    PICTURE_GIF,
    PICTURE_TIFF,
    PICTURE_WEBP,
    PICTURE_BMP,
    PICTURE_PDF,
};

struct picture_info {
    enum picture_type type;
    uint32_t width, height; /* as stored, before any rotation */
    bool damaged;           /* the file breaks off or its structure is wrong */
    char fault[96];         /* why it is called damaged, in English */
    int orientation;        /* EXIF 1..8; 0 = none, kept, never applied to the bytes (R147) */
    char taken[24];         /* DateTimeOriginal as in EXIF: "2025:09:12 09:20:00" */
    char offset[8];         /* OffsetTimeOriginal: "+09:00" */
    char subsec[12];
    char make[64], model[64];
    char lat[16], lon[16]; /* degrees, six decimals, south and west negative */
};

#define PICTURE_SNIFF_BYTES 16

/* By the first bytes alone, never by the name. */
enum picture_type picture_sniff(const void *p, size_t n);
const char *picture_media_type(enum picture_type type); /* "image/jpeg"; "" for OTHER */
const char *picture_type_name(enum picture_type type);  /* "JPEG"; "" for OTHER */

#endif
