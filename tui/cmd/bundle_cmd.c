/* bundle: a hospital to a stick. */
#include "tui/cmd/cmd.h"

#include "model/base/json.h"
#include "model/base/text.h"
#include "sync/exchange.h"
#include "tui/cmd/progress.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct writing {
    struct progress bar;
    struct export *x;
};

static const char *phase_name(enum export_phase phase)
{
    static const char *const names[] = {
        [EXPORT_RECORDS] = N_("writing the records"),
        [EXPORT_PHOTOS] = N_("writing the photos"),
        [EXPORT_VERIFY] = N_("reading back"),
        [EXPORT_DONE] = N_("done"),
    };

    return _(names[phase]);
}

static bool stopped(struct writing *w)
{
    const struct export_state *s = export_state(w->x);

    return progress_at(&w->bar, phase_name(s->phase), s->done, s->total);
}

/* "4G", "700M", "64K" or bytes. */
static int size_option(const char *text, int64_t *out, struct err *e)
{
    char *end = NULL;
    long long n = text ? strtoll(text, &end, 10) : 0;
    int shift = 0;

    if (!text)
        return 0;
    if (*end)
        shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : -1;
    if (end == text || shift < 0 || (shift > 0 && end[1]) || n <= 0 || n > INT64_MAX >> 31)
        return err_say(e, ERR_USAGE, N_("--volume-size is a number of bytes (1G, 700M), not {1}."),
                       text, NULL);
    *out = n << shift;
    if (*out > BUNDLE_VOLUME_MAX)
        return err_say(
            e, ERR_USAGE,
            N_("--volume-size is at most 1G: a stick may be unable to hold larger files."), text,
            NULL);
    return 0;
}

static void json_result(struct buf *out, const struct export *x)
{
    const struct export_state *s = export_state(x);
    struct json j = {.out = out};
    char hex[ID_HEX_LEN + 1];

    id_print(s->bundle, hex);
    json_object(&j, NULL);
    json_array(&j, "files");
    for (uint32_t i = 0; i < s->volumes; i++)
        json_text(&j, NULL, export_file(x, i));
    json_end(&j, ']');
    json_text(&j, "bundle", hex);
    json_int(&j, "commits", s->commits);
    json_int(&j, "changes", s->changes);
    json_int(&j, "photos", s->photos);
    json_int(&j, "photos_missing", s->photos_missing);
    json_int(&j, "bytes", s->bytes);
    json_int(&j, "sealed_to", (int64_t)s->readers);
    json_int(&j, "resumed", s->resumed);
    json_end(&j, '}');
}

static void put_count(struct buf *out, const char *pattern, int64_t a, int64_t b)
{
    char x[24], y[24];

    snprintf(x, sizeof x, "%" PRId64, a);
    snprintf(y, sizeof y, "%" PRId64, b);
    buf_puts(out, "  ");
    text_fill(out, pattern, x, y, NULL);
    buf_putc(out, '\n');
}

static void text_result(struct buf *out, const struct export *x)
{
    const struct export_state *s = export_state(x);
    char size[32];

    for (uint32_t i = 0; i < s->volumes; i++)
        buf_addf(out, "%s\n", export_file(x, i));
    put_count(out, _("{1} changes, {2} photos"), s->changes, s->photos);
    if (s->photos_missing > 0)
        put_count(out, _("{1} photos are not on this laptop: they are not in it"),
                  s->photos_missing, 0);
    if (s->resumed > 0)
        put_count(out, _("gone on with: {1} bytes were there already"), s->resumed, 0);
    if (s->readers > 0)
        put_count(out, _("sealed: {1} laptops of the team can read it"), (int64_t)s->readers, 0);
    snprintf(size, sizeof size, "%.1f MB", (double)s->bytes / 1e6);
    buf_puts(out, "  ");
    text_fill(out, _("{1}, read back: the stick can be unplugged"), size, NULL, NULL);
    buf_putc(out, '\n');
}

static int write_all(struct writing *w, struct err *e)
{
    int rc;

    progress_begin(&w->bar);
    while ((rc = export_step(w->x, e)) > 0)
        if (stopped(w)) {
            rc = err_set(e, ERR_CANCELLED, "", "%s", "");
            break;
        }
    progress_end(&w->bar);
    if (rc == -ERR_CANCELLED)
        err_say(e, ERR_CANCELLED,
                N_("Stopped. What is written stays as {1}.part: the same command goes on with it."),
                export_file(w->x, export_state(w->x)->volume - 1), NULL);
    return rc;
}

int cmd_bundle(struct session *s, const struct arguments *a, struct err *e)
{
    struct writing w = {0};
    struct export_options how = {.without_photos = a->option['p'] != NULL};
    struct buf out = {.max = SIZE_MAX / 2};
    struct casefile *c;
    char *path = NULL;
    int rc = size_option(a->option['v'], &how.volume_max, e);

    if (rc == 0 && (!a->option['o'] || !*a->option['o']))
        rc = err_say(e, ERR_USAGE, N_("-o FILE is missing: where to write it."), NULL, NULL);
    if (rc == 0)
        rc = cmd_open(s, a->v[0], &c, e);
    if (rc != 0)
        return rc;
    rc = export_path(c, &s->who, a->option['o'], &path, e);
    if (rc == 0)
        rc = export_begin(&w.x, c, buf_str(&s->workspace), &s->who, path, &how, NULL, e);
    if (rc == 0) {
        if (export_state(w.x)->readers == 0)
            fprintf(stderr, "genba: %s\n",
                    _("This laptop has no team: whoever finds the stick can read it. `genba team "
                      "init` founds one."));
        rc = write_all(&w, e);
    }
    if (rc == 0)
        s->json ? json_result(&out, w.x) : text_result(&out, w.x);
    if (rc == 0)
        cmd_print(&out);
    export_end(w.x);
    case_close(c);
    free(path);
    buf_release(&out);
    return rc;
}
