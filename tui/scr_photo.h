/* Photos of one visit (or, opened nowhere, of the whole hospital, those that
 * belong to nothing first): time, tag, what they show, file, size, and whether
 * their dates agree (R148); below them the photos that are still needed. Files
 * and folders are taken in while one goes on working.
 *
 * Opened with struct place: the line, PC, unknown line, or a photo; rest =
 * "ROW_UUID tag" to stand on a photo or on a need; `!` behind it opens the
 * line for a path. */
#ifndef GENBA_TUI_SCR_PHOTO_H
#define GENBA_TUI_SCR_PHOTO_H

#include "tui/screen.h"

extern const struct screen_ops scr_photo;

#endif
