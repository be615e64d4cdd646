#include "tests/lib/office.h"

#include "model/base/file.h"
#include "model/log.h"
#include "sync/central/settings.h"
#include "tests/lib/pgcluster.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const office_logins[CREWS] = {"alice", "bob", "carol"};

static void copy_file(const struct certs *c, const char *file, const char *suffix, const char *to)
{
    struct buf bytes = BUF_INIT;
    char from[512];

    certs_path(c, file, suffix, from, sizeof from);
    if (file_read(from, 1 << 20, &bytes, NULL) != 0 ||
        file_write(to, bytes.p, bytes.len, NULL) != 0 || chmod(to, 0600) != 0)
        bail("%s cannot be copied", from);
    buf_release(&bytes);
}

static const char *identity_file(const struct office *o, int laptop, const char *name)
{
    static char path[4][512];
    static unsigned next;
    char *out = path[next++ % 4];

    snprintf(out, sizeof path[0], "%s/identity/%s", o->crews.v[laptop].run.workspace, name);
    return out;
}

void office_settings(const struct office *o, int laptop, const char *url, const char *more)
{
    struct buf text = BUF_INIT;
    const char *path = identity_file(o, laptop, "central.conf");

    buf_puts(&text, "# of a test\n");
    if (url)
        buf_addf(&text, "server = %s\n", url);
    for (int i = 0; !url && i < o->servers; i++)
        buf_addf(&text, "server = postgresql://localhost:%d/genba\n",
                 o->server[(laptop + i) % o->servers]->port);
    buf_puts(&text, more ? more : "");
    if (file_write(path, buf_str(&text), text.len, NULL) != 0 || chmod(path, 0600) != 0)
        bail("%s cannot be written", path);
    buf_release(&text);
}

void office_url(const struct office *o, int laptop, int port, char *out, size_t size)
{
    (void)laptop;
    snprintf(out, size, "postgresql://localhost:%d/genba", port > 0 ? port : o->pg->port);
}

static void equip(struct office *o, int laptop)
{
    certs_issue(&o->certs, CERTS_CLIENT, office_logins[laptop], office_logins[laptop]);
    copy_file(&o->certs, office_logins[laptop], "crt", identity_file(o, laptop, "central.crt"));
    copy_file(&o->certs, office_logins[laptop], "key", identity_file(o, laptop, "central.key"));
    copy_file(&o->certs, "ca", "crt", identity_file(o, laptop, "central-ca.crt"));
    office_settings(o, laptop, NULL, NULL);
}

static void admit(struct pgcluster *pg, int laptop, const char *hospital, const char *role)
{
    struct buf sql = BUF_INIT;

    pgcluster_person(pg, office_logins[laptop]);
    buf_addf(&sql, "SELECT genba.admit('%s', uuid_send('%s'), '%s', NULL)", office_logins[laptop],
             hospital, role);
    pgcluster_do(pg, buf_str(&sql));
    buf_release(&sql);
}

static struct pgcluster *start(struct office *o, bool durable)
{
    struct pgcluster *pg =
        pgcluster_start(&(struct pgcluster_options){.certs = &o->certs, .durable = durable});
    char hospital[ID_HEX_LEN + 1], url[256];

    pgcluster_url(pg, "postgres", url, sizeof url);
    if (run_genba(&o->crews.v[2].run, "central", "init", "--to", url, NULL) != 0)
        bail("central init: %s", buf_str(&o->crews.v[2].run.err));
    id_print(case_hospital(CREWS_SERIAL), hospital);
    admit(pg, 0, hospital, "lead");
    admit(pg, 1, hospital, "crew");
    admit(pg, 2, "00000000-0000-0000-0000-000000000000", "office");
    return pg;
}

struct pgcluster *office_keeper(const struct office *o, const char *serial)
{
    struct central_settings s;
    long port;

    if (central_settings_load(&s, o->crews.v[0].run.workspace, NULL, NULL) != 0)
        bail("no settings");
    port = strtol(central_server_of(&s, case_hospital(serial))->port, NULL, 10);
    central_settings_release(&s);
    for (int i = 0; i < o->servers; i++)
        if (o->server[i]->port == port)
            return o->server[i];
    bail("no server keeps %s", serial);
}

void office_begin_spread(struct office *o, bool durable, int servers)
{
    const char *missing = pgcluster_missing();

    if (missing)
        plan_skip_all("%s", missing);
    memset(o, 0, sizeof *o);
    crews_begin(&o->crews);
    tmpdir_make(o->dir, sizeof o->dir);
    certs_begin(&o->certs, o->dir, "central");
    while (o->servers < servers)
        o->server[o->servers++] = start(o, durable);
    for (int i = 0; i < CREWS; i++)
        equip(o, i);
    o->pg = office_keeper(o, CREWS_SERIAL);
}

void office_add_server(struct office *o)
{
    o->server[o->servers++] = start(o, false);
    for (int i = 0; i < CREWS; i++)
        office_settings(o, i, NULL, NULL);
}

void office_begin(struct office *o, bool durable)
{
    office_begin_spread(o, durable, 1);
}

void office_end(struct office *o)
{
    for (int i = 0; i < o->servers; i++)
        pgcluster_free(&o->server[i]);
    certs_end(&o->certs);
    tmpdir_remove(o->dir);
    crews_end(&o->crews);
}

/* ---- photos ---- */

struct names {
    char **v;
    size_t n, cap;
};

static void collect(struct names *out, const char *folder, bool deeper)
{
    DIR *d = opendir(folder);
    struct dirent *f;

    while (d && (f = readdir(d))) {
        char path[1024];

        if (f->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, f->d_name);
        if (f->d_type == DT_DIR && deeper && strcmp(f->d_name, "incoming") != 0) {
            collect(out, path, false);
        } else if (f->d_type == DT_REG) {
            out->v = xgrow(out->v, out->n, &out->cap, sizeof *out->v);
            out->v[out->n++] = xstrdup(path);
        }
    }
    if (d)
        closedir(d);
}

static int by_leaf(const void *a, const void *b)
{
    return strcmp(strrchr(*(char *const *)a, '/'), strrchr(*(char *const *)b, '/'));
}

char *office_photos(const struct office *o, int laptop)
{
    struct names files = {0};
    struct buf out = BUF_INIT;
    char *folder;

    if (case_of_hospital(o->crews.v[laptop].run.workspace, case_hospital(CREWS_SERIAL), &folder,
                         NULL) != 0)
        bail("laptop %d has no hospital", laptop);
    buf_addf(&out, "%s/photos", folder);
    collect(&files, buf_str(&out), true);
    buf_reset(&out);
    if (files.n > 0)
        qsort(files.v, files.n, sizeof *files.v, by_leaf);
    for (size_t i = 0; i < files.n; i++) {
        struct buf bytes = BUF_INIT;
        char hex[2 * HASH_LEN + 1];
        struct hash h;

        if (file_read(files.v[i], 64 << 20, &bytes, NULL) != 0)
            bail("%s cannot be read", files.v[i]);
        h = sha256(bytes.p, bytes.len);
        hash_print(&h, hex);
        buf_addf(&out, "%s %zu %s\n", strrchr(files.v[i], '/') + 1, bytes.len, hex);
        buf_release(&bytes);
        free(files.v[i]);
    }
    free(files.v);
    free(folder);
    return buf_take(&out);
}
