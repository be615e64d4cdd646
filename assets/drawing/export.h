/* Every drawing with its pins as a PNG into a folder: SERIAL_BUILDING_FLOOR_平面図.png
 * (names as filename.h makes them). What genba wrote
 * there before is replaced; a file of somebody else stays, and the drawing is
 * not written. */
#ifndef GENBA_ASSETS_DRAWING_EXPORT_H
#define GENBA_ASSETS_DRAWING_EXPORT_H

#include "assets/drawing/render.h"

struct drawing_export {
    const struct row *drawing;
    const char *path;                 /* of the file, "" when there is none */
    const struct diagram_picture *of; /* its size, what was missing */
    int rc;                           /* 0, or -ERR_x with `why`; the others go on */
    const struct err *why;
};
typedef void drawing_export_fn(const struct drawing_export *x, void *ctx);

/* 0 when every drawing was tried. ERR_IO, ERR_FULL: the folder takes no more. */
int drawings_export(const struct casefile *c, const char *folder, const struct render *how,
                    drawing_export_fn *fn, void *ctx, struct err *e);

#endif
