/* Relations between parts (_rels/NAME.rels): the only way from one part to the
 * next; no path of a part is ever assumed. */
#ifndef GENBA_ASSETS_XLSX_RELS_H
#define GENBA_ASSETS_XLSX_RELS_H

#include "assets/xlsx/package.h"

struct rel {
    char *id;
    char *kind;    /* the last word of the type: "worksheet", same in strict files */
    char *target;  /* the part's name inside the package */
    bool external; /* another file or address: never followed */
};

struct rels {
    struct rel *list; /* by id */
    size_t n, cap;
};

/* The relations of `part` ("" = the package); none when it has no such file. */
int rels_load(struct rels *out, struct package *p, const char *part, struct err *e);
void rels_release(struct rels *r);
const struct rel *rels_by_id(const struct rels *r, const char *id); /* NULL id is fine */
/* The first internal one of this kind whose part exists; else the first at all. */
const struct rel *rels_by_kind(const struct rels *r, const struct package *p, const char *kind);

#endif
