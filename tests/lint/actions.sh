#!/bin/sh
# Every action of tui/action.def does something: a screen, the workbench or the
# app names it. A row that nothing handles would stand in the palette for ever
# saying that it is not possible.
lint_dir=$(cd "$(dirname "$0")" && pwd)
. "$lint_dir/lib.sh"

actions=$(sed -n 's/^A(\([A-Z0-9_]*\),.*/\1/p' tui/action.def)
some "$actions"
result "every action is named by what handles it" "$(for a in $actions; do
    grep -qw "ACT_$a" tui/*.c || echo "$a"
done)"
done_testing
