#include "tests/lib/pgcluster.h"
#include "tests/lib/pgcluster_priv.h"
#include "tests/lib/pgproc.h"
#include "tests/lib/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glob.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLUSTERS 8
#define START_SECONDS 30
#define STOP_MS 20000
#define TRIES 5

/* What still runs at exit; of the process that started it alone. */
static struct pgcluster *running[CLUSTERS];
static pid_t owner;

static void free_all(void)
{
    for (int i = 0; i < CLUSTERS && getpid() == owner; i++)
        if (running[i]) {
            struct pgcluster *c = running[i];

            pgcluster_free(&c);
        }
}

static void remember(struct pgcluster *c)
{
    int i = 0;

    if (owner != getpid()) {
        owner = getpid();
        memset(running, 0, sizeof running);
        atexit(free_all);
    }
    while (i < CLUSTERS && running[i])
        i++;
    if (i == CLUSTERS)
        bail("more than %d servers at once", CLUSTERS);
    running[i] = c;
}

/* The folder of the newest server's programs. */
static bool find_programs(char *out, size_t size)
{
    long best = -1;
    glob_t all;

    if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &all))
        return false;
    for (size_t i = 0; i < all.gl_pathc; i++) {
        const char *path = all.gl_pathv[i];
        long version = strtol(path + strlen("/usr/lib/postgresql/"), NULL, 10);

        if (version <= best)
            continue;
        best = version;
        snprintf(out, size, "%.*s", (int)(strlen(path) - strlen("/initdb")), path);
    }
    globfree(&all);
    return best >= 0;
}

const char *pgcluster_missing(void)
{
    char bin[128];
    uid_t uid;
    gid_t gid;

    if (!find_programs(bin, sizeof bin))
        return "no PostgreSQL server is installed (package postgresql)";
    if (!pgproc_user(&uid, &gid))
        return "there is no user postgres to run a server as";
    return NULL;
}

/* ---- files ---- */

static void give(const char *path, mode_t mode)
{
    uid_t uid;
    gid_t gid;

    if (!pgproc_user(&uid, &gid) || chmod(path, mode) || chown(path, uid, gid))
        bail("%s: %s", path, strerror(errno));
}

static void write_text(const struct pgcluster *c, const char *name, const char *text)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof path, "%s/data/%s", c->dir, name);
    f = fopen(path, "we");
    if (!f || fputs(text, f) < 0 || fclose(f))
        bail("%s: %s", path, strerror(errno));
    give(path, 0600);
}

static void copy_pem(const struct pgcluster *c, const char *file, const char *suffix)
{
    char path[512], name[64], text[1 << 16];
    size_t n;
    FILE *f;

    certs_path(c->certs, file, suffix, path, sizeof path);
    f = fopen(path, "re");
    if (!f)
        bail("%s: %s", path, strerror(errno));
    n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    snprintf(name, sizeof name, "%s.%s", file, suffix);
    write_text(c, name, text);
}

static void copy_certs(const struct pgcluster *c)
{
    copy_pem(c, "server", "crt");
    copy_pem(c, "server", "key");
    copy_pem(c, "ca", "crt");
    copy_pem(c, "ca", "crl");
}

static void configure(const struct pgcluster *c, const struct pgcluster_options *o)
{
    struct buf conf = BUF_INIT;

    buf_addf(&conf,
             "listen_addresses = '127.0.0.1'\nunix_socket_directories = '%s'\n"
             "max_connections = 100\nlog_min_messages = warning\nlog_checkpoints = off\n"
             "dynamic_shared_memory_type = mmap\ntimezone = 'UTC'\n",
             c->dir);
    if (!o->durable)
        buf_puts(&conf, "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n");
    if (o->certs)
        buf_puts(&conf, "ssl = on\nssl_min_protocol_version = 'TLSv1.3'\n"
                        "ssl_ca_file = 'ca.crt'\nssl_crl_file = 'ca.crl'\n");
    if (o->conf)
        buf_puts(&conf, o->conf);
    write_text(c, "postgresql.conf", buf_str(&conf));
    buf_release(&conf);
    write_text(c, "pg_hba.conf",
               "local all all trust\nhostssl all +genba_member 127.0.0.1/32 cert map=genba\n");
    write_text(c, "pg_ident.conf", "genba /^(.+)$ \\1\n");
    if (o->certs)
        copy_certs(c);
}

void pgcluster_bail(const struct pgcluster *c, const char *what)
{
    char path[128], line[512];
    FILE *f;

    snprintf(path, sizeof path, "%s/log", c->dir);
    f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        diag("%s", line);
    }
    if (f)
        fclose(f);
    bail("PostgreSQL: %s failed", what);
}

/* ---- the server ---- */

/* Below the ports that the kernel gives to clients: what is free stays free. */
static int free_port(void)
{
    unsigned seed = (unsigned)getpid() * 2654435761U + (unsigned)clock();

    for (unsigned i = 0; i < 1000; i++) {
        int port = 15000 + (int)((seed + i * 7919U) % 17000U);
        struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), rc;

        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        rc = bind(fd, (struct sockaddr *)&a, sizeof a);
        close(fd);
        if (rc == 0)
            return port;
    }
    bail("no port is free");
}

void pgcluster_program(const struct pgcluster *c, const char *name, char *out, size_t size)
{
    snprintf(out, size, "%s/%s", c->bin, name);
}

/* Ready, or ended before it was. */
static bool launch(struct pgcluster *c)
{
    char path[160], data[80], port[16], info[160];
    char option_d[] = "-D", option_p[] = "-p";
    char *argv[] = {path, option_d, data, option_p, port, NULL};

    pgcluster_program(c, "postgres", path, sizeof path);
    snprintf(data, sizeof data, "%s/data", c->dir);
    snprintf(port, sizeof port, "%d", c->port);
    snprintf(info, sizeof info, "host=%s port=%d user=postgres dbname=postgres connect_timeout=5",
             c->dir, c->port);
    c->pid = pgproc_spawn(c->dir, argv);
    for (time_t deadline = time(NULL) + START_SECONDS; time(NULL) < deadline; poll(NULL, 0, 10)) {
        if (pgproc_ended(c->pid, 0)) {
            c->pid = 0;
            return false;
        }
        if (PQping(info) == PQPING_OK)
            return true;
    }
    pgproc_kill(c->pid);
    c->pid = 0;
    return false;
}

static void init_data(struct pgcluster *c)
{
    char path[160], data[80], option_d[] = "-D", quick[] = "-N", auth[] = "--auth=trust";
    char user[] = "--username=postgres", locale[] = "--no-locale", encoding[] = "--encoding=UTF8";
    char quiet[] = "--no-instructions";
    char *argv[] = {path, option_d, data, quick, auth, user, locale, encoding, quiet, NULL};

    pgcluster_program(c, "initdb", path, sizeof path);
    snprintf(data, sizeof data, "%s/data", c->dir);
    if (!pgproc_run(c->dir, argv))
        pgcluster_bail(c, "initdb");
}

struct pgcluster *pgcluster_start(const struct pgcluster_options *options)
{
    static const struct pgcluster_options defaults = {.durable = false};
    const struct pgcluster_options *o = options ? options : &defaults;
    struct pgcluster *c = xcalloc(1, sizeof *c);
    bool up = false;

    snprintf(c->dir, sizeof c->dir, "/tmp/genba-pg-XXXXXX");
    if (!find_programs(c->bin, sizeof c->bin) || !mkdtemp(c->dir))
        bail("no place or no program for a server");
    remember(c);
    c->certs = o->certs;
    c->watcher = pgproc_watch(c->dir);
    give(c->dir, 0755);
    init_data(c);
    configure(c, o);
    for (int i = 0; i < TRIES && !up; i++) {
        c->port = free_port();
        up = launch(c);
    }
    if (!up)
        pgcluster_bail(c, "start");
    pgcluster_empty(c);
    return c;
}

void pgcluster_resume(struct pgcluster *c)
{
    if (!c->pid && !launch(c))
        pgcluster_bail(c, "start");
}

static void end_by(struct pgcluster *c, int sig)
{
    if (!c->pid)
        return;
    kill(c->pid, sig);
    if (!pgproc_ended(c->pid, STOP_MS))
        pgproc_kill(c->pid);
    c->pid = 0;
}

void pgcluster_stop(struct pgcluster *c)
{
    end_by(c, SIGINT);
}

void pgcluster_kill(struct pgcluster *c)
{
    if (c->pid)
        pgproc_kill(c->pid);
    c->pid = 0;
}

void pgcluster_reload(struct pgcluster *c)
{
    if (c->certs)
        copy_certs(c);
    if (c->pid)
        kill(c->pid, SIGHUP);
}

void pgcluster_free(struct pgcluster **cluster)
{
    struct pgcluster *c = *cluster;

    *cluster = NULL;
    if (!c)
        return;
    end_by(c, SIGQUIT);
    pgproc_forget_memory(c->dir);
    pgproc_remove(c->dir);
    kill(c->watcher, SIGKILL);
    waitpid(c->watcher, NULL, 0);
    for (int i = 0; i < CLUSTERS; i++)
        if (running[i] == c)
            running[i] = NULL;
    free(c);
}
