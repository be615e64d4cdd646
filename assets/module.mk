noinst_LIBRARIES += libassets.a
libassets_a_CFLAGS = $(AM_CFLAGS) $(MINIZIP_CFLAGS) $(EXPAT_CFLAGS)
libassets_a_SOURCES = \
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
assets_libs = libassets.a $(MINIZIP_LIBS) $(EXPAT_LIBS) -lm

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
