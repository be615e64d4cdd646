#include "model/identity.h"

#include "model/base/file.h"
#include "model/log.h"
#include "model/value.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"

/* laptop.key: the seed, behind it the public key that comes of it, so that rot
 * is seen instead of becoming another laptop. The first release wrote the seed
 * alone. */
static int read_key(struct identity *who, const char *path, struct err *e)
{
    uint8_t bytes[2 * KEY_LEN + 1];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n;
    bool ok;

    if (fd < 0)
        return err_errno(e, path);
    n = read(fd, bytes, sizeof bytes);
    close(fd);
    if (n < 0)
        return err_errno(e, path);
    memcpy(who->secret_seed, bytes, KEY_LEN);
    ok = (n == KEY_LEN || n == (ssize_t)(2 * KEY_LEN)) && identity_derive(who) &&
         (n == KEY_LEN || memcmp(who->public_key, bytes + KEY_LEN, KEY_LEN) == 0);
    explicit_bzero(bytes, sizeof bytes);
    if (ok)
        return 0;
    explicit_bzero(who->secret_seed, KEY_LEN);
    return err_say(e, ERR_CORRUPT,
                   N_("This laptop's key {1} is damaged. Put it back from a backup; without one, "
                      "move it away: genba makes a new key, whose card must be admitted again."),
                   path, NULL);
}

/* Whole or not at all, and never over another: of two genba that start for the
 * first time at once, the later one takes the key of the earlier. */
static int keep_key(const struct identity *who, const char *dir, const char *path, struct err *e)
{
    uint8_t bytes[2 * KEY_LEN];
    char part[4300];
    int fd, rc = 0;

    memcpy(bytes, who->secret_seed, KEY_LEN);
    memcpy(bytes + KEY_LEN, who->public_key, KEY_LEN);
    snprintf(part, sizeof part, "%s.XXXXXX", path);
    fd = mkostemp(part, O_CLOEXEC);
    if (fd < 0 || file_put(fd, bytes, sizeof bytes) != 0 || fsync(fd) != 0)
        rc = err_errno(e, path);
    explicit_bzero(bytes, sizeof bytes);
    if (fd >= 0 && close(fd) != 0 && rc == 0)
        rc = err_errno(e, path);
    /* a file system without links (FAT) has no better than a rename */
    if (rc == 0 && link(part, path) != 0 && errno != EEXIST && rename(part, path) != 0)
        rc = err_errno(e, path);
    if (fd >= 0)
        unlink(part);
    return rc == 0 ? file_sync_dir(dir, e) : rc;
}

static int make_key(struct identity *who, const char *workspace, const char *dir, const char *path,
                    struct err *e)
{
    int rc = mkdir(dir, 0700) == 0 || errno == EEXIST ? 0 : err_errno(e, dir);

    random_bytes(who->secret_seed, KEY_LEN);
    if (rc == 0 && !identity_derive(who))
        rc = err_set(e, ERR_CORRUPT, path, "no Ed25519 key");
    if (rc == 0)
        rc = keep_key(who, dir, path, e);
    if (rc == 0)
        rc = file_sync_dir(workspace, e);
    return rc == 0 ? read_key(who, path, e) : rc;
}

int identity_load(struct identity *out, const char *workspace, const char *person, const char *crew,
                  struct err *e)
{
    char dir[4096], path[4200];
    int rc;

    memset(out, 0, sizeof *out);
    snprintf(out->person, sizeof out->person, "%s", person);
    snprintf(out->crew, sizeof out->crew, "%s", crew);
    gethostname(out->laptop, sizeof out->laptop - 1);
    snprintf(dir, sizeof dir, "%s/identity", workspace);
    snprintf(path, sizeof path, "%s/laptop.key", dir);
    rc = read_key(out, path, e);
    return rc == -ERR_NOTFOUND ? make_key(out, workspace, dir, path, e) : rc;
}

struct id identity_user(const struct identity *who)
{
    struct hash h = sha256(who->person, strlen(who->person));
    struct id id;

    memcpy(id.b, h.b, ID_LEN);
    return id;
}

/* What the laptop signs: the writer it drew and its own public key. */
static void signed_bytes(uint8_t out[ID_LEN + KEY_LEN], struct id writer,
                         const uint8_t key[KEY_LEN])
{
    memcpy(out, writer.b, ID_LEN);
    memcpy(out + ID_LEN, key, KEY_LEN);
}

static void put_text(struct buf *out, const char *s)
{
    varint_put(out, strlen(s));
    buf_puts(out, s);
}

void identity_put_open(struct buf *out, const struct identity *who, struct id writer)
{
    uint8_t text[ID_LEN + KEY_LEN], signature[SIGNATURE_LEN];

    signed_bytes(text, writer, who->public_key);
    identity_sign(who, text, sizeof text, signature);
    buf_add(out, who->public_key, KEY_LEN);
    buf_add(out, signature, SIGNATURE_LEN);
    put_text(out, who->person);
    put_text(out, who->crew);
    put_text(out, who->laptop);
    put_text(out, PACKAGE_VERSION);
}

/* Cuts an over-long name: it is shown, never compared. */
static bool get_text(const uint8_t **p, size_t *left, char *out, size_t size)
{
    uint64_t len;
    size_t k = varint_get(*p, *left, &len), n;

    if (k == 0 || len > *left - k)
        return false;
    n = len < size - 1 ? (size_t)len : size - 1;
    memcpy(out, *p + k, n);
    out[n] = '\0';
    *p += k + len;
    *left -= k + (size_t)len;
    return true;
}

int identity_get_open(struct opened *out, const void *bytes, size_t n, struct id writer,
                      struct err *e)
{
    const uint8_t *p = bytes;
    uint8_t text[ID_LEN + KEY_LEN];

    memset(out, 0, sizeof *out);
    if (n >= KEY_LEN + SIGNATURE_LEN) {
        memcpy(out->public_key, p, KEY_LEN);
        signed_bytes(text, writer, p);
        out->signature_ok = identity_check(p, text, sizeof text, p + KEY_LEN);
        p += KEY_LEN + SIGNATURE_LEN;
        n -= KEY_LEN + SIGNATURE_LEN;
        if (get_text(&p, &n, out->person, sizeof out->person) &&
            get_text(&p, &n, out->crew, sizeof out->crew) &&
            get_text(&p, &n, out->laptop, sizeof out->laptop) &&
            get_text(&p, &n, out->version, sizeof out->version))
            return 0;
    }
    return err_set(e, ERR_CORRUPT, "OPEN", "its bytes are damaged");
}
