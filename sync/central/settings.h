/* Where the central store is, and what opens it. Kept in a file of `key = value`
 * lines, WORKSPACE/identity/central.conf unless --to names another, readable by
 * its owner alone:
 *
 *   server = postgresql://central.example/genba      more than one: each hospital
 *                                                    is kept by one of them
 *   certificate, key, authority, revoked             files; relative to the file's
 *                                                    folder; without the first three:
 *                                                    central.crt, central.key, central-ca.crt there
 *   user                                             else the name in the certificate
 *   timeout                                          seconds without any progress; 30
 *   photos = s3://BUCKET/PREFIX, s3_endpoint, s3_region, s3_access_key, s3_secret_key
 *                                                    photos outside the database
 *   s3_authority, s3_plain_http = yes                 its own authority; http although it is
 *                                                    not this machine
 *
 * No password anywhere: a person is who the certificate says. */
#ifndef GENBA_SYNC_CENTRAL_SETTINGS_H
#define GENBA_SYNC_CENTRAL_SETTINGS_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/base/id.h"
#include "sync/central/object_store.h"
#include "sync/central/url.h"

#include <stddef.h>

enum central_key {
    CENTRAL_CERTIFICATE,
    CENTRAL_KEY,
    CENTRAL_AUTHORITY,
    CENTRAL_REVOKED,
    CENTRAL_USER,
    CENTRAL_TIMEOUT,
    CENTRAL_PHOTOS,
    CENTRAL_S3_ENDPOINT,
    CENTRAL_S3_REGION,
    CENTRAL_S3_ACCESS_KEY,
    CENTRAL_S3_SECRET_KEY,
    CENTRAL_S3_AUTHORITY,
    CENTRAL_S3_PLAIN_HTTP,
    CENTRAL_KEY_COUNT
};

struct central_settings {
    struct url *servers;
    size_t n, cap;
    char *value[CENTRAL_KEY_COUNT]; /* "" where it does not say; files as absolute paths */
    int timeout_ms;
};

/* `to`: a URL (then the file need not be there), another settings file, or NULL.
 * ERR_NOTFOUND: neither; ERR_REFUSED: others may read the file; ERR_INVALID names
 * file and line. Release it in any case. */
int central_settings_load(struct central_settings *out, const char *workspace, const char *to,
                          struct err *e);
void central_settings_release(struct central_settings *s);

/* The server that keeps this hospital: the same for everybody with the same
 * servers, in whatever order; a further server takes over its share and moves no
 * other (rendezvous hashing). */
const struct url *central_server_of(const struct central_settings *s, struct id hospital);

/* Body of a CONNECT (protocol.h): TLS 1.3 and verify-full, unless it is a local socket. */
int central_connection(struct buf *out, const struct central_settings *s, const struct url *to,
                       struct err *e);

/* The object store of `photos`, looked at: 1, 0 where none is named, -ERR_x. */
int central_objects(const struct central_settings *s, struct object_store_settings *out,
                    struct err *e);
/* The name of that place alone (object_store_place), whatever opens it: 1, 0, -ERR_x. */
int central_place(const struct central_settings *s, char out[OBJECT_PLACE_MAX], struct err *e);
/* `--photos`: in the place of what the file says; NULL changes nothing. */
void central_settings_photos(struct central_settings *s, const char *url);

#endif
