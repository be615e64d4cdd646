#include "config.h"

#include "tui/clash.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/parse.h"
#include "model/photo.h"
#include "model/rules/name.h"
#include "tui/i18n.h"
#include "tui/laptop_text.h"
#include "tui/visit_words.h"
#include "tui/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS 60000

/* What is wrong, for what is no value of a field; and what to do about it. */
static const struct {
    const char *what, *todo;
} kinds[] = {
    [CONFLICT_DELETED] = {N_("deleted and edited"), NULL},
    [CONFLICT_DANGLING] = {N_("points at something deleted"),
                           N_("Enter opens it: point it at something else, or bring back what was "
                              "deleted.")},
    [CONFLICT_DUPLICATE] = {N_("stands twice: {1}"),
                            N_("If one of them is wrong, Enter opens it.")},
    [CONFLICT_POST_SEAL] = {N_("changed after it was signed"),
                            N_("The witness signed without it: F9 asks for a new signature.")},
    [CONFLICT_TWIN] = {N_("perhaps one line recorded twice"), NULL},
    [CONFLICT_FORK] = {N_("records set aside"), NULL},
    [CONFLICT_CLOCK] = {N_("its clock is off"),
                        N_("Set the clock of that laptop. The order of what was recorded holds "
                           "all the same.")},
    [CONFLICT_HELD] =
        {N_("written by a newer genba"),
         N_("It is kept and passed on as it is. A newer genba shows and changes it.")},
    [CONFLICT_WAITING] = {N_("records that wait"), NULL},
};

/* -- cells ------------------------------------------------------------------------ */

void clash_place(struct app *app, const struct conflict *c, struct buf *out)
{
    const struct row *r = survey_find(work_survey(app), c->entity);
    const char *laptop = c->laptop ? c->laptop : "", *person = c->person ? c->person : "";

    if (r)
        row_name(work_survey(app), r, out);
    else if (c->address && *c->address)
        buf_puts(out, c->address);
    else
        put_laptop(person, "", laptop, out);
}

static void put_field(enum field f, bool observed, bool ja, struct buf *out)
{
    const char *label = f == FIELD_NONE ? _("field of a newer genba") : field_label(f, ja);

    if (observed)
        text_fill(out, _("seen: {1}"), label, NULL, NULL);
    else
        buf_puts(out, label);
}

void clash_what(const struct conflict *c, bool ja, struct buf *out)
{
    const char *label = c->field == FIELD_NONE ? "" : field_label(c->field, ja);
    char n[24];

    if (c->kind == CONFLICT_VALUE) {
        put_field(c->field, c->observed, ja, out);
        return;
    }
    text_fill(out, _(kinds[c->kind].what), label, NULL, NULL);
    if (c->kind == CONFLICT_FORK || c->kind == CONFLICT_WAITING) {
        snprintf(n, sizeof n, "%" PRIu64, c->count);
        text_fill(out, _(" ({1})"), n, NULL, NULL);
    }
}

void clash_id(const struct conflict *c, char *out, size_t size)
{
    char id[ID_HEX_LEN + 1];

    id_print(id_is_zero(c->entity) ? c->writer : c->entity, id);
    snprintf(out, size, "%d %s %u", (int)c->kind, id, (unsigned)c->number);
}

void clash_value(struct app *app, enum field f, const struct value *v, struct buf *out)
{
    const struct row *r = v->type == VALUE_ID ? survey_find(work_survey(app), v->id) : NULL;

    if (r)
        row_name(work_survey(app), r, out);
    else if (f != FIELD_NONE)
        field_print(f, v, i18n_ja(), out);
    else if (v->type == VALUE_INT)
        buf_addf(out, "%" PRId64, v->i);
    else
        buf_puts(out, value_str(v));
}

/* -- side by side -------------------------------------------------------------------- */

/* "佐藤 (A班 PC-07)  10:31" */
static char *who_text(const struct conflict_value *v)
{
    struct buf out = BUF_INIT, laptop = BUF_INIT;
    char n[16];

    put_laptop("", v->crew, v->laptop, &laptop);
    buf_addf(&out, "%s (%s)  ", v->person, buf_str(&laptop));
    if (v->at_ms > 0)
        put_when(v->at_ms, &out);
    snprintf(n, sizeof n, "%d", v->others);
    if (v->others > 0)
        text_fill(&out, _("  and {1} more"), n, NULL, NULL);
    buf_release(&laptop);
    return buf_take(&out);
}

/* "写真 DSC01204.JPG ラベル 10:30" */
static char *photo_text(struct app *app, struct id id)
{
    const struct survey *s = work_survey(app);
    const struct row *photo = survey_find_kind(s, KIND_photo, id);
    struct buf words = BUF_INIT, out = BUF_INIT;
    const char *tag;
    size_t i = 0, j = 0;

    if (!photo)
        return NULL;
    tag = photo_next_tag(s, photo, &i);
    photo_words(s, photo_next_target(s, photo, &j), tag ? tag : "", i18n_ja(), &words);
    text_fill(&out, _("photo {1} {2} "), row_text(photo, F_photo_orig_name), buf_str(&words), NULL);
    photo_clock(photo, &out);
    buf_release(&words);
    return buf_take(&out);
}

/* The value itself, with why it could not be read. */
static void put_said(struct app *app, const struct conflict_value *v, struct buf *out,
                     enum role *role)
{
    if (v->number == LOG_FIELD_ALIVE) {
        buf_puts(out, v->value.i ? _("kept") : _("deleted"));
    } else if (v->value.type == VALUE_UNREADABLE) {
        text_fill(out, _("unreadable  {1}"), v->value.s, NULL, NULL);
        *role = ROLE_WARN;
    } else {
        clash_value(app, v->field, &v->value, out);
    }
}

/* What stands beside each other: the value of a field; to keep or to delete; a
 * value that stands elsewhere, with the name of its row. */
static char *value_text_of(struct app *app, const struct conflict *c, size_t i, enum role *role)
{
    const struct conflict_value *v = &c->v[i];
    const struct row *r = survey_find(work_survey(app), v->entity);
    struct buf out = BUF_INIT;

    *role = ROLE_OBSERVED;
    if (c->kind == CONFLICT_DELETED) {
        *role = i == 0 ? ROLE_OK : ROLE_BAD;
        buf_puts(&out, i == 0 ? _("keep it") : _("delete it"));
        if (v->number == LOG_FIELD_ALIVE)
            return buf_take(&out);
        buf_puts(&out, "  ");
    } else if (c->kind != CONFLICT_VALUE && r) {
        row_name(work_survey(app), r, &out);
        buf_puts(&out, "  ");
    }
    if (c->kind != CONFLICT_VALUE && v->number != LOG_FIELD_ALIVE) {
        put_field(v->field, v->observed, i18n_ja(), &out);
        buf_puts(&out, ": ");
    }
    put_said(app, v, &out, role);
    return buf_take(&out);
}

static void add_side(struct clash *k, struct app *app, const struct conflict *c, size_t i)
{
    const struct conflict_value *v = &c->v[i];
    struct side *s = &k->side[k->n];

    if (k->n == SIDES_MAX) {
        k->more++;
        return;
    }
    k->n++;
    *s = (struct side){.photo_id = v->photo, .clock_off = v->clock_off, .index = i};
    s->value = value_text_of(app, c, i, &s->role);
    s->who = who_text(v);
    s->photo = id_is_zero(v->photo) ? NULL : photo_text(app, v->photo);
}

static void add_option(struct clash *k, enum take take, const char *label)
{
    k->option[k->options++] = (struct option){take, label};
}

/* What stood before, and what the hospital declared where it was looked at. */
static void load_facts(struct clash *k, struct app *app, const struct conflict *c)
{
    const struct row *r = survey_find(work_survey(app), c->entity);
    struct buf before = BUF_INIT, declared = BUF_INIT;

    if (c->before)
        clash_value(app, c->field, &c->before->value, &before);
    k->before = xstrdup(buf_str(&before));
    if (c->observed && r && c->field != FIELD_NONE) {
        clash_value(app, c->field, row_value(r, c->field), &declared);
        k->declared = xstrdup(buf_str(&declared));
    }
    buf_release(&before);
    buf_release(&declared);
}

static char *fork_todo(const struct conflict *c)
{
    if (c->reason && (strcmp(c->reason, "fork") == 0 || strcmp(c->reason, "chain") == 0))
        return xstrdup(_("The same laptop went on from two copies. 1 takes these records in "
                         "beside the others; what clashes then is a conflict to choose."));
    return xstrdup(_("The records are not genuine or are damaged: they are kept and not applied. "
                     "Ask that laptop for a new bundle."));
}

static char *waiting_todo(const struct conflict *c)
{
    struct buf out = BUF_INIT, from = BUF_INIT;
    char n[24];

    put_laptop(c->missing_person ? c->missing_person : "", "",
               c->missing_laptop ? c->missing_laptop : "", &from);
    snprintf(n, sizeof n, "%" PRIu64, c->missing_n);
    text_fill(&out,
              _("They need record {1} of {2}, which is not here yet: read a bundle of that "
                "laptop, or of one that has met it."),
              n, buf_str(&from), NULL);
    buf_release(&from);
    return buf_take(&out);
}

static void load_kind(struct clash *k, const struct conflict *c)
{
    if (c->kind < sizeof kinds / sizeof kinds[0] && kinds[c->kind].todo)
        k->todo = xstrdup(_(kinds[c->kind].todo));
    switch (c->kind) {
    case CONFLICT_VALUE:
        k->takes = k->types = true;
        break;
    case CONFLICT_DELETED:
        k->takes = true;
        break;
    case CONFLICT_DUPLICATE:
        add_option(k, TAKE_RIGHT, _("both are right"));
        break;
    case CONFLICT_TWIN:
        add_option(k, TAKE_LINK, _("one line: link the two records"));
        add_option(k, TAKE_RIGHT, _("two lines"));
        break;
    case CONFLICT_FORK:
        k->todo = fork_todo(c);
        if (c->reason && strcmp(c->reason, "fork") == 0)
            add_option(k, TAKE_ADOPT, _("take them in"));
        break;
    case CONFLICT_WAITING:
        k->todo = waiting_todo(c);
        break;
    default:
        break;
    }
}

void clash_load(struct clash *out, struct app *app, const struct conflict *c)
{
    *out = (struct clash){.n = 0};
    load_kind(out, c);
    for (size_t i = 0; i < c->n; i++)
        add_side(out, app, c, i);
    if (c->kind == CONFLICT_VALUE)
        load_facts(out, app, c);
}

void clash_release(struct clash *k)
{
    for (int i = 0; i < k->n; i++) {
        free(k->side[i].value);
        free(k->side[i].who);
        free(k->side[i].photo);
    }
    free(k->before);
    free(k->declared);
    free(k->todo);
    *k = (struct clash){.n = 0};
}

int clash_digits(const struct clash *k)
{
    return k->options > 0 ? k->options : k->takes ? k->n : 0;
}

/* -- deciding -------------------------------------------------------------------------- */

static bool decided(struct app *app, int rc, const struct err *e)
{
    if (rc != 0) {
        app_say_err(app, e);
        app_changed(app); /* it may stand otherwise by now */
        return false;
    }
    work_wrote(app);
    return true;
}

bool clash_take(struct app *app, const struct conflict *c, const struct clash *k, int digit)
{
    struct casefile *open = work_of(app)->open;
    enum take take = k->options > 0 ? k->option[digit].take : TAKE_VALUE;
    struct err e;

    switch (take) {
    case TAKE_VALUE:
        return decided(app, conflict_choose(open, c, k->side[digit].index, NULL, &e), &e);
    case TAKE_LINK:
        return decided(app, conflict_link_twins(open, c, &e), &e);
    case TAKE_RIGHT:
        return decided(app, conflict_is_right(open, c, &e), &e);
    case TAKE_ADOPT:
        return decided(app, conflict_adopt(open, c, &e), &e);
    default:
        return false;
    }
}

bool clash_both(struct app *app, const struct conflict *c)
{
    struct err e;

    return decided(app, conflict_both_into_note(work_of(app)->open, c, 0, i18n_ja(), &e), &e);
}

bool clash_type(struct app *app, const struct conflict *c, const char *text)
{
    struct buf storage = BUF_INIT;
    struct value value;
    struct err e;
    bool done = false;

    if (field_parse(c->field, text, &storage, &value, &e) != 0)
        app_say_err(app, &e);
    else if (value.type == VALUE_UNREADABLE && !c->observed)
        app_say(app, ROLE_BAD, _("Only what is read off a device can be unreadable."));
    else
        done = decided(app, conflict_settle(work_of(app)->open, c, value, NULL, &e), &e);
    buf_release(&storage);
    return done;
}
