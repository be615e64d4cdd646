/* The corpus of pictures, hostile ones too, through genba-draw with the
 * decoders on: it never dies and keeps its memory. EXIF is what exiftool reads,
 * but for differences that libexif itself is known to have (expected_libexif);
 * damage is what djpeg and pngcheck see, as far as when the floors were
 * measured; dimensions are right. */
#include "assets/draw/client.h"

#include "model/base/clock.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/memory.h"
#include "tests/lib/tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMORY_MAX_KB (256 * 1024)

static const char *const fields[] = {"Make",
                                     "Model",
                                     "Orientation",
                                     "DateTimeOriginal",
                                     "GPSLatitude_signed",
                                     "GPSLongitude_signed"};
#define FIELDS (sizeof fields / sizeof *fields)

/* What the references have of one file; NULL where they have nothing. */
struct wanted {
    const struct json *exiftool, *libexif;
};

struct tally {
    int files, died;
    int64_t slowest_ms;
    long memory_kb;
    int texts, texts_equal, texts_known; /* EXIF against exiftool; known: libexif's difference */
    struct {
        int all, equal;
    } fields[FIELDS];
    int verdicts, verdicts_equal, false_alarms, sizes, sizes_equal;
};

/* Blanks at either end do not count; a time without a digit is how a camera
 * without a clock writes that it has none. */
static bool same_text(const char *a, const char *b)
{
    size_t n, m;

    a += strspn(a, " ");
    b += strspn(b, " ");
    n = strlen(a);
    m = strlen(b);
    while (n > 0 && a[n - 1] == ' ')
        n--;
    while (m > 0 && b[m - 1] == ' ')
        m--;
    return n == m && memcmp(a, b, n) == 0;
}

static bool is_blank_time(const char *s)
{
    return s[strspn(s, " :")] == '\0';
}

/* exiftool gives numbers where it can. */
static bool agrees(const struct json *want, const char *got)
{
    const char *s = json_str(want);

    if (s)
        return same_text(s, got) || (is_blank_time(s) && !*got);
    return *got && fabs(strtod(got, NULL) - json_num(want, 0)) < 2e-6;
}

/* libexif's own reading differs from exiftool's in the same way: it lacks the
 * field, or has what we have. */
static bool is_known(const struct wanted *w, const char *field, const char *got)
{
    char name[32];
    const struct json *theirs;

    snprintf(name, sizeof name, "%.*s", (int)strcspn(field, "_"), field);
    if (!w->libexif)
        return false;
    theirs = json_get(w->libexif, name);
    return theirs ? json_str(theirs) && same_text(json_str(theirs), got) : !*got || *got == '0';
}

static void compare_field(struct tally *t, const struct wanted *w, size_t f, const char *got,
                          const char *file)
{
    const struct json *want = json_get(w->exiftool, fields[f]);
    const char *s = json_str(want);

    if (!want || (s && !*s) || !(s || want->type == JSON_NUMBER))
        return;
    t->texts++;
    t->fields[f].all++;
    if (agrees(want, got)) {
        t->texts_equal++;
        t->fields[f].equal++;
        return;
    }
    t->texts_known += is_known(w, fields[f], got);
    diag("%s: %s is \"%s\", exiftool has %s%s", file, fields[f], got, s ? s : "a number",
         is_known(w, fields[f], got) ? " (known of libexif)" : "");
}

static void compare_exif(struct tally *t, const struct wanted *w, const struct picture_info *in,
                         const char *file)
{
    char orientation[16];
    const char *const got[FIELDS] = {in->make, in->model, orientation, in->taken, in->lat, in->lon};

    snprintf(orientation, sizeof orientation, "%d", in->orientation);
    for (size_t f = 0; f < FIELDS; f++)
        compare_field(t, w, f, got[f], file);
}

static void compare_size(struct tally *t, const struct json *want, const struct picture_info *in,
                         const char *file)
{
    int w = (int)json_num(json_get(want, "width"), 0),
        h = (int)json_num(json_get(want, "height"), 0);

    /* Of two files the expectation has the sampling factors out of the name. */
    if (w <= 2 || (in->type != PICTURE_JPEG && in->type != PICTURE_PNG))
        return;
    t->sizes++;
    if ((int)in->width == w && (int)in->height == h)
        t->sizes_equal++;
    else
        diag("%s: %ux%u, not %dx%d", file, in->width, in->height, w, h);
}

/* What the reference decoder says of the file, when it knows it. */
static void compare_verdict(struct tally *t, const struct json *want, const struct picture_info *in,
                            const char *file)
{
    const char *verdict = json_str(json_get(want, "djpeg"));
    bool good;

    verdict = verdict ? verdict : json_str(json_get(want, "pngcheck"));
    if (!verdict || (in->type != PICTURE_JPEG && in->type != PICTURE_PNG))
        return;
    good = strcmp(verdict, "OK") == 0;
    t->verdicts++;
    t->verdicts_equal += good == !in->damaged;
    t->false_alarms += good && in->damaged;
    if (good != !in->damaged)
        diag("%s is called %s, %s", file, verdict, in->damaged ? in->fault : "good");
}

static void one(struct tally *t, struct draw *d, const char *path, const struct wanted *w)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int64_t start = clock_mono_ms();
    struct picture_info in;
    struct err e;
    int rc = draw_info(d, fd, DRAW_DECODE, path, &in, &e);

    close(fd);
    t->files++;
    if (clock_mono_ms() - start > t->slowest_ms)
        t->slowest_ms = clock_mono_ms() - start;
    if (rc != 0) {
        t->died++;
        diag("%s: %s", path, e.detail);
        return;
    }
    if (memory_peak_kb(draw_pid(d)) > t->memory_kb)
        t->memory_kb = memory_peak_kb(draw_pid(d));
    if (json_get(w->exiftool, "has_exif"))
        compare_exif(t, w, &in, path);
    compare_verdict(t, w->exiftool, &in, path);
    if (!in.damaged)
        compare_size(t, w->exiftool, &in, path);
}

/* All files of corpus/FOLDER; `expected` is beside or inside it. */
static struct tally walk(struct draw *d, const char *folder, const char *expected)
{
    char dir[1024], path[2048], key[1024];
    struct tally t = {0};
    struct json *root, *libexif = json_load(fixture_shared("corpus/exif/expected_libexif.json"));
    struct dirent *en;
    DIR *at;

    snprintf(key, sizeof key, "corpus/%s", expected);
    root = json_load(fixture_shared(key));
    snprintf(key, sizeof key, "corpus/%s", folder);
    snprintf(dir, sizeof dir, "%s", fixture_shared(key));
    at = opendir(dir);
    while (at && (en = readdir(at))) {
        if (en->d_name[0] == '.' || strstr(en->d_name, ".json"))
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, en->d_name);
        snprintf(key, sizeof key, "%s/%s", folder, en->d_name);
        one(&t, d, path,
            &(struct wanted){json_get(json_get(root, "files"), key),
                             json_get(json_get(libexif, "files"), key)});
    }
    if (at)
        closedir(at);
    json_free(root);
    json_free(libexif);
    return t;
}

/* Floors in percent, a little below what was measured; `texts`: of EXIF, where the
 * files are not hostile every difference must be a known one. */
static const struct {
    const char *folder, *expected;
    int files, texts, verdicts, false_alarms;
} parts[] = {
    {"exif", "exif/expected.json", 130, 99, 0, 0},
    {"exif", "exif/expected_jpeg.json", 130, 0, 100, 0},
    {"exif", "exif/expected_png.json", 130, 0, 100, 0},
    {"jpeg", "jpeg/expected.json", 20, 0, 100, 0},
    {"png", "png/expected.json", 100, 0, 98, 0},
    {"hostile/exif_bad", "hostile/exif_bad.expected.json", 40, 80, 0, 0},
    {"hostile/exif_bad", "hostile/exif_bad.djpeg.json", 40, 0, 100, 0},
    {"hostile/jpeg_bad", "hostile/jpeg_bad.expected.json", 60, 0, 98, 0},
    {"hostile/png_bad", "hostile/png_bad.expected.json", 55, 0, 94, 0},
};

static int percent(int part, int whole)
{
    return whole ? 100 * part / whole : 100;
}

static void judge(size_t i, const struct tally *t)
{
    const char *name = parts[i].expected;

    diag("%s: %d files, EXIF texts %d/%d, verdicts %d/%d, sizes %d/%d, false alarms %d, "
         "slowest %d ms, %ld kB",
         name, t->files, t->texts_equal, t->texts, t->verdicts_equal, t->verdicts, t->sizes_equal,
         t->sizes, t->false_alarms, (int)t->slowest_ms, t->memory_kb);
    ok(t->files >= parts[i].files, "%s: the files are there", name);
    is_int(t->died, 0, "%s: the helper lived", name);
    ok(t->slowest_ms < DRAW_TIMEOUT_MS, "%s: in time", name);
    ok(parts[i].texts == 0 || t->texts > 0, "%s: there are texts to compare", name);
    ok(percent(t->texts_equal, t->texts) >= parts[i].texts, "%s: EXIF as exiftool reads it", name);
    if (strncmp(parts[i].folder, "hostile", 7) != 0)
        is_int(t->texts - t->texts_equal - t->texts_known, 0, "%s: no unknown difference", name);
    for (size_t f = 0; f < FIELDS && t->texts > 0; f++)
        diag("  %s: %d of %d", fields[f], t->fields[f].equal, t->fields[f].all);
    ok(parts[i].verdicts == 0 || t->verdicts > 0, "%s: there are verdicts to compare", name);
    ok(percent(t->verdicts_equal, t->verdicts) >= parts[i].verdicts, "%s: damage is seen", name);
    ok(t->false_alarms <= parts[i].false_alarms, "%s: good files are not called damaged", name);
    is_int(t->sizes_equal, t->sizes, "%s: sizes", name);
#ifdef __SANITIZE_ADDRESS__
    skip(1, "memory is measured without the address sanitizer");
#else
    ok(t->memory_kb > 0 && t->memory_kb < MEMORY_MAX_KB, "%s: memory", name);
#endif
}

int main(void)
{
    const char *top = getenv("top_builddir");
    char program[4096];
    struct draw *d;

    if (!fixture_shared("corpus/exif/expected.json"))
        plan_skip_all("the corpus is not here (GENBA_SHARED)");
    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    d = draw_new(program);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct tally t = walk(d, parts[i].folder, parts[i].expected);

        judge(i, &t);
    }
    draw_free(d);
    return tap_done();
}
