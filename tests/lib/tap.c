#include "tests/lib/tap.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int planned = -1, run, failed;

static void put_escaped(const char *s, bool name)
{
    for (; *s; s++) {
        if (*s == '\n')
            fputs("\\n", stdout);
        else if (*s == '#' && name)
            fputs("\\#", stdout);
        else if ((unsigned char)*s < 0x20 || *s == 0x7F)
            printf("\\x%02x", (unsigned char)*s);
        else
            putchar(*s);
    }
}

void plan(int n)
{
    planned = n;
    printf("1..%d\n", n);
    fflush(stdout);
}

void plan_skip_all(const char *fmt, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    printf("1..0 # SKIP %s\n", text);
    fflush(stdout);
    exit(0);
}

int tap_done(void)
{
    if (planned < 0)
        printf("1..%d\n", run);
    else if (planned != run)
        printf("# planned %d, ran %d\n", planned, run);
    if (failed)
        printf("# %d of %d failed\n", failed, run);
    fflush(stdout);
    return failed || (planned >= 0 && planned != run) ? 1 : 0;
}

static void line_out(bool pass, const char *name, const char *directive)
{
    run++;
    failed += !pass;
    printf("%sok %d - ", pass ? "" : "not ", run);
    put_escaped(name, true);
    if (directive)
        printf(" # %s", directive);
    putchar('\n');
    fflush(stdout);
}

#define FORMAT_NAME(text)                                                                          \
    do {                                                                                           \
        va_list ap_;                                                                               \
        va_start(ap_, fmt);                                                                        \
        vsnprintf(text, sizeof text, fmt, ap_);                                                    \
        va_end(ap_);                                                                               \
    } while (0)

void diag(const char *fmt, ...)
{
    char text[4096];

    FORMAT_NAME(text);
    fputs("# ", stdout);
    for (const char *p = text; *p; p++) {
        putchar(*p);
        if (*p == '\n')
            fputs("# ", stdout);
    }
    putchar('\n');
    fflush(stdout);
}

void skip(int n, const char *fmt, ...)
{
    char text[512], directive[600];

    FORMAT_NAME(text);
    snprintf(directive, sizeof directive, "SKIP %s", text);
    while (n-- > 0)
        line_out(true, "", directive);
}

void bail(const char *fmt, ...)
{
    char text[512];

    FORMAT_NAME(text);
    printf("Bail out! %s\n", text);
    fflush(stdout);
    exit(255);
}

bool tap_ok(bool pass, const char *expr, const char *file, int line, const char *fmt, ...)
{
    char text[512];

    FORMAT_NAME(text);
    line_out(pass, text, NULL);
    if (!pass)
        diag("%s:%d: %s", file, line, expr);
    return pass;
}

bool tap_int(int64_t got, int64_t want, const char *file, int line, const char *fmt, ...)
{
    char text[512];

    FORMAT_NAME(text);
    line_out(got == want, text, NULL);
    if (got != want)
        diag("%s:%d: got %" PRId64 ", want %" PRId64, file, line, got, want);
    return got == want;
}

bool tap_str(const char *got, const char *want, const char *file, int line, const char *fmt, ...)
{
    char text[512];
    bool same = got && want ? strcmp(got, want) == 0 : got == want;

    FORMAT_NAME(text);
    line_out(same, text, NULL);
    if (!same) {
        printf("# %s:%d:\n#  got: ", file, line);
        put_escaped(got ? got : "(null)", false);
        fputs("\n# want: ", stdout);
        put_escaped(want ? want : "(null)", false);
        putchar('\n');
        fflush(stdout);
    }
    return same;
}

bool tap_rc(int rc, const struct err *e, const char *file, int line, const char *fmt, ...)
{
    char text[512];

    FORMAT_NAME(text);
    line_out(rc == 0, text, NULL);
    if (rc != 0 && e)
        diag("%s:%d: error %d: %s | %s | %s", file, line, rc, e->msg ? e->msg : err_text(e->code),
             e->subject, e->detail);
    return rc == 0;
}
