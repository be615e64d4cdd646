/* Every file under ../shared/corpus/hostile, images too, given to the .xlsx
 * reader: none crashes it, takes 10 s or 256 MB; refusals name file and reason. */
#include "tests/assets/xlsx_child.h"
#include "tests/lib/tap.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_FILES 200 /* so that an empty folder is no success */

int main(void)
{
    static char root[4096];
    const char *shared = getenv("GENBA_SHARED"), *top = getenv("top_srcdir");
    char *roots[] = {root, NULL};
    FTS *fts;
    FTSENT *f;
    int files = 0, read = 0;
    double slowest = 0;

    if (shared)
        snprintf(root, sizeof root, "%s/corpus/hostile", shared);
    else
        snprintf(root, sizeof root, "%s/../shared/corpus/hostile", top ? top : ".");
    fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    if (!fts || !(f = fts_read(fts)) || f->fts_info != FTS_D)
        plan_skip_all("%s is not here", root);
    while ((f = fts_read(fts))) {
        struct child_result r;

        if (f->fts_info != FTS_F || strstr(f->fts_name, ".expected.json"))
            continue;
        r = child_read(f->fts_path);
        child_check(&r, f->fts_path);
        files++;
        read += !r.refused;
        slowest = r.seconds > slowest ? r.seconds : slowest;
    }
    fts_close(fts);
    diag("%d files, %d were read, slowest %.2f s", files, read, slowest);
    ok(files >= LEAST_FILES, "%d files were tried", files);
    return tap_done();
}
