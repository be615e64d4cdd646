#include "sync/bundle.h"
#include "sync/team.h"

#include "model/base/clock.h"
#include "model/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)256 << 10)
#define SAME_NAME_MAX 99 /* different files that call themselves the same volume */

static const char *const whys[] = {"unknown", "revoked", "not_sealed"};

const char *aside_why_id(enum aside_why why)
{
    return whys[why];
}

static void folder(struct buf *out, const char *workspace)
{
    buf_addf(out, "%s/set-aside", workspace);
}

/* <bundle>-<volume>.gnb, for the k-th that is so called and differs -<k>.gnb */
static void place(struct buf *out, const char *workspace, const struct bundle_head *h, int k)
{
    char id[ID_HEX_LEN + 1];

    buf_reset(out);
    id_print(h->bundle, id);
    folder(out, workspace);
    buf_addf(out, "/%s-%" PRIu32, id, h->volume);
    if (k > 1)
        buf_addf(out, "-%d", k);
    buf_puts(out, ".gnb");
}

static void note_path(struct buf *out, const char *path)
{
    buf_addf(out, "%.*s.why", (int)(strlen(path) - strlen(".gnb")), path);
}

/* ---- putting aside ---- */

enum likeness { ABSENT, HELD, CUT_OFF, DIFFERENT };

/* Of the file there to the new one: HELD has all of it, CUT_OFF its beginning. */
static enum likeness compare_open(FILE *there, FILE *new)
{
    char *a = xmalloc(CHUNK), *b = xmalloc(CHUNK);
    enum likeness found = DIFFERENT;
    size_t na, nb, n;

    do {
        na = fread(a, 1, CHUNK, there);
        nb = fread(b, 1, CHUNK, new);
        n = na < nb ? na : nb;
    } while (memcmp(a, b, n) == 0 && na == nb && n == CHUNK);
    if (memcmp(a, b, n) == 0 && !ferror(there) && !ferror(new))
        found = nb == n ? HELD : CUT_OFF;
    free(a);
    free(b);
    return found;
}

static enum likeness compare(const char *there, const char *new_path)
{
    FILE *a = fopen(there, "rbe"), *b = fopen(new_path, "rbe");
    enum likeness found = !a && errno == ENOENT ? ABSENT : DIFFERENT;

    if (a && b)
        found = compare_open(a, b);
    if (a)
        (void)fclose(a);
    if (b)
        (void)fclose(b);
    return found;
}

static int copy_bytes(int from, int to, const char *from_path, const char *to_path, struct err *e)
{
    char *chunk = xmalloc(CHUNK);
    ssize_t n;
    int rc = 0;

    while (rc == 0 && (n = read(from, chunk, CHUNK)) != 0) {
        ssize_t done = 0, k;

        if (n < 0) {
            rc = err_errno(e, from_path);
            break;
        }
        for (; done < n && (k = write(to, chunk + done, (size_t)(n - done))) > 0; done += k)
            ;
        if (done < n)
            rc = err_errno(e, to_path);
    }
    free(chunk);
    return rc;
}

static int copy(const char *from, const char *to, struct err *e)
{
    struct buf part = BUF_INIT;
    int in = open(from, O_RDONLY | O_CLOEXEC), out = -1, rc = 0;

    buf_addf(&part, "%s.part", to);
    if (in < 0)
        rc = err_errno(e, from);
    else if ((out = open(buf_str(&part), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0)
        rc = err_errno(e, to);
    if (rc == 0)
        rc = copy_bytes(in, out, from, to, e);
    if (in >= 0)
        close(in);
    if (out >= 0 && close(out) != 0 && rc == 0)
        rc = err_errno(e, to);
    if (rc == 0)
        rc = file_settle(buf_str(&part), to, e);
    if (rc != 0 && out >= 0)
        unlink(buf_str(&part));
    buf_release(&part);
    return rc;
}

/* The note stands before the file does: one without a file means nothing. */
static int put(const char *to, const char *from, enum aside_why why, struct err *e)
{
    struct buf path = BUF_INIT, text = BUF_INIT;
    int rc;

    note_path(&path, to);
    buf_addf(&text, "%s %" PRId64 "\n", whys[why], clock_now_ms());
    rc = file_write(buf_str(&path), text.p, text.len, e);
    if (rc == 0)
        rc = copy(from, to, e);
    buf_release(&path);
    buf_release(&text);
    return rc;
}

int aside_put(const char *workspace, const char *path, enum aside_why why, struct err *e)
{
    struct buf to = BUF_INIT;
    struct bundle_reader *r = NULL;
    enum likeness there = DIFFERENT;
    int rc = bundle_open(&r, &io_disk, path, e);

    if (rc == 0) {
        folder(&to, workspace);
        rc = file_make_dirs(buf_str(&to), e);
        if (rc == 0)
            rc = file_sync_dir(workspace, e);
    }
    for (int k = 1; rc == 0 && there == DIFFERENT && k <= SAME_NAME_MAX; k++) {
        place(&to, workspace, bundle_head(r), k);
        there = compare(buf_str(&to), path);
    }
    bundle_close(r);
    if (rc == 0 && there == DIFFERENT)
        rc = err_set(e, ERR_LIMIT, path, "%d", SAME_NAME_MAX);
    if (rc == 0 && there != HELD)
        rc = put(buf_str(&to), path, why, e);
    buf_release(&to);
    return rc;
}

/* ---- what is there ---- */

static void read_note(struct aside *a)
{
    struct buf path = BUF_INIT, text = BUF_INIT;
    char word[16];
    int64_t at;

    note_path(&path, a->path);
    if (file_read(buf_str(&path), 200, &text, NULL) == 0 &&
        sscanf(buf_str(&text), "%15s %" SCNd64, word, &at) == 2) {
        a->at_ms = at;
        for (size_t i = 0; i < sizeof whys / sizeof *whys; i++)
            if (strcmp(word, whys[i]) == 0)
                a->why = (enum aside_why)i;
    }
    buf_release(&path);
    buf_release(&text);
}

/* Why it would be set aside today. */
static enum aside_why why_now(const struct aside *a, struct bundle_reader *b,
                              const struct roster *r, const struct identity *who)
{
    if (bundle_unlock(b, who, NULL) == -ERR_REFUSED)
        return ASIDE_NOT_SEALED; /* whoever is admitted: it cannot be read */
    switch (roster_standing(r, who, a->card.device)) {
    case STANDING_UNKNOWN:
        return ASIDE_UNKNOWN;
    case STANDING_REVOKED:
        return ASIDE_REVOKED;
    default:
        return a->why;
    }
}

static void read_head(struct aside *a, const struct roster *r, const struct identity *who)
{
    struct bundle_reader *b;
    const struct bundle_head *h;

    if (bundle_open(&b, &io_disk, a->path, NULL) != 0)
        return; /* rotten since: listed by its file, and never dropped */
    h = bundle_head(b);
    a->bundle = h->bundle;
    a->hospital = h->hospital;
    a->volume = h->volume;
    a->volumes = h->volumes;
    if (card_read(&a->card, h->card.p, h->card.n, NULL) != 0)
        a->card = (struct card){.made_ms = 0};
    memcpy(a->card.device, h->device, KEY_LEN);
    a->why = why_now(a, b, r, who);
    bundle_close(b);
}

static int earlier_first(const void *a, const void *b)
{
    const struct aside *x = a, *y = b;

    if (x->at_ms != y->at_ms)
        return x->at_ms < y->at_ms ? -1 : 1;
    return strcmp(x->path, y->path);
}

static void add(struct aside_list *out, const char *dir, const char *leaf, const struct roster *r,
                const struct identity *who)
{
    struct buf path = BUF_INIT;
    struct aside a = {.why = ASIDE_UNKNOWN};
    struct stat st;

    buf_addf(&path, "%s/%s", dir, leaf);
    if (stat(buf_str(&path), &st) == 0 && S_ISREG(st.st_mode)) {
        a.path = buf_take(&path);
        a.bytes = st.st_size;
        a.at_ms = (int64_t)st.st_mtime * 1000;
        read_note(&a);
        read_head(&a, r, who);
        out->v = xgrow(out->v, out->n, &out->cap, sizeof *out->v);
        out->v[out->n++] = a;
    }
    buf_release(&path);
}

int aside_load(struct aside_list *out, const char *workspace, const struct roster *r,
               const struct identity *who, struct err *e)
{
    struct buf dir = BUF_INIT;
    struct dirent *d;
    int rc = 0;
    DIR *f;

    *out = (struct aside_list){.v = NULL};
    folder(&dir, workspace);
    f = opendir(buf_str(&dir));
    if (!f && errno != ENOENT)
        rc = err_errno(e, buf_str(&dir));
    while (f && (d = readdir(f)) != NULL) {
        size_t n = strlen(d->d_name);

        if (n > 4 && strcmp(d->d_name + n - 4, ".gnb") == 0)
            add(out, buf_str(&dir), d->d_name, r, who);
    }
    if (f)
        closedir(f);
    if (out->n > 1)
        qsort(out->v, out->n, sizeof *out->v, earlier_first);
    buf_release(&dir);
    return rc;
}

void aside_release(struct aside_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->v[i].path);
    free(l->v);
    *l = (struct aside_list){.v = NULL};
}

int aside_done(const char *workspace, const struct aside *a, struct err *e)
{
    struct buf note = BUF_INIT, dir = BUF_INIT;
    int rc = unlink(a->path) == 0 || errno == ENOENT ? 0 : err_errno(e, a->path);

    note_path(&note, a->path);
    folder(&dir, workspace);
    if (rc == 0) {
        unlink(buf_str(&note)); /* without the file it means nothing */
        rc = file_sync_dir(buf_str(&dir), e);
    }
    buf_release(&note);
    buf_release(&dir);
    return rc;
}
