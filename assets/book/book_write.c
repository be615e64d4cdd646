/* The pages of a book through libxlsxwriter into a file. */
#include "assets/book/book.h"

#include "model/base/buf.h"
#include "model/base/file.h"
#include "model/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define FONT "\xe6\xb8\xb8\xe3\x82\xb4\xe3\x82\xb7\xe3\x83\x83\xe3\x82\xaf" /* Yu Gothic */
#define WIDTH_MIN 4
#define WIDTH_MAX 48 /* longer texts wrap */
#define HEADER_MAX 255
#define PAPER_A4 9
#define TITLE_HEIGHT 22 /* points */

struct style_def {
    double size;
    bool bold, italic, border, wrap, center, left;
    lxw_color_t ink, fill; /* 0: none */
    const char *format;    /* of numbers; NULL: general */
};

static const struct style_def styles[BOOK_STYLES] = {
    [BOOK_PLAIN] = {.size = 10, .border = true, .wrap = true, .left = true},
    [BOOK_LABEL] = {.size = 10, .border = true, .wrap = true, .bold = true, .fill = 0xE8EEF4},
    [BOOK_HEAD] =
        {.size = 10, .border = true, .wrap = true, .bold = true, .center = true, .fill = 0xD0DCE8},
    [BOOK_REQUIRED] =
        {.size = 10, .border = true, .wrap = true, .bold = true, .center = true, .fill = 0xFFE699},
    [BOOK_TITLE] = {.size = 14, .bold = true},
    [BOOK_NOTE] = {.size = 10, .ink = 0x595959},
    [BOOK_EXAMPLE] = {.size = 10,
                      .border = true,
                      .wrap = true,
                      .italic = true,
                      .ink = 0x7F7F7F,
                      .fill = 0xF2F2F2,
                      .format = "@"},
    [BOOK_INPUT] = {.size = 10, .border = true, .wrap = true, .format = "@"},
    [BOOK_DATE] = {.size = 10, .border = true, .format = "yyyy\\-mm\\-dd"},
    [BOOK_TIME] = {.size = 10, .border = true, .format = "h:mm"},
};

struct writer {
    const struct book *book;
    lxw_workbook *wb;
    lxw_format *formats[BOOK_STYLES], *alert;
    struct buf text;
    lxw_error failed; /* the first error */
};

static void note(struct writer *w, lxw_error err)
{
    if (w->failed == LXW_NO_ERROR)
        w->failed = err;
}

static void make_formats(struct writer *w)
{
    for (int i = 0; i < BOOK_STYLES; i++) {
        const struct style_def *d = &styles[i];
        lxw_format *f = w->formats[i] = workbook_add_format(w->wb);

        format_set_font_name(f, FONT);
        format_set_font_size(f, d->size);
        format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
        if (d->bold)
            format_set_bold(f);
        if (d->italic)
            format_set_italic(f);
        if (d->border)
            format_set_border(f, LXW_BORDER_THIN);
        if (d->wrap)
            format_set_text_wrap(f);
        if (d->center)
            format_set_align(f, LXW_ALIGN_CENTER);
        if (d->left)
            format_set_align(f, LXW_ALIGN_LEFT);
        if (d->ink)
            format_set_font_color(f, d->ink);
        if (d->fill)
            format_set_bg_color(f, d->fill);
        if (d->format)
            format_set_num_format(f, d->format);
    }
    w->alert = workbook_add_format(w->wb);
    format_set_font_color(w->alert, 0x9C0006);
    format_set_bg_color(w->alert, 0xFFC7CE);
}

/* What Excel reads as an escaped character: _x0041_ means A. */
static bool looks_escaped(const char *s)
{
    return s[0] == '_' && s[1] == 'x' && strspn(s + 2, "0123456789abcdefABCDEF") >= 4 &&
           s[6] == '_';
}

/* A text as the file may hold it: valid, without control characters, marked
 * when longer than `max` units. Borrowed until the next call. */
static const char *safe_text(struct writer *w, const char *s, size_t max)
{
    const char *mark = w->book->cut_mark ? w->book->cut_mark : "...";
    size_t units = 0, limit = book_units(mark) < max ? max - book_units(mark) : 0;
    size_t left = strlen(s), k, cut = 0;
    uint32_t cp;

    buf_reset(&w->text);
    for (; (k = text_next(s, left, &cp)) != 0; s += k, left -= k) {
        if ((cp < 0x20 && cp != '\n' && cp != '\t') || cp == 0x7f || cp == 0xfffe || cp == 0xffff)
            continue;
        if (looks_escaped(s)) {
            buf_puts(&w->text, "_x005F");
            units += 6;
        }
        text_put(&w->text, cp);
        units += cp > 0xffff ? 2 : 1;
        if (units <= limit)
            cut = w->text.len;
        if (units > max)
            break;
    }
    if (units > max) {
        w->text.len = cut;
        buf_puts(&w->text, mark);
    }
    return buf_str(&w->text);
}

static void write_cell(struct writer *w, lxw_worksheet *ws, const struct book_cell *c)
{
    lxw_format *f = w->formats[c->style];

    if (c->style == BOOK_TITLE)
        note(w, worksheet_set_row(ws, c->row, TITLE_HEIGHT, NULL));
    if (c->number)
        note(w, worksheet_write_number(ws, c->row, c->col, c->n, f));
    else if (c->text)
        note(w,
             worksheet_write_string(ws, c->row, c->col, safe_text(w, c->text, BOOK_TEXT_MAX), f));
    else
        note(w, worksheet_write_blank(ws, c->row, c->col, f));
}

/* The widest line of a text, in columns where a wide character takes two. */
static int widest_line(const char *s)
{
    int widest = 0;

    for (;;) {
        size_t n = strcspn(s, "\n");
        int cols = text_cols(s, n);

        widest = cols > widest ? cols : widest;
        if (s[n] == '\0')
            return widest;
        s += n + 1;
    }
}

static void set_widths(lxw_worksheet *ws, const struct page *p)
{
    int *widths = xcalloc(p->cols ? p->cols : 1, sizeof *widths);

    for (size_t i = 0; i < p->n; i++) {
        const struct book_cell *c = &p->cells[i];
        int cols = c->text ? widest_line(c->text) : c->number ? 8 : 0;

        if (c->style == BOOK_TITLE || c->style == BOOK_NOTE)
            continue;
        if ((c->style == BOOK_HEAD || c->style == BOOK_REQUIRED) && cols > 16)
            cols = 16;
        if (cols > widths[c->col])
            widths[c->col] = cols;
    }
    for (int i = 0; i < p->cols; i++) {
        int least = p->min_cols > WIDTH_MIN ? p->min_cols : WIDTH_MIN;
        int n = widths[i] < least ? least : widths[i] > WIDTH_MAX ? WIDTH_MAX : widths[i];

        worksheet_set_column(ws, (lxw_col_t)i, (lxw_col_t)i, n + 3, NULL);
    }
    free(widths);
}

/* Header and footer: & begins a code there. */
static void set_margins_text(struct writer *w, lxw_worksheet *ws)
{
    struct buf head = BUF_INIT;

    buf_puts(&head, "&L");
    if (w->book->title) {
        const char *s = safe_text(w, w->book->title, 100);

        for (; *s; s++) {
            if (*s == '&')
                buf_putc(&head, '&');
            buf_putc(&head, *s);
        }
    }
    buf_puts(&head, "&R&A");
    if (book_units(buf_str(&head)) <= HEADER_MAX)
        note(w, worksheet_set_header(ws, buf_str(&head)));
    note(w, worksheet_set_footer(ws, "&C&P / &N"));
    buf_release(&head);
}

static void set_paper(struct writer *w, lxw_worksheet *ws, const struct page *p)
{
    lxw_row_t head = p->head_row < 0 ? 0 : (lxw_row_t)p->head_row;

    worksheet_set_landscape(ws);
    worksheet_set_paper(ws, PAPER_A4);
    worksheet_set_margins(ws, 0.4, 0.4, 0.75, 0.6);
    worksheet_fit_to_pages(ws, (uint16_t)(p->pages_wide > 1 ? p->pages_wide : 1),
                           p->one_paper ? 1 : 0);
    if (p->pages_wide > 1 && p->freeze_cols > 0)
        note(w, worksheet_repeat_columns(ws, 0, (lxw_col_t)(p->freeze_cols - 1)));
    set_margins_text(w, ws);
    if (p->head_row < 0)
        return;
    note(w, worksheet_repeat_rows(ws, head, head));
    worksheet_freeze_panes(ws, head + 1, (lxw_col_t)p->freeze_cols);
    if (p->filter && p->rows > head + 1)
        note(w, worksheet_autofilter(ws, head, 0, p->rows - 1, (lxw_col_t)(p->cols - 1)));
}

static void set_alert(struct writer *w, lxw_worksheet *ws, const struct page *p)
{
    struct buf quoted = BUF_INIT;
    lxw_conditional_format cf = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                 .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
                                 .format = w->alert};
    lxw_row_t first = (lxw_row_t)(p->head_row + 1);

    if (!p->alert_text || p->rows <= first)
        return;
    buf_addf(&quoted, "\"%s\"", p->alert_text);
    cf.value_string = buf_take(&quoted);
    note(w, worksheet_conditional_format_range(ws, first, (lxw_col_t)p->alert_col, p->rows - 1,
                                               (lxw_col_t)p->alert_col, &cf));
    free(cf.value_string);
}

/* The library (1.1.4) copies the source of a LIST_FORMULA twice and loses one
 * copy. So each is added as a formula, which it copies once, and all become
 * lists afterwards. */
static void make_lists(lxw_worksheet *ws)
{
    lxw_data_val_obj *v;

    STAILQ_FOREACH(v, ws->data_validations, list_pointers)
    v->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
}

static void set_lists(struct writer *w, lxw_worksheet *ws, const struct page *p)
{
    for (size_t i = 0; i < p->nlists; i++) {
        const struct book_list *l = &p->lists[i];
        lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
                                 .value_formula = l->source,
                                 .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING};

        note(w, worksheet_data_validation_range(ws, l->row1, l->col, l->row2, l->col, &v));
    }
    make_lists(ws);
    for (size_t i = 0; i < p->ncomments; i++) {
        const struct book_comment *c = &p->comments[i];

        note(w, worksheet_write_comment(ws, c->row, c->col, safe_text(w, c->text, BOOK_TEXT_MAX)));
    }
}

/* The rows get their height in so many words: a program that makes them higher or
 * lower by itself would stretch the picture. */
static void write_picture(struct writer *w, lxw_worksheet *ws, const struct book_picture *pic)
{
    lxw_image_options how = {.x_scale = pic->scale, .y_scale = pic->scale};

    for (uint32_t i = 0; i < pic->rows; i++)
        note(w, worksheet_set_row(ws, pic->row + i, BOOK_ROW_POINTS, NULL));
    note(w, worksheet_insert_image_buffer_opt(ws, pic->row, 0, pic->png, pic->bytes, &how));
}

static void write_page(struct writer *w, const struct page *p)
{
    lxw_worksheet *ws = workbook_add_worksheet(w->wb, p->name);

    if (!ws) {
        note(w, LXW_ERROR_PARAMETER_VALIDATION);
        return;
    }
    for (size_t i = 0; i < p->n; i++)
        write_cell(w, ws, &p->cells[i]);
    for (size_t i = 0; i < p->npictures; i++)
        write_picture(w, ws, &p->pictures[i]);
    set_widths(ws, p);
    set_paper(w, ws, p);
    set_alert(w, ws, p);
    set_lists(w, ws, p);
    if (p->rows > 0) { /* no green corners on "0342" */
        struct buf range = BUF_INIT;

        buf_addf(&range, "A1:XFD%u", p->rows);
        worksheet_ignore_errors(ws, LXW_IGNORE_NUMBER_STORED_AS_TEXT, buf_str(&range));
        buf_release(&range);
    }
    if (p->hidden)
        worksheet_hide(ws);
}

/* Everything that may print: from the first call to the last. */
static lxw_error write_part(const struct book *b, const char *part)
{
    struct writer w = {.book = b, .text = BUF_INIT};
    lxw_doc_properties about = {.created = (time_t)(b->created_ms / 1000)};
    char *title = b->title ? xstrdup(safe_text(&w, b->title, 200)) : NULL;
    lxw_error err;

    w.wb = workbook_new(part);
    if (!w.wb) {
        free(title);
        buf_release(&w.text);
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    about.title = title;
    note(&w, workbook_set_properties(w.wb, &about));
    make_formats(&w);
    for (size_t i = 0; i < b->n; i++)
        write_page(&w, b->pages[i]);
    errno = 0;
    err = workbook_close(w.wb);
    note(&w, err);
    free(title);
    buf_release(&w.text);
    return w.failed;
}

/* stderr into nothing; what it was, or -1. */
static int hush(void)
{
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3), null;

    if (kept < 0)
        return -1;
    fflush(stderr);
    null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, STDERR_FILENO);
        close(null);
    }
    return kept;
}

static void speak(int kept)
{
    if (kept < 0)
        return;
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
}

/* Created before the library does, so that only its owner may read it. */
static int create_part(const char *part, const char *path, struct err *e)
{
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        return err_errno(e, path);
    close(fd);
    return 0;
}

static int library_failed(lxw_error err, const char *path, struct err *e)
{
    if (err == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE)
        return err_set(e, ERR_LIMIT, path, "%s", lxw_strerror(err));
    if (errno == ENOSPC || errno == EDQUOT)
        return err_errno(e, path);
    return err_set(e, ERR_IO, path, "%s", lxw_strerror(err));
}

int book_write(const struct book *b, const char *path, struct err *e)
{
    struct buf part = BUF_INIT;
    int rc, kept;
    lxw_error err;

    buf_addf(&part, "%s.part", path);
    rc = create_part(buf_str(&part), path, e);
    if (rc == 0) {
        kept = hush();
        err = write_part(b, buf_str(&part));
        speak(kept);
        rc = err != LXW_NO_ERROR ? library_failed(err, path, e) : 0;
        if (rc == 0)
            rc = file_settle(buf_str(&part), path, e);
        if (rc != 0)
            unlink(buf_str(&part));
    }
    buf_release(&part);
    return rc;
}
