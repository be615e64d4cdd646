#!/bin/sh
# Prints every message of the sources as a template (.pot) on stdout: what is
# marked _(), N_() or ngettext(). Used by the po lint and by `make update-po`.
set -eu
cd "${GENBA_LINT_ROOT:-${top_srcdir:?}}"
dirs=
for d in model sync assets tui; do
    [ ! -d "$d" ] || dirs="$dirs $d"
done
# shellcheck disable=SC2086
find $dirs -name '*.[ch]' -o -name '*.def' | LC_ALL=C sort |
    xgettext --files-from=- --language=C --from-code=UTF-8 --sort-output \
        --add-comments=TRANSLATORS --keyword --keyword=_ --keyword=N_ --keyword=ngettext:1,2 \
        --output=-
