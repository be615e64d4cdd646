/* verify: are the log, the photos and the signatures still what they were. */
#include "tui/cmd/cmd.h"

#include "assets/photo/verify.h"
#include "model/base/text.h"
#include "model/signing.h"
#include "model/workspace.h"
#include "sync/exchange.h"
#include "tui/cmd/findings.h"
#include "tui/i18n.h"
#include "tui/laptop_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void verify_log(struct findings *r, struct casefile *c)
{
    struct buf text = BUF_INIT;
    struct err e;
    int64_t n = 0;
    char count[24];

    if (store_verify(c->store, &n, &e) == 0) {
        snprintf(count, sizeof count, "%" PRId64, n);
        text_fill(&text, _("the log: {1} commits, the chain holds"), count, NULL, NULL);
        finding(r, true, buf_str(&text), "");
    } else {
        finding_err(r, &e, _("take the hospital from a backup or from another laptop"));
    }
    buf_release(&text);
}

/* The words for photos and for drawings. */
static const struct {
    const char *away, *missing, *changed, *good;
    int (*verify)(const struct casefile *, photo_fault_fn *, void *, size_t *, struct err *);
} files[] = {
    {N_("photo {1} is not here yet: {2} of {3} chunks"), N_("photo {1} is missing"),
     N_("photo {1} was changed"), N_("photos: {1}, every hash as at intake"), photo_verify},
    {N_("drawing {1} is not here yet: {2} of {3} chunks"), N_("drawing {1} is missing"),
     N_("drawing {1} was changed"), N_("drawings: {1}, every hash as at intake"), drawing_verify},
};

static void file_away(struct findings *r, const struct photo_fault *f, const char *words)
{
    struct buf text = BUF_INIT;
    char have[24], chunks[24];

    snprintf(have, sizeof have, "%" PRIu32, f->have);
    snprintf(chunks, sizeof chunks, "%" PRIu32, f->chunks);
    text_fill(&text, words, f->name, have, chunks);
    finding(r, true, buf_str(&text), _("merge a bundle that has it"));
    r->away++;
    buf_release(&text);
}

/* Nobody known to have it any more: the receipts were taken back. */
static void file_purged(struct findings *r, const struct photo_fault *f)
{
    struct buf text = BUF_INIT, holders = BUF_INIT;
    bool held = put_holders(r->c->store, row_text(f->photo, F_photo_sha256), &holders) > 0;

    text_fill(&text,
              held ? _("photo {1} was purged here; it is elsewhere: {2}")
                   : _("photo {1} was purged here, and nobody is known to have it any more"),
              f->name, buf_str(&holders), NULL);
    finding(r, held, buf_str(&text),
            held ? _("a bundle of a laptop that has it, or a fetch, brings it back")
                 : _("ask every laptop of the team for a bundle with photos, at once"));
    r->away++;
    buf_release(&holders);
    buf_release(&text);
}

static void verify_file(const struct photo_fault *f, void *ctx)
{
    size_t i = f->photo->kind == KIND_drawing;
    struct findings *r = ctx;
    struct buf text = BUF_INIT;

    if (f->purged) {
        file_purged(r, f);
        return;
    }
    if (f->away) {
        file_away(r, f, _(files[i].away));
        return;
    }
    text_fill(&text, f->missing ? _(files[i].missing) : _(files[i].changed), f->name, NULL, NULL);
    finding(r, false, buf_str(&text), _("take the file from a backup or from another laptop"));
    buf_release(&text);
}

static int verify_files(struct findings *r, struct casefile *c, size_t i, struct err *e)
{
    struct buf text = BUF_INIT;
    char count[24];
    int before = r->bad;
    size_t n = 0, away = r->away;
    int rc = files[i].verify(c, verify_file, r, &n, e);

    if (rc == 0 && r->bad == before) {
        snprintf(count, sizeof count, "%zu", n - (r->away - away));
        text_fill(&text, _(files[i].good), count, NULL, NULL);
        finding(r, true, buf_str(&text), "");
    }
    buf_release(&text);
    return rc;
}

static void verify_seal(const struct row *signoff, enum seal_state state, void *ctx)
{
    static const char *const texts[] = {
        [SEAL_HOLDS] = N_("the signature of {1} holds ({2})"),
        [SEAL_CHANGED] = N_("the signature of {1}: something changed since ({2})"),
        [SEAL_REPLACED] = N_("the signature of {1} was replaced by a later one ({2})"),
        [SEAL_BROKEN] = N_("the signature of {1} is not the one that was sealed ({2})"),
    };
    struct buf text = BUF_INIT;

    text_fill(&text, _(texts[state]), row_text(signoff, F_signoff_signer_name),
              row_text(signoff, F_signoff_signed_at), NULL);
    finding(ctx, state != SEAL_BROKEN, buf_str(&text),
            state == SEAL_BROKEN    ? _("have it signed again")
            : state == SEAL_CHANGED ? _("have it signed again, if that is not done yet")
                                    : "");
    buf_release(&text);
}

static int verify_waiting(const struct waiting *w, void *ctx)
{
    struct buf text = BUF_INIT, whose = BUF_INIT;
    char count[24], n[24];

    snprintf(count, sizeof count, "%" PRIu64, w->count);
    snprintf(n, sizeof n, "%" PRIu64, w->missing_n);
    if (*w->missing_laptop)
        buf_addf(&whose, "%s (%s) %s", w->missing_laptop, w->missing_person, n);
    else
        buf_addf(&whose, "%s %s", _("a laptop nothing came from yet"), n);
    text_fill(&text, _("{1} changes of {2} wait for a change that is not here: {3}"), count,
              *w->laptop ? w->laptop : "?", buf_str(&whose));
    finding(ctx, false, buf_str(&text), _("merge a bundle of that laptop"));
    buf_release(&text);
    buf_release(&whose);
    return 0;
}

static int verify_quarantined(const struct quarantined *q, void *ctx)
{
    static const struct {
        const char *id, *text;
    } reasons[] = {
        {"fork", N_("two different changes bear one number")},
        {"chain", N_("it does not follow the change before it")},
        {"signature", N_("its signature does not hold")},
        {"bytes", N_("its bytes are damaged")},
    };
    const char *why = q->reason;
    struct buf text = BUF_INIT;
    char n[24];

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reasons[i].id, q->reason) == 0)
            why = _(reasons[i].text);
    snprintf(n, sizeof n, "%" PRIu64, q->n);
    text_fill(&text, _("change {1} of {2} is kept apart: {3}"), n, *q->laptop ? q->laptop : "?",
              why);
    finding(ctx, false, buf_str(&text), _("ask its laptop for a new bundle; tell the lead"));
    buf_release(&text);
    return 0;
}

/* A bundle by itself. */
static int verify_bundle(struct session *s, const char *path)
{
    struct bundle_tally tally;
    struct findings r;
    struct buf text = BUF_INIT;
    struct err e;
    char count[2][24];
    int64_t changes;

    findings_begin(&r, s);
    if (bundle_verify(path, &s->who, &tally, &changes, &e) == 0) {
        snprintf(count[0], sizeof count[0], "%" PRId64, tally.frames_ok);
        snprintf(count[1], sizeof count[1], "%" PRId64, changes);
        text_fill(&text, _("{1}: {2} frames, {3} changes, every signature holds"), path, count[0],
                  count[1]);
        finding(&r, true, buf_str(&text), "");
    } else {
        finding_err(&r, &e, _("write the bundle again"));
    }
    buf_release(&text);
    return findings_end(&r);
}

static bool is_bundle(struct session *s, const char *word)
{
    size_t n = strlen(word);
    char *folder;

    if (n > 4 && strcmp(word + n - 4, ".gnb") == 0)
        return true;
    if (workspace_find(buf_str(&s->workspace), word, &folder, NULL) == 0) {
        free(folder);
        return false;
    }
    return access(word, R_OK) == 0;
}

int cmd_verify(struct session *s, const struct arguments *a, struct err *e)
{
    struct findings r;
    struct casefile *c;
    int rc;

    if (is_bundle(s, a->v[0]))
        return verify_bundle(s, a->v[0]);
    rc = cmd_open(s, a->v[0], &c, e);
    if (rc != 0)
        return rc;
    findings_begin(&r, s);
    r.c = c;
    verify_log(&r, c);
    for (size_t i = 0; i < sizeof files / sizeof *files && rc == 0; i++)
        rc = verify_files(&r, c, i, e);
    if (rc == 0)
        rc = signing_verify(c, verify_seal, &r, e);
    if (rc == 0)
        rc = store_waiting(c->store, verify_waiting, &r, e);
    if (rc == 0)
        rc = store_quarantined(c->store, verify_quarantined, &r, e);
    case_close(c);
    return rc == 0 ? findings_end(&r) : rc;
}
