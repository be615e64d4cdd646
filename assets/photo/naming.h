/* What each photo of a survey is called when it is handed over: a readable name
 * made by a template, the same on every laptop that holds the same survey.
 *
 * Photos of one target and one tag (the first of each, model/photo.h) are
 * numbered in the order in which they were taken (by their cameras' clocks with the
 * offset of the card), those without a time last, then by their own names;
 * where a folder has names already, behind those. Pure; O(n log n) and the
 * walks of model/photo.h. */
#ifndef GENBA_ASSETS_PHOTO_NAMING_H
#define GENBA_ASSETS_PHOTO_NAMING_H

#include "assets/photo/earlier.h"
#include "model/base/err.h"
#include "model/survey.h"

#define NAMING_TEMPLATE "{serial}_{target}_{tag}_{nn}"

struct naming_how {
    const char *template;           /* NULL: NAMING_TEMPLATE */
    const char *no_target, *no_tag; /* words for photos that lack one, translated */
    bool ja;                        /* the language of the tags */
    const struct earlier *earlier;  /* names that still fit are kept; NULL: none */
};

struct naming {
    const struct row *photo; /* borrowed from the survey */
    char *name;              /* with its extension, unique case-blind; owned */
};

/* ERR_USAGE: a placeholder that there is not, no placeholder at all, a folder. */
int naming_check(const char *template, struct err *e);
/* The names of the template's placeholders, "" where a photo lacks it:
 * {serial} {hospital} {target} {tag} {nn} {date} {time} {name}. *out holds
 * n[KIND_photo] names in their order. The template is one that naming_check
 * takes. */
void naming_make(struct naming **out, const struct survey *s, const struct naming_how *how);
void naming_free(struct naming *v, size_t n);

#endif
