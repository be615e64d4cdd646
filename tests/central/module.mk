# The central store, against a real PostgreSQL that the tests start.
central_libs = libtest.a $(sync_libs) $(assets_libs) $(model_libs) $(PQ_LIBS)
