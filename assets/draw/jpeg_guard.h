/* libjpeg behind a jump: an error of the library leaves through `jump`, with
 * the first thing it said in `why`; warnings are counted. A fresh one for each
 * file: a handle that met a malformed file refuses good ones afterwards. */
#ifndef GENBA_ASSETS_DRAW_JPEG_GUARD_H
#define GENBA_ASSETS_DRAW_JPEG_GUARD_H

#include "assets/draw/scan.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

struct jpeg_guard {
    struct jpeg_error_mgr base;
    struct jpeg_progress_mgr progress;
    jmp_buf jump;
    char *why; /* WHY_SIZE; the caller's */
    int warnings;
};

/* Before jpeg_create_decompress; jpeg_guard_open after it. */
void jpeg_guard_init(struct jpeg_guard *g, struct jpeg_decompress_struct *c, char why[WHY_SIZE]);
void jpeg_guard_open(struct jpeg_guard *g, struct jpeg_decompress_struct *c, const uint8_t *p,
                     size_t n);

#endif
