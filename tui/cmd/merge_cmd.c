/* merge: bundles in, from files, sticks and folders. */
#include "tui/cmd/merge_cmd.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "sync/exchange.h"
#include "tui/cmd/progress.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct merging {
    struct session *s;
    struct json j;
    struct buf out;
    struct progress bar;
    bool problems, failed, renewed;
};

/* ---- what became of one ---- */

static bool has_problems(const struct import_state *s)
{
    return s->set_aside || s->roster_refused || !s->tally.complete || s->tally.frames_bad > 0 ||
           s->npartial > 0 || s->photos_bad > 0 || s->commits.waiting > 0 ||
           s->commits.quarantined > 0;
}

static void json_counts(struct json *j, const char *name, const char *const *names,
                        const int64_t *values, size_t n)
{
    json_object(j, name);
    for (size_t i = 0; i < n; i++)
        json_int(j, names[i], values[i]);
    json_end(j, '}');
}

static void json_sender(struct json *j, const struct import_state *s)
{
    char fingerprint[40];

    key_fingerprint(s->sender.device, fingerprint);
    json_object(j, "sender");
    json_text(j, "person", s->sender.person);
    json_text(j, "crew", s->sender.crew);
    json_text(j, "laptop", s->sender.laptop);
    json_text(j, "fingerprint", fingerprint);
    json_end(j, '}');
}

static void json_photos(struct json *j, const struct import_state *s)
{
    json_object(j, "photos");
    json_int(j, "new", s->photos_new);
    json_int(j, "whole", s->photos_whole);
    json_int(j, "total", s->photos_total);
    json_int(j, "bad", s->photos_bad);
    json_array(j, "partial");
    for (size_t i = 0; i < s->npartial; i++) {
        char hex[2 * HASH_LEN + 1];

        hash_print(&s->partial[i].sha256, hex);
        json_object(j, NULL);
        json_text(j, "name", s->partial[i].name);
        json_text(j, "sha256", hex);
        json_int(j, "have", s->partial[i].have);
        json_int(j, "chunks", s->partial[i].chunks);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_end(j, '}');
}

static void json_state(struct json *j, const struct import_state *s)
{
    static const char *const commits[] = {"new", "duplicate", "waiting", "quarantined"},
                             *const changed[] = {"new", "known"},
                             *const conflicts[] = {"before", "after"},
                             *const frames[] = {"ok", "bad", "expected"};
    char bundle[ID_HEX_LEN + 1], hospital[ID_HEX_LEN + 1];

    id_print(s->head.bundle, bundle);
    id_print(s->head.hospital, hospital);
    json_object(j, NULL);
    json_text(j, "file", s->file);
    json_text(j, "bundle", bundle);
    json_text(j, "hospital", hospital);
    json_int(j, "volume", s->head.volume);
    json_int(j, "volumes", s->head.volumes);
    json_text(j, "serial", s->serial);
    json_text(j, "name", s->name);
    json_bool(j, "created", s->created);
    json_bool(j, "roster_refused", s->roster_refused);
    json_text(j, "set_aside", s->set_aside ? aside_why_id(s->why) : NULL);
    json_sender(j, s);
    json_counts(j, "commits", commits,
                (const int64_t[]){s->commits.fresh, s->commits.duplicate, s->commits.waiting,
                                  s->commits.quarantined},
                4);
    json_counts(j, "changes", changed, (const int64_t[]){s->commits.changes, s->commits.known}, 2);
    json_photos(j, s);
    json_counts(j, "conflicts", conflicts,
                (const int64_t[]){s->conflicts_before, s->conflicts_after}, 2);
    json_counts(
        j, "frames", frames,
        (const int64_t[]){s->tally.frames_ok, s->tally.frames_bad, s->tally.frames_expected}, 3);
    json_bool(j, "complete", s->tally.complete);
    json_int(j, "rows_changed", s->rows);
    json_end(j, '}');
}

static void say(struct buf *out, const char *pattern, const char *a, const char *b, const char *c)
{
    buf_puts(out, "  ");
    text_fill(out, pattern, a, b, c);
    buf_putc(out, '\n');
}

static void say_counts(struct buf *out, const char *pattern, int64_t a, int64_t b, int64_t c)
{
    buf_puts(out, "  ");
    text_fill_n(out, pattern, a, b, c);
    buf_putc(out, '\n');
}

static void text_aside(struct buf *out, const struct import_state *s)
{
    static const char *const texts[] = {
        [ASIDE_UNKNOWN] = N_("Set aside, not merged: the laptop {1} is not in the team. Admit it "
                             "(`genba team admit`): then it is merged."),
        [ASIDE_REVOKED] = N_("Set aside, not merged: the laptop {1} was taken out of the team."),
        [ASIDE_NOT_SEALED] =
            N_("Set aside, not merged: it is not sealed to this laptop. Its sender "
               "must take this laptop into the team and write it again."),
    };
    char fingerprint[40];

    key_fingerprint(s->sender.device, fingerprint);
    say(out, _(texts[s->why]), fingerprint, NULL, NULL);
}

static void text_torn(struct buf *out, const struct import_state *s)
{
    char have[24], want[24];
    if (!s->tally.complete || s->npartial > 0) {
        snprintf(have, sizeof have, "%" PRId64, s->photos_whole);
        snprintf(want, sizeof want, "%" PRId64, s->photos_total);
        say(out,
            _("Only a part of it could be read ({1}/{2} photos). Merge a whole one: it fills up "
              "what is missing."),
            have, want, NULL);
    }
    if (s->tally.frames_bad > 0)
        say_counts(out, _("damaged frames: {1}; good ones: {2}"), s->tally.frames_bad,
                   s->tally.frames_ok, 0);
    for (size_t i = 0; i < s->npartial; i++) {
        const struct import_photo *p = &s->partial[i];
        char hex[2 * HASH_LEN + 1];

        hash_print(&p->sha256, hex);
        snprintf(have, sizeof have, "%" PRIu32, p->have);
        snprintf(want, sizeof want, "%" PRIu32, p->chunks);
        say(out, _("photo {1}: {2} of {3} chunks"), *p->name ? p->name : hex, have, want);
    }
}

static void text_roster(struct buf *out, const struct import_state *s)
{
    struct buf why = BUF_INIT;

    if (!s->roster_refused)
        return;
    errtext(&why, &s->roster_why);
    say(out, "{1}", buf_str(&why), NULL, NULL);
    buf_release(&why);
}

static void text_merged(struct buf *out, const struct import_state *s)
{
    if (s->created)
        say(out, _("{1} {2} is new on this laptop"), s->serial, s->name, NULL);
    if (s->rows == 0 && s->photos_new == 0)
        say(out, _("nothing new: 0 rows changed"), NULL, NULL, NULL);
    else
        say_counts(out, _("changes: {1} new, {2} known already; {3} rows changed"),
                   s->commits.changes, s->commits.known, s->rows);
    say_counts(out, _("photos: {1} new; {2} of {3} are here"), s->photos_new, s->photos_whole,
               s->photos_total);
    if (s->commits.waiting > 0)
        say_counts(out,
                   _("{1} changes wait for others that are not here yet (`genba verify "
                     "SERIAL` names them)"),
                   s->commits.waiting, 0, 0);
    if (s->commits.quarantined > 0)
        say_counts(out,
                   _("{1} changes do not fit the chain and are kept apart (`genba verify "
                     "SERIAL` names them)"),
                   s->commits.quarantined, 0, 0);
    if (s->photos_bad > 0)
        say_counts(out, _("{1} photos came damaged and were dropped"), s->photos_bad, 0, 0);
    if (s->conflicts_after > 0 || s->conflicts_before > 0)
        say_counts(out, _("conflicts: {1} before, {2} now"), s->conflicts_before,
                   s->conflicts_after, 0);
}

static void text_state(struct buf *out, const struct import_state *s)
{
    char volume[64] = "";

    if (s->head.volumes > 1)
        snprintf(volume, sizeof volume, " (%" PRIu32 "/%" PRIu32 ")", s->head.volume,
                 s->head.volumes);
    buf_addf(out, "%s%s\n", s->file, volume);
    say(out, _("from {1}, crew {2}, laptop {3}"), *s->sender.person ? s->sender.person : "-",
        *s->sender.crew ? s->sender.crew : "-", *s->sender.laptop ? s->sender.laptop : "-");
    text_roster(out, s);
    if (s->set_aside) {
        text_aside(out, s);
        return;
    }
    text_merged(out, s);
    text_torn(out, s);
}

static void report(struct merging *m, const struct import_state *s)
{
    m->problems |= has_problems(s);
    m->renewed |= s->roster_renewed;
    if (m->s->json)
        json_state(&m->j, s);
    else
        text_state(&m->out, s);
}

static void report_failure(struct merging *m, const char *file, const struct err *e)
{
    struct buf text = BUF_INIT;

    m->failed = true;
    progress_wipe(&m->bar);
    cmd_complain(e);
    if (m->s->json) {
        errtext(&text, e);
        json_object(&m->j, NULL);
        json_text(&m->j, "file", file);
        json_text(&m->j, "error", buf_str(&text));
        json_end(&m->j, '}');
    }
    buf_release(&text);
}

/* ---- one after the other ---- */

static int merge_file(struct merging *m, const char *file, struct err *e)
{
    struct session *s = m->s;
    struct import_run *x;
    int rc = import_begin(&x, file, buf_str(&s->workspace), &s->who, NULL, NULL, e);

    if (rc != 0)
        return rc;
    while ((rc = import_step(x, e)) > 0) {
        const struct import_state *state = import_state(x);

        if (progress_at(&m->bar, _("merging"), state->done, state->total)) {
            rc = err_say(e, ERR_CANCELLED,
                         N_("Stopped. What was read is kept: merge {1} again for the rest."), file,
                         NULL);
            break;
        }
    }
    if (rc == 0)
        report(m, import_state(x));
    import_end(x);
    return rc;
}

static void was_aside(const struct import_state *s, int rc, const struct err *e, void *ctx)
{
    struct merging *m = ctx;

    if (rc == 0)
        report(m, s);
    else
        report_failure(m, s->file, e);
}

/* As long as one that is merged brings a later roster: it may admit the next. */
static int what_was_aside(struct merging *m, struct err *e)
{
    int rc;

    do {
        m->renewed = false;
        rc = import_set_aside(buf_str(&m->s->workspace), &m->s->who, was_aside, m, e);
    } while (rc == 0 && m->renewed);
    return rc;
}

int merge_set_aside(struct session *s, struct json *into, struct err *e)
{
    struct merging m = {.s = s, .j = *into, .out = {.max = SIZE_MAX / 2}};
    int rc = what_was_aside(&m, e);

    *into = m.j;
    cmd_print(&m.out);
    buf_release(&m.out);
    if (rc != 0)
        return rc;
    return m.failed || m.problems ? EXIT_PROBLEMS : EXIT_DONE;
}

/* The others are not worse for one that cannot be read. */
static int merge_path(struct merging *m, const char *path, struct err *e)
{
    char **v;
    size_t n;
    int rc = bundle_paths(path, &v, &n, e);

    if (rc != 0)
        report_failure(m, path, e);
    rc = 0;
    for (size_t i = 0; i < n; i++) {
        if (rc == 0)
            rc = merge_file(m, v[i], e);
        if (rc < 0 && rc != -ERR_CANCELLED) {
            report_failure(m, v[i], e);
            rc = 0;
        }
        free(v[i]);
    }
    free(v);
    return rc;
}

int cmd_merge(struct session *s, const struct arguments *a, struct err *e)
{
    struct merging m = {.s = s, .out = {.max = SIZE_MAX / 2}};
    int rc = 0;

    m.j.out = &m.out;
    if (s->json)
        json_array(&m.j, NULL);
    progress_begin(&m.bar);
    for (int i = 0; i < a->n && rc == 0; i++)
        rc = merge_path(&m, a->v[i], e);
    if (rc == 0 && m.renewed)
        rc = what_was_aside(&m, e);
    progress_end(&m.bar);
    if (s->json && rc == 0)
        json_end(&m.j, ']');
    cmd_print(&m.out);
    buf_release(&m.out);
    if (rc != 0)
        return rc;
    return m.failed ? EXIT_COULD_NOT : m.problems ? EXIT_PROBLEMS : EXIT_DONE;
}
