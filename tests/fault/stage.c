#include "tests/fault/scenario.h"

#include "model/base/id.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW "2025-09-12T09:30"

static void copy_tree(const char *from, const char *to)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        execlp("cp", "cp", "-a", "-T", from, to, (char *)NULL);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        bail("cp -a %s %s", from, to);
}

static void expand(struct stage *g)
{
    for (size_t i = 0; i < SCENARIO_WORDS; i++) {
        struct buf word = BUF_INIT;

        free(g->words[i]);
        g->words[i] = NULL;
        if (!g->s->words[i])
            continue;
        if (g->s->words[i][0] == '@')
            buf_addf(&word, "%s/%s", g->run.workspace, g->s->words[i] + 1);
        else
            buf_puts(&word, g->s->words[i]);
        g->words[i] = buf_take(&word);
    }
}

/* Ids are drawn anew in each run: the n-th that appears becomes #n. The clock runs
 * on from NOW: its seconds are left out. */
static void add_comparable(struct buf *out, const char *p)
{
    struct id *seen = NULL;
    size_t n = 0, cap = 0;

    while (*p) {
        char text[ID_HEX_LEN + 1];
        struct id id;
        size_t i = 0;

        if (strncmp(p, NOW ":", strlen(NOW ":")) == 0) {
            buf_puts(out, NOW);
            p += strlen(NOW ":00");
            continue;
        }
        snprintf(text, sizeof text, "%.*s", ID_HEX_LEN, p);
        if (strlen(text) != ID_HEX_LEN || text[8] != '-' || !id_parse(text, &id)) {
            buf_putc(out, *p++);
            continue;
        }
        while (i < n && !id_equal(seen[i], id))
            i++;
        if (i == n) {
            seen = xgrow(seen, n, &cap, sizeof *seen);
            seen[n++] = id;
        }
        buf_addf(out, "#%zu", i);
        p += ID_HEX_LEN;
    }
    free(seen);
}

static void survey_of(struct stage *g, struct buf *out, struct buf *why)
{
    int rc = run_genba(&g->run, "show", g->s->serial, "--json", NULL);

    if (rc != 0)
        buf_addf(why, "show: %d %s; ", rc, buf_str(&g->run.err));
    add_comparable(out, buf_str(&g->run.out));
}

bool stage_begin(struct stage *g, const struct scenario *s)
{
    struct buf why = BUF_INIT;

    *g = (struct stage){.s = s, .want = BUF_INIT};
    run_begin(&g->run);
    g->run.now = NOW;
    if (!s->prepare(&g->run)) {
        run_end(&g->run);
        return false;
    }
    tmpdir_make(g->template, sizeof g->template);
    copy_tree(g->run.workspace, g->template);
    expand(g);
    if (stage_run(g) != 0)
        bail("%s: %s", s->name, buf_str(&g->run.err));
    survey_of(g, &g->want, &why);
    stage_verify(g, &why);
    if (s->done)
        s->done(&g->run, &why);
    if (why.len > 0)
        bail("%s: %s", s->name, buf_str(&why));
    return true;
}

void stage_end(struct stage *g)
{
    tmpdir_remove(g->template);
    run_end(&g->run);
    buf_release(&g->want);
    for (size_t i = 0; i < SCENARIO_WORDS; i++)
        free(g->words[i]);
}

void stage_reset(struct stage *g)
{
    tmpdir_remove(g->run.workspace);
    copy_tree(g->template, g->run.workspace);
}

int stage_run(struct stage *g)
{
    return run_words(&g->run, g->words);
}

/* Changes that wait for others are no damage: a merge that is not through leaves some. */
static bool only_waits(const char *said)
{
    size_t bad = 0, waits = 0;

    for (const char *p = said; (p = strstr(p, "BAD")) != NULL; p++)
        bad++;
    for (const char *p = said; (p = strstr(p, " wait for ")) != NULL; p++)
        waits++;
    return bad > 0 && bad == waits;
}

void stage_verify(struct stage *g, struct buf *why)
{
    int rc = run_genba(&g->run, "verify", g->s->serial, NULL);

    if (rc == 1 && only_waits(buf_str(&g->run.out)))
        rc = 0;
    if (rc != 0 && (g->s->there || strstr(buf_str(&g->run.err), "There is no hospital") == NULL))
        buf_addf(why, "verify: %d %s %s; ", rc, buf_str(&g->run.out), buf_str(&g->run.err));
    if (g->s->always)
        g->s->always(&g->run, why);
}

int64_t stage_calls(struct stage *g, struct trace *t)
{
    t->k = INT64_MAX;
    stage_reset(g);
    trace_into(&g->run, t);
    if (stage_run(g) != 0)
        bail("%s: %s", g->s->name, buf_str(&g->run.err));
    trace_into(&g->run, NULL);
    return t->count;
}

void stage_passed(struct stage *g, struct buf *why)
{
    struct buf got = BUF_INIT;

    survey_of(g, &got, why);
    if (g->s->same && strcmp(buf_str(&got), buf_str(&g->want)) != 0)
        buf_puts(why, "the survey is another one; ");
    if (g->s->done)
        g->s->done(&g->run, why);
    buf_release(&got);
}

void stage_complete(struct stage *g, struct buf *why)
{
    int rc = stage_run(g);

    if (rc != 0)
        buf_addf(why, "once more: %d %s %s; ", rc, buf_str(&g->run.out), buf_str(&g->run.err));
    stage_passed(g, why);
    stage_verify(g, why);
}
