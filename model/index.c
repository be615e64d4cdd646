/* The index of a workspace. One line a hospital, fields separated by tabs; a
 * tab or newline inside a text becomes a blank. */
#include "model/workspace.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/base/text.h"
#include "model/conflicts.h"
#include "model/rules/progress.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INDEX_HEAD "genba index 1"
#define INDEX_MAX ((size_t)64 << 20)

/* The columns in the order of the file; one row here is all a column needs. */
enum column_type { COLUMN_TEXT, COLUMN_INT, COLUMN_INT64 };
static const struct {
    size_t offset;
    enum column_type type;
} columns[] = {
    {offsetof(struct summary, folder), COLUMN_TEXT},
    {offsetof(struct summary, key_time), COLUMN_INT64},
    {offsetof(struct summary, key_size), COLUMN_INT64},
    {offsetof(struct summary, serial), COLUMN_TEXT},
    {offsetof(struct summary, name), COLUMN_TEXT},
    {offsetof(struct summary, prefecture), COLUMN_TEXT},
    {offsetof(struct summary, dates), COLUMN_TEXT},
    {offsetof(struct summary, state), COLUMN_INT},
    {offsetof(struct summary, precall), COLUMN_TEXT},
    {offsetof(struct summary, lines), COLUMN_INT},
    {offsetof(struct summary, lines_done), COLUMN_INT},
    {offsetof(struct summary, pcs), COLUMN_INT},
    {offsetof(struct summary, pcs_done), COLUMN_INT},
    {offsetof(struct summary, attention), COLUMN_INT},
    {offsetof(struct summary, sheet_faults), COLUMN_INT},
    {offsetof(struct summary, conflicts), COLUMN_INT},
    {offsetof(struct summary, pending_commits), COLUMN_INT64},
    {offsetof(struct summary, pending_photos), COLUMN_INT64},
};
#define COLUMNS (sizeof columns / sizeof columns[0])

static void *member(struct summary *s, size_t i)
{
    return (char *)s + columns[i].offset;
}

static void summary_release(struct summary *s)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (columns[i].type == COLUMN_TEXT)
            free(*(char **)member(s, i));
}

void index_release(struct index *ix)
{
    for (size_t i = 0; i < ix->n; i++)
        summary_release(&ix->v[i]);
    free(ix->v);
    *ix = (struct index){0};
}

static bool parse_line(char *line, struct summary *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < COLUMNS; i++) {
        char *part = strsep(&line, "\t");

        if (columns[i].type == COLUMN_TEXT)
            *(char **)member(out, i) = xstrdup(part ? part : "");
        else if (columns[i].type == COLUMN_INT)
            *(int *)member(out, i) = part ? (int)strtol(part, NULL, 10) : 0;
        else
            *(int64_t *)member(out, i) = part ? strtoll(part, NULL, 10) : 0;
        if (!part) {
            summary_release(out);
            return false;
        }
    }
    return true;
}

static void print_text(struct buf *out, const char *s)
{
    for (; *s; s++)
        buf_putc(out, *s == '\t' || *s == '\n' ? ' ' : *s);
}

static void print_line(struct buf *out, struct summary *s)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i > 0)
            buf_putc(out, '\t');
        if (columns[i].type == COLUMN_TEXT)
            print_text(out, *(char **)member(s, i));
        else if (columns[i].type == COLUMN_INT)
            buf_addf(out, "%d", *(int *)member(s, i));
        else
            buf_addf(out, "%" PRId64, *(int64_t *)member(s, i));
    }
    buf_putc(out, '\n');
}

static void path_of(struct buf *out, const char *workspace)
{
    buf_addf(out, "%s/index.tsv", workspace);
}

static int compare_folder(const void *a, const void *b)
{
    return strcmp(((const struct summary *)a)->folder, ((const struct summary *)b)->folder);
}

static void sort(struct index *ix)
{
    if (ix->n > 0)
        qsort(ix->v, ix->n, sizeof *ix->v, compare_folder);
}

static void read_cache(struct index *ix, const char *workspace)
{
    struct buf path = BUF_INIT, text = BUF_INIT;
    char *rest, *line;

    path_of(&path, workspace);
    if (file_read(buf_str(&path), INDEX_MAX, &text, NULL) == 0 &&
        strncmp(buf_str(&text), INDEX_HEAD "\n", sizeof INDEX_HEAD) == 0) {
        rest = text.p + sizeof INDEX_HEAD;
        while ((line = strsep(&rest, "\n")) != NULL && *line) {
            ix->v = xgrow(ix->v, ix->n, &ix->cap, sizeof *ix->v);
            if (parse_line(line, &ix->v[ix->n]))
                ix->n++;
        }
    }
    sort(ix);
    buf_release(&path);
    buf_release(&text);
}

/* The state of a case as the file system tells it. A write-ahead log beside
 * the database means that it is open or was killed: it counts. */
static bool case_key(int dir, const char *leaf, int64_t *when, int64_t *size)
{
    struct buf path = BUF_INIT;
    struct stat st;
    bool ok;

    buf_addf(&path, "%s/survey.db", leaf);
    ok = fstatat(dir, buf_str(&path), &st, 0) == 0;
    *when = st.st_mtim.tv_sec * INT64_C(1000000000) + st.st_mtim.tv_nsec;
    *size = st.st_size;
    buf_puts(&path, "-wal");
    if (ok && fstatat(dir, buf_str(&path), &st, 0) == 0) {
        *when += st.st_mtim.tv_sec * INT64_C(1000000000) + st.st_mtim.tv_nsec;
        *size += st.st_size;
    }
    buf_release(&path);
    return ok;
}

/* What a case folder says of itself by its name: SERIAL_NAME.genba. */
static struct summary from_name(const char *leaf)
{
    const char *cut = strchr(leaf, '_');
    size_t n = strlen(leaf) - strlen(".genba");
    struct summary s = {.folder = xstrdup(leaf), .stale = true};

    if (!cut || cut > leaf + n)
        cut = leaf + n;
    s.serial = xstrndup(leaf, (size_t)(cut - leaf));
    s.name = cut < leaf + n ? xstrndup(cut + 1, (size_t)(leaf + n - cut - 1)) : xstrdup("");
    s.prefecture = xstrdup("");
    s.dates = xstrdup("");
    s.precall = xstrdup("");
    return s;
}

static int compare_name(const void *leaf, const void *line)
{
    return strcmp(leaf, ((const struct summary *)line)->folder);
}

static struct summary *find_line(const struct index *ix, const char *leaf)
{
    return ix->n ? bsearch(leaf, ix->v, ix->n, sizeof *ix->v, compare_name) : NULL;
}

int index_load(struct index *ix, const char *workspace, struct err *e)
{
    struct index cache = {0};
    DIR *dir = opendir(workspace);
    struct dirent *d;

    *ix = (struct index){0};
    if (!dir)
        return err_errno(e, workspace);
    read_cache(&cache, workspace);
    while ((d = readdir(dir)) != NULL) {
        struct summary *old;
        int64_t when, size;

        if (!workspace_is_case(d->d_name) || !case_key(dirfd(dir), d->d_name, &when, &size))
            continue;
        old = find_line(&cache, d->d_name);
        ix->v = xgrow(ix->v, ix->n, &ix->cap, sizeof *ix->v);
        ix->v[ix->n] = from_name(d->d_name);
        if (old) { /* the cache keeps the bare line, to be released with it */
            struct summary bare = ix->v[ix->n];

            ix->v[ix->n] = *old;
            ix->v[ix->n].stale = old->key_time != when || old->key_size != size;
            *old = bare;
        }
        ix->n++;
    }
    closedir(dir);
    index_release(&cache);
    sort(ix);
    return 0;
}

int index_save(const struct index *ix, const char *workspace, struct err *e)
{
    struct buf path = BUF_INIT, text = BUF_INIT;
    int rc;

    path_of(&path, workspace);
    buf_puts(&text, INDEX_HEAD "\n");
    for (size_t i = 0; i < ix->n; i++)
        if (ix->v[i].key_time != 0)
            print_line(&text, &ix->v[i]);
    rc = file_write(buf_str(&path), buf_str(&text), text.len, e);
    buf_release(&path);
    buf_release(&text);
    return rc;
}

static void replace(char **at, const char *text)
{
    free(*at);
    *at = xstrdup(text);
}

static void fill(struct summary *s, const struct casefile *c)
{
    const struct row *site = survey_site(&c->survey);
    struct progress p;
    struct counts n = {0};
    int64_t open;
    struct err ignored;

    progress_load(&p, &c->survey, clock_now_ms());
    store_counts(c->store, &n, &ignored);
    conflicts_count(c, &open, &ignored);
    if (site) {
        replace(&s->serial, row_text(site, F_site_hospital_serial_no));
        replace(&s->name, row_text(site, F_site_hospital_name));
        replace(&s->prefecture, row_text(site, F_site_prefecture));
        replace(&s->dates, row_text(site, F_site_survey_dates));
        replace(&s->precall, row_is(site, F_site_precall_result, "done")
                                 ? row_text(site, F_site_precall_at)
                                 : "");
    }
    s->state = (int)p.state;
    s->sheet_faults = p.sheet_faults;
    s->lines = p.lines;
    s->lines_done = p.lines_done;
    s->pcs = p.pcs;
    s->pcs_done = p.pcs_done;
    s->attention = p.attention;
    s->conflicts = (int)open;
    s->pending_commits = n.pending_commits;
    s->pending_photos = n.pending_photos;
    s->stale = false;
}

/* The key is read when the case is closed: closing moves the write-ahead log
 * into the database. */
static void fill_key(struct summary *s, const char *workspace)
{
    int dir = open(workspace, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (dir >= 0) {
        case_key(dir, s->folder, &s->key_time, &s->key_size);
        close(dir);
    }
}

int index_refresh(struct index *ix, size_t i, const char *workspace, const struct identity *who,
                  struct err *e)
{
    struct buf folder = BUF_INIT;
    struct casefile *c;
    int rc;

    buf_addf(&folder, "%s/%s", workspace, ix->v[i].folder);
    rc = case_open(&c, buf_str(&folder), who, e);
    buf_release(&folder);
    if (rc != 0)
        return rc;
    fill(&ix->v[i], c);
    case_close(c);
    fill_key(&ix->v[i], workspace);
    return 0;
}

const char *summary_state_id(const struct summary *s)
{
    return hospital_state_id(s->state);
}

void index_note(struct index *ix, const struct casefile *c)
{
    const char *leaf = strrchr(c->folder, '/');
    struct summary *s;

    leaf = leaf ? leaf + 1 : c->folder;
    s = find_line(ix, leaf);
    if (!s) {
        ix->v = xgrow(ix->v, ix->n, &ix->cap, sizeof *ix->v);
        ix->v[ix->n++] = from_name(leaf);
        sort(ix);
        s = find_line(ix, leaf);
    }
    fill(s, c);
}

int index_closed(struct index *ix, const char *workspace, const char *folder, struct err *e)
{
    const char *leaf = strrchr(folder, '/');
    struct summary *s = find_line(ix, leaf ? leaf + 1 : folder);

    if (!s)
        return 0;
    fill_key(s, workspace);
    return index_save(ix, workspace, e);
}
