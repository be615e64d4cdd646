/* The stack of screens, the event loop, jobs and timers. */
#include "config.h"

#include "tui/app.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/app_priv.h"
#include "tui/edit.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define KEEP_MS 1000
#define MINUTE_MS 60000
#define POLLED_MAX 10
#define FRAME_MS 33 /* between frames that no key asked for: jobs, resizing */

struct app *app_new(const struct app_hooks *hooks, void *ctx)
{
    struct app *app = xcalloc(1, sizeof *app);

    app->hooks = hooks;
    app->ctx = ctx;
    app->running = true;
    app->dirty = true;
    app->minute = clock_now_ms() / MINUTE_MS;
    buf_init(&app->message, 4096);
    return app;
}

void *app_ctx(struct app *app)
{
    return app->ctx;
}

struct screen *app_top(struct app *app)
{
    return app->top;
}

bool app_running(const struct app *app)
{
    return app->running && app->top;
}

const struct theme *app_theme(const struct app *app)
{
    return &app->theme;
}

void app_pictures(struct app *app, enum pictures how)
{
    app->pictures = how;
}

void app_attach(struct app *app)
{
    theme_release(&app->theme);
    theme_init(&app->theme);
    app->theme.pictures = app->pictures;
    app->dirty = true;
}

static void screen_free(struct screen *s)
{
    if (s->ops->close)
        s->ops->close(s);
    free(s);
}

int app_push(struct app *app, const struct screen_ops *ops, const void *arg, struct err *e)
{
    struct screen *s = xcalloc(1, ops->size ? ops->size : sizeof *s);
    int rc = 0;

    s->ops = ops;
    s->app = app;
    s->below = app->top;
    if (ops->open)
        rc = ops->open(s, arg, e);
    if (rc < 0) {
        free(s);
        return rc;
    }
    if (ops->load)
        rc = ops->load(s, e);
    if (rc < 0) {
        screen_free(s);
        return rc;
    }
    app->top = s;
    app->prefix[0] = '\0';
    app_keep_now(app);
    app->dirty = true;
    return 0;
}

static void close_screen(struct app *app, struct screen *s)
{
    struct screen **at = &app->top;

    while (*at && *at != s)
        at = &(*at)->below;
    if (!*at)
        return;
    *at = s->below;
    screen_free(s);
    app_keep_now(app);
    app->dirty = true;
}

void app_pop(struct app *app)
{
    if (app->top)
        close_screen(app, app->top);
}

void app_settle(struct app *app, struct screen *s, enum outcome out)
{
    struct screen *at = app->top;

    if (out == SCREEN_REDRAW || out == SCREEN_RELOAD)
        app->dirty = true;
    if (out == SCREEN_CLOSE)
        close_screen(app, s);
    while (at && at != s) /* it may be gone already */
        at = at->below;
    if (out == SCREEN_RELOAD && at)
        s->stale = true;
}

void app_free(struct app *app)
{
    if (!app)
        return;
    while (app->jobs) {
        struct job *j = app->jobs;
        struct err e;

        err_set(&e, ERR_CANCELLED, "", "%s", "");
        app->jobs = j->next;
        if (j->cancel)
            j->cancel(j);
        if (j->done)
            j->done(j, -ERR_CANCELLED, &e);
    }
    while (app->top)
        app_pop(app);
    buf_release(&app->message);
    theme_release(&app->theme);
    free(app->given_up);
    free(app);
}

void app_changed(struct app *app)
{
    for (struct screen *s = app->top; s; s = s->below)
        s->stale = true;
    app->dirty = true;
    app->changes++;
}

unsigned app_changes(const struct app *app)
{
    return app->changes;
}

void app_dirty(struct app *app)
{
    app->dirty = true;
}

void app_quit(struct app *app)
{
    app->running = false;
}

void app_say(struct app *app, enum role role, const char *text)
{
    buf_reset(&app->message);
    buf_puts(&app->message, text);
    app->message_role = role;
    app->dirty = true;
}

void app_sayf(struct app *app, enum role role, const char *pattern, const char *a1, const char *a2)
{
    struct buf b = BUF_INIT;

    text_fill(&b, pattern, a1, a2, NULL);
    app_say(app, role, buf_str(&b));
    buf_release(&b);
}

void app_say_err(struct app *app, const struct err *e)
{
    struct buf b = BUF_INIT;

    errtext(&b, e);
    app_say(app, ROLE_BAD, buf_str(&b));
    buf_release(&b);
}

const char *app_draft(struct app *app)
{
    struct edit *e = app->top ? screen_editor(app->top) : NULL;

    return e ? edit_text(e) : NULL;
}

/* Where one is, is kept at once: a kill right after opening a screen comes back
 * to it. */
void app_keep_now(struct app *app)
{
    app->draft_ms = clock_mono_ms() - KEEP_MS;
    app->draft = true;
}

void app_keep(struct app *app)
{
    if (!app->draft)
        app->draft_ms = clock_mono_ms();
    app->draft = true;
}

static void checkpoint(struct app *app)
{
    app->draft = false;
    if (app->hooks->checkpoint)
        app->hooks->checkpoint(app);
}

void app_job(struct app *app, struct job *job)
{
    struct job **at = &app->jobs;

    while (*at)
        at = &(*at)->next;
    job->next = NULL;
    *at = job;
    app->dirty = app->dirty || !job->quiet;
}

bool app_answering(struct app *app)
{
    return app->top && (app->top->ops->popup || app_draft(app));
}

struct job *loud_job(const struct app *app)
{
    struct job *j = app->jobs;

    while (j && j->quiet)
        j = j->next;
    return j;
}

bool app_busy(const struct app *app)
{
    return loud_job(app) != NULL;
}

static bool readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    return poll(&p, 1, 0) > 0;
}

static struct pollfd wish(const struct job *j)
{
    return (struct pollfd){.fd = j->fd, .events = j->writing ? POLLIN | POLLOUT : POLLIN};
}

void job_over(struct app *app, struct job *j, int rc, const struct err *e)
{
    struct job **at = &app->jobs;

    while (*at && *at != j)
        at = &(*at)->next;
    if (*at)
        *at = j->next;
    if (j->done)
        j->done(j, rc, e);
}

static bool has_slice(const struct job *j)
{
    struct pollfd p = wish(j);

    if (j->waits && j->waits(j))
        return false;
    if (j->due_ms > 0 && clock_mono_ms() >= j->due_ms)
        return true;
    return j->fd < 0 ? j->due_ms == 0 : poll(&p, 1, 0) > 0;
}

/* One slice of every job; a job may start or end others, so the walk begins anew then. */
static void step_jobs(struct app *app)
{
    struct job *next;

    for (struct job *j = app->jobs; j; j = next) {
        struct err e;
        int rc;

        next = j->next;
        if (!has_slice(j))
            continue;
        rc = j->step(j, &e);
        app->dirty = app->dirty || !j->quiet;
        if (rc != 1) {
            job_over(app, j, rc, &e);
            return;
        }
    }
}

void app_tick(struct app *app)
{
    int64_t second = clock_now_ms() / 1000, minute = second / 60;

    step_jobs(app);
    if (second != app->second && app->top && app->top->ops->ticks)
        app->dirty = true;
    app->second = second;
    if (app->draft && clock_mono_ms() - app->draft_ms >= KEEP_MS)
        checkpoint(app);
    if (minute != app->minute) {
        app->minute = minute;
        app->dirty = true;
        if (app->hooks->minute)
            app->hooks->minute(app);
    }
}

/* Milliseconds until something is due. */
static int64_t wait_ms(const struct app *app)
{
    int64_t unit = app->top && app->top->ops->ticks ? 1000 : MINUTE_MS;
    int64_t wait = unit - clock_now_ms() % unit;

    if (app->draft) {
        int64_t due = app->draft_ms + KEEP_MS - clock_mono_ms();

        wait = due < wait ? due : wait;
    }
    for (const struct job *j = app->jobs; j; j = j->next) {
        if (j->waits && j->waits(j))
            continue;
        if (j->fd < 0 && j->due_ms == 0)
            wait = 0;
        else if (j->due_ms > 0 && j->due_ms - clock_mono_ms() < wait)
            wait = j->due_ms - clock_mono_ms();
    }
    return wait < 0 ? 0 : wait;
}

/* What app_run holds besides the app. */
struct loop {
    struct term term;
    struct input in;
    sigset_t before; /* the mask to restore */
    int signals;     /* signalfd: asked to end */
    bool sync;       /* GENBA_TEST_SYNC */
    bool pressed;    /* a key since the last frame: drawn at once */
    int64_t frame_ms;
};

static const int ending[] = {SIGTERM, SIGHUP, SIGINT};

static int loop_open(struct loop *l, struct err *e)
{
    const char *sync = getenv("GENBA_TEST_SYNC");
    sigset_t ends, all;

    memset(l, 0, sizeof *l);
    if (term_open(&l->term, e) < 0)
        return -(int)e->code;
    input_init(&l->in);
    sigemptyset(&ends);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        sigaddset(&ends, ending[i]);
    all = ends;
    sigaddset(&all, SIGWINCH); /* taken in ppoll only, so that none is missed */
    sigprocmask(SIG_BLOCK, &all, &l->before);
    l->signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    l->sync = sync && strcmp(sync, "1") == 0;
    return 0;
}

static void loop_close(struct loop *l)
{
    term_close(&l->term);
    input_release(&l->in);
    if (l->signals >= 0)
        close(l->signals);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        signal(ending[i], SIG_IGN); /* one may be pending still: the end is in order */
    sigprocmask(SIG_SETMASK, &l->before, NULL);
}

/* Milliseconds until the next frame may be drawn. */
static int64_t frame_wait_ms(const struct loop *l)
{
    int64_t since = clock_mono_ms() - l->frame_ms;

    return l->pressed || since >= FRAME_MS ? 0 : FRAME_MS - since;
}

/* Sleeps until there is something to do; false when the program is asked to end. */
static bool loop_wait(struct loop *l, const struct app *app)
{
    struct pollfd p[2 + POLLED_MAX] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                       {.fd = l->signals, .events = POLLIN}};
    int64_t frame = frame_wait_ms(l), due = wait_ms(app);
    int64_t ms = app->dirty && frame < due ? frame : due;
    struct timespec ts = {ms / 1000, ms % 1000 * 1000000};
    sigset_t mask = l->before;
    nfds_t n = 2;

    for (const struct job *j = app->jobs; j && n < 2 + POLLED_MAX; j = j->next)
        if (j->fd >= 0 && !(j->waits && j->waits(j)))
            p[n++] = wish(j);
    sigdelset(&mask, SIGWINCH);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        sigaddset(&mask, ending[i]);
    if (ppoll(p, n, &ts, &mask) < 0)
        return errno == EINTR;
    return !(p[1].revents & POLLIN) && !(p[0].revents & (POLLHUP | POLLERR | POLLNVAL));
}

/* Everything that waits, so that a burst of keys costs one frame. */
static void loop_input(struct loop *l, struct app *app)
{
    enum input_kind kind;

    while (app_running(app) && (kind = input_next(&l->in)) != INPUT_NONE) {
        if (kind != INPUT_RESIZE)
            l->pressed = true;
        if (kind == INPUT_KEY)
            app_key(app, l->in.key);
        else if (kind == INPUT_PASTE)
            app_paste(app, buf_str(&l->in.paste));
        else if (kind == INPUT_MOUSE)
            app_mouse(app, &l->in.mouse);
        else if (kind == INPUT_RESIZE)
            app->dirty = true;
    }
}

static void loop_show(struct loop *l, struct app *app)
{
    static const char idle[] = "\033]7770;idle\a";

    if (app->dirty && frame_wait_ms(l) > 0)
        return;
    if (app->dirty) {
        app_frame(app);
        l->pressed = false;
        l->frame_ms = clock_mono_ms();
        wnoutrefresh(stdscr);
        doupdate();
    } else if (!l->sync) {
        return;
    }
    if (l->sync && !readable(STDIN_FILENO) && !app->dirty &&
        write(STDOUT_FILENO, idle, sizeof idle - 1) < 0)
        app_quit(app); /* the terminal is gone */
}

int app_run(struct app *app, struct err *e)
{
    struct loop l;
    struct err own;
    int rc = loop_open(&l, e ? e : &own);

    if (rc < 0)
        return rc;
    app_attach(app);
    while (app_running(app)) {
        loop_show(&l, app);
        if (!loop_wait(&l, app))
            break;
        loop_input(&l, app);
        app_tick(app);
    }
    if (app->draft)
        checkpoint(app);
    loop_close(&l);
    return 0;
}
