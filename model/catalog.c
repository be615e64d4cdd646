#include "model/catalog.h"

#include <string.h>

#define LIST(name) static const struct enum_item items_##name[] = {
#define ITEM(id, en, ja) {id, en, ja},
#define END                                                                                        \
    }                                                                                              \
    ;
#include "model/enums.def"
#undef LIST
#undef ITEM
#undef END

#define LIST(name)                                                                                 \
    static const struct enum_list list_##name = {                                                  \
        #name, items_##name, (int)(sizeof items_##name / sizeof items_##name[0])};
#define ITEM(id, en, ja)
#define END
#include "model/enums.def"
#undef LIST
#undef ITEM
#undef END

/* The fourth column of a FIELD row: a list of enums.def for ENUM and ENUMS, a
 * kind for REF, `none` otherwise. */
#define COLUMN_TEXT(x) .list = NULL
#define COLUMN_IDENT(x) .list = NULL
#define COLUMN_INT(x) .list = NULL
#define COLUMN_BOOL(x) .list = NULL
#define COLUMN_DATE(x) .list = NULL
#define COLUMN_TIME(x) .list = NULL
#define COLUMN_DATETIME(x) .list = NULL
#define COLUMN_IP(x) .list = NULL
#define COLUMN_MAC(x) .list = NULL
#define COLUMN_DATES(x) .list = NULL
#define COLUMN_DECIMAL(x) .list = NULL
#define COLUMN_HASH(x) .list = NULL
#define COLUMN_ENUM(x) .list = &list_##x
#define COLUMN_ENUMS(x) .list = &list_##x
#define COLUMN_REF(x) .ref = KIND_##x

#define SURVEYED FIELD_SURVEYED
#define UNKNOWN_OK FIELD_UNKNOWN_OK
#define DERIVED FIELD_DERIVED
#define UNIQUE FIELD_UNIQUE
#define UNIQUE_BELOW FIELD_UNIQUE_BELOW
#define UNSIGNED FIELD_UNSIGNED

const struct field_def catalog[FIELD_COUNT] = {
#define KIND(num, id, en, ja)
#define FIELD(k, n, id_, type_, column, dec, obs, flags_, en_, ja_)                                \
    [F_##k##_##id_] = {.kind = KIND_##k,                                                           \
                       .number = n,                                                                \
                       .id = #id_,                                                                 \
                       .type = TYPE_##type_,                                                       \
                       COLUMN_##type_(column),                                                     \
                       .declared = NEED_##dec,                                                     \
                       .observed = NEED_##obs,                                                     \
                       .flags = flags_,                                                            \
                       .en = en_,                                                                  \
                       .ja = ja_},
#include "model/catalog.def"
#undef KIND
#undef FIELD
};

/* Where each kind's fields begin: an enumerator placed before its first row. */
enum {
#define KIND(num, id, en, ja) FIRST_##id, BEFORE_##id = FIRST_##id - 1,
#define FIELD(k, n, id, type, list, dec, obs, flags, en, ja) INDEX_##k##_##id,
#include "model/catalog.def"
#undef KIND
#undef FIELD
};

const struct kind_def catalog_kinds[KIND_COUNT] = {
#define KIND(num, id_, en_, ja_)                                                                   \
    [num] = {                                                                                      \
        .kind = KIND_##id_, .id = #id_, .en = en_, .ja = ja_, .first = (enum field)FIRST_##id_},
#define FIELD(k, ...)
#include "model/catalog.def"
#undef KIND
#undef FIELD
};

int kind_end(enum kind kind)
{
    return kind + 1 < KIND_COUNT ? (int)catalog_kinds[kind + 1].first : FIELD_COUNT;
}

enum kind kind_by_id(const char *id)
{
    size_t n = strlen(id);

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        size_t len = strlen(catalog_kinds[k].id);

        if (strncmp(catalog_kinds[k].id, id, len) == 0 && (n == len || strcmp(id + len, "s") == 0))
            return (enum kind)k;
    }
    return KIND_NONE;
}

enum field field_by_id(enum kind kind, const char *id)
{
    for (int f = catalog_kinds[kind].first; f < kind_end(kind); f++)
        if (strcmp(catalog[f].id, id) == 0)
            return (enum field)f;
    return FIELD_NONE;
}

const struct enum_item *enum_by_id(const struct enum_list *list, const char *id)
{
    for (int i = 0; i < list->n; i++)
        if (strcmp(list->items[i].id, id) == 0)
            return &list->items[i];
    return NULL;
}

const struct enum_list *enum_list_by_name(const char *name)
{
    static const struct enum_list *const lists[] = {
#define LIST(name) &list_##name,
#define ITEM(id, en, ja)
#define END
#include "model/enums.def"
#undef LIST
#undef ITEM
#undef END
    };

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (strcmp(lists[i]->name, name) == 0)
            return lists[i];
    return NULL;
}

uint32_t field_log_number(enum field f, bool observed)
{
    return (uint32_t)catalog[f].kind << 8 | catalog[f].number |
           (observed ? LOG_FIELD_OBSERVED : 0u);
}

enum kind kind_of_log_number(uint32_t number)
{
    uint32_t k = (number & ~LOG_FIELD_OBSERVED) >> 8;

    return k < KIND_COUNT ? (enum kind)k : KIND_NONE;
}

enum field field_of_log_number(uint32_t number, bool *observed)
{
    enum kind k = kind_of_log_number(number);

    *observed = (number & LOG_FIELD_OBSERVED) != 0;
    if (k == KIND_NONE)
        return FIELD_NONE;
    for (int f = catalog_kinds[k].first; f < kind_end(k); f++)
        if (catalog[f].number == (number & 0xFF) &&
            (!*observed || (catalog[f].flags & FIELD_SURVEYED)))
            return (enum field)f;
    return FIELD_NONE;
}

const char *field_label(enum field f, bool ja)
{
    return ja ? catalog[f].ja : catalog[f].en;
}

const char *kind_label(enum kind k, bool ja)
{
    return ja ? catalog_kinds[k].ja : catalog_kinds[k].en;
}

const char *enum_label(const struct enum_item *item, bool ja)
{
    return ja ? item->ja : item->en;
}
