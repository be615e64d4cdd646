/* Crafted and broken pictures taken in by the real program, folder by folder:
 * it says something of each, nothing hangs, and the survey verifies afterwards. */
#include "model/base/clock.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define FILE_MS 10000 /* a whole folder stays below what one file may take */

static struct run r;

static int count_files(const char *folder)
{
    DIR *at = opendir(folder);
    struct dirent *en;
    int n = 0;

    while (at && (en = readdir(at)))
        n += en->d_name[0] != '.';
    if (at)
        closedir(at);
    return n;
}

static bool has_message(const struct json *p)
{
    const char *message = json_str(json_get(p, "message"));

    return message && *message;
}

static void folder(const char *name)
{
    char dir[4096];
    int files, said = 0, taken = 0, damaged = 0, silent = 0, rc;
    int64_t start = clock_mono_ms();
    struct json *j;

    snprintf(dir, sizeof dir, "%s", fixture_shared(name));
    files = count_files(dir);
    rc = run_genba(&r, "photo", "0342", dir, "--json", NULL);
    ok(rc == 0 || rc == 1, "%s: it ends as it should: %d", name, rc);
    ok(clock_mono_ms() - start < FILE_MS, "%s: in %d ms", name, (int)(clock_mono_ms() - start));
    j = json_parse(buf_str(&r.out), r.out.len, NULL);
    for (const struct json *p = j ? j->first : NULL; p; p = p->next) {
        bool is_taken = json_true(json_get(p, "taken")), hurt = json_true(json_get(p, "damaged"));

        said++;
        taken += is_taken;
        damaged += hurt;
        if ((!is_taken || hurt) && !has_message(p)) {
            silent++;
            diag("no word of %s", json_str(json_get(p, "file")));
        }
    }
    diag("%s: %d files, %d taken in, %d of them damaged, %d refused", name, said, taken, damaged,
         said - taken);
    ok(files > 10 && said == files, "%s: each of %d files is settled: %d", name, files, said);
    is_int(silent, 0, "%s: what is wrong is said", name);
    json_free(j);
}

int main(void)
{
    if (!fixture_shared("corpus/hostile/exif_bad.expected.json"))
        plan_skip_all("the corpus is not here (GENBA_SHARED)");
    run_begin(&r);
    fixture_survey(r.workspace, "佐藤", "A", "0342", "みなと病院");
    folder("corpus/hostile/exif_bad");
    folder("corpus/hostile/jpeg_bad");
    folder("corpus/hostile/png_bad");
    is_int(run_genba(&r, "verify", "0342", NULL), 0, "the survey verifies");
    run_end(&r);
    return tap_done();
}
