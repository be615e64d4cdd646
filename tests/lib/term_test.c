/* The terminal harness against small programs in sh, so that a failing
 * end-to-end test accuses the program and not the harness. */
#include "tests/lib/tap.h"
#include "tests/lib/term.h"
#include "tests/lib/term_priv.h"
#include "tests/lib/tmpdir.h"

#include "model/base/text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define IDLE "printf '\\033]7770;idle\\007'; "
/* Shows the bytes of every read in hexadecimal on its own line. */
#define ECHO_HEX                                                                                   \
    "stty raw -echo; " IDLE "while k=$(dd bs=4096 count=1 2>/dev/null | od -An -tx1 | tr -d ' "    \
    "\\n') && [ -n \"$k\" ]; do printf '<%s>\\r\\n' \"$k\"; " IDLE "done"

static struct term *start_sh(const char *script, int rows, int cols)
{
    const char *const args[] = {"-c", script, NULL};
    struct term_setup s = {.rows = rows, .cols = cols, .program = "/bin/sh", .args = args};

    return term_start(&s);
}

static void test_screen(void)
{
    struct term *t = start_sh("printf '\\033[2;1H現場 ｱｲ 𠮷\\033[7m選択\\033[0m\\033[1m太\\033[0m"
                              "\\033[5;3H'; " IDLE "cat",
                              10, 40);
    int row = -1, col = -1;

    term_see(t, "現場");
    term_see_row(t, 1, "ｱｲ 𠮷選択太");
    term_see_row(t, -9, "現場");
    is_str(term_row_text(t, 1), "現場 ｱｲ 𠮷選択太", "a row's text has no blanks behind");
    is_str(term_row_text(t, 0), "", "an empty row is the empty string");
    ok(term_find(t, "選択", &row, &col), "a text is found");
    is_int(row * 100 + col, 110, "by its row and its column, not its byte");
    ok(!term_find(t, "ない", NULL, NULL), "what is not there is not found");
    ok(term_reversed(t, 1, 10) && !term_reversed(t, 1, 0), "reversed cells are told");
    ok(term_bold(t, 1, 14) && !term_bold(t, 1, 10), "bold cells are told");
    term_see_cursor(t, 4, 2);
    term_see_not(t, "ない");
    term_see_whole(t);
    term_stop(t);
}

static void test_keys(void)
{
    static const struct {
        const char *key, *hex;
    } cases[] = {
        {"a", "<61>"},         {"日", "<e697a5>"},      {"Enter", "<0d>"},
        {"Esc", "<1b>"},       {"Down", "<1b4f42>"},    {"C-r", "<12>"},
        {"F2", "<1b4f51>"},    {"F12", "<1b5b32347e>"}, {"C-Left", "<1b5b313b3544>"},
        {"M-x", "<1b78>"},     {"S-Tab", "<1b5b5a>"},   {"PgDn", "<1b5b367e>"},
        {"Space", "<20>"},     {"C-p", "<10>"},         {"?", "<3f>"},
        {"Backspace", "<7f>"},
    };
    struct buf b = BUF_INIT;
    struct term *t = start_sh(ECHO_HEX, 40, 80);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int before = term_frames(t);

        term_press(t, cases[i].key);
        ok(term_find(t, cases[i].hex, NULL, NULL), "%s sends %s", cases[i].key, cases[i].hex);
        is_int(term_frames(t), before + 1, "and waits for one frame");
    }
    term_keys(t, "b  c");
    term_see(t, "<62>");
    term_see(t, "<63>");
    term_type(t, "日本語");
    term_see(t, "<e697a5e69cace8aa9e>");
    term_paste(t, "x\ny");
    term_see(t, "<1b5b3230307e780a791b5b3230317e>");
    term_click(t, 2, 4);
    term_see(t, "<1b5b3c303b353b334d1b5b3c303b353b336d>");
    ok(!term_key_bytes("F13", 3, &b) && !term_key_bytes("", 0, &b), "no such key");
    buf_release(&b);
    term_stop(t);
}

static void test_burst(void)
{
    struct buf b = BUF_INIT;
    struct term *t = start_sh("stty raw -echo; " IDLE "while :; do dd bs=64 count=1 "
                              "2>/dev/null; done; ",
                              24, 80);

    /* Echoed back in full: a blocking driver stops here for ever. */
    for (int i = 0; i < 3000; i++)
        buf_puts(&b, "0123456789");
    buf_puts(&b, "\r\nend of burst\033]7770;idle\007");
    term_send(t, buf_str(&b));
    term_see(t, "end of burst");
    buf_release(&b);
    term_kill(t);
}

static void test_environment(void)
{
    static const char *const env[] = {"GENBA_X=one", "TZ=UTC", NULL};
    const char *const args[] = {"-c", "env | sort; stty size; " IDLE "cat", NULL};
    struct term_setup s = {.program = "/bin/sh",
                           .args = args,
                           .env = env,
                           .rows = 30,
                           .now = "2025-09-12T10:42:00+09:00"};
    struct term *t;
    struct stat st;
    char home[256];

    setenv("LINES", "99", 1);
    t = term_start(&s);
    term_see(t, "GENBA_X=one");
    term_see(t, "TZ=UTC");
    term_see(t, "LC_ALL=C.UTF-8");
    term_see(t, "LANGUAGE=ja");
    term_see(t, "TERM=xterm-256color");
    term_see(t, "GENBA_TEST_SYNC=1");
    term_see(t, "GENBA_NOW=2025-09-12T10:42:00+09:00");
    term_see(t, term_home(t));
    term_see(t, "30 80");
    term_see_not(t, "LINES=");
    snprintf(home, sizeof home, "%s", term_home(t));
    ok(stat(home, &st) == 0, "the home is there while the program runs");
    term_stop(t);
    ok(stat(home, &st) != 0, "and gone afterwards");
}

static void test_resize(void)
{
    struct term *t = start_sh("trap \"stty size; printf '\\\\033]7770;idle\\\\007'\" WINCH; " IDLE
                              "while :; do read x; done",
                              24, 80);

    term_resize(t, 12, 50);
    term_see(t, "12 50");
    is_int(term_rows(t) * 100 + term_cols(t), 1250, "the harness knows the new size");
    term_kill(t);
}

static void test_end(void)
{
    struct term *t = start_sh(IDLE "read x; echo bye; exit 3", 24, 80);

    term_send(t, "\n");
    is_int(term_exit_status(t), 3, "the exit status");
    term_see(t, "bye");
    is_int(term_stop(t), 3, "and once more at the end");

    t = start_sh(IDLE "read x; kill -9 $$", 24, 80);
    term_send(t, "\n");
    is_int(term_exit_status(t), 128 + SIGKILL, "a signal's number");
    term_stop(t);

    t = start_sh(IDLE "cat", 24, 80);
    is_int(term_stop(t), 128 + SIGHUP, "closing the window hangs up");
}

static void test_answers(void)
{
    /* The program asks where the cursor is; the terminal answers. */
    struct term *t = start_sh("stty raw -echo; printf '\\033[3;7H\\033[6n'; "
                              "k=$(dd bs=64 count=1 2>/dev/null | od -An -tx1 | tr -d ' \\n'); "
                              "printf '<%s>' $k; " IDLE "cat",
                              24, 80);

    term_see(t, "<1b5b333b3752>");
    term_stop(t);
}

/* The assertions' output for a screen on which each must fail, run in a child. */
static void fail_all(void)
{
    /* A narrow character written over one half of a wide one. */
    struct term *t =
        start_sh("printf '\\033[2;1H現場\\033[2;1Hx\\033[1;1H'; " IDLE "read x", 5, 20);

    term_send(t, "\n");
    term_exit_status(t);
    term_see(t, "ない");
    term_see_row(t, 0, "場");
    term_see_not(t, "場");
    term_see_cursor(t, 4, 4);
    term_see_whole(t);
    term_stop(t);
}

static void test_failing(void)
{
    FILE *out = tmpfile();
    char line[512];
    int failed = 0, status;
    pid_t pid;

    if (!out)
        bail("tmpfile");
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        fail_all();
        fflush(stdout);
        _exit(tap_done());
    }
    waitpid(pid, &status, 0);
    rewind(out);
    while (fgets(line, sizeof line, out))
        failed += strncmp(line, "not ok", 6) == 0;
    (void)fclose(out);
    is_int(failed, 5, "every assertion can fail");
    ok(WIFEXITED(status) && WEXITSTATUS(status) == 1, "and then the test fails");
}

int main(void)
{
    test_screen();
    test_keys();
    test_burst();
    test_environment();
    test_resize();
    test_end();
    test_answers();
    test_failing();
    return tap_done();
}
