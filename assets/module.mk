noinst_LIBRARIES += libassets.a
libassets_a_CFLAGS = $(AM_CFLAGS) $(MINIZIP_CFLAGS) $(EXPAT_CFLAGS) $(CRYPTO_CFLAGS) $(XLSXWRITER_CFLAGS)
libassets_a_SOURCES = \
	%D%/data.c %D%/data.h \
	%D%/demo/demo.c %D%/demo/demo.h \
	%D%/photo/folder.c %D%/photo/folder.h \
	%D%/photo/card.c %D%/photo/card.h \
	%D%/photo/rematch.c %D%/photo/rematch.h \
	%D%/book/book.c %D%/book/book.h %D%/book/book_write.c \
	%D%/report/compare.c \
	%D%/report/conflict.c \
	%D%/report/exceptions.c \
	%D%/report/kinds.c \
	%D%/report/overview.c \
	%D%/report/plans.c \
	%D%/report/priv.h \
	%D%/report/report.c %D%/report/report.h \
	%D%/report/sheets.c %D%/report/sheets.h \
	%D%/report/summary.c \
	%D%/report/table.c \
	%D%/report/value.c \
	%D%/import/alias.c %D%/import/alias.h \
	%D%/import/basic.c \
	%D%/import/cellvalue.c \
	%D%/import/checks.c \
	%D%/import/fault.c \
	%D%/import/import.c %D%/import/import.h \
	%D%/import/lines.c \
	%D%/import/match.c \
	%D%/import/merge.c %D%/import/merge.h \
	%D%/import/names.c \
	%D%/import/pcs.c \
	%D%/import/pictures.c \
	%D%/import/place.c %D%/import/place.h \
	%D%/import/read.c %D%/import/read.h \
	%D%/import/record.c \
	%D%/import/rooms.c \
	%D%/import/rowid.c \
	%D%/import/row.c \
	%D%/import/table.c \
	%D%/template/layout.def \
	%D%/template/template.c %D%/template/template.h \
	%D%/xlsx/date.c \
	%D%/xlsx/grid.c \
	%D%/xlsx/internal.h \
	%D%/xlsx/limits.h \
	%D%/xlsx/name.c \
	%D%/xlsx/numfmt.c %D%/xlsx/numfmt.h \
	%D%/xlsx/package.c %D%/xlsx/package.h \
	%D%/xlsx/picture.c \
	%D%/xlsx/rels.c %D%/xlsx/rels.h \
	%D%/xlsx/sniff.c %D%/xlsx/sniff.h \
	%D%/xlsx/strings.c %D%/xlsx/strings.h \
	%D%/xlsx/styles.c %D%/xlsx/styles.h \
	%D%/xlsx/value.c \
	%D%/xlsx/workbook.c \
	%D%/xlsx/worksheet.c \
	%D%/xlsx/xlsx.h \
	%D%/xlsx/xml.c %D%/xlsx/xml.h
assets_libs = libassets.a $(XLSXWRITER_LIBS) $(MINIZIP_LIBS) $(EXPAT_LIBS) -lm
libassets_a_SOURCES += \
	%D%/draw/client.c %D%/draw/client.h \
	%D%/draw/diagram.c %D%/draw/diagram.h \
	%D%/draw/info.c %D%/draw/info.h \
	%D%/draw/picture.c %D%/draw/picture.h \
	%D%/draw/shrink.c %D%/draw/shrink.h \
	%D%/draw/protocol.c %D%/draw/protocol.h
libassets_a_SOURCES += \
	%D%/drawing/export.c %D%/drawing/export.h \
	%D%/drawing/font.c %D%/drawing/font.h \
	%D%/drawing/render.c %D%/drawing/render.h
libassets_a_SOURCES += \
	%D%/photo/batch.c %D%/photo/batch.h \
	%D%/photo/earlier.c %D%/photo/earlier.h \
	%D%/photo/export.c %D%/photo/export.h \
	%D%/photo/export_lists.c %D%/photo/export_lists.h \
	%D%/photo/filename.c %D%/photo/filename.h \
	%D%/photo/drawing.c %D%/photo/drawing.h \
	%D%/photo/intake.c %D%/photo/intake.h \
	%D%/photo/location.c %D%/photo/location.h %D%/photo/location_jpeg.c \
	%D%/photo/location_png.c %D%/photo/location_priv.h %D%/photo/location_tiff.c \
	%D%/photo/keep.c %D%/photo/keep.h \
	%D%/photo/match.c %D%/photo/match.h \
	%D%/photo/open.c %D%/photo/open.h \
	%D%/photo/naming.c %D%/photo/naming.h \
	%D%/photo/same.c %D%/photo/same.h \
	%D%/photo/verify.c %D%/photo/verify.h

# What reads strangers' pictures is a program of its own.
pkglibexec_PROGRAMS += genba-draw
genba_draw_CFLAGS = $(AM_CFLAGS) $(PICTURE_CFLAGS) $(FREETYPE_CFLAGS) $(SECCOMP_CFLAGS)
picture_readers = \
	%D%/draw/decode_jpeg.c %D%/draw/decode_png.c \
	%D%/draw/exif.c %D%/draw/exif.h \
	%D%/draw/jpeg_guard.c %D%/draw/jpeg_guard.h \
	%D%/draw/look.c %D%/draw/look.h \
	%D%/draw/pixels.c %D%/draw/pixels.h %D%/draw/pixels_jpeg.c %D%/draw/pixels_png.c \
	%D%/draw/png_guard.c %D%/draw/png_guard.h \
	%D%/draw/preview.c %D%/draw/preview.h \
	%D%/draw/profile.c %D%/draw/profile.h \
	%D%/draw/scan.h %D%/draw/scan_jpeg.c %D%/draw/scan_png.c
genba_draw_SOURCES = $(picture_readers) \
	%D%/draw/main.c \
	%D%/draw/canvas.c %D%/draw/canvas.h \
	%D%/draw/letters.c %D%/draw/letters.h \
	%D%/draw/paint.c %D%/draw/paint.h \
	%D%/draw/paint_labels.c %D%/draw/paint_labels.h \
	%D%/draw/png_out.c %D%/draw/png_out.h \
	%D%/draw/sheet.c %D%/draw/sheet.h \
	%D%/draw/sandbox.c %D%/draw/sandbox.h \
	%D%/draw/serve.c %D%/draw/serve.h
genba_draw_LDADD = libassets.a libmodel.a $(PICTURE_LIBS) $(FREETYPE_LIBS) $(SECCOMP_LIBS) $(UNISTRING_LIBS) -lm

# The importer's dictionary, compiled in: one string a line.
BUILT_SOURCES += %D%/import/aliases.inc
CLEANFILES += %D%/import/aliases.inc
EXTRA_DIST += %D%/import/aliases.tsv
%D%/import/aliases.inc: %D%/import/aliases.tsv
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed -e '/^#/d' -e '/^$$/d' -e 's/[\\"]/\\&/g' -e 's/.*/"&",/' $(srcdir)/%D%/import/aliases.tsv >$@
# also for a single object, which BUILT_SOURCES does not cover
%D%/import/libassets_a-alias.$(OBJEXT): %D%/import/aliases.inc

# Translations: built beside the program as assets/po/ja/LC_MESSAGES/genba.mo,
# where a genba run from the build tree looks; installed under $(localedir).
po_mo = %D%/po/ja/LC_MESSAGES/genba.mo
genbajadir = $(localedir)/ja/LC_MESSAGES
genbaja_DATA = $(po_mo)
EXTRA_DIST += %D%/po/ja.po
CLEANFILES += $(po_mo)

$(po_mo): %D%/po/ja.po
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(MSGFMT) --check -o $@ $(srcdir)/%D%/po/ja.po

dist_man1_MANS += %D%/man/genba.1

# The sample hospital of `genba demo`.
demodir = $(pkgdatadir)/demo
dist_demo_DATA = $(srcdir)/%D%/demo/*.xlsx $(srcdir)/%D%/demo/*.JPG
