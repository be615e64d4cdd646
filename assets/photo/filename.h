/* File names made of the survey's words, for what is handed over: good on
 * FAT32, exFAT, NTFS and ext4, whatever they are made of.
 *
 * NFC; none of <>:"/\|?*, no control character and none that turns the
 * direction of writing; no dot or blank at an end, no dot in front; never a
 * name that Windows keeps for a device (CON, NUL.txt, COM1 ...). Bounded in
 * bytes of UTF-8 (ext4) and in units of UTF-16 (Windows, FAT32), low enough for
 * ".part" behind it and for a folder before it within Windows' 260; what is cut
 * is cut before a base character, never between it and its marks. */
#ifndef GENBA_ASSETS_PHOTO_FILENAME_H
#define GENBA_ASSETS_PHOTO_FILENAME_H

#include "model/base/buf.h"

#include <stdbool.h>

#define FILENAME_MAX_BYTES 200
#define FILENAME_MAX_UNITS 100 /* UTF-16 */

/* Appends a word to become a part of a name: bad characters are '_'. A word
 * without a good character appends nothing. */
void filename_word(struct buf *out, const char *word);

/* Appends a whole name of `stem` (words and what is between them) and `ext`
 * (".jpg", or ""): the stem is cleaned and cut so that both fit. A stem of
 * nothing is "_". */
void filename_make(struct buf *out, const char *stem, const char *ext);

/* Names of one folder, compared as Windows and FAT32 do: case-blind. */
struct filename_set {
    void *tree; /* zero: empty */
};

/* Appends the name of `stem` and `ext` as filename_make does, with _2, _3 ...
 * behind the stem where the folder has that name already; it has it from now on. */
void filename_add(struct filename_set *set, struct buf *out, const char *stem, const char *ext);
void filename_set_release(struct filename_set *set);

#endif
