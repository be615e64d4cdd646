#!/bin/sh
# The model and its like state facts; only tui/ makes sentences of them. There
# messages are marked by N_() and never looked up.
lint_dir=$(cd "$(dirname "$0")" && pwd)
. "$lint_dir/lib.sh"

files=$(sources model sync assets)
some "$files"
# shellcheck disable=SC2086
result "nothing is translated outside tui/" "$(code -s $files |
    grep -E '(^|[^A-Za-z0-9_])(_|[nd]*p?gettext|bindtextdomain|textdomain)[[:space:]]*\(')"
done_testing
