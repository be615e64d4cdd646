/* Language. Japanese unless asked otherwise; switches while running. */
#ifndef GENBA_TUI_I18N_H
#define GENBA_TUI_I18N_H

#include <stdbool.h>

#include <libintl.h>

#define _(s) gettext(s)
#ifndef N_
#define N_(s) s
#endif

/* Sets the locale (UTF-8 whatever the environment says) and the catalogue:
 * GENBA_LOCALEDIR, else DIR_OF_THE_PROGRAM/assets/po, else the installed one.
 * `lang` is "ja", "en", "auto" (the environment's), or NULL: GENBA_LANG, else ja.
 * Returns -1 for an unknown language. */
int i18n_start(const char *lang);
int i18n_set(const char *lang);
bool i18n_ja(void);          /* labels of the catalogue in Japanese? */
const char *i18n_lang(void); /* "ja", "en" or "auto" */

#endif
