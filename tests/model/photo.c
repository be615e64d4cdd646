/* What a photo shows: any number of targets and tags, of two crews too. */
#include "model/photo.h"
#include "model/rules/edit.h"
#include "model/rules/remove.h"
#include "model/rules/visit.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

static struct err e;
static struct casefile *c;
static struct id photo, line, pc;

static const struct row *the_photo(void)
{
    return survey_find(&c->survey, photo);
}

static void begin(struct fixture *f)
{
    struct edits list = {0};

    fixture_begin(f);
    c = fixture_case(f);
    photo = id_new(1);
    line = id_new(2);
    pc = id_new(3);
    edits_set(&list, photo, F_photo_orig_name, value_text("DSC00001.JPG"));
    edits_set(&list, line, F_line_line_seq, value_int(1));
    edits_set(&list, pc, F_pc_pc_seq, value_int(1));
    is_ok(case_edit(c, &list, &e), &e, "a photo, a line, a PC");
    edits_release(&list);
}

static void tag(const char *id, bool on)
{
    struct edits list = {0};

    photo_put_tag(&list, &c->survey, the_photo(), id, on);
    is_ok(case_edit(c, &list, &e), &e, "%s %s", id, on ? "on" : "off");
    edits_release(&list);
}

static void target(struct id id, bool on)
{
    struct edits list = {0};

    photo_put_target(&list, &c->survey, the_photo(), id, on, "person");
    is_ok(case_edit(c, &list, &e), &e, "a target %s", on ? "more" : "less");
    edits_release(&list);
}

static const char *tags(void)
{
    static struct buf text = BUF_INIT;
    const char *id;

    buf_reset(&text);
    for (size_t i = 0; (id = photo_next_tag(&c->survey, the_photo(), &i)) != NULL;)
        buf_addf(&text, "%s ", id);
    return buf_str(&text);
}

static size_t targets(void)
{
    size_t n = 0;

    for (size_t i = 0; photo_next_target(&c->survey, the_photo(), &i);)
        n++;
    return n;
}

/* What the other crew's laptop brings: the same said once more. */
static void once_more(enum field f, struct value v)
{
    struct edits list = {0};
    struct id use = id_new(4);

    edits_set(&list, use, F_photo_use_photo_ref, value_id(photo));
    edits_set(&list, use, f, v);
    is_ok(case_edit(c, &list, &e), &e, "said once more");
    edits_release(&list);
}

static void tagging(void)
{
    is_str(tags(), "", "none at first");
    tag("label", true);
    is_str(row_text(the_photo(), F_photo_photo_tag), "",
           "beside the photo's own field: another crew's first tag clashes with nothing");
    tag("cabling", true);
    tag("label", true);
    is_str(tags(), "label cabling ", "two, each once");
    once_more(F_photo_use_photo_tag, value_text("cabling"));
    is_str(tags(), "label cabling ", "which two crews said counts once");
    tag("label", false);
    is_str(tags(), "cabling ", "one goes, the other stays");
    tag("cabling", false);
    is_str(tags(), "", "and every use that says it");
    is_int((int64_t)c->survey.n[KIND_photo_use], 0, "a use that says nothing is gone");
}

static void targeting(void)
{
    const struct row *r;
    size_t i = 0;

    target(line, true);
    target(pc, true);
    is_int((int64_t)targets(), 2, "a line and a PC");
    ok(photo_shows(&c->survey, the_photo(), pc), "it shows the PC");
    once_more(F_photo_use_photo_target, value_id(line));
    is_int((int64_t)targets(), 2, "said twice, there once");
    is_int((int64_t)photos_of(&c->survey, line), 1, "the line has one photo");
    r = photo_next_of(&c->survey, pc, &i);
    ok(r && id_equal(r->id, photo) && !photo_next_of(&c->survey, pc, &i), "and the PC the same");
    is_str(row_text(the_photo(), F_photo_matched_by), "person", "a person said so");
    target(line, false);
    is_int((int64_t)targets(), 1, "without the line");
    is_int((int64_t)photos_of(&c->survey, line), 0, "which has none now");
}

static void setting(void)
{
    struct edits list = {0};

    target(line, true);
    photo_set_target(&list, &c->survey, the_photo(), line, "during");
    is_ok(case_edit(c, &list, &e), &e, "one target alone");
    edits_release(&list);
    ok(targets() == 1 && photo_shows(&c->survey, the_photo(), line), "is the only one");
    is_str(row_text(the_photo(), F_photo_matched_by), "during", "with its reason");
}

static void undoing(void)
{
    struct id what;

    target(pc, true);
    is_int((int64_t)targets(), 2, "two again");
    is_ok(case_undo(c, &what, &e), &e, "undo");
    is_int((int64_t)targets(), 1, "one");
    is_ok(case_redo(c, &what, &e), &e, "redo");
    is_int((int64_t)targets(), 2, "two");
}

static void removing(void)
{
    struct edits list = {0};

    edits_remove(&list, &c->survey, survey_find(&c->survey, pc));
    is_ok(case_edit(c, &list, &e), &e, "the PC is deleted");
    edits_release(&list);
    is_int((int64_t)targets(), 1, "and no target any more");
    edits_remove(&list, &c->survey, the_photo());
    is_ok(case_edit(c, &list, &e), &e, "the photo is deleted");
    edits_release(&list);
    is_int((int64_t)c->survey.n[KIND_photo_use], 0, "with all that was said of it");
}

/* R100 for a further target too. */
static void forbidden(void)
{
    struct id room = id_new(5), second = id_new(6);
    struct edits list = {0};

    edits_set(&list, second, F_photo_orig_name, value_text("DSC00002.JPG"));
    edits_set(&list, room, F_room_room, value_text("電気室"));
    edits_set(&list, room, F_room_photo_allowed, value_text("forbidden"));
    edits_set(&list, line, F_line_room, value_text("電気室"));
    is_ok(case_edit(c, &list, &e), &e, "a room without photos");
    edits_release(&list);
    edits_set(&list, second, F_photo_photo_target, value_id(line));
    is_int(rule_allows_edit(&c->survey, list.v, list.n, &e), -ERR_REFUSED,
           "R100: no photo of its line");
    edits_release(&list);
    photo = second;
    once_more(F_photo_use_photo_tag, value_text("other"));
    photo_put_target(&list, &c->survey, the_photo(), line, true, "person");
    is_int(rule_allows_edit(&c->survey, list.v, list.n, &e), -ERR_REFUSED,
           "nor as a further target");
    edits_release(&list);
}

int main(void)
{
    struct fixture f;

    begin(&f);
    tagging();
    targeting();
    setting();
    undoing();
    removing();
    forbidden();
    case_close(c);
    fixture_end(&f);
    return tap_done();
}
