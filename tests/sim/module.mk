# Two laptops merged, seen from outside.
check_PROGRAMS += %D%/session.t
tests_sim_session_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_sim_session_t_SOURCES = %D%/pair.c %D%/pair.h %D%/session.c
tests_sim_session_t_LDADD = libtest.a $(model_libs)

# The simulation of several laptops on the real store (replication.md 4). `make
# sim N=.. SEED=.. JOBS=..` runs it long, `make check` 20,000 schedules.
sim_wrap = -Wl,--wrap=identity_sign -Wl,--wrap=identity_check
sim_sources = %D%/carry.c %D%/carry.h %D%/memo.c %D%/memvfs.c %D%/memvfs.h %D%/oracle.c \
	%D%/schedule.c %D%/schedule.h %D%/steps.c %D%/world.c %D%/world.h \
	tests/lib/memio.c tests/lib/memio.h
sim_libs = libtest.a $(sync_libs) $(model_libs)

check_PROGRAMS += %D%/sim.t
tests_sim_sim_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_sim_sim_t_SOURCES = %D%/sim.c $(sim_sources)
tests_sim_sim_t_LDFLAGS = $(AM_LDFLAGS) $(sim_wrap)
tests_sim_sim_t_LDADD = $(sim_libs)

# The store a second time, with its mutations in.
check_PROGRAMS += %D%/mutations.t
tests_sim_mutations_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(CRYPTO_CFLAGS)
tests_sim_mutations_t_CPPFLAGS = $(AM_CPPFLAGS) -DGENBA_MUTATION=sim_mutation
tests_sim_mutations_t_SOURCES = %D%/mutations.c %D%/mutants.c $(sim_sources) \
	model/store_apply.c model/store_write.c
tests_sim_mutations_t_LDFLAGS = $(AM_LDFLAGS) $(sim_wrap)
tests_sim_mutations_t_LDADD = $(sim_libs)
EXTRA_DIST += %D%/RESULTS.md

# All orders of arrival of a few commits.
check_PROGRAMS += %D%/orders.t
tests_sim_orders_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_sim_orders_t_SOURCES = %D%/memo.c %D%/memvfs.c %D%/memvfs.h %D%/orders.c
tests_sim_orders_t_LDFLAGS = $(AM_LDFLAGS) $(sim_wrap)
tests_sim_orders_t_LDADD = libtest.a $(model_libs)

sim: %D%/sim.t
	SIM_N=$(N) SIM_SEED=$(SEED) SIM_JOBS=$(JOBS) $(AM_TESTS_ENVIRONMENT) tests/sim/sim.t
