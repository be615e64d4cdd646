/* Addresses people type and read: `line:3`, `device:3.1`, `room:A/B/C`. */
#include "model/survey.h"

#include "model/base/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One row a way to address a kind: by an integer field or by a text field. */
static const struct {
    const char *word;
    enum kind kind;
    enum field key;
} ways[] = {
    {"line", KIND_line, F_line_line_seq},
    {"pc", KIND_pc, F_pc_pc_seq},
    {"step", KIND_step, F_step_step_seq},
    {"drawing", KIND_drawing, F_drawing_drawing_seq},
    {"photo", KIND_photo, F_photo_orig_name},
    {"unknown", KIND_unknown_line, F_unknown_line_unknown_line_no},
    {"crew", KIND_crew, F_crew_crew_id},
};

static const struct row *by_key(const struct survey *s, enum kind k, enum field key,
                                const char *want)
{
    bool numeric = catalog[key].type == TYPE_INT;
    char *end;
    long long n = numeric ? strtoll(want, &end, 10) : 0;

    if (numeric && (!*want || *end))
        return NULL;
    for (size_t i = 0; i < s->n[k]; i++) {
        const struct row *r = s->rows[k][i];

        if (numeric ? row_value(r, key)->type == VALUE_INT && row_value(r, key)->i == n
                    : strcmp(row_text(r, key), want) == 0)
            return r;
    }
    return NULL;
}

/* "3.1": device 1 of line 3; "U01.1": of an unknown line. */
static const struct row *device_by(const struct survey *s, const char *rest)
{
    const char *dot = strrchr(rest, '.');
    const struct row *line, *d;
    char head[64], *end;
    int64_t seq;
    size_t i = 0;

    if (!dot || (size_t)(dot - rest) >= sizeof head)
        return NULL;
    seq = strtoll(dot + 1, &end, 10);
    if (end == dot + 1 || *end)
        return NULL;
    memcpy(head, rest, (size_t)(dot - rest));
    head[dot - rest] = '\0';
    line = by_key(s, KIND_line, F_line_line_seq, head);
    if (!line)
        line = by_key(s, KIND_unknown_line, F_unknown_line_unknown_line_no, head);
    while (line && (d = survey_next_ref(s, KIND_device, F_device_line_ref, line->id, &i)))
        if (row_int(d, F_device_device_seq, -1) == seq)
            return d;
    return NULL;
}

/* "BUILDING/FLOOR/ROOM"; a room's own name may hold a slash. */
static const struct row *room_by(const struct survey *s, const char *rest)
{
    char *copy = xstrdup(rest), *floor = strchr(copy, '/'), *room;
    const struct row *r = NULL;

    if (floor) {
        *floor++ = '\0';
        room = strchr(floor, '/');
        if (room) {
            *room++ = '\0';
            r = survey_room(s, copy, floor, room);
        }
    } else {
        r = survey_room(s, "", "", copy);
    }
    free(copy);
    return r;
}

const struct row *survey_address(const struct survey *s, const char *address)
{
    const char *colon = strchr(address, ':');
    struct id id;

    if (strcmp(address, "site") == 0)
        return survey_site(s);
    if (!colon)
        return id_parse(address, &id) ? survey_find(s, id) : NULL;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (strncmp(address, ways[i].word, (size_t)(colon - address)) == 0 &&
            ways[i].word[colon - address] == '\0')
            return by_key(s, ways[i].kind, ways[i].key, colon + 1);
    if (strncmp(address, "device:", 7) == 0)
        return device_by(s, colon + 1);
    if (strncmp(address, "room:", 5) == 0)
        return room_by(s, colon + 1);
    return NULL;
}

static bool print_way(const struct row *r, struct buf *out)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const struct value *v;

        if (ways[i].kind != r->kind)
            continue;
        v = row_value(r, ways[i].key);
        if (v->type == VALUE_INT)
            buf_addf(out, "%s:%" PRId64, ways[i].word, v->i);
        else if (v->type == VALUE_TEXT)
            buf_addf(out, "%s:%s", ways[i].word, v->s);
        return v->type != VALUE_NULL;
    }
    return false;
}

static bool print_device(const struct survey *s, const struct row *r, struct buf *out)
{
    const struct row *line = survey_find(s, row_ref(r, F_device_line_ref));

    if (!line || row_value(r, F_device_device_seq)->type != VALUE_INT)
        return false;
    if (line->kind == KIND_line)
        buf_addf(out, "device:%" PRId64, row_int(line, F_line_line_seq, 0));
    else
        buf_addf(out, "device:%s", row_text(line, F_unknown_line_unknown_line_no));
    buf_addf(out, ".%" PRId64, row_int(r, F_device_device_seq, 0));
    return true;
}

void survey_print_address(const struct survey *s, const struct row *r, struct buf *out)
{
    char id[ID_HEX_LEN + 1];

    if (r->kind == KIND_site)
        buf_puts(out, "site");
    else if (r->kind == KIND_room)
        buf_addf(out, "room:%s/%s/%s", row_text(r, F_room_building), row_text(r, F_room_floor),
                 row_text(r, F_room_room));
    else if (!(r->kind == KIND_device && print_device(s, r, out)) && !print_way(r, out)) {
        id_print(r->id, id);
        buf_puts(out, id);
    }
}
