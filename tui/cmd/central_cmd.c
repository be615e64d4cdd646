/* central: what the programme office does with the central store. */
#include "tui/cmd/central_cmd.h"

#include "model/base/text.h"
#include "tui/cmd/sync_cmd.h"
#include "tui/i18n.h"

#include <string.h>

/* `as_it_is`: whatever is there or not. */
static int one_server(struct session *s, const struct central_settings *to, size_t i, server_fn *fn,
                      void *ctx, bool as_it_is, struct err *e)
{
    struct admin *admin;
    int rc = (as_it_is ? admin_connect : admin_open)(&admin, to, &to->servers[i], NULL, e);

    if (rc != 0)
        return rc;
    rc = fn(s, to, admin, ctx, e);
    admin_close(admin);
    return rc;
}

static int each_server(struct session *s, const struct arguments *a, server_fn *fn, void *ctx,
                       bool as_it_is, size_t *missed, struct err *e)
{
    struct central_settings to;
    int rc = central_settings_load(&to, buf_str(&s->workspace), a->option['t'], e);

    for (size_t i = 0; i < to.n && rc == 0; i++) {
        struct err why = {.detail = ""};

        rc = one_server(s, &to, i, fn, ctx, as_it_is, &why);
        if (rc != 0 && missed && ++*missed < to.n) {
            cmd_complain(&why);
            rc = 0;
        }
        if (rc != 0 && e)
            *e = why;
    }
    central_settings_release(&to);
    return rc;
}

int central_each_server(struct session *s, const struct arguments *a, server_fn *fn, void *ctx,
                        size_t *missed, struct err *e)
{
    return each_server(s, a, fn, ctx, false, missed, e);
}

/* Where photos lie that are not in the database. */
static int put_place(struct admin *admin, const char *place, struct err *e)
{
    struct call c = admin_call(admin, CALL_put_place);
    char status[16];
    struct rows r;
    int rc;

    call_text(&c, place);
    rc = admin_ask(admin, &c, 1, &r, e);
    if (rc == 0) {
        rows_word(&r, status, sizeof status);
        rc = admin_read(admin, &r, e);
    }
    if (rc == 0 && strcmp(status, "denied") == 0)
        return err_say(e, ERR_REFUSED,
                       N_("Only the programme office may say where photos are kept ({1})."),
                       admin_host(admin), NULL);
    return rc == 0 && strcmp(status, "ok") != 0 ? err_set(e, ERR_INVALID, place, "%s", status) : rc;
}

static int init_one(struct session *s, const struct central_settings *to, struct admin *admin,
                    void *ctx, struct err *e)
{
    const char *place = ctx;
    struct buf text = BUF_INIT;
    int rc = admin_install(admin, e);

    (void)to;
    if (rc == 0 && *place)
        rc = put_place(admin, place, e);
    if (rc == 0 && !s->json) {
        text_fill(&text, _("The central store at {1} is ready."), admin_host(admin), NULL, NULL);
        buf_putc(&text, '\n');
        cmd_print(&text);
    }
    buf_release(&text);
    return rc;
}

static int init(struct session *s, const struct arguments *a, struct err *e)
{
    char place[OBJECT_PLACE_MAX] = "";
    struct central_settings to;
    int rc = 0;

    if (a->option['s']) {
        rc = central_settings_load(&to, buf_str(&s->workspace), a->option['t'], e);
        central_settings_photos(&to, a->option['s']);
        if (rc == 0)
            rc = central_place(&to, place, e);
        central_settings_release(&to);
    }
    return rc < 0 ? rc : each_server(s, a, init_one, place, true, NULL, e);
}

static int fetch(struct session *s, const struct arguments *a, struct err *e)
{
    return sync_hospitals(s, a, a->v, a->n, true, e);
}

static const struct {
    const char *name;
    int min, max; /* words behind it */
    int (*run)(struct session *, const struct arguments *, struct err *);
} actions[] = {
    {"init", 0, 0, init},
    {"member", 0, -1, central_member},
    {"status", 0, 0, central_status},
    {"project", 0, 0, central_project},
    {"fetch", 1, -1, fetch},
};

int cmd_central(struct session *s, const struct arguments *a, struct err *e)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(a->v[0], actions[i].name) == 0) {
            struct arguments rest = *a;

            rest.n--;
            rest.v++;
            if (rest.n < actions[i].min || (actions[i].max >= 0 && rest.n > actions[i].max))
                return EXIT_USAGE;
            return actions[i].run(s, &rest, e);
        }
    return err_say(e, ERR_USAGE, N_("central has no \"{1}\". See genba central --help."), a->v[0],
                   NULL);
}
