/* Where the central store is: addresses, the settings file, the share of each
 * server, and that what protects the line cannot be said away. */
#include "model/base/file.h"
#include "model/case.h"
#include "sync/central/settings.h"
#include "sync/central/protocol.h"
#include "tests/lib/certs.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char workspace[256];

/* ---- addresses ---- */

static const struct address {
    const char *text, *user, *host, *port, *database;
    bool local;
} good[] = {
    {"postgresql://central.example/genba", "", "central.example", "", "genba", false},
    {"postgres://alice@central.example:5433/genba", "alice", "central.example", "5433", "genba",
     false},
    {"postgresql://[2001:db8::1]:5432/genba", "", "2001:db8::1", "5432", "genba", false},
    {"postgresql:///genba", "", "", "", "genba", true},
    {"postgresql://%2Frun%2Fpostgresql/genba", "", "/run/postgresql", "", "genba", true},
    {"postgresql:///genba?host=/run/postgresql&port=5433", "", "/run/postgresql", "5433", "genba",
     true},
    {"postgresql://localhost", "", "localhost", "", "", false},
    {"postgresql://host/%E7%97%85%E9%99%A2", "", "host", "", "病院", false},
};

static const struct {
    const char *text;
    enum err_code code;
} bad[] = {
    {"central.example", ERR_INVALID},
    {"http://central.example/genba", ERR_INVALID},
    {"postgresql://alice:secret@host/genba", ERR_REFUSED},
    {"postgresql://alice:@host/genba", ERR_REFUSED},
    {"postgresql://host/genba?password=secret", ERR_REFUSED},
    {"postgresql://host/genba?sslmode=disable", ERR_REFUSED},
    {"postgresql://host/genba?sslrootcert=/tmp/x", ERR_REFUSED},
    {"postgresql://host/genba?options=-cx", ERR_REFUSED},
    {"postgresql://host1,host2/genba", ERR_INVALID},
    {"postgresql://%2Ftmp%2Cevil/genba", ERR_INVALID},
    {"postgresql:///genba?host=/tmp,evil", ERR_INVALID},
    {"postgresql://[::1%2Cevil]/genba", ERR_INVALID},
    {"postgresql://host/genba?port=1,2", ERR_INVALID},
    {"postgresql://host:99999/genba", ERR_INVALID},
    {"postgresql://host:port/genba", ERR_INVALID},
    {"postgresql://ho%zzst/genba", ERR_INVALID},
    {"postgresql://ho%0Ast/genba", ERR_INVALID},
    {"postgresql://[::1/genba", ERR_INVALID},
    {"postgresql://host/genba?nothing", ERR_INVALID},
};

static void addresses(void)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct err e = {0};
        struct url u;

        is_ok(url_parse(&u, good[i].text, &e), &e, "%s", good[i].text);
        is_str(u.user, good[i].user, "its user");
        is_str(u.host, good[i].host, "its host");
        is_str(u.port, good[i].port, "its port");
        is_str(u.database, good[i].database, "its database");
        is_int(url_is_local(&u), good[i].local, "a socket of this machine or not");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct err e = {0};
        struct url u;

        is_int(url_parse(&u, bad[i].text, &e), -(int)bad[i].code, "%s is refused", bad[i].text);
        ok(!strstr(e.subject, "secret") && !strstr(e.detail, "secret"),
           "no password in the message");
    }
}

/* ---- the file ---- */

static void write_file(const char *path, const char *text, mode_t mode)
{
    if (file_write(path, text, strlen(text), NULL) != 0 || chmod(path, mode) != 0)
        bail("%s", path);
}

static int load(struct central_settings *s, const char *text, mode_t mode, const char *to,
                struct err *e)
{
    char path[300];

    snprintf(path, sizeof path, "%s/identity/central.conf", workspace);
    write_file(path, text, mode);
    return central_settings_load(s, workspace, to, e);
}

static void files(void)
{
    struct central_settings s;
    struct err e = {0};
    char want[300];

    is_int(central_settings_load(&s, workspace, NULL, &e), -ERR_NOTFOUND,
           "nothing said: not found");
    ok(strstr(e.subject, "central.conf"), "the message names the file to write");
    central_settings_release(&s);

    is_ok(load(&s,
               "# office\n\n  server = postgresql://a/genba \r\nserver=postgresql://b/genba\n"
               "key = keys/mine.key\ntimeout = 7\n",
               0600, NULL, &e),
          &e, "a file");
    is_int(s.n, 2, "two servers");
    is_str(s.servers[1].host, "b", "in their order");
    is_int(s.timeout_ms, 7000, "a time-out");
    snprintf(want, sizeof want, "%s/identity/keys/mine.key", workspace);
    is_str(s.value[CENTRAL_KEY], want, "a file is looked for beside it");
    is_str(s.value[CENTRAL_CERTIFICATE], "", "what is not there is not said");
    central_settings_release(&s);

    is_ok(load(&s, "server = postgresql://a/genba\n", 0600, "postgresql://c/genba", &e), &e,
          "--to");
    is_int(s.n, 1, "stands for all of the file's servers");
    is_str(s.servers[0].host, "c", "and is the one");
    central_settings_release(&s);

    is_int(load(&s, "server = postgresql://a/genba\n", 0640, NULL, &e), -ERR_REFUSED,
           "one that the group can read is refused");
    central_settings_release(&s);
    is_int(load(&s, "server = postgresql://a/genba\ncolour = blue\n", 0600, NULL, &e), -ERR_INVALID,
           "an unknown setting");
    ok(strstr(e.subject, "central.conf:2"), "with its line");
    central_settings_release(&s);
    is_int(load(&s, "server = postgresql://a/genba\ntimeout = soon\n", 0600, NULL, &e),
           -ERR_INVALID, "a time-out that is none");
    central_settings_release(&s);
    is_int(load(&s, "timeout = 5\n", 0600, NULL, &e), -ERR_NOTFOUND, "no server");
    central_settings_release(&s);
    is_ok(load(&s, "\xEF\xBB\xBFserver = postgresql://a/genba  # the office\n", 0600, NULL, &e), &e,
          "a remark, and an editor's mark");
    is_str(s.servers[0].database, "genba", "are no part of the address");
    central_settings_release(&s);
    is_int(load(&s, "\nserver = http://a/genba\n", 0600, NULL, &e), -ERR_INVALID, "no address");
    ok(strstr(e.subject, "central.conf:2"), "with its line");
    central_settings_release(&s);
    is_int(central_settings_load(&s, workspace, "/tmp", &e), -ERR_INVALID,
           "a folder is no file of settings");
    ok(!strstr(e.msg, "chmod"), "and nobody is told to close it");
    central_settings_release(&s);
    is_int(central_settings_load(&s, workspace, "/nowhere/else", &e), -ERR_NOTFOUND,
           "no such file");
    central_settings_release(&s);
}

/* ---- which server ---- */

#define HOSPITALS 3000

static struct id hospital(int i)
{
    char serial[16];

    snprintf(serial, sizeof serial, "%04d", i);
    return case_hospital(serial);
}

static void shares(void)
{
    struct central_settings three, turned, four;
    int count[4] = {0}, moved = 0, elsewhere = 0, same = 0;
    struct err e = {0};

    is_ok(load(&three,
               "server=postgresql://a/g\nserver=postgresql://b/g\nserver=postgresql://c/g\n", 0600,
               NULL, &e),
          &e, "three");
    is_ok(load(&turned,
               "server=postgresql://c/g\nserver=postgresql://x@a/g\nserver=postgresql://b/g\n",
               0600, NULL, &e),
          &e, "the same in another order, for another person");
    is_ok(load(&four,
               "server=postgresql://a/g\nserver=postgresql://b/g\nserver=postgresql://c/g\n"
               "server=postgresql://d/g\n",
               0600, NULL, &e),
          &e, "one more");
    for (int i = 0; i < HOSPITALS; i++) {
        const struct url *was = central_server_of(&three, hospital(i)),
                         *is = central_server_of(&four, hospital(i));

        count[was->host[0] - 'a']++;
        same += strcmp(central_server_of(&turned, hospital(i))->host, was->host) == 0;
        moved += strcmp(is->host, "d") == 0;
        elsewhere += strcmp(is->host, "d") != 0 && strcmp(is->host, was->host) != 0;
    }
    for (int i = 0; i < 3; i++)
        ok(count[i] > HOSPITALS / 3 - 150 && count[i] < HOSPITALS / 3 + 150, "a third each: %d",
           count[i]);
    is_int(same, HOSPITALS, "everybody finds a hospital at the same server");
    ok(moved > HOSPITALS / 4 - 150 && moved < HOSPITALS / 4 + 150, "a fourth takes its share: %d",
       moved);
    is_int(elsewhere, 0, "and moves no other");
    central_settings_release(&three);
    central_settings_release(&turned);
    central_settings_release(&four);
}

/* ---- the connection ---- */

/* "key=value\n" of a CONNECT's body; the caller frees. */
static char *pairs_of(const struct buf *body)
{
    struct wire w = wire_of(body->p, body->len);
    bool same = wire_take32(&w) == central_calls();
    size_t n = wire_take_count(&w, 2);
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < n; i++) {
        char *key = wire_take_text(&w), *value = wire_take_text(&w);

        buf_addf(&out, "%s=%s\n", key, value);
        free(key);
        free(value);
    }
    buf_addf(&out, "%u", wire_take32(&w));
    buf_addf(&out, " %zu\n", w.left);
    ok(same, "the calls that are meant are named");
    ok(!w.bad, "the body is whole");
    return buf_take(&out);
}

static void connection(void)
{
    struct central_settings s;
    struct buf body = BUF_INIT;
    struct err e = {0};
    struct certs certs;
    char dir[300], *pairs;

    is_ok(load(&s, "server = postgresql://central.example/genba\n", 0600, NULL, &e), &e,
          "a server");
    is_int(central_connection(&body, &s, &s.servers[0], &e), -ERR_NOTFOUND,
           "without a certificate there is no connection");
    central_settings_release(&s);

    snprintf(dir, sizeof dir, "%s/identity", workspace);
    certs_begin(&certs, dir, "central-ca");
    certs_issue(&certs, CERTS_CLIENT, "alice", "central");
    certs_end(&certs);
    is_ok(load(&s, "server = postgresql://central.example/genba\nauthority = ca.crt\n", 0600, NULL,
               &e),
          &e, "with one");
    buf_reset(&body);
    is_ok(central_connection(&body, &s, &s.servers[0], &e), &e, "there is");
    pairs = pairs_of(&body);
    ok(strstr(pairs, "sslmode=verify-full\n"), "the server must prove who it is");
    ok(strstr(pairs, "ssl_min_protocol_version=TLSv1.3\n"), "TLS 1.3");
    ok(strstr(pairs, "user=alice\n"), "as who the certificate says");
    ok(strstr(pairs, "passfile=/dev/null\n"), "no password from anywhere");
    ok(strstr(pairs, "\n30000 0\n"), "the usual time-out");
    free(pairs);
    central_settings_release(&s);

    is_ok(load(&s, "server = postgresql:///genba?host=/run/x\n", 0600, NULL, &e), &e, "a socket");
    buf_reset(&body);
    is_ok(central_connection(&body, &s, &s.servers[0], &e), &e, "needs no certificate");
    pairs = pairs_of(&body);
    ok(strstr(pairs, "sslmode=disable\n"), "nor TLS");
    free(pairs);
    central_settings_release(&s);
    buf_release(&body);
}

int main(void)
{
    char dir[300];

    tmpdir_make(workspace, sizeof workspace);
    snprintf(dir, sizeof dir, "%s/identity", workspace);
    if (file_make_dirs(dir, NULL) != 0)
        bail("%s", dir);
    addresses();
    files();
    shares();
    connection();
    tmpdir_remove(workspace);
    return tap_done();
}
