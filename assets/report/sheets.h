/* The floor plans painted ahead of the workbook, one after the other, so that keys
 * are answered meanwhile:
 *
 *     s = report_sheets_new(c, &with);
 *     while (report_sheets_step(s, c, false) == 1) between keys
 *     with.sheets = s; report_write(c, path, &with, &e);
 *
 * A drawing that comes later, or one that cannot be painted, is a sentence in its
 * place. What is painted shows the pins of that moment: begin anew when the survey
 * changes. About 0.3 s a drawing, in genba-draw. */
#ifndef GENBA_ASSETS_REPORT_SHEETS_H
#define GENBA_ASSETS_REPORT_SHEETS_H

#include "assets/draw/diagram.h"
#include "assets/report/report.h"

struct report_sheets;

/* Of the drawings there are now; with->draw is borrowed until it is freed. */
struct report_sheets *report_sheets_new(const struct casefile *c, const struct report_with *with);
void report_sheets_free(struct report_sheets *s); /* NULL is fine */

/* 1 while there is more, 0 when all are painted. `wait`: for the one under way; else
 * it is called again when draw_fd is readable or draw_due_ms is over. */
int report_sheets_step(struct report_sheets *s, const struct casefile *c, bool wait);
bool report_sheets_asked(const struct report_sheets *s); /* one is under way */
size_t report_sheets_done(const struct report_sheets *s, size_t *total);

/* Borrowed; NULL and why when there is none. */
const struct diagram_picture *report_sheets_get(const struct report_sheets *s, struct id drawing,
                                                struct err *why);

#endif
