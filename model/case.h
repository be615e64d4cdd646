/* A case: one hospital's folder WORKSPACE/SERIAL_NAME.genba/ with survey.db,
 * photos/ and drawings/ (design.md section 3), opened for work.
 *
 * Every change goes through case_edit: one user action = one commit = one
 * transaction on disk before it returns. On an I/O error the case stops
 * writing (ERR_IO again and again) until it is opened anew. */
#ifndef GENBA_MODEL_CASE_H
#define GENBA_MODEL_CASE_H

#include "model/base/err.h"
#include "model/identity.h"
#include "model/log.h"
#include "model/store.h"
#include "model/survey.h"

struct casefile {
    char *folder; /* absolute path */
    struct store *store;
    struct survey survey;
};

/* Creates the folder and an empty survey; ERR_EXISTS when there is one. The
 * folder name is made of serial and name; characters that file systems refuse
 * become '_'. */
int case_create(struct casefile **out, const char *workspace, const char *serial, const char *name,
                const struct identity *who, struct err *e);
/* The id of the hospital with this serial number, the same on every laptop: two
 * that took the sheets in by themselves can merge. */
struct id case_hospital(const char *serial);
/* The same for a hospital whose commits come from elsewhere (a bundle): a kill
 * leaves a whole case or none. */
int case_create_for(struct casefile **out, const char *workspace, struct id hospital,
                    const char *serial, const char *name, const struct identity *who,
                    struct err *e);
/* Gives the folder of a case that nobody has open the name of its hospital;
 * *named is the caller's. ERR_EXISTS. */
int case_rename(char **named, const char *folder, const char *workspace, const char *serial,
                const char *name, struct err *e);
/* The folder of a hospital by its id, whatever it is called; the caller frees.
 * ERR_NOTFOUND. Looks into each case without opening it: about 0.1 ms each. */
int case_of_hospital(const char *workspace, struct id hospital, char **folder, struct err *e);
/* ERR_BUSY when another genba has it open, ERR_NEWER, ERR_CORRUPT. */
int case_open(struct casefile **out, const char *folder, const struct identity *who, struct err *e);
void case_close(struct casefile *c); /* NULL is fine */

/* One change of a field, a deletion or a photo. */
struct edit_op {
    enum op_kind kind; /* OP_SET, OP_DEL, OP_UNDEL, OP_PHOTO, OP_EVENT, OP_SEAL ... */
    struct id entity;
    enum field field;   /* SET; FIELD_NONE otherwise */
    bool observed;      /* SET: the observed twin */
    uint32_t event;     /* EVENT */
    struct value value; /* borrowed */
};

struct edits { /* a growing list; values are copied */
    struct edit_op *v;
    size_t n, cap;
};

void edits_set(struct edits *list, struct id entity, enum field f, struct value v);
void edits_observe(struct edits *list, struct id entity, enum field f, struct value v);
void edits_op(struct edits *list, enum op_kind kind, struct id entity, uint32_t event,
              struct value v);
void edits_release(struct edits *list);

/* Commits the list and refreshes the survey. SETs that change nothing are left
 * out; nothing left = no commit, 0. What a person or a script changes passes
 * rule_allows_edit (rules/edit.h) before; what is derived from rules here (a match
 * by time) keeps them itself. An edit of something signed marks the
 * signature superseded by being later (R123): nothing to do for the caller. */
int case_edit(struct casefile *c, const struct edits *list, struct err *e);
/* Operations as they stand, one commit, and refreshes the survey: for decisions
 * about what is in conflict, where an equal value says something (model/resolve.c). */
int case_commit(struct casefile *c, const struct op *ops, size_t n, struct err *e);
/* The rows of these entities anew, after a commit that the store made. */
int case_refresh(struct casefile *c, const struct id *touched, size_t n, struct err *e);
/* Set one field. */
int case_set(struct casefile *c, struct id entity, enum field f, bool observed, struct value v,
             struct err *e);

/* Undo and redo over the whole log of this laptop (design.md 3). *what = the
 * entity touched first, for the message. ERR_NOTFOUND when there is nothing to
 * undo; ERR_REFUSED when every field of it was changed by somebody since. */
int case_undo(struct casefile *c, struct id *what, struct err *e);
int case_redo(struct casefile *c, struct id *what, struct err *e);
bool case_can_undo(struct casefile *c);
bool case_can_redo(struct casefile *c);

#endif
