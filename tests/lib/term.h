/* A terminal for end-to-end tests: the real program on a pty, its output
 * interpreted by libvterm, so that a test reads what a person would see.
 *
 * Environment: built from nothing (LC_ALL=C.UTF-8, LANGUAGE=ja, TZ=Asia/Tokyo,
 * TERM=xterm-256color, HOME and TMPDIR a fresh directory, GENBA_TEST_SYNC=1),
 * so that a run by hand tests the same as a run by make. Sanitizer options and
 * GENBA_DATADIR pass through. LINES and COLUMNS are never set: the pty has a size.
 *
 * Waiting: with GENBA_TEST_SYNC=1 the program writes ESC ] 7770 ; idle BEL
 * after doupdate() when no input is pending. Everything that sends returns at
 * the first such marker after the bytes went out, or when the program ended.
 * What asserts that something is seen keeps reading until it is there or the
 * deadline (GENBA_TEST_TIMEOUT seconds, else 20) passed. Nothing sleeps.
 *
 * Failing: functions that assert print one TAP line each and, on failure, the
 * non-blank rows. A program that cannot be started bails out.
 *
 * Rows count from 0; a negative row counts from the bottom (-1 = the last). */
#ifndef GENBA_TESTS_LIB_TERM_H
#define GENBA_TESTS_LIB_TERM_H

#include "model/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct term;

struct term_setup {
    int rows, cols;          /* 0: 24 x 80 */
    const char *program;     /* NULL: $GENBA_PROGRAM, else $top_builddir/genba */
    const char *const *args; /* behind argv[0], NULL-terminated; NULL: none */
    const char *const *env;  /* "NAME=value" to add or replace, NULL-terminated; or NULL */
    const char *home;        /* NULL: a fresh directory, removed by term_stop/term_kill */
    const char *now;         /* GENBA_NOW; NULL: the real clock */
    const char *term;        /* NULL: xterm-256color */
};

/* Starts the program and waits for its first marker. */
struct term *term_start(const struct term_setup *s);
/* Hangs up, as closing the window does; SIGKILL after the deadline. Returns
 * the exit status (128 + n when signal n ended it) and frees t. */
int term_stop(struct term *t);
/* SIGKILL at once, as a power cut does, and frees t. */
void term_kill(struct term *t);
/* Waits for the program to end by itself: its exit status, 128 + n after
 * signal n, -1 when it still runs at the deadline. The screen stays readable. */
int term_exit_status(struct term *t);

/* Keys by name: "a", "日", "Enter", "Esc", "Tab", "S-Tab", "Space", "Backspace",
 * "Up" "Down" "Left" "Right" "Home" "End" "PgUp" "PgDn" "Ins" "Del", "F1".."F12",
 * "C-r" (control), "M-x" (Esc before), "C-Left" and the like. Bails on another. */
void term_press(struct term *t, const char *key);
void term_keys(struct term *t, const char *keys);  /* names with blanks between */
void term_type(struct term *t, const char *text);  /* as typed, in one write */
void term_paste(struct term *t, const char *text); /* as a bracketed paste */
void term_click(struct term *t, int row, int col); /* left button, SGR report */
void term_send(struct term *t, const char *bytes); /* raw bytes, then the marker */
void term_resize(struct term *t, int rows, int cols);

/* For ending the program at a random moment: bytes that nothing is waited for,
 * and so many microseconds of reading what it writes. */
void term_put(struct term *t, const char *bytes, size_t n);
void term_listen(struct term *t, int64_t microseconds);
/* The bytes of key names with blanks between, appended. */
void term_bytes(const char *keys, struct buf *out);
/* Waits until a text is there: false at the deadline. Prints nothing. */
bool term_wait(struct term *t, const char *text);
bool term_wait_either(struct term *t, const char *one, const char *other);

/* Asserting: one TAP line each. */
#define term_see(t, text) term_see_at((t), (text), __FILE__, __LINE__)
#define term_see_row(t, row, text) term_see_row_at((t), (row), (text), __FILE__, __LINE__)
#define term_see_not(t, text) term_see_not_at((t), (text), __FILE__, __LINE__)
#define term_see_cursor(t, row, col) term_see_cursor_at((t), (row), (col), __FILE__, __LINE__)
/* Every row fills exactly the columns of the terminal, and the widths that
 * the C library gives (what the program counts by) are those of the cells. */
#define term_see_whole(t) term_see_whole_at((t), __FILE__, __LINE__)
bool term_see_at(struct term *t, const char *text, const char *file, int line);
bool term_see_row_at(struct term *t, int row, const char *text, const char *file, int line);
bool term_see_not_at(struct term *t, const char *text, const char *file, int line);
bool term_see_cursor_at(struct term *t, int row, int col, const char *file, int line);
bool term_see_whole_at(struct term *t, const char *file, int line);

/* Reading what is there now. */
bool term_find(struct term *t, const char *text, int *row, int *col); /* row, col may be NULL */
/* Without blanks at the end; borrowed until the next call. */
const char *term_row_text(struct term *t, int row);
void term_cursor(struct term *t, int *row, int *col);
bool term_cursor_shown(struct term *t);
bool term_reversed(struct term *t, int row, int col);
bool term_bold(struct term *t, int row, int col);
bool term_filled(struct term *t, int row, int col); /* its background has a colour */
int term_rows(const struct term *t);
int term_cols(const struct term *t);
int term_frames(const struct term *t); /* markers so far */
int term_pid(const struct term *t);
const char *term_home(const struct term *t); /* borrowed */
void term_dump(struct term *t);              /* the non-blank rows as diagnostics */

#endif
