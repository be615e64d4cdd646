noinst_LIBRARIES += libmodel.a
libmodel_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(CRYPTO_CFLAGS)
libmodel_a_SOURCES = \
	%D%/address.c \
	%D%/base/buf.c %D%/base/buf.h %D%/base/child.c %D%/base/child.h \
	%D%/base/clock.c %D%/base/clock.h \
	%D%/base/err.c %D%/base/err.h \
	%D%/base/file.c %D%/base/file.h \
	%D%/base/held.h \
	%D%/base/id.c %D%/base/id.h \
	%D%/base/json.c %D%/base/json.h \
	%D%/base/text.c %D%/base/text.h \
	%D%/case.c %D%/case.h %D%/case_find.c \
	%D%/clock_behind.c %D%/clock_behind.h \
	%D%/conflicts.c %D%/conflicts.h %D%/conflicts_log.c %D%/conflicts_priv.h \
	%D%/conflicts_rows.c %D%/conflicts_note.c %D%/conflicts_pin.c \
	%D%/catalog.c %D%/catalog.h %D%/catalog.def %D%/enums.def \
	%D%/settings.c %D%/settings.def %D%/settings.h \
	%D%/dayplan.c %D%/dayplan.h \
	%D%/db.c %D%/db.h \
	%D%/fresh.c %D%/fresh.h \
	%D%/holders.c %D%/holders.h \
	%D%/history.c %D%/history.h \
	%D%/identity.c %D%/identity.h \
	%D%/index.c \
	%D%/log.c %D%/log.h \
	%D%/plan.c %D%/plan.h \
	%D%/plan_build.c %D%/plan_build.h \
	%D%/plan_check.c \
	%D%/plan_explain.c %D%/plan_explain.h \
	%D%/plan_fill.c %D%/plan_fill.h \
	%D%/plan_room.c %D%/plan_room.h \
	%D%/plan_score.c %D%/plan_score.h \
	%D%/plan_search.c %D%/plan_search.h \
	%D%/project.c \
	%D%/mutation.h \
	%D%/peer.h \
	%D%/signature.c \
	%D%/signing.c %D%/signing.h \
	%D%/store.c %D%/store.h %D%/store_apply.c %D%/store_private.h \
	%D%/store_adopt.c %D%/store_apart.c %D%/store_checkpoint.c %D%/store_draft.c %D%/store_log.c %D%/store_past.c %D%/store_peers.c %D%/store_photos.c \
	%D%/store_read.c %D%/store_receive.c %D%/store_write.c \
	%D%/survey_index.c %D%/survey_index.h \
	%D%/survey.c %D%/survey.h \
	%D%/resolve.c \
	%D%/row_json.c %D%/row_json.h \
	%D%/twins.c %D%/twins.h \
	%D%/undo.c %D%/undo_apart.c %D%/undo_priv.h \
	%D%/unknown.c %D%/unknown.h \
	%D%/photo.c %D%/photo.h \
	%D%/pins.c %D%/pins.h \
	%D%/parse.c %D%/parse.h %D%/parse_time.c %D%/print.c %D%/words.def \
	%D%/value.c %D%/value.h \
	%D%/workday.c %D%/workday.h \
	%D%/workspace.c %D%/workspace.h
model_libs = libmodel.a $(SQLITE_LIBS) $(CRYPTO_LIBS) $(UNISTRING_LIBS)
