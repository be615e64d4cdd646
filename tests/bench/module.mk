# Figures: `make bench` builds these and runs them one after the other.
bench_run = %D%/screen %D%/import %D%/commit %D%/plan %D%/photo %D%/photo_memory %D%/preview \
	%D%/bundle %D%/merge %D%/exchange %D%/central %D%/objects %D%/project
bench_programs = $(bench_run) %D%/bare
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)

bench_support = %D%/bench.c %D%/bench.h
tests_bench_commit_SOURCES = %D%/commit.c $(bench_support)
tests_bench_commit_LDADD = libtest.a $(model_libs)
tests_bench_plan_SOURCES = %D%/plan.c $(bench_support)
tests_bench_plan_LDADD = libtest.a $(model_libs)
tests_bench_photo_SOURCES = %D%/photo.c $(bench_support)
tests_bench_photo_LDADD = $(picture_test_libs)
tests_bench_photo_memory_SOURCES = %D%/photo_memory.c $(bench_support)
tests_bench_photo_memory_LDADD = $(picture_test_libs)
tests_bench_preview_SOURCES = %D%/preview.c $(bench_support)
tests_bench_preview_LDADD = libpictures.a libterm.a libtest.a $(assets_libs) $(model_libs) $(VTERM_LIBS) \
	$(PICTURE_LIBS)
tests_bench_bundle_SOURCES = %D%/bundle.c $(bench_support)
tests_bench_bundle_LDADD = libtest.a $(sync_libs) $(model_libs)
tests_bench_screen_SOURCES = %D%/screen.c $(bench_support)
tests_bench_screen_LDADD = $(pty_libs)
tests_bench_bare_SOURCES = %D%/bare.c
tests_bench_bare_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_bench_bare_LDADD = $(CURSES_LIBS)
tests_bench_import_SOURCES = %D%/import.c $(bench_support)
tests_bench_import_CFLAGS = $(AM_CFLAGS) $(MINIZIP_CFLAGS) $(EXPAT_CFLAGS) $(XLSXWRITER_CFLAGS)
tests_bench_import_LDADD = libtest.a $(assets_libs) $(model_libs)
tests_bench_merge_SOURCES = %D%/merge.c $(bench_support)
tests_bench_merge_LDADD = $(crews_libs)
tests_bench_exchange_SOURCES = %D%/exchange.c $(bench_support)
tests_bench_exchange_LDADD = $(crews_libs)
tests_bench_central_SOURCES = %D%/central.c $(bench_support)
tests_bench_central_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS) $(SQLITE_CFLAGS)
tests_bench_central_LDADD = $(central_libs)
tests_bench_objects_SOURCES = %D%/objects.c $(bench_support)
tests_bench_objects_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
tests_bench_objects_LDADD = $(objects_libs)
tests_bench_project_SOURCES = %D%/project.c $(bench_support)
tests_bench_project_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS)
tests_bench_project_LDADD = $(central_libs)
