#include "config.h"

#include "tui/input.h"

#include "model/base/clock.h"
#include "model/base/text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Codes of our own, above those of curses. */
enum { KEY_SGR_MOUSE = KEY_MAX + 100, KEY_PASTE_BEGIN, KEY_PASTE_END };

#define PASTE_MAX ((size_t)1 << 20)
#define PASTE_WAIT_MS 1000
#define REPORT_WAIT_MS 50
#define DOUBLE_CLICK_MS 400

static const char modes_on[] = "\033[?2004h";
static const char mouse_on[] = "\033[?1002h\033[?1006h";
static const char modes_off[] = "\033[?1006l\033[?1002l\033[?2004l";

static void send_modes(const char *s)
{
    ssize_t n = write(STDOUT_FILENO, s, strlen(s));

    (void)n; /* a terminal that is gone needs no modes */
}

/* A crash leaves the terminal as it was found. The handler can reach nothing
 * but this. */
static struct termios found;
static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

static void crashed(int sig)
{
    send_modes(modes_off);
    send_modes("\033[0m\033[?1049l\033[?25h\033[?1l\033>\r\n");
    tcsetattr(STDIN_FILENO, TCSANOW, &found);
    raise(sig); /* SA_RESETHAND: ends the program now */
}

static void watch_crashes(void)
{
    struct sigaction mine = {.sa_handler = crashed, .sa_flags = SA_RESETHAND | SA_NODEFER}, was;

    if (tcgetattr(STDIN_FILENO, &found) < 0)
        return;
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        if (sigaction(crashes[i], NULL, &was) == 0 && was.sa_handler == SIG_DFL)
            sigaction(crashes[i], &mine, NULL);
}

/* What terminals send for Shift and an arrow, whatever their description says. */
static const struct {
    const char *sequence;
    int code;
} sequences[] = {
    {"\033[1;2A", KEY_SR},    {"\033[1;2B", KEY_SF}, {"\033[1;2C", KEY_SRIGHT},
    {"\033[1;2D", KEY_SLEFT}, {"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME},
    {"\033[H", KEY_HOME},     {"\033[4~", KEY_END},  {"\033[8~", KEY_END},
    {"\033[F", KEY_END},
};

int term_open(struct term *t, struct err *e)
{
    const char *mouse = getenv("GENBA_MOUSE");
    const char *name = getenv("TERM");

    memset(t, 0, sizeof *t);
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_say(e, ERR_REFUSED, N_("The workbench needs a terminal."), "", "");
    watch_crashes();
    t->screen = newterm(NULL, stdout, stdin);
    if (!t->screen)
        return err_say(e, ERR_REFUSED, N_("This terminal is not known: TERM={1}"), name ? name : "",
                       "");
    if (!tigetstr("cup") || tigetstr("cup") == (char *)-1) {
        endwin();
        delscreen(t->screen);
        t->screen = NULL;
        return err_say(e, ERR_REFUSED,
                       N_("This terminal cannot place its cursor (TERM={1}): the commands work."),
                       name ? name : "", "");
    }
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(25);
    typeahead(-1);
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
        define_key(sequences[i].sequence, sequences[i].code);
    define_key("\033[<", KEY_SGR_MOUSE);
    define_key("\033[200~", KEY_PASTE_BEGIN);
    define_key("\033[201~", KEY_PASTE_END);
    t->mouse = !(mouse && strcmp(mouse, "0") == 0);
    send_modes(modes_on);
    if (t->mouse)
        send_modes(mouse_on);
    return 0;
}

void term_close(struct term *t)
{
    if (!t->screen)
        return;
    send_modes(modes_off);
    curs_set(1);
    endwin();
    delscreen(t->screen);
    t->screen = NULL;
}

void input_init(struct input *in)
{
    memset(in, 0, sizeof *in);
    buf_init(&in->paste, PASTE_MAX);
}

void input_release(struct input *in)
{
    buf_release(&in->paste);
}

static const struct {
    int code;
    const char *name;
} code_names[] = {
    {KEY_UP, "Up"},      {KEY_DOWN, "Down"},    {KEY_LEFT, "Left"},           {KEY_RIGHT, "Right"},
    {KEY_HOME, "Home"},  {KEY_END, "End"},      {KEY_NPAGE, "PageDown"},      {KEY_PPAGE, "PageUp"},
    {KEY_DC, "Del"},     {KEY_IC, "Ins"},       {KEY_BACKSPACE, "Backspace"}, {KEY_ENTER, "Enter"},
    {KEY_BTAB, "S-Tab"}, {KEY_SLEFT, "S-Left"}, {KEY_SRIGHT, "S-Right"},      {KEY_SR, "S-Up"},
    {KEY_SF, "S-Down"},
};

/* Extended codes have no fixed number, only terminfo's names. */
static const struct {
    const char *cap, *name;
} cap_names[] = {
    {"kLFT5", "C-Left"}, {"kRIT5", "C-Right"}, {"kUP5", "C-Up"},  {"kDN5", "C-Down"},
    {"kHOM5", "C-Home"}, {"kEND5", "C-End"},   {"kDC5", "C-Del"},
};

static bool code_name(int code, char out[KEY_NAME_MAX])
{
    const char *cap;

    for (size_t i = 0; i < sizeof code_names / sizeof code_names[0]; i++)
        if (code_names[i].code == code)
            return snprintf(out, KEY_NAME_MAX, "%s", code_names[i].name) > 0;
    if (code > KEY_F0 && code <= KEY_F(12))
        return snprintf(out, KEY_NAME_MAX, "F%d", code - KEY_F0) > 0;
    if (code > KEY_F(12) && code <= KEY_F(24))
        return snprintf(out, KEY_NAME_MAX, "S-F%d", code - KEY_F(12)) > 0;
    cap = keyname(code);
    for (size_t i = 0; cap && i < sizeof cap_names / sizeof cap_names[0]; i++)
        if (strcmp(cap_names[i].cap, cap) == 0)
            return snprintf(out, KEY_NAME_MAX, "%s", cap_names[i].name) > 0;
    return false;
}

bool input_key_name(bool is_code, wint_t c, char out[KEY_NAME_MAX])
{
    struct buf b = BUF_INIT;
    const char *word = c == '\r' || c == '\n' ? "Enter"
                       : c == '\t'            ? "Tab"
                       : c == 0x1B            ? "Esc"
                       : c == ' '             ? "Space"
                       : c == 0x7F || c == 8  ? "Backspace"
                                              : NULL;

    if (is_code)
        return code_name((int)c, out);
    if (word)
        return snprintf(out, KEY_NAME_MAX, "%s", word) > 0;
    if (c > 0 && c <= 26)
        return snprintf(out, KEY_NAME_MAX, "C-%c", (int)('a' + c - 1)) > 0;
    if (c < 0x20 || (c >= 0x80 && c < 0xA0))
        return false;
    text_put(&b, (uint32_t)c);
    snprintf(out, KEY_NAME_MAX, "%s", buf_str(&b));
    buf_release(&b);
    return true;
}

static enum input_kind read_paste(struct input *in)
{
    wint_t c;
    int rc;

    buf_reset(&in->paste);
    in->paste.over = false;
    wtimeout(stdscr, PASTE_WAIT_MS);
    while ((rc = get_wch(&c)) != ERR) {
        if (rc == KEY_CODE_YES && c == KEY_PASTE_END)
            break;
        if (rc == KEY_CODE_YES)
            continue;
        text_put(&in->paste, c == '\r' ? '\n' : (uint32_t)c);
    }
    nodelay(stdscr, TRUE);
    return INPUT_PASTE;
}

bool input_mouse(struct input *in, const char *report, char final, int64_t now_ms)
{
    int button, x, y;
    struct mouse *m = &in->mouse;

    if (sscanf(report, "%d;%d;%d", &button, &x, &y) != 3 || x < 1 || y < 1)
        return false;
    m->y = y - 1;
    m->x = x - 1;
    button &= ~(4 | 8 | 16); /* shift, meta, control */
    if (button == 64 || button == 65) {
        m->kind = button == 64 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
        return final == 'M';
    }
    if (button != 0 || final != 'M')
        return false;
    m->kind = now_ms - in->click_ms <= DOUBLE_CLICK_MS && in->click_y == m->y && in->click_x == m->x
                  ? MOUSE_DOUBLE
                  : MOUSE_CLICK;
    in->click_ms = m->kind == MOUSE_DOUBLE ? -DOUBLE_CLICK_MS : now_ms;
    in->click_y = m->y;
    in->click_x = m->x;
    return true;
}

static enum input_kind read_mouse(struct input *in)
{
    char report[32];
    size_t n = 0;
    wint_t c;
    bool good = false;

    wtimeout(stdscr, REPORT_WAIT_MS);
    while (get_wch(&c) == OK) {
        if (c == 'M' || c == 'm') {
            report[n] = '\0';
            good = input_mouse(in, report, (char)c, clock_mono_ms());
            break;
        }
        if (!((c >= '0' && c <= '9') || c == ';') || n + 1 >= sizeof report)
            break;
        report[n++] = (char)c;
    }
    nodelay(stdscr, TRUE);
    return good ? INPUT_MOUSE : INPUT_SKIP;
}

/* A sequence that this terminal's description does not know: an Esc with more right
 * behind it. It is passed over: taken as Esc and letters it would leave the screen
 * and press keys. */
static bool passed_over(void)
{
    wint_t c;
    bool sequence;

    if (get_wch(&c) != OK)
        return false;
    sequence = c == '[' || c == 'O';
    if (!sequence)
        unget_wch((wchar_t)c);
    else if (c == 'O')
        get_wch(&c);
    else
        while (get_wch(&c) == OK && c >= 0x20 && c < 0x40)
            ;
    return sequence;
}

enum input_kind input_next(struct input *in)
{
    wint_t c;
    int rc = get_wch(&c);

    if (rc == ERR)
        return INPUT_NONE;
    if (rc == KEY_CODE_YES && c == KEY_RESIZE)
        return INPUT_RESIZE;
    if (rc == KEY_CODE_YES && c == KEY_SGR_MOUSE)
        return read_mouse(in);
    if (rc == KEY_CODE_YES && c == KEY_PASTE_BEGIN)
        return read_paste(in);
    if (rc == OK && c == 0x1B && passed_over())
        return INPUT_SKIP;
    return input_key_name(rc == KEY_CODE_YES, c, in->key) ? INPUT_KEY : INPUT_SKIP;
}
