# Bundles: the codecs and the file.
sync_test_libs = libtest.a $(sync_libs) $(model_libs)

check_PROGRAMS += %D%/run.t %D%/bundle.t %D%/codec.t %D%/io.t %D%/damage.t %D%/cut.t %D%/flip.t
tests_sync_run_t_CFLAGS = $(AM_CFLAGS) $(ZSTD_CFLAGS)
tests_sync_run_t_SOURCES = %D%/run.c
tests_sync_run_t_LDADD = $(sync_test_libs)
tests_sync_bundle_t_SOURCES = %D%/bundle.c
tests_sync_bundle_t_LDADD = $(sync_test_libs)
tests_sync_codec_t_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS)
tests_sync_codec_t_SOURCES = %D%/codec.c
tests_sync_codec_t_LDADD = $(sync_test_libs)
tests_sync_damage_t_CFLAGS = $(AM_CFLAGS) $(ZSTD_CFLAGS)
tests_sync_damage_t_SOURCES = %D%/damage.c %D%/broken.c %D%/broken.h
tests_sync_damage_t_LDADD = $(sync_test_libs)
tests_sync_cut_t_SOURCES = %D%/cut.c %D%/broken.c %D%/broken.h
tests_sync_cut_t_LDADD = $(sync_test_libs)
tests_sync_flip_t_SOURCES = %D%/flip.c %D%/broken.c %D%/broken.h
tests_sync_flip_t_LDADD = $(sync_test_libs)
tests_sync_io_t_SOURCES = %D%/io.c
tests_sync_io_t_LDADD = $(sync_test_libs)

check_PROGRAMS += %D%/custody.t
tests_sync_custody_t_SOURCES = %D%/custody.c
tests_sync_custody_t_LDADD = libtest.a $(sync_libs) $(assets_libs) $(model_libs)

check_PROGRAMS += %D%/released.t
tests_sync_released_t_SOURCES = %D%/released.c
tests_sync_released_t_LDADD = $(sync_test_libs)
EXTRA_DIST += %D%/released/format1.gnb %D%/released/laptop.key %D%/released/roster
