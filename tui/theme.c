#include "config.h"

#include "tui/theme.h"

#include "tui/colour.h"

#include <stdlib.h>
#include <string.h>

/* Colours that can be read on black and on white; -1 = the terminal's own. */
struct look {
    attr_t attr;
    short c256, c8;
};

static const struct look looks[ROLE_COUNT] = {
    [ROLE_NORMAL] = {A_NORMAL, -1, -1},
    [ROLE_TITLE] = {A_REVERSE | A_BOLD, -1, -1},
    [ROLE_STATE] = {A_REVERSE, -1, -1},
    [ROLE_KEYS] = {A_REVERSE, -1, -1},
    [ROLE_KEY] = {A_REVERSE | A_BOLD, -1, -1},
    [ROLE_HERE] = {A_BOLD, -1, -1},
    [ROLE_CURSOR] = {A_REVERSE, -1, -1},
    [ROLE_HEAD] = {A_UNDERLINE, -1, -1},
    [ROLE_OK] = {A_NORMAL, 34, COLOR_GREEN},
    [ROLE_DOING] = {A_BOLD, 37, COLOR_CYAN},
    [ROLE_WARN] = {A_BOLD, 136, COLOR_YELLOW},
    [ROLE_BAD] = {A_BOLD, 160, COLOR_RED},
    [ROLE_MUTED] = {A_NORMAL, 244, -1},
    [ROLE_DECLARED] = {A_NORMAL, 33, COLOR_BLUE},
    [ROLE_OBSERVED] = {A_BOLD, -1, -1},
    [ROLE_DIFFERS] = {A_BOLD, 163, COLOR_MAGENTA},
    [ROLE_CONFLICT] = {A_REVERSE | A_BOLD, 160, COLOR_RED},
};

static int colours_there(void)
{
    const char *no = getenv("NO_COLOR");

    if ((no && *no) || !has_colors() || start_color() == ERR)
        return 0;
    if (use_default_colors() == ERR)
        return 0;
    return COLORS;
}

/* Direct colour knows no palette: the colour itself. */
static int number_of(int c256, int depth)
{
    uint8_t rgb[3];

    if (depth <= 256 || c256 < 0)
        return c256;
    colour_rgb256(c256, rgb);
    return rgb[0] << 16 | rgb[1] << 8 | rgb[2];
}

void theme_init(struct theme *t)
{
    memset(t, 0, sizeof *t);
    t->depth = colours_there();
    t->colours = t->depth >= 256 ? 256 : t->depth >= 8 ? 8 : 0;
    for (int r = 0; r < ROLE_COUNT; r++) {
        int colour = t->colours == 256 ? number_of(looks[r].c256, t->depth) : looks[r].c8;

        t->attr[r] = looks[r].attr;
        if (t->colours && colour >= 0 && init_extended_pair(r + 1, colour, -1) == OK)
            t->pair[r] = (short)(r + 1);
    }
    if (t->colours)
        t->pairs = colours_new(ROLE_COUNT + 1, COLOR_PAIRS);
}

void theme_release(struct theme *t)
{
    colours_free(t->pairs);
    t->pairs = NULL;
}

enum pictures theme_pictures(const char *setting)
{
    if (strcmp(setting, "off") == 0)
        return PICTURES_OFF;
    return strcmp(setting, "narrow") == 0 ? PICTURES_NARROW : PICTURES_AUTO;
}
