# Every test is a TAP program; `make check` and `make prove` run the same list.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
T_LOG_DRIVER = $(LOG_DRIVER)
TEST_EXTENSIONS = .t .sh
SH_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
	GENBA_DATADIR='$(abs_top_srcdir)/assets' LC_ALL=C.UTF-8 TZ=Asia/Tokyo; \
	export top_srcdir top_builddir GENBA_DATADIR LC_ALL TZ;

check_LIBRARIES += libtest.a
libtest_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
libtest_a_SOURCES = %D%/lib/run.c %D%/lib/run.h %D%/lib/tap.c %D%/lib/tap.h %D%/lib/tmpdir.c %D%/lib/tmpdir.h
libtest_a_SOURCES += %D%/lib/build.c %D%/lib/build.h
libtest_a_SOURCES += %D%/lib/hospital.c %D%/lib/hospital.h
libtest_a_SOURCES += %D%/lib/memory.c %D%/lib/memory.h
libtest_a_SOURCES += %D%/lib/fixture.c %D%/lib/fixture.h
libtest_a_SOURCES += %D%/lib/neighbour.c %D%/lib/neighbour.h
libtest_a_SOURCES += %D%/lib/json.c %D%/lib/json.h
libtest_a_SOURCES += %D%/lib/plan_random.c %D%/lib/plan_random.h
libtest_a_SOURCES += %D%/lib/memio.c %D%/lib/memio.h
libtest_a_SOURCES += %D%/lib/chain.c %D%/lib/chain.h

# Tests on a pty need libvterm: each is listed in pty_tests and linked with
# $(pty_libs). Without libvterm one skip stands for all of them.
pty_libs = libterm.a libtest.a $(model_libs) $(VTERM_LIBS)
pty_tests =
if HAVE_VTERM
check_LIBRARIES += libterm.a
check_PROGRAMS += $(pty_tests)
else
TESTS += %D%/lib/no_vterm.sh
endif
libterm_a_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
libterm_a_SOURCES = %D%/lib/term.c %D%/lib/term.h %D%/lib/term_keys.c %D%/lib/term_priv.h \
	%D%/lib/term_screen.c
EXTRA_DIST += %D%/lib/no_vterm.sh

pty_tests += %D%/lib/term_test.t
tests_lib_term_test_t_SOURCES = %D%/lib/term_test.c
tests_lib_term_test_t_LDADD = $(pty_libs)

# The .xlsx reader; hand-made workbooks come out of libzipmake.a.
check_LIBRARIES += libzipmake.a
libzipmake_a_CFLAGS = $(AM_CFLAGS) $(MINIZIP_CFLAGS)
libzipmake_a_SOURCES = %D%/assets/xlsx_make.c %D%/assets/xlsx_make.h \
	%D%/lib/zipmake.c %D%/lib/zipmake.h
xlsx_test_libs = libzipmake.a libtest.a $(assets_libs) $(model_libs)

check_PROGRAMS += %D%/assets/xlsx.t
tests_assets_xlsx_t_SOURCES = %D%/assets/xlsx.c
tests_assets_xlsx_t_LDADD = $(xlsx_test_libs)

check_PROGRAMS += %D%/assets/xlsx_refused.t
tests_assets_xlsx_refused_t_SOURCES = %D%/assets/xlsx_child.c %D%/assets/xlsx_child.h \
	%D%/assets/xlsx_refused.c
tests_assets_xlsx_refused_t_LDADD = $(xlsx_test_libs)
check_PROGRAMS += %D%/assets/demo.t
tests_assets_demo_t_SOURCES = %D%/assets/demo.c
tests_assets_demo_t_LDADD = libtest.a $(assets_libs) $(model_libs)

check_PROGRAMS += %D%/assets/book.t
tests_assets_book_t_SOURCES = %D%/assets/book.c
tests_assets_book_t_LDADD = $(xlsx_test_libs)

check_PROGRAMS += %D%/assets/report.t
tests_assets_report_t_SOURCES = %D%/assets/report.c
tests_assets_report_t_LDADD = $(xlsx_test_libs)

import_made_libs = libsheetmake.a libtest.a $(assets_libs) $(model_libs) $(XLSXWRITER_LIBS)
check_LIBRARIES += libsheetmake.a
libsheetmake_a_CFLAGS = $(AM_CFLAGS) $(XLSXWRITER_CFLAGS)
libsheetmake_a_SOURCES = %D%/assets/sheetmake.c %D%/assets/sheetmake.h

check_PROGRAMS += %D%/assets/import_newer.t %D%/assets/import_oddities.t
tests_assets_import_newer_t_SOURCES = %D%/assets/import_newer.c
tests_assets_import_newer_t_LDADD = $(import_made_libs)
tests_assets_import_oddities_t_SOURCES = %D%/assets/import_oddities.c
tests_assets_import_oddities_t_LDADD = $(import_made_libs)

check_PROGRAMS += %D%/assets/import_layouts.t
tests_assets_import_layouts_t_SOURCES = %D%/assets/import_layouts.c
tests_assets_import_layouts_t_LDADD = $(import_made_libs)

check_PROGRAMS += %D%/assets/import_samples.t
tests_assets_import_samples_t_SOURCES = %D%/assets/import_samples.c
tests_assets_import_samples_t_LDADD = libtest.a $(assets_libs) $(model_libs)

check_PROGRAMS += %D%/assets/template.t
tests_assets_template_t_CFLAGS = $(AM_CFLAGS) $(MINIZIP_CFLAGS)
tests_assets_template_t_SOURCES = %D%/assets/template.c
tests_assets_template_t_LDADD = $(xlsx_test_libs)

check_PROGRAMS += %D%/assets/xlsx_corpus.t
tests_assets_xlsx_corpus_t_SOURCES = %D%/assets/xlsx_corpus.c
tests_assets_xlsx_corpus_t_LDADD = $(xlsx_test_libs)

check_PROGRAMS += %D%/assets/xlsx_hostile.t
tests_assets_xlsx_hostile_t_SOURCES = %D%/assets/xlsx_child.c %D%/assets/xlsx_child.h \
	%D%/assets/xlsx_hostile.c
tests_assets_xlsx_hostile_t_LDADD = $(xlsx_test_libs)

check_PROGRAMS += %D%/lib/json_test.t
tests_lib_json_test_t_SOURCES = %D%/lib/json_test.c
tests_lib_json_test_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/rules_check.t
tests_model_rules_check_t_SOURCES = %D%/model/rules_check.c
tests_model_rules_check_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/rules_sign.t
tests_model_rules_sign_t_SOURCES = %D%/model/rules_sign.c
tests_model_rules_sign_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/pins.t
tests_model_pins_t_SOURCES = %D%/model/pins.c
tests_model_pins_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/rules_edit.t
tests_model_rules_edit_t_SOURCES = %D%/model/rules_edit.c
tests_model_rules_edit_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/rules_single.t
tests_model_rules_single_t_SOURCES = %D%/model/rules_single.c
tests_model_rules_single_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/photo.t
tests_model_photo_t_SOURCES = %D%/model/photo.c
tests_model_photo_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/rules_visit.t
tests_model_rules_visit_t_SOURCES = %D%/model/rules_visit.c
tests_model_rules_visit_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/e2e/commands.t %D%/e2e/show.t %D%/e2e/sign.t
tests_e2e_sign_t_SOURCES = %D%/e2e/sign.c
tests_e2e_sign_t_LDADD = libtest.a $(model_libs)
tests_e2e_commands_t_SOURCES = %D%/e2e/commands.c
tests_e2e_commands_t_LDADD = libtest.a $(model_libs)
tests_e2e_show_t_SOURCES = %D%/e2e/show.c
tests_e2e_show_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/e2e/conflicts.t
tests_e2e_conflicts_t_SOURCES = %D%/e2e/conflicts.c
tests_e2e_conflicts_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/e2e/photo_hostile.t
tests_e2e_photo_hostile_t_SOURCES = %D%/e2e/photo_hostile.c
tests_e2e_photo_hostile_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/e2e/photo_kill.t
tests_e2e_photo_kill_t_SOURCES = %D%/e2e/photo_kill.c
tests_e2e_photo_kill_t_LDADD = libpictures.a libtest.a $(model_libs) $(PICTURE_LIBS)

check_PROGRAMS += %D%/e2e/photos.t
tests_e2e_photos_t_CFLAGS = $(AM_CFLAGS) $(PICTURE_CFLAGS)
tests_e2e_photos_t_SOURCES = %D%/e2e/photos.c
tests_e2e_photos_t_LDADD = libpictures.a libtest.a $(model_libs) $(PICTURE_LIBS)

pty_tests += %D%/e2e/day.t
tests_e2e_day_t_SOURCES = %D%/e2e/day.c
tests_e2e_day_t_LDADD = libterm.a libtest.a $(assets_libs) $(model_libs) $(VTERM_LIBS)

pty_tests += %D%/e2e/floor.t
tests_e2e_floor_t_SOURCES = %D%/e2e/floor.c
tests_e2e_floor_t_LDADD = libcrews.a libterm.a libpictures.a libtest.a $(sync_libs) \
	$(assets_libs) $(model_libs) $(VTERM_LIBS) $(PICTURE_LIBS)

pty_tests += %D%/e2e/handover.t
tests_e2e_handover_t_SOURCES = %D%/e2e/handover.c
tests_e2e_handover_t_LDADD = libcrews.a libterm.a libpictures.a libtest.a $(sync_libs) \
	$(assets_libs) $(model_libs) $(VTERM_LIBS) $(PICTURE_LIBS)

pty_tests += %D%/e2e/kill.t
tests_e2e_kill_t_SOURCES = %D%/e2e/kill.c %D%/e2e/kill_script.c %D%/e2e/kill_script.h
tests_e2e_kill_t_LDADD = libpictures.a $(pty_libs) $(PICTURE_LIBS)

pty_tests += %D%/e2e/readme.t
tests_e2e_readme_t_SOURCES = %D%/e2e/readme.c
tests_e2e_readme_t_LDADD = $(pty_libs)

check_PROGRAMS += %D%/model/conflicts.t %D%/model/notices.t
tests_model_notices_t_SOURCES = %D%/model/notices.c
tests_model_notices_t_LDADD = libtest.a $(model_libs)
tests_model_conflicts_t_SOURCES = %D%/model/conflicts.c
tests_model_conflicts_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/catalog.t
tests_model_catalog_t_SOURCES = %D%/model/catalog.c
tests_model_catalog_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/dayplan.t
tests_model_dayplan_t_SOURCES = %D%/model/dayplan.c
tests_model_dayplan_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/store.t
tests_model_store_t_SOURCES = %D%/model/store.c
tests_model_store_t_LDADD = libtest.a $(model_libs)
check_PROGRAMS += %D%/model/adopt.t
tests_model_adopt_t_SOURCES = %D%/model/adopt.c
tests_model_adopt_t_LDADD = libtest.a $(model_libs)
check_PROGRAMS += %D%/model/receive.t
tests_model_receive_t_SOURCES = %D%/model/receive.c
tests_model_receive_t_LDADD = libtest.a $(model_libs)
check_PROGRAMS += %D%/model/store_fault.t
tests_model_store_fault_t_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_model_store_fault_t_SOURCES = %D%/model/store_fault.c
tests_model_store_fault_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/parse.t
tests_model_parse_t_SOURCES = %D%/model/parse.c
tests_model_parse_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/text.t
tests_model_text_t_SOURCES = %D%/model/text.c
tests_model_text_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/workday.t
tests_model_workday_t_SOURCES = %D%/model/workday.c
tests_model_workday_t_LDADD = libtest.a $(model_libs)

# Fuzz targets: check replays the corpus, `make fuzz FUZZ=text T=60` looks for more.
check_LIBRARIES += libreplay.a
libreplay_a_SOURCES = %D%/lib/replay.c
fuzz_libs = libreplay.a libtest.a
EXTRA_DIST += %D%/fuzz/corpus

check_PROGRAMS += %D%/fuzz/text.t
tests_fuzz_text_t_SOURCES = %D%/fuzz/text.c
tests_fuzz_text_t_LDADD = $(fuzz_libs) $(model_libs)

check_PROGRAMS += %D%/fuzz/card.t %D%/fuzz/roster.t
tests_fuzz_card_t_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS)
tests_fuzz_card_t_SOURCES = %D%/fuzz/card.c
tests_fuzz_card_t_LDADD = $(fuzz_libs) $(sync_libs) $(model_libs)
tests_fuzz_roster_t_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS)
tests_fuzz_roster_t_SOURCES = %D%/fuzz/roster.c
tests_fuzz_roster_t_LDADD = $(fuzz_libs) $(sync_libs) $(model_libs)

# Readers and editors of strangers' pictures.
check_PROGRAMS += %D%/fuzz/location.t
tests_fuzz_location_t_CFLAGS = $(AM_CFLAGS) $(PICTURE_CFLAGS)
tests_fuzz_location_t_SOURCES = %D%/fuzz/location.c
tests_fuzz_location_t_LDADD = $(fuzz_libs) $(assets_libs) $(model_libs) $(PICTURE_LIBS)

check_PROGRAMS += %D%/fuzz/answer.t
tests_fuzz_answer_t_SOURCES = %D%/fuzz/answer.c
tests_fuzz_answer_t_LDADD = $(fuzz_libs) $(assets_libs) $(model_libs)

check_PROGRAMS += %D%/fuzz/picture.t
tests_fuzz_picture_t_CFLAGS = $(AM_CFLAGS) $(PICTURE_CFLAGS)
tests_fuzz_picture_t_SOURCES = %D%/fuzz/picture.c $(picture_readers)
tests_fuzz_picture_t_LDADD = $(fuzz_libs) $(assets_libs) $(model_libs) $(PICTURE_LIBS)

# Decoders of what passes between laptops.
check_PROGRAMS += %D%/fuzz/value.t %D%/fuzz/commit.t %D%/fuzz/frame.t %D%/fuzz/bundle.t
tests_fuzz_value_t_SOURCES = %D%/fuzz/value.c
tests_fuzz_value_t_LDADD = $(fuzz_libs) $(model_libs)
tests_fuzz_commit_t_SOURCES = %D%/fuzz/commit.c
tests_fuzz_commit_t_LDADD = $(fuzz_libs) $(sync_libs) $(model_libs)
tests_fuzz_frame_t_SOURCES = %D%/fuzz/frame.c
tests_fuzz_frame_t_LDADD = $(fuzz_libs) $(sync_libs) $(model_libs)
tests_fuzz_bundle_t_CFLAGS = $(AM_CFLAGS) $(ZSTD_CFLAGS)
tests_fuzz_bundle_t_SOURCES = %D%/fuzz/bundle.c
tests_fuzz_bundle_t_LDADD = $(fuzz_libs) $(sync_libs) $(model_libs)

check_PROGRAMS += %D%/fuzz/xlsx.t
tests_fuzz_xlsx_t_SOURCES = %D%/fuzz/xlsx.c
tests_fuzz_xlsx_t_LDADD = libreplay.a $(xlsx_test_libs)
EXTRA_DIST += %D%/fuzz/xlsx.dict

check_PROGRAMS += %D%/model/plan.t
tests_model_plan_t_SOURCES = %D%/model/plan.c
tests_model_plan_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/plan_check.t
tests_model_plan_check_t_SOURCES = %D%/model/plan_check.c
tests_model_plan_check_t_LDADD = libtest.a $(model_libs)

check_PROGRAMS += %D%/model/plan_random.t
tests_model_plan_random_t_SOURCES = %D%/model/plan_random.c
tests_model_plan_random_t_LDADD = libtest.a $(model_libs)

# Pictures made by the tests, looked at by the real genba-draw.
check_LIBRARIES += libpictures.a
libpictures_a_CFLAGS = $(AM_CFLAGS) $(PICTURE_CFLAGS)
libpictures_a_SOURCES = %D%/lib/pictures.c %D%/lib/pictures.h
libpictures_a_SOURCES += %D%/lib/paint.c %D%/lib/paint.h
libpictures_a_SOURCES += %D%/lib/stranger.c %D%/lib/stranger.h
picture_test_libs = libpictures.a libtest.a $(assets_libs) $(model_libs) $(PICTURE_LIBS)

check_PROGRAMS += %D%/assets/draw.t
tests_assets_draw_t_SOURCES = %D%/assets/draw.c
tests_assets_draw_t_LDADD = $(picture_test_libs)

check_PROGRAMS += %D%/assets/preview.t
tests_assets_preview_t_SOURCES = %D%/assets/preview.c
tests_assets_preview_t_LDADD = $(picture_test_libs)

check_PROGRAMS += %D%/assets/draw_corpus.t
tests_assets_draw_corpus_t_SOURCES = %D%/assets/draw_corpus.c
tests_assets_draw_corpus_t_LDADD = $(picture_test_libs)

check_PROGRAMS += %D%/assets/photo.t
tests_assets_photo_t_SOURCES = %D%/assets/photo.c
tests_assets_photo_t_LDADD = $(picture_test_libs)

check_PROGRAMS += %D%/assets/photo_same.t
tests_assets_photo_same_t_SOURCES = %D%/assets/photo_same.c
tests_assets_photo_same_t_LDADD = $(picture_test_libs)

check_PROGRAMS += %D%/assets/photo_card.t
tests_assets_photo_card_t_SOURCES = %D%/assets/photo_card.c
tests_assets_photo_card_t_LDADD = $(picture_test_libs)

check_PROGRAMS += %D%/assets/folder.t
tests_assets_folder_t_SOURCES = %D%/assets/folder.c
tests_assets_folder_t_LDADD = libtest.a $(assets_libs) $(model_libs)

check_PROGRAMS += %D%/assets/filename.t
tests_assets_filename_t_SOURCES = %D%/assets/filename.c
tests_assets_filename_t_LDADD = libtest.a $(assets_libs) $(model_libs)

check_PROGRAMS += %D%/assets/location.t
tests_assets_location_t_CFLAGS = $(AM_CFLAGS) $(PICTURE_CFLAGS)
tests_assets_location_t_SOURCES = %D%/assets/location.c
tests_assets_location_t_LDADD = $(picture_test_libs)

check_PROGRAMS += %D%/assets/photo_samples.t
tests_assets_photo_samples_t_SOURCES = %D%/assets/photo_samples.c
tests_assets_photo_samples_t_LDADD = $(picture_test_libs)

# Keys and the team.
check_PROGRAMS += %D%/sync/team.t
tests_sync_team_t_SOURCES = %D%/sync/team.c
tests_sync_team_t_LDADD = libtest.a $(sync_libs) $(model_libs)
check_PROGRAMS += %D%/sync/aside.t
tests_sync_aside_t_SOURCES = %D%/sync/aside.c
tests_sync_aside_t_LDADD = libtest.a $(sync_libs) $(model_libs)
check_PROGRAMS += %D%/e2e/team.t %D%/e2e/team_aside.t
tests_e2e_team_aside_t_SOURCES = %D%/e2e/team_aside.c
tests_e2e_team_aside_t_LDADD = libtest.a $(model_libs)
tests_e2e_team_t_SOURCES = %D%/e2e/team.c
tests_e2e_team_t_LDADD = libtest.a $(model_libs)

include $(top_srcdir)/tests/tui/module.mk
include $(top_srcdir)/tests/fault/module.mk
include $(top_srcdir)/tests/sync/module.mk
include $(top_srcdir)/tests/central/module.mk
include $(top_srcdir)/tests/sim/module.mk

lint_tests = %D%/lint/actions.sh %D%/lint/banned.sh %D%/lint/gettext.sh %D%/lint/includes.sh %D%/lint/lint_test.sh \
	%D%/lint/po.sh %D%/lint/sizes.sh %D%/lint/sql.sh %D%/lint/toplevel.sh \
	%D%/lint/width.sh
EXTRA_DIST += $(lint_tests) %D%/lint/code.pl %D%/lint/lib.sh %D%/lint/messages.sh

TESTS += $(check_PROGRAMS) $(lint_tests)

include $(top_srcdir)/tests/bench/module.mk
include $(top_srcdir)/tests/targets.mk

# Bundles in and out: three laptops of one team (lib/crews.h).
crews_libs = libcrews.a libtest.a $(sync_libs) $(assets_libs) $(model_libs)
check_LIBRARIES += libcrews.a
libcrews_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
libcrews_a_SOURCES = %D%/lib/crews.c %D%/lib/crews.h
check_PROGRAMS += %D%/sync/exchange.t %D%/sync/stick.t %D%/sync/pending.t %D%/e2e/crews.t
tests_sync_stick_t_SOURCES = %D%/sync/stick.c %D%/sync/runs.c %D%/sync/runs.h
tests_sync_stick_t_LDADD = $(crews_libs)
tests_sync_exchange_t_SOURCES = %D%/sync/exchange.c %D%/sync/runs.c %D%/sync/runs.h
tests_sync_exchange_t_LDADD = $(crews_libs)
tests_sync_pending_t_SOURCES = %D%/sync/pending.c
tests_sync_pending_t_LDADD = $(crews_libs)
tests_e2e_crews_t_SOURCES = %D%/e2e/crews.c
tests_e2e_crews_t_LDADD = libcrews.a libpictures.a libtest.a $(sync_libs) $(assets_libs) $(model_libs) \
	$(PICTURE_LIBS)
check_PROGRAMS += %D%/e2e/purge.t
tests_e2e_purge_t_SOURCES = %D%/e2e/purge.c %D%/lib/trace.c %D%/lib/trace.h
tests_e2e_purge_t_LDADD = libcrews.a libpictures.a libtest.a $(sync_libs) $(assets_libs) \
	$(model_libs) $(PICTURE_LIBS)
check_PROGRAMS += %D%/e2e/photo_round.t
tests_e2e_photo_round_t_SOURCES = %D%/e2e/photo_round.c
tests_e2e_photo_round_t_LDADD = libcrews.a libpictures.a libtest.a $(sync_libs) $(assets_libs) \
	$(model_libs) $(PICTURE_LIBS)

check_PROGRAMS += %D%/assets/drawing.t %D%/e2e/drawings.t
tests_assets_drawing_t_SOURCES = %D%/assets/drawing.c
tests_assets_drawing_t_LDADD = $(picture_test_libs)
tests_e2e_drawings_t_SOURCES = %D%/e2e/drawings.c
tests_e2e_drawings_t_LDADD = libcrews.a libpictures.a libtest.a $(sync_libs) $(assets_libs) \
	$(model_libs) $(PICTURE_LIBS)
check_PROGRAMS += %D%/assets/diagram.t
tests_assets_diagram_t_SOURCES = %D%/assets/diagram.c
tests_assets_diagram_t_LDADD = $(picture_test_libs)
