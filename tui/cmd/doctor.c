/* doctor: what is wrong with this laptop or workspace, and the fix. */
#include "tui/cmd/cmd.h"

#include "assets/draw/client.h"
#include "assets/drawing/font.h"
#include "model/base/text.h"
#include "model/workspace.h"
#include "sync/central/settings.h"
#include "sync/team.h"
#include "tui/cmd/findings.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* A survey with its photos, twice over. */
#define WANTED_MB 2048

static void say(struct findings *f, bool well, const char *pattern, const char *a, const char *fix)
{
    struct buf text = BUF_INIT;

    text_fill(&text, pattern, a, NULL, NULL);
    finding(f, well, buf_str(&text), well ? "" : fix);
    buf_release(&text);
}

static void check_disk(struct findings *f, const char *workspace)
{
    struct statvfs v;
    char mb[24];
    int64_t free_mb;

    say(f, access(workspace, W_OK) == 0, _("workspace {1}"), workspace,
        _("it cannot be written: correct its rights, or choose another with --workspace"));
    if (statvfs(workspace, &v) != 0)
        return;
    free_mb = (int64_t)v.f_bavail * (int64_t)v.f_frsize / (1024 * 1024);
    snprintf(mb, sizeof mb, "%" PRId64, free_mb);
    say(f, free_mb >= WANTED_MB, _("free space: {1} MB"), mb,
        _("make room: 2 GB are wanted for a day with photos"));
}

static void check_terminal(struct findings *f)
{
    const char *term = getenv("TERM");

    say(f, term && *term && strcmp(term, "dumb") != 0, _("terminal: {1}"), term ? term : "-",
        _("set TERM to what the terminal is, such as xterm-256color"));
    say(f, strcmp(nl_langinfo(CODESET), "UTF-8") == 0, _("characters: {1}"), nl_langinfo(CODESET),
        _("use a UTF-8 locale"));
}

static void check_font(struct findings *f)
{
    struct err e;
    int fd, rc = font_open(settings_text(&f->s->settings, SETTING_font), &fd, &e);

    if (rc == 0)
        close(fd);
    say(f, rc == 0, _("a Japanese font for the labels of floor plans"), NULL,
        _("install the package fonts-ipafont-gothic, or correct the setting font"));
}

static void check_person(struct findings *f)
{
    const char *person = settings_text(&f->s->settings, SETTING_person);

    say(f, *person != '\0', _("who works here: {1}"), *person ? person : "-",
        _("press w in the list of hospitals, or write `person = NAME` into settings.ini"));
}

/* The smallest PNG there is: does the helper answer? */
static void check_helper(struct findings *f)
{
    static const unsigned char png[] = {0x89, 'P', 'N', 'G', 13,  10, 26, 10,   0,    0,    0,
                                        13,   'I', 'H', 'D', 'R', 0,  0,  0,    1,    0,    0,
                                        0,    1,   8,   0,   0,   0,  0,  0x3A, 0x7E, 0x9B, 0x55};
    struct draw *d = draw_new(NULL);
    struct picture_info info;
    struct err e;

    if (draw_info_bytes(d, png, sizeof png, 0, "test.png", &info, &e) == 0)
        finding(f, true, _("genba-draw answers"), "");
    else
        finding_err(f, &e, _("install genba again: genba-draw belongs beside it"));
    draw_free(d);
}

static void check_mode(struct findings *f, const char *path, unsigned mode)
{
    struct buf fix = BUF_INIT;
    char octal[8];
    struct stat st;

    if (stat(path, &st) != 0)
        return;
    snprintf(octal, sizeof octal, "%o", mode);
    text_fill(&fix, _("others may read or change it: chmod {1} {2}"), octal, path, NULL);
    say(f, (st.st_mode & 0777 & ~mode) == 0, _("only its owner reads {1}"), path, buf_str(&fix));
    buf_release(&fix);
}

/* The key is this laptop's alone, and the roster can be read. */
static void check_identity(struct findings *f, const char *workspace)
{
    static const struct {
        const char *name;
        unsigned mode;
    } files[] = {{"", 0700},
                 {"/laptop.key", 0600},
                 {"/roster", 0600},
                 {"/central.conf", 0600},
                 {"/central.key", 0600}};
    struct buf path = BUF_INIT;
    struct roster r;
    struct err e;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        buf_reset(&path);
        buf_addf(&path, "%s/identity%s", workspace, files[i].name);
        check_mode(f, buf_str(&path), files[i].mode);
    }
    if (roster_load(&r, workspace, &e) != 0)
        finding_err(f, &e, _("take the roster again: `genba team join FILE --replace`"));
    else
        say(f, true, _("team: {1}"), r.there ? r.name : "-", "");
    roster_release(&r);
    buf_release(&path);
}

/* Where the central store is, as far as that is said on this laptop. */
static void check_central(struct findings *f, const char *workspace)
{
    struct central_settings to;
    struct err e;
    int rc = central_settings_load(&to, workspace, NULL, &e);

    if (rc == -ERR_NOTFOUND)
        say(f, true, _("central store: {1}"), "-", "");
    else if (rc != 0)
        finding_err(f, &e, _("correct identity/central.conf in the workspace"));
    for (size_t i = 0; rc == 0 && i < to.n; i++) {
        char address[512];

        url_print(&to.servers[i], address, sizeof address);
        say(f, true, _("central store: {1}"), address, "");
    }
    central_settings_release(&to);
}

/* Each hospital opens. */
static int check_cases(struct findings *f, struct err *e)
{
    struct index ix;
    int rc = index_load(&ix, buf_str(&f->s->workspace), e);

    for (size_t i = 0; i < ix.n && rc == 0; i++) {
        struct err why;

        if (index_refresh(&ix, i, buf_str(&f->s->workspace), &f->s->who, &why) == 0)
            say(f, true, _("hospital {1}"), ix.v[i].folder, "");
        else
            finding_err(f, &why, _("close the other genba, or take it from a backup"));
    }
    if (rc == 0 && index_save(&ix, buf_str(&f->s->workspace), e) != 0)
        finding_err(f, e, _("make room, or make the folder writable"));
    index_release(&ix);
    return rc;
}

int cmd_doctor(struct session *s, const struct arguments *a, struct err *e)
{
    struct findings f;
    int rc;

    (void)a;
    findings_begin(&f, s);
    check_disk(&f, buf_str(&s->workspace));
    check_terminal(&f);
    check_font(&f);
    check_person(&f);
    check_identity(&f, buf_str(&s->workspace));
    check_central(&f, buf_str(&s->workspace));
    check_helper(&f);
    rc = check_cases(&f, e);
    return rc == 0 ? findings_end(&f) : rc;
}
