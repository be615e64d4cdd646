/* The font that a drawing's labels and legend are written with: the setting
 * `font`, else the first Japanese font of Debian that is there. genba-draw opens
 * nothing: it gets the open file. */
#ifndef GENBA_ASSETS_DRAWING_FONT_H
#define GENBA_ASSETS_DRAWING_FONT_H

#include "model/base/err.h"

/* *fd is the caller's. ERR_NOTFOUND says which package to install, or that the
 * file of the setting is not there. */
int font_open(const char *setting, int *fd, struct err *e);

#endif
