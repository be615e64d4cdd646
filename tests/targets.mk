# Targets beside check: prove, lint, sanitizers, static analysis, formatting,
# translations, benches. None is needed to build; the tools come by
# `./bootstrap dev` (xgettext and prove belong to the build packages).

# Every C file of ours, from the top: what tidy, cppcheck and format look at.
all_c = cd $(srcdir) && find model sync assets tui tests -name '*.[ch]' | LC_ALL=C sort
all_flags = $(DEFS) -I$(abs_top_srcdir) -I$(abs_top_builddir) $(AM_CPPFLAGS) -std=gnu17 $(CURSES_CFLAGS) \
	$(SQLITE_CFLAGS) $(CRYPTO_CFLAGS) $(XLSXWRITER_CFLAGS) $(MINIZIP_CFLAGS) $(EXPAT_CFLAGS) \
	$(PICTURE_CFLAGS) $(VTERM_CFLAGS)

# Two steps: `all` is a make of its own and would build the same archives beside.
check-programs: all
	$(MAKE) $(AM_MAKEFLAGS) only-check-programs

only-check-programs: $(check_LIBRARIES) $(check_PROGRAMS) $(check_DATA)

# The list that check runs, with prove's summary last.
prove: check-programs
	$(AM_TESTS_ENVIRONMENT) prove -j2 --failures $(TESTS:%.sh=$(srcdir)/%.sh)

lint:
	$(AM_TESTS_ENVIRONMENT) prove --failures $(lint_tests:%.sh=$(srcdir)/%.sh)

# A second tree with sanitizers. It is built from the files of a release, as
# automake refuses a second tree beside one configured in the source.
check-san:
	$(MKDIR_P) san
	$(MAKE) distdir distdir=san/src
	cd san && { test -f Makefile || \
	    src/configure -q --enable-sanitize=address,undefined CFLAGS='-g -O1'; }
	cd san && $(MAKE) -s check-programs
	cd san && GENBA_TEST_TIMEOUT=60 $(MAKE) -s prove

# libFuzzer on one target for T seconds; what it finds goes to fuzz/found.
fuzz:
	@test -n '$(FUZZ)' || { echo 'usage: make fuzz FUZZ=text T=60'; exit 2; }
	$(MKDIR_P) fuzz/found fuzz/corpus/$(FUZZ)
	$(MAKE) distdir distdir=fuzz/src
	cd fuzz && { test -f Makefile || src/configure -q CC=clang CFLAGS='-g -O1' \
	    --enable-sanitize=address,undefined,fuzzer-no-link; }
	cd fuzz && $(MAKE) -s config.status Makefile
	cd fuzz && $(MAKE) -s tests/fuzz/$(FUZZ).t LDFLAGS=-fsanitize=fuzzer
	cd fuzz && tests/fuzz/$(FUZZ).t -max_total_time=$(or $(T),60) -artifact_prefix=found/ \
	    $$(test ! -f src/tests/fuzz/$(FUZZ).dict || echo -dict=src/tests/fuzz/$(FUZZ).dict) \
	    -timeout=10 -rss_limit_mb=1024 corpus/$(FUZZ) src/tests/fuzz/corpus/$(FUZZ)

clean-local: clean-trees
clean-trees:
	for d in san fuzz; do test ! -d $$d || { chmod -R u+w $$d && rm -rf $$d; }; done

compile_flags.txt: Makefile
	printf '%s\n' $(all_flags) >$@

# One file a run: in a second file the analyzer sees uninitialised va_lists that are none.
tidy: compile_flags.txt
	$(all_c) | grep '\.c$$' | xargs -n1 -P2 clang-tidy --quiet -p $(abs_builddir) \
	    --config-file=.clang-tidy

cppcheck:
	$(all_c) | grep '\.c$$' | xargs cppcheck --quiet --std=c11 --language=c -j2 -I. \
	    --enable=warning,performance,portability --inline-suppr --error-exitcode=1

format:
	$(all_c) | xargs clang-format -i

format-check:
	$(all_c) | xargs clang-format --dry-run -Werror

# Asks every message again and merges it into the translation: what is new
# has an empty msgstr, what fell out or stands twice (after a merge) is dropped.
update-po:
	top_srcdir='$(abs_top_srcdir)' $(SHELL) $(srcdir)/tests/lint/messages.sh >genba.pot
	cd $(srcdir)/assets/po && msguniq --use-first --no-wrap -o ja.po ja.po
	cd $(srcdir)/assets/po && msgmerge --quiet --update --backup=none --no-fuzzy-matching \
	    --no-location --no-wrap --sort-output ja.po $(abs_top_builddir)/genba.pot
	cd $(srcdir)/assets/po && msgattrib --no-obsolete --no-wrap --sort-output ja.po | \
	    sed '/^"POT-Creation-Date/d' >ja.po.new && mv ja.po.new ja.po
	cd $(srcdir)/assets/po && msgfmt --check --statistics -o /dev/null ja.po
	rm -f genba.pot

# Figures, not verdicts: each program prints its own beside a baseline.
bench: check-programs $(bench_programs)
	$(AM_TESTS_ENVIRONMENT) set -e; for b in $(bench_run); do ./$$b; done

CLEANFILES += compile_flags.txt genba.pot

.PHONY: check-programs only-check-programs fuzz prove lint check-san clean-trees tidy cppcheck format format-check \
	update-po bench
