noinst_LIBRARIES += libmodel.a
libmodel_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(CRYPTO_CFLAGS)
libmodel_a_SOURCES = \
	%D%/base/buf.c %D%/base/buf.h \
	%D%/base/clock.c %D%/base/clock.h \
	%D%/base/err.c %D%/base/err.h \
	%D%/base/text.c %D%/base/text.h \
	%D%/workday.c %D%/workday.h
model_libs = libmodel.a $(SQLITE_LIBS) $(CRYPTO_LIBS) $(UNISTRING_LIBS)
