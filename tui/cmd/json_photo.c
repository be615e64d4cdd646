#include "tui/cmd/json_photo.h"

#include "model/photo.h"

static void put_targets(struct json *j, const struct survey *s, const struct row *photo)
{
    const struct row *target;
    char id[ID_HEX_LEN + 1];

    json_array(j, "targets");
    for (size_t i = 0; (target = photo_next_target(s, photo, &i)) != NULL;) {
        id_print(target->id, id);
        json_text(j, NULL, id);
    }
    json_end(j, ']');
}

static void put_addresses(struct json *j, const struct survey *s, const struct row *photo)
{
    const struct row *target;

    json_array(j, "target_addresses");
    for (size_t i = 0; (target = photo_next_target(s, photo, &i)) != NULL;) {
        struct buf address = BUF_INIT;

        survey_print_address(s, target, &address);
        json_text(j, NULL, buf_str(&address));
        buf_release(&address);
    }
    json_end(j, ']');
}

void json_photo_shown(struct json *j, const struct survey *s, const struct row *photo)
{
    const char *tag;

    put_targets(j, s, photo);
    put_addresses(j, s, photo);
    json_array(j, "tags");
    for (size_t i = 0; (tag = photo_next_tag(s, photo, &i)) != NULL;)
        json_text(j, NULL, tag);
    json_end(j, ']');
}
