/* The dictionary of the importer: what hospitals call fields, groups of
 * columns and values (aliases.tsv, compiled in) besides the catalogue's labels.
 *
 * Built once per import (a few ms) and passed around; read-only afterwards.
 * Texts are compared by alias_key: text_fold, then without punctuation and
 * long-vowel marks. */
#ifndef GENBA_ASSETS_IMPORT_ALIAS_H
#define GENBA_ASSETS_IMPORT_ALIAS_H

#include "model/catalog.h"
#include "model/base/buf.h"

#include <stdbool.h>

enum scope { SCOPE_SITE, SCOPE_CONTACT, SCOPE_LINE, SCOPE_PC, SCOPE_ROOM, SCOPE_COUNT };

/* Where a column or label goes: a field, or one of these. */
enum target {
    TARGET_NONE = FIELD_NONE,
    TARGET_UNKNOWN, /* a column of no known name: kept verbatim */
    TARGET_IGNORE,
    TARGET_PLACE, /* building, floor and room in one cell */
    TARGET_OPEN,  /* "from - to" in one cell */
    TARGET_OPERATE,
    TARGET_CLOSED,
    TARGET_DATE_Y, /* a date over three columns */
    TARGET_DATE_M,
    TARGET_DATE_D,
    TARGET_ENTRY_ALLOWED,   /* the opposite of entry_forbidden */
    TARGET_PHOTO_FORBIDDEN, /* the opposite of photo_allowed */
};

struct alias {
    int target;       /* enum field or enum target */
    const char *role; /* of a contact's field beside its label: hospital...; else NULL */
};

struct aliases;

struct aliases *aliases_new(void);
void aliases_free(struct aliases *a); /* NULL is fine */

/* `symbols`: marks like ○ and × are kept (values). */
void alias_key(struct buf *out, const char *text, bool symbols);

/* What the label `text` means in a table. `group` is the group it stands in,
 * or NULL. False when it is no known label. */
bool alias_header(const struct aliases *a, enum scope scope, const char *group, const char *text,
                  struct alias *out);
/* The same without trying parts of the text: cheap, for finding header rows. */
unsigned alias_scopes(const struct aliases *a, const char *text); /* 1 << scope */
/* The group of columns a header stands for; NULL when it is none. */
const char *alias_group(const struct aliases *a, const char *text);
/* The group that columns of this target usually stand in; NULL when none. */
const char *alias_group_of(const struct aliases *a, enum scope scope, int target);
/* The same for a label that only holds a known one: 接続回線の種別. The known
 * one is most of it. */
bool alias_header_like(const struct aliases *a, enum scope scope, const char *text,
                       struct alias *out);

/* How a text was understood: as it stands, without what stands in brackets or
 * behind a blank, or because it holds a known word. */
enum alias_how { ALIAS_EXACT, ALIAS_PART, ALIAS_LIKE };
/* The item of a closed list (or of a field: "entry_forbidden") meant by `text`,
 * NULL when unknown. `how` may be NULL: then nothing is guessed (LIKE). */
const char *alias_value(const struct aliases *a, const char *list, const char *text,
                        enum alias_how *how);
/* `text` is one of the words (all of it), begins or ends with one, or has one. */
bool alias_word(const struct aliases *a, const char *what, const char *text);
bool alias_word_begins(const struct aliases *a, const char *what, const char *text);
bool alias_word_inside(const struct aliases *a, const char *what, const char *text);
/* The words as written, one after the other: i = 0, 1...; NULL at the end. */
const char *alias_word_at(const struct aliases *a, const char *what, size_t i);

#endif
