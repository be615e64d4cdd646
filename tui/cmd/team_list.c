/* team list: the members, and the bundles set aside. */
#include "tui/cmd/team_cmd.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/i18n.h"

#include <string.h>

static const char *const state_ids[] = {"member", "founder", "revoked"};
static const char *const state_texts[] = {N_("member"), N_("founder"), N_("revoked")};

static int state(const struct roster *r, const struct member *m)
{
    return m == r->v ? 1 : m->revoked_ms ? 2 : 0;
}

static bool is_self(const struct identity *who, const struct member *m)
{
    return memcmp(who->public_key, m->card.device, KEY_LEN) == 0;
}

void team_line(struct buf *out, const struct roster *r, const struct identity *who,
               const struct member *m)
{
    char print[40];

    key_fingerprint(m->card.device, print);
    text_pad(out, _(state_texts[state(r, m)]), 10);
    text_pad(out, m->card.person, 16);
    text_pad(out, m->card.crew, 4);
    text_pad(out, m->card.laptop, 16);
    buf_addf(out, " %s%s\n", print, is_self(who, m) ? _("  this laptop") : "");
}

void team_json_member(struct json *j, const struct roster *r, const struct identity *who,
                      const struct member *m)
{
    char print[40];

    key_fingerprint(m->card.device, print);
    json_object(j, NULL);
    json_text(j, "person", m->card.person);
    json_text(j, "crew", m->card.crew);
    json_text(j, "laptop", m->card.laptop);
    json_text(j, "fingerprint", print);
    json_text(j, "state", state_ids[state(r, m)]);
    json_bool(j, "self", is_self(who, m));
    json_end(j, '}');
}

void team_json_head(struct json *j, const struct roster *r)
{
    char print[40];

    if (r->there)
        key_fingerprint(r->founder, print);
    json_text(j, "team", r->there ? r->name : NULL);
    json_text(j, "founder", r->there ? print : NULL);
    json_int(j, "version", (int64_t)r->version);
}
static const char *const why_texts[] = {
    [ASIDE_UNKNOWN] = N_("the sender is not in the team: the founder can admit its card"),
    [ASIDE_REVOKED] = N_("the sender was taken out of the team"),
    [ASIDE_NOT_SEALED] = N_("it is not sealed to this laptop: the sender must write it again, once "
                            "it knows this laptop as a member"),
};

static void aside_json(struct json *j, const struct aside *a)
{
    char id[ID_HEX_LEN + 1], at[26], print[40];

    json_object(j, NULL);
    json_text(j, "file", a->path);
    id_print(a->bundle, id);
    json_text(j, "bundle", id);
    id_print(a->hospital, id);
    json_text(j, "hospital", id);
    json_int(j, "volume", a->volume);
    json_int(j, "volumes", a->volumes);
    key_fingerprint(a->card.device, print);
    json_object(j, "sender");
    json_text(j, "person", a->card.person);
    json_text(j, "crew", a->card.crew);
    json_text(j, "laptop", a->card.laptop);
    json_text(j, "fingerprint", print);
    json_end(j, '}');
    json_text(j, "why", aside_why_id(a->why));
    json_int(j, "bytes", a->bytes);
    datetime_print(a->at_ms, at);
    json_text(j, "at", at);
    json_end(j, '}');
}

static void aside_text(struct buf *out, const struct aside *a)
{
    char at[26], print[40];

    datetime_print(a->at_ms, at);
    key_fingerprint(a->card.device, print);
    buf_addf(out, "%.16s  %s\n  ", at, a->path);
    text_fill(out, _("from {1}, laptop {2}, {3}"), a->card.person, a->card.laptop, print);
    buf_addf(out, "\n  %s\n", _(why_texts[a->why]));
}

static void list_json(struct buf *out, const struct roster *r, const struct identity *who,
                      const struct aside_list *aside)
{
    struct json j = {.out = out};

    json_object(&j, NULL);
    team_json_head(&j, r);
    json_array(&j, "members");
    for (size_t i = 0; i < r->n; i++)
        team_json_member(&j, r, who, &r->v[i]);
    json_end(&j, ']');
    json_array(&j, "set_aside");
    for (size_t i = 0; i < aside->n; i++)
        aside_json(&j, &aside->v[i]);
    json_end(&j, ']');
    json_end(&j, '}');
}

static void members_text(struct buf *out, const struct roster *r, const struct identity *who)
{
    struct buf number = BUF_INIT;

    if (!r->there) {
        buf_addf(out, "%s\n",
                 _("This laptop is in no team and works alone. `genba team init NAME` founds one, "
                   "`genba team join FILE` takes the roster of one."));
        return;
    }
    buf_addf(&number, "%llu", (unsigned long long)r->version);
    text_fill(out, _("Team {1}, roster version {2}"), r->name, buf_str(&number), NULL);
    buf_putc(out, '\n');
    for (size_t i = 0; i < r->n; i++)
        team_line(out, r, who, &r->v[i]);
    if (!roster_find(r, who->public_key))
        buf_addf(out, "%s\n",
                 _("This laptop is not among them: send its card (`genba team card`) to the "
                   "founder."));
    buf_release(&number);
}

static void list_text(struct buf *out, const struct roster *r, const struct identity *who,
                      const struct aside_list *aside)
{
    members_text(out, r, who);
    if (aside->n > 0)
        buf_addf(out, "\n%s\n", _("Bundles set aside, not merged:"));
    for (size_t i = 0; i < aside->n; i++)
        aside_text(out, &aside->v[i]);
}

int team_list(struct session *s, struct err *e)
{
    struct buf out = {.max = SIZE_MAX / 2};
    struct aside_list aside = {.v = NULL};
    struct roster r;
    int rc = roster_load(&r, buf_str(&s->workspace), e);

    if (rc == 0)
        rc = aside_load(&aside, buf_str(&s->workspace), &r, &s->who, e);
    if (rc == 0) {
        (s->json ? list_json : list_text)(&out, &r, &s->who, &aside);
        cmd_print(&out);
    }
    aside_release(&aside);
    roster_release(&r);
    buf_release(&out);
    return rc;
}
