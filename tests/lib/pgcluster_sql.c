#include "tests/lib/pgcluster_priv.h"
#include "tests/lib/pgproc.h"
#include "tests/lib/tap.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As a part of a URL: everything but letters, digits and -._ by its number. */
static void escape(struct buf *b, const char *s)
{
    for (; *s; s++)
        if (strchr("-._", *s) || (*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z') ||
            (*s >= 'A' && *s <= 'Z'))
            buf_putc(b, *s);
        else
            buf_addf(b, "%%%02X", (unsigned char)*s);
}

static void hand_out(struct buf *b, char *out, size_t size)
{
    if (b->len >= size)
        bail("a URL of %zu bytes is too long", b->len);
    memcpy(out, buf_str(b), b->len + 1);
    buf_release(b);
}

static void socket_url(const struct pgcluster *c, const char *role, const char *database, char *out,
                       size_t size)
{
    struct buf b = BUF_INIT;

    buf_puts(&b, "postgresql://");
    escape(&b, role);
    buf_addf(&b, "@/%s?host=%s&port=%d", database, c->dir, c->port);
    hand_out(&b, out, size);
}

void pgcluster_url(const struct pgcluster *c, const char *role, char *out, size_t size)
{
    socket_url(c, role, "genba", out, size);
}

static void tls_url(const struct pgcluster *c, int port, const char *role, const char *cert,
                    char *out, size_t size)
{
    struct buf b = BUF_INIT;

    buf_puts(&b, "postgresql://");
    escape(&b, role);
    buf_addf(&b, "@127.0.0.1:%d/genba?sslmode=verify-full&ssl_min_protocol_version=TLSv1.3", port);
    buf_addf(&b, "&sslrootcert=%s/ca.crt&sslcert=%s/", c->certs->dir, c->certs->dir);
    escape(&b, cert ? cert : role);
    buf_addf(&b, ".crt&sslkey=%s/", c->certs->dir);
    escape(&b, cert ? cert : role);
    buf_puts(&b, ".key");
    hand_out(&b, out, size);
}

void pgcluster_tls_url(const struct pgcluster *c, const char *role, const char *cert, char *out,
                       size_t size)
{
    tls_url(c, c->port, role, cert, out, size);
}

void pgcluster_port_url(const struct pgcluster *c, int port, const char *role, char *out,
                        size_t size)
{
    tls_url(c, port, role, NULL, out, size);
}

/* ---- statements ---- */

static bool failed(const PGconn *conn, const PGresult *res, struct buf *out)
{
    const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
    const char *text = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;

    buf_reset(out);
    buf_addf(out, "%s %s", state ? state : "08000", text ? text : PQerrorMessage(conn));
    return false;
}

static void add_rows(const PGresult *res, struct buf *out)
{
    buf_reset(out);
    for (int row = 0; row < PQntuples(res); row++) {
        if (row)
            buf_putc(out, '\n');
        for (int col = 0; col < PQnfields(res); col++) {
            if (col)
                buf_putc(out, '|');
            buf_add(out, PQgetvalue(res, row, col), (size_t)PQgetlength(res, row, col));
        }
    }
}

static void no_notice(void *ctx, const PGresult *res)
{
    (void)ctx;
    (void)res;
}

static bool run_url(const char *url, const char *sql, struct buf *out)
{
    PGconn *conn = PQconnectdb(url);
    PGresult *res = NULL;
    bool done;

    buf_reset(out);
    PQsetNoticeReceiver(conn, no_notice, NULL);
    if (PQstatus(conn) == CONNECTION_OK)
        res = PQexec(conn, sql);
    switch (PQresultStatus(res)) {
    case PGRES_TUPLES_OK:
        add_rows(res, out);
        done = true;
        break;
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
        done = true;
        break;
    default:
        done = failed(conn, res, out);
    }
    PQclear(res);
    PQfinish(conn);
    return done;
}

bool pgcluster_sql(const struct pgcluster *c, const char *role, const char *sql, struct buf *out)
{
    char url[512];

    pgcluster_url(c, role, url, sizeof url);
    return run_url(url, sql, out);
}

static void must(const char *url, const char *sql, struct buf *out)
{
    if (!run_url(url, sql, out))
        bail("%s: %s", sql, buf_str(out));
}

void pgcluster_do(const struct pgcluster *c, const char *sql)
{
    struct buf out = BUF_INIT;
    char url[512];

    pgcluster_url(c, "postgres", url, sizeof url);
    must(url, sql, &out);
    buf_release(&out);
}

int64_t pgcluster_int(const struct pgcluster *c, const char *sql)
{
    struct buf out = BUF_INIT;
    char url[512], *end;
    int64_t value;

    pgcluster_url(c, "postgres", url, sizeof url);
    must(url, sql, &out);
    value = strtoll(buf_str(&out), &end, 10);
    if (end == out.p || *end)
        bail("%s: \"%s\" is no number", sql, buf_str(&out));
    buf_release(&out);
    return value;
}

static void quoted(struct buf *b, const char *s, char quote)
{
    buf_putc(b, quote);
    for (; *s; s++) {
        if (*s == quote)
            buf_putc(b, quote);
        buf_putc(b, *s);
    }
    buf_putc(b, quote);
}

static bool has_role(const struct pgcluster *c, const char *role)
{
    struct buf sql = BUF_INIT;
    bool has;

    buf_puts(&sql, "SELECT count(*) FROM pg_roles WHERE rolname = ");
    quoted(&sql, role, '\'');
    has = pgcluster_int(c, buf_str(&sql)) == 1;
    buf_release(&sql);
    return has;
}

void pgcluster_person(const struct pgcluster *c, const char *login)
{
    struct buf sql = BUF_INIT;

    if (!has_role(c, "genba_member"))
        pgcluster_do(c, "CREATE ROLE genba_member NOLOGIN");
    buf_puts(&sql, "CREATE ROLE ");
    quoted(&sql, login, '"');
    buf_puts(&sql, " LOGIN IN ROLE genba_member");
    pgcluster_do(c, buf_str(&sql));
    buf_release(&sql);
}

/* ---- the whole database ---- */

void pgcluster_empty(const struct pgcluster *c)
{
    struct buf out = BUF_INIT;
    char url[512];

    socket_url(c, "postgres", "postgres", url, sizeof url);
    must(url, "DROP DATABASE IF EXISTS genba WITH (FORCE)", &out);
    must(url, "CREATE DATABASE genba", &out);
    buf_release(&out);
}

static void tool(const struct pgcluster *c, const char *name, const char *file, bool dump)
{
    char path[160], port[16], dir[64], out[128], database[] = "genba";
    char option_h[] = "-h", option_p[] = "-p", option_u[] = "-U", user[] = "postgres";
    char custom[] = "-Fc", option_f[] = "-f", option_d[] = "-d", strict[] = "--exit-on-error";
    char *dumping[] = {path, option_h, dir,      option_p, port,     option_u,
                       user, custom,   option_f, out,      database, NULL};
    char *restoring[] = {path, option_h, dir,      option_p, port, option_u,
                         user, strict,   option_d, database, out,  NULL};

    pgcluster_program(c, name, path, sizeof path);
    snprintf(port, sizeof port, "%d", c->port);
    snprintf(dir, sizeof dir, "%s", c->dir);
    snprintf(out, sizeof out, "%s/%s", c->dir, file);
    if (!pgproc_run(c->dir, dump ? dumping : restoring))
        pgcluster_bail(c, name);
}

void pgcluster_dump(const struct pgcluster *c, const char *name)
{
    tool(c, "pg_dump", name, true);
}

void pgcluster_restore(const struct pgcluster *c, const char *name)
{
    pgcluster_empty(c);
    tool(c, "pg_restore", name, false);
}
