/* Who may come to the central store: TLS 1.3 both ways with the right
 * certificates and nothing else; every refusal says what is wrong. */
#include "tests/lib/certs.h"
#include "tests/lib/pgcluster.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct house {
    struct pgcluster *cluster;
    struct certs own, foreign;
};

enum { SET = 2 }; /* parameters beside the URL, which they overrule */

struct stranger {
    const char *name, *role, *cert;
    const char *key[SET], *value[SET];
    const char *says; /* stands in the message */
};

static PGconn *come(const struct house *h, const struct stranger *s)
{
    char url[1024];

    pgcluster_tls_url(h->cluster, s->role, s->cert, url, sizeof url);

    const char *const keys[] = {"dbname", "connect_timeout", s->key[0], s->key[1], NULL};
    const char *const values[] = {url, "10", s->value[0], s->value[1], NULL};

    return PQconnectdbParams(keys, values, 1);
}

static void welcome(const struct house *h, const char *what)
{
    PGconn *conn = come(h, &(struct stranger){.role = "crew1"});
    PGresult *res = PQexec(conn, "SELECT version, client_dn, current_user FROM pg_stat_ssl"
                                 " WHERE pid = pg_backend_pid()");

    if (ok(PQntuples(res) == 1, "%s", what)) {
        is_str(PQgetvalue(res, 0, 0), "TLSv1.3", "over TLS 1.3");
        is_str(PQgetvalue(res, 0, 1), "/CN=crew1", "known by the certificate");
        is_str(PQgetvalue(res, 0, 2), "crew1", "as the role of that name");
    } else
        diag("%s", PQerrorMessage(conn));
    PQclear(res);
    PQfinish(conn);
}

static void refused(const struct house *h, const struct stranger *s)
{
    PGconn *conn = come(h, s);

    ok(PQstatus(conn) == CONNECTION_BAD, "refused: %s", s->name);
    if (!ok(strstr(PQerrorMessage(conn), s->says) != NULL, "and it says \"%s\"", s->says))
        diag("%s", PQerrorMessage(conn));
    PQfinish(conn);
}

static void strangers(const struct house *h)
{
    char root[512], crt[512], key[512];
    const struct stranger table[] = {
        {.name = "no certificate",
         .role = "crew1",
         .key = {"sslcert"},
         .value = {"/nonexistent/x.crt"},
         .says = "connection requires a valid client certificate"},
        {.name = "somebody else's certificate",
         .role = "crew1",
         .cert = "crew2",
         .says = "certificate authentication failed for user \"crew1\""},
        {.name = "a person's certificate for the superuser",
         .role = "postgres",
         .cert = "crew1",
         .says = "no pg_hba.conf entry for host"},
        {.name = "a certificate that says it is the superuser",
         .role = "postgres",
         .cert = "root",
         .says = "no pg_hba.conf entry for host"},
        {.name = "a login that is not of the group",
         .role = "guest",
         .says = "no pg_hba.conf entry for host"},
        {.name = "an expired certificate",
         .role = "crew1",
         .cert = "expired",
         .says = "certificate expired"},
        {.name = "a revoked certificate",
         .role = "crew2",
         .cert = "lost",
         .says = "certificate revoked"},
        {.name = "a certificate of a foreign CA",
         .role = "crew1",
         .key = {"sslcert", "sslkey"},
         .value = {crt, key},
         .says = "unknown ca"},
        {.name = "TLS 1.2",
         .role = "crew1",
         .key = {"ssl_min_protocol_version", "ssl_max_protocol_version"},
         .value = {"TLSv1.2", "TLSv1.2"},
         .says = "protocol version"},
        {.name = "a plain connection",
         .role = "crew1",
         .key = {"sslmode"},
         .value = {"disable"},
         .says = "no encryption"},
        {.name = "a server with a certificate of another CA",
         .role = "crew1",
         .key = {"sslrootcert"},
         .value = {root},
         .says = "certificate verify failed"},
        {.name = "a server of another name",
         .role = "crew1",
         .key = {"host", "hostaddr"},
         .value = {"central.example", "127.0.0.1"},
         .says = "does not match host name \"central.example\""},
    };

    certs_path(&h->foreign, "ca", "crt", root, sizeof root);
    certs_path(&h->foreign, "crew1", "crt", crt, sizeof crt);
    certs_path(&h->foreign, "crew1", "key", key, sizeof key);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        refused(h, &table[i]);
}

static void losing(struct house *h)
{
    const struct stranger lost = {.role = "crew2", .cert = "lost"};
    PGconn *conn = come(h, &lost);

    ok(PQstatus(conn) == CONNECTION_OK, "a laptop connects before it is lost");
    PQfinish(conn);
    certs_revoke(&h->own, "lost");
    pgcluster_reload(h->cluster);
}

static void issue(struct house *h, const char *own_dir, const char *foreign_dir)
{
    certs_begin(&h->own, own_dir, "genba test CA");
    certs_issue(&h->own, CERTS_CLIENT, "crew1", "crew1");
    certs_issue(&h->own, CERTS_CLIENT, "crew2", "crew2");
    certs_issue(&h->own, CERTS_CLIENT, "crew2", "lost");
    certs_issue(&h->own, CERTS_CLIENT, "postgres", "root");
    certs_issue(&h->own, CERTS_CLIENT, "guest", "guest");
    certs_issue(&h->own, CERTS_EXPIRED, "crew1", "expired");
    certs_begin(&h->foreign, foreign_dir, "foreign CA");
    certs_issue(&h->foreign, CERTS_CLIENT, "crew1", "crew1");
}

static void key_files(const struct house *h)
{
    char path[512];
    struct stat st;

    certs_path(&h->own, "crew1", "key", path, sizeof path);
    is_int(stat(path, &st) ? -1 : (int)(st.st_mode & 07777), 0600, "a key is its owner's alone");
}

int main(void)
{
    const char *missing = pgcluster_missing();
    char own_dir[128], foreign_dir[128];
    struct house h;

    if (missing)
        plan_skip_all("%s", missing);
    tmpdir_make(own_dir, sizeof own_dir);
    tmpdir_make(foreign_dir, sizeof foreign_dir);
    issue(&h, own_dir, foreign_dir);
    key_files(&h);
    h.cluster = pgcluster_start(&(struct pgcluster_options){.certs = &h.own});
    pgcluster_person(h.cluster, "crew1");
    pgcluster_person(h.cluster, "crew2");
    pgcluster_do(h.cluster, "CREATE ROLE guest LOGIN");
    welcome(&h, "a person with a certificate is let in");
    losing(&h);
    strangers(&h);
    welcome(&h, "and still is");
    pgcluster_free(&h.cluster);
    certs_end(&h.own);
    certs_end(&h.foreign);
    return tap_done();
}
