# Bundles: the codecs and the file.
sync_test_libs = libtest.a $(sync_libs) $(model_libs)

check_PROGRAMS += %D%/run.t %D%/bundle.t
tests_sync_run_t_CFLAGS = $(AM_CFLAGS) $(ZSTD_CFLAGS)
tests_sync_run_t_SOURCES = %D%/run.c
tests_sync_run_t_LDADD = $(sync_test_libs)
tests_sync_bundle_t_SOURCES = %D%/bundle.c
tests_sync_bundle_t_LDADD = $(sync_test_libs)
