/* Attributes by role. Nothing but theme.c names a colour; pictures alone have
 * their own (colour.h). Every role can also
 * be told apart without colour by bold, underline or reverse where it matters;
 * marks are words or ASCII signs besides. */
#ifndef GENBA_TUI_THEME_H
#define GENBA_TUI_THEME_H

#include <curses.h>

enum role {
    ROLE_NORMAL,
    ROLE_TITLE,  /* the first line */
    ROLE_STATE,  /* the second line */
    ROLE_KEYS,   /* the bottom line */
    ROLE_KEY,    /* a key's name */
    ROLE_HERE,   /* where I am: hospital, visit */
    ROLE_CURSOR, /* the cursor row */
    ROLE_HEAD,   /* column headers */
    ROLE_OK,
    ROLE_DOING,
    ROLE_WARN,
    ROLE_BAD,
    ROLE_MUTED,
    ROLE_DECLARED, /* what the hospital wrote */
    ROLE_OBSERVED, /* what the surveyor saw */
    ROLE_DIFFERS,
    ROLE_CONFLICT, /* several values stand there */
    ROLE_COUNT
};

/* How pictures are drawn (mosaic.h): the setting `pictures`. */
enum pictures { PICTURES_AUTO, PICTURES_NARROW, PICTURES_OFF };

struct theme {
    int colours; /* of the roles: 0, 8 or 256 */
    int depth;   /* of pictures: 0, 8, 16, 88, 256 or more */
    enum pictures pictures;
    struct colours *pairs; /* of pictures; NULL without colours */
    attr_t attr[ROLE_COUNT];
    short pair[ROLE_COUNT];
};

/* Needs an open terminal. No colours when the terminal has none, or when
 * NO_COLOR is set and not empty. */
void theme_init(struct theme *t);
void theme_release(struct theme *t);
enum pictures theme_pictures(const char *setting); /* what is no known word is AUTO */

#endif
