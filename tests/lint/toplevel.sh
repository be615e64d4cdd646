#!/bin/sh
# The house has few rooms: what may stand at the top level. In a checkout git
# says what is there; in a release the names that building leaves are known.
lint_dir=$(cd "$(dirname "$0")" && pwd)
. "$lint_dir/lib.sh"

allowed='model|sync|assets|tui|tests|configure\.ac|Makefile\.am|README\.md|LICENSE|bootstrap|\..+'
built='configure~?|aclocal\.m4|autom4te\.cache|build-aux|config\..*|Makefile(\.in)?|stamp-h1|genba.*|san|.*\.(a|log|trs|pot)|_build|_inst|compile_flags\.txt|ABOUT-NLS|fuzz'
if [ -e .git ] && entries=$(git -c core.quotePath=false ls-files 2>/dev/null) && [ -n "$entries" ]; then
    entries=$(printf '%s\n' "$entries" | cut -d/ -f1 | sort -u)
else
    entries=$(ls -A | grep -vxE "$built")
fi
some "$entries"
result "nothing else stands at the top" "$(printf '%s\n' "$entries" | grep -vxE "$allowed")"
result "the folders are there" "$(for d in model assets tui tests; do
    [ -d "$d" ] || echo "$d is missing"
done)"
done_testing
