#include "assets/drawing/font.h"

#include <fcntl.h>
#include <stddef.h>

/* The widest first: Noto has the rare characters of names that IPA lacks. */
static const char *const places[] = {
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf",
    "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
    "/usr/share/fonts/truetype/vlgothic/VL-Gothic-Regular.ttf",
    "/usr/share/fonts/truetype/fonts-japanese-gothic.ttf",
};

int font_open(const char *setting, int *fd, struct err *e)
{
    *fd = -1;
    if (*setting) {
        *fd = open(setting, O_RDONLY | O_CLOEXEC);
        return *fd >= 0 ? 0 : err_errno(e, setting);
    }
    for (size_t i = 0; i < sizeof places / sizeof *places && *fd < 0; i++)
        *fd = open(places[i], O_RDONLY | O_CLOEXEC);
    return *fd >= 0
               ? 0
               : err_say(e, ERR_NOTFOUND, N_("There is no Japanese font. Install the package {1}."),
                         "fonts-ipafont-gothic", NULL);
}
