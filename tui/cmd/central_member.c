/* central member: who may do what in the central store; admits and dismisses. */
#include "tui/cmd/central_cmd.h"

#include "model/base/clock.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "sync/signed.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct id whole_programme = {{0}};

struct asked {
    const struct arguments *a;
    struct json j;
    struct buf out;
    size_t dismissed;
};

/* ---- the list ---- */

struct entry {
    char login[128]; /* as it is; the others are clean */
    char role[16], serial[64], admitted_by[128], until[26];
    bool ended;
    struct id hospital;
};

static bool everywhere(const struct entry *m)
{
    return id_equal(m->hospital, whole_programme);
}

static void read_entry(struct rows *r, struct entry *m)
{
    int64_t until;

    rows_word(r, m->login, sizeof m->login);
    rows_word(r, m->role, sizeof m->role);
    rows_fixed(r, m->hospital.b, ID_LEN);
    rows_line(r, m->serial, sizeof m->serial);
    until = rows_int8(r);
    rows_line(r, m->admitted_by, sizeof m->admitted_by);
    m->ended = until >= 0 && until <= clock_now_ms();
    m->until[0] = '\0';
    if (until >= 0)
        datetime_print(until, m->until);
}

static void put_json(struct json *j, const struct entry *m, const char *host)
{
    json_object(j, NULL);
    json_text(j, "login", m->login);
    json_text(j, "role", m->role);
    json_text(j, "hospital_serial_no", *m->serial ? m->serial : NULL);
    json_bool(j, "programme", everywhere(m));
    json_text(j, "until", *m->until ? m->until : NULL);
    json_bool(j, "ended", m->ended);
    json_text(j, "admitted_by", m->admitted_by);
    json_text(j, "server", host);
    json_end(j, '}');
}

static const char *role_label(const char *role)
{
    static const struct {
        const char *id, *label;
    } roles[] = {{"crew", N_("crew")},
                 {"lead", N_("lead")},
                 {"office", N_("office")},
                 {"audit", N_("audit")}};

    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (strcmp(role, roles[i].id) == 0)
            return _(roles[i].label);
    return role;
}

static void put_text(struct buf *out, const struct entry *m)
{
    char until[26], login[128];

    signed_clean(login, sizeof login, m->login);
    snprintf(until, sizeof until, "%.10s", m->until);
    text_pad(out, login, 20);
    buf_putc(out, ' ');
    text_pad(out, role_label(m->role), 9);
    text_pad(out, everywhere(m) ? _("every hospital") : *m->serial ? m->serial : "?", 16);
    text_pad(out, until, 12);
    buf_puts(out, m->admitted_by);
    if (m->ended)
        buf_addf(out, "  %s", _("(ended)"));
    buf_putc(out, '\n');
}

static int list(struct session *s, const struct central_settings *to, struct admin *admin,
                void *ctx, struct err *e)
{
    struct asked *asked = ctx;
    struct call c = admin_call(admin, CALL_members);
    struct rows r;
    int rc = admin_ask(admin, &c, 6, &r, e);

    (void)to;
    for (uint32_t i = 0; rc == 0 && i < r.n; i++) {
        struct entry m;

        read_entry(&r, &m);
        rc = admin_read(admin, &r, e);
        if (rc == 0 && s->json)
            put_json(&asked->j, &m, admin_host(admin));
        else if (rc == 0)
            put_text(&asked->out, &m);
    }
    return rc;
}

/* ---- changes ---- */

/* The server's word for how it went. */
static int say_no(const char *status, const struct admin *admin, const char *login, struct err *e)
{
    static const struct {
        const char *status;
        enum err_code code;
        const char *text;
    } words[] = {
        {"denied", ERR_REFUSED, N_("Only the programme office may say who takes part ({1}).")},
        {"invalid", ERR_USAGE,
         N_("{2} cannot be admitted so: a role is crew, lead, office or "
            "audit; without a hospital office or audit.")},
        {"unknown", ERR_NOTFOUND, N_("{2} is no member there ({1}).")},
        {"last", ERR_REFUSED,
         N_("{2} is the last one of the programme office at {1}: nobody could admit anybody any "
            "more. Admit another one first.")},
    };
    char clean[128];

    signed_clean(clean, sizeof clean, login);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(status, words[i].status) == 0)
            return err_say(e, words[i].code, words[i].text, admin_host(admin), clean);
    return strcmp(status, "ok") == 0 ? 0 : err_set(e, ERR_IO, admin_host(admin), "%s", status);
}

static int change(struct admin *admin, struct call *c, const char *login, struct err *e)
{
    char status[16];
    struct rows r;
    int rc = admin_ask(admin, c, 1, &r, e);

    if (rc != 0)
        return rc;
    rows_word(&r, status, sizeof status);
    rc = admin_read(admin, &r, e);
    return rc == 0 ? say_no(status, admin, login, e) : rc;
}

/* `serial` NULL: the whole programme. */
static int admit_at(struct admin *admin, const struct arguments *a, const char *serial,
                    struct err *e)
{
    struct id hospital = serial ? case_hospital(serial) : whole_programme;
    struct call c = admin_call(admin, CALL_admit);
    struct buf until = BUF_INIT;
    int rc;

    if (a->option['u'])
        buf_addf(&until, "%s 23:59:59+09", a->option['u']);
    call_text(&c, a->v[0]);
    call_bytes(&c, hospital.b, ID_LEN);
    call_text(&c, a->v[1]);
    call_text(&c, a->option['u'] ? buf_str(&until) : NULL);
    call_text(&c, serial);
    rc = change(admin, &c, a->v[0], e);
    buf_release(&until);
    return rc;
}

/* ---- what is still missing for one who was admitted ---- */

static void hint(const char *pattern, const char *a1, const char *a2, const char *a3)
{
    struct buf text = BUF_INIT;

    text_fill(&text, pattern, a1, a2, a3);
    fprintf(stderr, "genba: %s\n", buf_str(&text));
    buf_release(&text);
}

/* As it is typed in psql. */
static void quote(struct buf *out, const char *name)
{
    buf_putc(out, '"');
    for (; *name; name++) {
        if (*name == '"')
            buf_putc(out, '"');
        buf_putc(out, *name);
    }
    buf_putc(out, '"');
}

static int hint_login(struct admin *admin, const char *login, struct err *e)
{
    static const char *const missing[] = {
        N_("The database of {1} has no login {2} yet. Who runs it makes it: CREATE ROLE {3} LOGIN "
           "IN ROLE genba_member;"),
        N_("The login {2} may not come to the central store {1} yet. Who runs it lets it: GRANT "
           "genba_member TO {3};"),
    };
    struct call c = admin_call(admin, CALL_login);
    struct buf quoted = BUF_INIT;
    char clean[128];
    size_t has = 0;
    struct rows r;
    int rc;

    call_text(&c, login);
    rc = admin_ask(admin, &c, 1, &r, e);
    if (rc == 0) {
        has = (size_t)rows_int4(&r);
        rc = admin_read(admin, &r, e);
    }
    signed_clean(clean, sizeof clean, login);
    quote(&quoted, clean);
    if (rc == 0 && has < sizeof missing / sizeof missing[0])
        hint(_(missing[has]), admin_host(admin), clean, buf_str(&quoted));
    buf_release(&quoted);
    return rc;
}

static int hint_hospital(struct admin *admin, const char *serial, struct err *e)
{
    struct call c = admin_call(admin, CALL_hospital);
    struct id hospital = case_hospital(serial);
    char clean[64];
    struct rows r;
    int rc;

    call_bytes(&c, hospital.b, ID_LEN);
    rc = admin_ask(admin, &c, 2, &r, e);
    signed_clean(clean, sizeof clean, serial);
    if (rc == 0 && r.n == 0)
        hint(_("The central store {1} does not know hospital {2} yet. Admitted all the same; is "
               "the number right?"),
             admin_host(admin), clean, NULL);
    return rc;
}

/* ---- dismissing ---- */

static int dismiss_at(struct admin *admin, const char *login, struct id hospital, struct err *e)
{
    struct call c = admin_call(admin, CALL_dismiss);

    call_text(&c, login);
    call_bytes(&c, hospital.b, ID_LEN);
    return change(admin, &c, login, e);
}

/* Wherever it is a member: a laptop that was lost, a person who left. */
static int dismiss_everywhere(struct asked *asked, struct admin *admin, const char *login,
                              struct err *e)
{
    struct call c = admin_call(admin, CALL_members);
    struct id *at = NULL;
    size_t n = 0, cap = 0;
    struct rows r;
    int rc = admin_ask(admin, &c, 6, &r, e);

    for (uint32_t i = 0; rc == 0 && i < r.n; i++) {
        struct entry m;

        read_entry(&r, &m);
        if (strcmp(m.login, login) != 0)
            continue;
        at = xgrow(at, n, &cap, sizeof *at);
        at[n++] = m.hospital;
    }
    if (rc == 0)
        rc = admin_read(admin, &r, e);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        rc = dismiss_at(admin, login, at[i], e);
        asked->dismissed++;
    }
    free(at);
    return rc;
}

/* Several servers: a hospital's members are known where the hospital is kept. */
static bool keeps(const struct central_settings *to, const struct admin *admin, struct id hospital)
{
    char host[512];

    url_print(central_server_of(to, hospital), host, sizeof host);
    return strcmp(host, admin_host(admin)) == 0;
}

/* To the hospitals that the server keeps; without any to the programme. */
static int admit_all(struct asked *asked, const struct central_settings *to, struct admin *admin,
                     struct err *e)
{
    const struct arguments *a = asked->a;
    bool here = a->n <= 2;
    int rc = here ? admit_at(admin, a, NULL, e) : 0;

    for (int i = 2; i < a->n && rc == 0; i++) {
        if (!keeps(to, admin, case_hospital(a->v[i])))
            continue;
        here = true;
        rc = admit_at(admin, a, a->v[i], e);
        if (rc == 0)
            rc = hint_hospital(admin, a->v[i], e);
    }
    return rc == 0 && here ? hint_login(admin, a->v[0], e) : rc;
}

static int change_all(struct session *s, const struct central_settings *to, struct admin *admin,
                      void *ctx, struct err *e)
{
    struct asked *asked = ctx;
    const struct arguments *a = asked->a;
    int rc = 0;

    (void)s;
    if (!a->option['d'])
        return admit_all(asked, to, admin, e);
    if (a->n <= 1)
        return dismiss_everywhere(asked, admin, a->v[0], e);
    for (int i = 1; i < a->n && rc == 0; i++) {
        struct id hospital = case_hospital(a->v[i]);

        if (!keeps(to, admin, hospital))
            continue;
        asked->dismissed++;
        rc = dismiss_at(admin, a->v[0], hospital, e);
    }
    return rc;
}

static int check(const struct arguments *a, struct err *e)
{
    int day;

    if (a->n == 1 && !a->option['d'])
        return err_say(e, ERR_USAGE, N_("Which role has {1}: crew, lead, office or audit?"),
                       a->v[0], NULL);
    if (a->n == 0 && (a->option['d'] || a->option['u']))
        return err_say(e, ERR_USAGE, N_("Whose membership? Give the login."), NULL, NULL);
    if (a->option['u'] &&
        (strlen(a->option['u']) != ISO_DATE_LEN || !date_parse(a->option['u'], &day)))
        return err_say(e, ERR_USAGE, N_("--until is a day like 2026-03-31, not {1}."),
                       a->option['u'], NULL);
    return 0;
}

int central_member(struct session *s, const struct arguments *a, struct err *e)
{
    struct asked asked = {.a = a, .out = {.max = SIZE_MAX / 2}};
    char login[128];
    int rc = check(a, e);

    asked.j.out = &asked.out;
    if (rc == 0 && a->n > 0)
        rc = central_each_server(s, a, change_all, &asked, NULL, e);
    if (rc == 0 && a->n == 1 && asked.dismissed == 0) {
        signed_clean(login, sizeof login, a->v[0]);
        rc = err_say(e, ERR_NOTFOUND, N_("{1} is no member anywhere there."), login, NULL);
    }
    if (rc == 0 && s->json)
        json_array(&asked.j, NULL);
    if (rc == 0)
        rc = central_each_server(s, a, list, &asked, NULL, e);
    if (rc == 0 && s->json)
        json_end(&asked.j, ']');
    if (rc == 0)
        cmd_print(&asked.out);
    buf_release(&asked.out);
    return rc;
}
