# Keys and the team, bundles, and what passes between laptops.
noinst_LIBRARIES += libsync.a
libsync_a_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS) $(ZSTD_CFLAGS) $(SQLITE_CFLAGS) $(CRYPTO_CFLAGS)
libsync_a_SOURCES = \
	%D%/armour.c %D%/armour.h \
	%D%/arrivals.c %D%/arrivals.h %D%/bits.h \
	%D%/aside.c \
	%D%/bundle.h %D%/bundle_head.c %D%/bundle_kept.c %D%/bundle_kept.h %D%/bundle_private.h \
	%D%/bundle_paths.c %D%/bundle_read.c %D%/bundle_write.c \
	%D%/card.c \
	%D%/crc32c.c %D%/crc32c.h \
	%D%/custody.c %D%/custody.h \
	%D%/dict.c %D%/dict.h \
	%D%/exchange.h %D%/export.c %D%/export_plan.c %D%/export_private.h \
	%D%/frame.c %D%/frame.h %D%/frame_stream.c %D%/frame_stream.h \
	%D%/host_case.c %D%/host_case.h \
	%D%/import.c %D%/import_case.c %D%/import_private.h %D%/import_report.c \
	%D%/io.h %D%/io_disk.c \
	%D%/manifest.c %D%/manifest.h \
	%D%/photos.c %D%/photos.h \
	%D%/purge.c %D%/purge.h \
	%D%/receipts.c %D%/receipts.h \
	%D%/roster.c \
	%D%/run.h %D%/run_columns.h %D%/run_decode.c %D%/run_encode.c \
	%D%/seal.c %D%/seal.h \
	%D%/signed.c %D%/signed.h \
	%D%/team.c %D%/team.h \
	%D%/verify.c \
	%D%/wire.c %D%/wire.h
sync_libs = libsync.a $(SODIUM_LIBS) $(ZSTD_LIBS)
