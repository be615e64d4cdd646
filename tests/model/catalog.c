/* The catalogue keeps its own promises. */
#include "model/catalog.h"
#include "model/settings.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static void numbers(void)
{
    bool unique = true, back = true, labelled = true, listed = true;

    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct field_def *d = &catalog[f];
        bool observed;

        for (int g = f + 1; g < kind_end(d->kind); g++)
            if (catalog[g].number == d->number || strcmp(catalog[g].id, d->id) == 0) {
                diag("%s.%s stands twice", catalog_kinds[d->kind].id, d->id);
                unique = false;
            }
        back &= field_of_log_number(field_log_number((enum field)f, false), &observed) ==
                    (enum field)f &&
                !observed;
        if (d->flags & FIELD_SURVEYED)
            back &= field_of_log_number(field_log_number((enum field)f, true), &observed) ==
                        (enum field)f &&
                    observed;
        labelled &= *d->en && *d->ja;
        listed &= (d->type == TYPE_ENUM || d->type == TYPE_ENUMS) == (d->list != NULL);
        listed &= (d->type == TYPE_REF) == (d->ref != KIND_NONE);
    }
    ok(unique, "numbers and ids are unique inside a kind");
    ok(back, "a log number leads back to its field, the observed twin too");
    ok(labelled, "every field has both labels");
    ok(listed, "enumerations have a list, references a kind");
}

static void kinds(void)
{
    int expected = 0;

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        is_int(catalog_kinds[k].first, expected, "%s begins where the kind before ends",
               catalog_kinds[k].id);
        expected = kind_end((enum kind)k);
    }
    is_int(expected, FIELD_COUNT, "the last kind ends with the catalogue");
    is_int(kind_by_id("lines"), KIND_line, "a plural finds its kind");
    is_int(kind_by_id("nonsense"), KIND_NONE, "nonsense does not");
    is_int(field_by_id(KIND_pc, "os"), F_pc_os, "a field by its id");
    is_int(field_by_id(KIND_pc, "line_kind"), FIELD_NONE, "not one of another kind");
}

static void twins(void)
{
    bool observed;

    is_int(field_of_log_number(field_log_number(F_line_line_label, false) | LOG_FIELD_OBSERVED,
                               &observed),
           FIELD_NONE, "a field that is not surveyed has no observed twin");
    is_int(kind_of_log_number(0xFF01), KIND_NONE, "a kind of a newer catalogue is unknown");
}

/* domain.md: surveyed are these and no others. */
static void surveyed(void)
{
    static const enum field fields[] = {
        F_line_terminator_kind,    F_line_room,      F_device_serial_no,
        F_device_firmware_version, F_device_wan_ip,  F_pc_os,
        F_pc_av_pattern_state,     F_pc_usb_control, F_pc_room,
    };
    bool all = true;

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        all &= (catalog[fields[i]].flags & FIELD_SURVEYED) != 0;
    ok(all, "what a surveyor looks at has an observed twin");
    ok(!(catalog[F_line_line_number].flags & FIELD_SURVEYED), "what the contract says has none");
}

static void settings_file(void)
{
    struct settings s;
    struct err e;

    settings_init(&s);
    is_int(settings_number(&s, SETTING_day_start), 540, "a time in minutes of the day");
    is_int(settings_number(&s, SETTING_line_minutes), 30, "a number of minutes");
    is_int(settings_set(&s, SETTING_line_minutes, "many", &e), -ERR_INVALID, "no number");
    is_int(settings_set(&s, SETTING_day_start, "25:00", &e), -ERR_INVALID, "no time");
    is_int(settings_number(&s, SETTING_day_start), 540, "a refused value changes nothing");
    is_ok(settings_set(&s, SETTING_person, " 佐藤 ", &e), &e, "a name");
    is_str(settings_text(&s, SETTING_person), "佐藤", "is trimmed");
    settings_release(&s);
}

int main(void)
{
    numbers();
    kinds();
    twins();
    surveyed();
    settings_file();
    return tap_done();
}
