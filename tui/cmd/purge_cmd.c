/* purge: photos that others have leave this laptop, after a question. One that the
 * central store keeps needs the line: the records are synced before and after
 * (sync/purge.h). */
#include "tui/cmd/cmd.h"

#include "model/base/json.h"
#include "model/base/text.h"
#include "sync/central/session.h"
#include "sync/purge.h"

#include "tui/cmd/progress.h"
#include "tui/i18n.h"
#include "tui/laptop_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const why_stays[PURGE_FATES] = {
    [PURGE_PENDING] = N_("not handed over yet, or changed since"),
    [PURGE_FEW] = N_("fewer than two others say that they have it"),
    [PURGE_KEEPER] = N_("neither the central store nor another laptop that took it in has it"),
    [PURGE_UNASKED] = N_("the central store has to be asked first, and could not be"),
    [PURGE_DRAWING] = N_("it is a floor plan too"),
    [PURGE_ROTTEN] = N_("its file here is damaged: take it from another laptop or a backup"),
};

static void put_counted(const struct purge_photo *v, struct buf *out)
{
    for (size_t i = 0; i < v->nholders; i++) {
        const struct purge_holder *h = &v->holders[i];

        buf_puts(out, i > 0 ? ", " : "");
        if (h->central)
            buf_puts(out, _("central store"));
        else
            put_laptop(h->person, "", h->laptop, out);
    }
}

static void put_photo(const struct purge_photo *v, struct buf *out)
{
    struct buf size = BUF_INIT;

    buf_puts(out, "  ");
    text_pad(out, v->name, 24);
    put_size(v->bytes, &size);
    text_pad_left(out, buf_str(&size), 10);
    buf_puts(out, "  ");
    if (v->fate == PURGE_GOES) {
        put_counted(v, out);
    } else {
        buf_puts(out, _(why_stays[v->fate]));
        if (v->nholders > 0)
            buf_puts(out, ": ");
        put_counted(v, out);
    }
    buf_putc(out, '\n');
    buf_release(&size);
}

/* What goes, or what stays. */
static void put_part(const struct purge *p, bool goes, const char *head, struct buf *out)
{
    bool any = false;

    for (size_t i = 0; i < p->n; i++) {
        if ((p->v[i].fate == PURGE_GOES) != goes)
            continue;
        if (!any)
            buf_addf(out, "%s\n", head);
        any = true;
        put_photo(&p->v[i], out);
    }
}

static void put_plan(const struct purge *p, struct buf *out)
{
    put_part(p, false, _("These photos stay on this laptop:"), out);
    put_part(p, true, _("These photos leave this laptop; others have them:"), out);
    if (p->n == 0)
        buf_addf(out, "%s\n", _("No photo is on this laptop."));
    if (p->drawings > 0) {
        text_fill_n(out, _("Floor plans stay: {1}"), (int64_t)p->drawings, 0, 0);
        buf_putc(out, '\n');
    }
}

/* "Removed: 12 photos, 34.5 MB. ..." */
static void put_sum(const struct purge *p, const char *pattern, struct buf *out)
{
    struct buf size = BUF_INIT;
    char n[24];

    snprintf(n, sizeof n, "%zu", p->going);
    put_size(p->going_bytes, &size);
    text_fill(out, pattern, n, buf_str(&size), NULL);
    buf_release(&size);
}

static void json_photo(struct json *j, const struct purge *p, const struct purge_photo *v)
{
    char hex[2 * HASH_LEN + 1];
    const struct row *r = v->nrecords > 0 ? survey_find(&p->c->survey, v->records[0]) : NULL;
    struct buf address = BUF_INIT;

    if (r)
        survey_print_address(&p->c->survey, r, &address);
    hash_print(&v->sha256, hex);
    json_object(j, NULL);
    json_text(j, "photo", address.len > 0 ? buf_str(&address) : NULL);
    json_text(j, "orig_name", v->name);
    json_text(j, "sha256", hex);
    json_int(j, "bytes", v->bytes);
    json_text(j, "result", purge_fate_id(v->fate));
    json_array(j, "holders");
    for (size_t i = 0; i < v->nholders; i++) {
        char key[40];

        key_fingerprint(v->holders[i].peer, key);
        json_object(j, NULL);
        json_bool(j, "central", v->holders[i].central);
        json_text(j, "person", v->holders[i].person);
        json_text(j, "laptop", v->holders[i].laptop);
        json_text(j, "fingerprint", v->holders[i].central ? NULL : key);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_end(j, '}');
    buf_release(&address);
}

static void put_json(const struct purge *p, bool done, struct buf *out)
{
    struct json j = {.out = out};

    json_object(&j, NULL);
    json_bool(&j, "removed", done);
    json_array(&j, "photos");
    for (size_t i = 0; i < p->n; i++)
        json_photo(&j, p, &p->v[i]);
    json_end(&j, ']');
    json_int(&j, "going", (int64_t)p->going);
    json_int(&j, "bytes", p->going_bytes);
    json_int(&j, "staying", (int64_t)(p->n - p->going));
    json_int(&j, "floor_plans", (int64_t)p->drawings);
    json_end(&j, '}');
}

static int read_photos(struct purge *p, struct err *e)
{
    struct progress bar;
    int rc;

    progress_begin(&bar);
    while ((rc = purge_step(p, e)) > 0)
        if (progress_at(&bar, _("reading the photos"), p->done_bytes, p->going_bytes)) {
            rc = err_say(e, ERR_CANCELLED, N_("Stopped. Nothing was removed."), NULL, NULL);
            break;
        }
    progress_end(&bar);
    return rc;
}

/* ---- the central store ---- */

struct asking {
    struct session *s;
    struct casefile *c;
    struct central_settings to;
    uint8_t store[KEY_LEN]; /* that answered */
};

static int follow(struct central_run *x, struct progress *bar, struct err *e)
{
    int rc;

    while ((rc = central_step(x, e)) > 0) {
        const struct central_state *state = central_state(x);

        if (progress_at(bar, _("asking the central store"), state->done, state->total))
            return err_say(e, ERR_CANCELLED, N_("Stopped. Nothing was removed."), NULL, NULL);
        central_wait(x);
    }
    return rc;
}

/* The records there and back. `look`: what the store keeps in an object store is
 * looked at there; one that does not answer has nothing. */
static int ask(struct asking *q, bool look, struct err *e)
{
    struct central_options how = {.without_photos = !look || !*q->to.value[CENTRAL_PHOTOS],
                                  .send_only = true};
    struct central_run *x;
    struct progress bar;
    int rc = central_begin(&x, store_hospital(q->c->store), q->c, buf_str(&q->s->workspace),
                           &q->s->who, &q->to, &how, e);

    if (rc != 0)
        return rc;
    progress_begin(&bar);
    rc = follow(x, &bar, e);
    progress_end(&bar);
    if (rc == 0 && central_state(x)->trouble.code != ERR_OK) {
        *e = central_state(x)->trouble;
        rc = -e->code;
    }
    if (rc == 0)
        central_store_key(x, q->store);
    central_end(x);
    return rc;
}

/* Announced, then looked: the second sync asks when what the first one handed in
 * stands there. */
static int arbitrate(struct asking *q, struct purge *p, struct err *e)
{
    struct err ignored;
    int rc = ask(q, false, e);

    if (rc == 0)
        rc = ask(q, false, e);
    if (rc == 0)
        return memcmp(q->store, p->central, KEY_LEN) == 0 ? purge_again(p, e) : purge_stop(p, e);
    purge_stop(p, &ignored);
    return rc;
}

static int remove_photos(struct asking *q, struct purge *p, struct err *e)
{
    int rc = purge_announce(p, e);

    if (rc == 0 && p->asked)
        rc = arbitrate(q, p, e);
    return rc == 0 ? purge_remove(p, e) : rc;
}

/* Only a person at a terminal is asked. */
static bool says_yes(const struct purge *p)
{
    struct buf question = BUF_INIT;
    char answer[16] = "";

    if (!isatty(STDIN_FILENO))
        return false;
    put_sum(p, _("Remove {1} photos ({2}) from this laptop? Their records stay. [y/N] "),
            &question);
    fputs(buf_str(&question), stderr);
    fflush(stderr);
    buf_release(&question);
    return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

/* What came of it, behind the plan. */
static void put_end(const struct purge *p, bool yes, struct buf *out)
{
    if (p->kept > 0) {
        buf_addf(out, "%s\n", _("These photos stay after all:"));
        for (size_t i = 0; i < p->n; i++)
            if (p->v[i].kept)
                put_photo(&p->v[i], out);
    }
    if (p->going > 0)
        put_sum(p,
                yes ? _("Removed: {1} photos, {2}. Their records stay.\n")
                    : _("Nothing was removed. --yes removes {1} photos, {2}.\n"),
                out);
    else if (p->kept > 0)
        buf_addf(out, "%s\n", _("Nothing was removed."));
}

static int do_purge(struct asking *q, const struct arguments *a, struct purge *p, struct err *e)
{
    struct session *s = q->s;
    struct buf out = {.max = SIZE_MAX / 2};
    int rc = read_photos(p, e);
    bool yes = false;

    if (rc == 0 && !s->json) {
        put_plan(p, &out);
        cmd_print(&out);
        fflush(stdout);
    }
    if (rc == 0 && p->going > 0)
        yes = a->option['y'] || says_yes(p);
    if (yes)
        rc = remove_photos(q, p, e);
    if (rc == 0 && s->json)
        put_json(p, yes && p->going > 0, &out);
    else if (rc == 0)
        put_end(p, yes, &out);
    cmd_print(&out);
    for (size_t i = 0; i < p->n && rc == 0; i++)
        rc = p->v[i].fate == PURGE_ROTTEN || p->v[i].kept ? EXIT_PROBLEMS : 0;
    buf_release(&out);
    return rc;
}

/* Judged anew by what the central store says, where that matters. */
static int judge(struct purge **p, struct asking *q, const struct arguments *a,
                 const struct roster *r, bool *refused, struct err *e)
{
    int rc = purge_new(p, q->c, r, &q->s->who, NULL, e);

    if (rc != 0 || ((*p)->unasked == 0 && !a->option['t']))
        return rc;
    rc = central_settings_load(&q->to, buf_str(&q->s->workspace), a->option['t'], e);
    if (rc == 0)
        rc = ask(q, true, e);
    if (rc == 0) {
        purge_free(*p);
        *p = NULL;
        return purge_new(p, q->c, r, &q->s->who, q->store, e);
    }
    if (rc == -ERR_CANCELLED || a->option['t'])
        return rc;
    cmd_complain(e); /* what laptops have is worth going on for */
    *refused = true;
    return 0;
}

int cmd_purge(struct session *s, const struct arguments *a, struct err *e)
{
    struct asking q = {.s = s};
    struct purge *p = NULL;
    struct roster roster;
    bool refused = false;
    int rc = roster_load(&roster, buf_str(&s->workspace), e);

    if (rc != 0)
        return rc;
    rc = cmd_open(s, a->v[0], &q.c, e);
    if (rc == 0) {
        rc = judge(&p, &q, a, &roster, &refused, e);
        if (rc == 0)
            rc = do_purge(&q, a, p, e);
        purge_free(p);
        case_close(q.c);
    }
    central_settings_release(&q.to);
    roster_release(&roster);
    return rc == 0 && refused ? EXIT_PROBLEMS : rc;
}
