#!/bin/sh
# Every message has its Japanese: the catalogue equals what xgettext finds in
# the sources, nothing is untranslated or fuzzy, and placeholders agree.
# `make update-po` brings the new messages in.
lint_dir=$(cd "$(dirname "$0")" && pwd)
. "$lint_dir/lib.sh"

for tool in xgettext msgcmp msgfmt msgattrib; do
    command -v "$tool" >/dev/null || {
        echo "1..0 # SKIP $tool is not installed (package gettext)"
        exit 0
    }
done
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
GENBA_LINT_ROOT=$PWD sh "$lint_dir/messages.sh" >"$tmp/genba.pot" 2>"$tmp/said"
result "the messages can be read" "$(grep -v '^$' "$tmp/said"
[ -s "$tmp/genba.pot" ] || echo "there are none")"
result "assets/po/ja.po is well-formed" "$(msgfmt --check -o "$tmp/ja.mo" assets/po/ja.po 2>&1)"
# msgcmp judges; the list says by their text which are missing and which are stale.
merged() {
    msgmerge --quiet --no-fuzzy-matching assets/po/ja.po "$tmp/genba.pot" |
        msgattrib --no-wrap "$@" | sed '1,/^$/d' | grep -vE '^$|^#[^~]|msgstr|^(#~ )?msgid ""$'
}
result "every message is translated" "$(msgcmp assets/po/ja.po "$tmp/genba.pot" >"$tmp/said" 2>&1 &&
    [ ! -s "$tmp/said" ] || {
    echo "run 'make update-po' and fill in assets/po/ja.po:"
    merged --untranslated --no-obsolete
    merged --only-fuzzy --no-obsolete
    echo "no longer in the sources:"
    merged --only-obsolete
})"
# The placeholders {1} {2} {3} of both sides, message by message.
result "placeholders agree" "$(msgattrib --translated --no-wrap --no-obsolete assets/po/ja.po 2>&1 |
    perl -0777 -ne 'for (split /\n\n/) {
        s/"\n"//g;
        next unless /^msgid "(.+?)"\nmsgstr "(.*)"$/ms;
        my ($id, $str) = ($1, $2);
        my ($a, $b) = map { join " ", sort /\{\d\}|%(?:\d\$)?[-0-9.*]*l*[sdzuc]/g } $id, $str;
        s/%\d\$/%/g for $a, $b;
        print "$id: ($a) / ($b)\n" if $a ne $b;
    }')"
done_testing
