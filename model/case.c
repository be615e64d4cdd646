#include "model/case.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void edits_op(struct edits *list, enum op_kind kind, struct id entity, uint32_t event,
              struct value v)
{
    list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
    list->v[list->n++] = (struct edit_op){.kind = kind,
                                          .entity = entity,
                                          .field = FIELD_NONE,
                                          .event = event,
                                          .value = value_copy(v)};
}

static void set(struct edits *list, struct id entity, enum field f, bool observed, struct value v)
{
    edits_op(list, OP_SET, entity, 0, v);
    list->v[list->n - 1].field = f;
    list->v[list->n - 1].observed = observed;
}

void edits_set(struct edits *list, struct id entity, enum field f, struct value v)
{
    set(list, entity, f, false, v);
}

void edits_observe(struct edits *list, struct id entity, enum field f, struct value v)
{
    set(list, entity, f, true, v);
}

void edits_release(struct edits *list)
{
    for (size_t i = 0; i < list->n; i++)
        value_release(&list->v[i].value);
    free(list->v);
    *list = (struct edits){0};
}

/* What a file system, FAT among them, would refuse in a folder name. */
static void put_safe(struct buf *out, const char *s)
{
    struct buf clean = BUF_INIT;

    text_clean(&clean, s, strlen(s));
    for (const char *p = buf_str(&clean); *p && out->len < 200; p++)
        buf_putc(out,
                 strchr("/\\:*?\"<>|\n\t", *p) || (p == buf_str(&clean) && *p == '.') ? '_' : *p);
    while (out->len > 0 && !text_valid(out->p, out->len))
        out->p[--out->len] = '\0'; /* the cut may have split a character */
    buf_release(&clean);
}

static char *folder_of(const char *workspace, const char *serial, const char *name)
{
    struct buf leaf = BUF_INIT, path = BUF_INIT;

    put_safe(&leaf, serial);
    buf_putc(&leaf, '_');
    put_safe(&leaf, name);
    buf_addf(&path, "%s/%s.genba", workspace, buf_str(&leaf));
    buf_release(&leaf);
    return buf_take(&path);
}

static int make_dir(const char *path, struct err *e)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : err_errno(e, path);
}

static int make_folders(const char *folder, struct err *e)
{
    static const char *const subs[] = {"photos", "drawings"};
    int rc = mkdir(folder, 0700) == 0 ? 0
             : errno == EEXIST        ? err_set(e, ERR_EXISTS, folder, "exists")
                                      : err_errno(e, folder);

    for (size_t i = 0; i < 2 && rc == 0; i++) {
        struct buf path = BUF_INIT;

        buf_addf(&path, "%s/%s", folder, subs[i]);
        rc = make_dir(buf_str(&path), e);
        buf_release(&path);
    }
    return rc;
}

/* `hospital`: create it for this one; NULL: it is there. */
static int attach(struct casefile **out, char *folder, const struct id *hospital,
                  const struct identity *who, struct err *e)
{
    struct casefile *c = xcalloc(1, sizeof *c);
    struct buf db = BUF_INIT;
    int rc;

    c->folder = folder;
    survey_init(&c->survey);
    buf_addf(&db, "%s/survey.db", folder);
    rc = hospital ? store_create_for(&c->store, buf_str(&db), *hospital, who, NULL, e)
                  : store_open(&c->store, buf_str(&db), 0, who, NULL, e);
    buf_release(&db);
    if (rc == 0)
        rc = survey_load(&c->survey, c->store, e);
    if (rc != 0) {
        case_close(c);
        return rc;
    }
    *out = c;
    return 0;
}

struct id case_hospital(const char *serial)
{
    struct buf name = BUF_INIT;
    struct id id;

    buf_add(&name, "genba.hospital.1", sizeof "genba.hospital.1"); /* with its NUL */
    text_clean(&name, serial, strlen(serial));
    id = id_named(buf_str(&name), name.len);
    buf_release(&name);
    return id;
}

int case_create(struct casefile **out, const char *workspace, const char *serial, const char *name,
                const struct identity *who, struct err *e)
{
    char *folder = folder_of(workspace, serial, name);
    struct id hospital = case_hospital(serial);
    int rc = make_folders(folder, e);

    if (rc != 0) {
        free(folder);
        return rc;
    }
    return attach(out, folder, &hospital, who, e);
}

/* Made under a hidden name, so that a kill leaves a whole case or none. */
static int make_store(const char *folder, struct id hospital, const struct identity *who,
                      struct err *e)
{
    struct buf db = BUF_INIT;
    struct store *st = NULL;
    int rc = file_remove_tree(folder, e); /* what a kill left */

    if (rc == 0 || rc == -ERR_NOTFOUND)
        rc = make_folders(folder, e);
    buf_addf(&db, "%s/survey.db", folder);
    if (rc == 0)
        rc = store_create_for(&st, buf_str(&db), hospital, who, NULL, e);
    store_close(st);
    buf_release(&db);
    return rc;
}

int case_create_for(struct casefile **out, const char *workspace, struct id hospital,
                    const char *serial, const char *name, const struct identity *who, struct err *e)
{
    char *folder = folder_of(workspace, serial, name);
    struct buf making = BUF_INIT;
    char hex[ID_HEX_LEN + 1];
    int rc = access(folder, F_OK) == 0 ? err_set(e, ERR_EXISTS, folder, "exists") : 0;

    id_print(hospital, hex);
    buf_addf(&making, "%s/.%s.new", workspace, hex);
    if (rc == 0)
        rc = make_store(buf_str(&making), hospital, who, e);
    if (rc == 0 && rename(buf_str(&making), folder) != 0)
        rc = err_errno(e, folder);
    if (rc == 0)
        rc = file_sync_dir(workspace, e);
    if (rc == 0)
        rc = case_open(out, folder, who, e);
    buf_release(&making);
    free(folder);
    return rc;
}

int case_rename(char **named, const char *folder, const char *workspace, const char *serial,
                const char *name, struct err *e)
{
    char *to = folder_of(workspace, serial, name);
    int rc = 0;

    if (access(to, F_OK) == 0)
        rc = err_set(e, ERR_EXISTS, to, "exists");
    else if (rename(folder, to) != 0)
        rc = err_errno(e, to);
    if (rc == 0)
        rc = file_sync_dir(workspace, e);
    if (rc == 0)
        *named = to;
    else
        free(to);
    return rc;
}

int case_open(struct casefile **out, const char *folder, const struct identity *who, struct err *e)
{
    return attach(out, xstrdup(folder), NULL, who, e);
}

void case_close(struct casefile *c)
{
    if (!c)
        return;
    survey_release(&c->survey);
    store_close(c->store);
    free(c->folder);
    free(c);
}

/* A SET of what stands there already, with nobody else's value beside it. */
static bool changes_nothing(const struct casefile *c, const struct edit_op *ed)
{
    const struct row *r;

    if (ed->kind != OP_SET)
        return false;
    r = survey_find_kind(&c->survey, catalog[ed->field].kind, ed->entity);
    if (!r)
        return value_is_null(ed->value);
    return r->conflicts == 0 &&
           value_equal(*(ed->observed ? row_observed(r, ed->field) : row_value(r, ed->field)),
                       ed->value);
}

static struct op op_of(const struct edit_op *ed)
{
    struct op op = {.kind = ed->kind, .entity = ed->entity, .value = ed->value};

    if (ed->field != FIELD_NONE)
        op.field = field_log_number(ed->field, ed->observed);
    else if (ed->kind == OP_EVENT)
        op.field = ed->event;
    return op;
}

/* Does an edit before this one in the list write the same field? */
static bool written_before(const struct edits *list, size_t i)
{
    const struct edit_op *ed = &list->v[i];

    for (size_t k = 0; k < i; k++)
        if (list->v[k].field == ed->field && list->v[k].observed == ed->observed &&
            id_equal(list->v[k].entity, ed->entity))
            return true;
    return false;
}

/* The commit is on disk; what is shown is not what is kept. */
int case_refresh(struct casefile *c, const struct id *touched, size_t n, struct err *e)
{
    struct err why = {.detail = ""};

    if (survey_refresh(&c->survey, c->store, touched, n, &why) == 0)
        return 0;
    return err_say(e, ERR_IO,
                   N_("The change is kept in {1}, but could not be read again: open the hospital "
                      "anew ({2})."),
                   c->folder, why.detail);
}

int case_commit(struct casefile *c, const struct op *ops, size_t n, struct err *e)
{
    struct id *touched = NULL;
    size_t ntouched = 0;
    int rc = store_commit(c->store, ops, n, &touched, &ntouched, e);

    if (rc == 0)
        rc = case_refresh(c, touched, ntouched, e);
    free(touched);
    return rc;
}

int case_edit(struct casefile *c, const struct edits *list, struct err *e)
{
    struct op *ops = xcalloc(list->n, sizeof *ops);
    size_t n = 0;
    int rc;

    for (size_t i = 0; i < list->n; i++)
        if (!changes_nothing(c, &list->v[i]) || written_before(list, i))
            ops[n++] = op_of(&list->v[i]);
    rc = n > 0 ? case_commit(c, ops, n, e) : 0;
    free(ops);
    return rc;
}

int case_set(struct casefile *c, struct id entity, enum field f, bool observed, struct value v,
             struct err *e)
{
    struct edits list = {0};
    int rc;

    set(&list, entity, f, observed, v);
    rc = case_edit(c, &list, e);
    edits_release(&list);
    return rc;
}
