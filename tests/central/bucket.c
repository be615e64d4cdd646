#include "tests/central/bucket.h"

#include "model/base/file.h"
#include "model/workspace.h"
#include "sync/photos.h"
#include "tests/lib/json.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the laptops ---- */

void write_settings(struct bucket *b, int i, const char *login, const char *photos,
                    const char *secret)
{
    struct err e = {0};
    struct buf text = BUF_INIT;
    char url[512], path[300];

    pgcluster_url(b->pg, login, url, sizeof url);
    buf_addf(&text, "server = %s\n", url);
    if (photos)
        buf_addf(&text,
                 "photos = %s\ns3_endpoint = http://127.0.0.1:%d\n"
                 "s3_access_key = " SWIFT_ACCESS "\ns3_secret_key = %s\ntimeout = 3\n",
                 photos, cutproxy_port(b->proxy), secret);
    snprintf(path, sizeof path, "%s/identity/central.conf", b->w.v[i].run.workspace);
    if (file_write(path, text.p, text.len, &e) != 0 || chmod(path, 0600) != 0)
        bail("%s", path);
    buf_release(&text);
}

const char *said(struct bucket *b, int i)
{
    return b->w.v[i].run.out.p ? b->w.v[i].run.out.p : "";
}

const char *complained(struct bucket *b, int i)
{
    return b->w.v[i].run.err.p ? b->w.v[i].run.err.p : "";
}

void must_run(struct bucket *b, int rc, int i)
{
    if (rc != 0)
        bail("%d: %s%s", rc, said(b, i), complained(b, i));
}

/* Where the store says that photos are kept. */
void put_place(struct bucket *b, const char *photos)
{
    char url[512];

    pgcluster_url(b->pg, "postgres", url, sizeof url);
    must_run(b,
             run_genba(&b->w.v[HERE].run, "central", "init", "--to", url, "--photos", photos, NULL),
             HERE);
}

void take_photo(struct bucket *b, int i, unsigned width, unsigned height)
{
    struct buf picture = BUF_INIT;
    char path[300];

    b->taken++;
    picture_jpeg(&picture, width, height, b->taken,
                 &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/%u.jpg", b->w.stick, b->taken);
    picture_write(path, picture.p, picture.len);
    run_ok(b, i, "photo", CREWS_SERIAL, path);
    unlink(path);
    buf_release(&picture);
}

void take_photos(struct bucket *b, int i, int n)
{
    while (n-- > 0)
        take_photo(b, i, 400 + 150 * (b->taken % 8), 600);
}

static struct casefile *open_case(struct bucket *b, int i)
{
    struct err e = {0};
    struct casefile *c;
    char *folder;

    if (workspace_find(b->w.v[i].run.workspace, CREWS_SERIAL, &folder, &e) != 0 ||
        case_open(&c, folder, &b->w.v[i].who, &e) != 0)
        bail("open: %s %s", e.subject, e.detail);
    free(folder);
    return c;
}

int load_photos(struct bucket *b, int i, struct photo *v)
{
    struct err e = {0};
    struct casefile *c = open_case(b, i);
    struct pictures all;
    int n = 0;

    pictures_load(&all, c);
    for (size_t k = 0; k < all.n && n < PHOTOS_MAX; k++)
        if (all.v[k].here) {
            char *path = picture_path(c, &all.v[k]);

            v[n].hash = all.v[k].sha256;
            buf_init(&v[n].bytes, OBJECT_MAX);
            if (file_read(path, OBJECT_MAX, &v[n].bytes, &e) != 0)
                bail("%s", path);
            free(path);
            n++;
        }
    pictures_release(&all);
    case_close(c);
    return n;
}

char *path_of(struct bucket *b, int i, const struct hash *h)
{
    struct casefile *c = open_case(b, i);
    struct pictures all;
    char *out;

    pictures_load(&all, c);
    out = picture_path(c, pictures_find(&all, h));
    pictures_release(&all);
    case_close(c);
    return out;
}

void release_photos(struct photo *v, int n)
{
    while (n-- > 0)
        buf_release(&v[n].bytes);
}

/* One number of the result of `sync --json`; bails out when there is none. */
int64_t sync_said(struct bucket *b, int i, const char *what)
{
    struct json *j = json_parse(said(b, i), strlen(said(b, i)), NULL);
    const struct json *n = json_get(json_at(j, 0), what);
    int64_t out = (int64_t)json_num(n, -1);

    if (!n)
        bail("no %s: %s%s", what, said(b, i), complained(b, i));
    json_free(j);
    return out;
}

int sync_now(struct bucket *b, int i)
{
    return run_genba(&b->w.v[i].run, "sync", CREWS_SERIAL, "--json", NULL);
}

void is_synced(struct bucket *b, int i, int64_t photos, const char *name)
{
    int rc = sync_now(b, i);

    ok(rc == 0 && sync_said(b, i, "sent_photos") == photos &&
           sync_said(b, i, "photos_only_here") == 0,
       "%s", name);
    if (rc != 0)
        diag("%d: %s%s", rc, said(b, i), complained(b, i));
}

/* Every photo of the laptop: in the object store byte for byte, in the database as a name. */
void check_store(struct bucket *b, int i)
{
    struct photo v[PHOTOS_MAX];
    int n = load_photos(b, i, v), same = 0;
    struct buf got = BUF_INIT;

    for (int k = 0; k < n; k++) {
        struct object_answer a = s3_get(b->direct, v[k].hash.b, v[k].bytes.len, &got);

        same += a.fault == 0 && a.found && got.len == v[k].bytes.len &&
                memcmp(got.p, v[k].bytes.p, got.len) == 0;
    }
    is_int(same, n, "  all %d are in the object store, byte for byte", n);
    is_int(pgcluster_int(b->pg, "SELECT count(*) FROM genba.photo WHERE state = 2"), n,
           "  the database has their names");
    is_int(pgcluster_int(b->pg, "SELECT count(*) FROM genba.photo_chunk"), 0,
           "  and no byte of them");
    buf_release(&got);
    release_photos(v, n);
}

bool same_photos(struct bucket *b, int one, int other)
{
    struct photo x[PHOTOS_MAX], y[PHOTOS_MAX];
    int n = load_photos(b, one, x), m = load_photos(b, other, y), same = 0;

    for (int i = 0; i < n; i++)
        for (int k = 0; k < m; k++)
            same += hash_compare(&x[i].hash, &y[k].hash) == 0 && x[i].bytes.len == y[k].bytes.len &&
                    memcmp(x[i].bytes.p, y[k].bytes.p, x[i].bytes.len) == 0;
    release_photos(x, n);
    release_photos(y, m);
    return n > 0 && n == m && n == same;
}

/* ---- all of it ---- */

void bucket_begin(struct bucket *b)
{
    const char *missing = pgcluster_missing();
    char url[512];

    *b = (struct bucket){.taken = 0};
    if (missing)
        plan_skip_all("no PostgreSQL: %s", missing);
    if (!swift_begin(&b->s3, NULL))
        plan_skip_all("no S3 server: %s", b->s3.why);
    b->pg = pgcluster_start(NULL);
    b->proxy = cutproxy_start(b->s3.port);
    b->settings = s3_settings(&b->s3, PREFIX);
    b->direct = objects_new(&b->settings);
    crews_begin(&b->w);
    pgcluster_url(b->pg, "postgres", url, sizeof url);
    run_ok(b, HERE, "central", "init", "--to", url);
    pgcluster_person(b->pg, "sato");
    pgcluster_person(b->pg, "suzuki");
    pgcluster_do(b->pg, "INSERT INTO genba.member (login, hospital_id, role, admitted_by)"
                        " SELECT l, decode(repeat('00', 16), 'hex'), 'office', 'test'"
                        " FROM unnest(ARRAY['sato', 'suzuki']) l");
    write_settings(b, HERE, "sato", PLACE, SWIFT_SECRET);
    put_place(b, PLACE);
    crew_make_case(&b->w.v[HERE]);
}

void bucket_end(struct bucket *b)
{
    objects_free(b->direct);
    crews_end(&b->w);
    cutproxy_free(&b->proxy);
    pgcluster_free(&b->pg);
    swift_end(&b->s3);
}
