# Screens in process: curses on /dev/null.
check_LIBRARIES += libcurs.a
libcurs_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
libcurs_a_SOURCES = tests/lib/curs.c tests/lib/curs.h
curs_libs = libcurs.a $(tui_libs) libtest.a $(assets_libs) $(model_libs)

check_PROGRAMS += %D%/app.t
tests_tui_app_t_SOURCES = %D%/app.c
tests_tui_app_t_LDADD = $(curs_libs)

check_PROGRAMS += %D%/draw.t
tests_tui_draw_t_SOURCES = %D%/draw.c
tests_tui_draw_t_LDADD = $(curs_libs)

check_PROGRAMS += %D%/edit.t
tests_tui_edit_t_SOURCES = %D%/edit.c
tests_tui_edit_t_LDADD = $(curs_libs)

check_PROGRAMS += %D%/keymap.t
tests_tui_keymap_t_SOURCES = %D%/keymap.c
tests_tui_keymap_t_LDADD = $(curs_libs)

check_PROGRAMS += %D%/list.t
tests_tui_list_t_SOURCES = %D%/list.c
tests_tui_list_t_LDADD = $(curs_libs)

check_PROGRAMS += %D%/input.t
tests_tui_input_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_tui_input_t_SOURCES = %D%/input.c
tests_tui_input_t_LDADD = $(curs_libs)

pty_tests += %D%/pty.t
tests_tui_pty_t_SOURCES = %D%/pty.c
tests_tui_pty_t_LDADD = $(tui_libs) $(pty_libs) $(assets_libs) $(model_libs)
