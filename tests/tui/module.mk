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

# The workbench on a small hospital.
check_LIBRARIES += libdesk.a
libdesk_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
libdesk_a_SOURCES = tests/lib/desk.c tests/lib/desk.h

check_PROGRAMS += %D%/scr_check.t
tests_tui_scr_check_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_tui_scr_check_t_SOURCES = %D%/scr_check.c
tests_tui_scr_check_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/prompt.t
tests_tui_prompt_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_tui_prompt_t_SOURCES = %D%/prompt.c
tests_tui_prompt_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/resume.t
tests_tui_resume_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_tui_resume_t_SOURCES = %D%/resume.c
tests_tui_resume_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/scr_log.t
tests_tui_scr_log_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_tui_scr_log_t_SOURCES = %D%/scr_log.c
tests_tui_scr_log_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/scr_sign.t
tests_tui_scr_sign_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_tui_scr_sign_t_SOURCES = %D%/scr_sign.c
tests_tui_scr_sign_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/scr_unknown.t
tests_tui_scr_unknown_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_tui_scr_unknown_t_SOURCES = %D%/scr_unknown.c
tests_tui_scr_unknown_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/scr_hospitals.t
tests_tui_scr_hospitals_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_tui_scr_hospitals_t_SOURCES = %D%/scr_hospitals.c
tests_tui_scr_hospitals_t_LDADD = $(curs_libs)

check_PROGRAMS += %D%/scr_plan.t
tests_tui_scr_plan_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_tui_scr_plan_t_SOURCES = %D%/scr_plan.c
tests_tui_scr_plan_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/scr_visit.t
tests_tui_scr_visit_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_tui_scr_visit_t_SOURCES = %D%/scr_visit.c
tests_tui_scr_visit_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/scr_photo.t
tests_tui_scr_photo_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_tui_scr_photo_t_SOURCES = %D%/scr_photo.c
tests_tui_scr_photo_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/sticks.t
tests_tui_sticks_t_SOURCES = %D%/sticks.c
tests_tui_sticks_t_LDADD = $(curs_libs)

check_PROGRAMS += %D%/scr_clock.t
tests_tui_scr_clock_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_tui_scr_clock_t_SOURCES = %D%/scr_clock.c
tests_tui_scr_clock_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/scr_conflicts.t
tests_tui_scr_conflicts_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_tui_scr_conflicts_t_SOURCES = %D%/scr_conflicts.c
tests_tui_scr_conflicts_t_LDADD = libdesk.a $(curs_libs)

check_PROGRAMS += %D%/scr_handover.t
tests_tui_scr_handover_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_tui_scr_handover_t_SOURCES = %D%/scr_handover.c
tests_tui_scr_handover_t_LDADD = libdesk.a libpictures.a $(curs_libs) $(PICTURE_LIBS)

check_PROGRAMS += %D%/mosaic.t
tests_tui_mosaic_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
tests_tui_mosaic_t_SOURCES = %D%/mosaic.c
tests_tui_mosaic_t_LDADD = libpictures.a $(curs_libs) $(PICTURE_LIBS)

check_PROGRAMS += %D%/photo_grid.t
tests_tui_photo_grid_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_tui_photo_grid_t_SOURCES = %D%/photo_grid.c
tests_tui_photo_grid_t_LDADD = libdesk.a $(curs_libs)

pty_tests += %D%/photo_pty.t
tests_tui_photo_pty_t_SOURCES = %D%/photo_pty.c
tests_tui_photo_pty_t_LDADD = libpictures.a $(pty_libs) $(PICTURE_LIBS)

check_PROGRAMS += %D%/scr_floor.t
tests_tui_scr_floor_t_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_tui_scr_floor_t_SOURCES = %D%/scr_floor.c
tests_tui_scr_floor_t_LDADD = libdesk.a libpictures.a $(curs_libs) $(PICTURE_LIBS)

check_PROGRAMS += %D%/progress.t
tests_tui_progress_t_SOURCES = %D%/progress.c
tests_tui_progress_t_LDADD = $(curs_libs)
