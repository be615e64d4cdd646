#include "assets/import/import.h"
#include "assets/import/merge.h"
#include "assets/photo/keep.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/base/text.h"
#include "model/rules/single.h"
#include "model/workspace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((size_t)256 << 20)

struct job {
    struct import_result *out;
    const struct import_options *o;
    const struct identity *who;
    const char *workspace; /* NULL: into `open` only */
    struct casefile *open; /* the caller's, or NULL */
    struct aliases *a;
    struct reading *readings; /* by file */
};

static int error(struct job *j, size_t file, const char *rule, const char *msg, const char *a1,
                 const char *a2, const char *fix)
{
    FAULT(&j->out->files[file], NULL, IMPORT_ERROR, rule, msg, fix, {a1, a2, NULL});
    return 0;
}

/* ---- reading ---- */

static void hash_file(struct import_file *f)
{
    struct buf b;
    struct hash h;

    buf_init(&b, FILE_MAX);
    if (file_read(f->path, FILE_MAX, &b, NULL) == 0) {
        h = sha256(buf_str(&b), b.len);
        hash_print(&h, f->sha256);
    }
    buf_release(&b);
}

static void read_all(struct job *j)
{
    for (size_t i = 0; i < j->out->n; i++) {
        struct reading *r = &j->readings[i];

        r->a = j->a;
        r->file = &j->out->files[i];
        hash_file(r->file);
        reading_file(r, r->file->path);
    }
}

/* ---- whose is it ---- */

static bool title_names(const struct reading *r, const char *hospital)
{
    struct buf key = BUF_INIT;
    bool found = false;

    alias_key(&key, hospital, false);
    for (int i = 0; i < r->nsheets && !found && key.len > 0; i++) {
        size_t n;
        const struct cell *c = r->sheets[i] ? sheet_cells(r->sheets[i], &n) : NULL;

        for (size_t k = 0; c && k < n && c[k].row < 12 && !found; k++) {
            struct buf text = BUF_INIT;

            if (c[k].type == CELL_TEXT && strlen(c[k].text) < 400)
                alias_key(&text, c[k].text, false);
            found = strstr(buf_str(&text), buf_str(&key)) != NULL;
            buf_release(&text);
        }
    }
    buf_release(&key);
    return found;
}

static const char *hospital_of(const struct reading *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->records[i].kind == KIND_site && *record_text(&r->records[i], F_site_hospital_name))
            return record_text(&r->records[i], F_site_hospital_name);
    return r->hospital ? r->hospital : "";
}

/* A room request without a serial number: the hospital that it names, else the
 * only one there is in this command. */
static void find_serial(struct job *j, size_t i)
{
    const char *only = NULL, *named = NULL;
    size_t others = 0;

    for (size_t k = 0; k < j->out->n; k++) {
        const char *serial = j->out->files[k].serial;

        if (k == i || j->out->files[k].kind != IMPORT_HEARING || !*serial)
            continue;
        if (title_names(&j->readings[i], hospital_of(&j->readings[k])))
            named = serial;
        others += !only || strcmp(only, serial) != 0;
        only = serial;
    }
    if (!named && others == 1)
        named = only;
    if (!named && j->open && survey_site(&j->open->survey))
        named = row_text(survey_site(&j->open->survey), F_site_hospital_serial_no);
    if (!named && j->o->serial)
        named = j->o->serial;
    if (named) {
        free(j->out->files[i].serial);
        j->out->files[i].serial = xstrdup(named);
    }
}

static void find_serials(struct job *j)
{
    const char *open = j->open && survey_site(&j->open->survey)
                           ? row_text(survey_site(&j->open->survey), F_site_hospital_serial_no)
                           : j->o->serial;

    for (size_t i = 0; i < j->out->n; i++) {
        struct import_file *f = &j->out->files[i];

        if (!*f->serial && f->kind == IMPORT_REQUEST)
            find_serial(j, i);
        if (f->kind == IMPORT_NOTHING || f->errors > 0)
            continue;
        if (!*f->serial)
            error(j, i, "R001", N_("It does not say whose it is: there is no serial number"), NULL,
                  NULL, N_("Put the serial number into the file name."));
        else if (open && *open && strcmp(open, f->serial) != 0)
            error(j, i, "R011", N_("This is hospital {1}, not {2}"), f->serial, open, NULL);
    }
}

/* ---- batches ---- */

static struct batch *batches_of(struct job *j, size_t *n)
{
    struct batch *list = xcalloc(j->out->n, sizeof *list);

    *n = 0;
    for (size_t i = 0; i < j->out->n; i++) {
        const char *serial = j->out->files[i].serial;
        struct batch *b = NULL;

        for (size_t k = 0; k < *n && !b; k++)
            if (strcmp(list[k].serial, serial) == 0)
                b = &list[k];
        if (!b) {
            b = &list[(*n)++];
            b->serial = xstrdup(serial);
            b->readings = xcalloc(j->out->n, sizeof(struct reading *));
            b->files = xcalloc(j->out->n, sizeof *b->files);
        }
        b->files[b->n] = i;
        b->readings[b->n++] = &j->readings[i];
    }
    return list;
}

/* R009: the same bytes again change nothing; an older sheet is refused. */
static void compare_documents(struct job *j, struct batch *b, size_t file)
{
    struct import_file *f = &j->out->files[file];
    const char *kind = f->kind == IMPORT_REQUEST ? "room_request" : "hearing_sheet";
    const struct row *latest = NULL;
    int days = 0;

    for (size_t i = 0; i < b->s->n[KIND_document]; i++) {
        const struct row *d = b->s->rows[KIND_document][i];

        if (row_is(d, F_document_doc_kind, kind))
            latest = d; /* rows are in order of creation */
    }
    if (!latest)
        return;
    f->same = strcmp(row_text(latest, F_document_sha256), f->sha256) == 0;
    if (!f->same && !j->o->force && f->file_date &&
        date_parse(row_text(latest, F_document_file_date), &days) && f->file_date < days)
        error(j, file, "R009", N_("It is older than the file imported before: {1}"),
              row_text(latest, F_document_file_name), NULL,
              N_("Import the newer file, or repeat with --force."));
}

static void check_batch(struct job *j, struct batch *b)
{
    size_t hearings = 0;

    for (size_t i = 0; i < b->n; i++) {
        struct import_file *f = &j->out->files[b->files[i]];
        bool again = false;

        for (size_t k = 0; k < i; k++)
            again |= strcmp(j->out->files[b->files[k]].sha256, f->sha256) == 0;
        f->same = again;
        if (!again)
            compare_documents(j, b, b->files[i]);
        hearings += f->kind == IMPORT_HEARING && !again;
        if (hearings > 1 && f->kind == IMPORT_HEARING && !again)
            error(j, b->files[i], "R009", N_("Two hearing sheets of hospital {1} at once"),
                  b->serial, NULL, N_("Import the older one first."));
        if (f->same)
            f->unchanged = (int)b->readings[i]->n + (int)b->readings[i]->ndrawings;
    }
}

/* ---- writing ---- */

static int write_drawings(const struct batch *b, const char *folder, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->readings[i]->ndrawings && rc == 0; k++) {
            const struct drawing *d = &b->readings[i]->drawings[k];
            char *path = keep_drawing_path(folder, d->sha256, d->media_type);

            if (!keep_is_there(path, (int64_t)d->bytes.len))
                rc = file_write(path, d->bytes.p, d->bytes.len, e);
            free(path);
        }
    return rc;
}

static int write_batch(struct batch *b, struct casefile *c, struct err *e)
{
    int rc = write_drawings(b, c->folder, e);

    return rc == 0 ? case_edit(c, &b->edits, e) : rc;
}

/* The finished folder is moved to its place: a crash leaves no half hospital. */
static int create_case(struct job *j, struct batch *b, const char *name, struct err *e)
{
    struct buf made = BUF_INIT, target = BUF_INIT;
    struct casefile *c = NULL;
    char *leaf = NULL;
    int rc = 0;

    buf_addf(&made, "%s/.import-XXXXXX", j->workspace);
    if (!mkdtemp(made.p)) {
        rc = err_errno(e, made.p);
        buf_release(&made);
        return rc;
    }
    rc = case_create(&c, made.p, b->serial, name, j->who, e);
    if (rc == 0) {
        leaf = xstrdup(c->folder);
        rc = write_batch(b, c, e);
    }
    case_close(c);
    if (rc == 0) {
        buf_addf(&target, "%s%s", j->workspace, strrchr(leaf, '/'));
        if (rename(leaf, buf_str(&target)) != 0)
            rc = err_errno(e, buf_str(&target));
        else
            rc = file_sync_dir(j->workspace, e);
    }
    file_remove_tree(made.p, NULL);
    free(leaf);
    buf_release(&made);
    buf_release(&target);
    return rc;
}

struct goal {           /* where a batch goes */
    struct casefile *c; /* NULL: a new hospital */
    bool own;           /* opened here */
    struct survey empty;
};

static int find_target(struct job *j, struct batch *b, struct goal *t, struct err *e)
{
    struct err none = {0};
    char *folder = NULL;
    int rc = 0;

    survey_init(&t->empty);
    if (j->open) {
        t->c = j->open;
    } else if (workspace_find(j->workspace, b->serial, &folder, &none) == 0) {
        rc = case_open(&t->c, folder, j->who, e);
        t->own = rc == 0;
        free(folder);
    }
    b->s = t->c ? &t->c->survey : &t->empty;
    return rc;
}

static void release_target(struct goal *t)
{
    if (t->own)
        case_close(t->c);
    survey_release(&t->empty);
}

/* A hospital begins with its hearing sheet. */
static const char *new_name(struct job *j, struct batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (j->out->files[b->files[i]].kind == IMPORT_HEARING)
            return hospital_of(b->readings[i]);
    return NULL;
}

static bool has_work(const struct job *j, const struct batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (!j->out->files[b->files[i]].same)
            return true;
    return false;
}

static int commit_batches(struct job *j, struct batch *b, struct goal *t, size_t n, struct err *e)
{
    bool known = false;
    int rc = 0;

    for (size_t i = 0; i < n; i++)
        known |= t[i].c != NULL && has_work(j, &b[i]);
    if (j->o->dry_run)
        return 0;
    if (known && j->o->confirm && !j->o->confirm(j->out, j->o->ctx))
        return err_set(e, ERR_CANCELLED, "", "import");
    for (size_t i = 0; i < n && rc == 0; i++) {
        if (!has_work(j, &b[i]))
            continue;
        rc = t[i].c ? write_batch(&b[i], t[i].c, e) : create_case(j, &b[i], new_name(j, &b[i]), e);
        j->out->written |= rc == 0;
    }
    return rc;
}

static void sum_errors(struct import_result *out)
{
    out->errors = 0;
    for (size_t i = 0; i < out->n; i++)
        out->errors += out->files[i].errors;
}

static int apply(struct job *j, struct err *e)
{
    size_t n;
    struct batch *b = batches_of(j, &n);
    struct goal *t = xcalloc(n, sizeof *t);
    int rc = 0;

    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = find_target(j, &b[i], &t[i], e);
        if (rc != 0)
            break;
        check_batch(j, &b[i]);
        if (!t[i].c && !new_name(j, &b[i]))
            error(j, b[i].files[0], "", N_("Hospital {1} is not in this workspace yet"),
                  b[i].serial, NULL, N_("Import its hearing sheet with it."));
        else
            batch_merge(&b[i], j->out);
    }
    sum_errors(j->out);
    if (rc == 0 && j->out->errors == 0)
        rc = commit_batches(j, b, t, n, e);
    for (size_t i = 0; i < n; i++) {
        batch_release(&b[i]);
        release_target(&t[i]);
    }
    free(b);
    free(t);
    return rc;
}

static int run(struct job *j, const char *const *paths, size_t n, struct err *e)
{
    int rc = 0;

    *j->out = (struct import_result){.n = n};
    j->out->files = xcalloc(n, sizeof *j->out->files);
    for (size_t i = 0; i < n; i++)
        j->out->files[i].path = paths[i];
    j->a = aliases_new();
    j->readings = xcalloc(n, sizeof *j->readings);
    read_all(j);
    find_serials(j);
    sum_errors(j->out);
    if (j->out->errors == 0)
        rc = apply(j, e);
    for (size_t i = 0; i < n; i++)
        reading_release(&j->readings[i]);
    free(j->readings);
    aliases_free(j->a);
    return rc;
}

int import_files(struct import_result *out, const char *const *paths, size_t n,
                 const char *workspace, const struct import_options *options,
                 const struct identity *who, struct err *e)
{
    static const struct import_options none = {0};
    struct job j = {.out = out, .o = options ? options : &none, .who = who, .workspace = workspace};

    return run(&j, paths, n, e);
}

int import_into(struct import_result *out, const char *const *paths, size_t n, struct casefile *c,
                const struct import_options *options, struct err *e)
{
    static const struct import_options none = {0};
    struct job j = {.out = out, .o = options ? options : &none, .open = c};

    return run(&j, paths, n, e);
}

void import_release(struct import_result *r)
{
    for (size_t i = 0; i < r->n; i++) {
        faults_release(&r->files[i]);
        free(r->files[i].serial);
    }
    for (size_t i = 0; i < r->nchanges; i++) {
        free(r->changes[i].address);
        free(r->changes[i].before);
        free(r->changes[i].after);
    }
    free(r->files);
    free(r->changes);
    *r = (struct import_result){0};
}
