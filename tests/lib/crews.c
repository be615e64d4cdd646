#include "tests/lib/crews.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "sync/team.h"
#include "tests/lib/hospital.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    const char *person, *letter;
} people[CREWS] = {{"佐藤", "A"}, {"鈴木", "B"}, {"髙橋", "C"}};

static void must(int rc, const struct err *e, const char *what)
{
    if (rc != 0)
        bail("%s: %d %s %s", what, rc, e->subject, e->detail);
}

void crew_stranger(struct crew *c, const char *person, const char *letter)
{
    struct buf path = BUF_INIT, text = BUF_INIT;
    struct err e;

    run_begin(&c->run);
    c->run.now = "2025-09-12T17:00:00+09:00";
    buf_addf(&path, "%s/settings.ini", c->run.workspace);
    buf_addf(&text, "person = %s\ncrew = %s\n", person, letter);
    must(file_write(buf_str(&path), text.p, text.len, &e), &e, "settings");
    must(identity_load(&c->who, c->run.workspace, person, letter, &e), &e, "identity");
    buf_release(&path);
    buf_release(&text);
}

void crews_admit(struct crews *w, struct crew *c)
{
    struct buf bytes = BUF_INIT;
    struct card card;
    struct err e;
    bool changed;

    card_make(&bytes, &c->who);
    must(card_read(&card, bytes.p, bytes.len, &e), &e, "card");
    must(team_admit(w->v[0].run.workspace, &w->v[0].who, &card, &e), &e, "admit");
    buf_reset(&bytes);
    must(team_bytes(w->v[0].run.workspace, &bytes, &e), &e, "roster");
    must(team_join(c->run.workspace, bytes.p, bytes.len, &changed, &e), &e, "join");
    buf_release(&bytes);
}

void crews_revoke(struct crews *w, const struct crew *c)
{
    struct err e;

    must(team_revoke(w->v[0].run.workspace, &w->v[0].who, c->who.public_key, &e), &e, "revoke");
}

void crews_begin(struct crews *w)
{
    struct err e;

    tmpdir_make(w->stick, sizeof w->stick);
    for (int i = 0; i < CREWS; i++)
        crew_stranger(&w->v[i], people[i].person, people[i].letter);
    must(team_init(w->v[0].run.workspace, "県南", &w->v[0].who, &e), &e, "team");
    for (int i = 1; i < CREWS; i++)
        crews_admit(w, &w->v[i]);
}

void crews_end(struct crews *w)
{
    for (int i = 0; i < CREWS; i++)
        run_end(&w->v[i].run);
    tmpdir_remove(w->stick);
}

void crew_make_case(struct crew *crew)
{
    struct hospital h;
    struct casefile *c;
    struct err e;

    hospital_build(&h);
    must(case_create(&c, crew->run.workspace, CREWS_SERIAL, "みなと総合病院", &crew->who, &e), &e,
         "case");
    hospital_store(&h, c);
    case_close(c);
    hospital_release(&h);
}

const char *stick_path(const struct crews *w, const char *name)
{
    static char paths[4][300];
    static int at;

    at = (at + 1) % 4;
    snprintf(paths[at], sizeof paths[at], "%s/%s.gnb", w->stick, name);
    return paths[at];
}

void copy_tree(const char *from, const char *to)
{
    struct err e;
    int status;
    pid_t pid;

    if (file_remove_tree(to, &e) != 0 && e.code != ERR_NOTFOUND)
        bail("%s: %s", to, e.detail);
    pid = fork();
    if (pid == 0) {
        execlp("cp", "cp", "-a", from, to, (char *)NULL);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        bail("cp -a %s %s", from, to);
}
