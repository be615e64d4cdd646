/* What genba and genba-draw say to each other.
 *
 * genba starts one genba-draw with a stream socket as its standard input and
 * output; requests are answered one by one, in their order. A frame, either
 * way, all numbers little-endian:
 *
 *   u8 version (1) | u8 kind | u16 flags | u32 id | u32 length | body
 *
 * An answer repeats the id of its request. A request's picture is the file
 * descriptor that travels with the first byte of the frame (SCM_RIGHTS; the
 * body is empty then), or the body itself (FRAME_BYTES). Under its filter the
 * helper opens nothing: it has what it was handed.
 *
 * The body of an answer is a list of items; an unknown tag is passed over, so
 * that a newer helper can say more:
 *
 *   u16 tag | u32 length | bytes        (numbers are 4 bytes)
 *
 * PREVIEW has two numbers in front of its picture, and as its whole body when
 * the picture is a descriptor: the width and the height of the box to fit it
 * into. It is answered by PREVIEW.
 *
 * DIAGRAM comes with two descriptors, the picture and the font; its body says
 * what is drawn (diagram.h).
 *
 * An unknown kind is answered by FRAME_ERROR. A helper
 * that has used a good part of its CPU allowance marks an answer FRAME_LAST and
 * ends: its next request goes to a fresh one. */
#ifndef GENBA_ASSETS_DRAW_PROTOCOL_H
#define GENBA_ASSETS_DRAW_PROTOCOL_H

#include "assets/draw/info.h"
#include "assets/draw/picture.h"
#include "model/base/buf.h"

#define FRAME_VERSION 1
#define FRAME_HEADER 12
#define FRAME_FDS 2 /* descriptors that come along at most */
#define FRAME_REQUEST_MAX ((size_t)65 << 20)
#define FRAME_ANSWER_MAX ((size_t)64 << 20)

enum frame_kind {
    FRAME_INFO = 1,
    FRAME_ERROR = 2, /* answers only: ITEM_FAULT says why */
    FRAME_PREVIEW = 3,
    FRAME_DIAGRAM = 4,
};

enum frame_flag {
    FRAME_BYTES = 1,  /* the picture is the body */
    FRAME_DECODE = 2, /* INFO: run the decoder over all of it too, see scan.h */
    FRAME_LAST = 4,   /* answers: the helper ends after this one */
    FRAME_THUMB = 8,  /* PREVIEW: the thumbnail of the EXIF block will do */
};

enum item_tag {
    ITEM_TYPE = 1, /* number: enum picture_type */
    ITEM_WIDTH = 2,
    ITEM_HEIGHT = 3,
    ITEM_DAMAGED = 4, /* number: 0, 1 */
    ITEM_FAULT = 5,
    ITEM_ORIENTATION = 6,
    ITEM_TAKEN = 7,
    ITEM_OFFSET = 8,
    ITEM_SUBSEC = 9,
    ITEM_MAKE = 10,
    ITEM_MODEL = 11,
    ITEM_LAT = 12,
    ITEM_LON = 13,
    ITEM_SHOWN_WIDTH = 14, /* PREVIEW: of the pixels; WIDTH and HEIGHT are the upright original's */
    ITEM_SHOWN_HEIGHT = 15,
    ITEM_THUMBNAIL = 16, /* number: 0, 1 */
    ITEM_PIXELS = 17,    /* RGB, three bytes each */
    ITEM_HEADING = 18,   /* DIAGRAM, see diagram.h: a line of text with its NUL */
    ITEM_COLUMNS = 19,   /* the legend's head: texts, each with its NUL */
    ITEM_MARK = 20,      /* numbers x, y, shape; texts of its row, each with its NUL */
    ITEM_MISSING = 21,   /* number: a code point that the font lacks */
    ITEM_PNG = 22,
};

struct frame {
    uint8_t kind;
    uint16_t flags;
    uint32_t id, length;
};

/* Items, one after the other: what is left of them, and the one at hand. */
struct items {
    const uint8_t *p;
    size_t n;
};
struct item {
    uint16_t tag;
    const uint8_t *p;
    size_t n;
};

void item_put(struct buf *out, enum item_tag tag, const void *p, size_t n);
/* False at the end; then what is left is malformed unless it is nothing. */
bool item_next(struct items *all, struct item *out);
void item_number(uint8_t out[4], uint32_t u);
uint32_t item_u32(const uint8_t in[4]);

void frame_put(uint8_t out[FRAME_HEADER], const struct frame *f);
bool frame_get(const uint8_t in[FRAME_HEADER], struct frame *out); /* false: another version */

#define FRAME_BOX 8 /* bytes of a PREVIEW's box */
void box_put(uint8_t out[FRAME_BOX], uint32_t width, uint32_t height);
void box_get(const uint8_t in[FRAME_BOX], uint32_t *width, uint32_t *height);

/* An answer to INFO. info_get checks every text and number anew (the helper
 * may have been taken over by a file); false when the body is malformed. */
void info_put(struct buf *out, const struct picture_info *in);
bool info_get(const void *p, size_t n, struct picture_info *out);

/* An answer to PREVIEW, its pixels as many as its size says and inside the box
 * that was asked for. On success the caller releases *out. */
void picture_put(struct buf *out, const struct picture *in);
bool picture_get(const void *p, size_t n, uint32_t box_w, uint32_t box_h, struct picture *out);

#endif
