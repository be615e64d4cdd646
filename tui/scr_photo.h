/* Photos of one visit (or, opened nowhere, of the whole hospital, those that
 * belong to nothing first): time, tag, what they show, file, size, and whether
 * their dates agree (R148); below them the photos that are still needed. Files
 * and folders are taken in while one goes on working.
 *
 * Shown as tiles with previews, where pictures can be drawn (mosaic.h), or as a
 * list; `v` changes between them and is remembered. Enter shows the photo under
 * the cursor over the whole body, with its facts. The tiles of what is missing
 * are words.
 *
 * Opened with struct place: the line, PC, unknown line, or a photo; rest =
 * "ROW_UUID tag" to stand on a photo or on a need; `!` behind it opens the
 * line for a path. */
#ifndef GENBA_TUI_SCR_PHOTO_H
#define GENBA_TUI_SCR_PHOTO_H

#include "tui/screen.h"

extern const struct screen_ops scr_photo;

#endif
