/* kill -9 at random moments of a visit: every value that the screen had called
 * saved is there afterwards, and of what was being typed at most the last
 * second is gone. GENBA_KILLS says how often; 15 unless told. */
#include "tests/lib/json.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct drive {
    struct run run;
    unsigned random;
    char saved[64];   /* the finding that the screen last called saved */
    char maybe[64];   /* sent, but killed before the screen could say so; or "" */
    char drafted[64]; /* typed, and on disk as a draft; or "" */
    int lost, unsaid, drafts;
};

static unsigned roll(struct drive *d, unsigned n)
{
    d->random = d->random * 1103515245u + 12345u;
    return (d->random >> 16) % n;
}

static struct term *start(struct drive *d, bool first)
{
    static const char *const open_args[] = {"open", "0342", NULL};
    char workspace[300];
    const char *env[] = {workspace, NULL};
    struct term_setup setup = {
        .now = "2025-09-12T10:42", .env = env, .args = first ? open_args : NULL};

    snprintf(workspace, sizeof workspace, "GENBA_WORKSPACE=%s", d->run.workspace);
    return term_start(&setup);
}

/* The last question of the visit is the finding: a line of free text. */
static void to_finding(struct term *t)
{
    term_press(t, "End");
}

static double seconds(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* The text is drafted a second after its first character (`begin`): waits for
 * the file to change then. What it changes for before is where one is. */
static void wait_for_draft(struct drive *d, double begin)
{
    struct stat last = {0}, now = {0};
    char wal[600];

    snprintf(wal, sizeof wal, "%s/0342_みなと総合病院.genba/survey.db-wal", d->run.workspace);
    stat(wal, &last);
    while (seconds() - begin < 20) {
        poll(NULL, 0, 20);
        stat(wal, &now);
        if (now.st_mtim.tv_nsec == last.st_mtim.tv_nsec &&
            now.st_mtim.tv_sec == last.st_mtim.tv_sec)
            continue;
        last = now;
        if (seconds() - begin > 0.8)
            return;
    }
    bail("no draft was written");
}

static void clear_line(struct term *t)
{
    term_press(t, "End");
    term_press(t, "C-u");
}

/* Types a finding and takes it; true when the screen has called it saved. */
static void record(struct drive *d, struct term *t, int i, int k)
{
    char text[64];

    snprintf(text, sizeof text, "所見%d-%d %u", i, k, roll(d, 1000));
    to_finding(t);
    term_press(t, "Enter");
    clear_line(t);
    term_type(t, text);
    term_press(t, "Enter");
    if (term_find(t, "保存済", NULL, NULL) && !term_find(t, "Esc やめる", NULL, NULL))
        snprintf(d->saved, sizeof d->saved, "%s", text);
    else
        d->unsaid++;
}

/* Ends in one of four ways: between two actions, in the middle of typing,
 * after the draft, or right behind the Enter that saves. */
static void end_somehow(struct drive *d, struct term *t, int i)
{
    unsigned how = roll(d, 4);
    char text[64];
    double begin;

    *d->maybe = *d->drafted = '\0';
    if (how > 0) {
        snprintf(text, sizeof text, "途中%d 現場", i);
        to_finding(t);
        term_press(t, "Enter");
        clear_line(t);
        begin = seconds();
        term_type(t, text);
        if (how == 2) {
            wait_for_draft(d, begin);
            snprintf(d->drafted, sizeof d->drafted, "%s", text);
            d->drafts++;
        } else if (how == 3) {
            snprintf(d->maybe, sizeof d->maybe, "%s", text);
            kill(term_pid(t), SIGSTOP); /* the key arrives at a program that will never see it, */
            if (roll(d, 2)) {           /* or sees it and is killed at once */
                kill(term_pid(t), SIGCONT);
                term_press(t, "Enter");
            }
        }
    }
    term_kill(t);
}

static void check_saved(struct drive *d)
{
    const struct json *line = NULL;
    const char *finding = "";
    struct json *j;

    if (run_genba(&d->run, "show", "0342", "--json", NULL) != 0)
        bail("show: %s", buf_str(&d->run.err));
    j = json_parse(buf_str(&d->run.out), d->run.out.len, NULL);
    for (size_t i = 0; (line = json_at(json_get(j, "lines"), i)); i++)
        if (json_num(json_get(line, "line_seq"), 0) == 4)
            finding = json_str(json_get(line, "finding"));
    finding = finding ? finding : "";
    if (strcmp(finding, d->saved) != 0 && (!*d->maybe || strcmp(finding, d->maybe) != 0)) {
        diag("saved was \"%s\" (or \"%s\"), there is \"%s\"", d->saved, d->maybe, finding);
        d->lost++;
    }
    snprintf(d->saved, sizeof d->saved, "%s", finding);
    json_free(j);
}

int main(void)
{
    const char *asked = getenv("GENBA_KILLS");
    int kills = asked ? (int)strtol(asked, NULL, 10) : 15, away = 0;
    struct drive d = {.random = 20250912};

    run_begin(&d.run);
    if (run_genba(&d.run, "demo", "--workspace", d.run.workspace, "--make-only", NULL) != 0)
        bail("demo: %s", buf_str(&d.run.err));
    for (int i = 0; i < kills; i++) {
        struct term *t = start(&d, i == 0);

        if (i == 0)
            term_press(t, "Enter"); /* the visit under way: line D */
        away += !term_find(t, "回線D", NULL, NULL);
        if (*d.drafted && !term_find(t, d.drafted, NULL, NULL)) {
            diag("the draft \"%s\" is gone", d.drafted);
            d.lost++;
            term_dump(t);
        }
        if (term_find(t, "Esc やめる", NULL, NULL))
            term_press(t, "Esc");
        for (int k = 0, n = (int)roll(&d, 4); k < n; k++)
            record(&d, t, i, k);
        end_somehow(&d, t, i);
        check_saved(&d);
    }
    is_int(d.lost, 0, "%d kills: no value that was called saved is lost", kills);
    is_int(d.unsaid, 0, "the screen says so for each");
    is_int(away, 0, "it reopens at the same visit");
    ok(d.drafts > 0, "%d times in the middle of a drafted text, which comes back", d.drafts);
    is_int(run_genba(&d.run, "verify", "0342", NULL), 0, "the log verifies");
    run_end(&d.run);
    return tap_done();
}
