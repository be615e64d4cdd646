#include "model/rules/name.h"

#include <inttypes.h>

enum field place_field(enum kind kind, int part)
{
    static const char *const ids[PLACE_PARTS] = {"building", "floor", "room", "rack"};

    return field_by_id(kind, ids[part]);
}

void place_print(const struct row *r, bool observed, struct buf *out)
{
    bool first = true;

    for (int part = 0; part < PLACE_PARTS; part++) {
        enum field f = place_field(r->kind, part);
        const char *text;

        if (f == FIELD_NONE)
            continue;
        text = observed ? row_text_seen(r, f) : row_text(r, f);
        if (!*text)
            continue;
        if (!first)
            buf_putc(out, ' ');
        buf_puts(out, text);
        first = false;
    }
}

/* The field that names a row of a kind, where one field does. */
static const struct {
    enum kind kind;
    enum field field;
} named[] = {
    {KIND_site, F_site_hospital_name},
    {KIND_contact, F_contact_contact_name},
    {KIND_line, F_line_line_label},
    {KIND_pc, F_pc_pc_name},
    {KIND_crew, F_crew_crew_id},
    {KIND_member, F_member_member_name},
    {KIND_exploration, F_exploration_room},
    {KIND_unknown_line, F_unknown_line_unknown_line_no},
    {KIND_photo, F_photo_orig_name},
    {KIND_drawing, F_drawing_title},
    {KIND_signoff, F_signoff_signer_name},
    {KIND_document, F_document_file_name},
    {KIND_card, F_card_card_name},
};

static const char *own_name(const struct row *r)
{
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (named[i].kind == r->kind)
            return row_text(r, named[i].field);
    return "";
}

/* A reference to what names the row: a step is called by its target. */
static enum field naming_ref(enum kind kind)
{
    switch (kind) {
    case KIND_window:
        return F_window_room_ref;
    case KIND_step:
        return F_step_target_ref;
    case KIND_link:
        return F_link_line_ref;
    case KIND_scan_target:
        return F_scan_target_line_ref;
    case KIND_photo_use:
        return F_photo_use_photo_ref;
    default:
        return FIELD_NONE;
    }
}

static const struct row *referred(const struct survey *s, const struct row *r, enum field f)
{
    struct id id = f == FIELD_NONE ? (struct id){{0}} : row_ref(r, f);

    return id_is_zero(id) ? NULL : survey_find(s, id);
}

static void device_name(const struct survey *s, const struct row *r, struct buf *out)
{
    const struct row *line = referred(s, r, F_device_line_ref);
    const char *model = value_str(row_best(r, F_device_model));

    if (line) {
        row_name(s, line, out);
        buf_putc(out, ' ');
    }
    if (*model)
        buf_puts(out, model);
    else
        buf_addf(out, "%s%" PRId64, line ? "#" : "", row_int(r, F_device_device_seq, 0));
}

void row_name(const struct survey *s, const struct row *r, struct buf *out)
{
    const struct row *other = referred(s, r, naming_ref(r->kind));
    size_t before = out->len;

    if (r->kind == KIND_device)
        device_name(s, r, out);
    else if (r->kind == KIND_room)
        place_print(r, false, out);
    else if (other && other->kind != r->kind)
        row_name(s, other, out);
    else
        buf_puts(out, own_name(r));
    if (out->len == before)
        survey_print_address(s, r, out);
}

const struct row *row_root(const struct survey *s, const struct row *r)
{
    static const struct {
        enum kind kind;
        enum field up;
    } ups[] = {
        {KIND_device, F_device_line_ref},           {KIND_link, F_link_line_ref},
        {KIND_photo, F_photo_photo_target},         {KIND_step, F_step_target_ref},
        {KIND_scan_target, F_scan_target_line_ref}, {KIND_photo_use, F_photo_use_photo_ref},
    };

    for (int depth = 0; depth < 4; depth++) { /* photo, device, line: a loop ends too */
        const struct row *up = NULL;

        for (size_t i = 0; i < sizeof ups / sizeof ups[0]; i++)
            if (ups[i].kind == r->kind)
                up = referred(s, r, ups[i].up);
        if (!up)
            return r;
        r = up;
    }
    return r;
}
