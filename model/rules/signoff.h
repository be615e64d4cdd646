/* Sign-off: what is shown to the witness before the name is taken (R124), the
 * digest of what was signed (R125), and whether it still holds (R123).
 *
 * digest = SHA-256 over
 *   "genba.signoff.1" 0x00 | id of the site (16 zero bytes when there is none) |
 *   rows
 * row    = varint kind number | id[16] | fields | varint 0
 * field  = varint log number (catalog.h) | value (value_put)
 *
 * Rows stand by kind number, then id; fields by log number, so that the
 * observed twins (bit 15) stand behind the declared ones. A null field is left
 * out: a later catalogue changes no digest. Covered are the alive lines,
 * devices, PCs, connections, explorations, unknown lines (all their fields but
 * derived ones and pins), the steps of lines, PCs and exploration (what, target,
 * state), and the photos (all they show, tags, SHA-256), as far as the sign-off's
 * scope has them (cover.h).
 * Not covered: sign-offs, photos of a sign-off or with the tag `signature` (the
 * signed paper is photographed afterwards), captions and EXIF facts, crews (they leave
 * afterwards), the sign-off's own step, contacts, rooms, windows, drawings,
 * documents, scan targets. */
#ifndef GENBA_MODEL_RULES_SIGNOFF_H
#define GENBA_MODEL_RULES_SIGNOFF_H

#include "model/base/buf.h"
#include "model/log.h"
#include "model/rules/cover.h"
#include "model/survey.h"

struct sign_counts {
    int lines_done, lines; /* surveyed, in scope */
    int pcs_done, pcs;
    int not_surveyable; /* lines, devices, PCs, explorations with a reason */
    int unknown_lines;  /* that the hospital does not know */
    int photos;
};

void sign_counts_load(struct sign_counts *n, const struct survey *s, const struct cover *c);
/* The text of signoff.confirmed_items, the same in every language:
 * "lines 8/8, pcs 5/5, not_surveyable 1, unknown_lines 2, photos 23". */
void sign_counts_print(const struct sign_counts *n, struct buf *out);
bool sign_counts_parse(const char *text, struct sign_counts *n);

/* Is this field of a kind (its log number; ALIVE too) part of the digest, wherever
 * its row is covered? */
bool signoff_covers(enum kind k, uint32_t log_number);
void signoff_bytes(const struct survey *s, const struct cover *c, struct buf *out);
struct hash signoff_digest(const struct survey *s, const struct cover *c);

enum sign_state {
    SIGN_VALID,
    SIGN_REPLACED, /* a later sign-off supersedes it: readable, no fault */
    SIGN_CHANGED,  /* what was signed is no longer what stands (R123) */
};
enum sign_state signoff_state(const struct survey *s, const struct row *signoff);

/* Signed as a whole: a valid sign-off of the visit, or of each survey day. */
bool survey_signed(const struct survey *s);
/* R120: something was signed that holds for this crew on this day, whether or
 * not it was changed since: the witness let the crew go. */
bool crew_signed(const struct survey *s, const struct row *crew, int day);

#endif
