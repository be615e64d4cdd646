/* One picture in memory -> everything INFO answers. */
#ifndef GENBA_ASSETS_DRAW_LOOK_H
#define GENBA_ASSETS_DRAW_LOOK_H

#include "assets/draw/info.h"

void look(const uint8_t *p, size_t n, bool decode, struct picture_info *out);

#endif
