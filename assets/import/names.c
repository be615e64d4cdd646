/* File names: R001-R004, R008. */
#include "assets/import/read.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/single.h"
#include "model/words.def"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* NFC with brackets of both widths as ASCII ones, the extension off. */
static char *plain_name(const char *path)
{
    const char *leaf = strrchr(path, '/');
    struct buf b = BUF_INIT;
    char *s, *dot;

    leaf = leaf ? leaf + 1 : path;
    text_ident(&b, leaf, strlen(leaf));
    buf_puts(&b, "");
    s = buf_take(&b);
    dot = strrchr(s, '.');
    if (dot)
        *dot = '\0';
    return s;
}

/* The last 8 digits that stand alone. */
static const char *date_digits(const char *s)
{
    const char *found = NULL;

    while (*s) {
        size_t n = strspn(s, "0123456789");

        if (n == 8)
            found = s;
        s += n ? n : 1;
    }
    return found;
}

/* The parts between brackets or underscores: serial, hospital. */
static void split_name(const char *s, const char *title, struct file_name *out)
{
    const char *end = title ? title : s + strlen(s);
    const char *p = s + (*s == '[');
    size_t n = strcspn(p, "]_");

    if (p + n > end)
        n = (size_t)(end - p);
    out->serial = xstrndup(p, n);
    p += n;
    p += strspn(p, "]_[ ");
    n = p < end ? (size_t)(end - p) : 0;
    while (n > 0 && strchr("]_ ", p[n - 1]))
        n--;
    out->hospital = xstrndup(p, n);
}

static bool is_serial(const char *s)
{
    bool digit = false;

    for (; *s; s++) {
        if (!isalnum((unsigned char)*s) && *s != '-')
            return false;
        digit |= isdigit((unsigned char)*s) != 0;
    }
    return digit;
}

static const char *find_title(const struct aliases *a, const char *name, const char *what)
{
    const char *word, *at = NULL;

    for (size_t i = 0; !at && (word = alias_word_at(a, what, i)); i++)
        at = strstr(name, word);
    return at;
}

static bool ends_xlsx(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot && strcmp(dot, ".xlsx") == 0;
}

/* What a person should do about the name; NULL when it is as agreed. */
static void tell(struct reading *r, const char *path, const struct file_name *n, const char *title,
                 bool brackets, const char *digits, bool real_date)
{
    const char *leaf = strrchr(path, '/');
    const char *rule = n->kind == IMPORT_REQUEST ? "R003" : "R001";
    const char *like = n->kind == IMPORT_REQUEST ? WORD_REQUEST_NAME : WORD_HEARING_NAME;

    leaf = leaf ? leaf + 1 : path;
    if (digits && !real_date)
        FAULT(r->file, NULL, IMPORT_WARNING, "R004",
              N_("The date in the file name is no date: {1}"), N_("Name the file like {1}"),
              {leaf, NULL, like});
    if (title && n->kind == IMPORT_HEARING && brackets)
        FAULT(r->file, NULL, IMPORT_WARNING, "R002", N_("The file was not renamed: {1}"),
              N_("Name the file like {1}"), {leaf, NULL, like});
    else if (!title || !is_serial(n->serial) || !*n->hospital || !digits || !ends_xlsx(path))
        FAULT(r->file, NULL, IMPORT_WARNING, rule, N_("The file name is not as agreed: {1}"),
              N_("Name the file like {1}"), {leaf, NULL, like});
}

void file_name_read(struct reading *r, const char *path, struct file_name *out)
{
    char *name = plain_name(path);
    const char *hearing = find_title(r->a, name, "hearing");
    const char *request = find_title(r->a, name, "request");
    const char *title = request ? request : hearing, *digits = date_digits(title ? title : name);
    int days = 0;
    char eight[9] = "";
    bool brackets, real_date;

    if (digits)
        memcpy(eight, digits, 8);
    real_date = r004_real_date(eight, &days);

    *out = (struct file_name){.kind = request   ? IMPORT_REQUEST
                                      : hearing ? IMPORT_HEARING
                                                : IMPORT_NOTHING};
    split_name(name, title, out);
    brackets = *name == '[' || strchr(out->hospital, '[');
    out->date = real_date ? days : 0;
    out->ok = title && is_serial(out->serial) && *out->hospital && real_date && ends_xlsx(path) &&
              (out->kind == IMPORT_REQUEST || !brackets);
    tell(r, path, out, title, brackets, digits, real_date);
    if (!is_serial(out->serial)) {
        free(out->serial);
        out->serial = xstrdup("");
    }
    free(name);
}

void file_name_release(struct file_name *n)
{
    free(n->serial);
    free(n->hospital);
}
