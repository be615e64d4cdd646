#include "sync/central/settings.h"

#include "model/base/file.h"
#include "model/base/text.h"
#include "model/log.h"
#include "sync/central/protocol.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((size_t)1 << 20)
#define TIMEOUT_S 30
#define TIMEOUT_MAX_S 3600

static const struct {
    const char *name;
    bool path;
    const char *usual; /* in the folder of the file, where it is there */
} keys[CENTRAL_KEY_COUNT] = {
    [CENTRAL_CERTIFICATE] = {"certificate", true, "central.crt"},
    [CENTRAL_KEY] = {"key", true, "central.key"},
    [CENTRAL_AUTHORITY] = {"authority", true, "central-ca.crt"},
    [CENTRAL_REVOKED] = {"revoked", true, NULL},
    [CENTRAL_USER] = {"user", false, NULL},
    [CENTRAL_TIMEOUT] = {"timeout", false, NULL},
    [CENTRAL_PHOTOS] = {"photos", false, NULL},
    [CENTRAL_S3_ENDPOINT] = {"s3_endpoint", false, NULL},
    [CENTRAL_S3_REGION] = {"s3_region", false, NULL},
    [CENTRAL_S3_ACCESS_KEY] = {"s3_access_key", false, NULL},
    [CENTRAL_S3_SECRET_KEY] = {"s3_secret_key", false, NULL},
    [CENTRAL_S3_AUTHORITY] = {"s3_authority", true, NULL},
    [CENTRAL_S3_PLAIN_HTTP] = {"s3_plain_http", false, NULL},
};

/* ---- the file ---- */

struct reading_file {
    struct central_settings *s;
    const char *path;
    char *folder;
    int line;
};

static int add_server(struct central_settings *s, const char *text, struct err *e)
{
    struct url u;
    int rc = url_parse(&u, text, e);

    if (rc != 0)
        return rc;
    s->servers = xgrow(s->servers, s->n, &s->cap, sizeof *s->servers);
    s->servers[s->n++] = u;
    return 0;
}

static void set_value(struct reading_file *f, enum central_key k, const char *text)
{
    struct buf v = BUF_INIT;

    if (keys[k].path && *text && *text != '/')
        buf_addf(&v, "%s/", f->folder);
    buf_puts(&v, text);
    free(f->s->value[k]);
    f->s->value[k] = buf_take(&v);
}

static int line_is_wrong(const struct reading_file *f, const char *what, struct err *e)
{
    char where[300];

    snprintf(where, sizeof where, "%s:%d", f->path, f->line);
    return err_say(e, ERR_INVALID, N_("{1}: \"{2}\" is no setting of the central store."), where,
                   what);
}

/* Blanks and "#" begin a remark behind a value. */
static void cut_remark(char *value)
{
    for (char *p = strchr(value, '#'); p; p = strchr(p + 1, '#'))
        if (p > value && strchr(" \t", p[-1])) {
            *p = '\0';
            return;
        }
}

/* "  key = value  # remark" in place; false: nothing is said on this line. */
static bool split(char *line, char **key, char **value)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* some editors begin a file with it */
    char *equals;

    if (strncmp(line, mark, strlen(mark)) == 0)
        line += strlen(mark);
    line += strspn(line, " \t\r");
    if (!*line || *line == '#')
        return false;
    equals = strchr(line, '=');
    *key = line;
    *value = equals ? equals + 1 + strspn(equals + 1, " \t") : line + strlen(line);
    line[strcspn(line, " \t=")] = '\0';
    cut_remark(*value);
    for (char *end = *value + strlen(*value); end > *value && strchr(" \t\r", end[-1]); end--)
        end[-1] = '\0';
    return true;
}

/* What is wrong with an address, and where it stands. */
static int at_line(const struct reading_file *f, int rc, struct err *e)
{
    char what[sizeof e->subject];

    if (rc == -ERR_INVALID && e) {
        snprintf(what, sizeof what, "%s", e->subject);
        err_say(e, ERR_INVALID,
                N_("{1}: the address of the central store is not valid at \"{2}\". It looks like "
                   "postgresql://HOST/DATABASE"),
                "", what);
        snprintf(e->subject, sizeof e->subject, "%s:%d", f->path, f->line);
    }
    return rc;
}

static int take_line(struct reading_file *f, char *line, struct err *e)
{
    char *key, *value;

    if (!split(line, &key, &value))
        return 0;
    if (strcmp(key, "server") == 0)
        return at_line(f, add_server(f->s, value, e), e);
    for (int k = 0; k < CENTRAL_KEY_COUNT; k++)
        if (strcmp(key, keys[k].name) == 0) {
            set_value(f, (enum central_key)k, value);
            return 0;
        }
    return line_is_wrong(f, key, e);
}

static int check_file(const char *path, struct err *e)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return err_errno(e, path);
    if (S_ISREG(st.st_mode))
        return 0;
    return err_say(e, ERR_INVALID,
                   N_("{1} is neither the address of a central store, postgresql://HOST/"
                      "DATABASE, nor a file of its settings."),
                   path, NULL);
}

static int check_private(const char *path, struct err *e)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return err_errno(e, path);
    if ((st.st_mode & 077) != 0)
        return err_say(e, ERR_REFUSED,
                       N_("Others may read {1}, which opens the central store. Close it: chmod 600 "
                          "{1}"),
                       path, NULL);
    return 0;
}

static int take_lines(struct reading_file *f, struct err *e)
{
    struct buf text = BUF_INIT;
    char *line, *rest;
    int rc = check_file(f->path, e);

    if (rc == 0)
        rc = file_read(f->path, FILE_MAX, &text, e);
    rest = text.p;
    while (rc == 0 && (line = strsep(&rest, "\n")) != NULL) {
        f->line++;
        rc = take_line(f, line, e);
    }
    if (rc == 0) /* first that it is one: nobody is told to close another file */
        rc = check_private(f->path, e);
    buf_release(&text);
    return rc;
}

/* Files that lie where they usually do need no line. */
static void find_usual(struct reading_file *f)
{
    for (int k = 0; k < CENTRAL_KEY_COUNT; k++)
        if (keys[k].usual && !*f->s->value[k]) {
            set_value(f, (enum central_key)k, keys[k].usual);
            if (access(f->s->value[k], F_OK) != 0)
                set_value(f, (enum central_key)k, "");
        }
}

static int read_file(struct central_settings *s, const char *path, struct err *e)
{
    struct reading_file f = {.s = s, .path = path};
    const char *slash = strrchr(path, '/');
    int rc;

    f.folder = slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
    rc = take_lines(&f, e);
    find_usual(&f);
    free(f.folder);
    return rc;
}

static int take_timeout(struct central_settings *s, struct err *e)
{
    const char *text = s->value[CENTRAL_TIMEOUT];
    char *end;
    long seconds = *text ? strtol(text, &end, 10) : TIMEOUT_S;

    if (*text && (*end || seconds < 1 || seconds > TIMEOUT_MAX_S))
        return err_say(e, ERR_INVALID, N_("{1} must be a number of seconds, not \"{2}\"."),
                       "timeout", text);
    s->timeout_ms = (int)seconds * 1000;
    return 0;
}

static int nowhere(const char *path, struct err *e)
{
    return err_say(e, ERR_NOTFOUND,
                   N_("It is not said where the central store is. Write a line \"server = "
                      "postgresql://HOST/DATABASE\" into {1}, or use --to."),
                   path, NULL);
}

int central_settings_load(struct central_settings *out, const char *workspace, const char *to,
                          struct err *e)
{
    bool named = to && url_is_one(to);
    struct buf path = BUF_INIT;
    int rc;

    *out = (struct central_settings){0};
    for (int k = 0; k < CENTRAL_KEY_COUNT; k++)
        out->value[k] = xstrdup("");
    if (to && !named)
        buf_puts(&path, to);
    else
        buf_addf(&path, "%s/identity/central.conf", workspace);
    rc = read_file(out, buf_str(&path), e);
    if (rc == -ERR_NOTFOUND && (named || !to))
        rc = 0;
    else if (rc == -ERR_NOTFOUND)
        rc = err_say(e, ERR_NOTFOUND,
                     N_("{1} is neither the address of a central store, postgresql://HOST/"
                        "DATABASE, nor a file of its settings."),
                     to, NULL);
    if (rc == 0 && named) {
        out->n = 0; /* the person says which */
        rc = add_server(out, to, e);
    }
    if (rc == 0)
        rc = take_timeout(out, e);
    if (rc == 0 && out->n == 0)
        rc = nowhere(buf_str(&path), e);
    buf_release(&path);
    return rc;
}

void central_settings_release(struct central_settings *s)
{
    char *secret = s->value[CENTRAL_S3_SECRET_KEY]; /* NULL when it was released before */

    if (secret)
        OPENSSL_cleanse(secret, strlen(secret));
    for (int k = 0; k < CENTRAL_KEY_COUNT; k++)
        free(s->value[k]);
    free(s->servers);
    *s = (struct central_settings){0};
}

/* ---- photos elsewhere ---- */

void central_settings_photos(struct central_settings *s, const char *url)
{
    if (!url)
        return;
    free(s->value[CENTRAL_PHOTOS]);
    s->value[CENTRAL_PHOTOS] = xstrdup(url);
}

static bool fits(char *out, size_t size, const char *value)
{
    return (size_t)snprintf(out, size, "%s", value) < size;
}

int central_objects(const struct central_settings *s, struct object_store_settings *out,
                    struct err *e)
{
    int rc;

    *out = (struct object_store_settings){0};
    if (!*s->value[CENTRAL_PHOTOS])
        return 0;
    out->plain_http = strcmp(s->value[CENTRAL_S3_PLAIN_HTTP], "yes") == 0;
    out->stall_s = (uint16_t)(s->timeout_ms / 1000);
    if (!fits(out->endpoint, sizeof out->endpoint, s->value[CENTRAL_S3_ENDPOINT]) ||
        !fits(out->region, sizeof out->region, s->value[CENTRAL_S3_REGION]) ||
        !fits(out->access, sizeof out->access, s->value[CENTRAL_S3_ACCESS_KEY]) ||
        !fits(out->secret, sizeof out->secret, s->value[CENTRAL_S3_SECRET_KEY]) ||
        !fits(out->ca_file, sizeof out->ca_file, s->value[CENTRAL_S3_AUTHORITY]))
        return err_say(e, ERR_INVALID, N_("A setting of the object store is too long."), "", "");
    rc = object_store_url(out, s->value[CENTRAL_PHOTOS], e);
    if (rc == 0)
        rc = object_store_check(out, e);
    return rc == 0 ? 1 : rc;
}

int central_place(const struct central_settings *s, char out[OBJECT_PLACE_MAX], struct err *e)
{
    struct object_store_settings o = {0};
    int rc;

    if (!*s->value[CENTRAL_PHOTOS])
        return 0;
    if (!fits(o.endpoint, sizeof o.endpoint, s->value[CENTRAL_S3_ENDPOINT]) ||
        !fits(o.region, sizeof o.region, s->value[CENTRAL_S3_REGION]))
        return err_say(e, ERR_INVALID, N_("A setting of the object store is too long."), "", "");
    rc = object_store_url(&o, s->value[CENTRAL_PHOTOS], e);
    if (rc == 0)
        rc = object_store_where(&o, e);
    if (rc != 0)
        return rc;
    object_store_place(out, &o);
    return 1;
}

/* ---- which server ---- */

/* One server however it is written: what goes without saying is said. */
static void name_server(struct buf *out, const struct url *u)
{
    for (const char *p = *u->host ? u->host : "localhost"; *p; p++)
        buf_putc(out, (char)(url_is_local(u) ? *p : tolower((unsigned char)*p)));
    buf_addf(out, ":%s/%s", *u->port ? u->port : "5432", *u->database ? u->database : "genba");
}

const struct url *central_server_of(const struct central_settings *s, struct id hospital)
{
    const struct url *best = NULL;
    struct hash highest = {{0}};

    for (size_t i = 0; i < s->n; i++) {
        struct buf key = BUF_INIT;
        struct hash h;

        name_server(&key, &s->servers[i]);
        buf_add(&key, hospital.b, sizeof hospital.b);
        h = sha256(buf_str(&key), key.len);
        buf_release(&key);
        if (!best || memcmp(h.b, highest.b, HASH_LEN) > 0) {
            best = &s->servers[i];
            highest = h;
        }
    }
    return best;
}

/* ---- the connection ---- */

/* The name in a certificate; "" when it cannot be read. */
static void certificate_name(char *out, size_t size, const char *path)
{
    FILE *f = fopen(path, "re");
    X509 *x = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;

    *out = '\0';
    if (x &&
        X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, out, (int)size) < 0)
        *out = '\0';
    X509_free(x);
    if (f)
        fclose(f);
}

struct pairs {
    struct buf *out;
    size_t n;
};

static void pair(struct pairs *p, const char *key, const char *value)
{
    if (!*value)
        return;
    wire_put_text(p->out, key);
    wire_put_text(p->out, value);
    p->n++;
}

static int put_tls(struct pairs *p, const struct central_settings *s, struct err *e)
{
    int rc;

    static const struct {
        enum central_key from;
        const char *to;
    } files[] = {{CENTRAL_AUTHORITY, "sslrootcert"},
                 {CENTRAL_CERTIFICATE, "sslcert"},
                 {CENTRAL_KEY, "sslkey"},
                 {CENTRAL_REVOKED, "sslcrl"}};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *path = s->value[files[i].from];

        if (!*path && files[i].from != CENTRAL_REVOKED)
            return err_say(e, ERR_NOTFOUND,
                           N_("{1} is missing. The programme office gives it out; put it beside "
                              "central.conf."),
                           keys[files[i].from].usual, NULL);
        if (*path && access(path, R_OK) != 0)
            return err_errno(e, path);
        if (files[i].from == CENTRAL_KEY && (rc = check_private(path, e)) != 0)
            return rc;
        pair(p, files[i].to, path);
    }
    pair(p, "sslmode", "verify-full");
    pair(p, "ssl_min_protocol_version", "TLSv1.3");
    return 0;
}

int central_connection(struct buf *out, const struct central_settings *s, const struct url *to,
                       struct err *e)
{
    struct buf body = BUF_INIT;
    struct pairs p = {.out = &body};
    char name[128] = "";
    int rc = 0;

    pair(&p, "host", to->host);
    pair(&p, "port", to->port);
    pair(&p, "dbname", *to->database ? to->database : "genba");
    if (url_is_local(to))
        pair(&p, "sslmode", "disable");
    else
        rc = put_tls(&p, s, e);
    if (!*to->user && !*s->value[CENTRAL_USER] && !url_is_local(to))
        certificate_name(name, sizeof name, s->value[CENTRAL_CERTIFICATE]);
    pair(&p, "user",
         *to->user                 ? to->user
         : *s->value[CENTRAL_USER] ? s->value[CENTRAL_USER]
                                   : name);
    pair(&p, "keepalives_idle", "10");
    pair(&p, "keepalives_interval", "5");
    pair(&p, "keepalives_count", "3");
    pair(&p, "gssencmode", "disable");
    pair(&p, "passfile", "/dev/null");
    pair(&p, "client_encoding", "UTF8");
    pair(&p, "application_name", "genba");
    pair(&p, "options",
         "-c lock_timeout=20s -c statement_timeout=5min "
         "-c idle_in_transaction_session_timeout=1min");
    pair(&p, "target_session_attrs", "read-write");
    wire_put32(out, central_calls());
    varint_put(out, p.n);
    buf_add(out, buf_str(&body), body.len);
    wire_put32(out, (uint32_t)s->timeout_ms);
    buf_release(&body);
    return rc;
}
