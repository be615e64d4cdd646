/* Fuzz target: what genba-draw answers, whatever it says: it may have been taken
 * over by a picture. What is believed is bounded and in range. The first byte says
 * which answer it is. */
#include "assets/draw/diagram.h"
#include "assets/draw/protocol.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void sheet(const uint8_t *p, size_t n)
{
    struct diagram_picture out;

    if (diagram_answer_get(p, n, &out)) {
        require(!out.png == (out.width == 0) && !out.png == (out.height == 0));
        require(out.width <= DIAGRAM_WIDTH_MAX && out.height <= DIAGRAM_HEIGHT_MAX);
        require(!out.png || (out.width >= DIAGRAM_WIDTH_MIN && memcmp(out.png + 1, "PNG", 3) == 0));
    }
    require(out.nmissing <= DIAGRAM_MISSING && memchr(out.fault, 0, sizeof out.fault));
    diagram_picture_release(&out);
}

static void shown(const uint8_t *p, size_t n)
{
    struct picture out;

    if (!picture_get(p, n, 40, 30, &out))
        return;
    require(out.width <= 40 && out.height <= 30 && !out.rgb == (out.width == 0));
    picture_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct picture_info info;

    if (size < 1)
        return 0;
    if (data[0] == 'D')
        sheet(data + 1, size - 1);
    else if (data[0] == 'P')
        shown(data + 1, size - 1);
    else if (info_get(data + 1, size - 1, &info))
        require(info.orientation >= 0 && info.orientation <= 8);
    return 0;
}
