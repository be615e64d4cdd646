/* conflicts: what needs a person, of one hospital or of all. */
#include "tui/cmd/cmd.h"

#include "model/workspace.h"
#include "tui/cmd/conflict_out.h"
#include "tui/errtext.h"

struct listing {
    struct session *s;
    struct buf conflicts, notices; /* text, or the elements of the two JSON arrays */
    struct json jc, jn;            /* inside them */
    size_t open;
    bool failed; /* a hospital could not be looked at */
};

static void add_text(struct listing *l, struct casefile *c, const struct conflict_list *list)
{
    const struct row *site = survey_site(&c->survey);

    if (list->n > 0 && site)
        buf_addf(&l->conflicts, "%s %s\n", row_text(site, F_site_hospital_serial_no),
                 row_text(site, F_site_hospital_name));
    for (size_t i = 0; i < list->n; i++) {
        buf_puts(&l->conflicts, "  ");
        if (i < list->open)
            conflict_text(&l->conflicts, &c->survey, &list->v[i], l->s->ja);
        else
            notice_text(&l->conflicts, &list->v[i]);
        if (i >= list->open)
            buf_putc(&l->conflicts, '\n');
    }
}

static int add_case(struct listing *l, struct casefile *c, bool named, struct err *e)
{
    const struct row *site = survey_site(&c->survey);
    const char *serial = named && site ? row_text(site, F_site_hospital_serial_no) : NULL;
    struct conflict_list list;
    int rc = conflicts_read(c, &list, e);

    if (rc != 0)
        return rc;
    if (!l->s->json)
        add_text(l, c, &list);
    for (size_t i = 0; l->s->json && i < list.n; i++) {
        if (i < list.open)
            conflict_json(&l->jc, &c->survey, &list.v[i], serial);
        else
            notice_json(&l->jn, &list.v[i], serial);
    }
    l->open += list.open;
    conflicts_release(&list);
    return 0;
}

static int one_hospital(struct listing *l, const char *serial, bool named, struct err *e)
{
    struct casefile *c;
    int rc = cmd_open(l->s, serial, &c, e);

    if (rc != 0)
        return rc;
    rc = add_case(l, c, named, e);
    case_close(c);
    return rc;
}

static void add_failure(struct listing *l, const char *folder, const struct err *why)
{
    struct buf text = BUF_INIT;

    l->failed = true;
    cmd_complain(why);
    errtext(&text, why);
    json_object(&l->jn, NULL);
    json_text(&l->jn, "kind", "error");
    json_text(&l->jn, "folder", folder);
    json_text(&l->jn, "error", buf_str(&text));
    json_end(&l->jn, '}');
    buf_release(&text);
}

/* One that is open elsewhere or damaged is said; the others are listed. */
static int all_hospitals(struct listing *l, struct err *e)
{
    struct index ix;
    int rc = index_load(&ix, buf_str(&l->s->workspace), e);

    for (size_t i = 0; i < ix.n && rc == 0; i++) {
        struct casefile *c;
        struct buf path = BUF_INIT;
        struct err why;

        buf_addf(&path, "%s/%s", buf_str(&l->s->workspace), ix.v[i].folder);
        if (case_open(&c, buf_str(&path), &l->s->who, &why) == 0) {
            rc = add_case(l, c, true, e);
            case_close(c);
        } else {
            add_failure(l, ix.v[i].folder, &why);
        }
        buf_release(&path);
    }
    index_release(&ix);
    return rc;
}

static void put_array(struct buf *out, const char *name, struct buf *elements, const char *end)
{
    buf_addf(out, "  \"%s\": [%s%s%s", name, buf_str(elements), elements->len > 0 ? "\n  ]" : "]",
             end);
}

static void print(struct listing *l)
{
    struct buf out = {.max = SIZE_MAX / 2};

    if (l->s->json) {
        buf_puts(&out, "{\n");
        put_array(&out, "conflicts", &l->conflicts, ",\n");
        put_array(&out, "notices", &l->notices, "\n}\n");
        cmd_print(&out);
    } else {
        cmd_print(&l->conflicts);
    }
    buf_release(&out);
}

int cmd_conflicts(struct session *s, const struct arguments *a, struct err *e)
{
    struct listing l = {.s = s,
                        .conflicts = {.max = SIZE_MAX / 2},
                        .notices = {.max = SIZE_MAX / 2},
                        .jc = {.depth = 2},
                        .jn = {.depth = 2}};
    int rc;

    l.jc.out = &l.conflicts;
    l.jn.out = &l.notices;
    rc = a->n > 0 ? one_hospital(&l, a->v[0], false, e) : all_hospitals(&l, e);
    if (rc == 0)
        print(&l);
    buf_release(&l.conflicts);
    buf_release(&l.notices);
    if (rc != 0)
        return rc;
    return l.failed ? EXIT_COULD_NOT : l.open > 0 ? EXIT_PROBLEMS : EXIT_DONE;
}
