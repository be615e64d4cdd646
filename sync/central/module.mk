# The central store: genba's side in libsync, genba-sync's own sources beside it.
libsync_a_SOURCES += \
	%D%/admin.c %D%/admin.h \
	%D%/link.c %D%/link.h \
	%D%/peer.c %D%/peer.h \
	%D%/programme.c %D%/programme.h \
	%D%/project.c %D%/project.h \
	%D%/protocol.c %D%/protocol.h \
	%D%/reasons.c %D%/reasons.h \
	%D%/replay.c %D%/replay.h \
	%D%/session.c %D%/session.h %D%/session_ask.c %D%/session_beside.c %D%/session_case.c %D%/session_objects.c \
	%D%/session_photos.c \
	%D%/session_priv.h %D%/session_records.c \
	%D%/settings.c %D%/settings.h \
	%D%/summary.c %D%/summary.h \
	%D%/object_store.c %D%/object_store.h \
	%D%/url.c %D%/url.h \
	%D%/values.c %D%/values.h \
	%D%/calls.def

pkglibexec_PROGRAMS += genba-sync
genba_sync_CFLAGS = $(AM_CFLAGS) $(PQ_CFLAGS) $(CURL_CFLAGS)
genba_sync_SOURCES = \
	%D%/faults.c %D%/faults.h \
	%D%/install.c %D%/install.h \
	%D%/main.c \
	%D%/pg.c %D%/pg.h \
	%D%/s3.c %D%/s3.h \
	%D%/serve.c %D%/serve.h
genba_sync_LDADD = libobjects.a libsync.a libmodel.a $(PQ_LIBS) $(CURL_LIBS) $(CRYPTO_LIBS) $(UNISTRING_LIBS)

# A site's object store: genba-sync's own, and its tests'.
noinst_LIBRARIES += libobjects.a
libobjects_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(CRYPTO_CFLAGS)
libobjects_a_SOURCES = \
	%D%/object_faults.c %D%/object_faults.h \
	%D%/objects.c %D%/objects.h \
	%D%/sigv4.c %D%/sigv4.h

# The schema, compiled in: one string a line.
central_sql = schema rights functions views
central_inc = $(central_sql:%=%D%/%.inc)
BUILT_SOURCES += $(central_inc)
CLEANFILES += $(central_inc)
EXTRA_DIST += $(central_sql:%=%D%/%.sql) %D%/citus.sql %D%/SCALE.md
%D%/%.inc: %D%/%.sql
	$(AM_V_GEN)$(MKDIR_P) $(@D) && sed -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n"/' $< >$@
%D%/genba_sync-install.$(OBJEXT): $(central_inc)
