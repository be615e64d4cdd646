#include "assets/photo/location.h"

#include "assets/draw/info.h"
#include "assets/photo/location_priv.h"

#include <string.h>

static const struct {
    bool (*in)(const uint8_t *, size_t);
    bool (*reduce)(struct buf *, const uint8_t *, size_t);
} formats[] = {
    [PICTURE_JPEG] = {location_in_jpeg, location_reduce_jpeg},
    [PICTURE_PNG] = {location_in_png, location_reduce_png},
};

int location_remove(struct buf *out, const uint8_t *p, size_t n, const char *name, bool *removed,
                    struct err *e)
{
    enum picture_type type = picture_sniff(p, n);
    size_t from = out->len;

    *removed = false;
    if ((type != PICTURE_JPEG && type != PICTURE_PNG) || !formats[type].in(p, n)) {
        buf_add(out, p, n);
        return 0;
    }
    if (!formats[type].reduce(out, p, n))
        return err_say(e, ERR_REFUSED,
                       N_("{1}: the place cannot be taken out of it, its data is broken."), name,
                       NULL);
    *removed = out->len - from != n || memcmp(out->p + from, p, n) != 0;
    return 0;
}
