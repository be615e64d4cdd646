/* genba's side of genba-draw (protocol.h).
 *
 * The helper is started at the first request and serves many; when it dies,
 * hangs (DRAW_TIMEOUT_MS) or talks nonsense, that request fails with
 * ERR_INVALID, about the file it was looking at, and the next request gets a
 * fresh helper. ERR_NOTFOUND: there is no genba-draw where it should be. */
#ifndef GENBA_ASSETS_DRAW_CLIENT_H
#define GENBA_ASSETS_DRAW_CLIENT_H

#include "assets/draw/diagram.h"
#include "assets/draw/info.h"
#include "assets/draw/picture.h"
#include "model/base/err.h"

#include <sys/types.h>

#define DRAW_TIMEOUT_MS 10000
#define DRAW_KEYS_MS 1000 /* a limit where keys wait meanwhile: a look takes a few ms */

struct draw;

/* `program` NULL: beside the running program, else in the installed place.
 * Starts nothing yet. */
struct draw *draw_new(const char *program);
void draw_free(struct draw *d); /* ends the helper; NULL is fine */

enum draw_flag {
    DRAW_DECODE = 1,    /* info: run the decoder over all of it too (scan.h) */
    DRAW_THUMBNAIL = 2, /* preview: the thumbnail of the EXIF block will do */
};

/* Facts of the regular file open at `fd` (stays the caller's; its offset moves); `name` is for
 * messages. */
int draw_info(struct draw *d, int fd, unsigned flags, const char *name, struct picture_info *out,
              struct err *e);
/* Of a picture in memory, at most 64 MiB. */
int draw_info_bytes(struct draw *d, const void *p, size_t n, unsigned flags, const char *name,
                    struct picture_info *out, struct err *e);

/* draw_info in two halves, so that the caller can work meanwhile. One request
 * is under way at a time; each successful draw_ask is followed by draw_answer, where
 * its time begins: a slow disk is no fault of the helper. */
int draw_ask(struct draw *d, int fd, unsigned flags, const char *name, struct err *e);
int draw_answer(struct draw *d, struct picture_info *out, struct err *e);

/* The picture open at `fd` inside a box of pixels (picture.h), without waiting:
 * draw_preview_answer is called when draw_fd is readable, and at the latest when
 * the request is due. It returns 1 while the answer is not whole, 0 with a
 * picture that the caller releases (perhaps without pixels: its `fault` says
 * why), or the error, about this file. */
int draw_preview_ask(struct draw *d, int fd, uint32_t box_w, uint32_t box_h, unsigned flags,
                     const char *name, struct err *e);
int draw_preview_answer(struct draw *d, struct picture *out, struct err *e);
int draw_fd(const struct draw *d);         /* -1: none runs */
int64_t draw_due_ms(const struct draw *d); /* clock_mono_ms when the request is given up */
/* The same, waiting; of an open file. */
int draw_preview(struct draw *d, int fd, uint32_t box_w, uint32_t box_h, unsigned flags,
                 const char *name, struct picture *out, struct err *e);
/* Of a picture in memory, at most 64 MiB. */
int draw_preview_bytes(struct draw *d, const void *p, size_t n, uint32_t box_w, uint32_t box_h,
                       unsigned flags, const char *name, struct picture *out, struct err *e);

/* A sheet of the drawing open at `fd` with the font open at `font` (both stay the
 * caller's). A drawing that cannot be shown is ERR_INVALID. The caller releases
 * *out. */
int draw_diagram(struct draw *d, int fd, int font, const struct diagram *what, const char *name,
                 struct diagram_picture *out, struct err *e);

/* The same in halves: draw_diagram_answer never waits (1: not yet; draw_fd and
 * draw_due_ms say when to call it again), draw_diagram_wait does. */
int draw_diagram_ask(struct draw *d, int fd, int font, const struct diagram *what, const char *name,
                     struct err *e);
int draw_diagram_answer(struct draw *d, struct diagram_picture *out, struct err *e);
int draw_diagram_wait(struct draw *d, struct diagram_picture *out, struct err *e);

/* The helper gets out of the way of whoever asks: pictures wait, keys do not. Before the first. */
void draw_behind(struct draw *d);

void draw_limit(struct draw *d, int ms); /* instead of DRAW_TIMEOUT_MS */
pid_t draw_pid(const struct draw *d);    /* 0: none runs */

#endif
