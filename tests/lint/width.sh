#!/bin/sh
# No character whose width terminals disagree about (box drawing, circled
# digits, arrows, dots: East Asian Ambiguous) in what the screens say, and no
# box drawing by curses.
lint_dir=$(cd "$(dirname "$0")" && pwd)
. "$lint_dir/lib.sh"

files=$(sources tui)
some "$files"
# shellcheck disable=SC2086
result "texts of tui/ have no ambiguous width" "$(perl -CSD -ne \
    'print "$ARGV:$.: $_" if /"[^"]*\p{Ea=A}/; close ARGV if eof' $files)"
result "the Japanese has no ambiguous width" "$(perl -CSD -ne \
    'print "$.: $_" if /^(msgstr|").*\p{Ea=A}/' assets/po/ja.po)"
result "the catalogue is read" "$([ "$(grep -c '^msgstr' assets/po/ja.po)" -gt 0 ] || echo "too small")"
# shellcheck disable=SC2086
result "no boxes" "$(grep -nE '(^|[^a-z_])(box|wborder|border|hline|vline|whline|wvline) *\(|ACS_[A-Z]' $files)"
# shellcheck disable=SC2086
result "colours are named in theme.c only, those of pictures in colour.c" "$(
    grep -nE 'COLOR_[A-Z]+|init_(extended_)?pair|alloc_pair' $files |
        grep -vE '^tui/(theme|colour)\.c:')"
done_testing
