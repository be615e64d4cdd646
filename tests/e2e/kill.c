/* kill -9 at random moments of a visit by keyboard: every value that the screen
 * had called saved is there afterwards, and of what was being typed at most the
 * last second is gone.
 *
 * Values are typed and chosen, taken as declared, undone; photos and unknown
 * lines come in between. Each is done key by key until the screen shows 保存済
 * and no editor: that is the acknowledgement. Then the program is killed: while
 * nothing happens, within the bytes of an action (cut anywhere, up to 20 ms
 * later), or while somebody types on and on. After each kill `show`, `verify`
 * and the workbench itself say what is left.
 *
 * GENBA_KILLS: how often, 25 unless told. GENBA_SEED: other moments. */
#include "model/base/clock.h"
#include "model/base/text.h"
#include "tests/e2e/kill_script.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VISIT ">  回線A "
#define ANSWERS "質問"
#define TAKEN "取り込みました"
#define WHAT "何の写真ですか"
#define SECOND 1000
/* Beyond the second: what the write and the slowest key took, and the scheduler. */
#define SLACK_MS 250
#define TYPED_MAX 4000
#define TYPING_MS 2000
#define BLOCK 8 /* letters between two C-u */

/* Every state of a text that was typed on and on, and when its key was sent. */
struct typed {
    char text[16];
    int64_t ms;
};

struct drive {
    struct run run;
    struct term *t;
    struct script s;
    struct action cut; /* the last action, when the kill came into it */
    bool has_cut;
    char before[VALUE_MAX]; /* what it would change */
    struct typed typed[TYPED_MAX];
    int ntyped;
    int64_t killed_ms, slowest_ms;
    /* what came of it */
    int acknowledged, cuts, torn, drafts;
    int lost, unsaid, away, wrong_text, unverified;
    int64_t worst_ms, late_ms;
};

static bool shows(struct term *t, const char *text)
{
    return term_find(t, text, NULL, NULL);
}

static bool is_saved(struct term *t)
{
    return strncmp(term_row_text(t, 1), " 保存済 ", strlen(" 保存済 ")) == 0;
}

/* The visit of line A with nothing open on it. */
static bool at_visit(struct term *t)
{
    return strstr(term_row_text(t, 0), VISIT) && !strstr(term_row_text(t, -1), "Esc") &&
           shows(t, ANSWERS);
}

static void start(struct drive *d, bool first)
{
    static const char *const open_args[] = {"open", "0342", NULL};
    char workspace[300];
    const char *env[] = {workspace, NULL};
    struct term_setup setup = {
        .now = "2025-09-12T10:42", .env = env, .args = first ? open_args : NULL};

    snprintf(workspace, sizeof workspace, "GENBA_WORKSPACE=%s", d->run.workspace);
    d->t = term_start(&setup);
    if (first)
        term_keys(d->t, "Down Enter"); /* the next one in the plan */
    d->s.ndone = 0;
}

static void back_to_visit(struct drive *d)
{
    for (int i = 0; i < 4 && !at_visit(d->t); i++)
        term_press(d->t, "Esc");
    if (!at_visit(d->t)) {
        term_dump(d->t);
        bail("this is not the visit");
    }
}

/* Key by key to the end, until the screen has called it saved. */
static void act(struct drive *d)
{
    struct action a;
    bool saved;

    script_next(&d->s, &a);
    term_keys(d->t, buf_str(&a.keys));
    /* What it shows is asked when no needed photo is missing. */
    if (a.what == PHOTO && term_wait_either(d->t, TAKEN, WHAT) && shows(d->t, WHAT))
        term_press(d->t, "Enter");
    if (a.what == PHOTO && !term_wait(d->t, TAKEN)) {
        diag("not said to be taken in: %s", buf_str(&a.keys));
        term_dump(d->t);
        d->unsaid++;
    }
    back_to_visit(d);
    saved = is_saved(d->t);
    if (a.what <= LABEL && *a.value) {
        term_keys(d->t, script_reach(a.what));
        saved = saved && is_saved(d->t) && shows(d->t, a.value);
    }
    if (!saved) {
        diag("not said to be saved: %s", buf_str(&a.keys));
        term_dump(d->t);
        d->unsaid++;
    }
    script_did(&d->s, &a);
    d->acknowledged++;
    buf_release(&a.keys);
}

/* Inside a key's escape sequence no cut: half of it would be the Esc key. */
static size_t whole_key(const char *bytes, size_t n, size_t at)
{
    size_t esc = at;

    while (esc > 0 && esc + 6 > at && bytes[esc - 1] != '\033')
        esc--;
    if (esc == 0 || bytes[esc - 1] != '\033')
        return at;
    for (size_t end = esc + 1; end < n; end++)
        if (bytes[end] == '~' || (bytes[end] >= 'A' && bytes[end] <= 'Z'))
            return at > end ? at : end + 1;
    return n;
}

/* An action of which some bytes arrive, and a moment of up to 20 ms. */
static void cut_short(struct drive *d)
{
    struct buf bytes = BUF_INIT;
    size_t n;

    script_next(&d->s, &d->cut);
    d->has_cut = true;
    if (d->cut.what < VALUES)
        snprintf(d->before, sizeof d->before, "%s", d->s.is.value[d->cut.what]);
    term_bytes(buf_str(&d->cut.keys), &bytes);
    n = script_roll(&d->s, 2) ? bytes.len : script_roll(&d->s, (unsigned)bytes.len + 1);
    n = whole_key(bytes.p, bytes.len, n);
    term_put(d->t, bytes.p, n);
    term_listen(d->t, script_roll(&d->s, script_roll(&d->s, 2) ? 2000 : 20000));
    d->cuts++;
    d->torn += n < bytes.len;
    buf_release(&bytes);
}

static void note_typed(struct drive *d, const char *text, int64_t ms)
{
    struct typed *one = &d->typed[d->ntyped++];
    int64_t took = clock_mono_ms() - ms;

    snprintf(one->text, sizeof one->text, "%s", text);
    one->ms = ms;
    if (took > d->slowest_ms)
        d->slowest_ms = took;
}

/* Types on and on for up to 2.4 s: "12abcdefgh", then anew with 13. */
static void type_on(struct drive *d)
{
    int64_t end = clock_mono_ms() + TYPING_MS / 5 + script_roll(&d->s, TYPING_MS), at;
    char text[16] = "", key[2] = "";

    term_keys(d->t, "End Enter End C-u");
    for (int i = 0; clock_mono_ms() < end && d->ntyped < TYPED_MAX; i++) {
        at = clock_mono_ms();
        if (i % BLOCK == 0) {
            term_press(d->t, "C-u");
            note_typed(d, "", at);
            snprintf(text, sizeof text, "%d", i / BLOCK);
            at = clock_mono_ms();
            term_type(d->t, text);
        } else {
            key[0] = (char)('a' + i % BLOCK);
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s", key);
            term_press(d->t, key);
        }
        note_typed(d, text, at);
    }
}

/* In one of three ways. */
static void end_somehow(struct drive *d)
{
    unsigned how = script_roll(&d->s, 5);

    d->has_cut = false;
    d->ntyped = 0;
    d->slowest_ms = 0;
    if (how == 0)
        term_listen(d->t, script_roll(&d->s, 20000));
    else if (how == 1)
        type_on(d);
    else
        cut_short(d);
    d->killed_ms = clock_mono_ms();
    term_kill(d->t);
}

static void check_values(struct drive *d)
{
    struct state there, with = d->s.is;
    struct buf text = BUF_INIT;
    struct json *show;
    const char *wrong;

    if (run_genba(&d->run, "show", "0342", "--json", NULL) != 0)
        bail("show: %s", buf_str(&d->run.err));
    show = json_parse(buf_str(&d->run.out), d->run.out.len, NULL);
    wrong = script_read(&there, show);
    if (d->has_cut)
        state_apply(&with, &d->cut);
    if (wrong || (!state_equal(&there, &d->s.is) && !state_equal(&there, &with))) {
        state_print(&d->s.is, &text);
        buf_puts(&text, "\n# is ");
        state_print(&there, &text);
        diag("%s\n# saved was %s", wrong ? wrong : "lost", buf_str(&text));
        if (d->has_cut)
            diag("killed within %s", buf_str(&d->cut.keys));
        d->lost++;
    }
    d->s.is = there;
    json_free(show);
    buf_release(&text);
    if (run_genba(&d->run, "verify", "0342", NULL) != 0) {
        diag("verify: %s%s", buf_str(&d->run.out), buf_str(&d->run.err));
        d->unverified++;
    }
}

/* The same screen, or the one that the cut action had opened. */
static void check_place(struct drive *d)
{
    const char *title = term_row_text(d->t, 0);
    bool there = strstr(title, VISIT) != NULL;

    if (d->has_cut && d->cut.what == PHOTO)
        there = strstr(title, VISIT) || strstr(title, "写真");
    if (d->has_cut && d->cut.what == UNKNOWN)
        there = there || strstr(title, "不明回線");
    if (!there) {
        term_dump(d->t);
        d->away++;
    }
}

/* What stands in the editor of an answer; no text here has a blank in it. */
static void text_under_caret(struct term *t, char *out, size_t size)
{
    int row, col, begin;
    const char *word;

    term_cursor(t, &row, &col);
    word = strrchr(term_row_text(t, row), ' ');
    snprintf(out, size, "%s", word ? word + 1 : "");
    if (term_find(t, "現地の確認", NULL, &begin) && col == begin)
        *out = '\0';
}

static void wrong_text(struct drive *d, const char *why, const char *text)
{
    diag("%s: \"%s\"", why, text);
    if (d->has_cut)
        diag("killed within %s", buf_str(&d->cut.keys));
    term_dump(d->t);
    d->wrong_text++;
}

/* How long ago was typed what is gone; `text` NULL: all of it. */
static void check_typed_on(struct drive *d, const char *text)
{
    int at = -1;
    int64_t lost;

    for (int i = 0; text && i < d->ntyped; i++)
        if (strcmp(d->typed[i].text, text) == 0 && shows(d->t, ">所見"))
            at = i;
    if (text && at < 0)
        wrong_text(d, "not typed", text);
    lost = at + 1 < d->ntyped ? d->killed_ms - d->typed[at + 1].ms : 0;
    if (lost > d->worst_ms)
        d->worst_ms = lost;
    if (lost - SECOND - d->slowest_ms > d->late_ms)
        d->late_ms = lost - SECOND - d->slowest_ms;
    d->drafts += at >= 0;
    if (lost > SECOND + d->slowest_ms + SLACK_MS) {
        diag("typed until \"%s\", there is \"%s\", %lld ms later", d->typed[d->ntyped - 1].text,
             text ? text : "(no text)", (long long)lost);
        term_dump(d->t);
    }
}

/* A text may be there only where one was being typed, and none but that. */
static void check_text(struct drive *d)
{
    bool open = strstr(term_row_text(d->t, -1), "Esc やめる") != NULL;
    char text[200] = "";

    if (open)
        text_under_caret(d->t, text, sizeof text);
    if (d->ntyped > 0)
        check_typed_on(d, open ? text : NULL);
    else if (open && !d->has_cut)
        wrong_text(d, "nothing was being typed", text);
    else if (open && d->cut.what <= LABEL && strncmp(d->cut.value, text, strlen(text)) != 0 &&
             strcmp(d->before, text) != 0)
        wrong_text(d, "another text was being typed", text);
    else if (open && d->cut.what > LABEL && d->cut.what != PHOTO)
        wrong_text(d, "a choice has no text", text);
}

static void one_kill(struct drive *d, bool first)
{
    start(d, first);
    if (!first) {
        check_place(d);
        check_text(d);
    }
    buf_release(&d->cut.keys);
    back_to_visit(d);
    for (unsigned k = 0, n = script_roll(&d->s, 4); k < n; k++)
        act(d);
    end_somehow(d);
    check_values(d);
}

static int number(const char *name, int otherwise)
{
    const char *text = getenv(name);

    return text && *text ? (int)strtol(text, NULL, 10) : otherwise;
}

static struct drive d;

int main(void)
{
    int kills = number("GENBA_KILLS", 25);

    d.s.random = (unsigned)number("GENBA_SEED", 20250912);
    run_begin(&d.run);
    tmpdir_make(d.s.card, sizeof d.s.card);
    if (run_genba(&d.run, "demo", "--workspace", d.run.workspace, "--make-only", NULL) != 0)
        bail("demo: %s", buf_str(&d.run.err));
    for (int i = 0; i < kills; i++)
        one_kill(&d, i == 0);
    diag("%d kills: %d values acknowledged, %d in the middle of an action (%d of them cut), "
         "%d texts came back; gone were at most %lld ms of typing",
         kills, d.acknowledged, d.cuts, d.torn, d.drafts, (long long)d.worst_ms);
    ok(d.acknowledged > kills / 2, "values were called saved");
    is_int(d.lost, 0, "none of them is lost, and nothing else is there");
    is_int(d.unsaid, 0, "the screen says so for each");
    is_int(d.away, 0, "it reopens on the same screen");
    is_int(d.wrong_text, 0, "with the text under the caret, and only when one was typed");
    ok(d.drafts > 0, "texts were being typed");
    ok(d.late_ms <= SLACK_MS, "at most the last second of typing is gone");
    is_int(d.unverified, 0, "the log verifies each time");
    tmpdir_remove(d.s.card);
    run_end(&d.run);
    return tap_done();
}
