/* central project: brings the projections of the central store up to date, by several
 * processes side by side, each with a connection of its own. */
#include "tui/cmd/central_cmd.h"

#include "model/base/json.h"
#include "model/base/text.h"
#include "sync/central/project.h"
#include "tui/cmd/progress.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS_MAX 64
#define LOOK_MS 100 /* how often Ctrl-C is looked for */

/* What a worker says through the pipe: after each hospital, and at its end. In one
 * write, which PIPE_BUF keeps whole. The message's text is the same in all of them:
 * they are forks of one program. */
struct word {
    unsigned worker;
    bool over;
    int rc; /* over: of project_run */
    struct project_tally sum;
    char serial[64]; /* of a hospital that was left behind; "" */
    struct err why;
};
_Static_assert(sizeof(struct word) <= PIPE_BUF, "a word is written whole");

struct worker {
    pid_t pid;
    bool over;
    struct project_tally sum;
};

struct projecting {
    struct session *s;
    struct worker *v;
    unsigned n;
    int words; /* the pipe's reading end */
    struct progress bar;
    struct project_tally all; /* of the servers before this one */
    size_t missed;            /* servers that were away */
    struct json j;
    struct buf out;
};

/* ---- in the worker ---- */

struct voice {
    int fd;
    unsigned worker;
};

static void say(const struct voice *v, const struct word *w)
{
    while (write(v->fd, w, sizeof *w) < 0 && errno == EINTR)
        continue;
}

static void after_each(const struct project_tally *sum, const char *serial, const struct err *why,
                       void *ctx)
{
    const struct voice *v = ctx;
    struct word w = {.worker = v->worker, .sum = *sum};

    if (why) {
        w.why = *why;
        snprintf(w.serial, sizeof w.serial, "%s", serial);
    }
    say(v, &w);
}

static void work(const struct central_settings *to, size_t server, unsigned worker, unsigned n,
                 int fd)
{
    struct voice v = {.fd = fd, .worker = worker};
    struct project_options how = {.worker = worker, .workers = n};
    struct word w = {.worker = worker, .over = true};

    w.rc = project_run(to, &to->servers[server], &how, after_each, &v, &w.sum, &w.why);
    say(&v, &w);
}

/* ---- beside the others ---- */

static int start(struct projecting *p, const struct central_settings *to, size_t server,
                 struct err *e)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_errno(e, "pipe");
    p->words = ends[0];
    fflush(NULL);
    for (unsigned i = 0; i < p->n; i++) {
        pid_t parent = getpid();

        p->v[i] = (struct worker){.pid = fork()};
        if (p->v[i].pid == 0) {
            close(ends[0]);
            signal(SIGINT, SIG_DFL);
            prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody would hear it */
            if (getppid() == parent)
                work(to, server, i, p->n, ends[1]);
            _exit(0);
        }
        if (p->v[i].pid < 0) {
            err_errno(e, "fork");
            break;
        }
    }
    close(ends[1]);
    return p->v[p->n - 1].pid > 0 ? 0 : -ERR_IO;
}

static void end(struct projecting *p, bool at_once)
{
    for (unsigned i = 0; i < p->n; i++) {
        if (p->v[i].pid <= 0)
            continue;
        if (at_once)
            kill(p->v[i].pid, SIGKILL);
        while (waitpid(p->v[i].pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(p->words);
}

static void left_behind(struct projecting *p, const struct word *w)
{
    struct buf why = BUF_INIT, text = BUF_INIT;

    errtext(&why, &w->why);
    if (p->s->json) {
        json_object(&p->j, NULL);
        json_text(&p->j, "hospital_serial_no", w->serial);
        json_text(&p->j, "error", buf_str(&why));
        json_end(&p->j, '}');
    }
    text_fill(&text, _("Hospital {1} was left behind: {2}"), w->serial, buf_str(&why), NULL);
    progress_wipe(&p->bar);
    fprintf(stderr, "genba: %s\n", buf_str(&text));
    buf_release(&why);
    buf_release(&text);
}

static void add(struct project_tally *to, const struct project_tally *v)
{
    to->behind += v->behind;
    to->done += v->done;
    to->failed += v->failed;
    to->commits += v->commits;
    to->retries += v->retries;
}

static struct project_tally tally(const struct projecting *p)
{
    struct project_tally sum = p->all;

    for (unsigned i = 0; i < p->n; i++)
        add(&sum, &p->v[i].sum);
    return sum;
}

static int hear(struct projecting *p, const struct word *w, struct err *e)
{
    p->v[w->worker].sum = w->sum;
    p->v[w->worker].over = w->over;
    if (*w->serial)
        left_behind(p, w);
    if (w->rc != 0 && e)
        *e = w->why;
    return w->rc;
}

static bool asked_to_stop(struct projecting *p)
{
    struct project_tally sum = tally(p);

    return progress_steps(&p->bar, _("projecting"), sum.done + sum.failed, sum.behind);
}

/* Until every worker has said that it is over. Ctrl-C ends the workers, too. */
static int listen_to_all(struct projecting *p, struct err *e)
{
    bool stopped = false, all_over = true;

    while (!(stopped = asked_to_stop(p))) {
        struct pollfd f = {.fd = p->words, .events = POLLIN};
        struct word w;
        ssize_t n;
        int rc;

        if (poll(&f, 1, LOOK_MS) <= 0)
            continue;
        n = read(p->words, &w, sizeof w);
        if (n < 0 && errno == EINTR)
            continue;
        if (n != (ssize_t)sizeof w)
            break;
        rc = hear(p, &w, e);
        if (rc != 0)
            return rc;
    }
    for (unsigned i = 0; i < p->n; i++)
        all_over &= p->v[i].over;
    if (all_over)
        return 0;
    if (stopped || asked_to_stop(p))
        return err_say(e, ERR_CANCELLED,
                       N_("Stopped. What is projected stays; the next time goes on from there."),
                       NULL, NULL);
    return err_say(e, ERR_IO, N_("{1} ended in the middle of the work. Try again."), "genba", NULL);
}

static int one_server(struct projecting *p, const struct central_settings *to, size_t server,
                      struct err *e)
{
    int rc;

    memset(p->v, 0, p->n * sizeof *p->v);
    rc = start(p, to, server, e);
    if (rc == 0)
        rc = listen_to_all(p, e);
    end(p, rc != 0);
    p->all = tally(p);
    memset(p->v, 0, p->n * sizeof *p->v);
    return rc;
}

/* A server that is away holds up no other one's hospitals. */
static int all_servers(struct projecting *p, const struct central_settings *to, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < to->n && rc == 0; i++) {
        struct err why = {.detail = ""};

        rc = one_server(p, to, i, &why);
        if (rc != 0 && rc != -ERR_CANCELLED && ++p->missed < to->n) {
            progress_wipe(&p->bar);
            cmd_complain(&why);
            rc = 0;
        }
        if (rc != 0 && e)
            *e = why;
    }
    return rc;
}

/* ---- the command ---- */

static void begin(struct projecting *p)
{
    p->out.max = SIZE_MAX / 2;
    p->j.out = &p->out;
    if (p->s->json) {
        json_object(&p->j, NULL);
        json_array(&p->j, "left_behind"); /* filled as they are heard of */
    }
    progress_begin(&p->bar);
}

static void report(struct projecting *p)
{
    if (p->s->json) {
        json_end(&p->j, ']');
        json_int(&p->j, "behind", p->all.behind);
        json_int(&p->j, "projected", p->all.done);
        json_int(&p->j, "commits", p->all.commits);
        json_int(&p->j, "retries", p->all.retries);
        json_int(&p->j, "servers_missing", (int64_t)p->missed);
        json_end(&p->j, '}');
    } else {
        text_fill_n(&p->out,
                    _("{1} hospitals brought up to date, {2} left behind ({3} changes read)"),
                    p->all.done, p->all.failed, p->all.commits);
        buf_putc(&p->out, '\n');
    }
    cmd_print(&p->out);
}

static int workers_asked(const struct arguments *a, unsigned *n, struct err *e)
{
    const char *text = a->option['w'] ? a->option['w'] : "1";
    char *rest;
    long asked = strtol(text, &rest, 10);

    if (*rest || rest == text || asked < 1 || asked > WORKERS_MAX)
        return err_say(e, ERR_USAGE, N_("--workers is a number from 1 to 64, not {1}."), text,
                       NULL);
    *n = (unsigned)asked;
    return 0;
}

int central_project(struct session *s, const struct arguments *a, struct err *e)
{
    struct projecting p = {.s = s};
    struct central_settings to;
    int rc = workers_asked(a, &p.n, e);

    if (rc != 0)
        return rc;
    p.v = xcalloc(p.n, sizeof *p.v);
    rc = central_settings_load(&to, buf_str(&s->workspace), a->option['t'], e);
    begin(&p);
    rc = rc == 0 ? all_servers(&p, &to, e) : rc;
    progress_end(&p.bar);
    if (rc == 0) {
        report(&p);
        rc = p.missed > 0 || p.all.failed > 0 ? EXIT_PROBLEMS : EXIT_DONE;
    }
    central_settings_release(&to);
    buf_release(&p.out);
    free(p.v);
    return rc;
}
