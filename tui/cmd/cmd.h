/* The command line (design.md section 5). One command, one record of
 * commands.c; what a command and a key do both end in the same functions of
 * the model and assets.
 *
 * Results go to stdout, messages to stderr. Exit: 0 done, 1 done but problems
 * were found (they are listed), 2 wrong usage, 3 could not. */
#ifndef GENBA_TUI_CMD_CMD_H
#define GENBA_TUI_CMD_CMD_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/case.h"
#include "model/catalog.h"
#include "model/settings.h"
#include "model/identity.h"

#include <stdbool.h>

enum exit_code { EXIT_DONE = 0, EXIT_PROBLEMS = 1, EXIT_USAGE = 2, EXIT_COULD_NOT = 3 };

/* The options of one call, by letter; a flag that is given has "". */
struct arguments {
    const char *option['z' + 1];
    bool language_asked; /* by --lang or GENBA_LANG: the setting does not count */
    int n;
    char **v; /* what is no option */
};

struct session {
    struct buf workspace;
    struct settings settings;
    struct identity who;
    bool ja, json;
};

/* Long name, letter it is kept under, the word for its argument (NULL: a flag),
 * help. A NULL name ends a table. */
struct cmd_option {
    const char *name;
    char letter;
    const char *arg;
    const char *help; /* N_() */
};

struct command {
    const char *name;
    const char *usage;                /* what follows the name */
    const char *help;                 /* N_(); its first line stands in the list of commands */
    int min_args, max_args;           /* max < 0: any number */
    bool json;                        /* takes --json */
    const struct cmd_option *options; /* NULL: none of its own */
    /* Returns an exit code, or -ERR_x with *e set: reported, then exit 3. */
    int (*run)(struct session *, const struct arguments *, struct err *e);
};

extern const struct command commands[]; /* a NULL name ends it */

/* The whole of main: 0..3. */
int cmd_main(int argc, char **argv);
/* Opens the case of a hospital by its serial number. */
int cmd_open(struct session *s, const char *serial, struct casefile **out, struct err *e);
/* The row of an address. ERR_NOTFOUND names it. */
int cmd_row(const struct casefile *c, const char *address, const struct row **out, struct err *e);
/* "FIELD" or "observed.FIELD" of a kind. ERR_USAGE. */
int cmd_field(enum kind k, const char *name, enum field *f, bool *observed, struct err *e);
/* A value as it is typed: an address for a reference. *out borrows from `storage`. */
int cmd_value(const struct casefile *c, enum field f, bool observed, const char *text,
              struct buf *storage, struct value *out, struct err *e);
void cmd_complain(const struct err *e); /* one translated line on stderr */
void cmd_print(struct buf *out);        /* to stdout, and empties it */

int cmd_show(struct session *, const struct arguments *, struct err *);
int cmd_list(struct session *, const struct arguments *, struct err *);
int cmd_log(struct session *, const struct arguments *, struct err *);
int cmd_set(struct session *, const struct arguments *, struct err *);
int cmd_add(struct session *, const struct arguments *, struct err *);
int cmd_delete(struct session *, const struct arguments *, struct err *);
int cmd_undo(struct session *, const struct arguments *, struct err *);
int cmd_redo(struct session *, const struct arguments *, struct err *);
int cmd_template(struct session *, const struct arguments *, struct err *);
int cmd_import(struct session *, const struct arguments *, struct err *);
int cmd_doctor(struct session *, const struct arguments *, struct err *);
int cmd_drawing(struct session *, const struct arguments *, struct err *);
int cmd_drawings(struct session *, const struct arguments *, struct err *);
int cmd_photo(struct session *, const struct arguments *, struct err *);
int cmd_photos(struct session *, const struct arguments *, struct err *);
int cmd_plan(struct session *, const struct arguments *, struct err *);
int cmd_report(struct session *, const struct arguments *, struct err *);
int cmd_open_screen(struct session *, const struct arguments *, struct err *);
int cmd_demo(struct session *, const struct arguments *, struct err *);
int cmd_check(struct session *, const struct arguments *, struct err *);
int cmd_sign(struct session *, const struct arguments *, struct err *);
int cmd_team(struct session *, const struct arguments *, struct err *);
int cmd_conflicts(struct session *, const struct arguments *, struct err *);
int cmd_resolve(struct session *, const struct arguments *, struct err *);
int cmd_verify(struct session *, const struct arguments *, struct err *);
int cmd_bundle(struct session *, const struct arguments *, struct err *);
int cmd_purge(struct session *, const struct arguments *, struct err *);
int cmd_merge(struct session *, const struct arguments *, struct err *);
int cmd_sync(struct session *, const struct arguments *, struct err *);
int cmd_central(struct session *, const struct arguments *, struct err *);

#endif
