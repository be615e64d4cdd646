/* The catalogue of fields: the only place that knows them (catalog.def,
 * enums.def). It drives the form on the screen, validation, the importer's
 * label match, the report's columns, the JSON names and the projections. */
#ifndef GENBA_MODEL_CATALOG_H
#define GENBA_MODEL_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Raised with every row added; stands in each commit. */
#define CATALOG_VERSION 3

enum kind {
    KIND_NONE,
#define KIND(num, id, en, ja) KIND_##id = num,
#define FIELD(...)
#include "model/catalog.def"
#undef KIND
#undef FIELD
    KIND_COUNT,
    KIND_any = KIND_COUNT /* a reference to any kind */
};

/* F_line_serial_no and so on: index into the catalogue, in its order. */
enum field {
#define KIND(num, id, en, ja)
#define FIELD(k, n, id, type, list, dec, obs, flags, en, ja) F_##k##_##id,
#include "model/catalog.def"
#undef KIND
#undef FIELD
    FIELD_COUNT,
    FIELD_NONE = FIELD_COUNT
};

enum field_type {
    TYPE_TEXT,
    TYPE_IDENT, /* text; full-width ASCII becomes half-width */
    TYPE_INT,
    TYPE_BOOL,
    TYPE_DATE,     /* YYYY-MM-DD */
    TYPE_TIME,     /* HH:MM */
    TYPE_DATETIME, /* YYYY-MM-DDTHH:MM:SS+09:00 */
    TYPE_ENUM,
    TYPE_IP,
    TYPE_MAC,
    TYPE_REF,
    TYPE_DATES, /* dates joined by commas */
    TYPE_ENUMS, /* enumeration ids joined by commas */
    TYPE_DECIMAL,
    TYPE_HASH, /* SHA-256 as 64 hex digits */
};

/* When a field must be filled. The conditions are evaluated by need_holds
 * (model/rules/need.h), from the fields of the same row. */
enum need {
    NEED_NO,
    NEED_ALWAYS,
    NEED_BEFORE_VISIT,
    NEED_PHONE_OR_MAIL,       /* one of the two */
    NEED_HOLDER_NOT_HOSPITAL, /* the contract holder is somebody else */
    NEED_INTERNET,            /* internet lines: internet, internet VPN */
    NEED_STATIC_SCAN,         /* a static address and a scan wanted */
    NEED_ANTIVIRUS,           /* there is an antivirus product */
};

enum field_flag {
    FIELD_SURVEYED = 1,
    FIELD_UNKNOWN_OK = 2,
    FIELD_DERIVED = 4,
    FIELD_UNIQUE = 8,        /* should be of one row only */
    FIELD_UNIQUE_BELOW = 16, /* of one row of its line */
    FIELD_UNSIGNED = 32,     /* no part of what a witness signs (rules/signoff.h) */
};

struct enum_item {
    const char *id, *en, *ja;
};

struct enum_list {
    const char *name;
    const struct enum_item *items;
    int n;
};

struct field_def {
    enum kind kind;
    uint8_t number; /* inside the kind */
    const char *id;
    enum field_type type;
    const struct enum_list *list; /* ENUM, ENUMS; else NULL */
    enum kind ref;                /* REF: kind referred to, KIND_any */
    enum need declared, observed;
    unsigned flags;
    const char *en, *ja;
};

struct kind_def {
    enum kind kind;
    const char *id, *en, *ja;
    enum field first; /* the kind's fields stand together: first .. kind_end(kind)-1 */
};

extern const struct field_def catalog[FIELD_COUNT];
extern const struct kind_def catalog_kinds[KIND_COUNT];

int kind_end(enum kind kind);

/* Looks up by id; FIELD_NONE, KIND_NONE when there is none. Kinds answer to
 * their plural too ("lines"). */
enum kind kind_by_id(const char *id);
enum field field_by_id(enum kind kind, const char *id);
const struct enum_item *enum_by_id(const struct enum_list *list, const char *id);
/* Any list of enums.def, those that no field has (os_code) too; or NULL. */
const struct enum_list *enum_list_by_name(const char *name);

/* The number of a field in the log: kind << 8 | number, and the observed twin
 * with bit 15 set. Number 0 is every entity's `alive`. */
#define LOG_FIELD_ALIVE 0u
#define LOG_FIELD_OBSERVED 0x8000u
uint32_t field_log_number(enum field f, bool observed);
/* FIELD_NONE for a number of a newer catalogue. */
enum field field_of_log_number(uint32_t number, bool *observed);
enum kind kind_of_log_number(uint32_t number); /* KIND_NONE when unknown or ALIVE */

/* The label in "ja" or "en"; static. */
const char *field_label(enum field f, bool ja);
const char *kind_label(enum kind k, bool ja);
const char *enum_label(const struct enum_item *item, bool ja);

#endif
