#include "sync/export_private.h"

#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "sync/dict.h"
#include "sync/receipts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- beginning ---- */

/* Members that are not revoked, this laptop among them. */
static void list_readers(struct export *x)
{
    bool self = false;

    if (!x->roster.there)
        return;
    x->keys = xcalloc(x->roster.n + 1, sizeof *x->keys);
    for (size_t i = 0; i < x->roster.n; i++) {
        const struct member *m = &x->roster.v[i];

        if (m->revoked_ms != 0)
            continue;
        self |= memcmp(m->card.device, x->who.public_key, KEY_LEN) == 0;
        memcpy(x->keys[x->state.readers++], m->card.device, KEY_LEN);
    }
    if (!self)
        memcpy(x->keys[x->state.readers++], x->who.public_key, KEY_LEN);
}

static int load_team(struct export *x, struct err *e)
{
    int rc = roster_load(&x->roster, x->workspace, e);

    if (rc == 0)
        rc = team_bytes(x->workspace, &x->roster_bytes, e);
    if (rc == 0) {
        list_readers(x);
        card_make(&x->card, &x->who);
        rc = dict_encode(&x->dict, x->c->store, e);
    }
    return rc;
}

static int64_t photo_bytes(const struct export *x)
{
    int64_t sum = 0;

    for (size_t i = 0; i < x->pictures.n; i++)
        sum += x->pictures.v[i].bytes;
    return sum;
}

int export_begin(struct export **out, struct casefile *c, const char *workspace,
                 const struct identity *who, const char *path, const struct export_options *how,
                 const struct io *io, struct err *e)
{
    struct export *x = xcalloc(1, sizeof *x);
    int rc;

    *x = (struct export){.c = c,
                         .io = io ? io : &io_disk,
                         .who = *who,
                         .workspace = xstrdup(workspace),
                         .state.volume = 1};
    if (how)
        x->how = *how;
    buf_init(&x->card, BUF_MAX_DEFAULT);
    buf_init(&x->roster_bytes, BUF_MAX_DEFAULT);
    buf_init(&x->dict, BUF_MAX_DEFAULT);
    buf_init(&x->photo, (size_t)KEEP_MAX_BYTES + 1);
    rc = store_checkpoint(c->store, e);
    if (rc == 0)
        rc = load_team(x, e);
    if (rc == 0)
        rc = plan_manifest(x, e);
    if (rc == 0)
        rc = plan_volumes(x, path, e);
    if (rc == 0)
        rc = plan_medium(x, e);
    if (rc != 0) {
        export_end(x);
        return rc;
    }
    x->state.total = 2 * (photo_bytes(x) + x->state.volumes * x->record_bytes);
    *out = x;
    return 0;
}

const struct export_state *export_state(const struct export *x)
{
    return &x->state;
}

const char *export_file(const struct export *x, uint32_t i)
{
    return x->volumes[i].path;
}

char *export_name(const struct casefile *c, const struct identity *who)
{
    const struct row *site = survey_site(&c->survey);
    const char *serial = site ? row_text(site, F_site_hospital_serial_no) : "";
    struct buf name = BUF_INIT;

    buf_addf(&name, "%s_%s%s%02x%02x.gnb", *serial ? serial : "genba", who->crew,
             *who->crew ? "_" : "", who->public_key[0], who->public_key[1]);
    for (char *p = name.p; *p; p++)
        if (strchr("/\\:*?\"<>| ", *p))
            *p = '-'; /* what FAT refuses */
    return buf_take(&name);
}

int export_path(const struct casefile *c, const struct identity *who, const char *named, char **out,
                struct err *e)
{
    struct buf path = BUF_INIT;
    size_t n = strlen(named), suffix = strlen(".gnb");
    struct stat st;
    char *leaf;

    if (stat(named, &st) == 0 && S_ISDIR(st.st_mode)) {
        leaf = export_name(c, who);
        buf_addf(&path, "%s/%s", named, leaf);
        free(leaf);
    } else if (n > suffix && strcmp(named + n - suffix, ".gnb") == 0) {
        buf_puts(&path, named);
    } else {
        return err_say(e, ERR_INVALID, NULL, named,
                       N_("no folder is there. Name one that is, or a file that ends in .gnb"));
    }
    *out = buf_take(&path);
    return 0;
}

void export_end(struct export *x)
{
    if (!x)
        return;
    bundle_leave(x->w);
    for (uint32_t i = 0; x->volumes && i < x->state.volumes; i++) {
        free(x->volumes[i].path);
        free(x->volumes[i].part);
    }
    free(x->volumes);
    free(x->pieces);
    pictures_release(&x->pictures);
    manifest_release(&x->m);
    roster_release(&x->roster);
    free(x->keys);
    buf_release(&x->card);
    buf_release(&x->roster_bytes);
    buf_release(&x->dict);
    buf_release(&x->photo);
    free(x->workspace);
    free(x);
}

/* ---- one volume: its records ---- */

static int put_manifest(struct export *x, struct err *e)
{
    for (size_t i = 0; i < x->m.nphotos; i++)
        x->m.photos[i].included = plan_has(x, x->state.volume, &x->m.photos[i].sha256);
    return bundle_put_manifest(x->w, &x->m, e);
}

static int begin_volume(struct export *x, struct err *e)
{
    struct volume *v = &x->volumes[x->state.volume - 1];
    struct bundle_spec spec = {
        .hospital = store_hospital(x->c->store),
        .who = &x->who,
        .members = (const uint8_t(*)[KEY_LEN])x->keys,
        .nmembers = x->state.readers,
        .card = {buf_str(&x->card), x->card.len},
        .volume = x->state.volume,
        .volumes = x->state.volumes,
        .bundle = x->state.bundle,
        .hlc = hlc_next(0, clock_now_ms()),
        .replace = v->there,
    };
    int rc = bundle_begin(&x->w, x->io, v->path, &spec, e);

    if (rc != 0)
        return rc;
    x->range = x->piece = 0;
    x->told_wrong = false;
    x->state.bundle = bundle_id(x->w);
    if (bundle_resumed(x->w))
        x->state.resumed += bundle_bytes(x->w);
    rc = put_manifest(x, e);
    if (rc == 0)
        rc = bundle_put_bytes(x->w, PART_DICT, (struct span){buf_str(&x->dict), x->dict.len}, e);
    if (rc == 0 && x->roster_bytes.len > 0)
        rc = bundle_put_bytes(x->w, PART_ROSTER,
                              (struct span){buf_str(&x->roster_bytes), x->roster_bytes.len}, e);
    return rc;
}

/* Commits on their way into frames. */
struct batch {
    struct export *x;
    uint64_t last;
    struct buf bytes;
    struct span *v;
    size_t n, cap;
    int rc;
    struct err *e;
};

static void flush(struct batch *b)
{
    size_t at = 0;

    for (size_t i = 0; i < b->n; i++) {
        b->v[i].p = b->bytes.p + at; /* the buffer may have moved while it grew */
        at += b->v[i].n;
    }
    if (b->n > 0)
        b->rc = bundle_put_commits(b->x->w, b->v, b->n, b->e);
    b->n = 0;
    buf_reset(&b->bytes);
}

static int add_commit(uint64_t n, struct span raw, void *ctx)
{
    struct batch *b = ctx;

    if (n > b->last)
        return 1;
    buf_add(&b->bytes, raw.p, raw.n);
    b->v = xgrow(b->v, b->n, &b->cap, sizeof *b->v);
    b->v[b->n++].n = raw.n;
    if (b->bytes.len >= EXPORT_BATCH)
        flush(b);
    return b->rc != 0;
}

/* One range of one writer; false when there is none left. */
static bool put_range(struct export *x, int *rc, struct err *e)
{
    const struct manifest_range *r = &x->m.ranges[x->range];
    struct batch b = {.x = x, .e = e};

    if (x->range == x->m.nranges)
        return false;
    b.last = r->to;
    buf_init(&b.bytes, SIZE_MAX / 2);
    *rc = store_chain(x->c->store, r->writer, r->from, add_commit, &b, e);
    if (*rc >= 0 && b.rc == 0)
        flush(&b);
    *rc = b.rc != 0 ? b.rc : *rc < 0 ? *rc : 0;
    buf_release(&b.bytes);
    free(b.v);
    x->range++;
    return true;
}

/* ---- its photos ---- */

static const struct piece *current(struct export *x)
{
    while (x->piece < x->npieces && x->pieces[x->piece].volume != x->state.volume)
        x->piece++;
    return x->piece < x->npieces ? &x->pieces[x->piece] : NULL;
}

static bool all_kept(const struct export *x, const struct piece *p)
{
    const struct hash *sha256 = &x->pictures.v[p->picture].sha256;

    for (uint32_t i = p->from; i < p->to; i++)
        if (!bundle_has_chunk(x->w, sha256, i))
            return false;
    return true;
}

/* Hashed before it is handed on: a picture that is not what was taken in goes
 * nowhere, and the manifest stops promising it. */
static void load_photo(struct export *x, const struct picture *p)
{
    char *path = picture_path(x->c, p);
    struct hash h;

    buf_reset(&x->photo);
    x->photo_bad = file_read(path, (size_t)KEEP_MAX_BYTES, &x->photo, NULL) != 0 ||
                   (int64_t)x->photo.len != p->bytes;
    if (!x->photo_bad) {
        h = sha256(x->photo.p, x->photo.len);
        x->photo_bad = hash_compare(&h, &p->sha256) != 0;
    }
    for (size_t i = 0; x->photo_bad && i < x->m.nphotos; i++)
        if (hash_compare(&x->m.photos[i].sha256, &p->sha256) == 0 && x->m.photos[i].held) {
            x->m.photos[i].held = false;
            receipts_retract(&x->m, i);
            x->told_wrong = true;
            x->state.photos -= !p->drawing;
            x->state.photos_missing += !p->drawing;
        }
    free(path);
}

static void next_piece(struct export *x)
{
    x->piece++;
    x->chunk = 0;
}

static int put_chunk(struct export *x, const struct piece *p, struct err *e)
{
    const struct picture *pic = &x->pictures.v[p->picture];
    size_t at = (size_t)x->chunk * BUNDLE_CHUNK;
    size_t n = x->photo.len - at < BUNDLE_CHUNK ? x->photo.len - at : BUNDLE_CHUNK;
    int rc = 0;

    if (!bundle_has_chunk(x->w, &pic->sha256, x->chunk))
        rc = bundle_put_chunk(x->w, &pic->sha256, x->chunk, (uint64_t)pic->bytes,
                              (struct span){x->photo.p + at, n}, e);
    if (++x->chunk == p->to)
        next_piece(x);
    return rc;
}

/* False when this volume has all of its photos. */
static bool put_photo(struct export *x, int *rc, struct err *e)
{
    const struct piece *p = current(x);

    if (!p)
        return false;
    if (all_kept(x, p)) {
        next_piece(x);
        return true;
    }
    if (x->chunk == 0) {
        load_photo(x, &x->pictures.v[p->picture]);
        x->chunk = p->from;
    }
    if (x->photo_bad)
        next_piece(x);
    else
        *rc = put_chunk(x, p, e);
    return true;
}

/* ---- the steps ---- */

/* Some MiB of it; 0 = the volume can be unplugged. */
static int finish_volume(struct export *x, struct err *e)
{
    int64_t done = 0;
    int rc = 0;

    if (!x->reading) {
        if (x->told_wrong)
            rc = put_manifest(x, e);
        if (rc == 0)
            rc = bundle_finish_begin(x->w, e);
        x->reading = rc == 0;
        return rc == 0 ? 1 : rc;
    }
    rc = bundle_finish_step(x->w, &done, e);
    x->state.done = x->base + bundle_bytes(x->w) + done;
    if (rc != 0)
        return rc;
    x->base += 2 * bundle_bytes(x->w);
    x->reading = false;
    bundle_leave(x->w);
    x->w = NULL;
    return 0;
}

static int write_ledger(struct export *x, struct err *e)
{
    struct ledger l = {
        .bundle = x->state.bundle,
        .out = true,
        .at_ms = clock_now_ms(),
        .file = x->volumes[0].path,
        .laptop = "",
        .person = "",
        .commits = x->state.changes,
        .photos = x->state.photos,
        .complete = true,
    };

    x->state.total = x->state.done = x->base;
    return store_ledger_put(x->c->store, &l, e);
}

static int next_volume(struct export *x, struct err *e)
{
    if (x->state.volume < x->state.volumes) {
        x->state.volume++;
        x->state.phase = EXPORT_RECORDS;
        return 1;
    }
    x->state.phase = EXPORT_DONE;
    for (uint32_t i = 0; i < x->state.volumes; i++)
        x->state.bytes += plan_file_size(x, x->volumes[i].path);
    return write_ledger(x, e);
}

int export_step(struct export *x, struct err *e)
{
    int rc = 0;

    if (x->state.phase == EXPORT_DONE)
        return 0;
    if (x->volumes[x->state.volume - 1].done)
        return next_volume(x, e);
    switch (x->state.phase) {
    case EXPORT_RECORDS:
        if (!x->w)
            rc = begin_volume(x, e);
        else if (!put_range(x, &rc, e))
            x->state.phase = EXPORT_PHOTOS;
        break;
    case EXPORT_PHOTOS:
        if (!put_photo(x, &rc, e))
            x->state.phase = EXPORT_VERIFY;
        break;
    default:
        rc = finish_volume(x, e);
        return rc == 0 ? next_volume(x, e) : rc;
    }
    if (x->w)
        x->state.done = x->base + bundle_bytes(x->w);
    return rc < 0 ? rc : 1;
}
