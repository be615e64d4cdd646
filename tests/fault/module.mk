# What is promised when the power goes, the disk fails or runs full, memory ends
# or the program is killed. `make check` runs samples, `make faults` everything.
check_LIBRARIES += libcrash.a
libcrash_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
libcrash_a_SOURCES = tests/lib/crashvfs.c tests/lib/crashvfs.h \
	%D%/derived.c %D%/derived.h %D%/others.c %D%/others.h %D%/session.c %D%/session.h
crash_libs = libcrash.a libtest.a $(model_libs)

check_PROGRAMS += %D%/power.t
tests_fault_power_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_fault_power_t_SOURCES = %D%/power.c
tests_fault_power_t_LDADD = $(crash_libs)

check_PROGRAMS += %D%/disk.t
tests_fault_disk_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_fault_disk_t_SOURCES = %D%/disk.c %D%/sweep.c %D%/sweep.h
tests_fault_disk_t_LDADD = $(crash_libs)

check_PROGRAMS += %D%/memory.t
tests_fault_memory_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_fault_memory_t_SOURCES = %D%/memory.c %D%/sweep.c %D%/sweep.h
tests_fault_memory_t_LDADD = $(crash_libs)

# The real program, traced.
program_sources = %D%/scenario.c %D%/scenario.h %D%/stage.c tests/lib/trace.c tests/lib/trace.h

check_PROGRAMS += %D%/kill.t
tests_fault_kill_t_SOURCES = %D%/kill.c $(program_sources)
tests_fault_kill_t_LDADD = $(picture_test_libs)

check_PROGRAMS += %D%/fail.t
tests_fault_fail_t_SOURCES = %D%/fail.c $(program_sources)
tests_fault_fail_t_LDADD = $(picture_test_libs)

check_PROGRAMS += %D%/durable.t
tests_fault_durable_t_SOURCES = %D%/durable.c $(program_sources)
tests_fault_durable_t_LDADD = $(picture_test_libs)

# Preloaded into the program; sanitizers bring allocators of their own.
if !SANITIZE
check_DATA += %D%/nomem.so
endif
EXTRA_DIST += %D%/nomem.c
CLEANFILES += %D%/nomem.so
tests/fault/nomem.so: tests/fault/nomem.c
	@$(MKDIR_P) tests/fault
	$(AM_V_CCLD)$(CC) $(AM_CPPFLAGS) $(CPPFLAGS) $(CFLAGS) -fPIC -shared -o $@ $(srcdir)/tests/fault/nomem.c

check_PROGRAMS += %D%/abort.t
tests_fault_abort_t_SOURCES = %D%/abort.c $(program_sources)
tests_fault_abort_t_LDADD = $(picture_test_libs)

# Every moment instead of samples; RESULTS.md has what they take.
faults: check-programs
	$(AM_TESTS_ENVIRONMENT) set -e; \
	tests/fault/power.t 10000; tests/fault/disk.t 0; tests/fault/memory.t 0; \
	tests/fault/kill.t 0; tests/fault/kill.t 0 all; tests/fault/fail.t 0; tests/fault/abort.t 500

.PHONY: faults
EXTRA_DIST += %D%/RESULTS.md
