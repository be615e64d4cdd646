/* show: the whole survey, as text or as JSON (model/row_json.h). */
#include "tui/cmd/cmd.h"

#include "assets/photo/match.h"
#include "model/base/json.h"
#include "model/parse.h"
#include "model/photo.h"
#include "model/row_json.h"
#include "model/rules/scope.h"
#include "model/twins.h"
#include "tui/cmd/conflict_out.h"
#include "tui/cmd/json_photo.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fields of a newer catalogue: kept, passed on, and shown by number and label. */
static void put_newer_field(struct json *j, const struct newer *v, bool with_id)
{
    char number[16], id[ID_HEX_LEN + 1];

    snprintf(number, sizeof number, "0x%04x", v->number & ~LOG_FIELD_OBSERVED);
    id_print(v->entity, id);
    json_object(j, NULL);
    if (with_id)
        json_text(j, "id", id);
    json_text(j, "number", number);
    json_bool(j, "observed", v->number & LOG_FIELD_OBSERVED);
    json_text(j, "en", *v->en ? v->en : NULL);
    json_text(j, "ja", *v->ja ? v->ja : NULL);
    if (v->value.type == VALUE_INT)
        json_int(j, "value", v->value.i);
    else if (v->value.type == VALUE_TEXT || v->value.type == VALUE_DECIMAL ||
             v->value.type == VALUE_UNREADABLE)
        json_text_n(j, "value", v->value.s, v->value.n);
    else
        json_null(j, "value");
    json_end(j, '}');
}

struct newer_list {
    struct json *j;
    const struct survey *s; /* only entities that are no row of it; NULL: all */
    size_t n;
};

static int put_newer_one(const struct newer *v, void *ctx)
{
    struct newer_list *l = ctx;

    if (l->s && survey_find(l->s, v->entity))
        return 0;
    if (l->n++ == 0)
        json_array(l->j, "newer");
    put_newer_field(l->j, v, l->s != NULL);
    return 0;
}

/* Of a row, or (NULL) of what is no row in this version. */
static int put_newer(struct json *j, struct casefile *c, const struct row *r, struct err *e)
{
    struct newer_list l = {.j = j, .s = r ? NULL : &c->survey};
    int rc = store_newer(c->store, r ? &r->id : NULL, put_newer_one, &l, e);

    if (l.n > 0)
        json_end(j, ']');
    return rc;
}

static void put_row(struct json *j, const struct row *r)
{
    char id[ID_HEX_LEN + 1];

    id_print(r->id, id);
    json_text(j, "id", id);
    row_json(j, r, ROW_JSON_ABSENT);
}

static void put_address(struct json *j, const char *name, const struct survey *s, struct id target)
{
    const struct row *r = survey_find(s, target);
    struct buf text = BUF_INIT;

    if (r)
        survey_print_address(s, r, &text);
    json_text(j, name, r ? buf_str(&text) : NULL);
    buf_release(&text);
}

static void put_photo(struct json *j, const struct survey *s, const struct row *photo)
{
    put_address(j, "target", s, row_ref(photo, F_photo_photo_target));
    json_photo_shown(j, s, photo);
    json_text(j, "date_mismatch", photo_date_mismatch(s, photo));
    json_text(j, "mismatch", photo_date_mismatch(s, photo));
}

/* What the reader of a row wants beside its own fields. */
static void put_related(struct json *j, const struct survey *s, const struct row *r)
{
    const struct row *other;
    size_t i = 0;

    if (r->kind == KIND_line) {
        json_bool(j, "in_scope", line_scope(r) == SCOPE_IN);
    } else if (r->kind == KIND_device) {
        other = survey_find_kind(s, KIND_line, row_ref(r, F_device_line_ref));
        if (other)
            json_int(j, "line_seq", row_int(other, F_line_line_seq, 0));
        put_address(j, "line", s, row_ref(r, F_device_line_ref));
    } else if (r->kind == KIND_step) {
        put_address(j, "target", s, row_ref(r, F_step_target_ref));
        other = survey_find_kind(s, KIND_crew, row_ref(r, F_step_crew_ref));
        json_text(j, "crew", other ? row_text(other, F_crew_crew_id) : NULL);
    } else if (r->kind == KIND_photo) {
        put_photo(j, s, r);
    } else if (r->kind == KIND_unknown_line) {
        json_bool(j, "in_report", row_is(r, F_unknown_line_known_state, "unknown"));
        if (twin_is_counted_elsewhere(s, r))
            put_address(j, "counted_as", s, twins_of(s, r)->id);
    } else if (r->kind == KIND_room) {
        json_array(j, "windows");
        while ((other = survey_next_ref(s, KIND_window, F_window_room_ref, r->id, &i))) {
            json_object(j, NULL);
            put_row(j, other);
            json_end(j, '}');
        }
        json_end(j, ']');
    } else if (r->kind == KIND_crew) {
        json_array(j, "members");
        while ((other = survey_next_ref(s, KIND_member, F_member_crew_ref, r->id, &i))) {
            json_object(j, NULL);
            put_row(j, other);
            json_end(j, '}');
        }
        json_end(j, ']');
    }
}

static int put_rows(struct json *j, struct casefile *c, enum kind k, bool with_kind, struct err *e)
{
    const struct survey *s = &c->survey;
    int rc = 0;

    for (size_t i = 0; i < s->n[k] && rc == 0; i++) {
        json_object(j, NULL);
        if (with_kind)
            json_text(j, "kind", catalog_kinds[k].id);
        put_row(j, s->rows[k][i]);
        put_related(j, s, s->rows[k][i]);
        rc = put_newer(j, c, s->rows[k][i], e);
        json_end(j, '}');
    }
    return rc;
}

/* The members of design.md section 5 and the kinds each holds. */
static const struct {
    const char *member;
    enum kind kinds[3];
} members[] = {
    {"contacts", {KIND_contact}},
    {"rooms", {KIND_room}},
    {"lines", {KIND_line}},
    {"devices", {KIND_device}},
    {"pcs", {KIND_pc}},
    {"crews", {KIND_crew}},
    {"steps", {KIND_step}},
    {"photos", {KIND_photo}},
    {"cards", {KIND_card}},
    {"drawings", {KIND_drawing}},
    {"findings", {KIND_unknown_line, KIND_exploration}},
    {"signoffs", {KIND_signoff}},
    {"links", {KIND_link}},
    {"scan_targets", {KIND_scan_target}},
    {"password_policies", {KIND_password_policy}},
    {"documents", {KIND_document}},
};

static int put_conflicts(struct json *j, struct casefile *c, struct err *e)
{
    struct conflict_list list;
    int rc = conflicts_read(c, &list, e);

    if (rc != 0)
        return rc;
    json_array(j, "conflicts");
    for (size_t i = 0; i < list.open; i++)
        conflict_json(j, &c->survey, &list.v[i], NULL);
    json_end(j, ']');
    conflicts_release(&list);
    return 0;
}

static int put_laptop(struct json *j, struct session *s, struct casefile *c, struct err *e)
{
    struct counts n;
    int rc = store_counts(c->store, &n, e);

    if (rc != 0)
        return rc;
    json_object(j, "laptop");
    json_text(j, "name", s->who.laptop);
    json_text(j, "person", s->who.person);
    json_text(j, "crew", s->who.crew);
    json_text(j, "folder", c->folder);
    json_int(j, "commits", n.commits);
    json_int(j, "pending_commits", n.pending_commits);
    json_int(j, "pending_photos", n.pending_photos);
    json_int(j, "waiting", n.waiting);
    json_end(j, '}');
    return 0;
}

static int show_json(struct session *s, struct casefile *c, struct buf *out, struct err *e)
{
    struct json j = {.out = out};
    const struct row *site = survey_site(&c->survey);
    int rc = 0;

    json_object(&j, NULL);
    json_object(&j, "site");
    if (site)
        put_row(&j, site);
    json_end(&j, '}');
    for (size_t i = 0; i < sizeof members / sizeof members[0] && rc == 0; i++) {
        json_array(&j, members[i].member);
        for (int k = 0; k < 3 && members[i].kinds[k] && rc == 0; k++)
            rc = put_rows(&j, c, members[i].kinds[k], members[i].kinds[1] != KIND_NONE, e);
        json_end(&j, ']');
    }
    json_int(&j, "floor_plans", (int64_t)c->survey.n[KIND_drawing]);
    if (rc == 0)
        rc = put_newer(&j, c, NULL, e);
    if (rc == 0)
        rc = put_conflicts(&j, c, e);
    if (rc == 0)
        rc = put_laptop(&j, s, c, e);
    json_end(&j, '}');
    return rc;
}

/* ---- text ---- */

struct showing {
    struct casefile *c;
    bool ja;
    struct buf *out;
    enum field field;
};

static int text_head(const struct head *h, void *ctx)
{
    struct showing *sh = ctx;
    struct value v = value_copy(h->value); /* NUL behind the text */

    buf_puts(sh->out, "  ");
    if (sh->field == FIELD_NONE)
        buf_puts(sh->out, v.i ? _("kept") : _("deleted"));
    else
        field_print(sh->field, &v, sh->ja, sh->out);
    value_release(&v);
    return 0;
}

/* All values that stand there, where there are several. */
static void text_conflict(struct showing *sh, const struct row *r, enum field f, bool observed)
{
    uint32_t number = f == FIELD_NONE ? LOG_FIELD_ALIVE : field_log_number(f, observed);
    bool clash = false;

    if (r->conflicts == 0 || store_in_conflict(sh->c->store, r->id, number, &clash, NULL) != 0 ||
        !clash)
        return;
    sh->field = f;
    buf_addf(sh->out, "    ! %s:", _("In conflict"));
    store_heads(sh->c->store, r->id, number, text_head, sh, NULL);
    buf_putc(sh->out, '\n');
}

static void text_value(struct showing *sh, const struct row *r, enum field f)
{
    const struct value *seen = row_observed(r, f);
    struct buf a = BUF_INIT, b = BUF_INIT;

    field_print(f, row_value(r, f), sh->ja, &a);
    field_print(f, seen, sh->ja, &b);
    if (a.len || b.len)
        buf_addf(sh->out, "    %s: %s%s%s\n", field_label(f, sh->ja), buf_str(&a),
                 b.len ? " | " : "", buf_str(&b));
    buf_release(&a);
    buf_release(&b);
    text_conflict(sh, r, f, false);
    if (catalog[f].flags & FIELD_SURVEYED)
        text_conflict(sh, r, f, true);
}

static int text_newer(const struct newer *v, void *ctx)
{
    struct showing *sh = ctx;
    const char *label = sh->ja ? v->ja : v->en;
    struct value copy = value_copy(v->value);

    buf_addf(sh->out, "    %s %s: ", _("Field of a newer version"), label);
    if (copy.type == VALUE_INT)
        buf_addf(sh->out, "%lld\n", (long long)copy.i);
    else
        buf_addf(sh->out, "%s\n", value_str(&copy));
    value_release(&copy);
    return 0;
}

static int text_row(struct showing *sh, const struct row *r, struct err *e)
{
    buf_puts(sh->out, "  ");
    survey_print_address(&sh->c->survey, r, sh->out);
    buf_putc(sh->out, '\n');
    text_conflict(sh, r, FIELD_NONE, false);
    for (int f = catalog_kinds[r->kind].first; f < kind_end(r->kind); f++)
        if (catalog[f].type != TYPE_REF && !(catalog[f].flags & FIELD_DERIVED))
            text_value(sh, r, (enum field)f);
    return store_newer(sh->c->store, &r->id, text_newer, sh, e);
}

static int show_text(struct casefile *c, bool ja, struct buf *out, struct err *e)
{
    struct showing sh = {.c = c, .ja = ja, .out = out};
    int rc = 0;

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        if (c->survey.n[k])
            buf_addf(out, "%s\n", kind_label((enum kind)k, ja));
        for (size_t i = 0; i < c->survey.n[k] && rc == 0; i++)
            rc = text_row(&sh, c->survey.rows[k][i], e);
    }
    return rc;
}

int cmd_show(struct session *s, const struct arguments *a, struct err *e)
{
    struct buf out = {.max = SIZE_MAX / 2};
    struct casefile *c;
    int rc = cmd_open(s, a->v[0], &c, e);

    if (rc != 0)
        return rc;
    if (s->json)
        rc = show_json(s, c, &out, e);
    else
        rc = show_text(c, s->ja, &out, e);
    if (rc == 0)
        cmd_print(&out);
    buf_release(&out);
    case_close(c);
    return rc;
}
