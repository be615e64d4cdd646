#!/bin/sh
# Values reach SQL by binding only: a string literal with SQL in it has no
# printf conversion. Names that come from our own tables (a projection's
# columns) may be printed where a comment "sql: own names" stands on the line
# or in the three above it; a number may be printed into a PRAGMA, which takes
# no bound value.
lint_dir=$(cd "$(dirname "$0")" && pwd)
. "$lint_dir/lib.sh"

files=$(sources model sync assets tui)
some "$files"
keywords='(SELECT|INSERT (OR [A-Z]+ )?INTO|UPDATE|DELETE FROM|REPLACE INTO|FROM|WHERE|VALUES|SET|CREATE (TABLE|INDEX|VIEW|TEMP)|ALTER TABLE|DROP|PRAGMA|ATTACH) '
conversion='%[-+ #0-9.*]*(hh|h|ll|l|j|z|t)?[sdiuxXocqQwp]'
# shellcheck disable=SC2086
result "no value is printed into SQL" "$(code -l $files | grep -E ":[0-9]+:.*$keywords" |
    grep -E "$conversion" | while IFS=: read -r file line text; do
    case $text in
    '"PRAGMA '*%[!du]*) ;;
    '"PRAGMA '*) continue ;;
    esac
    sed -n "$((line > 3 ? line - 3 : 1)),${line}p" "$file" | grep -q 'sql: own names' ||
        echo "$file:$line:$text"
done)"
# shellcheck disable=SC2086
result "no SQL is run without preparing what is bound" "$(code -s $files |
    grep -E '\bsqlite3_(mprintf|vmprintf|snprintf|get_table)[[:space:]]*\(')"
done_testing
