# The object store, against a real S3 server that the tests start.
check_LIBRARIES += libs3test.a
libs3test_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
libs3test_a_SOURCES = tests/lib/swift.c tests/lib/swift.h tests/lib/s3.c tests/lib/s3.h
EXTRA_DIST += tests/lib/swift_server.py
objects_libs = libs3test.a libobjects.a libpgtest.a libtest.a $(sync_libs) $(model_libs) \
	$(CURL_LIBS) $(PQ_LIBS)

check_PROGRAMS += %D%/sigv4.t
tests_central_sigv4_t_SOURCES = %D%/sigv4.c
tests_central_sigv4_t_LDADD = libobjects.a libtest.a $(model_libs)
check_PROGRAMS += %D%/object_store.t
tests_central_object_store_t_SOURCES = %D%/object_store.c
tests_central_object_store_t_LDADD = libtest.a $(sync_libs) $(model_libs)
check_PROGRAMS += %D%/objects.t
tests_central_objects_t_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
tests_central_objects_t_SOURCES = %D%/objects.c tests/lib/liar.c tests/lib/liar.h \
	tests/lib/slowline.c tests/lib/slowline.h
tests_central_objects_t_LDADD = $(objects_libs)
check_PROGRAMS += %D%/objects_liar.t
tests_central_objects_liar_t_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
tests_central_objects_liar_t_SOURCES = %D%/objects_liar.c tests/lib/liar.c tests/lib/liar.h
tests_central_objects_liar_t_LDADD = $(objects_libs)
check_PROGRAMS += %D%/s3.t
tests_central_s3_t_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
tests_central_s3_t_SOURCES = %D%/s3.c
tests_central_s3_t_LDADD = $(objects_libs)
central_bucket = %D%/bucket.c %D%/bucket.h
bucket_libs = libs3test.a libobjects.a libpictures.a $(crews_libs) $(central_libs) \
	$(PICTURE_LIBS) $(CURL_LIBS)
check_PROGRAMS += %D%/elsewhere.t %D%/lost.t
tests_central_elsewhere_t_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(PQ_CFLAGS)
tests_central_elsewhere_t_SOURCES = %D%/elsewhere.c $(central_bucket)
tests_central_elsewhere_t_LDADD = $(bucket_libs)
tests_central_lost_t_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(PQ_CFLAGS)
tests_central_lost_t_SOURCES = %D%/lost.c $(central_bucket)
tests_central_lost_t_LDADD = $(bucket_libs)
