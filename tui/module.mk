# The terminal: a library of widgets, screens and the command line, and genba itself.
noinst_LIBRARIES += libtui.a
libtui_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS) $(CRYPTO_CFLAGS)
libtui_a_SOURCES = \
	%D%/action.c %D%/action.def %D%/action.h \
	%D%/app.c %D%/app.h %D%/app_act.c %D%/app_draw.c %D%/app_priv.h \
	%D%/ask.c %D%/ask.h \
	%D%/clash.c %D%/clash.h \
	%D%/choose.c %D%/choose.h \
	%D%/cmd/bundle_cmd.c \
	%D%/cmd/central_cmd.c %D%/cmd/central_cmd.h %D%/cmd/central_member.c \
	%D%/cmd/central_project.c %D%/cmd/central_status.c \
	%D%/cmd/check_cmd.c %D%/cmd/check_cmd.h \
	%D%/cmd/cmd.c %D%/cmd/cmd.h %D%/cmd/commands.c \
	%D%/cmd/conflict_out.c %D%/cmd/conflict_out.h %D%/cmd/conflicts_cmd.c \
	%D%/cmd/doctor.c \
	%D%/cmd/drawing_cmd.c %D%/cmd/drawings_cmd.c \
	%D%/cmd/edit_cmds.c \
	%D%/cmd/findings.c %D%/cmd/findings.h \
	%D%/cmd/import_cmd.c \
	%D%/cmd/json_photo.c %D%/cmd/json_photo.h \
	%D%/cmd/list.c \
	%D%/cmd/log_cmd.c \
	%D%/cmd/merge_cmd.c %D%/cmd/merge_cmd.h \
	%D%/cmd/open_cmd.c \
	%D%/cmd/photos_cmd.c \
	%D%/cmd/photo_cmd.c %D%/cmd/photo_card.c %D%/cmd/photo_card.h \
	%D%/cmd/plan_cmd.c \
	%D%/cmd/progress.c %D%/cmd/progress.h \
	%D%/cmd/purge_cmd.c \
	%D%/cmd/report_cmd.c \
	%D%/cmd/resolve_cmd.c \
	%D%/cmd/show.c \
	%D%/cmd/sign_cmd.c \
	%D%/cmd/sync_cmd.c %D%/cmd/sync_cmd.h \
	%D%/cmd/team_cmd.c %D%/cmd/team_cmd.h %D%/cmd/team_list.c \
	%D%/cmd/template_cmd.c \
	%D%/cmd/verify_cmd.c \
	%D%/colour.c %D%/colour.h \
	%D%/complete.c \
	%D%/conflict_mark.c %D%/conflict_mark.h \
	%D%/draw.c %D%/draw.h \
	%D%/edit.c %D%/edit.h \
	%D%/errtext.c %D%/errtext.h \
	%D%/footer.c %D%/footer.h \
	%D%/goto.c %D%/goto.h \
	%D%/handover.c %D%/handover.h \
	%D%/handover_acts.c %D%/handover_rows.c \
	%D%/handover_central.c %D%/handover_central.h \
	%D%/handover_text.c %D%/handover_text.h \
	%D%/hospital_text.c %D%/hospital_text.h \
	%D%/hospitals_draw.c \
	%D%/i18n.c %D%/i18n.h \
	%D%/import_paths.c %D%/import_paths.h \
	%D%/import_text.c %D%/import_text.h \
	%D%/input.c %D%/input.h \
	%D%/keymap.c %D%/keymap.h \
	%D%/laptop_text.c %D%/laptop_text.h \
	%D%/list.c %D%/list.h \
	%D%/not_surveyable.c %D%/not_surveyable.h \
	%D%/photo_acts.c %D%/photo_priv.h %D%/photo_take.c \
	%D%/photo_clock.c %D%/photo_mark.c %D%/photo_say.c \
	%D%/mosaic.c %D%/mosaic.h \
	%D%/photo_grid.c %D%/photo_grid.h %D%/photo_rows.c %D%/photo_tiles.c \
	%D%/plan_acts.c \
	%D%/plan_detail.c %D%/plan_detail.h \
	%D%/plan_draw.c %D%/plan_draw.h \
	%D%/plan_view.c %D%/plan_view.h \
	%D%/plan_words.c %D%/plan_words.h \
	%D%/problem_text.c %D%/problem_text.h \
	%D%/preview.c %D%/preview.h \
	%D%/prompt.c %D%/prompt.h \
	%D%/scr_check.c %D%/scr_check.h \
	%D%/scr_clock.c %D%/scr_clock.h \
	%D%/scr_conflicts.c %D%/scr_conflicts.h %D%/scr_conflicts_priv.h \
	%D%/conflicts_draw.c %D%/conflicts_edit.c \
	%D%/floor_draw.c %D%/floor_edit.c %D%/floor_place.c %D%/floor_priv.h %D%/floor_rows.c \
	%D%/scr_floor.c %D%/scr_floor.h \
	%D%/scr_handover.c %D%/scr_handover.h %D%/scr_handover_priv.h \
	%D%/scr_help.c %D%/scr_help.h \
	%D%/scr_hospitals.c %D%/scr_hospitals.h %D%/scr_hospitals_priv.h \
	%D%/scr_import.c %D%/scr_import.h \
	%D%/work_clock.c \
	%D%/log_text.c %D%/log_text.h \
	%D%/scr_log.c %D%/scr_log.h \
	%D%/scr_palette.c %D%/scr_palette.h \
	%D%/scr_photo.c %D%/scr_photo.h \
	%D%/scr_plan.c %D%/scr_plan.h %D%/scr_plan_priv.h \
	%D%/scr_replan.c %D%/scr_replan.h \
	%D%/scr_sign.c %D%/scr_sign.h %D%/sign_paint.c %D%/sign_priv.h \
	%D%/scr_unknown.c %D%/scr_unknown.h %D%/unknown_answer.c \
	%D%/scr_visit.c %D%/scr_visit.h \
	%D%/screen.h %D%/screens.c \
	%D%/sticks.c %D%/sticks.h \
	%D%/theme.c %D%/theme.h \
	%D%/unknown_form.c %D%/unknown_form.h %D%/unknown_priv.h \
	%D%/visit_answer.c %D%/visit_choices.c %D%/visit_draw.c %D%/visit_edit.c \
	%D%/visit_help.c %D%/visit_photos.c %D%/visit_priv.h %D%/visit_rows.c \
	%D%/visit_step.c %D%/visit_tree.c %D%/visit_words.c %D%/visit_words.h \
	%D%/work.c %D%/work.h %D%/work_person.c %D%/work_place.c %D%/work_report.c %D%/work_screens.c %D%/work_status.c
# libtui.a needs what stands behind it: <folder>_libs of each module.mk.
tui_libs = libtui.a $(sync_libs) $(CURSES_LIBS)

bin_PROGRAMS += genba
genba_SOURCES = %D%/main.c
genba_LDADD = $(tui_libs) $(assets_libs) $(model_libs)
