/* F5: what the counters call "only here" is what no receipt names, after every
 * step of random days. The oracle keeps for each laptop, as plain sets, what it
 * has and what it was told that others have.
 *
 * GENBA_SEED: other days. */
#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/workspace.h"
#include "sync/central/peer.h"
#include "sync/exchange.h"
#include "tests/lib/crews.h"
#include "tests/lib/tap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAYS 6
#define STEPS 40
#define THINGS 2000 /* commits by people and photos, of all laptops */
#define STICKS 12

/* A set of things by their number. */
struct set {
    bool has[THINGS];
};

struct bundle {
    int from;
    bool photos;
    struct set have, told[CREWS + 1]; /* of the writer when it wrote */
};

struct world {
    struct crews w;
    struct id writers[THINGS]; /* thing: a commit (writer, n) or a photo (hash) */
    uint64_t n[THINGS];        /* 0: a photo */
    struct hash photos[THINGS];
    int things;
    /* told[a][b]: a was told that b has it; b = CREWS: the central store */
    struct set have[CREWS], central, told[CREWS][CREWS + 1];
    struct bundle bundles[STICKS];
    int nbundles;
    uint64_t random;
    unsigned photo;
};

static struct err e;

static unsigned pick(struct world *w, unsigned n)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return (unsigned)(w->random >> 33) % n;
}

static void must(int rc)
{
    if (rc != 0)
        bail("%d %s %s", rc, e.subject, e.detail);
}

static struct casefile *open_case(struct world *w, int i)
{
    struct casefile *c;
    char *folder;

    must(workspace_find(w->w.v[i].run.workspace, CREWS_SERIAL, &folder, &e));
    must(case_open(&c, folder, &w->w.v[i].who, &e));
    free(folder);
    return c;
}

/* ---- the oracle ---- */

static int thing(struct world *w, struct id writer, uint64_t n, const struct hash *photo)
{
    for (int i = 0; i < w->things; i++)
        if (photo ? w->n[i] == 0 && memcmp(&w->photos[i], photo, sizeof *photo) == 0
                  : w->n[i] == n && id_equal(w->writers[i], writer))
            return i;
    if (w->things == THINGS)
        bail("too many things");
    w->writers[w->things] = writer;
    w->n[w->things] = n;
    if (photo)
        w->photos[w->things] = *photo;
    return w->things++;
}

struct looking {
    struct world *w;
    struct set *out;
};

static int look(const struct commit_info *info, void *ctx)
{
    struct looking *l = ctx;
    bool people = false;

    for (size_t i = 0; i < info->commit->nops; i++)
        people |=
            info->commit->ops[i].kind != OP_OPEN && info->commit->ops[i].kind != OP_CHECKPOINT;
    if (people)
        l->out->has[thing(l->w, info->commit->writer, info->commit->n, NULL)] = true;
    return 0;
}

/* What is on this laptop: the log, and the files themselves. */
static void look_at(struct world *w, struct casefile *c, struct set *out)
{
    struct looking l = {.w = w, .out = out};

    memset(out, 0, sizeof *out);
    must(store_walk(c->store, look, &l, &e));
    for (int i = 0; i < w->things; i++) {
        char hex[2 * HASH_LEN + 1];
        char *path;

        if (w->n[i] != 0)
            continue;
        hash_print(&w->photos[i], hex);
        path = keep_path(c->folder, hex, PICTURE_JPEG);
        out->has[i] = access(path, F_OK) == 0;
        free(path);
    }
}

static bool known(const struct world *w, int laptop, int i)
{
    for (int k = 0; k <= CREWS; k++)
        if (k != laptop && w->told[laptop][k].has[i])
            return true;
    return false;
}

static bool agrees(struct world *w, int laptop)
{
    struct casefile *c = open_case(w, laptop);
    int64_t commits = 0, photos = 0;
    struct counts n;

    look_at(w, c, &w->have[laptop]);
    must(store_counts(c->store, &n, &e));
    case_close(c);
    for (int i = 0; i < w->things; i++)
        if (w->have[laptop].has[i] && !known(w, laptop, i))
            (*(w->n[i] ? &commits : &photos))++;
    if (n.pending_commits == commits && n.pending_photos == photos)
        return true;
    diag("laptop %d: %" PRId64 " and %" PRId64 " by receipts, %" PRId64 " and %" PRId64 " counted",
         laptop, commits, photos, n.pending_commits, n.pending_photos);
    return false;
}

static void add(struct set *to, const struct set *more)
{
    for (int i = 0; i < THINGS; i++)
        to->has[i] |= more->has[i];
}

/* ---- the steps ---- */

static void do_edit(struct world *w, int i)
{
    struct casefile *c = open_case(w, i);
    char text[32], line[16];
    const struct row *r;

    snprintf(line, sizeof line, "line:%u", 1 + pick(w, 2));
    snprintf(text, sizeof text, "%u", pick(w, 1000000));
    r = survey_address(&c->survey, line);
    if (r)
        must(case_set(c, r->id, F_line_finding, false, value_text(text), &e));
    case_close(c);
}

static void do_photo(struct world *w, int i)
{
    struct casefile *c = open_case(w, i);
    struct edits list = {0};
    uint8_t data[600];
    char hex[2 * HASH_LEN + 1];
    struct id id = id_new(clock_now_ms());
    struct hash h;
    char *path, *folder;

    memset(data, 0, sizeof data);
    memcpy(data, &w->photo, sizeof w->photo);
    w->photo++;
    h = sha256(data, sizeof data);
    hash_print(&h, hex);
    path = keep_path(c->folder, hex, PICTURE_JPEG);
    folder = xstrndup(path, (size_t)(strrchr(path, '/') - path));
    mkdir(folder, 0700);
    must(file_write(path, data, sizeof data, &e));
    edits_set(&list, id, F_photo_orig_name, value_text("x.jpg"));
    edits_set(&list, id, F_photo_media_type, value_text("image/jpeg"));
    edits_set(&list, id, F_photo_bytes, value_int(sizeof data));
    edits_set(&list, id, F_photo_sha256, value_text(hex));
    must(case_edit(c, &list, &e));
    edits_release(&list);
    thing(w, (struct id){{0}}, 0, &h);
    case_close(c);
    free(path);
    free(folder);
}

static void do_delete(struct world *w, int i)
{
    struct casefile *c = open_case(w, i);
    struct edits list = {0};

    if (c->survey.n[KIND_photo] > 0) {
        edits_op(&list, OP_DEL, c->survey.rows[KIND_photo][0]->id, 0, value_null());
        must(case_edit(c, &list, &e));
    }
    edits_release(&list);
    case_close(c);
}

static void do_write(struct world *w, int i)
{
    struct bundle *b = &w->bundles[w->nbundles % STICKS];
    struct casefile *c = open_case(w, i);
    struct export_options how = {.without_photos = pick(w, 4) == 0};
    struct export *x;
    char name[16];
    int rc;

    snprintf(name, sizeof name, "b%d", w->nbundles % STICKS);
    unlink(stick_path(&w->w, name));
    must(export_begin(&x, c, w->w.v[i].run.workspace, &w->w.v[i].who, stick_path(&w->w, name), &how,
                      NULL, &e));
    while ((rc = export_step(x, &e)) > 0)
        continue;
    must(rc);
    export_end(x);
    *b = (struct bundle){.from = i, .photos = !how.without_photos};
    look_at(w, c, &b->have);
    for (int k = 0; k <= CREWS; k++)
        b->told[k] = w->told[i][k];
    case_close(c);
    w->nbundles++;
}

static void do_read(struct world *w, int i)
{
    int which = (int)pick(w, (unsigned)(w->nbundles < STICKS ? w->nbundles : STICKS));
    const struct bundle *b = &w->bundles[which];
    struct import_run *x;
    char name[16];
    int rc;

    snprintf(name, sizeof name, "b%d", which);
    must(import_begin(&x, stick_path(&w->w, name), w->w.v[i].run.workspace, &w->w.v[i].who, NULL,
                      NULL, &e));
    while ((rc = import_step(x, &e)) > 0)
        continue;
    must(rc);
    import_end(x);
    if (b->from != i)
        add(&w->told[i][b->from], &b->have);
    for (int k = 0; k <= CREWS; k++)
        if (k != i)
            add(&w->told[i][k], &b->told[k]);
}

static int compare_hash(const void *a, const void *b)
{
    return memcmp(a, b, HASH_LEN);
}

struct saying {
    struct seen v[THINGS];
    size_t n;
};

static int say(const struct writer_info *info, void *ctx)
{
    struct saying *s = ctx;

    s->v[s->n++] = (struct seen){info->writer, info->have};
    return 0;
}

/* The laptop hands in its records, and a part of its photos; the central store
 * says to it alone what it has then of what is on this laptop. */
static void do_central(struct world *w, int i)
{
    static const uint8_t store_id[ID_LEN] = {9};
    struct casefile *c = open_case(w, i);
    struct saying *s = xcalloc(1, sizeof *s);
    struct hash *photos = xcalloc(THINGS, sizeof *photos);
    uint8_t key[KEY_LEN];
    size_t n = 0;

    central_peer_key(store_id, key);
    look_at(w, c, &w->have[i]);
    memset(&w->told[i][CREWS], 0, sizeof w->told[i][CREWS]);
    for (int k = 0; k < w->things; k++) {
        if (!w->have[i].has[k])
            continue;
        w->central.has[k] |= w->n[k] != 0 || pick(w, 2) == 0;
        w->told[i][CREWS].has[k] = w->central.has[k];
        if (w->n[k] == 0 && w->central.has[k])
            photos[n++] = w->photos[k];
    }
    qsort(photos, n, sizeof *photos, compare_hash);
    must(store_writers(c->store, say, s, &e));
    must(store_peer_says(c->store, key, s->v, s->n, photos, n, &e));
    case_close(c);
    free(photos);
    free(s);
}

static void one_day(uint64_t seed)
{
    static void (*const steps[])(struct world *, int) = {
        do_edit, do_edit, do_photo, do_delete, do_write, do_read, do_read, do_read, do_central};
    struct world *w = xcalloc(1, sizeof *w);
    bool agreed = true;

    w->random = seed * 0x9E3779B97F4A7C15u | 1;
    crews_begin(&w->w);
    crew_make_case(&w->w.v[0]);
    do_write(w, 0);
    for (int i = 1; i < CREWS; i++)
        do_read(w, i);
    for (int i = 0; i < STEPS && agreed; i++) {
        clock_set(clock_now_ms() + 60000);
        steps[pick(w, sizeof steps / sizeof *steps)](w, (int)pick(w, CREWS));
        for (int k = 0; k < CREWS && agreed; k++)
            agreed = agrees(w, k);
    }
    ok(agreed, "%d steps of the day %" PRIu64 ": the counters are what the receipts say", STEPS,
       seed);
    crews_end(&w->w);
    free(w);
}

int main(void)
{
    const char *told = getenv("GENBA_SEED");
    uint64_t seed = told ? strtoull(told, NULL, 10) : 1;

    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    for (uint64_t i = 0; i < DAYS; i++)
        one_day(seed + i);
    return tap_done();
}
