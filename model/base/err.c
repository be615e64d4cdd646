#include "model/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts at `size` without splitting a UTF-8 character. */
static void copy_clipped(char *dst, size_t size, const char *src)
{
    size_t n = src ? strlen(src) : 0;

    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)src[n] & 0xC0) == 0x80)
            n--;
    }
    if (n)
        memcpy(dst, src, n);
    dst[n] = '\0';
}

int err_set(struct err *e, enum err_code code, const char *subject, const char *fmt, ...)
{
    if (e) {
        char full[1024];
        va_list ap;

        va_start(ap, fmt);
        vsnprintf(full, sizeof full, fmt, ap);
        va_end(ap);
        e->code = code;
        e->msg = NULL;
        copy_clipped(e->subject, sizeof e->subject, subject);
        copy_clipped(e->detail, sizeof e->detail, full);
    }
    return -(int)code;
}

int err_say(struct err *e, enum err_code code, const char *msg, const char *subject,
            const char *detail)
{
    if (e) {
        e->code = code;
        e->msg = msg;
        copy_clipped(e->subject, sizeof e->subject, subject);
        copy_clipped(e->detail, sizeof e->detail, detail);
    }
    return -(int)code;
}

int err_errno(struct err *e, const char *path)
{
    int no = errno;
    enum err_code code = no == ENOSPC || no == EDQUOT ? ERR_FULL
                         : no == ENOENT               ? ERR_NOTFOUND
                                                      : ERR_IO;

    return err_set(e, code, path, "%s", strerror(no));
}

const char *err_text(enum err_code code)
{
    static const char *const texts[] = {
#define X(id, text) [ERR_##id] = text,
        ERR_CODES(X)
#undef X
    };

    return texts[code];
}
