#include "model/history.h"

#include "model/base/clock.h"
#include "model/parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *op_name(enum op_kind k)
{
    switch (k) {
    case OP_SET:
        return "set";
    case OP_DEL:
        return "delete";
    case OP_UNDEL:
        return "undelete";
    case OP_RESOLVE:
        return "resolve";
    case OP_PHOTO:
        return "photo";
    case OP_EVENT:
        return "event";
    case OP_SEAL:
        return "seal";
    case OP_ALIAS:
        return "alias";
    case OP_OPEN:
        return ""; /* every change says who and where */
    case OP_CHECKPOINT:
        return "checkpoint";
    default:
        return "newer"; /* of a newer version */
    }
}

static const char *event_name(uint32_t event)
{
    static const char *const names[] = {
        [EVENT_UNDO] = "undo",     [EVENT_REDO] = "redo",   [EVENT_IMPORT] = "import",
        [EVENT_EXPORT] = "export", [EVENT_CLOCK] = "clock", [EVENT_REASON] = "reason",
        [EVENT_ADOPT] = "adopt",   [EVENT_PURGE] = "purge", [EVENT_KEEP] = "keep"};

    return event < sizeof names / sizeof names[0] && names[event] ? names[event] : "";
}

struct reading {
    struct casefile *c;
    const struct id *entity;
    bool ja;
    struct history_view *view;
};

static char *address_of(const struct casefile *c, struct id entity)
{
    const struct row *r = survey_find(&c->survey, entity);
    struct buf out = BUF_INIT;
    char hex[ID_HEX_LEN + 1];

    id_print(entity, hex);
    if (r)
        survey_print_address(&c->survey, r, &out);
    else
        buf_puts(&out, hex);
    return buf_take(&out);
}

/* A reference reads as the address of what it points to. */
static char *value_of(const struct reading *rd, enum field f, bool alive, const struct value *v)
{
    struct value copy = value_copy(*v); /* NUL behind the text */
    struct buf out = BUF_INIT;

    if (alive) {
        value_release(&copy);
        return xstrdup(v->i ? "keep" : "delete");
    }
    if (v->type == VALUE_ID) {
        value_release(&copy);
        return address_of(rd->c, v->id);
    }
    if (f != FIELD_NONE)
        field_print(f, &copy, rd->ja, &out);
    else if (v->type == VALUE_TEXT)
        buf_add(&out, v->s, v->n);
    value_release(&copy);
    return buf_take(&out);
}

static int read_commit(const struct commit_info *info, void *ctx)
{
    struct reading *rd = ctx;
    char when[26];

    datetime_print(info->commit->wall_ms, when);
    for (size_t i = 0; i < info->commit->nops; i++) {
        const struct op *op = &info->commit->ops[i];
        bool sets = op->kind == OP_SET || op->kind == OP_RESOLVE, observed = false;
        bool alive = sets && op->field == LOG_FIELD_ALIVE;
        char number[16] = "";
        enum field f = sets ? field_of_log_number(op->field, &observed) : FIELD_NONE;
        struct change ch;

        if (!*op_name(op->kind) || (rd->entity && !id_equal(*rd->entity, op->entity)))
            continue;
        if (alive)
            snprintf(number, sizeof number, "alive");
        else if (sets && f == FIELD_NONE) /* of a newer catalogue */
            snprintf(number, sizeof number, "0x%04x", op->field & ~LOG_FIELD_OBSERVED);
        ch = (struct change){
            .when = xstrdup(when),
            .person = xstrdup(info->person),
            .crew = xstrdup(info->crew),
            .laptop = xstrdup(info->laptop),
            .op = xstrdup(op->kind == OP_EVENT ? event_name(op->field) : op_name(op->kind)),
            .entity = op->entity,
            .address = address_of(rd->c, op->entity),
            .field = xstrdup(f != FIELD_NONE ? catalog[f].id : number),
            .label = xstrdup(f != FIELD_NONE        ? field_label(f, rd->ja)
                             : *number              ? number
                             : op->kind == OP_EVENT ? event_name(op->field)
                                                    : op_name(op->kind)),
            .observed = observed,
            .value = value_of(rd, f, alive, &op->value),
        };
        rd->view->v = xgrow(rd->view->v, rd->view->n, &rd->view->cap, sizeof *rd->view->v);
        rd->view->v[rd->view->n++] = ch;
    }
    return 0;
}

int history_read(struct casefile *c, const struct id *entity, bool ja, struct history_view *out,
                 struct err *e)
{
    struct reading rd = {.c = c, .entity = entity, .ja = ja, .view = out};

    *out = (struct history_view){0};
    return store_walk(c->store, read_commit, &rd, e);
}

void history_release_view(struct history_view *view)
{
    for (size_t i = 0; i < view->n; i++) {
        struct change *ch = &view->v[i];
        char *owned[] = {ch->when,    ch->person, ch->crew,  ch->laptop, ch->op,
                         ch->address, ch->field,  ch->label, ch->value};

        for (size_t k = 0; k < sizeof owned / sizeof owned[0]; k++)
            free(owned[k]);
    }
    free(view->v);
    *view = (struct history_view){0};
}
