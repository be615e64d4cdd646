# code.pl [-s|-l] FILE...: C code without comments, as FILE:LINE:TEXT lines.
#   -s  strings become "" (looking for calls)
#   -l  only string literals, adjacent ones joined, at the line of the first
use strict;
use warnings;

my $mode = @ARGV && $ARGV[0] =~ /^-([sl])$/ ? do { shift @ARGV; $1 } : '';

for my $file (@ARGV) {
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    my $text = <$in>;
    # One pass over comments, strings and characters, so that none is seen inside another.
    $text =~ s{(/\*.*?\*/|//[^\n]*)|("(?:\\.|[^"\\\n])*")|('(?:\\.|[^'\\\n])*')}
              {defined $1 ? $1 =~ tr/\n//cdr . ' ' : defined $2 ? ($mode eq 's' ? '""' : $2) : $3}gsex;
    if ($mode eq 'l') {
        # PRIu64 and the like belong to the string: they end a conversion.
        my $pri = qr/PRI[diouxX](?:8|16|32|64|MAX|PTR)/;
        my $string = qr/"(?:\\.|[^"\\\n])*"/;
        while ($text =~ /($string(?:\s*(?:$pri|$string))*)/g) {
            my ($literal, $line) = ($1, 1 + (substr($text, 0, $-[0]) =~ tr/\n//));
            my @parts = $literal =~ /($string|$pri)/g;
            print "$file:$line:\"", join('', map { /^"(.*)"$/ ? $1 : 'd' } @parts), "\"\n";
        }
        next;
    }
    my $line = 0;
    print "$file:", ++$line, ":$_\n" for split /\n/, $text, -1;
}
