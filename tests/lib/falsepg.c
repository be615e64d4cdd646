#include "tests/lib/falsepg.h"

#include "model/base/buf.h"
#include "tests/lib/tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define BODY_MAX (1 << 20)
#define OUT_MAX ((size_t)512 << 20)
#define ENCRYPTION_REQUEST 80877103 /* and the one for GSSAPI, one more */
#define TEXT_OID 25
#define SOCKET_PORT 5432

struct talk {
    int fd;
    struct buf out;
    char body[BODY_MAX]; /* of the last message */
    bool gone;
};

/* ---- bytes ---- */

static void put16(struct buf *b, uint16_t u)
{
    u = htons(u);
    buf_add(b, &u, sizeof u);
}

static void put32(struct buf *b, uint32_t u)
{
    u = htonl(u);
    buf_add(b, &u, sizeof u);
}

static void put_text(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s) + 1);
}

static void message(struct talk *t, char type, const struct buf *body)
{
    buf_putc(&t->out, type);
    put32(&t->out, (uint32_t)(body ? body->len : 0) + 4);
    if (body)
        buf_add(&t->out, body->p, body->len);
}

static void flush(struct talk *t)
{
    for (size_t sent = 0; sent < t->out.len && !t->gone;) {
        ssize_t n = send(t->fd, t->out.p + sent, t->out.len - sent, MSG_NOSIGNAL);

        t->gone = n <= 0;
        sent += n > 0 ? (size_t)n : 0;
    }
    buf_reset(&t->out);
}

static void take(struct talk *t, void *p, size_t n)
{
    if (!t->gone)
        t->gone = n > 0 && recv(t->fd, p, n, MSG_WAITALL) != (ssize_t)n;
}

/* Into t->body; the first four bytes as a number. */
static uint32_t take_body(struct talk *t)
{
    uint32_t n = 0, first = 0;

    take(t, &n, sizeof n);
    n = ntohl(n);
    t->gone |= n < 4 || n - 4 > sizeof t->body;
    if (!t->gone)
        take(t, t->body, n - 4);
    if (!t->gone && n >= 8)
        memcpy(&first, t->body, sizeof first);
    return ntohl(first);
}

/* ---- what it says ---- */

static void welcome(struct talk *t)
{
    static const char *const settings[][2] = {{"server_version", "15.0"},
                                              {"client_encoding", "UTF8"},
                                              {"standard_conforming_strings", "on"},
                                              {"integer_datetimes", "on"},
                                              {"default_transaction_read_only", "off"},
                                              {"in_hot_standby", "off"}};
    struct buf b = BUF_INIT;

    put32(&b, 0);
    message(t, 'R', &b);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        buf_reset(&b);
        put_text(&b, settings[i][0]);
        put_text(&b, settings[i][1]);
        message(t, 'S', &b);
    }
    buf_reset(&b);
    buf_putc(&b, 'I');
    message(t, 'Z', &b);
    buf_release(&b);
}

static void rows(struct talk *t, size_t n)
{
    struct buf b = {.max = OUT_MAX};

    message(t, '1', NULL);
    message(t, '2', NULL);
    put16(&b, 1);
    put_text(&b, "c");
    put32(&b, 0);
    put16(&b, 0);
    put32(&b, TEXT_OID);
    put16(&b, (uint16_t)-1);
    put32(&b, (uint32_t)-1);
    put16(&b, 1);
    message(t, 'T', &b);
    buf_reset(&b);
    put16(&b, 1);
    put32(&b, (uint32_t)n);
    while (b.len < n + 6)
        buf_putc(&b, 'x');
    message(t, 'D', &b);
    buf_reset(&b);
    put_text(&b, "SELECT 1");
    message(t, 'C', &b);
    buf_release(&b);
}

static void refuse(struct talk *t, const char *sqlstate)
{
    struct buf b = BUF_INIT;

    put_text(&b, "SERROR");
    buf_addf(&b, "C%s", sqlstate ? sqlstate : "42501");
    buf_putc(&b, '\0');
    put_text(&b, "Mno right");
    buf_putc(&b, '\0');
    message(t, 'E', &b);
    buf_release(&b);
}

static void synced(struct talk *t)
{
    struct buf b = BUF_INIT;

    buf_putc(&b, 'I');
    message(t, 'Z', &b);
    buf_release(&b);
}

/* ---- who comes ---- */

static void start_of(struct talk *t)
{
    while (!t->gone && take_body(t) - ENCRYPTION_REQUEST <= 1) {
        buf_putc(&t->out, 'N');
        flush(t);
    }
    welcome(t);
    flush(t);
}

/* True: it goes on. */
static bool last_words(struct talk *t, const struct falsepg_says *says)
{
    enum falsepg_then then = says->then;
    bool goes_on = then == FALSEPG_FAILS || then == FALSEPG_FAILS_AT_SYNC;

    if (then == FALSEPG_NO_SYNC || then == FALSEPG_FAILS_AT_SYNC)
        rows(t, says->row_bytes);
    if (then != FALSEPG_NO_SYNC)
        refuse(t, says->sqlstate);
    if (goes_on)
        synced(t);
    flush(t);
    return goes_on;
}

/* The other side reads to the end of what was said before it sees the line's. */
static void hang_up(struct talk *t)
{
    shutdown(t->fd, SHUT_WR);
    while (recv(t->fd, t->body, sizeof t->body, 0) > 0)
        continue;
    t->gone = true;
}

static void talk(int fd, const struct falsepg_says *says)
{
    static struct talk t;

    t = (struct talk){.fd = fd, .out = {.max = OUT_MAX}};
    start_of(&t);
    for (int calls = 0; !t.gone;) {
        char type = '\0';

        take(&t, &type, 1);
        take_body(&t);
        if (t.gone || type != 'S') /* Parse, Bind, Describe, Execute; then Sync */
            continue;
        if (calls++ < says->whole) {
            rows(&t, says->row_bytes);
            synced(&t);
            flush(&t);
        } else if (!last_words(&t, says)) {
            hang_up(&t);
        }
    }
    buf_release(&t.out);
}

/* ---- the process ---- */

static int listen_at(struct falsepg *f, const char *folder)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    socklen_t n = sizeof in;
    int fd = socket(folder ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    f->port = SOCKET_PORT;
    if (folder && snprintf(un.sun_path, sizeof un.sun_path, "%s/.s.PGSQL.%d", folder, f->port) >=
                      (int)sizeof un.sun_path)
        bail("%s is too long", folder);
    if (folder)
        unlink(un.sun_path); /* of one before */
    if (fd < 0 ||
        bind(fd, folder ? (void *)&un : (void *)&in, folder ? sizeof un : sizeof in) != 0 ||
        listen(fd, 64) != 0 || (!folder && getsockname(fd, (void *)&in, &n) != 0))
        bail("a listening socket");
    if (!folder)
        f->port = ntohs(in.sin_port);
    return fd;
}

void falsepg_begin(struct falsepg *f, const struct falsepg_says *says)
{
    int fd = listen_at(f, says->folder);

    f->met = mmap(NULL, sizeof *f->met, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (f->met == MAP_FAILED)
        bail("mmap");
    fflush(NULL);
    f->pid = fork();
    if (f->pid < 0)
        bail("fork");
    if (f->pid > 0) {
        close(fd);
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        int client = accept(fd, NULL, NULL);

        if (client < 0)
            continue;
        __atomic_add_fetch(f->met, 1, __ATOMIC_SEQ_CST);
        talk(client, says);
        close(client);
    }
}

void falsepg_end(struct falsepg *f)
{
    kill(f->pid, SIGKILL);
    waitpid(f->pid, NULL, 0);
    munmap(f->met, sizeof *f->met);
    f->met = NULL;
}
