# Keys and the team, bundles, and what passes between laptops.
noinst_LIBRARIES += libsync.a
libsync_a_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS)
libsync_a_SOURCES = \
	%D%/armour.c %D%/armour.h \
	%D%/card.c \
	%D%/roster.c \
	%D%/signed.c %D%/signed.h \
	%D%/team.c %D%/team.h
sync_libs = libsync.a $(SODIUM_LIBS)
