/* verify: are the log and the photos still what they were. */
#include "tui/cmd/cmd.h"

#include "assets/photo/verify.h"
#include "model/base/text.h"
#include "tui/cmd/json.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>

/* One line a finding: what, and the fix; "" when it is well. */
struct report {
    struct session *s;
    struct buf out;
    struct json j;
    int bad;
};

static void report_begin(struct report *r, struct session *s)
{
    *r = (struct report){.s = s, .out = {.max = SIZE_MAX / 2}};
    r->j.out = &r->out;
    if (s->json)
        json_array(&r->j, NULL);
}

static void report_line(struct report *r, bool well, const char *what, const char *fix)
{
    r->bad += !well;
    if (r->s->json) {
        json_object(&r->j, NULL);
        json_bool(&r->j, "ok", well);
        json_text(&r->j, "what", what);
        json_text(&r->j, "fix", fix);
        json_end(&r->j, '}');
    } else {
        buf_addf(&r->out, "%-4s %s%s%s\n", well ? "ok" : "BAD", what, *fix ? "  -> " : "", fix);
    }
}

static int report_end(struct report *r)
{
    int rc = r->bad ? EXIT_PROBLEMS : EXIT_DONE;

    if (r->s->json)
        json_end(&r->j, ']');
    cmd_print(&r->out);
    buf_release(&r->out);
    return rc;
}

static void verify_log(struct report *r, struct casefile *c)
{
    struct buf text = BUF_INIT;
    struct err e;
    int64_t n = 0;
    char count[24];

    if (store_verify(c->store, &n, &e) == 0) {
        snprintf(count, sizeof count, "%" PRId64, n);
        text_fill(&text, _("the log: {1} commits, the chain holds"), count, NULL, NULL);
        report_line(r, true, buf_str(&text), "");
    } else {
        errtext(&text, &e);
        report_line(r, false, buf_str(&text),
                    _("take the hospital from a backup or from another laptop"));
    }
    buf_release(&text);
}

static void verify_photo(const struct photo_fault *f, void *ctx)
{
    struct report *r = ctx;
    struct buf text = BUF_INIT;

    text_fill(&text, f->missing ? _("photo {1} is missing") : _("photo {1} was changed"), f->name,
              NULL, NULL);
    report_line(r, false, buf_str(&text), _("take the file from a backup or from another laptop"));
    buf_release(&text);
}

static int verify_photos(struct report *r, struct casefile *c, struct err *e)
{
    struct buf text = BUF_INIT;
    char count[24];
    int before = r->bad;
    size_t n = 0;
    int rc = photo_verify(c, verify_photo, r, &n, e);

    if (rc == 0 && r->bad == before) {
        snprintf(count, sizeof count, "%zu", n);
        text_fill(&text, _("photos: {1}, every hash as at intake"), count, NULL, NULL);
        report_line(r, true, buf_str(&text), "");
    }
    buf_release(&text);
    return rc;
}

int cmd_verify(struct session *s, const struct arguments *a, struct err *e)
{
    struct report r;
    struct casefile *c;
    int rc = cmd_open(s, a->v[0], &c, e);

    if (rc != 0)
        return rc;
    report_begin(&r, s);
    verify_log(&r, c);
    rc = verify_photos(&r, c, e);
    case_close(c);
    return rc == 0 ? report_end(&r) : rc;
}
