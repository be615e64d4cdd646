#include "model/parse.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/words.def"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATES_MAX 62

static const struct word {
    const char *list, *id, *word;
} words[] = {
#define WORD(list, id, word) {#list, id, word},
#include "model/words.def"
#undef WORD
};

struct parse {
    enum field f;
    const char *text;    /* cleaned */
    struct buf *storage; /* holds `text` at first; the result may be put behind it */
    struct value *out;
    struct err *e;
};

static const char *fold(struct buf *b, const char *s)
{
    buf_reset(b);
    text_fold(b, s, strlen(s));
    return buf_str(b);
}

/* The id of the word `folded` in the list called `list`; NULL when there is none. */
static const char *word_find(const char *list, const char *folded)
{
    struct buf b = BUF_INIT;
    const char *id = NULL;

    for (size_t i = 0; i < sizeof words / sizeof *words && !id; i++)
        if (strcmp(words[i].list, list) == 0 && strcmp(fold(&b, words[i].word), folded) == 0)
            id = words[i].id;
    buf_release(&b);
    return id;
}

static const struct enum_item *enum_exact(const struct enum_list *list, const char *text)
{
    for (int i = 0; i < list->n; i++) {
        const struct enum_item *it = &list->items[i];

        if (strcmp(it->id, text) == 0 || strcmp(it->ja, text) == 0 || strcmp(it->en, text) == 0)
            return it;
    }
    return NULL;
}

const struct enum_item *enum_parse(const struct enum_list *list, const char *text)
{
    struct buf want = BUF_INIT, have = BUF_INIT;
    const struct enum_item *found = enum_exact(list, text);
    const char *w, *id;

    if (found)
        return found;
    w = fold(&want, text);
    for (int i = 0; i < list->n && !found; i++) {
        const struct enum_item *it = &list->items[i];

        if (strcmp(fold(&have, it->id), w) == 0 || strcmp(fold(&have, it->ja), w) == 0 ||
            strcmp(fold(&have, it->en), w) == 0)
            found = it;
    }
    if (!found && (id = word_find(list->name, w)))
        found = enum_by_id(list, id);
    buf_release(&want);
    buf_release(&have);
    return found;
}

static int refuse(const struct parse *p, const char *msg, const char *detail)
{
    return err_say(p->e, ERR_INVALID, msg, p->text, detail);
}

static void list_ids(const struct enum_list *list, struct buf *out)
{
    for (int i = 0; i < list->n; i++)
        buf_addf(out, "%s%s", i ? ", " : "", list->items[i].id);
}

static int refuse_enum(const struct parse *p)
{
    struct buf ids = BUF_INIT;
    int rc;

    list_ids(catalog[p->f].list, &ids);
    rc = refuse(p, N_("\"{1}\" is none of the choices: {2}"), buf_str(&ids));
    buf_release(&ids);
    return rc;
}

/* Puts the result behind the text in storage: p->text may move and is not used
 * afterwards. `s` stands elsewhere. */
static struct value stored(const struct parse *p, const char *s)
{
    size_t at;

    buf_putc(p->storage, '\0');
    at = p->storage->len;
    buf_puts(p->storage, s);
    return value_text(p->storage->p + at);
}

static int parse_text(struct parse *p)
{
    *p->out = value_text(p->text);
    return 0;
}

static int parse_enum(struct parse *p)
{
    const struct enum_item *it = enum_parse(catalog[p->f].list, p->text);

    if (!it)
        return refuse_enum(p);
    *p->out = value_text(it->id);
    return 0;
}

/* Items between commas and the like; stored in the order of the list. */
static int parse_enums(struct parse *p)
{
    const struct enum_list *list = catalog[p->f].list;
    struct buf part = BUF_INIT, ids = BUF_INIT;
    uint64_t on = 0;
    const char *s = p->text;
    int rc = 0;

    while (*s && rc == 0) {
        const struct enum_item *it;
        uint32_t cp;
        size_t k;

        buf_reset(&part);
        while ((k = text_next(s, strlen(s), &cp)) > 0 && cp != ',' && cp != ';' && cp != '\n' &&
               cp != 0x3001 && cp != 0x30FB && cp != 0xFF0C && cp != '/') {
            buf_add(&part, s, k);
            s += k;
        }
        s += k;
        it = enum_parse(list, buf_str(&part));
        if (it)
            on |= UINT64_C(1) << (it - list->items);
        else if (part.len > 0)
            rc = refuse_enum(p);
    }
    for (int i = 0; i < list->n; i++)
        if (on >> i & 1)
            buf_addf(&ids, "%s%s", ids.len ? "," : "", list->items[i].id);
    if (rc == 0)
        *p->out = stored(p, buf_str(&ids));
    buf_release(&part);
    buf_release(&ids);
    return rc;
}

static int parse_bool(struct parse *p)
{
    struct buf b = BUF_INIT;
    const char *id = word_find("bool", fold(&b, p->text));

    buf_release(&b);
    if (!id)
        return refuse(p, N_("\"{1}\" is neither yes nor no"), "");
    *p->out = value_int(*id == '1');
    return 0;
}

/* Digits (with thousands' commas), then a unit without digits. */
static bool read_int(const char *s, int64_t *out)
{
    bool minus = *s == '-';
    int n = 0;

    s += minus || *s == '+';
    for (*out = 0; isdigit((unsigned char)*s) || (*s == ',' && n > 0); s++)
        if (*s != ',') {
            *out = *out * 10 + (*s - '0');
            if (++n > 18)
                return false;
        }
    if (s[0] == '.' && s[1] == '0' && !s[2])
        s += 2;
    if (n == 0 || s[strcspn(s, "0123456789.")])
        return false;
    if (minus)
        *out = -*out;
    return true;
}

static int parse_int(struct parse *p)
{
    struct buf b = BUF_INIT;
    int64_t i;
    bool good;

    text_fold(&b, p->text, strlen(p->text));
    good = read_int(buf_str(&b), &i);
    buf_release(&b);
    if (!good)
        return refuse(p, N_("\"{1}\" is not a number"), "");
    *p->out = value_int(i);
    return 0;
}

static int today(void)
{
    return (int)((clock_now_ms() + INT64_C(9) * 3600000) / 86400000);
}

static int parse_date(struct parse *p)
{
    char iso[11];
    int days;

    if (!date_read(p->text, today(), &days))
        return refuse(p, N_("\"{1}\" is not a date"), "");
    date_print(days, iso);
    *p->out = stored(p, iso);
    return 0;
}

static int parse_dates(struct parse *p)
{
    struct buf b = BUF_INIT;
    int days[DATES_MAX], n = dates_read(p->text, today(), days, DATES_MAX);

    if (n < 1)
        return refuse(p, N_("\"{1}\" is not a date, or not dates with commas between"), "");
    for (int i = 0; i < n; i++) {
        char iso[11];

        date_print(days[i], iso);
        buf_addf(&b, "%s%s", i ? "," : "", iso);
    }
    *p->out = stored(p, buf_str(&b));
    buf_release(&b);
    return 0;
}

static int parse_time(struct parse *p)
{
    char hm[6];
    int minutes;

    if (!time_read(p->text, &minutes))
        return refuse(p, N_("\"{1}\" is not a time of day"), "");
    time_print(minutes, hm);
    *p->out = stored(p, hm);
    return 0;
}

/* ISO, or a date and a time with a blank between. */
static bool read_datetime(const char *text, int64_t *ms)
{
    struct buf b = BUF_INIT;
    char *blank;
    int days, minutes;
    bool good = datetime_parse(text, ms);

    if (!good) {
        text_ident(&b, text, strlen(text));
        blank = b.p ? strrchr(b.p, ' ') : NULL;
        if (blank) {
            *blank = '\0';
            good = date_read(b.p, today(), &days) && time_read(blank + 1, &minutes);
            if (good)
                *ms = ((int64_t)days * 1440 + minutes - 540) * 60000;
        }
    }
    buf_release(&b);
    return good;
}

static int parse_datetime(struct parse *p)
{
    char iso[26];
    int64_t ms;

    if (!read_datetime(p->text, &ms))
        return refuse(p, N_("\"{1}\" is not a date and a time"), "");
    datetime_print(ms, iso);
    *p->out = stored(p, iso);
    return 0;
}

static int parse_ip(struct parse *p)
{
    struct buf b = BUF_INIT;
    unsigned char raw[16];
    char canon[INET6_ADDRSTRLEN] = "";

    text_ident(&b, p->text, strlen(p->text));
    if (inet_pton(AF_INET, buf_str(&b), raw) == 1)
        inet_ntop(AF_INET, raw, canon, sizeof canon);
    else if (inet_pton(AF_INET6, buf_str(&b), raw) == 1)
        inet_ntop(AF_INET6, raw, canon, sizeof canon);
    buf_release(&b);
    if (!*canon)
        return refuse(p, N_("\"{1}\" is not an IP address"), "");
    *p->out = stored(p, canon);
    return 0;
}

static int parse_mac(struct parse *p)
{
    struct buf b = BUF_INIT;
    char hex[13] = "", canon[18];
    size_t n = 0;

    text_ident(&b, p->text, strlen(p->text));
    for (const char *s = buf_str(&b); *s && n <= 12; s++) {
        if (isxdigit((unsigned char)*s) && n < 12)
            hex[n++] = (char)tolower((unsigned char)*s);
        else if (!strchr(":-. ", *s))
            n = 13;
    }
    buf_release(&b);
    if (n != 12)
        return refuse(p, N_("\"{1}\" is not a MAC address"), "");
    for (size_t i = 0; i < 6; i++) {
        memcpy(canon + 3 * i, hex + 2 * i, 2);
        canon[3 * i + 2] = ':';
    }
    canon[17] = '\0';
    *p->out = stored(p, canon);
    return 0;
}

static int parse_ref(struct parse *p)
{
    struct id id;

    if (!id_parse(p->text, &id))
        return refuse(p, N_("\"{1}\" is no id"), "");
    *p->out = value_id(id);
    return 0;
}

static int parse_decimal(struct parse *p)
{
    const char *s = p->text + (*p->text == '-');
    size_t whole = strspn(s, "0123456789"), part = 0;

    if (s[whole] == '.')
        part = 1 + strspn(s + whole + 1, "0123456789");
    if (whole == 0 || part == 1 || s[whole + part])
        return refuse(p, N_("\"{1}\" is not a decimal number"), "");
    *p->out = value_decimal(p->text);
    return 0;
}

static int parse_hash(struct parse *p)
{
    for (char *s = p->storage->p; s && *s; s++)
        *s = (char)tolower((unsigned char)*s);
    if (p->storage->len != 64 || p->text[strspn(p->text, "0123456789abcdef")])
        return refuse(p, N_("\"{1}\" is not a SHA-256 of 64 hex digits"), "");
    return parse_text(p);
}

/* none, months:N, or what else the hospital says. */
static int parse_rotation(struct parse *p)
{
    static const char *const never[] = {WORD_NEVER_CHANGED, WORD_NEVER_CHANGED_2,
                                        WORD_NEVER_CHANGED_3, "none", "no"};
    static const char *const units[] = WORD_MONTH_UNITS;
    struct buf b = BUF_INIT, w = BUF_INIT;
    const char *s = fold(&b, p->text), *id = NULL;
    char months[32], *end;
    long n = strtol(s + (strncmp(s, "every", 5) == 0 ? 5 : 0), &end, 10);

    for (size_t i = 0; i < sizeof never / sizeof *never && !id; i++)
        if (strcmp(s, fold(&w, never[i])) == 0)
            id = "none";
    if (strncmp(s, WORD_EVERY_MONTH, strlen(WORD_EVERY_MONTH)) == 0)
        id = "months:1";
    else if (strncmp(s, WORD_EVERY_YEAR, strlen(WORD_EVERY_YEAR)) == 0)
        id = "months:12";
    else if (strncmp(s, WORD_EVERY_HALF_YEAR, strlen(WORD_EVERY_HALF_YEAR)) == 0)
        id = "months:6";
    for (size_t i = 0; i < sizeof units / sizeof *units && !id && end > s && n > 0; i++)
        if (strncmp(end, fold(&w, units[i]), w.len) == 0) {
            snprintf(months, sizeof months, "months:%ld", n);
            id = months;
        }
    if (!id && end > s && n > 0 && strncmp(end, WORD_YEAR, strlen(WORD_YEAR)) == 0) {
        snprintf(months, sizeof months, "months:%ld", n * 12);
        id = months;
    }
    *p->out = id ? stored(p, id) : value_text(p->text);
    buf_release(&b);
    buf_release(&w);
    return 0;
}

static int (*const parsers[])(struct parse *) = {
    [TYPE_TEXT] = parse_text,         [TYPE_IDENT] = parse_text, [TYPE_INT] = parse_int,
    [TYPE_BOOL] = parse_bool,         [TYPE_DATE] = parse_date,  [TYPE_TIME] = parse_time,
    [TYPE_DATETIME] = parse_datetime, [TYPE_ENUM] = parse_enum,  [TYPE_IP] = parse_ip,
    [TYPE_MAC] = parse_mac,           [TYPE_REF] = parse_ref,    [TYPE_DATES] = parse_dates,
    [TYPE_ENUMS] = parse_enums,       [TYPE_HASH] = parse_hash,  [TYPE_DECIMAL] = parse_decimal,
};

/* The reason behind "?" or the word for it; NULL when the text means something else. */
static const char *unreadable_reason(const char *text)
{
    static const char *const marks[] = {"?", "？", WORD_UNREADABLE, "not readable"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);

        if (strncmp(text, marks[i], n) == 0)
            return text + n;
    }
    return NULL;
}

static int parse_unreadable(struct parse *p, const char *reason)
{
    struct buf b = BUF_INIT;

    text_clean(&b, reason, strlen(reason));
    if (b.len > 0 && strchr(":(", b.p[0])) {
        char *last = b.p + b.len - 1;

        if (b.p[0] == '(' && *last == ')')
            *last = '\0';
        b.p[0] = ' ';
    }
    reason = buf_str(&b) + strspn(buf_str(&b), " ");
    if (!*reason) {
        buf_release(&b);
        return refuse(p, N_("Say why it could not be read: ?reason"), "");
    }
    *p->out = value_unreadable(stored(p, reason).s);
    buf_release(&b);
    return 0;
}

static bool means_unknown(const char *text)
{
    struct buf b = BUF_INIT;
    const char *s = fold(&b, text);
    bool yes = strcmp(s, "unknown") == 0 || strcmp(s, WORD_UNKNOWN) == 0;

    buf_release(&b);
    return yes;
}

int field_parse(enum field f, const char *text, struct buf *storage, struct value *out,
                struct err *e)
{
    const struct field_def *d = &catalog[f];
    struct parse p = {f, NULL, storage, out, e};
    const char *reason;

    buf_reset(storage);
    if (d->type == TYPE_IDENT || d->type == TYPE_DECIMAL || d->type == TYPE_HASH)
        text_ident(storage, text, strlen(text));
    else
        text_clean(storage, text, strlen(text));
    p.text = buf_str(storage);
    *out = value_null();
    if (!*p.text)
        return 0;
    if (d->flags & FIELD_DERIVED)
        return refuse(&p, N_("{2} is computed and cannot be set"), d->id);
    if ((d->flags & FIELD_SURVEYED) && (reason = unreadable_reason(p.text)))
        return parse_unreadable(&p, reason);
    if ((d->flags & FIELD_UNKNOWN_OK) && means_unknown(p.text)) {
        *out = value_text(WORD_UNKNOWN);
        return 0;
    }
    if (f == F_device_pw_rotation || f == F_password_policy_pw_rotation)
        return parse_rotation(&p);
    return parsers[d->type](&p);
}
