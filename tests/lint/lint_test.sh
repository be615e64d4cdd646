#!/bin/sh
# The lints themselves: each passes on a small clean house, fails on the same
# house with one violation, and fails on an empty one.
lint_dir=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0
bad=0

check() {
    n=$((n + 1))
    [ "$1" = 0 ] || bad=$((bad + 1))
    [ "$1" = 0 ] || printf 'not '
    printf 'ok %d - %s\n' "$n" "$(printf '%s' "$2" | tr '#' '_')"
    [ "$1" = 0 ] || sed 's/^/# /' "$tmp/said"
}

# clean_house DIR
clean_house() {
    rm -rf "$1"
    mkdir -p "$1/model" "$1/assets/po" "$1/sync" "$1/tui" "$1/tests"
    cat >"$1/model/a.h" <<'C'
/* A clean header; it may say strcpy( and system( and SELECT %s in a comment. */
#ifndef GENBA_MODEL_A_H
#define GENBA_MODEL_A_H
#include <sqlite3.h>
#endif
C
    cat >"$1/model/a.c" <<'C'
#include "model/a.h"
#define N_(s) s
static const char *const text = N_("A message of {1}");
static const char *const sql = "SELECT id FROM line WHERE site = ?1";
static const char *const word = "never call strcpy(a, b)";
C
    printf '#include "model/a.h"\n#include <expat.h>\n' >"$1/assets/a.c"
    printf '#include <curses.h>\n#include <libintl.h>\n#include "sync/a.h"\n' >"$1/tui/a.c"
    echo 'A(OPEN, "open", "", "", "")' >"$1/tui/action.def"
    echo '/* ACT_OPEN */' >>"$1/tui/a.c"
    printf 'msgid ""\nmsgstr ""\n"Project-Id-Version: x\\n"\n"Language: ja\\n"\n%s\n%s\n%s\n\n%s\n%s\n' \
        '"PO-Revision-Date: 2025-09-12 09:00+0900\n"' '"Last-Translator: x\n"' \
        '"Language-Team: x\n"
"Content-Type: text/plain; charset=UTF-8\n"
"MIME-Version: 1.0\n"
"Content-Transfer-Encoding: 8bit\n"' \
        'msgid "A message of {1}"' 'msgstr "{1} の文"' >"$1/assets/po/ja.po"
}

run() {
    GENBA_LINT_ROOT=$tmp/house sh "$lint_dir/$1.sh" >"$tmp/said" 2>&1
}

for lint in actions banned gettext includes po sizes sql toplevel width; do
    clean_house "$tmp/house"
    run "$lint"
    rc=$?
    if [ "$lint" = po ] && grep -q '# SKIP' "$tmp/said"; then
        gettext=missing
        continue
    fi
    check "$rc" "$lint passes on a clean house"
    rm -rf "$tmp/house"
    mkdir "$tmp/house"
    ! run "$lint"
    check $? "$lint fails on an empty house"
done

# lint, file, text that breaks it (appended)
while IFS='|' read -r lint file text; do
    [ "$lint" != po ] || [ -z "${gettext:-}" ] || continue
    clean_house "$tmp/house"
    printf "$text\n" >>"$tmp/house/$file"
    ! run "$lint" || false
    rc=$?
    # It has to be a finding, not a script that broke.
    grep -q '^not ok' "$tmp/said" || rc=1
    check $rc "$lint finds: $text"
done <<'TABLE'
actions|tui/action.def|A(GONE, "gone", "", "", "")
includes|model/a.c|#include "tui/a.h"
includes|model/a.c|#include "a.h"
includes|model/a.c|# include "assets/a.h"
includes|model/a.c|#include <ncursesw/curses.h>
includes|model/a.c|#include <xlsxwriter.h>
includes|assets/a.c|#include "sync/a.h"
includes|assets/a.c|#include <sqlite3.h>
includes|assets/a.c|#include <libintl.h>
includes|sync/a.c|#include "tui/a.h"
includes|tui/a.c|#include "tests/lib/tap.h"
includes|tui/a.c|#include <libpq-fe.h>
banned|model/a.c|void f(char *a) { strcpy(a, "x"); }
banned|tui/a.c|int f(char *a) { return atoi (a); }
banned|assets/a.c|int f(char *a) { return system(a); }
banned|tests/a.c|void f(void) { usleep(10); }
banned|tests/a.c|/* TODO: later */
sql|model/a.c|static const char *q = "SELECT x FROM y WHERE z = '%%s'";
sql|model/a.c|static const char *q = "DELETE FROM y"\n    " WHERE z = %%" PRId64;
sql|model/a.c|static const char *q = "PRAGMA user_version=%%s";
sql|model/a.c|char *f(void) { return sqlite3_mprintf("x"); }
gettext|model/a.c|const char *f(void) { return _("text"); }
gettext|assets/a.c|const char *f(void) { return gettext("text"); }
po|model/a.c|static const char *const more = N_("An untranslated message");
po|assets/po/ja.po|\nmsgid "Gone from the sources"\nmsgstr "消えた"
po|assets/po/ja.po|\n#, fuzzy\nmsgid "Unsure"\nmsgstr "不確か"
po|assets/po/ja.po|\nmsgid "{1} of {2}"\nmsgstr "{1} だけ"
sizes|model/b.h|#ifndef GENBA_MODEL_B_H
sizes|model/b.h|/* no guard */
toplevel|notes.txt|a page that belongs elsewhere
width|tui/a.c|const char *f(void) { return "done \342\227\213"; }
width|assets/po/ja.po|\nmsgid "More"\nmsgstr "\342\200\246"
width|tui/a.c|void f(void) { box (stdscr, 0, 0); }
width|tui/a.c|int f(void) { return COLOR_RED; }
TABLE

clean_house "$tmp/house"
yes '/* long */' | head -n 801 >"$tmp/house/model/long.c"
! run sizes
check $? "sizes finds a file of 801 lines"

clean_house "$tmp/house"
printf 'static const char *q = "PRAGMA user_version=%%d; PRAGMA x=%%d";\n' >>"$tmp/house/model/a.c"
run sql
check $? "sql lets numbers into a PRAGMA"

clean_house "$tmp/house"
printf 'static const char *q = "UPDATE %%s SET x"; /* sql: own names */\n' >>"$tmp/house/model/a.c"
run sql
check $? "sql lets names of our own through where the line says so"

echo "1..$n"
[ "$bad" = 0 ]
