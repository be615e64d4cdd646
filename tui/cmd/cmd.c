#include "tui/cmd/cmd.h"

#include "model/base/clock.h"
#include "model/clock_behind.h"
#include "model/workspace.h"
#include "tui/errtext.h"
#include "tui/i18n.h"
#include "tui/laptop_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

/* Options that every command takes. */
static const struct cmd_option common_options[] = {
    {"workspace", 'W', "DIR", N_("where the surveys lie")},
    {"lang", 'L', "ja|en", N_("language of the messages")},
    {"json", 'J', NULL, N_("machine-readable result")},
    {"help", 'h', NULL, N_("this help")},
    {"version", 'V', NULL, N_("the version")},
    {.name = NULL},
};

void cmd_complain(const struct err *e)
{
    struct buf text = BUF_INIT;

    errtext(&text, e);
    for (char *p = text.p; text.len > 0 && *p; p++)
        if ((unsigned char)*p < ' ' && *p != '\n')
            *p = '?'; /* a name may hold what a terminal obeys */
    fprintf(stderr, "genba: %s\n", buf_str(&text));
    buf_release(&text);
}

void cmd_print(struct buf *out)
{
    fwrite(buf_str(out), 1, out->len, stdout);
    buf_reset(out);
}

/* The workbench asks; a command goes on. */
static void warn_of_clock(const struct casefile *c)
{
    struct buf text = BUF_INIT;
    int64_t last_ms;

    if (!clock_is_behind(c, &last_ms))
        return;
    put_clock_question(last_ms, &text);
    fprintf(stderr, "genba: %s\n", buf_str(&text));
    buf_release(&text);
}

int cmd_open(struct session *s, const char *serial, struct casefile **out, struct err *e)
{
    char *folder;
    int rc = workspace_find(buf_str(&s->workspace), serial, &folder, e);

    if (rc != 0)
        return rc;
    rc = case_open(out, folder, &s->who, e);
    if (rc == 0)
        warn_of_clock(*out);
    free(folder);
    return rc;
}

int cmd_row(const struct casefile *c, const char *address, const struct row **out, struct err *e)
{
    *out = survey_address(&c->survey, address);
    if (*out)
        return 0;
    return err_say(e, ERR_NOTFOUND,
                   N_("There is no {1} here. `genba show SERIAL` lists what there is."), address,
                   NULL);
}

static const struct command *command_by_name(const char *name)
{
    for (const struct command *c = commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static void print_options(const struct cmd_option *o, bool json)
{
    for (; o && o->name; o++)
        if (o->letter != 'J' || json)
            printf("  --%s%s%s\t%s\n", o->name, o->arg ? " " : "", o->arg ? o->arg : "",
                   _(o->help));
}

static void print_command(const struct command *c)
{
    printf(_("usage: genba %s [options] %s\n\n%s\n\n"), c->name, c->usage, _(c->help));
    print_options(c->options, true);
    print_options(common_options, c->json);
}

static void print_help(void)
{
    printf("%s\n\n", _("usage: genba [--workspace DIR] [--lang ja|en] [COMMAND ...]"));
    for (const struct command *c = commands; c->name; c++) {
        const char *help = _(c->help);

        printf("  %-9s %-42s %.*s\n", c->name, c->usage, (int)strcspn(help, "\n"), help);
    }
    printf("\n%s\n", _("Without a command: the workbench. `genba COMMAND --help` says more."));
}

static const struct cmd_option *option_by_name(const struct cmd_option *o, const char *name,
                                               size_t n)
{
    for (; o && o->name; o++)
        if (strncmp(o->name, name, n) == 0 && o->name[n] == '\0')
            return o;
    return NULL;
}

/* "--name", "--name=value", "--name value", "-h", "-o F". Everything behind
 * "--" is no option. */
static int take_option(const struct command *c, int argc, char **argv, int *i,
                       struct arguments *out, struct err *e)
{
    const char *word = argv[*i];
    const char *name = strcmp(word, "-h") == 0   ? "help"
                       : strcmp(word, "-o") == 0 ? "output"
                                                 : word + 2;
    size_t n = strcspn(name, "=");
    const struct cmd_option *o = option_by_name(common_options, name, n);

    if (!o && c)
        o = option_by_name(c->options, name, n);
    if (!o || (word[1] != '-' && name == word + 2) || (o->letter == 'J' && c && !c->json))
        return err_say(e, ERR_USAGE, N_("{1} is no option of this command."), word, NULL);
    if (!o->arg) {
        out->option[(int)o->letter] = "";
        return 0;
    }
    if (name[n] == '=')
        out->option[(int)o->letter] = name + n + 1;
    else if (*i + 1 < argc)
        out->option[(int)o->letter] = argv[++*i];
    else
        return err_say(e, ERR_USAGE, N_("{1} needs an argument: {2}"), word, o->arg);
    return 0;
}

/* The first word that is no option is the command. */
static int parse(int argc, char **argv, const struct command **cmd, struct arguments *out,
                 struct err *e)
{
    bool options = true;

    *cmd = NULL;
    for (int i = 1; i < argc; i++) {
        int rc = 0;

        if (options && strcmp(argv[i], "--") == 0)
            options = false;
        else if (options && argv[i][0] == '-' && argv[i][1] &&
                 !(argv[i][1] >= '0' && argv[i][1] <= '9'))
            rc = take_option(*cmd, argc, argv, &i, out, e);
        else if (*cmd)
            out->v[out->n++] = argv[i];
        else if (!(*cmd = command_by_name(argv[i])))
            rc = err_say(e, ERR_USAGE, N_("{1} is no command. `genba --help` lists them."), argv[i],
                         NULL);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int session_begin(struct session *s, const struct arguments *a, struct err *e)
{
    int rc = workspace_locate(a->option['W'], &s->workspace, e);

    settings_init(&s->settings);
    if (rc == 0)
        rc = settings_load(&s->settings, buf_str(&s->workspace), e);
    if (rc == 0 && !a->language_asked)
        i18n_set(settings_text(&s->settings, SETTING_language));
    s->ja = i18n_ja();
    s->json = a->option['J'] != NULL;
    if (rc == 0)
        rc = identity_load(&s->who, buf_str(&s->workspace),
                           settings_text(&s->settings, SETTING_person),
                           settings_text(&s->settings, SETTING_crew), e);
    return rc;
}

static int run(const struct command *c, const struct arguments *a, struct err *e)
{
    struct session s = {.workspace = BUF_INIT};
    int rc = session_begin(&s, a, e);

    if (rc == 0)
        rc = c->run(&s, a, e);
    settings_release(&s.settings);
    buf_release(&s.workspace);
    return rc;
}

int cmd_main(int argc, char **argv)
{
    const char *language = getenv("GENBA_LANG");
    struct arguments a = {.v = xcalloc((size_t)argc, sizeof *a.v),
                          .language_asked = language && *language};
    const struct command *c;
    struct err e = {0};
    int rc;

    i18n_start(NULL);
    rc = clock_start(&e);
    if (rc == 0)
        rc = parse(argc, argv, &c, &a, &e);
    a.language_asked |= a.option['L'] != NULL;
    if (rc == 0 && a.option['L'] && i18n_set(a.option['L']) != 0)
        rc = err_say(&e, ERR_USAGE, N_("There is no language {1}: ja or en."), a.option['L'], NULL);
    if (rc == 0 && a.option['V']) {
        printf("genba %s\n", PACKAGE_VERSION);
    } else if (rc == 0 && a.option['h']) {
        c ? print_command(c) : print_help();
    } else if (rc == 0) {
        if (!c)
            c = command_by_name("open");
        if (!c)
            print_help();
        else if (a.n < c->min_args || (c->max_args >= 0 && a.n > c->max_args))
            rc = err_say(&e, ERR_USAGE, N_("usage: genba {1} {2}"), c->name, c->usage);
        else
            rc = run(c, &a, &e);
    }
    if (rc < 0)
        cmd_complain(&e);
    free(a.v);
    if (fflush(stdout) != 0 && rc == 0)
        rc = EXIT_COULD_NOT;
    return rc == -ERR_USAGE ? EXIT_USAGE : rc < 0 ? EXIT_COULD_NOT : rc;
}
