# Two laptops merged, seen from outside.
check_PROGRAMS += %D%/session.t
tests_sim_session_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_sim_session_t_SOURCES = %D%/pair.c %D%/pair.h %D%/session.c
tests_sim_session_t_LDADD = libtest.a $(model_libs)
