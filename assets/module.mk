assets_libs =

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
