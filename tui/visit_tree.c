/* What is connected to what: the line, its terminator, the devices below, as
 * far as connections are recorded; then the devices nobody has connected yet.
 * Drawn in ASCII; a connection that leads back to where it came from ends. */
#include "config.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "model/rules/remove.h"
#include "tui/conflict_mark.h"
#include "tui/i18n.h"
#include "tui/visit_priv.h"
#include "tui/visit_words.h"
#include "tui/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 12

static struct tree_node *add_node(struct visit_screen *v, int depth, struct buf *text)
{
    struct tree_node *n;
    struct buf line = BUF_INIT;

    v->nodes = xgrow(v->nodes, (size_t)v->nnodes, &v->node_cap, sizeof *v->nodes);
    n = &v->nodes[v->nnodes++];
    for (int i = 1; i < depth; i++)
        buf_puts(&line, "   ");
    if (depth > 0)
        buf_puts(&line, "+- ");
    buf_puts(&line, buf_str(text));
    *n = (struct tree_node){.text = buf_take(&line), .role = ROLE_NORMAL};
    buf_release(text);
    return n;
}

static void put_ports(const struct row *link, struct buf *out)
{
    const char *up = row_text(link, F_link_from_port), *down = row_text(link, F_link_to_port);
    const char *cable = row_text(link, F_link_cable);

    if (*up || *down)
        buf_addf(out, "  %s%s%s", up, *up && *down ? "-" : "", down);
    if (*cable)
        buf_addf(out, "  %s", cable);
}

static bool drawn(const struct visit_screen *v, struct id link)
{
    for (int i = 0; i < v->nnodes; i++)
        if (id_equal(v->nodes[i].link, link))
            return true;
    return false;
}

static const struct row *next_link(const struct visit_screen *v, size_t *i)
{
    return survey_next_ref(visit_survey(v), KIND_link, F_link_line_ref, v->target, i);
}

static void add_below(struct visit_screen *v, struct id from, int depth);

static void add_link_node(struct visit_screen *v, const struct row *link, int depth)
{
    struct id to = row_ref(link, F_link_to_ref);
    const struct row *r = id_is_zero(to) ? NULL : survey_find(visit_survey(v), to);
    struct buf text = BUF_INIT;
    struct tree_node *n;

    if (r)
        thing_words(visit_survey(v), r, v->ja, &text);
    else
        buf_puts(&text, *row_text(link, F_link_to_text) ? row_text(link, F_link_to_text) : "?");
    put_ports(link, &text);
    if (link->conflicts > 0) {
        buf_puts(&text, "  ");
        put_conflict_mark(link->conflicts + 1, &text);
    }
    n = add_node(v, depth, &text);
    n->link = link->id;
    n->entity = r ? r->id : (struct id){{0}};
    if (r && !r->alive)
        n->role = ROLE_MUTED;
    if (link->conflicts > 0)
        n->role = ROLE_CONFLICT;
    if (r && depth < DEPTH_MAX)
        add_below(v, r->id, depth + 1);
}

static void add_below(struct visit_screen *v, struct id from, int depth)
{
    const struct row *link;

    for (size_t i = 0; (link = next_link(v, &i)) != NULL;)
        if (id_equal(row_ref(link, F_link_from_ref), from) && !drawn(v, link->id))
            add_link_node(v, link, depth);
}

static bool entity_drawn(const struct visit_screen *v, struct id entity)
{
    for (int i = 0; i < v->nnodes; i++)
        if (id_equal(v->nodes[i].entity, entity))
            return true;
    return false;
}

static bool has_terminator_device(const struct visit_screen *v)
{
    const struct row *r;

    for (size_t i = 0; (r = survey_next_ref(visit_survey(v), KIND_device, F_device_line_ref,
                                            v->target, &i)) != NULL;)
        if (strcmp(value_str(row_best(r, F_device_device_kind)), "terminator") == 0)
            return true;
    return false;
}

/* The line, and its terminator unless a device row stands for that. */
static int add_top(struct visit_screen *v)
{
    const struct row *t = v->visit.target;
    struct buf text = BUF_INIT;
    enum field kind = field_by_id(t->kind, "terminator_kind");
    const struct value *terminator = row_best(t, kind);

    thing_words(visit_survey(v), t, v->ja, &text);
    if (t->kind == KIND_line && *row_text(t, F_line_line_service))
        buf_addf(&text, " %s", row_text(t, F_line_line_service));
    add_node(v, 0, &text)->entity = t->id;
    if (value_is_null(*terminator) || has_terminator_device(v))
        return 1;
    buf_init(&text, BUF_MAX_DEFAULT);
    field_print(kind, terminator, v->ja, &text);
    add_node(v, 1, &text)->entity = t->id;
    return 2;
}

static void add_loose(struct visit_screen *v)
{
    const struct row *r;

    for (size_t i = 0; (r = survey_next_ref(visit_survey(v), KIND_device, F_device_line_ref,
                                            v->target, &i)) != NULL;) {
        struct buf text = BUF_INIT;
        struct tree_node *n;

        if (entity_drawn(v, r->id))
            continue;
        buf_puts(&text, "?  ");
        thing_words(visit_survey(v), r, v->ja, &text);
        n = add_node(v, 0, &text);
        n->entity = r->id;
        n->role = v->visit.target->kind == KIND_line ? ROLE_WARN : ROLE_NORMAL;
    }
}

/* A field that this version lacks: kept, passed on, shown, not changed. */
static int add_newer(const struct newer *n, void *ctx)
{
    struct visit_screen *v = ctx;
    const char *label = v->ja ? n->ja : n->en;
    struct value copy = value_copy(n->value); /* NUL behind the text */
    struct buf text = BUF_INIT, value = BUF_INIT;
    char number[16];

    snprintf(number, sizeof number, "%04x", n->number);
    if (copy.type == VALUE_INT)
        buf_addf(&value, "%" PRId64, copy.i);
    else
        buf_puts(&value, value_str(&copy));
    text_fill(&text, _("Field of a newer version, {1}: {2}"), *label ? label : number,
              buf_str(&value), NULL);
    add_node(v, 0, &text)->role = ROLE_MUTED;
    value_release(&copy);
    buf_release(&value);
    return 0;
}

static void newer_load(struct visit_screen *v)
{
    struct store *st = work_of(v->base.app)->open->store;
    const struct row *r;
    struct err ignored;

    store_newer(st, &v->target, add_newer, v, &ignored);
    for (size_t i = 0; (r = survey_next_ref(visit_survey(v), KIND_device, F_device_line_ref,
                                            v->target, &i)) != NULL;)
        store_newer(st, &r->id, add_newer, v, &ignored);
}

bool visit_shows_tree(const struct visit_screen *v)
{
    return visit_has_tree(v) || v->nnodes > 0;
}

static void connections_load(struct visit_screen *v)
{
    const struct row *link;
    int depth;

    depth = add_top(v);
    add_below(v, v->target, depth);
    for (size_t i = 0; (link = next_link(v, &i)) != NULL;) /* from something that is gone */
        if (!drawn(v, link->id))
            add_link_node(v, link, depth);
    add_loose(v);
    if (v->nnodes <= depth && row_int(v->visit.target, F_line_no_devices_below, 0)) {
        struct buf text = BUF_INIT;

        buf_puts(&text, _("no devices below"));
        add_node(v, depth, &text)->role = ROLE_OK;
    }
}

void visit_tree_load(struct visit_screen *v)
{
    if (visit_has_tree(v))
        connections_load(v);
    newer_load(v);
}

void visit_tree_free(struct visit_screen *v)
{
    for (int i = 0; i < v->nnodes; i++)
        free(v->nodes[i].text);
    free(v->nodes);
    v->nodes = NULL;
    v->nnodes = 0;
    v->node_cap = 0;
}

static int tree_count(const void *ctx)
{
    return ((const struct visit_screen *)ctx)->nnodes;
}

static enum role tree_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct tree_node *n = &((const struct visit_screen *)ctx)->nodes[row];

    (void)col;
    buf_puts(out, n->text);
    return n->role;
}

static void tree_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    const struct tree_node *n = &((const struct visit_screen *)ctx)->nodes[row];

    id_print(id_is_zero(n->link) ? n->entity : n->link, out);
    if (row == 1 && id_is_zero(n->link))
        memcpy(out + ID_HEX_LEN, "t", 2); /* the terminator has its line's id */
    if (id_is_zero(n->link) && id_is_zero(n->entity))
        snprintf(out, LIST_ID_MAX, "words %d", row);
}

static const struct column tree_columns[] = {{N_("Connections"), 10, 1, 0, false}};

const struct list_source visit_tree_source = {
    .columns = tree_columns,
    .n_columns = 1,
    .empty = N_("A PC has no devices below."),
    .count = tree_count,
    .cell = tree_cell,
    .id = tree_id,
};

static const struct tree_node *node_here(const struct visit_screen *v)
{
    int at = v->tree_list.cursor;

    return v->base.stale || at < 0 || at >= v->nnodes ? NULL : &v->nodes[at];
}

/* What can hang below the node: the line's devices, unconnected ones first. */
enum { CANDIDATES_MAX = 64 };
struct candidates {
    struct id v[CANDIDATES_MAX];
    int n;
};

static bool has_link_to(const struct visit_screen *v, struct id device)
{
    for (int i = 0; i < v->nnodes; i++)
        if (!id_is_zero(v->nodes[i].link) && id_equal(v->nodes[i].entity, device))
            return true;
    return false;
}

static void candidates_load(struct candidates *c, const struct visit_screen *v, struct id from)
{
    const struct row *r;

    c->n = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; (r = survey_next_ref(visit_survey(v), KIND_device, F_device_line_ref,
                                                v->target, &i)) != NULL;)
            if (c->n < CANDIDATES_MAX && !id_equal(r->id, from) &&
                has_link_to(v, r->id) == (pass == 1))
                c->v[c->n++] = r->id;
}

/* The line where the cursor stands on words. */
static struct id from_here(const struct visit_screen *v)
{
    const struct tree_node *n = node_here(v);

    return n && !id_is_zero(n->entity) ? n->entity : v->target;
}

static bool add_link(struct visit_screen *v, struct id to, const char *words)
{
    struct id id = id_new(clock_now_ms()), from = from_here(v);
    struct edits list = {0};
    char hex[ID_HEX_LEN + 1];

    edits_set(&list, id, F_link_line_ref, value_id(v->target));
    edits_set(&list, id, F_link_from_ref, value_id(from));
    if (words)
        edits_set(&list, id, F_link_to_text, value_text(words));
    else
        edits_set(&list, id, F_link_to_ref, value_id(to));
    if (row_int(v->visit.target, F_line_no_devices_below, 0))
        edits_set(&list, v->target, F_line_no_devices_below, value_null());
    if (!visit_commit(v, &list))
        return false;
    id_print(id, hex);
    list_go_id(&v->tree_list, hex);
    return true;
}

static enum outcome set_none_below(struct visit_screen *v)
{
    bool none = row_int(v->visit.target, F_line_no_devices_below, 0) != 0;
    struct edits list = {0};

    edits_set(&list, v->target, F_line_no_devices_below, none ? value_null() : value_int(1));
    visit_commit(v, &list);
    return SCREEN_REDRAW;
}

static enum outcome below_chosen(struct screen *s, int item, void *ctx)
{
    struct visit_screen *v = (struct visit_screen *)s;
    struct candidates c;

    (void)ctx;
    if (v->base.stale)
        visit_refresh(v);
    candidates_load(&c, v, from_here(v));
    if (item < c.n)
        return add_link(v, c.v[item], NULL) ? visit_type(v, TYPE_UP, "") : SCREEN_REDRAW;
    if (item == c.n)
        return visit_type(v, TYPE_NEW, "");
    return item == c.n + 1 ? visit_add_device(v) : set_none_below(v);
}

enum outcome visit_tree_add(struct visit_screen *v)
{
    struct choose_item items[CANDIDATES_MAX + 3];
    struct buf names[CANDIDATES_MAX], title = BUF_INIT, above = BUF_INIT;
    const struct row *from = survey_find(visit_survey(v), from_here(v));
    struct candidates c;
    int n = 0;

    if (v->visit.target->kind != KIND_line || !from) {
        app_say(v->base.app, ROLE_WARN, _("Connections stand below lines only."));
        return SCREEN_REDRAW;
    }
    candidates_load(&c, v, from->id);
    for (; n < c.n; n++) {
        buf_init(&names[n], BUF_MAX_DEFAULT);
        thing_words(visit_survey(v), survey_find(visit_survey(v), c.v[n]), v->ja, &names[n]);
        items[n] = (struct choose_item){buf_str(&names[n]), NULL};
    }
    items[n++] = (struct choose_item){_("something else: in words"), "0"};
    items[n++] = (struct choose_item){_("a device that was not declared"), "a"};
    items[n++] = (struct choose_item){row_int(v->visit.target, F_line_no_devices_below, 0)
                                          ? _("there are devices below after all")
                                          : _("nothing: no devices below"),
                                      "x"};
    thing_words(visit_survey(v), from, v->ja, &above);
    text_fill(&title, _("What is connected below {1}?"), buf_str(&above), NULL, NULL);
    visit_choose(v, buf_str(&title), items, n, 0, below_chosen);
    for (int i = 0; i < c.n; i++)
        buf_release(&names[i]);
    buf_release(&above);
    buf_release(&title);
    return SCREEN_REDRAW;
}

/* The texts of a connection, one after the other. */
static const struct {
    enum typing typing, next;
    enum field field;
    const char *prompt;
} parts[] = {
    {TYPE_UP, TYPE_DOWN, F_link_from_port, N_("port above:")},
    {TYPE_DOWN, TYPE_CABLE, F_link_to_port, N_("port below:")},
    {TYPE_CABLE, TYPE_NONE, F_link_cable, N_("cable:")},
    {TYPE_WORDS, TYPE_UP, F_link_to_text, N_("connected to:")},
    {TYPE_NEW, TYPE_UP, F_link_to_text, N_("connected to:")},
};

static int part_of(enum typing what)
{
    for (int i = 0; i < (int)(sizeof parts / sizeof parts[0]); i++)
        if (parts[i].typing == what)
            return i;
    return 0;
}

const char *visit_tree_prompt(const struct visit_screen *v)
{
    return _(parts[part_of(v->typing)].prompt);
}

static enum outcome type_part(struct visit_screen *v, enum typing what)
{
    const struct tree_node *n = node_here(v);
    const struct row *link = n ? survey_find_kind(visit_survey(v), KIND_link, n->link) : NULL;

    if (!link || what == TYPE_NONE) {
        visit_stop_typing(v);
        return SCREEN_REDRAW;
    }
    return visit_type(v, what, row_text(link, parts[part_of(what)].field));
}

enum outcome visit_tree_edit(struct visit_screen *v)
{
    const struct tree_node *n = node_here(v);
    enum typing direct = v->direct;

    if (!n)
        return SCREEN_DONE;
    v->direct = TYPE_NONE;
    if (id_is_zero(n->link))
        return n->role == ROLE_MUTED ? SCREEN_DONE : visit_tree_add(v);
    if (direct != TYPE_NONE)
        return type_part(v, direct);
    return type_part(v, id_is_zero(n->entity) ? TYPE_WORDS : TYPE_UP);
}

enum outcome visit_tree_accept(struct visit_screen *v, const char *text)
{
    const struct tree_node *n = node_here(v);
    int part = part_of(v->typing);
    bool done;

    if (!n)
        return SCREEN_DONE;
    if (v->typing == TYPE_NEW) {
        if (!*text) {
            visit_stop_typing(v);
            return SCREEN_REDRAW;
        }
        done = add_link(v, (struct id){{0}}, text);
    } else {
        struct edits list = {0};

        edits_set(&list, n->link, parts[part].field, value_text(text));
        done = visit_commit(v, &list);
    }
    return done ? type_part(v, parts[part].next) : SCREEN_REDRAW;
}

/* A connection; or a device that was added here. */
enum outcome visit_tree_delete(struct visit_screen *v)
{
    const struct tree_node *n = node_here(v);
    const struct row *r = n ? survey_find_kind(visit_survey(v), KIND_device, n->entity) : NULL;
    struct edits list = {0};
    struct id gone = {{0}};

    if (n && !id_is_zero(n->link))
        gone = n->link;
    else if (r && row_is(r, F_device_device_found, "added"))
        gone = r->id;
    if (id_is_zero(gone)) {
        app_say(v->base.app, ROLE_WARN,
                _("Only connections, and devices added here, can be deleted."));
        return SCREEN_REDRAW;
    }
    edits_remove(&list, visit_survey(v), survey_find(visit_survey(v), gone));
    if (visit_commit(v, &list))
        app_say(v->base.app, ROLE_OK, _("Deleted. u brings it back."));
    return SCREEN_REDRAW;
}
