/* The screen drawn in the README is what `genba demo` shows. */
#include "model/base/file.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    static const char *const args[] = {"demo", NULL};
    struct term_setup setup = {.rows = 24, .cols = 80, .args = args};
    struct buf readme = BUF_INIT;
    char path[4096], *rest, *line;
    struct term *t;
    struct err e;
    int row = 0;

    snprintf(path, sizeof path, "%s/README.md", getenv("top_srcdir"));
    if (file_read(path, BUF_MAX_DEFAULT, &readme, &e) != 0)
        bail("%s", path);
    rest = strstr(buf_str(&readme), "```text\n");
    if (!rest)
        bail("the README draws no screen");
    rest += strlen("```text\n");
    t = term_start(&setup);
    term_see(t, "進み");
    while ((line = strsep(&rest, "\n")) != NULL && strcmp(line, "```") != 0 && row < 24)
        is_str(term_row_text(t, row), line, "row %d", row), row++;
    is_int(row, 24, "the whole screen is drawn");
    term_see_whole(t);
    if (row != 24)
        term_dump(t);
    term_stop(t);
    buf_release(&readme);
    return tap_done();
}
