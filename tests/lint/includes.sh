#!/bin/sh
# Which folder may include what: the arrows of the design, read from the
# #include lines. Own headers are written from the top ("model/base/err.h").
lint_dir=$(cd "$(dirname "$0")" && pwd)
. "$lint_dir/lib.sh"

files=$(sources)
some "$files"
# FILE:LINE:include text
# shellcheck disable=SC2086
lines=$(grep -Hn '^[[:space:]]*#[[:space:]]*include' $files /dev/null)
result "there are include lines" "$([ -n "$lines" ] || echo none)"

# folder, its own headers it may include
while read -r folder allowed; do
    result "$folder includes only from: $allowed" "$(printf '%s\n' "$lines" | grep "^$folder/" |
        grep 'include[[:space:]]*"' | grep -vE "include[[:space:]]*\"(config\.h\"|$allowed)")"
done <<'TABLE'
model (model/)
assets (model/|assets/)
sync (model/|assets/|sync/)
tui (model/|assets/|sync/|tui/)
tests (model/|assets/|sync/|tui/|tests/)
TABLE

# library, its headers, the folders that may include them (tests may all)
while read -r name headers allowed; do
    result "$name only in $allowed" "$(printf '%s\n' "$lines" | grep -vE "^($allowed|tests)/" |
        grep -E "include[[:space:]]*[<\"]($headers)")"
done <<'TABLE'
curses (ncursesw?/|n?curses\.h|panel\.h|form\.h|menu\.h|term\.h|termios\.h) tui
gettext libintl\.h tui
SQLite sqlite3 model
sheets (xlsxwriter|minizip/|unzip\.h|expat) assets
pictures (png|jpeglib|jerror|turbojpeg|libexif/|ft2build|seccomp) assets
PostgreSQL libpq sync
TABLE
done_testing
