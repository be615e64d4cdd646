/* What genba-sync says of servers that are not as they should be: each call is
 * answered once, and by rows only when what it did is kept; nobody is spoken to but
 * who was named; genba of another version is told so. */
#include "model/base/clock.h"
#include "sync/central/link.h"
#include "sync/central/reasons.h"
#include "tests/lib/falsepg.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 20000
#define TIMEOUT_MS 5000

static char dir[256];

/* ---- genba-sync ---- */

static struct link *start(void)
{
    struct link *l = NULL;
    char program[512];

    snprintf(program, sizeof program, "%s/genba-sync", getenv("top_builddir"));
    if (link_open(&l, program, NULL) != 0)
        bail("%s", program);
    return l;
}

static struct answer hear(struct link *l)
{
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    struct answer a;
    struct err e = {0};

    while (!link_answer(l, &a) || a.moved) {
        struct pollfd f = {.fd = link_fd(l),
                           .events = (short)(POLLIN | (link_wants_write(l) ? POLLOUT : 0))};

        if (link_pump(l, &e) != 0 || clock_mono_ms() > until)
            bail("genba-sync says nothing: %s", e.msg ? e.msg : "in time");
        if (!link_has_answer(l))
            poll(&f, 1, PATIENCE_MS);
    }
    return a;
}

static void connect_as(struct link *l, uint32_t calls, const char *host, const char *hostaddr,
                       int port)
{
    struct buf *out = link_out(l);
    size_t begun = central_frame_begin(out, CENTRAL_CONNECT, 0, link_id(l));
    char number[16];

    snprintf(number, sizeof number, "%d", port);
    const char *const pairs[][2] = {
        {"host", host},    {"hostaddr", hostaddr}, {"port", number},         {"dbname", "genba"},
        {"user", "alice"}, {"sslmode", "disable"}, {"gssencmode", "disable"}};

    wire_put32(out, calls);
    buf_putc(out, sizeof pairs / sizeof *pairs);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        wire_put_text(out, pairs[i][0]);
        wire_put_text(out, pairs[i][1]);
    }
    wire_put32(out, TIMEOUT_MS);
    central_frame_end(out, begun);
}

static void ask(struct link *l)
{
    struct call c = call_begin(link_out(l), CALL_hello, link_id(l));

    call_end(&c);
}

static struct link *connected(void)
{
    struct link *l = start();
    struct answer a;

    connect_as(l, central_calls(), dir, "", 5432);
    a = hear(l);
    is_int(a.fault, 0, "a socket of this machine is connected to %s", a.text);
    return l;
}

/* ---- what a server says ---- */

static void last_of_three(void)
{
    const struct falsepg_says says = {
        .folder = dir, .whole = 1, .then = FALSEPG_NO_SYNC, .row_bytes = 2};
    struct falsepg f;
    struct link *l;
    const enum fault want[] = {0, FAULT_AGAIN, FAULT_AGAIN, FAULT_AGAIN};

    falsepg_begin(&f, &says);
    l = connected();
    for (int i = 0; i < 3; i++)
        ask(l);
    for (uint32_t i = 0; i < 4; i++) {
        struct answer a = hear(l);

        is_int(a.id, i + 2, "call %d is answered, once", (int)i + 1);
        is_int(a.fault, want[i],
               i == 0   ? "the first by its row"
               : i == 1 ? "the second by none: its end never came"
               : i == 2 ? "the third went with the line"
                        : "a later one finds no line");
        if (i == 2)
            ask(l);
    }
    link_close(l);
    falsepg_end(&f);
}

static const struct {
    const char *name;
    struct falsepg_says says;
    enum fault first, second;
} servers[] = {
    {"a refusal before the line goes is none",
     {.then = FALSEPG_FAILS_NO_SYNC},
     FAULT_AGAIN,
     FAULT_AGAIN},
    {"a refusal is about its call", {.then = FALSEPG_FAILS}, FAULT_DENIED, FAULT_DENIED},
    {"rows whose transaction fails are none",
     {.then = FALSEPG_FAILS_AT_SYNC, .row_bytes = 2},
     FAULT_DENIED,
     FAULT_DENIED},
    {"rows that are too long for a frame are a failure of their call",
     {.whole = 2, .row_bytes = CENTRAL_FRAME_MAX},
     FAULT_OTHER,
     FAULT_OTHER},
    {"a lock that is not to be had: busy",
     {.then = FALSEPG_FAILS, .sqlstate = "55P03"},
     FAULT_BUSY,
     FAULT_BUSY},
    {"a statement's time is over: busy",
     {.then = FALSEPG_FAILS, .sqlstate = "57014"},
     FAULT_BUSY,
     FAULT_BUSY},
    {"a deadlock: busy", {.then = FALSEPG_FAILS, .sqlstate = "40P01"}, FAULT_BUSY, FAULT_BUSY},
    {"a shutdown: the line",
     {.then = FALSEPG_FAILS, .sqlstate = "57P01"},
     FAULT_AGAIN,
     FAULT_AGAIN},
    {"a call that it does not understand: no reason to come again",
     {.then = FALSEPG_FAILS, .sqlstate = "08P01"},
     FAULT_OTHER,
     FAULT_OTHER},
    {"a table that is not there",
     {.then = FALSEPG_FAILS, .sqlstate = "42P01"},
     FAULT_NOT_SET_UP,
     FAULT_NOT_SET_UP},
};

static void what_they_say(void)
{
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        struct falsepg_says says = servers[i].says;
        struct falsepg f;
        struct link *l;
        struct answer a;

        says.folder = dir;
        falsepg_begin(&f, &says);
        l = connected();
        ask(l);
        ask(l);
        a = hear(l);
        ok(a.id == 2 && a.fault == servers[i].first, "%s (%d %s)", servers[i].name, a.fault,
           a.text);
        a = hear(l);
        ok(a.id == 3 && a.fault == servers[i].second, "so the next one (%d %s)", a.fault, a.text);
        link_close(l);
        falsepg_end(&f);
    }
}

static void busy(void)
{
    const struct answer a = {.fault = FAULT_BUSY, .text = "canceling statement"};
    struct err e = {0};

    is_int(central_reason(&a, "host", &e), -ERR_IO, "a busy store is a failure");
    ok(strstr(e.msg, "busy") && !strstr(e.msg, "line"), "and not a lost line: %s", e.msg);
}

/* ---- who is spoken to ---- */

static void versions(void)
{
    struct link *l = start();
    struct answer a;
    struct err e = {0};

    connect_as(l, central_calls() ^ 1, dir, "", 5432);
    a = hear(l);
    is_int(a.fault, FAULT_VERSION, "other calls than its own: another version");
    is_int(central_reason(&a, "host", &e), -ERR_REFUSED, "a failure");
    ok(strstr(e.msg, "genba-sync") && strstr(e.msg, "Install"), "that says what to do: %s", e.msg);
    ask(l);
    a = hear(l);
    is_int(a.fault, FAULT_AGAIN, "no call goes out");
    link_close(l);

    l = start();
    central_frame_end(link_out(l),
                      central_frame_begin(link_out(l), CENTRAL_CONNECT, 0, link_id(l)));
    a = hear(l);
    is_int(a.fault, FAULT_VERSION, "none at all, too");
    link_close(l);
}

/* One that wants to be taken for a socket of this machine by what is said of it. */
static void strangers(void)
{
    const struct falsepg_says says = {.whole = 9, .row_bytes = 2};
    struct falsepg f;
    struct link *l;
    struct answer a;

    falsepg_begin(&f, &says);
    l = start();
    connect_as(l, central_calls(), dir, "127.0.0.1", f.port);
    a = hear(l);
    is_int(a.fault, FAULT_SERVER, "a socket by its name, not by its address: refused (%s)", a.text);
    is_int(*f.met, 1, "it was met");
    link_close(l);

    l = start();
    connect_as(l, central_calls(), "127.0.0.1", "", f.port);
    a = hear(l);
    is_int(a.fault, FAULT_SERVER, "no TLS over a network: refused (%s)", a.text);
    link_close(l);
    falsepg_end(&f);
}

static void environment(void)
{
    const struct falsepg_says says = {.whole = 9, .row_bytes = 2};
    char port[16], service[300];
    struct falsepg f;
    struct link *l;
    struct answer a;
    FILE *file;

    falsepg_begin(&f, &says);
    snprintf(port, sizeof port, "%d", f.port);
    snprintf(service, sizeof service, "%s/service", dir);
    file = fopen(service, "we");
    if (!file)
        bail("%s", service);
    fprintf(file, "[evil]\nhostaddr=127.0.0.1\n");
    fclose(file);
    setenv("PGPORT", port, 1);
    for (int i = 0; i < 2; i++) {
        setenv(i == 0 ? "PGHOSTADDR" : "PGSERVICE", i == 0 ? "127.0.0.1" : "evil", 1);
        setenv("PGSERVICEFILE", service, 1);
        l = start();
        connect_as(l, central_calls(), dir, "", f.port);
        a = hear(l);
        is_int(a.fault, FAULT_UNREACHABLE, "%s: the socket that was named is not there (%s)",
               i == 0 ? "PGHOSTADDR" : "PGSERVICE", a.text);
        is_int(*f.met, 0, "and nobody else is asked");
        link_close(l);
        unsetenv("PGHOSTADDR");
    }
    unsetenv("PGSERVICE");
    unsetenv("PGSERVICEFILE");
    unsetenv("PGPORT");
    falsepg_end(&f);
}

int main(void)
{
    tmpdir_make(dir, sizeof dir);
    last_of_three();
    what_they_say();
    busy();
    versions();
    strangers();
    environment();
    tmpdir_remove(dir);
    return tap_done();
}
