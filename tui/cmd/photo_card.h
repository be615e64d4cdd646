/* What `genba photo` is told of the card: its crew, and what its clock is off by. */
#ifndef GENBA_TUI_CMD_PHOTO_CARD_H
#define GENBA_TUI_CMD_PHOTO_CARD_H

#include "assets/photo/card.h"
#include "tui/cmd/cmd.h"

/* Minutes, or what card_parse_offset reads by hand; NULL: nothing is said. */
int photo_camera_option(const char *text, struct card_reading *card, struct err *e);
/* The letter of a crew; NULL: nothing is said. */
int photo_crew_option(const char *text, const struct survey *s, struct card_reading *card,
                      struct err *e);
/* --camera and --crew said of photos that are there already, too. */
int photo_set_reading(struct casefile *c, const struct card_reading *card, bool json,
                      struct err *e);
/* --clock and --match, after what was taken in. */
int photo_clock_options(struct casefile *c, const struct arguments *a, bool json, struct err *e);

#endif
