/* Memory and time of the commands over a hospital of 5,000 photos: the largest
 * resident size of the real program for each. Bound (design.md 9): 150 MB. */
#include "tests/bench/bench.h"
#include "tests/lib/fixture.h"
#include "tests/lib/pictures.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define BOUND_MB 150.0

static struct run r;

/* The camera's photos of a day: one picture, another byte behind the end of each. */
static void make_card(const char *card, unsigned photos)
{
    struct buf picture = BUF_INIT;

    picture_jpeg(&picture, 96, 64, 1, &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    for (unsigned i = 0; i < photos; i++) {
        char path[400];
        size_t len = picture.len;

        buf_addf(&picture, "%u", i);
        snprintf(path, sizeof path, "%s/DSC%05u.JPG", card, i);
        picture_write(path, picture.p, picture.len);
        picture.len = len;
    }
    buf_release(&picture);
}

static int measured(pid_t pid, void *ctx)
{
    int status = 0;

    if (wait4(pid, &status, 0, ctx) != pid)
        bail("the child is gone");
    return status;
}

static double begun;
static struct rusage use;

static void begin(void)
{
    r.wait = measured;
    r.ctx = &use;
    begun = bench_now();
}

static void end(const char *what, int rc)
{
    double mb = (double)use.ru_maxrss / 1024;

    printf("%-28s %7.1f MB   %6.2f s", what, mb, bench_now() - begun);
    bench_bound(mb, BOUND_MB, "MB");
    puts(rc == 0 ? "" : "   FAILED");
}

#define command(what, ...) (begin(), end(what, run_genba(&r, __VA_ARGS__, NULL)))

int main(void)
{
    const char *told = getenv("GENBA_PHOTOS");
    unsigned photos = told ? (unsigned)strtoul(told, NULL, 10) : 5000;
    char card[256], out[256];

    tmpdir_make(card, sizeof card);
    tmpdir_make(out, sizeof out);
    run_begin(&r);
    fixture_survey(r.workspace, "佐藤", "A", "0342", "みなと病院");
    make_card(card, photos);
    printf("%u photos\n", photos);
    command("photo", "photo", "0342", card);
    command("photo, the card again", "photo", "0342", card);
    command("photos --export", "photos", "0342", "--export", out);
    command("photos --export, again", "photos", "0342", "--export", out);
    command("show --json", "show", "0342", "--json");
    command("verify", "verify", "0342");
    run_end(&r);
    tmpdir_remove(card);
    tmpdir_remove(out);
    return 0;
}
