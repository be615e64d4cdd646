# Shared by the lints: each is a TAP program that looks at the sources under
# $GENBA_LINT_ROOT (else $top_srcdir), and fails when it finds none: a lint
# that looked at nothing has shown nothing.

root=${GENBA_LINT_ROOT:-${top_srcdir:-.}}
cd "$root" || {
    echo "Bail out! $root is not there"
    exit 255
}
n=0
bad=0

# result NAME FINDINGS: one check; it fails with the findings as diagnostics.
result() {
    n=$((n + 1))
    if [ -z "$2" ]; then
        echo "ok $n - $1"
        return
    fi
    bad=$((bad + 1))
    echo "not ok $n - $1"
    printf '%s\n' "$2" | sed 's/^/#   /'
}

# The files below the folders "$@" (default: all of ours) as lines.
sources() {
    for d in "${@:-}"; do
        [ -z "$d" ] || [ -d "$d" ] || continue
        # shellcheck disable=SC2086
        find ${d:-$(folders)} -name '*.[ch]' -o -name '*.def'
    done | LC_ALL=C sort
}

folders() {
    for d in model sync assets tui tests; do
        [ ! -d "$d" ] || echo "$d"
    done
}

# Bails out when the list of files is empty.
some() {
    result "there are files to look at" "$([ -n "$1" ] || echo "none below $root")"
}

done_testing() {
    echo "1..$n"
    [ "$bad" = 0 ]
    exit
}

# code [-s] FILE...: FILE:LINE:TEXT without comments, and with -s without the
# contents of strings; joined literals of one statement stay on their lines.
code() {
    perl "${lint_dir:?}/code.pl" "$@"
}
