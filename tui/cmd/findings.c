#include "tui/cmd/findings.h"

#include "tui/errtext.h"

void findings_begin(struct findings *f, struct session *s)
{
    *f = (struct findings){.s = s, .out = {.max = SIZE_MAX / 2}};
    f->j.out = &f->out;
    if (s->json)
        json_array(&f->j, NULL);
}

void finding(struct findings *f, bool well, const char *what, const char *fix)
{
    f->bad += !well;
    if (f->s->json) {
        json_object(&f->j, NULL);
        json_bool(&f->j, "ok", well);
        json_text(&f->j, "what", what);
        json_text(&f->j, "fix", fix);
        json_end(&f->j, '}');
    } else {
        buf_addf(&f->out, "%-4s %s%s%s\n", well ? "ok" : "BAD", what, *fix ? "  -> " : "", fix);
    }
}

void finding_err(struct findings *f, const struct err *e, const char *fix)
{
    struct buf text = BUF_INIT;

    errtext(&text, e);
    finding(f, false, buf_str(&text), fix);
    buf_release(&text);
}

int findings_end(struct findings *f)
{
    int rc = f->bad ? EXIT_PROBLEMS : EXIT_DONE;

    if (f->s->json)
        json_end(&f->j, ']');
    cmd_print(&f->out);
    buf_release(&f->out);
    return rc;
}
