#include "assets/photo/naming.h"

#include "assets/draw/info.h"
#include "assets/photo/card.h"
#include "assets/photo/filename.h"
#include "assets/photo/match.h"
#include "model/base/text.h"
#include "model/photo.h"
#include "model/rules/name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a word of a name, so that what stands behind it is not cut off. */
#define WORD_COLS 36

enum part { SERIAL, HOSPITAL, TARGET, TAG, NN, DATE, TIME, NAME, PARTS };

static const char *const parts[PARTS] = {"{serial}", "{hospital}", "{target}", "{tag}",
                                         "{nn}",     "{date}",     "{time}",   "{name}"};

/* A photo and what it is sorted by. */
struct entry {
    size_t at; /* in the survey */
    const struct row *photo;
    char *target, *tag; /* words of a name, owned */
    bool timed;
    int64_t taken_ms;
    int number, digits; /* in its group, from 1 */
    const char *kept;   /* the name it has already; borrowed; or NULL */
};

/* --- the template --- */

static enum part part_at(const char *template)
{
    enum part p = 0;

    while (p < PARTS && strncmp(template, parts[p], strlen(parts[p])) != 0)
        p++;
    return p;
}

int naming_check(const char *template, struct err *e)
{
    bool any = false;

    for (const char *p = template; *p; p++) {
        char word[64];

        if (*p == '/' || *p == '\\')
            return err_say(e, ERR_USAGE,
                           N_("The template {1} is for a file's name, not for folders."), template,
                           NULL);
        if (*p != '{')
            continue;
        any = true;
        snprintf(word, sizeof word, "%.*s", (int)strcspn(p, "}") + 1, p);
        if (part_at(p) == PARTS)
            return err_say(e, ERR_USAGE, N_("{1} is nothing a template knows. It knows {2}."), word,
                           "{serial} {hospital} {target} {tag} {nn} {date} {time} {name}");
    }
    if (!any)
        return err_say(e, ERR_USAGE, N_("The template {1} has no placeholder, such as {2}."),
                       template, NAMING_TEMPLATE);
    return 0;
}

/* --- words --- */

static void put_word(struct buf *out, const char *text)
{
    struct buf word = BUF_INIT;
    int used;

    filename_word(&word, text);
    buf_add(out, buf_str(&word), text_fit(buf_str(&word), word.len, WORD_COLS, &used));
    buf_release(&word);
}

static char *word_of(const char *text, const char *otherwise)
{
    struct buf out = BUF_INIT;

    put_word(&out, text);
    if (out.len == 0)
        put_word(&out, otherwise);
    buf_str(&out);
    return buf_take(&out);
}

static char *target_word(const struct survey *s, const struct row *photo, const char *otherwise)
{
    struct buf name = BUF_INIT;
    size_t i = 0;
    const struct row *target = photo_next_target(s, photo, &i);
    char *word;

    if (target)
        row_name(s, target, &name);
    word = word_of(buf_str(&name), otherwise);
    buf_release(&name);
    return word;
}

static char *tag_word(const struct survey *s, const struct row *photo, const struct naming_how *how)
{
    size_t i = 0;
    const char *tag = photo_next_tag(s, photo, &i);
    const struct enum_item *item = tag ? enum_by_id(catalog[F_photo_photo_tag].list, tag) : NULL;

    return word_of(item ? enum_label(item, how->ja) : tag ? tag : "", how->no_tag);
}

/* "DSC01201" of "DSC01201.JPG" */
static void put_stem(struct buf *out, const char *name)
{
    const char *dot = strrchr(name, '.');
    char *stem = xstrndup(name, dot && dot != name ? (size_t)(dot - name) : strlen(name));

    put_word(out, stem);
    free(stem);
}

/* "2025:09:12 09:20:00" as 2025-09-12 or 092000. */
static void put_taken(struct buf *out, const char *taken, bool date)
{
    if (strlen(taken) < 19)
        return;
    if (date)
        buf_addf(out, "%.4s-%.2s-%.2s", taken, taken + 5, taken + 8);
    else
        buf_addf(out, "%.2s%.2s%.2s", taken + 11, taken + 14, taken + 17);
}

static void put_part(struct buf *out, enum part p, const struct survey *s, const struct entry *en)
{
    const struct row *site = survey_site(s);
    const char *taken = row_text(en->photo, F_photo_exif_datetime_original);

    switch (p) {
    case SERIAL:
        put_word(out, site ? row_text(site, F_site_hospital_serial_no) : "");
        break;
    case HOSPITAL:
        put_word(out, site ? row_text(site, F_site_hospital_name) : "");
        break;
    case TARGET:
        buf_puts(out, en->target);
        break;
    case TAG:
        buf_puts(out, en->tag);
        break;
    case NN:
        buf_addf(out, "%0*d", en->digits, en->number);
        break;
    case DATE:
    case TIME:
        put_taken(out, taken, p == DATE);
        break;
    case NAME:
        put_stem(out, row_text(en->photo, F_photo_orig_name));
        break;
    case PARTS:
        break;
    }
}

static void fill(struct buf *out, const char *template, const struct survey *s,
                 const struct entry *en)
{
    for (const char *p = template; *p;) {
        enum part part = part_at(p);

        if (part == PARTS) {
            buf_putc(out, *p++);
            continue;
        }
        put_part(out, part, s, en);
        p += strlen(parts[part]);
    }
}

/* --- order and numbers --- */

static int compare_group(const struct entry *a, const struct entry *b)
{
    int c = strcmp(a->target, b->target);

    return c ? c : strcmp(a->tag, b->tag);
}

static int compare(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int c = compare_group(a, b);

    if (c == 0)
        c = b->timed - a->timed;
    if (c == 0 && a->taken_ms != b->taken_ms)
        c = a->taken_ms < b->taken_ms ? -1 : 1;
    if (c == 0)
        c = strcmp(row_text(a->photo, F_photo_orig_name), row_text(b->photo, F_photo_orig_name));
    return c ? c : memcmp(a->photo->id.b, b->photo->id.b, sizeof a->photo->id.b);
}

static void enter(struct entry *en, const struct survey *s, size_t at, const struct naming_how *how)
{
    const struct row *photo = s->rows[KIND_photo][at];

    *en = (struct entry){.at = at, .photo = photo};
    en->target = target_word(s, photo, how->no_target);
    en->tag = tag_word(s, photo, how);
    en->timed =
        photo_time(row_text(photo, F_photo_exif_datetime_original),
                   row_text(photo, F_photo_exif_offset), card_offset(s, photo), &en->taken_ms);
}

static const char *extension(const struct row *photo)
{
    const char *type = row_text(photo, F_photo_media_type);

    return strcmp(type, picture_media_type(PICTURE_PNG)) == 0 ? ".png" : ".jpg";
}

/* --- names that are kept --- */

struct maker {
    const struct survey *s;
    const struct naming_how *how;
    const char *template;
};

/* The name with that number: the template's, else behind the name. */
static bool would_be(const struct maker *m, const struct entry *en, const char *file)
{
    struct buf stem = BUF_INIT, behind = BUF_INIT, name = BUF_INIT;
    bool same;

    fill(&stem, m->template, m->s, en);
    if (!strstr(m->template, parts[NN]) && en->number > 1)
        buf_addf(&behind, "_%d", en->number);
    buf_puts(&behind, extension(en->photo));
    filename_make(&name, buf_str(&stem), buf_str(&behind));
    same = strcmp(buf_str(&name), file) == 0;
    buf_release(&stem);
    buf_release(&behind);
    buf_release(&name);
    return same;
}

/* Is that the name it would have with some number? Then it has that number. */
static bool fits(const struct maker *m, struct entry *en, const char *file)
{
    en->number = 1;
    en->digits = 2;
    if (would_be(m, en, file))
        return true;
    for (const char *p = file; *p;) {
        size_t n = strspn(p, "0123456789");

        if (n > 0 && n < 7) {
            en->number = (int)strtol(p, NULL, 10);
            en->digits = (int)n;
            if (would_be(m, en, file))
                return true;
        }
        p += n ? n : 1;
    }
    return false;
}

static void keep_name(const struct maker *m, struct entry *en)
{
    const char *file;

    for (size_t i = 0;
         m->how->earlier && (file = earlier_next(m->how->earlier, en->photo->id, &i));)
        if (fits(m, en, file)) {
            en->kept = file;
            return;
        }
}

/* One group: those with a name keep their numbers, the others follow. */
static void number_group(const struct maker *m, struct entry *v, size_t n)
{
    int last = 0, digits;

    for (size_t i = 0; i < n; i++) {
        keep_name(m, &v[i]);
        if (v[i].kept && v[i].number > last)
            last = v[i].number;
    }
    for (size_t i = 0; i < n; i++)
        if (!v[i].kept)
            v[i].number = ++last;
    digits = last > 9999 ? 5 : last > 999 ? 4 : last > 99 ? 3 : 2;
    for (size_t i = 0; i < n; i++)
        v[i].digits = digits;
}

static void number(const struct maker *m, struct entry *v, size_t n)
{
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && compare_group(&v[i], &v[end]) == 0; end++)
            ;
        number_group(m, v + i, end - i);
    }
}

/* --- all of them --- */

static char *name_of(const struct maker *m, const struct entry *en, struct filename_set *taken)
{
    const char *ext = extension(en->photo);
    struct buf stem = BUF_INIT, name = BUF_INIT;

    if (en->kept)
        buf_add(&stem, en->kept, strlen(en->kept) - strlen(ext));
    else
        fill(&stem, m->template, m->s, en);
    filename_add(taken, &name, buf_str(&stem), ext);
    buf_release(&stem);
    return buf_take(&name);
}

void naming_make(struct naming **out, const struct survey *s, const struct naming_how *how)
{
    const struct maker m = {s, how, how->template ? how->template : NAMING_TEMPLATE};
    size_t n = s->n[KIND_photo];
    struct entry *v = xcalloc(n + 1, sizeof *v);
    struct naming *names = xcalloc(n + 1, sizeof *names);
    struct filename_set taken = {0};

    for (size_t i = 0; i < n; i++)
        enter(&v[i], s, i, how);
    qsort(v, n, sizeof *v, compare);
    number(&m, v, n);
    for (int kept = 1; kept >= 0; kept--) /* a name that is there comes first */
        for (size_t i = 0; i < n; i++)
            if ((v[i].kept != NULL) == kept)
                names[i].name = name_of(&m, &v[i], &taken);
    for (size_t i = 0; i < n; i++) {
        names[i].photo = v[i].photo;
        free(v[i].target);
        free(v[i].tag);
    }
    filename_set_release(&taken);
    free(v);
    *out = names;
}

void naming_free(struct naming *v, size_t n)
{
    for (size_t i = 0; v && i < n; i++)
        free(v[i].name);
    free(v);
}
