#include "assets/photo/keep.h"

#include "model/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <openssl/evp.h>

#define CHUNK ((size_t)256 << 10)
#define TEMPORARY ".taking-"

static char *format(const char *a, const char *b, const char *c)
{
    struct buf out = BUF_INIT;

    buf_addf(&out, "%s%s%s", a, b, c);
    return buf_take(&out);
}

char *keep_path(const char *folder, const char *hex, enum picture_type type)
{
    struct buf out = BUF_INIT;

    buf_addf(&out, "%s/photos/%.2s/%s.%s", folder, hex, hex, type == PICTURE_PNG ? "png" : "jpg");
    return buf_take(&out);
}

static bool is_png(const char *media_type)
{
    return strcmp(media_type, picture_media_type(PICTURE_PNG)) == 0;
}

char *keep_path_of(const char *folder, const char *hex, const char *media_type)
{
    return keep_path(folder, hex, is_png(media_type) ? PICTURE_PNG : PICTURE_JPEG);
}

char *keep_drawing_path(const char *folder, const char *hex, const char *media_type)
{
    struct buf out = BUF_INIT;

    buf_addf(&out, "%s/drawings/%s.%s", folder, hex, is_png(media_type) ? "png" : "jpg");
    return buf_take(&out);
}

int keep_room(const char *folder, int64_t bytes, struct err *e)
{
    struct statvfs fs;

    if (statvfs(folder, &fs) != 0)
        return err_errno(e, folder);
    if ((uint64_t)fs.f_bavail * fs.f_frsize >= (uint64_t)(bytes + KEEP_RESERVE_BYTES))
        return 0;
    return err_set(e, ERR_FULL, folder, "%lld MB", (long long)(bytes >> 20));
}

/* --- copying --- */

/* Reads `in` from its start to its end, hashes it and writes it to `out` (-1:
 * only hashes). -1 with errno; *failed says which side. */
static int pump(int in, int out, struct hash *hash, int64_t *bytes, bool *write_failed)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    uint8_t *chunk = xmalloc(CHUNK);
    ssize_t got = -1;

    *bytes = 0;
    *write_failed = false;
    if (!md || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1)
        out_of_memory();
    while (*bytes <= KEEP_MAX_BYTES && (got = pread(in, chunk, CHUNK, *bytes)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        EVP_DigestUpdate(md, chunk, (size_t)got);
        *bytes += got;
        *write_failed = out >= 0 && file_put(out, chunk, (size_t)got) != 0;
        if (*write_failed)
            break;
    }
    EVP_DigestFinal_ex(md, hash->b, NULL);
    EVP_MD_CTX_free(md);
    free(chunk);
    return got < 0 || *write_failed ? -1 : 0;
}

static int create(struct kept *k, const char *folder, struct err *e)
{
    char random[33];
    uint8_t bytes[16];

    random_bytes(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(random + 2 * i, 3, "%02x", bytes[i]);
    k->temporary = format(folder, "/photos/" TEMPORARY, random);
    k->fd = open(k->temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    return k->fd >= 0 ? 0 : err_errno(e, k->temporary);
}

int keep_copy(struct kept *out, const char *folder, int fd, const char *name, int64_t bytes,
              enum picture_type type, struct err *e)
{
    char hex[2 * HASH_LEN + 1];
    bool write_failed;
    int rc;

    *out = (struct kept){.fd = -1};
    rc = create(out, folder, e);
    if (rc == 0 && pump(fd, out->fd, &out->sha256, &out->bytes, &write_failed) != 0)
        rc = err_errno(e, write_failed ? folder : name);
    else if (rc == 0 && out->bytes != bytes)
        rc = err_say(e, ERR_INVALID, N_("{1} changed while it was read. Take it in again."), name,
                     NULL);
    if (rc != 0) {
        keep_release(out);
        return rc;
    }
    /* The disk can start before it is waited for. */
    sync_file_range(out->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    hash_print(&out->sha256, hex);
    out->path = keep_path(folder, hex, type);
    return 0;
}

int keep_adopt(struct kept *out, const char *folder, const char *part, const struct hash *sha256,
               enum picture_type type, struct err *e)
{
    char hex[2 * HASH_LEN + 1];
    struct stat st;

    *out = (struct kept){.sha256 = *sha256, .temporary = format(part, "", "")};
    out->fd = open(part, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (out->fd < 0 || fstat(out->fd, &st) != 0)
        return err_errno(e, part);
    out->bytes = st.st_size;
    hash_print(sha256, hex);
    out->path = keep_path(folder, hex, type);
    return 0;
}

void keep_as_drawing(struct kept *k, const char *folder, enum picture_type type)
{
    char hex[2 * HASH_LEN + 1];

    hash_print(&k->sha256, hex);
    free(k->path);
    k->path = keep_drawing_path(folder, hex, picture_media_type(type));
}

bool keep_is_there(const char *path, int64_t bytes)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == bytes;
}

void keep_release(struct kept *k)
{
    if (k->fd >= 0) {
        close(k->fd);
        unlink(k->temporary);
    }
    free(k->temporary);
    free(k->path);
    *k = (struct kept){.fd = -1};
}

/* --- settling --- */

static int sync_folder_of(const char *path, struct err *e)
{
    char *folder = xstrndup(path, (size_t)(strrchr(path, '/') - path));
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd >= 0 && fsync(fd) == 0 ? 0 : err_errno(e, folder);

    if (fd >= 0)
        close(fd);
    free(folder);
    return rc;
}

/* photos/ab/, on the disk itself when it is new. */
static int make_folder(const char *path, struct err *e)
{
    char *folder = xstrndup(path, (size_t)(strrchr(path, '/') - path));
    int rc = 0;

    if (mkdir(folder, 0700) == 0)
        rc = sync_folder_of(folder, e);
    else if (errno != EEXIST)
        rc = err_errno(e, folder);
    free(folder);
    return rc;
}

/* A kept file that has not its own bytes any more gives way to them. */
static bool is_kept(const struct kept *k)
{
    struct hash there;
    int64_t bytes;

    return keep_hash(k->path, &there, &bytes, NULL) == 0 && bytes == k->bytes &&
           memcmp(there.b, k->sha256.b, HASH_LEN) == 0;
}

static int settle(struct kept *k, struct err *e)
{
    int rc = make_folder(k->path, e);

    if (rc != 0)
        return rc;
    k->already = is_kept(k);
    if ((k->already ? unlink(k->temporary) : rename(k->temporary, k->path)) != 0)
        return err_errno(e, k->path);
    close(k->fd);
    k->fd = -1;
    return 0;
}

int keep_settle(struct kept *v, size_t n, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < n && rc == 0; i++)
        rc = fdatasync(v[i].fd) == 0 ? 0 : err_errno(e, v[i].temporary);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = settle(&v[i], e);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = sync_folder_of(v[i].path, e);
    return rc;
}

int keep_hash(const char *path, struct hash *out, int64_t *bytes, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool write_failed;
    int64_t n = 0;
    int rc = fd >= 0 && pump(fd, -1, out, &n, &write_failed) == 0 ? 0 : err_errno(e, path);

    if (fd >= 0)
        close(fd);
    if (bytes && rc == 0)
        *bytes = n;
    return rc;
}

int keep_send(const char *path, int to, const char *to_name, struct hash *sha256, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool write_failed = false;
    int64_t n;
    int rc = 0;

    if (fd < 0)
        return err_errno(e, path);
    if (pump(fd, to, sha256, &n, &write_failed) != 0)
        rc = err_errno(e, write_failed ? to_name : path);
    close(fd);
    return rc;
}

int keep_prepare(const char *folder, struct err *e)
{
    char *photos = format(folder, "/photos", "");
    DIR *at = mkdir(photos, 0700) == 0 || errno == EEXIST ? opendir(photos) : NULL;
    int rc = at ? 0 : err_errno(e, photos);
    struct dirent *en;

    while (at && (en = readdir(at)))
        if (strncmp(en->d_name, TEMPORARY, strlen(TEMPORARY)) == 0)
            unlinkat(dirfd(at), en->d_name, 0);
    if (at)
        closedir(at);
    free(photos);
    return rc;
}
