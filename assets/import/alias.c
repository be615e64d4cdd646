#include "assets/import/alias.h"

#include "model/base/text.h"
#include "model/words.def"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* aliases.tsv, a string a line. */
static const char *const table_lines[] = {
#include "assets/import/aliases.inc"
};

#define LIKE_MIN 9 /* bytes: three kana or kanji; shorter words stand in everything */

struct entry {
    char *key; /* NULL: free */
    struct alias alias;
    const char *value; /* item id, or group id; borrowed from the catalogue or owned by `pool` */
};

struct word {
    char *text, *folded;
};

struct word_set { /* the words of one row of the table */
    char *what;
    size_t first, n;
};

struct aliases {
    struct entry *map; /* open addressing, a power of two */
    size_t cap, n;
    struct word *words;
    size_t nwords, cap_words;
    struct word_set *sets;
    size_t nsets, cap_sets;
    char **pool;
    size_t npool, cap_pool;
    const char *group_of[SCOPE_COUNT][TARGET_PHOTO_FORBIDDEN + 1];
};

static const struct scope_def {
    const char *id;
    enum kind kinds[3];
} scopes[SCOPE_COUNT] = {
    [SCOPE_SITE] = {"site", {KIND_site, KIND_contact, KIND_NONE}},
    [SCOPE_CONTACT] = {"contact", {KIND_contact, KIND_NONE, KIND_NONE}},
    [SCOPE_LINE] = {"line", {KIND_line, KIND_device, KIND_NONE}},
    [SCOPE_PC] = {"pc", {KIND_pc, KIND_NONE, KIND_NONE}},
    [SCOPE_ROOM] = {"room", {KIND_room, KIND_window, KIND_NONE}},
};

static const struct {
    const char *id;
    int target;
} pseudo[] = {
    {"ignore", TARGET_IGNORE},
    {"place", TARGET_PLACE},
    {"open", TARGET_OPEN},
    {"operate", TARGET_OPERATE},
    {"closed", TARGET_CLOSED},
    {"date_y", TARGET_DATE_Y},
    {"date_m", TARGET_DATE_M},
    {"date_d", TARGET_DATE_D},
    {"entry_allowed", TARGET_ENTRY_ALLOWED},
    {"photo_forbidden", TARGET_PHOTO_FORBIDDEN},
};

/* ---- keys ---- */

static bool is_symbol(uint32_t cp)
{
    return (cp >= 0x2190 && cp < 0x2C00) || cp == 0x203B || cp == 0xD7 || cp == 0x3007 || cp == '?';
}

static bool is_punctuation(uint32_t cp)
{
    if (cp < 0x80)
        return !isalnum((int)cp);
    return cp == 0x30FC || cp == 0x30FB || (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 ||
           (cp >= 0x3000 && cp <= 0x3004) || (cp >= 0x3008 && cp <= 0x301F) || cp == 0xFF5E ||
           cp == 0x203E || cp == 0x2026;
}

void alias_key(struct buf *out, const char *text, bool symbols)
{
    struct buf folded = BUF_INIT;
    const char *s;
    size_t left, start = out->len;

    text_fold(&folded, text, strlen(text));
    s = buf_str(&folded);
    for (left = folded.len; left > 0;) {
        uint32_t cp;
        size_t k = text_next(s, left, &cp);

        if (is_symbol(cp) ? symbols : !is_punctuation(cp))
            buf_add(out, s, k);
        s += k;
        left -= k;
    }
    if (out->len == start && symbols)
        buf_add(out, buf_str(&folded), folded.len); /* "-" is a value too */
    buf_release(&folded);
}

static size_t hash_of(const char *s)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
    return (size_t)(h ^ h >> 29);
}

static struct entry *slot(const struct aliases *a, const char *key)
{
    size_t i = hash_of(key) & (a->cap - 1);

    while (a->map[i].key && strcmp(a->map[i].key, key) != 0)
        i = (i + 1) & (a->cap - 1);
    return &a->map[i];
}

static void grow(struct aliases *a)
{
    struct entry *old = a->map;
    size_t n = a->cap;

    a->cap = n ? n * 2 : 8192;
    a->map = xcalloc(a->cap, sizeof *a->map);
    for (size_t i = 0; i < n; i++)
        if (old[i].key)
            *slot(a, old[i].key) = old[i];
    free(old);
}

/* The first word for a key counts. */
static void put_entry(struct aliases *a, const char *prefix, const char *rest, struct alias alias,
                      const char *value)
{
    struct buf key = BUF_INIT;
    struct entry *e;

    if (2 * (a->n + 1) > a->cap)
        grow(a);
    buf_puts(&key, prefix);
    buf_puts(&key, rest);
    e = slot(a, buf_str(&key));
    if (!e->key && *rest) {
        *e = (struct entry){.key = buf_take(&key), .alias = alias, .value = value};
        a->n++;
    }
    buf_release(&key);
}

static void add(struct aliases *a, const char *prefix, const char *word, bool symbols,
                struct alias alias, const char *value)
{
    struct buf key = BUF_INIT;

    alias_key(&key, word, symbols);
    put_entry(a, prefix, buf_str(&key), alias, value);
    buf_release(&key);
}

static const struct entry *find(const struct aliases *a, const char *prefix, const char *key)
{
    char whole[400];
    size_t n = strlen(prefix), k = strlen(key);
    const struct entry *e;

    if (n + k >= sizeof whole)
        return NULL;
    memcpy(whole, prefix, n + 1);
    memcpy(whole + n, key, k + 1);
    e = slot(a, whole);
    return e->key ? e : NULL;
}

/* ---- reading the table ---- */

static const char *keep(struct aliases *a, char *s)
{
    a->pool = xgrow(a->pool, a->npool, &a->cap_pool, sizeof *a->pool);
    a->pool[a->npool++] = s;
    return s;
}

static void header_prefix(char *out, size_t size, enum scope scope, const char *group)
{
    /* called for every cell: quicker than a format */
    size_t n = group ? strlen(group) : 0;

    n = n < size - 4 ? n : size - 4;
    out[0] = 'H';
    out[1] = (char)('0' + (int)scope);
    out[2] = '/';
    if (n > 0)
        memcpy(out + 3, group, n);
    out[3 + n] = '\0';
}

static int target_by_name(enum scope scope, const char *name)
{
    const char *dot = strchr(name, '.');
    char kind[32];

    if (dot) {
        snprintf(kind, sizeof kind, "%.*s", (int)(dot - name), name);
        return (int)field_by_id(kind_by_id(kind), dot + 1);
    }
    for (size_t i = 0; i < sizeof pseudo / sizeof *pseudo; i++)
        if (strcmp(pseudo[i].id, name) == 0)
            return pseudo[i].target;
    (void)scope;
    return TARGET_NONE;
}

static void add_header(struct aliases *a, enum scope scope, struct alias alias, const char *word)
{
    char prefix[64];
    const char *equals = *word == '@' ? strchr(word, '=') : NULL;

    if (equals) {
        char *group = xstrndup(word + 1, (size_t)(equals - word - 1));

        header_prefix(prefix, sizeof prefix, scope, group);
        free(group);
        word = equals + 1;
    } else {
        header_prefix(prefix, sizeof prefix, scope, NULL);
    }
    add(a, prefix, word, false, alias, NULL);
}

static struct word_set set_of(const struct aliases *a, const char *what)
{
    for (size_t i = 0; i < a->nsets; i++)
        if (strcmp(a->sets[i].what, what) == 0)
            return a->sets[i];
    return (struct word_set){0};
}

static void add_word(struct aliases *a, const char *what, const char *text)
{
    struct buf folded = BUF_INIT;
    char prefix[64];

    text_fold(&folded, text, strlen(text));
    a->words = xgrow(a->words, a->nwords, &a->cap_words, sizeof *a->words);
    a->words[a->nwords++] = (struct word){xstrdup(text), buf_take(&folded)};
    if (a->nsets == 0 || strcmp(a->sets[a->nsets - 1].what, what) != 0) {
        a->sets = xgrow(a->sets, a->nsets, &a->cap_sets, sizeof *a->sets);
        a->sets[a->nsets++] = (struct word_set){xstrdup(what), a->nwords - 1, 0};
    }
    a->sets[a->nsets - 1].n++;
    snprintf(prefix, sizeof prefix, "W%s/", what);
    put_entry(a, prefix, a->words[a->nwords - 1].folded, (struct alias){0}, "");
}

/* One word of a row whose first three columns are c. */
static void take_word(struct aliases *a, char **c, const char *word)
{
    char prefix[64];

    if (strcmp(c[0], "word") == 0 || strcmp(c[0], "sheet") == 0) {
        add_word(a, c[1], word);
    } else if (strcmp(c[0], "value") == 0) {
        snprintf(prefix, sizeof prefix, "V%s/", c[1]);
        add(a, prefix, word, true, (struct alias){TARGET_NONE, NULL}, keep(a, xstrdup(c[2])));
    } else if (strcmp(c[0], "group") == 0) {
        add(a, "G/", word, false, (struct alias){TARGET_NONE, NULL}, keep(a, xstrdup(c[1])));
    } else {
        for (int s = 0; s < SCOPE_COUNT; s++)
            if (strcmp(scopes[s].id, c[0]) == 0) {
                char *at = strchr(c[1], '@');
                struct alias alias = {TARGET_NONE, at ? keep(a, xstrdup(at + 1)) : NULL};
                char *name = at ? xstrndup(c[1], (size_t)(at - c[1])) : xstrdup(c[1]);

                alias.target = target_by_name((enum scope)s, name);
                add_header(a, (enum scope)s, alias, word);
                if (strcmp(c[2], "-") != 0 && alias.target >= 0)
                    a->group_of[s][alias.target] = keep(a, xstrdup(c[2]));
                free(name);
            }
    }
}

static void take_line(struct aliases *a, const char *line)
{
    char *copy = xstrdup(line), *c[4] = {copy, NULL, NULL, NULL}, *word, *rest;

    for (int i = 1; i < 4 && c[i - 1]; i++) {
        c[i] = strchr(c[i - 1], '\t');
        if (c[i])
            *c[i]++ = '\0';
    }
    if (*line != '#' && c[3])
        for (word = strtok_r(c[3], "|", &rest); word; word = strtok_r(NULL, "|", &rest))
            take_word(a, c, word);
    free(copy);
}

/* Fields that a hospital fills in: what only surveyors write has no column. */
static bool hospital_writes(const struct field_def *d)
{
    return !(d->flags & FIELD_DERIVED) && d->type != TYPE_REF && d->type != TYPE_HASH &&
           (d->number < 40 || d->kind == KIND_site) && strcmp(d->id, "extra") != 0 &&
           strncmp(d->id, "precall", 7) != 0;
}

static void take_catalog_labels(struct aliases *a)
{
    char prefix[64];

    for (int s = 0; s < SCOPE_COUNT; s++)
        for (const enum kind *k = scopes[s].kinds; *k != KIND_NONE; k++)
            for (int f = (int)catalog_kinds[*k].first; f < kind_end(*k); f++) {
                if (!hospital_writes(&catalog[f]) || (s == SCOPE_SITE && *k == KIND_contact))
                    continue;
                header_prefix(prefix, sizeof prefix, (enum scope)s, NULL);
                add(a, prefix, catalog[f].ja, false, (struct alias){f, NULL}, NULL);
                add(a, prefix, catalog[f].en, false, (struct alias){f, NULL}, NULL);
            }
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct enum_list *l = catalog[f].list;

        if (!l)
            continue;
        snprintf(prefix, sizeof prefix, "V%s/", l->name);
        for (int i = 0; i < l->n; i++) {
            add(a, prefix, l->items[i].ja, true, (struct alias){0}, l->items[i].id);
            add(a, prefix, l->items[i].en, true, (struct alias){0}, l->items[i].id);
            add(a, prefix, l->items[i].id, true, (struct alias){0}, l->items[i].id);
        }
    }
}

struct aliases *aliases_new(void)
{
    struct aliases *a = xcalloc(1, sizeof *a);

    grow(a);
    for (size_t i = 0; i < sizeof table_lines / sizeof *table_lines; i++)
        take_line(a, table_lines[i]);
    take_catalog_labels(a);
    return a;
}

void aliases_free(struct aliases *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->cap; i++)
        free(a->map[i].key);
    for (size_t i = 0; i < a->nwords; i++) {
        free(a->words[i].text);
        free(a->words[i].folded);
    }
    for (size_t i = 0; i < a->nsets; i++)
        free(a->sets[i].what);
    free(a->sets);
    for (size_t i = 0; i < a->npool; i++)
        free(a->pool[i]);
    free(a->map);
    free(a->words);
    free(a->pool);
    free(a);
}

/* ---- asking ---- */

static bool look_up(const struct aliases *a, enum scope scope, const char *group, const char *key,
                    struct alias *out)
{
    char prefix[64];
    const struct entry *e = NULL;

    if (!*key)
        return false;
    if (group) {
        header_prefix(prefix, sizeof prefix, scope, group);
        e = find(a, prefix, key);
    }
    if (!e) {
        header_prefix(prefix, sizeof prefix, scope, NULL);
        e = find(a, prefix, key);
    }
    if (e)
        *out = e->alias;
    return e != NULL;
}

unsigned alias_scopes(const struct aliases *a, const char *text)
{
    struct buf key = BUF_INIT;
    struct alias out;
    unsigned scopes_with = 0;

    alias_key(&key, text, false);
    for (int s = 0; s < SCOPE_COUNT && key.len > 0; s++)
        if (look_up(a, (enum scope)s, NULL, buf_str(&key), &out))
            scopes_with |= 1U << s;
    buf_release(&key);
    return scopes_with;
}

/* Takes what stands in brackets out of `text`; what was inside goes to `inside`. */
static void split_brackets(const char *text, struct buf *outside, struct buf *inside)
{
    struct buf nfkc = BUF_INIT;
    int depth = 0;

    text_ident(&nfkc, text, strlen(text));
    for (const char *s = buf_str(&nfkc); *s;) {
        uint32_t cp;
        size_t k = text_next(s, strlen(s), &cp);

        if (cp == '(' || cp == '[' || cp == 0x3010 || cp == 0x3014 || cp == '<')
            depth++;
        else if (cp == ')' || cp == ']' || cp == 0x3011 || cp == 0x3015 || cp == '>')
            depth -= depth > 0;
        else
            buf_add(depth ? inside : outside, s, k);
        s += k;
    }
    buf_release(&nfkc);
}

static bool strip_one(const struct aliases *a, char *key)
{
    struct word_set set = set_of(a, "strip");
    size_t n = strlen(key);

    for (size_t i = set.first; i < set.first + set.n; i++) {
        const char *word = a->words[i].folded;
        size_t k = strlen(word);

        if (k >= n)
            continue;
        if (strcmp(key + n - k, word) == 0) {
            key[n - k] = '\0';
            return true;
        }
        if (strncmp(key, word, k) == 0) {
            memmove(key, key + k, n - k + 1);
            return true;
        }
    }
    return false;
}

static bool look_up_stripped(const struct aliases *a, enum scope scope, const char *group,
                             char *key, struct alias *out)
{
    bool found = look_up(a, scope, group, key, out);

    while (!found && strip_one(a, key))
        found = look_up(a, scope, group, key, out);
    return found;
}

/* key without words like 必須, then without numbers around it. */
static bool look_up_parts(const struct aliases *a, enum scope scope, const char *group,
                          const char *text, struct alias *out)
{
    struct buf b = BUF_INIT;
    char *key, *whole, *end;
    bool found;

    alias_key(&b, text, false);
    buf_puts(&b, "");
    key = buf_take(&b);
    whole = xstrdup(key);
    found = look_up_stripped(a, scope, group, key, out);
    memcpy(key, whole, strlen(whole) + 1);
    if (!found && isdigit((unsigned char)*whole))
        found = look_up_stripped(a, scope, group, key + strspn(key, "0123456789"), out);
    memcpy(key, whole, strlen(whole) + 1);
    for (end = key + strlen(key); end > key && isdigit((unsigned char)end[-1]);)
        *--end = '\0';
    if (!found && *key)
        found = look_up_stripped(a, scope, group, key, out);
    free(key);
    free(whole);
    return found;
}

bool alias_header(const struct aliases *a, enum scope scope, const char *group, const char *text,
                  struct alias *out)
{
    struct buf outside = BUF_INIT, inside = BUF_INIT, line = BUF_INIT;
    bool found;

    if (strlen(text) > 160)
        return false;
    found = look_up_parts(a, scope, group, text, out);
    if (!found) {
        split_brackets(text, &outside, &inside);
        buf_add(&line, text, strcspn(text, "\n"));
        found = look_up_parts(a, scope, group, buf_str(&outside), out) ||
                look_up_parts(a, scope, group, buf_str(&line), out) ||
                (inside.len > 0 && look_up(a, scope, group, buf_str(&inside), out));
    }
    buf_release(&outside);
    buf_release(&inside);
    buf_release(&line);
    return found;
}

const char *alias_group(const struct aliases *a, const char *text)
{
    struct buf key = BUF_INIT;
    const struct entry *e;

    alias_key(&key, text, false);
    e = find(a, "G/", buf_str(&key));
    buf_release(&key);
    return e ? e->value : NULL;
}

const char *alias_group_of(const struct aliases *a, enum scope scope, int target)
{
    return target >= 0 && target <= TARGET_PHOTO_FORBIDDEN ? a->group_of[scope][target] : NULL;
}

/* The longest key with this prefix that `key` holds, when it is most of it. */
static const struct entry *find_inside(const struct aliases *a, const char *prefix, const char *key)
{
    const struct entry *best = NULL;
    size_t n = strlen(prefix), most = 0;

    for (size_t i = 0; i < a->cap; i++) {
        const char *k = a->map[i].key;
        size_t len = k ? strlen(k) : 0;

        if (len < n + LIKE_MIN || strncmp(k, prefix, n) != 0 || len - n <= most)
            continue;
        if (strstr(key, k + n) && 2 * (len - n) > strlen(key)) {
            most = len - n;
            best = &a->map[i];
        }
    }
    return best;
}

bool alias_header_like(const struct aliases *a, enum scope scope, const char *text,
                       struct alias *out)
{
    struct buf key = BUF_INIT;
    char prefix[64];
    const struct entry *e;

    alias_key(&key, text, false);
    header_prefix(prefix, sizeof prefix, scope, NULL);
    e = find_inside(a, prefix, buf_str(&key));
    buf_release(&key);
    if (e)
        *out = e->alias;
    return e != NULL;
}

static const struct entry *value_entry(const struct aliases *a, const char *prefix,
                                       const char *text)
{
    struct buf key = BUF_INIT;
    const struct entry *e;

    alias_key(&key, text, true);
    e = find(a, prefix, buf_str(&key));
    buf_release(&key);
    return e;
}

/* Without brackets; then only what stands before a blank or a comma. */
static const struct entry *value_part(const struct aliases *a, const char *prefix, const char *text)
{
    struct buf outside = BUF_INIT, inside = BUF_INIT;
    const struct entry *e = NULL;
    char *s;

    split_brackets(text, &outside, &inside);
    if (inside.len > 0 && outside.len > 0)
        e = value_entry(a, prefix, buf_str(&outside));
    buf_puts(&outside, "");
    s = buf_take(&outside);
    for (size_t i = 0; s[i] && !e; i++)
        if (strchr(" \n,:;", s[i]) || strncmp(s + i, WORD_COMMA, 3) == 0 ||
            strncmp(s + i, WORD_STOP, 3) == 0 || strncmp(s + i, WORD_NOTE_MARK, 3) == 0) {
            s[i] = '\0';
            e = i > 0 ? value_entry(a, prefix, s) : NULL;
            break;
        }
    free(s);
    buf_release(&inside);
    return e;
}

static const struct entry *value_like(const struct aliases *a, const char *prefix, const char *text)
{
    struct buf key = BUF_INIT;
    const struct entry *e = NULL;

    alias_key(&key, text, true);
    if (!alias_word_inside(a, "negation", text))
        e = find_inside(a, prefix, buf_str(&key));
    buf_release(&key);
    return e;
}

const char *alias_value(const struct aliases *a, const char *list, const char *text,
                        enum alias_how *how)
{
    char prefix[64];
    enum alias_how found = ALIAS_EXACT;
    const struct entry *e;

    snprintf(prefix, sizeof prefix, "V%s/", list);
    e = value_entry(a, prefix, text);
    if (!e) {
        found = ALIAS_PART;
        e = value_part(a, prefix, text);
    }
    if (!e && how) {
        found = ALIAS_LIKE;
        e = value_like(a, prefix, text);
    }
    if (how)
        *how = found;
    return e ? e->value : NULL;
}

/* How far `folded` matches: 0 no, 1 inside, 2 begins, 3 all. */
static int match(const char *folded, const char *word)
{
    const char *at = strstr(folded, word);

    return !at ? 0 : at != folded ? 1 : folded[strlen(word)] ? 2 : 3;
}

static int best_match(const struct aliases *a, const char *what, const char *text)
{
    struct word_set set = set_of(a, what);
    struct buf folded = BUF_INIT;
    int best = 0;

    text_fold(&folded, text, strlen(text));
    for (size_t i = set.first; i < set.first + set.n && best < 3; i++) {
        int m = match(buf_str(&folded), a->words[i].folded);

        best = m > best ? m : best;
    }
    buf_release(&folded);
    return best;
}

bool alias_word(const struct aliases *a, const char *what, const char *text)
{
    struct buf folded = BUF_INIT;
    char prefix[64];
    bool yes;

    snprintf(prefix, sizeof prefix, "W%s/", what);
    text_fold(&folded, text, strlen(text));
    yes = find(a, prefix, buf_str(&folded)) != NULL;
    buf_release(&folded);
    return yes;
}

bool alias_word_begins(const struct aliases *a, const char *what, const char *text)
{
    return best_match(a, what, text) >= 2;
}

bool alias_word_inside(const struct aliases *a, const char *what, const char *text)
{
    return best_match(a, what, text) >= 1;
}

const char *alias_word_at(const struct aliases *a, const char *what, size_t i)
{
    struct word_set set = set_of(a, what);

    return i < set.n ? a->words[set.first + i].text : NULL;
}
