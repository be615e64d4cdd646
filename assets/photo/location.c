#include "assets/photo/location.h"

#include "assets/draw/info.h"
#include "assets/photo/location_priv.h"

#include <string.h>

static bool reduce(struct buf *out, const uint8_t *p, size_t n)
{
    enum picture_type type = picture_sniff(p, n);

    return type == PICTURE_JPEG  ? location_reduce_jpeg(out, p, n)
           : type == PICTURE_PNG ? location_reduce_png(out, p, n)
                                 : false;
}

int location_remove(struct buf *out, const uint8_t *p, size_t n, const char *name, bool *removed,
                    struct err *e)
{
    size_t from = out->len;

    *removed = false;
    if (!reduce(out, p, n))
        return err_say(e, ERR_REFUSED,
                       N_("{1}: the place cannot be taken out of it, its data is broken."), name,
                       NULL);
    *removed = out->len - from != n || memcmp(out->p + from, p, n) != 0;
    return 0;
}
