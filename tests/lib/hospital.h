/* A small hospital in memory with nothing to complain about: surveyed on
 * 2025-09-12 by crew A, everything done, nothing signed. A test breaks one
 * thing and looks for the one rule that says so. */
#ifndef GENBA_TESTS_LIB_HOSPITAL_H
#define GENBA_TESTS_LIB_HOSPITAL_H

#include "model/case.h"
#include "tests/lib/build.h"

struct hospital {
    struct survey s;
    struct row *site, *contact, *drawing;
    struct row *server, *office; /* rooms: サーバ室, open all day; 医事課, 13:00-15:00 */
    struct row *window;          /* of the office */
    struct row *line, *line2;    /* 回線A in the server room, 回線B in the office */
    struct row *router, *router2;
    struct row *pc; /* LAB-PC410 in the server room */
    struct row *crew, *lead;
    struct row *briefing, *step, *step2, *step_pc, *explore, *sign_step;
    struct row *photo_router; /* its front; of 回線A */
    struct row *link;         /* of 回線A */
};

/* 2025-09-12, in days since 1970, and 17:00 of it. */
#define HOSPITAL_DAY 20343
int64_t hospital_now(void);

void hospital_build(struct hospital *h);
void hospital_release(struct hospital *h);
/* Writes all of it into an empty case, in one commit. Bails on failure. */
void hospital_store(const struct hospital *h, struct casefile *c);

/* More of the same. The step is planned for the survey day. */
struct row *hospital_step(struct hospital *h, const char *kind, const struct row *target,
                          const char *from, const char *to);
struct row *hospital_photo(struct hospital *h, const struct row *of, const char *tag);
/* One of each that R104, R105 or R113 want of the row; the first of them. */
struct row *hospital_shots(struct hospital *h, const struct row *of);
struct row *hospital_unknown(struct hospital *h, const char *no); /* asked, unknown, all there */

#endif
