#include "tests/lib/tap.h"
#include "tests/lib/term_priv.h"

#include "model/base/text.h"

#include <stdio.h>
#include <string.h>

/* What xterm sends in keypad mode: the arrows are ESC O A, not ESC [ A.
 * `mod` is the form with a modifier, where there is one: %d is 5 for control. */
static const struct {
    const char *name, *bytes, *mod;
} keys[] = {
    {"Enter", "\r", NULL},
    {"Esc", "\033", NULL},
    {"Tab", "\t", NULL},
    {"S-Tab", "\033[Z", NULL},
    {"Space", " ", NULL},
    {"Backspace", "\177", NULL},
    {"Up", "\033OA", "\033[1;5A"},
    {"Down", "\033OB", "\033[1;5B"},
    {"Right", "\033OC", "\033[1;5C"},
    {"Left", "\033OD", "\033[1;5D"},
    {"Home", "\033OH", "\033[1;5H"},
    {"End", "\033OF", "\033[1;5F"},
    {"PgUp", "\033[5~", "\033[5;5~"},
    {"PgDn", "\033[6~", "\033[6;5~"},
    {"Ins", "\033[2~", "\033[2;5~"},
    {"Del", "\033[3~", "\033[3;5~"},
    {"F1", "\033OP", NULL},
    {"F2", "\033OQ", NULL},
    {"F3", "\033OR", NULL},
    {"F4", "\033OS", NULL},
    {"F5", "\033[15~", NULL},
    {"F6", "\033[17~", NULL},
    {"F7", "\033[18~", NULL},
    {"F8", "\033[19~", NULL},
    {"F9", "\033[20~", NULL},
    {"F10", "\033[21~", NULL},
    {"F11", "\033[23~", NULL},
    {"F12", "\033[24~", NULL},
};

static bool named(const char *name, size_t n, bool control, struct buf *out)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *bytes = control ? keys[i].mod : keys[i].bytes;

        if (bytes && strlen(keys[i].name) == n && memcmp(keys[i].name, name, n) == 0) {
            buf_puts(out, bytes);
            return true;
        }
    }
    return false;
}

bool term_key_bytes(const char *name, size_t n, struct buf *out)
{
    uint32_t cp;

    if (n > 2 && memcmp(name, "M-", 2) == 0) {
        buf_putc(out, '\033');
        return term_key_bytes(name + 2, n - 2, out);
    }
    if (n == 3 && memcmp(name, "C-", 2) == 0 && name[2] > ' ') {
        buf_putc(out, (char)(name[2] & 0x1F));
        return true;
    }
    if (n > 3 && memcmp(name, "C-", 2) == 0)
        return named(name + 2, n - 2, true, out);
    if (named(name, n, false, out))
        return true;
    if (n > 0 && text_next(name, n, &cp) == n) {
        buf_add(out, name, n);
        return true;
    }
    return false;
}

void term_bytes(const char *list, struct buf *out)
{
    while (*(list += strspn(list, " "))) {
        size_t n = strcspn(list, " ");

        if (!term_key_bytes(list, n, out))
            bail("no key is called %.*s", (int)n, list);
        list += n;
    }
}

static void press_n(struct term *t, const char *key, size_t n)
{
    struct buf bytes = BUF_INIT;

    if (!term_key_bytes(key, n, &bytes))
        bail("no key is called %.*s", (int)n, key);
    term_send(t, buf_str(&bytes));
    buf_release(&bytes);
}

void term_press(struct term *t, const char *key)
{
    press_n(t, key, strlen(key));
}

void term_keys(struct term *t, const char *list)
{
    while (*(list += strspn(list, " "))) {
        size_t n = strcspn(list, " ");

        press_n(t, list, n);
        list += n;
    }
}

void term_type(struct term *t, const char *text)
{
    term_send(t, text);
}

void term_paste(struct term *t, const char *text)
{
    struct buf bytes = BUF_INIT;

    buf_addf(&bytes, "\033[200~%s\033[201~", text);
    term_send(t, buf_str(&bytes));
    buf_release(&bytes);
}

void term_click(struct term *t, int row, int col)
{
    char bytes[64];

    if (row < 0)
        row += t->rows;
    snprintf(bytes, sizeof bytes, "\033[<0;%d;%dM\033[<0;%d;%dm", col + 1, row + 1, col + 1,
             row + 1);
    term_send(t, bytes);
}
