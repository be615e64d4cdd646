#include "config.h"

#include "tui/i18n.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "genba"

/* glibc's counter: raised, every cached translation is looked up again. */
extern int _nl_msg_cat_cntr;

/* The catalogues beside the program, as in a build tree; false when none are there. */
static bool beside_program(char out[PATH_MAX])
{
    char exe[PATH_MAX - 32];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    char *slash;

    if (n <= 0)
        return false;
    exe[n] = '\0';
    slash = strrchr(exe, '/');
    if (!slash)
        return false;
    *slash = '\0';
    snprintf(out, PATH_MAX, "%s/assets/po", exe);
    return access(out, R_OK) == 0;
}

static void bind_catalogue(void)
{
    const char *dir = getenv("GENBA_LOCALEDIR");
    char beside[PATH_MAX];

    if (!dir || !*dir)
        dir = beside_program(beside) ? beside : GENBA_LOCALEDIR;
    bindtextdomain(DOMAIN, dir);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
}

/* Translations work in any UTF-8 locale but "C": C.UTF-8 is always there. */
static void utf8_locale(void)
{
    if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_ALL, "C.UTF-8");
    if (strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0 ||
        strcmp(setlocale(LC_MESSAGES, NULL), "POSIX") == 0)
        setlocale(LC_MESSAGES, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
}

static const char *asked(const char *lang)
{
    if (!lang || !*lang)
        lang = getenv("GENBA_LANG");
    return lang && *lang ? lang : "ja";
}

int i18n_set(const char *lang)
{
    lang = asked(lang);
    if (strcmp(lang, "ja") == 0 || strcmp(lang, "en") == 0)
        setenv("LANGUAGE", lang, 1);
    else if (strcmp(lang, "auto") == 0)
        unsetenv("LANGUAGE");
    else
        return -1;
    setenv("GENBA_LANG", lang, 1);
    _nl_msg_cat_cntr++;
    return 0;
}

int i18n_start(const char *lang)
{
    utf8_locale();
    bind_catalogue();
    if (strcmp(asked(lang), "auto") == 0)
        return setenv("GENBA_LANG", "auto", 1); /* LANGUAGE stays as the person has set it */
    return i18n_set(lang);
}

const char *i18n_lang(void)
{
    return asked(NULL);
}

bool i18n_ja(void)
{
    const char *lang = i18n_lang(), *environment = getenv("LANGUAGE");

    if (strcmp(lang, "auto") != 0)
        return strcmp(lang, "ja") == 0;
    if (!environment || !*environment)
        environment = setlocale(LC_MESSAGES, NULL);
    return environment && strncmp(environment, "ja", 2) == 0;
}
