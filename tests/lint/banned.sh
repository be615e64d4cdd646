#!/bin/sh
# Functions that write without a bound, keep hidden state, hide errors or
# start a shell; and marks of unfinished work.
lint_dir=$(cd "$(dirname "$0")" && pwd)
. "$lint_dir/lib.sh"

files=$(sources)
some "$files"
# shellcheck disable=SC2086
calls=$(code -s $files)
while read -r names why; do
    # A member or a longer name is another function.
    result "no $names: $why" "$(printf '%s\n' "$calls" |
        grep -E "(^|[^A-Za-z0-9_.>])($names)[[:space:]]*\(")"
done <<'TABLE'
strcpy|strcat|stpcpy|sprintf|vsprintf|gets no bound
strtok hidden state
atoi|atol|atoll|atof errors look like 0
system|popen a shell reads what a stranger wrote
tmpnam|tempnam|mktemp another process may be faster
alloca no bound on the stack
sleep|usleep|nanosleep waiting is for an event with a deadline
TABLE
# shellcheck disable=SC2086
result "no unfinished work" "$(grep -nE '\b(TODO|FIXME|XXX|HACK)\b' $files /dev/null)"
done_testing
