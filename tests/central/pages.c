/* A log of long commits is projected whole, page by page: pages end by their bytes. */
#include "sync/central/project.h"
#include "tests/central/people.h"
#include "tests/lib/chain.h"
#include "tests/lib/rehouse.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMITS 12
#define BYTES 600000 /* each: 7 MB in all, two pages */

static struct people p;
static struct err e;

struct sending {
    struct id writer;
    struct hash prev;
    struct args args;
};

static void send_one(uint64_t n, struct span raw, const struct hash *hash, void *ctx)
{
    struct sending *s = ctx;

    args_begin(&s->args);
    arg_id(&s->args, &p.here);
    arg_id(&s->args, &s->writer);
    arg_int8(&s->args, (int64_t)n);
    arg_hash(&s->args, &s->prev);
    arg_spans(&s->args, &raw, 1);
    is_str(people_call(&p, CREW, "SELECT status, added FROM genba.put_commits($1, $2, $3, $4, $5)",
                       &s->args),
           "ok|1", "commit %d, %d bytes", (int)n, (int)raw.n);
    s->prev = *hash;
}

/* A made-up survey with long texts in it. */
static void send_long(void)
{
    static char text[BYTES + 1];
    struct sending s = {.args = {.array = BUF_INIT}};
    struct buf raw[COMMITS];
    struct span v[COMMITS];
    struct chain chain;

    memset(text, 'x', BYTES);
    chain_make(&chain, COMMITS, 9);
    s.writer = chain.writer;
    for (int i = 0; i < COMMITS; i++) {
        struct commit c;

        if (commit_decode(&c, chain.v[i].p, chain.v[i].n, &e) != 0)
            bail("%s", e.detail);
        if (i > 0)
            c.ops[c.nops - 1].value = value_text(text);
        buf_init(&raw[i], BUF_MAX_DEFAULT);
        commit_encode(&raw[i], &c);
        commit_release(&c);
        v[i] = (struct span){raw[i].p, raw[i].len};
    }
    rehouse(v, COMMITS, p.here, send_one, &s);
    for (int i = 0; i < COMMITS; i++)
        buf_release(&raw[i]);
    chain_release(&chain);
    args_release(&s.args);
}

static void tell(const struct project_tally *sum, const char *serial, const struct err *why,
                 void *ctx)
{
    (void)sum;
    (void)ctx;
    if (why)
        diag("%s left behind: %s %s", serial, why->subject, why->detail);
}

static void project(struct project_tally *sum)
{
    const char *build = getenv("top_builddir");
    char url[512], program[4096];
    struct project_options how = {.workers = 1, .program = program};
    struct central_settings s;

    snprintf(program, sizeof program, "%s/genba-sync", build ? build : ".");
    pgcluster_url(p.cluster, people_name[ALL_OFFICE], url, sizeof url);
    if (central_settings_load(&s, p.cluster->dir, url, &e) != 0)
        bail("%s: %s %s", url, e.subject, e.detail);
    is_ok(project_run(&s, &s.servers[0], &how, tell, NULL, sum, &e), &e, "projected");
    central_settings_release(&s);
}

int main(void)
{
    struct project_tally sum;

    people_begin(&p);
    send_long();
    project(&sum);
    is_int(sum.failed, 0, "nothing is left behind");
    is_int(sum.commits, COMMITS, "every commit came, once");
    is_int(people_count(&p, "SELECT covered FROM genba.projection WHERE hospital_id = @"), COMMITS,
           "the projection covers all of them");
    people_end(&p);
    return tap_done();
}
