#include "config.h"

#include "tui/edit.h"

#include "model/base/text.h"
#include "tui/keymap.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define UNDO_STEPS 200

struct edit_step {
    struct edit_step *next;
    size_t caret;
    char text[];
};

static void steps_free(struct edit_step **head)
{
    while (*head) {
        struct edit_step *next = (*head)->next;

        free(*head);
        *head = next;
    }
}

static void step_push(struct edit_step **head, const struct edit *e)
{
    struct edit_step *s = xmalloc(sizeof *s + e->len + 1), *at = s;

    s->next = *head;
    s->caret = e->caret;
    memcpy(s->text, e->p, e->len + 1);
    *head = s;
    for (int i = 0; at && i < UNDO_STEPS; i++)
        at = at->next;
    if (at)
        steps_free(&at->next);
}

/* Before a change: what is there now can be come back to. */
static void remember(struct edit *e)
{
    step_push(&e->undo, e);
    steps_free(&e->redo);
    e->joined = false;
}

static void put_text(struct edit *e, const char *text, size_t n)
{
    free(e->p);
    e->p = xstrndup(text, n);
    e->len = e->caret = n;
}

static enum edit_result step_back(struct edit *e, struct edit_step **from, struct edit_step **to)
{
    struct edit_step *s = *from;

    if (!s)
        return EDIT_MOVED;
    step_push(to, e);
    *from = s->next;
    put_text(e, s->text, strlen(s->text));
    e->caret = s->caret;
    e->joined = false;
    free(s);
    return EDIT_CHANGED;
}

void edit_init(struct edit *e, const char *text, size_t max)
{
    size_t n = strlen(text);

    memset(e, 0, sizeof *e);
    e->max = max ? max : EDIT_MAX_DEFAULT;
    put_text(e, text, n);
}

void edit_init_search(struct edit *e)
{
    edit_init(e, "", 200);
    e->passing = true;
}

bool edit_changed(const struct edit *e)
{
    return e->undo != NULL;
}

void edit_release(struct edit *e)
{
    free(e->p);
    steps_free(&e->undo);
    steps_free(&e->redo);
    memset(e, 0, sizeof *e);
}

void edit_set(struct edit *e, const char *text)
{
    remember(e);
    put_text(e, text, strlen(text));
}

const char *edit_text(const struct edit *e)
{
    return e->p ? e->p : "";
}

void edit_take(const struct edit *e, struct buf *out)
{
    text_clean(out, edit_text(e), e->len);
}

/* The next place a caret may stand: behind a character and its marks. */
static size_t next_stop(const struct edit *e, size_t at)
{
    bool first = true;

    while (at < e->len) {
        uint32_t cp;
        size_t k = text_next(e->p + at, e->len - at, &cp);

        if (!first && !(cp >= 0x80 && wcwidth((wchar_t)cp) == 0))
            break;
        at += k;
        first = false;
    }
    return at;
}

static size_t prev_stop(const struct edit *e, size_t at)
{
    size_t stop = 0;

    for (size_t i = 0; i < at; i = next_stop(e, i))
        stop = i;
    return stop;
}

enum letter { LETTER_BLANK, LETTER_ASCII, LETTER_KANA, LETTER_OTHER };

static enum letter letter_at(const struct edit *e, size_t at)
{
    uint32_t cp;

    text_next(e->p + at, e->len - at, &cp);
    if (cp == ' ' || cp == '\t' || cp == 0x3000 || cp == '/')
        return LETTER_BLANK;
    if (cp < 0x80)
        return LETTER_ASCII;
    return cp >= 0x3040 && cp <= 0x30FF ? LETTER_KANA : LETTER_OTHER;
}

/* Words end at blanks, and where the kind of writing changes. */
static size_t word_left(const struct edit *e, size_t at)
{
    enum letter kind;

    while (at > 0 && letter_at(e, prev_stop(e, at)) == LETTER_BLANK)
        at = prev_stop(e, at);
    if (at == 0)
        return 0;
    kind = letter_at(e, prev_stop(e, at));
    while (at > 0 && letter_at(e, prev_stop(e, at)) == kind)
        at = prev_stop(e, at);
    return at;
}

static size_t word_right(const struct edit *e, size_t at)
{
    enum letter kind;

    while (at < e->len && letter_at(e, at) == LETTER_BLANK)
        at = next_stop(e, at);
    if (at == e->len)
        return at;
    kind = letter_at(e, at);
    while (at < e->len && letter_at(e, at) == kind)
        at = next_stop(e, at);
    return at;
}

static enum edit_result cut(struct edit *e, size_t from, size_t to)
{
    if (from >= to)
        return EDIT_MOVED;
    remember(e);
    memmove(e->p + from, e->p + to, e->len - to + 1);
    e->len -= to - from;
    e->caret = from;
    return EDIT_CHANGED;
}

static enum edit_result move_to(struct edit *e, size_t at)
{
    e->caret = at;
    e->joined = false;
    return EDIT_MOVED;
}

/* One line of plain text: newlines and tabs are blanks, broken bytes U+FFFD. */
static void one_line(struct buf *out, const char *s, size_t n)
{
    while (n > 0) {
        uint32_t cp;
        size_t k = text_next(s, n, &cp);

        if (cp == '\r' && n > k && s[k] == '\n')
            cp = 0; /* one blank for both */
        if (cp == '\n' || cp == '\r' || cp == '\t')
            buf_putc(out, ' ');
        else if (cp >= 0x20 && cp != 0x7F && !(cp >= 0x80 && cp < 0xA0))
            text_put(out, cp);
        s += k;
        n -= k;
    }
}

static void insert_raw(struct edit *e, const char *s, size_t n)
{
    e->p = xrealloc(e->p, e->len + n + 1);
    memmove(e->p + e->caret + n, e->p + e->caret, e->len - e->caret + 1);
    memcpy(e->p + e->caret, s, n);
    e->len += n;
    e->caret += n;
}

enum edit_result edit_insert(struct edit *e, const char *utf8, size_t n)
{
    struct buf line = BUF_INIT;
    const char *s;
    size_t take = 0;

    one_line(&line, utf8, n);
    s = buf_str(&line);
    while (take < line.len) {
        uint32_t cp;
        size_t k = text_next(s + take, line.len - take, &cp);

        if (e->len + take + k > e->max)
            break;
        take += k;
    }
    e->full = take < line.len;
    if (take > 0) {
        bool one = take == line.len &&
                   next_stop(&(struct edit){.p = line.p, .len = line.len}, 0) == line.len;

        if (!(one && e->joined))
            remember(e);
        insert_raw(e, s, take);
        e->joined = one;
    }
    buf_release(&line);
    return take > 0 ? EDIT_CHANGED : EDIT_MOVED;
}

enum edit_result edit_complete(struct edit *e, int *n)
{
    struct buf insert = BUF_INIT;
    char *before;
    enum edit_result r = EDIT_MOVED;

    *n = 0;
    if (!e->complete)
        return EDIT_IGNORED;
    before = xstrndup(e->p, e->caret);
    *n = e->complete(e->complete_ctx, before, &insert);
    if (insert.len > 0)
        r = edit_insert(e, insert.p, insert.len);
    free(before);
    buf_release(&insert);
    return r;
}

static enum edit_result do_left(struct edit *e)
{
    return move_to(e, prev_stop(e, e->caret));
}
static enum edit_result do_right(struct edit *e)
{
    return move_to(e, next_stop(e, e->caret));
}
static enum edit_result do_home(struct edit *e)
{
    return move_to(e, 0);
}
static enum edit_result do_end(struct edit *e)
{
    return move_to(e, e->len);
}
static enum edit_result do_word_left(struct edit *e)
{
    return move_to(e, word_left(e, e->caret));
}
static enum edit_result do_word_right(struct edit *e)
{
    return move_to(e, word_right(e, e->caret));
}
static enum edit_result do_backspace(struct edit *e)
{
    return cut(e, prev_stop(e, e->caret), e->caret);
}
static enum edit_result do_del(struct edit *e)
{
    size_t at = e->caret;

    return cut(e, at, next_stop(e, at));
}
static enum edit_result do_cut_left(struct edit *e)
{
    return cut(e, 0, e->caret);
}
static enum edit_result do_cut_right(struct edit *e)
{
    return cut(e, e->caret, e->len);
}
static enum edit_result do_cut_word(struct edit *e)
{
    return cut(e, word_left(e, e->caret), e->caret);
}
static enum edit_result do_undo(struct edit *e)
{
    return step_back(e, &e->undo, &e->redo);
}
static enum edit_result do_redo(struct edit *e)
{
    return step_back(e, &e->redo, &e->undo);
}

static const struct {
    const char *key;
    enum edit_result (*run)(struct edit *);
} edit_table[] = {
    {"Left", do_left},
    {"Right", do_right},
    {"Home", do_home},
    {"End", do_end},
    {"C-Left", do_word_left},
    {"C-Right", do_word_right},
    {"Backspace", do_backspace},
    {"Del", do_del},
    {"C-u", do_cut_left},
    {"C-k", do_cut_right},
    {"C-w", do_cut_word},
    {"C-z", do_undo},
    {"C-y", do_redo},
};

enum edit_result edit_key(struct edit *e, const char *key)
{
    e->full = false;
    if (strcmp(key, "Space") == 0)
        return edit_insert(e, " ", 1);
    for (size_t i = 0; i < sizeof edit_table / sizeof edit_table[0]; i++)
        if (strcmp(edit_table[i].key, key) == 0)
            return edit_table[i].run(e);
    return key_types(key) ? edit_insert(e, key, strlen(key)) : EDIT_IGNORED;
}

int edit_caret_col(const struct edit *e)
{
    return text_cols(e->p, e->caret);
}

/* The first byte in sight: moves by half the width, so that the text stands
 * still while typing goes on. */
static size_t first_shown(const struct edit *e, int cols)
{
    int col = edit_caret_col(e), step = cols > 1 ? cols / 2 : 1, from, sum = 0;

    if (text_cols(e->p, e->len) < cols || col < cols)
        return 0;
    from = (col - cols) / step * step + step;
    for (size_t at = 0; at < e->len;) {
        size_t next = next_stop(e, at);

        sum += text_cols(e->p + at, next - at);
        at = next;
        if (sum >= from)
            return at;
    }
    return e->len;
}

void edit_draw(const struct edit *e, const struct draw *d, int y, int x, int cols, enum role role,
               bool focus)
{
    size_t from;
    int used;

    if (cols < 0 || cols > d->cols - x)
        cols = d->cols - x;
    if (cols <= 0)
        return;
    from = focus ? first_shown(e, cols) : 0;
    if (focus) { /* no `~` while typing: the caret's cell and the text agree */
        char *shown = xstrndup(e->p + from, text_fit(e->p + from, e->len - from, cols, &used));

        draw_text(d, y, x, cols, shown, role);
        free(shown);
        draw_caret(d, y, x + text_cols(e->p + from, e->caret - from));
    } else {
        draw_text(d, y, x, cols, e->p, role);
    }
}
