/* purge with the real program: three laptops of a team, without the line. Nothing
 * goes but against two receipts, one of which keeps; a rotten copy, floor plans and what was not
 * handed over stay; what went is shown where it is; a kill at any change of a file leaves the
 * records right; a bundle brings photos back.
 *
 * GENBA_KILLS: at how many changes it is killed, 10 unless told. */
#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/workspace.h"
#include "sync/central/peer.h"
#include "sync/photos.h"
#include "tests/lib/crews.h"
#include "tests/lib/json.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"
#include "tests/lib/trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PHOTOS 3

enum { LEAD, CREW_B, CREW_C };

static struct crews w;
static struct err e;
static char *checked;  /* what check said before the purge */
static char kept[300]; /* the lead's workspace before the purge */

static int must_run(int rc, const struct run *r)
{
    if (rc != 0)
        diag("%d: %s%s", rc, r->out.p ? r->out.p : "", r->err.p ? r->err.p : "");
    return rc;
}

#define run_ok(i, ...) (must_run(run_genba(&w.v[i].run, __VA_ARGS__, NULL), &w.v[i].run) == 0)

static const char *said(int i)
{
    return w.v[i].run.out.p ? w.v[i].run.out.p : "";
}

/* -- the case from inside ------------------------------------------------------ */

static struct casefile *open_case(int i)
{
    struct casefile *c;
    char *folder;

    if (workspace_find(w.v[i].run.workspace, CREWS_SERIAL, &folder, &e) != 0 ||
        case_open(&c, folder, &w.v[i].who, &e) != 0)
        bail("open: %s %s", e.subject, e.detail);
    free(folder);
    return c;
}

static int photos_here(int i)
{
    struct casefile *c = open_case(i);
    struct pictures all;
    int n = 0;

    pictures_load(&all, c);
    for (size_t k = 0; k < all.n; k++)
        n += !all.v[k].drawing && all.v[k].here;
    pictures_release(&all);
    case_close(c);
    return n;
}

/* Where the photo lies; static. */
static const char *photo_path(int i, size_t which)
{
    static char path[600];
    struct casefile *c = open_case(i);
    const struct row *r = c->survey.rows[KIND_photo][which];
    char *p = keep_path_of(c->folder, row_text(r, F_photo_sha256), row_text(r, F_photo_media_type));

    snprintf(path, sizeof path, "%s", p);
    free(p);
    case_close(c);
    return path;
}

static int64_t pending(int i)
{
    struct casefile *c = open_case(i);
    struct counts n;

    store_counts(c->store, &n, &e);
    case_close(c);
    return n.pending_photos;
}

struct vector {
    struct seen v[32];
    size_t n;
};

static int add(const struct writer_info *info, void *ctx)
{
    struct vector *v = ctx;

    v->v[v->n++] = (struct seen){info->writer, info->have};
    return 0;
}

/* As after a sync: the central store says that it has all that is here. */
static void central_has_all(int i)
{
    static const uint8_t store_id[ID_LEN] = {5};
    struct casefile *c = open_case(i);
    struct vector v = {.n = 0};
    struct hash photos[32];
    struct pictures all;
    uint8_t key[KEY_LEN];
    size_t n = 0;

    central_peer_key(store_id, key);
    pictures_load(&all, c);
    for (size_t k = 0; k < all.n && n < 32; k++)
        photos[n++] = all.v[k].sha256;
    pictures_release(&all);
    store_writers(c->store, add, &v, &e);
    is_ok(store_peer_says(c->store, key, v.v, v.n, photos, n, &e), &e, "a sync");
    case_close(c);
}

/* -- the steps ------------------------------------------------------------------ */

static void take_photo(int i, const char *name, unsigned seed)
{
    struct buf picture = BUF_INIT;
    char path[300];

    picture_jpeg(&picture, 300, 200, seed, &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/%s", w.stick, name);
    picture_write(path, picture.p, picture.len);
    ok(run_ok(i, "photo", CREWS_SERIAL, path), "%s on laptop %d", name, i);
    unlink(path);
    buf_release(&picture);
}

static void write_bundle(int i, const char *name)
{
    unlink(stick_path(&w, name));
    ok(run_ok(i, "bundle", CREWS_SERIAL, "-o", stick_path(&w, name)), "laptop %d writes %s", i,
       name);
}

static void read_bundle(int i, const char *name)
{
    ok(run_ok(i, "merge", stick_path(&w, name)), "laptop %d reads %s", i, name);
}

/* The result of purge --json; the caller frees. */
static struct json *purge(int i, const char *option, int want)
{
    int rc = run_genba(&w.v[i].run, "purge", CREWS_SERIAL, "--json", option, NULL);
    struct json *j = json_parse(said(i), strlen(said(i)), NULL);

    is_int(rc, want, "purge on laptop %d", i);
    if (!j)
        bail("no JSON: %s%s", said(i), w.v[i].run.err.p ? w.v[i].run.err.p : "");
    return j;
}

/* How many photos met that fate. */
static int fates(const struct json *j, const char *fate)
{
    const struct json *list = json_get(j, "photos"), *one;
    int n = 0;

    for (int i = 0; (one = json_at(list, i)) != NULL; i++)
        n += strcmp(json_str(json_get(one, "result")), fate) == 0;
    return n;
}

static void is_fate(int i, const char *fate, int n, const char *why)
{
    struct json *j = purge(i, NULL, 0);

    if (fates(j, fate) != n)
        diag("%s", said(i));
    is_int(fates(j, fate), n, "%s", why);
    ok(!json_true(json_get(j, "removed")), "without --yes nothing is removed");
    json_free(j);
}

/* -- the day --------------------------------------------------------------------- */

/* The sample's photos and drawings have no files. */
static void drop_pictures(void)
{
    static const enum kind kinds[] = {KIND_photo, KIND_drawing};
    struct casefile *c = open_case(LEAD);
    struct edits list = {0};

    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < c->survey.n[kinds[k]]; i++)
            edits_op(&list, OP_DEL, c->survey.rows[kinds[k]][i]->id, 0, value_null());
    is_ok(case_edit(c, &list, &e), &e, "a hospital without pictures");
    edits_release(&list);
    case_close(c);
}

static void hand_out(void)
{
    struct buf plan = BUF_INIT;
    char path[300];

    crew_make_case(&w.v[LEAD]);
    drop_pictures();
    picture_png(&plan, 300, 200, 90, NULL);
    snprintf(path, sizeof path, "%s/plan.png", w.stick);
    picture_write(path, plan.p, plan.len);
    ok(run_ok(LEAD, "drawing", CREWS_SERIAL, path, "--title", "1F"), "a floor plan");
    write_bundle(LEAD, "morning");
    read_bundle(CREW_B, "morning");
    read_bundle(CREW_C, "morning");
    for (unsigned i = 0; i < PHOTOS; i++) {
        char name[32];

        snprintf(name, sizeof name, "DSC%05u.JPG", i + 1);
        take_photo(CREW_B, name, i + 1);
    }
    buf_release(&plan);
}

static void too_few(void)
{
    is_fate(CREW_B, "not_handed_over", PHOTOS, "what nobody has stays");
    write_bundle(CREW_B, "b1");
    read_bundle(LEAD, "b1");
    read_bundle(CREW_C, "b1");
    is_fate(LEAD, "few_copies", PHOTOS, "one other has them: they stay");
    ok(run_ok(LEAD, "purge", CREWS_SERIAL, "--yes"), "whatever is said");
    ok(strstr(said(LEAD), "fewer than two others say that they have it: 鈴木") != NULL,
       "and why, and who has them");
    is_int(photos_here(LEAD), PHOTOS, "all are here");
}

/* What a third laptop says of another is no receipt. */
static void hearsay(void)
{
    write_bundle(CREW_C, "c1"); /* says of crew B, too, what it has */
    read_bundle(LEAD, "c1");
    write_bundle(LEAD, "a1"); /* passes on what crew C said */
    read_bundle(CREW_B, "a1");
    is_fate(CREW_B, "few_copies", PHOTOS, "one said so itself, of the other it is hearsay");
    read_bundle(CREW_B, "c1");
    is_fate(CREW_B, "no_keeper", PHOTOS, "two laptops, which may purge as well: who took it keeps");
}

static void goes(void)
{
    struct json *j;

    run_genba(&w.v[LEAD].run, "check", CREWS_SERIAL, NULL);
    checked = xstrdup(said(LEAD));
    is_fate(LEAD, "purged", PHOTOS, "the laptop that took them keeps them: they may go");
    ok(run_ok(LEAD, "purge", CREWS_SERIAL), "nobody is at a terminal to answer");
    ok(strstr(said(LEAD), "Nothing was removed. --yes removes 3 photos") != NULL, "it says so");
    is_int(photos_here(LEAD), PHOTOS, "and they are here");
    snprintf(kept, sizeof kept, "%s/kept", w.stick);
    copy_tree(w.v[LEAD].run.workspace, kept);
    j = purge(LEAD, "--yes", 0);
    ok(json_true(json_get(j, "removed")), "with it they go");
    is_int(fates(j, "purged"), PHOTOS, "all three");
    is_int((int)json_num(json_get(j, "floor_plans"), -1), 1, "and the floor plan does not");
    json_free(j);
    is_int(photos_here(LEAD), 0, "no photo is here");
    is_int((int)pending(LEAD), 0, "nothing of that is only here");
}

static void is_shown(void)
{
    char dir[300];

    ok(run_ok(LEAD, "verify", CREWS_SERIAL), "verify finds no fault");
    ok(strstr(said(LEAD), "photo DSC00001.JPG was purged here; it is elsewhere: 鈴木") != NULL ||
           strstr(said(LEAD), "DSC00001.JPG was purged here") != NULL,
       "and says where they are");
    ok(strstr(said(LEAD), "missing") == NULL, "none is missing");
    ok(strstr(said(LEAD), "drawings: 1, every hash as at intake") != NULL, "the plan is there");
    ok(run_ok(LEAD, "photos", CREWS_SERIAL), "the list of photos");
    ok(strstr(said(LEAD), "(purged here: ") != NULL, "says it too");
    ok(run_ok(LEAD, "photos", CREWS_SERIAL, "--json"), "for programs");
    ok(strstr(said(LEAD), "\"purged\": true") != NULL, "too");
    snprintf(dir, sizeof dir, "%s/out", w.stick);
    is_int(run_genba(&w.v[LEAD].run, "photos", CREWS_SERIAL, "--export", dir, NULL), 1,
           "they cannot be handed over from here");
    ok(strstr(said(LEAD), "DSC00001.JPG was purged on this laptop.") != NULL, "which is said");
    ok(run_ok(LEAD, "log", CREWS_SERIAL, "photo:DSC00001.JPG"), "the log");
    ok(strstr(said(LEAD), "purge") != NULL && strstr(said(LEAD), "鈴木") != NULL,
       "has it, with the receipts");
    run_genba(&w.v[LEAD].run, "check", CREWS_SERIAL, NULL);
    is_str(said(LEAD), checked, "check says the same as before");
    write_bundle(LEAD, "a2");
    ok(run_ok(CREW_C, "merge", stick_path(&w, "a2")), "the others hear of it:");
    is_fate(CREW_C, "few_copies", PHOTOS, "that laptop counts no more");
}

static void comes_back(void)
{
    read_bundle(LEAD, "b1");
    is_int(photos_here(LEAD), PHOTOS, "a bundle that has them brings them back");
    ok(run_ok(LEAD, "verify", CREWS_SERIAL), "they are whole,");
    ok(strstr(said(LEAD), "photos: 3, every hash as at intake") != NULL, "all of them");
    ok(run_ok(LEAD, "photos", CREWS_SERIAL, "--json"), "and listed");
    ok(strstr(said(LEAD), "\"purged\": true") == NULL, "as here");
}

static void flip(const char *path)
{
    struct buf b = BUF_INIT;

    if (file_read(path, BUF_MAX_DEFAULT, &b, &e) != 0)
        bail("%s", path);
    b.p[b.len / 2] ^= 1;
    if (file_write(path, b.p, b.len, &e) != 0)
        bail("%s", path);
    buf_release(&b);
}

struct words {
    int own, hearsay;
};

static int on_central(const struct holder *h, void *ctx)
{
    struct words *n = ctx;

    if (central_is_peer(h->peer))
        ++*(h->own ? &n->own : &n->hearsay);
    return 0;
}

/* What the central store said of the first photo, to this laptop or to another. */
static struct words central_said(int i)
{
    struct casefile *c = open_case(i);
    struct words n = {0};
    struct hash h;

    if (hash_parse(row_text(c->survey.rows[KIND_photo][0], F_photo_sha256), &h))
        store_holders(c->store, &h, on_central, &n, &e);
    case_close(c);
    return n;
}

/* The laptop that took them in: against the central store alone, which has to be asked
 * (tests/central/purge.c). */
static void at_the_office(void)
{
    struct json *j;

    ok(run_ok(CREW_B, "set", CREWS_SERIAL, "photo:DSC00003.JPG", "caption", "x"), "a change");
    is_fate(CREW_B, "not_handed_over", 1, "of a record: its photo stays");
    central_has_all(CREW_B);
    ok(central_said(CREW_B).own == 1, "it said so to this laptop");
    write_bundle(CREW_B, "b2");
    read_bundle(CREW_C, "b2");
    ok(central_said(CREW_C).own == 0 && central_said(CREW_C).hearsay == 1,
       "which tells the others: hearsay there");
    j = purge(CREW_B, "--yes", 1);
    is_int(fates(j, "central_not_asked"), PHOTOS, "what it said before is no word of now");
    json_free(j);
    ok(strstr(w.v[CREW_B].run.err.p, "central.conf") != NULL, "why it was not asked is told");
    is_int(photos_here(CREW_B), PHOTOS, "they stay");
}

static void rotten(void)
{
    struct json *j;
    char path[600];

    snprintf(path, sizeof path, "%s", photo_path(LEAD, 1));
    flip(path);
    j = purge(LEAD, "--yes", 1);
    is_int(fates(j, "damaged"), 1, "a rotten copy is named");
    is_int(fates(j, "purged"), PHOTOS - 1, "the others go");
    json_free(j);
    ok(access(path, F_OK) == 0, "it stays");
    is_int(photos_here(LEAD), 1, "alone");
}

/* A photo whose bytes are a floor plan, too. */
static void floor_plan(void)
{
    struct json *j;
    char path[300];

    snprintf(path, sizeof path, "%s/plan.png", w.stick);
    ok(run_ok(CREW_C, "photo", CREWS_SERIAL, path), "the floor plan as a photo");
    central_has_all(CREW_C);
    j = purge(CREW_C, "--yes", 1);
    is_int(fates(j, "floor_plan"), 1, "it stays");
    json_free(j);
    ok(run_ok(CREW_C, "verify", CREWS_SERIAL), "nothing is missing there");
}

/* Each attempt begins with the workspace as it was before the purge. */
static void killed(void)
{
    struct trace t = {.fault = TRACE_NONE};
    struct run *r = &w.v[LEAD].run;
    const char *told = getenv("GENBA_KILLS");
    int64_t total, stride, wrong = 0, n = 0, kills = told ? strtoll(told, NULL, 10) : 10;

    if (!trace_works()) {
        skip(1, "ptrace is used on x86-64 only");
        return;
    }
    copy_tree(kept, r->workspace);
    trace_into(r, &t);
    ok(run_ok(LEAD, "purge", CREWS_SERIAL, "--yes"), "undisturbed");
    trace_into(r, NULL);
    total = t.count;
    stride = kills > 0 && total > kills ? total / kills : 1;
    for (int64_t k = 1 + stride / 2; k <= total; k += stride, n++) {
        int here, rc;

        copy_tree(kept, r->workspace);
        t = (struct trace){.fault = TRACE_KILL, .k = k};
        trace_into(r, &t);
        rc = run_genba(r, "purge", CREWS_SERIAL, "--yes", NULL);
        trace_into(r, NULL);
        here = run_genba(r, "verify", CREWS_SERIAL, NULL) == 0 ? photos_here(LEAD) : -1;
        if (here < 0)
            diag("at %" PRId64 " (%s): %s", k, t.call, said(LEAD));
        wrong += (rc != 128 + 9 && rc != 0) || here < 0 || pending(LEAD) != 0;
        run_genba(r, "purge", CREWS_SERIAL, "--yes", NULL);
        wrong += photos_here(LEAD) != 0;
        wrong += run_genba(r, "verify", CREWS_SERIAL, NULL) != 0;
    }
    ok(n > 0 && wrong == 0,
       "killed at %" PRId64 " of %" PRId64 " changes of a file: %" PRId64 " wrong", n, total,
       wrong);
}

int main(void)
{
    clock_set(clock_ms(2025, 9, 12, 16, 59, 0));
    crews_begin(&w);
    hand_out();
    too_few();
    hearsay();
    goes();
    is_shown();
    comes_back();
    at_the_office();
    floor_plan();
    copy_tree(kept, w.v[LEAD].run.workspace);
    rotten();
    killed();
    free(checked);
    crews_end(&w);
    return tap_done();
}
