/* team: who belongs to the team. */
#include "tui/cmd/team_cmd.h"

#include "model/base/file.h"
#include "model/base/text.h"
#include "tui/cmd/merge_cmd.h"
#include "tui/i18n.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)1 << 20)

struct cards {
    struct card *v;
    size_t n, cap;
};

/* Nobody may have said yet who works on it. */
static const char *name_of(const struct card *c)
{
    return *c->person ? c->person : c->laptop;
}

static const char *workspace(struct session *s)
{
    return buf_str(&s->workspace);
}

/* One translated line on stdout, unless the result is JSON. */
static void say(struct session *s, const char *pattern, const char *a, const char *b, const char *c)
{
    struct buf text = BUF_INIT;

    text_fill(&text, pattern, a, b, c);
    buf_putc(&text, '\n');
    if (!s->json)
        cmd_print(&text);
    buf_release(&text);
}

static void warn(const char *msg, const char *subject, const char *detail)
{
    struct err e;

    err_say(&e, ERR_REFUSED, msg, subject, detail);
    cmd_complain(&e);
}

/* "-" is stdin. */
static int read_input(const char *path, struct buf *out, struct err *e)
{
    char chunk[4096];
    size_t n;

    if (strcmp(path, "-") != 0)
        return file_read(path, FILE_MAX, out, e);
    while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0) {
        buf_add(out, chunk, n);
        if (out->len > FILE_MAX)
            return err_set(e, ERR_LIMIT, "stdin", "%zu", FILE_MAX);
    }
    return ferror(stdin) ? err_errno(e, "stdin") : 0;
}

/* What was read is known by its file, not by what it should have held. */
static int of_file(int rc, struct err *e, const char *path)
{
    if (rc == -ERR_CORRUPT || rc == -ERR_NEWER)
        snprintf(e->subject, sizeof e->subject, "%s", path);
    return rc;
}

/* The roster into FILE, where -o is given. */
static int write_roster(struct session *s, const struct arguments *a, const struct roster *r,
                        struct err *e)
{
    struct buf text = BUF_INIT;
    int rc = 0;

    if (a->option['o']) {
        roster_armour(&text, r);
        rc = file_write(a->option['o'], text.p, text.len, e);
    }
    if (rc == 0 && a->option['o'])
        say(s, _("The roster is in {1}: hand it to those who join (`genba team join FILE`)."),
            a->option['o'], NULL, NULL);
    buf_release(&text);
    return rc;
}

/* The JSON of init, admit, join and revoke: the team as it is now, whether it
 * changed, and the members it was about (NULL: all). */
static void begin_change(struct session *s, struct json *j, const struct roster *r, bool changed,
                         const struct cards *about)
{
    if (!s->json)
        return;
    json_object(j, NULL);
    team_json_head(j, r);
    json_bool(j, "changed", changed);
    json_array(j, "members");
    for (size_t i = 0; i < (about ? about->n : r->n); i++)
        team_json_member(j, r, &s->who, about ? roster_find(r, about->v[i].device) : &r->v[i]);
    json_end(j, ']');
}

static void end_change(struct session *s, struct json *j)
{
    if (s->json) {
        json_end(j, '}');
        cmd_print(j->out);
    }
}

static void print_change(struct session *s, const struct roster *r, bool changed,
                         const struct cards *about)
{
    struct buf out = {.max = SIZE_MAX / 2};
    struct json j = {.out = &out};

    begin_change(s, &j, r, changed, about);
    end_change(s, &j);
    buf_release(&out);
}

/* The same after what may let a bundle in: those that were set aside and are
 * members' now are merged, the JSON says which. An exit code, or -ERR_x. */
static int change_and_merge(struct session *s, const struct roster *r, bool changed,
                            const struct cards *about, struct err *e)
{
    struct buf out = {.max = SIZE_MAX / 2};
    struct json j = {.out = &out};
    int rc;

    begin_change(s, &j, r, changed, about);
    if (s->json)
        json_array(&j, "merged");
    rc = merge_set_aside(s, &j, e);
    if (s->json)
        json_end(&j, ']');
    end_change(s, &j);
    buf_release(&out);
    return rc;
}

static void warn_nameless(const struct session *s)
{
    if (!*s->who.person)
        warn(N_("The card names nobody: press w in the list of hospitals, or write `person = NAME` "
                "into settings.ini, and make the card again."),
             "", NULL);
}

static int team_found(struct session *s, const struct arguments *a, struct err *e)
{
    struct roster r = {.there = false};
    const char *own = *s->who.person ? s->who.person : s->who.laptop;
    int rc = team_init(workspace(s), a->n > 1 ? a->v[1] : own, &s->who, e);

    if (rc == 0)
        rc = roster_load(&r, workspace(s), e);
    if (rc == 0) {
        warn_nameless(s);
        say(s,
            _("The team {1} is founded. The others send their cards (`genba team card`); this "
              "laptop admits them (`genba team admit FILE`)."),
            r.name, NULL, NULL);
        rc = write_roster(s, a, &r, e);
    }
    if (rc == 0)
        print_change(s, &r, true, NULL);
    roster_release(&r);
    return rc;
}

static void card_json(struct buf *out, const struct identity *who, struct buf *text)
{
    struct json j = {.out = out};
    char print[40];

    key_fingerprint(who->public_key, print);
    json_object(&j, NULL);
    json_text(&j, "person", who->person);
    json_text(&j, "crew", who->crew);
    json_text(&j, "laptop", who->laptop);
    json_text(&j, "fingerprint", print);
    json_text(&j, "card", buf_str(text));
    json_end(&j, '}');
}

static int team_card(struct session *s, const struct arguments *a, struct err *e)
{
    struct buf text = BUF_INIT, out = BUF_INIT;
    char print[40];
    int rc = 0;

    key_fingerprint(s->who.public_key, print);
    card_armour(&text, &s->who);
    if (a->option['o'])
        rc = file_write(a->option['o'], text.p, text.len, e);
    if (rc == 0) {
        warn_nameless(s);
        if (s->json)
            card_json(&out, &s->who, &text);
        else if (!a->option['o'])
            buf_add(&out, text.p, text.len);
        cmd_print(&out);
        if (a->option['o'])
            say(s,
                _("The card of this laptop is in {1}. Its fingerprint, to be compared by who "
                  "admits it: {2}"),
                a->option['o'], print, NULL);
    }
    buf_release(&text);
    buf_release(&out);
    return rc;
}

/* All cards of one file. */
static int read_cards(struct cards *list, const char *path, struct err *e)
{
    struct buf text = BUF_INIT;
    struct card c;
    size_t before = list->n;
    int rc = read_input(path, &text, e);
    struct span rest = {text.p, text.len};

    if (rc == 0) {
        while ((rc = card_next(&c, &rest, e)) > 0) {
            list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
            list->v[list->n++] = c;
        }
        if (rc == 0 && list->n == before)
            rc = err_say(e, ERR_CORRUPT,
                         N_("There is no card in {1}. It is the text that `genba team card` "
                            "prints on the laptop to be admitted."),
                         path, NULL);
    }
    buf_release(&text);
    return of_file(rc, e, path);
}

static void say_admitted(struct session *s, const struct roster *before, const struct card *c)
{
    const struct member *m = roster_find(before, c->device);
    char print[40];

    key_fingerprint(c->device, print);
    say(s,
        !m              ? _("{1}, laptop {2}, is admitted. Compare the fingerprint: {3}")
        : m->revoked_ms ? _("{1}, laptop {2}, is a member again. Compare the fingerprint: {3}")
                        : _("{1}, laptop {2}, is a member; the card is the one kept: {3}"),
        name_of(c), c->laptop, print);
}

static int admit_cards(struct session *s, const struct arguments *a, const struct cards *list,
                       struct err *e)
{
    struct roster before = {.there = false}, after = {.there = false};
    int rc = roster_load(&before, workspace(s), e);

    for (size_t i = 0; i < list->n && rc == 0; i++)
        rc = team_admit(workspace(s), &s->who, &list->v[i], e);
    if (rc == 0)
        rc = roster_load(&after, workspace(s), e);
    for (size_t i = 0; i < list->n && rc == 0; i++)
        say_admitted(s, &before, &list->v[i]);
    if (rc == 0)
        rc = write_roster(s, a, &after, e);
    if (rc == 0 && !a->option['o'])
        say(s,
            _("Who has joined gets the new roster with the next bundle; who has not, by a file: "
              "`genba team roster -o FILE`."),
            NULL, NULL, NULL);
    if (rc == 0)
        rc = change_and_merge(s, &after, after.version != before.version, list, e);
    roster_release(&before);
    roster_release(&after);
    return rc;
}

/* All cards or none: every file that is no good is named first. */
static int team_take_cards(struct session *s, const struct arguments *a, struct err *e)
{
    struct cards list = {0};
    int rc = 0;

    for (int i = 1; i < a->n; i++) {
        struct err why;

        if (read_cards(&list, a->v[i], &why) == 0)
            continue;
        if (rc != 0)
            cmd_complain(e);
        rc = -(int)why.code;
        *e = why;
    }
    if (rc == 0)
        rc = admit_cards(s, a, &list, e);
    free(list.v);
    return rc;
}

static void say_joined(struct session *s, const struct roster *r)
{
    char print[40];

    key_fingerprint(r->founder, print);
    say(s,
        _("This laptop takes the roster of the team {1}, founded by {2}. Compare the founder's "
          "fingerprint: {3}"),
        r->name, name_of(&r->v[0].card), print);
}

static void warn_standing(const struct session *s, const struct roster *r)
{
    const struct member *m = roster_find(r, s->who.public_key);

    if (!m)
        warn(N_("This laptop is not in the roster yet: send its card (`genba team card`) to {1}, "
                "who admits it. Until then its bundles are set aside by the others."),
             name_of(&r->v[0].card), NULL);
    else if (m->revoked_ms)
        warn(N_("This laptop is revoked in the roster: its bundles are set aside by the others. "
                "{1} can admit its card again."),
             name_of(&r->v[0].card), NULL);
}

/* 0, or EXIT_PROBLEMS for a roster that is older than the one here. */
static int say_taken(struct session *s, const struct buf *text, const struct roster *r,
                     bool changed)
{
    struct roster got;
    bool older;

    if (changed) {
        say_joined(s, r);
        return EXIT_DONE;
    }
    older = roster_decode(&got, text->p, text->len, NULL) == 0 && got.version < r->version;
    roster_release(&got);
    if (!older) {
        say(s, _("Nothing to do: this laptop has that roster of the team {1}."), r->name, NULL,
            NULL);
        return EXIT_DONE;
    }
    warn(N_("That roster of the team {1} is older than the one here, which stays. Ask {2} for the "
            "latest."),
         r->name, name_of(&r->v[0].card));
    return EXIT_PROBLEMS;
}

static int team_take_roster(struct session *s, const struct arguments *a, struct err *e)
{
    struct roster r = {.there = false};
    struct buf text = BUF_INIT;
    bool changed = false;
    int rc = read_input(a->v[1], &text, e);

    if (rc == 0)
        rc = of_file((a->option['r'] ? team_replace : team_join)(workspace(s), buf_str(&text),
                                                                 text.len, &changed, e),
                     e, a->v[1]);
    if (rc == 0)
        rc = roster_load(&r, workspace(s), e);
    if (rc == 0) {
        int taken = say_taken(s, &text, &r, changed);

        warn_standing(s, &r);
        rc = change_and_merge(s, &r, changed, NULL, e);
        if (rc == EXIT_DONE)
            rc = taken;
    }
    roster_release(&r);
    buf_release(&text);
    return rc;
}

static int team_show(struct session *s, const struct arguments *a, struct err *e)
{
    (void)a;
    return team_list(s, e);
}

/* Nobody or several: the members are listed, so that one can be chosen. */
static int no_single(struct session *s, const struct roster *r, const char *who, size_t n,
                     struct err *e)
{
    struct buf out = {.max = SIZE_MAX / 2};

    for (size_t i = 0; i < r->n; i++)
        team_line(&out, r, &s->who, &r->v[i]);
    fputs(buf_str(&out), stderr);
    buf_release(&out);
    return err_say(e, ERR_NOTFOUND,
                   n ? N_("{1} are several members: give the beginning of the fingerprint.")
                     : N_("{1} is no member: give the beginning of the fingerprint, the person or "
                          "the laptop."),
                   who, NULL);
}

static int no_team(struct err *e)
{
    return err_say(e, ERR_NOTFOUND,
                   N_("This laptop is in no team. `genba team init NAME` founds one."), "", NULL);
}

static int revoke_one(struct session *s, const struct arguments *a, const struct roster *before,
                      struct err *e)
{
    struct roster after = {.there = false};
    struct card one = {.made_ms = 0};
    const struct member *m;
    size_t n = roster_match(before, a->v[1], &m);
    int rc = n == 1 ? team_revoke(workspace(s), &s->who, m->card.device, e)
                    : no_single(s, before, a->v[1], n, e);

    if (rc == 0)
        rc = roster_load(&after, workspace(s), e);
    if (rc == 0) {
        one = m->card;
        say(s,
            after.version == before->version
                ? _("{1}, laptop {2}, is out of the team already.")
                : _("{1}, laptop {2}, is revoked: it reads no bundle made from now on, and what it "
                    "sends is set aside. The others know it with the next bundle."),
            name_of(&m->card), m->card.laptop, NULL);
        rc = write_roster(s, a, &after, e);
    }
    if (rc == 0)
        print_change(s, &after, after.version != before->version, &(struct cards){&one, 1, 1});
    roster_release(&after);
    return rc;
}

static int team_remove(struct session *s, const struct arguments *a, struct err *e)
{
    struct roster r;
    int rc = roster_load(&r, workspace(s), e);

    if (rc == 0)
        rc = r.there ? revoke_one(s, a, &r, e) : no_team(e);
    roster_release(&r);
    return rc;
}

static int team_hand_on(struct session *s, const struct arguments *a, struct err *e)
{
    struct buf text = BUF_INIT;
    struct roster r;
    int rc = roster_load(&r, workspace(s), e);

    if (rc == 0 && !r.there)
        rc = no_team(e);
    if (rc == 0)
        rc = write_roster(s, a, &r, e);
    if (rc == 0 && !a->option['o'] && !s->json) {
        roster_armour(&text, &r);
        cmd_print(&text);
    }
    if (rc == 0)
        print_change(s, &r, false, NULL);
    roster_release(&r);
    buf_release(&text);
    return rc;
}

static const struct verb {
    const char *name, *usage;
    int least, most; /* arguments behind the verb */
    bool output, replace;
    int (*run)(struct session *, const struct arguments *, struct err *);
} verbs[] = {
    {"init", "init [NAME] [-o FILE]", 0, 1, true, false, team_found},
    {"card", "card [-o FILE]", 0, 0, true, false, team_card},
    {"admit", "admit CARDFILE... [-o FILE]", 1, INT_MAX, true, false, team_take_cards},
    {"join", "join ROSTERFILE [--replace]", 1, 1, false, true, team_take_roster},
    {"list", "list", 0, 0, false, false, team_show},
    {"revoke", "revoke WHO [-o FILE]", 1, 1, true, false, team_remove},
    {"roster", "roster [-o FILE]", 0, 0, true, false, team_hand_on},
};

int cmd_team(struct session *s, const struct arguments *a, struct err *e)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        const struct verb *v = &verbs[i];

        if (strcmp(a->v[0], v->name) != 0)
            continue;
        if (a->n - 1 < v->least || a->n - 1 > v->most || (a->option['o'] && !v->output) ||
            (a->option['r'] && !v->replace))
            return err_say(e, ERR_USAGE, N_("usage: genba {1} {2}"), "team", v->usage);
        return v->run(s, a, e);
    }
    return err_say(e, ERR_USAGE,
                   N_("There is no `team {1}`. `genba team --help` lists what there is."), a->v[0],
                   NULL);
}
