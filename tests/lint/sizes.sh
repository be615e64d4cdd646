#!/bin/sh
# Small files with one job: 600 lines are enough (a diagnostic says which have
# more), above 800 is a failure. Headers are design documents: each begins
# with a comment and has its guard.
lint_dir=$(cd "$(dirname "$0")" && pwd)
. "$lint_dir/lib.sh"

files=$(sources)
some "$files"
# shellcheck disable=SC2086
counts=$(wc -l $files | grep -v ' total$')
result "no file has more than 800 lines" "$(printf '%s\n' "$counts" | awk '$1 > 800')"
printf '%s\n' "$counts" | awk '$1 > 600 && $1 <= 800 { print "# long: " $2 " has " $1 " lines" }'
headers=$(printf '%s\n' "$files" | grep '\.h$')
result "every header begins with a comment" "$(for h in $headers; do
    [ "$(head -c 2 "$h")" = '/*' ] || echo "$h"
done)"
result "every header has its guard" "$(for h in $headers; do
    guard=GENBA_$(echo "$h" | tr 'a-z/.-' 'A-Z___')
    grep -qE "#ifndef $guard\$" "$h" || echo "$h: $guard"
done)"
done_testing
