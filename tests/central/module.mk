# The central store, against a real PostgreSQL that the tests start.
central_libs = libtest.a $(sync_libs) $(assets_libs) $(model_libs) $(PQ_LIBS)

check_PROGRAMS += %D%/summary.t
tests_central_summary_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_central_summary_t_SOURCES = %D%/summary.c
tests_central_summary_t_LDADD = libtest.a $(sync_libs) $(assets_libs) $(model_libs)
