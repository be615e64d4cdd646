#include "assets/photo/export_lists.h"

#include "assets/photo/match.h"
#include "model/base/file.h"
#include "model/photo.h"
#include "model/rules/name.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LIST_MAX ((size_t)64 << 20)
#define HEADER                                                                                     \
    "file\tsha256\tresult\tplace\toriginal_name\toriginal_sha256\ttargets\ttags\ttaken\t"          \
    "date_mismatch\tcaption\tphoto\n"
#define SUM_NAME_AT (2 * HASH_LEN + 2) /* hash, two blanks, name */

/* --- what a photo is --- */

/* No tab or line end of its own, and no formula (R145). */
static void cell(struct buf *out, const char *text)
{
    if (*text && strchr("=+-@", *text))
        buf_putc(out, '\'');
    for (; *text; text++)
        buf_putc(out, (unsigned char)*text < ' ' ? ' ' : *text);
}

static void put_targets(struct buf *out, const struct survey *s, const struct row *photo)
{
    struct buf all = BUF_INIT;
    const struct row *target;

    for (size_t i = 0; (target = photo_next_target(s, photo, &i)) != NULL;) {
        buf_puts(&all, all.len ? "; " : "");
        row_name(s, target, &all);
    }
    cell(out, buf_str(&all));
    buf_release(&all);
}

static void put_tags(struct buf *out, const struct survey *s, const struct row *photo, bool ja)
{
    bool first = true;
    const char *tag;

    for (size_t i = 0; (tag = photo_next_tag(s, photo, &i)) != NULL; first = false) {
        const struct enum_item *item = enum_by_id(catalog[F_photo_photo_tag].list, tag);

        buf_puts(out, first ? "" : "; ");
        buf_puts(out, item ? enum_label(item, ja) : tag);
    }
}

void export_describe(struct buf *out, const struct survey *s, const struct row *photo, bool ja)
{
    cell(out, row_text(photo, F_photo_orig_name));
    buf_addf(out, "\t%s\t", row_text(photo, F_photo_sha256));
    put_targets(out, s, photo);
    buf_putc(out, '\t');
    put_tags(out, s, photo, ja);
    buf_putc(out, '\t');
    cell(out, row_text(photo, F_photo_exif_datetime_original));
    buf_addf(out, "%s\t%s\t", row_text(photo, F_photo_exif_offset), photo_date_mismatch(s, photo));
    cell(out, row_text(photo, F_photo_caption));
}

/* --- lines of an earlier export --- */

static void path_of(struct buf *out, const char *dir, const char *name)
{
    buf_addf(out, "%s/%s", dir, name);
}

/* 0 and nothing when there is no such file. */
static int read_list(const char *dir, const char *name, struct buf *out, struct err *e)
{
    struct buf path = BUF_INIT;
    struct err why = {0};
    int rc;

    path_of(&path, dir, name);
    rc = file_read(buf_str(&path), LIST_MAX, out, &why);
    buf_release(&path);
    if (rc == -ERR_NOTFOUND)
        return 0;
    if (rc != 0 && e)
        *e = why;
    return rc;
}

/* Of each line the first column, the file, and the last, the photo. */
static void take_names(const char *list, struct earlier *names)
{
    for (const char *line = list; *line;) {
        size_t n = strcspn(line, "\n");
        const char *last = memrchr(line, '\t', n);

        if (last)
            earlier_add(names, last + 1, (size_t)(line + n - last) - 1, line, strcspn(line, "\t"));
        line += n + (line[n] == '\n');
    }
    earlier_sort(names);
}

int export_lists_read(const char *dir, struct earlier *names, struct err *e)
{
    struct buf sums = BUF_INIT, list = BUF_INIT;
    const char *foreign = NULL;
    int rc = read_list(dir, PHOTO_EXPORT_SUMS, &sums, e);

    if (rc == 0)
        rc = read_list(dir, PHOTO_EXPORT_LIST, &list, e);
    if (rc == 0 && sums.len > 0 && !strstr(buf_str(&sums), "  " PHOTO_EXPORT_LIST "\n"))
        foreign = PHOTO_EXPORT_SUMS;
    if (rc == 0 && list.len > 0 && strncmp(buf_str(&list), HEADER, strlen(HEADER)) != 0)
        foreign = PHOTO_EXPORT_LIST;
    if (foreign)
        rc =
            err_say(e, ERR_EXISTS,
                    N_("{1} has a file {2} that no export of photos wrote. Choose another folder."),
                    dir, foreign);
    if (rc == 0)
        take_names(buf_str(&list), names);
    buf_release(&sums);
    buf_release(&list);
    return rc;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Appends the lines of `old` whose file is in the folder and not in `now`. */
static void keep_lines(struct buf *out, const char *dir, const char *old, size_t name_at,
                       void *const *now)
{
    for (const char *line = old, *end; *line; line = end) {
        struct buf path = BUF_INIT;
        struct stat st;
        char *name;

        end = line + strcspn(line, "\n");
        end += *end == '\n';
        if ((size_t)(end - line) <= name_at)
            continue;
        name = xstrndup(line + name_at, strcspn(line + name_at, "\t\n"));
        path_of(&path, dir, name);
        if (*name && !strchr(name, '/') && !tfind(name, now, compare) &&
            lstat(buf_str(&path), &st) == 0 && S_ISREG(st.st_mode))
            buf_add(out, line, (size_t)(end - line));
        free(name);
        buf_release(&path);
    }
}

/* --- the lists --- */

static bool is_out(const struct photo_export_item *it)
{
    return it->outcome == PHOTO_EXPORT_WRITTEN || it->outcome == PHOTO_EXPORT_THERE;
}

static void put_photo(struct buf *out, const struct photo_export_item *it, const char *described)
{
    char hex[2 * HASH_LEN + 1] = "", id[ID_HEX_LEN + 1];

    id_print(it->photo, id);
    if (is_out(it))
        hash_print(&it->sha256, hex);
    buf_addf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", is_out(it) ? it->name : "", hex,
             is_out(it) ? "exported" : photo_export_word(it->outcome),
             it->placeless ? "removed" : "", described, id);
}

static void put_sum(struct buf *out, const struct hash *sha256, const char *name)
{
    char hex[2 * HASH_LEN + 1];

    hash_print(sha256, hex);
    buf_addf(out, "%s  %s\n", hex, name);
}

static int write_list(const char *dir, const char *name, struct buf *text, struct err *e)
{
    struct buf path = BUF_INIT;
    int rc;

    path_of(&path, dir, name);
    rc = file_write(buf_str(&path), buf_str(text), text->len, e);
    buf_release(&path);
    return rc;
}

static void no_free(void *p)
{
    (void)p;
}

int export_lists_write(const char *dir, const struct photo_export_item *items,
                       char *const *described, size_t n, struct err *e)
{
    struct buf old_list = BUF_INIT, old_sums = BUF_INIT, list = BUF_INIT, sums = BUF_INIT;
    void *now = NULL;
    int rc = read_list(dir, PHOTO_EXPORT_LIST, &old_list, e);
    struct hash of_list;

    if (rc == 0)
        rc = read_list(dir, PHOTO_EXPORT_SUMS, &old_sums, e);
    if (!tsearch(PHOTO_EXPORT_LIST, &now, compare) || !tsearch("file", &now, compare))
        out_of_memory();
    buf_puts(&list, HEADER);
    for (size_t i = 0; i < n; i++) {
        if (is_out(&items[i])) {
            put_sum(&sums, &items[i].sha256, items[i].name);
            if (!tsearch(items[i].name, &now, compare))
                out_of_memory();
        }
        put_photo(&list, &items[i], described[i]);
    }
    keep_lines(&list, dir, buf_str(&old_list), 0, &now);
    keep_lines(&sums, dir, buf_str(&old_sums), SUM_NAME_AT, &now);
    of_list = sha256(list.p, list.len);
    put_sum(&sums, &of_list, PHOTO_EXPORT_LIST);
    if (rc == 0)
        rc = write_list(dir, PHOTO_EXPORT_LIST, &list, e);
    if (rc == 0)
        rc = write_list(dir, PHOTO_EXPORT_SUMS, &sums, e);
    tdestroy(now, no_free);
    buf_release(&old_list);
    buf_release(&old_sums);
    buf_release(&list);
    buf_release(&sums);
    return rc;
}
