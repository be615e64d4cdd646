/* Key names, mouse reports, error sentences, languages. */
#include "config.h"

#include "tui/input.h"

#include "tests/lib/curs.h"
#include "tests/lib/tap.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <string.h>

static const struct {
    bool code;
    wint_t c;
    const char *name;
} keys[] = {
    {false, 'j', "j"},
    {false, 0x9AD9, "髙"},
    {false, 0x20B9F, "𠮟"},
    {false, '\r', "Enter"},
    {false, '\t', "Tab"},
    {false, 27, "Esc"},
    {false, ' ', "Space"},
    {false, 127, "Backspace"},
    {false, 18, "C-r"},
    {true, KEY_UP, "Up"},
    {true, KEY_NPAGE, "PageDown"},
    {true, KEY_F(4), "F4"},
    {true, KEY_F(15), "S-F3"},
    {true, KEY_BTAB, "S-Tab"},
    {true, KEY_DC, "Del"},
    {true, KEY_BACKSPACE, "Backspace"},
};

static void key_names(void)
{
    char name[KEY_NAME_MAX];

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        bool known = input_key_name(keys[i].code, keys[i].c, name);

        is_str(known ? name : "none", keys[i].name, "its name");
    }
    ok(!input_key_name(false, 0, name), "NUL has no name");
    ok(!input_key_name(false, 0x85, name), "a C1 control has none");
    ok(!input_key_name(true, KEY_SUSPEND, name), "a key we do not use has none");
}

static void mouse(void)
{
    struct input in;

    input_init(&in);
    ok(input_mouse(&in, "0;12;5", 'M', 10000), "a press");
    ok(in.mouse.kind == MOUSE_CLICK && in.mouse.y == 4 && in.mouse.x == 11, "is a click there");
    ok(!input_mouse(&in, "0;12;5", 'm', 10010), "a release is nothing");
    ok(input_mouse(&in, "0;12;5", 'M', 10300) && in.mouse.kind == MOUSE_DOUBLE, "twice: double");
    ok(input_mouse(&in, "0;12;5", 'M', 10400) && in.mouse.kind == MOUSE_CLICK, "not three times");
    ok(input_mouse(&in, "0;13;5", 'M', 10450) && in.mouse.kind == MOUSE_CLICK, "elsewhere: click");
    ok(input_mouse(&in, "65;1;1", 'M', 1) && in.mouse.kind == MOUSE_WHEEL_DOWN, "wheel down");
    ok(input_mouse(&in, "64;1;1", 'M', 1) && in.mouse.kind == MOUSE_WHEEL_UP, "wheel up");
    ok(!input_mouse(&in, "32;1;1", 'M', 1), "dragging is nothing");
    ok(!input_mouse(&in, "2;1;1", 'M', 1), "the right button is nothing");
    ok(!input_mouse(&in, "", 'M', 1) && !input_mouse(&in, "0;0;0", 'M', 1) &&
           !input_mouse(&in, "0;99999999999;1;", 'm', 1),
       "garbage is nothing");
    input_release(&in);
}

static void sentences(void)
{
    struct err e;
    struct buf b = BUF_INIT;

    err_set(&e, ERR_IO, "/media/usb", "%s", "Input/output error");
    errtext(&b, &e);
    ok(strstr(buf_str(&b), "/media/usb") && strstr(buf_str(&b), "Input/output error"),
       "both facts are in: %s", buf_str(&b));
    ok(!strstr(buf_str(&b), "cannot be read"), "and the sentence is Japanese");
    i18n_set("en");
    buf_reset(&b);
    errtext(&b, &e);
    is_str(buf_str(&b), "/media/usb cannot be read or written: Input/output error",
           "English at once");
    is_int(i18n_set("fr"), -1, "no other language");
    is_str(i18n_lang(), "en", "and it stays");
    i18n_set("ja");
    ok(strcmp(_("Help"), "Help") != 0, "Japanese again");
    buf_release(&b);
}

int main(void)
{
    struct curs *c = curs_open(&(const struct app_hooks){.status = NULL}, NULL, 24, 80, "ja");

    key_names();
    mouse();
    sentences();
    curs_close(c);
    return tap_done();
}
