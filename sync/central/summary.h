/* What the programme's office sees of one hospital: the projection that
 * `genba central project` puts into the central store (replication.md 3.15). It is
 * read from a survey that the same merge made as on every laptop: equal commits give
 * equal bytes, wherever and however often they are projected.
 *
 * The numbers are those of the list of hospitals and of the progress lines
 * (model/rules/progress.h). Days are dates, never "so many days left": what is
 * overdue is for the reader to say. */
#ifndef GENBA_SYNC_CENTRAL_SUMMARY_H
#define GENBA_SYNC_CENTRAL_SUMMARY_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/case.h"

#include <stdint.h>

/* Texts borrow from the survey or are static; "" where nothing is known. */
struct hospital_summary {
    const char *serial, *name, *prefecture;
    const char *bed_class; /* lt200, 200_399, ge400; of the number of beds when not given */
    const char *state;     /* hospital_state_id */
    const char *survey_dates;
    const char *signed_at;          /* of the last sign-off, where all of it is signed */
    char scan_deadline[11];         /* R047; "" while no scan is open */
    int64_t lines, lines_done;      /* in scope */
    int64_t pcs, pcs_done;          /* done: closed, or given up with a reason */
    int64_t unknown_lines;          /* that the hospital does not know either */
    int64_t not_surveyable;         /* lines, devices, PCs, explorations with a reason */
    int64_t photos, photos_missing; /* records; shots that the rules still want */
    int64_t scans_open;
    int64_t conflicts; /* as the list of conflicts counts them */
    int64_t waiting;   /* commits whose past has not arrived */
    int64_t aside;     /* commits that the chain refused */
};

/* `now_ms` dates what the rules find in the sheets (state "faulty"). */
int summary_read(struct hospital_summary *out, const struct casefile *c, int64_t now_ms,
                 struct err *e);
/* One JSON object, members as above; unknown texts and days are null. */
void summary_json(const struct hospital_summary *s, struct buf *out);

/* Every live row as [{"kind":..., "entity":hex, "fields":{...}}] for put_projection;
 * fields as model/row_json.h writes them, without those that have no value. By kind,
 * then in the order of the survey. ERR_LIMIT when `out` is full. */
int summary_rows_json(const struct survey *s, struct buf *out, struct err *e);

#endif
