/* Pictures for screens: asked for while drawing, read by genba-draw meanwhile,
 * drawn when they have come. Nothing here waits; a key is answered as if there
 * were no pictures.
 *
 *     previews_begin(p);                                  once in a frame
 *     v = previews_get(p, path, cells_w * 2, cells_h * 4); for each one in sight
 *     mosaic_draw(&area, &v->picture)                      (mosaic.h)
 *
 * What the latest frame asked for is read, in the order it was asked in, first
 * all EXIF thumbnails (about 0.1 ms each), then the files themselves (40 ms for
 * 12 megapixels); the app draws again as they come. What no frame wants any more
 * is not read. At most PREVIEWS_BYTES of pixels are kept, the ones used longest
 * ago go first; a file is known by its path: kept originals never change. What
 * failed is tried again when the model has changed. */
#ifndef GENBA_TUI_PREVIEW_H
#define GENBA_TUI_PREVIEW_H

#include "assets/draw/picture.h"
#include "tui/app.h"

#define PREVIEWS_BYTES ((size_t)24 << 20)

enum preview_state {
    PREVIEW_WAITS, /* nothing yet */
    PREVIEW_ROUGH, /* the thumbnail; the sharp one is coming */
    PREVIEW_READY, /* picture.damaged: a part of it */
    PREVIEW_FAILED /* cannot be shown: `why` */
};

struct preview {
    enum preview_state state;
    struct picture picture; /* WAITS, FAILED: no pixels; full_width and full_height once known */
    char why[160]; /* FAILED, or READY and damaged: a reason, translated where it is ours */
};

struct previews;

/* `program` NULL: genba-draw where it should be. Starts nothing yet. */
struct previews *previews_new(struct app *app, const char *program);
void previews_free(struct previews *p); /* after app_free; NULL is fine */

void previews_begin(struct previews *p);
/* The best there is now of the file inside a box of pixels. Never NULL; borrowed
 * until the loop goes on. */
const struct preview *previews_get(struct previews *p, const char *path, int box_w, int box_h);

/* For tests: something is being read or waits to be; what is kept. */
bool previews_busy(const struct previews *p);
size_t previews_bytes(const struct previews *p);

#endif
