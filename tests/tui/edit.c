/* The line editor: characters, not bytes; columns, not characters. */
#include "config.h"

#include "tui/edit.h"
#include "tui/import_paths.h"

#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void type(struct edit *e, const char *const *keys)
{
    for (; *keys; keys++)
        edit_key(e, *keys);
}
#define TYPE(e, ...) type((e), (const char *const[]){__VA_ARGS__, NULL})

static void moving(void)
{
    struct edit e;

    edit_init(&e, "髙橋a", 0);
    is_int(edit_caret_col(&e), 5, "the caret begins at the end");
    TYPE(&e, "Left");
    is_int(edit_caret_col(&e), 4, "left over a narrow character");
    TYPE(&e, "Left");
    is_int(edit_caret_col(&e), 2, "left over a wide character");
    TYPE(&e, "Del");
    is_str(edit_text(&e), "髙a", "del takes a whole character");
    TYPE(&e, "Home", "Backspace");
    is_str(edit_text(&e), "髙a", "nothing before the beginning");
    TYPE(&e, "み", "End", "Backspace");
    is_str(edit_text(&e), "み髙", "typed at the beginning, taken at the end");
    edit_release(&e);
}

static void marks(void)
{
    struct edit e;

    edit_init(&e, "葛\xF3\xA0\x84\x80城", 0); /* an ideographic variation selector */
    TYPE(&e, "Home", "Right");
    is_int((int)e.caret, 7, "the caret stands behind a character with its mark");
    TYPE(&e, "Backspace");
    is_str(edit_text(&e), "城", "and takes both away");
    edit_release(&e);
}

static void words(void)
{
    struct edit e;

    edit_init(&e, "Main ルータ交換済", 0);
    TYPE(&e, "C-Left");
    is_int(edit_caret_col(&e), 11, "a word ends where kana end");
    TYPE(&e, "C-Left");
    is_int(edit_caret_col(&e), 5, "and begins behind a blank");
    TYPE(&e, "C-w");
    is_str(edit_text(&e), "ルータ交換済", "C-w takes a word and its blanks");
    TYPE(&e, "C-Right", "C-k");
    is_str(edit_text(&e), "ルータ", "C-k takes the rest");
    TYPE(&e, "C-u");
    is_str(edit_text(&e), "", "C-u takes what is before");
    edit_release(&e);
}

static void undo(void)
{
    struct edit e;

    edit_init(&e, "", 0);
    TYPE(&e, "a", "b", "c", "C-u");
    is_str(edit_text(&e), "", "all gone");
    TYPE(&e, "C-z");
    is_str(edit_text(&e), "abc", "back");
    TYPE(&e, "C-z");
    is_str(edit_text(&e), "", "typed characters are one step");
    TYPE(&e, "C-y");
    is_str(edit_text(&e), "abc", "redo");
    TYPE(&e, "x");
    TYPE(&e, "C-y");
    is_str(edit_text(&e), "abcx", "nothing to redo after a new change");
    edit_release(&e);
}

static void pasting(void)
{
    struct edit e;
    struct buf b = BUF_INIT, big = BUF_INIT;

    edit_init(&e, "", 0);
    edit_insert(&e, "一行\r\n二行\n三\x01行\t", strlen("一行\r\n二行\n三\x01行\t"));
    is_str(edit_text(&e), "一行 二行 三行 ", "newlines are blanks, controls go");
    edit_set(&e, " か\xE3\x82\x99 ");
    edit_take(&e, &b);
    is_str(buf_str(&b), "が", "taken as NFC, trimmed");
    edit_release(&e);

    for (int i = 0; i < 4000; i++)
        buf_puts(&big, "現");
    edit_init(&e, "", 12001);
    is_int(edit_insert(&e, big.p, big.len), EDIT_CHANGED, "12 kB of Japanese");
    is_int((int)e.len, 12000, "nothing is lost");
    edit_insert(&e, "場a", 4);
    ok(e.full && e.len == 12000, "a character that does not fit is refused whole");
    edit_release(&e);
    buf_release(&b);
    buf_release(&big);
}

static void ignoring(void)
{
    struct edit e;
    static const char *const keys[] = {"Enter", "Esc", "Tab", "Up", "F4", "PageDown", "C-r"};

    edit_init(&e, "x", 0);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        is_int(edit_key(&e, keys[i]), EDIT_IGNORED, "%s is not the editor's", keys[i]);
    is_int(edit_key(&e, "Space"), EDIT_CHANGED, "a blank types");
    is_str(edit_text(&e), "x ", "itself");
    edit_release(&e);
}

static void touch(const char *dir, const char *name)
{
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "w");
    ok(f && fclose(f) == 0, "a file %s", name);
}

static void completing(void)
{
    char dir[256], sub[300];
    struct buf path = BUF_INIT;
    struct edit e;
    int n;

    tmpdir_make(dir, sizeof dir);
    snprintf(sub, sizeof sub, "%s/写真帳", dir);
    is_int(mkdir(sub, 0700), 0, "a folder");
    touch(sub, "DSC01.JPG");
    touch(sub, "DSC02.JPG");
    buf_addf(&path, "%s/写", dir);
    edit_init(&e, buf_str(&path), 0);
    e.complete = edit_complete_path;
    is_int(edit_complete(&e, &n), EDIT_CHANGED, "completes");
    buf_puts(&path, "真帳/");
    is_str(edit_text(&e), buf_str(&path), "a folder with its slash");
    edit_complete(&e, &n);
    buf_puts(&path, "DSC0");
    is_str(edit_text(&e), buf_str(&path), "as far as all agree");
    is_int(n, 2, "two candidates");
    edit_key(&e, "x");
    edit_complete(&e, &n);
    is_int(n, 0, "none");
    edit_release(&e);
    buf_release(&path);
    tmpdir_remove(dir);
}

/* The line of the import: several paths, names with blanks in them. */
static void sheet_paths(void)
{
    char dir[64], sub[96];
    struct buf path = BUF_INIT;
    struct sheet_paths paths;
    struct edit e;
    struct err err;
    int n;

    tmpdir_make(dir, sizeof dir);
    snprintf(sub, sizeof sub, "%s/my sheets", dir);
    is_int(mkdir(sub, 0700), 0, "a folder");
    touch(sub, "a b.xlsx");
    setenv("HOME", dir, 1);
    edit_init(&e, "/nowhere ~/my", 0);
    e.complete = sheet_paths_complete;
    edit_complete(&e, &n);
    edit_complete(&e, &n);
    is_str(edit_text(&e), "/nowhere ~/my\\ sheets/a\\ b.xlsx", "blanks are quoted");
    is_int(sheet_paths_of(edit_text(&e) + strlen("/nowhere "), &paths, &err), 0, "and understood");
    buf_addf(&path, "%s/a b.xlsx", sub);
    is_int((int)paths.n, 1, "one file");
    is_str(paths.n ? paths.v[0] : "", buf_str(&path), "that one");
    sheet_paths_release(&paths);
    is_int(sheet_paths_of("~/my sheets/a b.xlsx", &paths, &err), 0, "one path with blanks");
    is_str(paths.n ? paths.v[0] : "", buf_str(&path), "the same");
    sheet_paths_release(&paths);
    edit_release(&e);
    buf_release(&path);
    tmpdir_remove(dir);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    moving();
    marks();
    words();
    undo();
    pasting();
    ignoring();
    completing();
    sheet_paths();
    return tap_done();
}
