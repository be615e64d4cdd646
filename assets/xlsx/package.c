#include "assets/xlsx/package.h"

#include "assets/xlsx/limits.h"
#include "assets/xlsx/sniff.h"

#include <minizip/unzip.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 65536 /* read at once; also what expat is fed */
#define ENCRYPTED 1 /* general purpose bit 0 */

struct entry {
    char *name; /* folded */
    uint32_t order;
    unz64_file_pos at;
    size_t charged; /* what its XML took from the budget, once however often it is read */
};

struct package {
    char *shown; /* the path in messages; the bare name when it is too long for them */
    unzFile zip;
    struct entry *entries; /* by name */
    size_t n, cap;
    struct entry *current; /* the one being read */
    size_t budget;         /* bytes of XML that may still be unpacked */
};

static int damaged(const char *path, struct err *e, const char *detail)
{
    return err_say(e, ERR_CORRUPT, N_("{1} is cut off or damaged: {2}"), path, detail);
}

int package_damaged(const struct package *p, struct err *e, const char *fmt, ...)
{
    char detail[sizeof e->detail];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(detail, sizeof detail, fmt, ap);
    va_end(ap);
    return damaged(p->shown, e, detail);
}

int package_too_large(const struct package *p, struct err *e, const char *fmt, ...)
{
    char detail[sizeof e->detail];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(detail, sizeof detail, fmt, ap);
    va_end(ap);
    return err_say(e, ERR_LIMIT, N_("{1} is larger than this program reads: {2}"), p->shown,
                   detail);
}

/* minizip's own stdio functions on a descriptor that was checked before: the
 * path is not opened a second time. */
static voidpf open_descriptor(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return fdopen(*(int *)opaque, "rb");
}

/* ASCII case and slashes; other letters stay as they are. */
static void fold(const char *name, char out[XLSX_ENTRY_NAME_MAX])
{
    size_t n = 0;

    while (*name == '/' || *name == '\\')
        name++;
    for (; *name && n < XLSX_ENTRY_NAME_MAX - 1; name++) {
        char c = *name == '\\' ? '/' : *name;

        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    out[n] = '\0';
}

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int c = strcmp(x->name, y->name);

    return c ? c : (x->order > y->order) - (x->order < y->order);
}

static int add_entry(struct package *p, struct err *e)
{
    char name[XLSX_ENTRY_NAME_MAX] = "", folded[XLSX_ENTRY_NAME_MAX];
    unz_file_info64 info;
    struct entry *entry;

    if (unzGetCurrentFileInfo64(p->zip, &info, name, sizeof name - 1, NULL, 0, NULL, 0) != UNZ_OK)
        return damaged(p->shown, e, "the zip directory cannot be read");
    if (info.size_filename >= sizeof name)
        return 0; /* no part of a workbook has such a name */
    if (p->n >= XLSX_ENTRIES_MAX)
        return package_too_large(p, e, "more than %d files inside", XLSX_ENTRIES_MAX);
    p->entries = xgrow(p->entries, p->n, &p->cap, sizeof *p->entries);
    entry = &p->entries[p->n];
    if (unzGetFilePos64(p->zip, &entry->at) != UNZ_OK)
        return damaged(p->shown, e, "the zip directory cannot be read");
    fold(name, folded);
    entry->name = xstrdup(folded);
    entry->order = (uint32_t)p->n++;
    entry->charged = 0;
    return 0;
}

static int read_directory(struct package *p, struct err *e)
{
    int rc = unzGoToFirstFile(p->zip);

    while (rc == UNZ_OK) {
        int added = add_entry(p, e);

        if (added != 0)
            return added;
        rc = unzGoToNextFile(p->zip);
    }
    if (rc != UNZ_END_OF_LIST_OF_FILE)
        return damaged(p->shown, e, "the zip directory cannot be read");
    qsort(p->entries, p->n, sizeof *p->entries, by_name);
    return 0;
}

int package_open(struct package **out, const char *path, struct err *e)
{
    struct package *p;
    zlib_filefunc64_def io;
    const char *slash = strrchr(path, '/');
    const char *shown = slash && strlen(path) >= sizeof e->subject ? slash + 1 : path;
    int fd = sniff_open(path, shown, e), rc;

    if (fd < 0)
        return fd;
    p = xcalloc(1, sizeof *p);
    p->shown = xstrdup(shown);
    p->budget = XLSX_TOTAL_MAX;
    fill_fopen64_filefunc(&io);
    io.zopen64_file = open_descriptor;
    io.opaque = &fd;
    p->zip = unzOpen2_64(path, &io); /* closes fd when it fails */
    rc = p->zip ? read_directory(p, e)
                : damaged(shown, e, "the zip directory at its end is missing");
    if (rc != 0) {
        package_close(p);
        return rc;
    }
    *out = p;
    return 0;
}

void package_close(struct package *p)
{
    if (!p)
        return;
    if (p->zip)
        unzClose(p->zip);
    for (size_t i = 0; i < p->n; i++)
        free(p->entries[i].name);
    free(p->entries);
    free(p->shown);
    free(p);
}

const char *package_path(const struct package *p)
{
    return p->shown;
}

static struct entry *find(const struct package *p, const char *part)
{
    char name[XLSX_ENTRY_NAME_MAX];
    size_t lo = 0, hi = p->n;

    fold(part, name);
    while (lo < hi) { /* the first of equal names */
        size_t mid = lo + (hi - lo) / 2;

        if (strcmp(p->entries[mid].name, name) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < p->n && strcmp(p->entries[lo].name, name) == 0 ? &p->entries[lo] : NULL;
}

bool package_has(const struct package *p, const char *part)
{
    return find(p, part) != NULL;
}

static int open_part(struct package *p, const char *part, unz_file_info64 *info, struct err *e)
{
    struct entry *entry = find(p, part);

    if (!entry)
        return package_damaged(p, e, "%s is missing", part);
    if (unzGoToFilePos64(p->zip, &entry->at) != UNZ_OK ||
        unzGetCurrentFileInfo64(p->zip, info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
        return package_damaged(p, e, "%s cannot be found", part);
    if (info->flag & ENCRYPTED)
        return err_say(e, ERR_UNSUPPORTED,
                       N_("{1} is protected with a password. Ask for a copy without one."),
                       p->shown, "");
    if (unzOpenCurrentFile(p->zip) != UNZ_OK)
        return package_damaged(p, e, "%s cannot be unpacked", part);
    p->current = entry;
    return 0;
}

int package_spend(struct package *p, size_t total, struct err *e)
{
    size_t more = total > p->current->charged ? total - p->current->charged : 0;

    if (more > p->budget)
        return package_too_large(p, e, "it unpacks to more than %zu MB", XLSX_TOTAL_MAX / MIB);
    p->budget -= more;
    p->current->charged += more;
    return 0;
}

static int check_size(struct package *p, const char *part, size_t got, size_t max,
                      const unz_file_info64 *info, struct err *e)
{
    if (got > XLSX_RATIO_FLOOR && got / XLSX_RATIO_MAX > info->compressed_size)
        return err_say(e, ERR_LIMIT,
                       N_("{1} unpacks to far more than a workbook does (a zip bomb): {2}"),
                       p->shown, part);
    if (got > max)
        return package_too_large(p, e, "%s unpacks to more than %zu MB", part, max / MIB);
    return 0;
}

static int pump(struct package *p, const char *part, size_t max, const unz_file_info64 *info,
                package_sink *sink, void *ctx, struct err *e)
{
    char chunk[CHUNK];
    size_t total = 0;
    int got, rc = 0;

    while (rc == 0 && (got = unzReadCurrentFile(p->zip, chunk, sizeof chunk)) != 0) {
        if (got < 0)
            return package_damaged(p, e, "%s cannot be unpacked", part);
        total += (size_t)got;
        rc = check_size(p, part, total, max, info, e);
        if (rc == 0)
            rc = sink(ctx, chunk, (size_t)got, e);
    }
    if (rc == 0 && total != info->uncompressed_size)
        return package_damaged(p, e, "%s ends too early", part);
    return rc;
}

int package_read(struct package *p, const char *part, size_t max, package_sink *sink, void *ctx,
                 struct err *e)
{
    unz_file_info64 info;
    int rc = open_part(p, part, &info, e), closed;

    if (rc != 0)
        return rc;
    rc = pump(p, part, max, &info, sink, ctx, e);
    closed = unzCloseCurrentFile(p->zip);
    if (rc == 0 && closed != UNZ_OK)
        rc = package_damaged(p, e, "the check sum of %s is wrong", part);
    return rc;
}
