/* Words that the screens of a visit and of its photos share. */
#ifndef GENBA_TUI_VISIT_WORDS_H
#define GENBA_TUI_VISIT_WORDS_H

#include "model/base/buf.h"
#include "model/survey.h"

struct app;
struct rematch;

/* "ルーター", "ルーター2" where the line has two of them. */
void device_word(const struct survey *s, const struct row *device, bool ja, struct buf *out);
/* With its model: "ルーター AR-830"; of what is no device its name. */
void thing_words(const struct survey *s, const struct row *r, bool ja, struct buf *out);
/* What a photo shows: "ルーター 機器前面"; of a line the tag alone. */
void photo_words(const struct survey *s, const struct row *of, const char *tag, bool ja,
                 struct buf *out);
/* "10:24" as its camera said; nothing where the photo says none (R148). */
void photo_clock(const struct row *photo, struct buf *out);
/* R148, damage: a translated word, "" when all is well. */
const char *photo_warning(const struct survey *s, const struct row *photo);
/* The same, and "not here yet" for one whose bytes are on another laptop only. */
const char *photo_mark(struct app *app, const struct row *photo);
/* "1 of 18 photos belong elsewhere now; 3 to no visit.", and what R100 forbids. */
void photo_put_rematch(const struct rematch *n, struct buf *out);

#endif
