#include "sync/central/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const schemes[] = {"postgresql://", "postgres://"};

static const char *behind_scheme(const char *text)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncmp(text, schemes[i], strlen(schemes[i])) == 0)
            return text + strlen(schemes[i]);
    return NULL;
}

bool url_is_one(const char *text)
{
    return behind_scheme(text) != NULL;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)((at - digits) % 16) : -1;
}

/* Percent-decoded into `out`; false: too long, a bad escape, a control character. */
static bool take(char *out, size_t size, const char *p, size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        int c = (unsigned char)p[i];

        if (c == '%') {
            int high = i + 1 < n ? hex_digit(p[i + 1]) : -1,
                low = i + 2 < n ? hex_digit(p[i + 2]) : -1;

            if (high < 0 || low < 0)
                return false;
            c = high << 4 | low;
            i += 2;
        }
        if (c < ' ' || c == 127 || used + 1 >= size)
            return false;
        out[used++] = (char)c;
    }
    out[used] = '\0';
    return true;
}

static int invalid(const char *what, struct err *e)
{
    return err_say(e, ERR_INVALID,
                   N_("The address of the central store is not valid at \"{1}\". It looks like "
                      "postgresql://HOST/DATABASE"),
                   what, NULL);
}

/* USER@, never USER:PASSWORD@ */
static int take_user(struct url *u, const char **at, size_t *n, struct err *e)
{
    const char *sign = memrchr(*at, '@', *n);
    size_t k = sign ? (size_t)(sign - *at) : 0;

    if (!sign)
        return 0;
    if (memchr(*at, ':', k))
        return err_say(e, ERR_REFUSED,
                       N_("A password may not stand in the address of the central store: others "
                          "could see it. Use a certificate; see genba sync --help."),
                       NULL, NULL);
    if (!take(u->user, sizeof u->user, *at, k))
        return invalid("user", e);
    *at += k + 1;
    *n -= k + 1;
    return 0;
}

static bool is_port(const char *s)
{
    return *s && strspn(s, "0123456789") == strlen(s) && strtol(s, NULL, 10) < 65536;
}

static int take_host(struct url *u, const char *at, size_t n, struct err *e)
{
    const char *close = n > 0 && *at == '[' ? memchr(at, ']', n) : NULL;
    const char *colon;

    if (close) {
        if (!take(u->host, sizeof u->host, at + 1, (size_t)(close - at - 1)))
            return invalid("[", e);
        n -= (size_t)(close + 1 - at);
        at = close + 1;
    }
    colon = memchr(at, ':', n);
    if (close ? n > 0 && colon != at
              : !take(u->host, sizeof u->host, at, colon ? (size_t)(colon - at) : n))
        return invalid("host", e);
    if (colon && (!take(u->port, sizeof u->port, colon + 1, n - (size_t)(colon + 1 - at)) ||
                  !is_port(u->port)))
        return invalid("port", e);
    return 0;
}

static int take_option(struct url *u, const char *at, size_t n, struct err *e)
{
    const struct {
        const char *key;
        char *out;
        size_t size;
    } known[] = {{"host", u->host, sizeof u->host},
                 {"port", u->port, sizeof u->port},
                 {"user", u->user, sizeof u->user},
                 {"dbname", u->database, sizeof u->database}};
    const char *equals = memchr(at, '=', n);
    char key[64];

    if (!equals || !take(key, sizeof key, at, (size_t)(equals - at)))
        return invalid("?", e);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(key, known[i].key) == 0)
            return take(known[i].out, known[i].size, equals + 1, n - (size_t)(equals + 1 - at)) &&
                           (known[i].out != u->port || is_port(u->port))
                       ? 0
                       : invalid(key, e);
    return err_say(e, ERR_REFUSED,
                   N_("\"{1}\" may not stand in the address of the central store: what protects "
                      "the line is fixed."),
                   key, NULL);
}

static int take_options(struct url *u, const char *at, struct err *e)
{
    int rc = 0;

    while (rc == 0 && *at) {
        size_t n = strcspn(at, "&");

        rc = take_option(u, at, n, e);
        at += n + (at[n] == '&');
    }
    return rc;
}

int url_parse(struct url *out, const char *text, struct err *e)
{
    const char *at = behind_scheme(text);
    size_t n;
    int rc;

    *out = (struct url){0};
    if (!at)
        return invalid("postgresql://", e);
    n = strcspn(at, "/?");
    rc = take_user(out, &at, &n, e);
    if (rc == 0)
        rc = take_host(out, at, n, e);
    at += n;
    if (rc == 0 && *at == '/') {
        n = strcspn(++at, "?");
        if (!take(out->database, sizeof out->database, at, n))
            rc = invalid("database", e);
        at += n;
    }
    if (rc == 0 && *at == '?')
        rc = take_options(out, at + 1, e);
    return rc == 0 && strchr(out->host, ',') ? invalid(",", e) : rc; /* libpq takes a list */
}

bool url_is_local(const struct url *u)
{
    return u->host[0] == '\0' || u->host[0] == '/' || u->host[0] == '@';
}

void url_print(const struct url *u, char *out, unsigned size)
{
    snprintf(out, size, "%s%s%s%s%s", *u->host ? u->host : "localhost", *u->port ? ":" : "",
             u->port, *u->database ? "/" : "", u->database + (u->database[0] == '/'));
}
