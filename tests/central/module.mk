# The central store, against a real PostgreSQL that the tests start.
check_LIBRARIES += libpgtest.a
libpgtest_a_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS)
libpgtest_a_SOURCES = tests/lib/pgcluster.c tests/lib/pgcluster.h tests/lib/pgcluster_priv.h \
	tests/lib/pgcluster_sql.c tests/lib/pgproc.c tests/lib/pgproc.h \
	tests/lib/pgcall.c tests/lib/pgcall.h tests/lib/pgschema.c tests/lib/pgschema.h \
	tests/lib/rehouse.c tests/lib/rehouse.h \
	tests/lib/certs.c tests/lib/certs.h tests/lib/cutproxy.c tests/lib/cutproxy.h
central_libs = libpgtest.a libtest.a $(sync_libs) $(assets_libs) $(model_libs) $(PQ_LIBS)
include $(top_srcdir)/tests/central/objects.mk

check_PROGRAMS += tests/lib/pgcluster.t
tests_lib_pgcluster_t_SOURCES = tests/lib/pgcluster_test.c
tests_lib_pgcluster_t_LDADD = $(central_libs)
check_PROGRAMS += tests/lib/cutproxy.t
tests_lib_cutproxy_t_SOURCES = tests/lib/cutproxy_test.c
tests_lib_cutproxy_t_LDADD = libpgtest.a libtest.a $(model_libs)

check_PROGRAMS += %D%/summary.t
tests_central_summary_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_central_summary_t_SOURCES = %D%/summary.c
tests_central_summary_t_LDADD = libtest.a $(sync_libs) $(assets_libs) $(model_libs)

check_PROGRAMS += %D%/tls.t
tests_central_tls_t_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS)
tests_central_tls_t_SOURCES = %D%/tls.c
tests_central_tls_t_LDADD = $(central_libs)

check_PROGRAMS += %D%/views.t
tests_central_views_t_SOURCES = %D%/views.c
tests_central_views_t_LDADD = $(central_libs)

central_people = %D%/people.c %D%/people.h
check_PROGRAMS += %D%/commits.t
tests_central_commits_t_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS) $(SQLITE_CFLAGS)
tests_central_commits_t_SOURCES = %D%/commits.c $(central_people)
tests_central_commits_t_LDADD = $(central_libs)
check_PROGRAMS += %D%/functions.t
tests_central_functions_t_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS) $(SQLITE_CFLAGS)
tests_central_functions_t_SOURCES = %D%/functions.c $(central_people)
tests_central_functions_t_LDADD = $(central_libs)
check_PROGRAMS += %D%/pages.t
tests_central_pages_t_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS) $(SQLITE_CFLAGS)
tests_central_pages_t_SOURCES = %D%/pages.c $(central_people)
tests_central_pages_t_LDADD = $(central_libs)
check_PROGRAMS += %D%/photos.t
tests_central_photos_t_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS) $(SQLITE_CFLAGS)
tests_central_photos_t_SOURCES = %D%/photos.c $(central_people)
tests_central_photos_t_LDADD = $(central_libs)
check_PROGRAMS += %D%/rights.t
tests_central_rights_t_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS) $(SQLITE_CFLAGS)
tests_central_rights_t_SOURCES = %D%/rights.c $(central_people)
tests_central_rights_t_LDADD = $(central_libs)

check_PROGRAMS += %D%/crowd.t
tests_central_crowd_t_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS)
tests_central_crowd_t_SOURCES = %D%/crowd.c
tests_central_crowd_t_LDADD = $(central_libs)

# Laptops that are set up for a central store (lib/office.h).
check_LIBRARIES += liboffice.a
liboffice_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
liboffice_a_SOURCES = tests/lib/office.c tests/lib/office.h
office_libs = liboffice.a libcrews.a libpictures.a $(central_libs) $(PICTURE_LIBS)
check_PROGRAMS += %D%/sync.t
tests_central_sync_t_SOURCES = %D%/sync.c
tests_central_sync_t_LDADD = $(office_libs)
pty_tests += tests/e2e/central_screen.t
tests_e2e_central_screen_t_SOURCES = tests/e2e/central_screen.c
tests_e2e_central_screen_t_LDADD = libcrews.a libterm.a libpictures.a \
	$(central_libs) $(VTERM_LIBS) $(PICTURE_LIBS)

check_PROGRAMS += %D%/settings.t %D%/values.t
tests_central_settings_t_SOURCES = %D%/settings.c
tests_central_settings_t_LDADD = $(central_libs)
tests_central_values_t_SOURCES = %D%/values.c
tests_central_values_t_LDADD = libtest.a $(sync_libs) $(model_libs)

# The same tests with three servers, and many hospitals over them.
check_PROGRAMS += %D%/sync_spread.t %D%/spread.t
tests_central_sync_spread_t_CPPFLAGS = $(AM_CPPFLAGS) -DSERVERS=3
tests_central_sync_spread_t_SOURCES = %D%/sync.c
tests_central_sync_spread_t_LDADD = $(office_libs)
tests_central_spread_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_central_spread_t_SOURCES = %D%/spread.c
tests_central_spread_t_LDADD = $(office_libs)

# Frames against servers that are none.
check_PROGRAMS += %D%/answers.t
tests_central_answers_t_SOURCES = %D%/answers.c tests/lib/falsepg.c tests/lib/falsepg.h
tests_central_answers_t_LDADD = libtest.a $(sync_libs) $(model_libs)

# Driven step by step over a bad line.
central_world = %D%/world.c %D%/world.h tests/sync/runs.c tests/sync/runs.h
check_PROGRAMS += %D%/cuts.t %D%/outages.t %D%/slow.t
tests_central_slow_t_SOURCES = %D%/slow.c tests/lib/liar.c tests/lib/liar.h \
	tests/lib/slowline.c tests/lib/slowline.h $(central_world)
tests_central_slow_t_LDADD = $(office_libs)
tests_central_cuts_t_SOURCES = %D%/cuts.c $(central_world)
tests_central_cuts_t_LDADD = $(office_libs)
tests_central_outages_t_SOURCES = %D%/outages.c $(central_world)
tests_central_outages_t_LDADD = $(office_libs)

check_PROGRAMS += %D%/project.t
tests_central_project_t_SOURCES = %D%/project.c
tests_central_project_t_LDADD = $(central_libs)

check_PROGRAMS += %D%/programme.t
tests_central_programme_t_SOURCES = %D%/programme.c
tests_central_programme_t_LDADD = $(office_libs)
check_PROGRAMS += %D%/holes.t
tests_central_holes_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_central_holes_t_SOURCES = %D%/holes.c
tests_central_holes_t_LDADD = $(office_libs)

check_PROGRAMS += %D%/purge.t
tests_central_purge_t_SOURCES = %D%/purge.c tests/lib/trace.c tests/lib/trace.h
tests_central_purge_t_LDADD = $(office_libs)
check_PROGRAMS += %D%/forged.t
tests_central_forged_t_SOURCES = %D%/forged.c $(central_world)
tests_central_forged_t_LDADD = $(office_libs)
check_PROGRAMS += %D%/room.t
tests_central_room_t_SOURCES = %D%/room.c
tests_central_room_t_LDADD = $(office_libs)
