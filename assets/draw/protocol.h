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
 * Kinds to come (preview, scale, diagram) take their parameters as items in
 * front of the picture. An unknown kind is answered by FRAME_ERROR. A helper
 * that has used a good part of its CPU allowance marks an answer FRAME_LAST and
 * ends: its next request goes to a fresh one. */
#ifndef GENBA_ASSETS_DRAW_PROTOCOL_H
#define GENBA_ASSETS_DRAW_PROTOCOL_H

#include "assets/draw/info.h"
#include "model/base/buf.h"

#define FRAME_VERSION 1
#define FRAME_HEADER 12
#define FRAME_REQUEST_MAX ((size_t)65 << 20)
#define FRAME_ANSWER_MAX ((size_t)64 << 20)

enum frame_kind {
    FRAME_INFO = 1,
    FRAME_ERROR = 2, /* answers only: ITEM_FAULT says why */
};

enum frame_flag {
    FRAME_BYTES = 1,  /* the picture is the body */
    FRAME_DECODE = 2, /* INFO: run the decoder over all of it too, see scan.h */
    FRAME_LAST = 4,   /* answers: the helper ends after this one */
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
};

struct frame {
    uint8_t kind;
    uint16_t flags;
    uint32_t id, length;
};

void frame_put(uint8_t out[FRAME_HEADER], const struct frame *f);
bool frame_get(const uint8_t in[FRAME_HEADER], struct frame *out); /* false: another version */

/* An answer to INFO. info_get checks every text and number anew (the helper
 * may have been taken over by a file); false when the body is malformed. */
void info_put(struct buf *out, const struct picture_info *in);
bool info_get(const void *p, size_t n, struct picture_info *out);

#endif
