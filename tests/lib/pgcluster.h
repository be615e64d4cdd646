/* A throw-away PostgreSQL for one test: made by initdb in a directory of its
 * own under /tmp, listening there on a socket and on 127.0.0.1 (TLS 1.3 with
 * client certificates only, when certificates are given).
 *
 * The test's process owns it. It is stopped and removed by pgcluster_free, at
 * the latest at exit; when the test is killed, the server gets SIGQUIT from
 * the kernel and a watcher removes the directory. Run by root, the server and
 * its tools run as the user postgres.
 *
 * Over the socket anybody is who he says (the superuser postgres too); over
 * TCP the certificate's CN is the role (pg_ident map "genba"), which must be of
 * the group genba_member, and there is neither password nor plain connection. The database is "genba", empty.
 * About 1.4 s from start to ready, nearly all of it initdb.
 *
 * Everything here bails out when it cannot do its work: a test without its
 * server has nothing to say. Where no server is installed, ask
 * pgcluster_missing first and skip. */
#ifndef GENBA_TESTS_LIB_PGCLUSTER_H
#define GENBA_TESTS_LIB_PGCLUSTER_H

#include "model/base/buf.h"
#include "tests/lib/certs.h"

#include <sys/types.h>

struct pgcluster_options {
    bool durable;              /* fsync on: for tests that kill the server */
    const struct certs *certs; /* TLS with certs/server.crt, or NULL: socket only */
    const char *conf;          /* more lines of postgresql.conf, or NULL */
};

struct pgcluster {
    char dir[64]; /* the socket's directory, too; data/ and log in it */
    char bin[128];
    int port;
    pid_t pid; /* of the postmaster; 0 while stopped */
    pid_t watcher;
    const struct certs *certs;
};

const char *pgcluster_missing(void); /* why no server can run here, or NULL */

struct pgcluster *pgcluster_start(const struct pgcluster_options *options); /* NULL: defaults */
void pgcluster_free(struct pgcluster **c);                                  /* stops, removes */

void pgcluster_stop(struct pgcluster *c);   /* fast: clients are cut, data are written */
void pgcluster_kill(struct pgcluster *c);   /* SIGKILL to all of its processes at once */
void pgcluster_resume(struct pgcluster *c); /* starts again after stop or kill */
void pgcluster_reload(struct pgcluster *c); /* reads certificates and the CRL anew */

/* postgresql://... of a role: over the socket ("postgres" is the superuser),
 * or over TLS with verify-full and the certificate that certs made for the
 * file name `cert` (the role itself when NULL). Valid while the cluster is. */
void pgcluster_url(const struct pgcluster *c, const char *role, char *out, size_t size);
void pgcluster_tls_url(const struct pgcluster *c, const char *role, const char *cert, char *out,
                       size_t size);
/* The same over TLS through another port of 127.0.0.1 (a proxy). */
void pgcluster_port_url(const struct pgcluster *c, int port, const char *role, char *out,
                        size_t size);

/* SQL of one or more statements in one go as the role over the socket. True:
 * the last result as text, columns by '|', rows by newline. False: "SQLSTATE
 * message" of the failure. */
bool pgcluster_sql(const struct pgcluster *c, const char *role, const char *sql, struct buf *out);
void pgcluster_do(const struct pgcluster *c, const char *sql);     /* by the superuser */
int64_t pgcluster_int(const struct pgcluster *c, const char *sql); /* one number, the same way */

/* A login role in the group genba_member (made when it is not there). */
void pgcluster_person(const struct pgcluster *c, const char *login);

/* pg_dump of the database to a file of that name in the cluster's directory;
 * restore puts the database back to it, cutting whoever is connected. */
void pgcluster_dump(const struct pgcluster *c, const char *name);
void pgcluster_restore(const struct pgcluster *c, const char *name);

#endif
