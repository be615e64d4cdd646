#include "sync/central/serve.h"

#include "model/base/clock.h"
#include "sync/central/pg.h"
#include "sync/central/s3.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_STEP ((size_t)1 << 20)
#define WAITING_MAX ((size_t)32 << 20) /* of calls and answers: then no further request is read */

struct server {
    int in, out;
    struct buf asked, answers;
    size_t sent; /* of answers */
    struct pg *pg;
    struct s3 *s3;
    bool over, bad;
};

static void handle(struct server *s, const struct central_frame *f, uint8_t *body)
{
    switch (f->kind) {
    case CENTRAL_CONNECT:
        pg_connect(s->pg, f->id, body, f->length);
        break;
    case CENTRAL_CALL:
        pg_call(s->pg, f->id, f->call, body, f->length);
        break;
    case CENTRAL_INSTALL:
        pg_install(s->pg, f->id);
        break;
    case CENTRAL_OBJECTS:
        s3_open(s->s3, f->id, body, f->length);
        OPENSSL_cleanse(body, f->length);
        break;
    case CENTRAL_OBJECT:
        s3_object(s->s3, f->id, body, f->length);
        break;
    default:
        s->bad = true;
    }
}

static void take_requests(struct server *s)
{
    size_t at = 0;

    while (!s->bad && s->asked.len - at >= CENTRAL_HEADER) {
        uint8_t *p = (uint8_t *)s->asked.p + at;
        struct central_frame f;

        if (!central_frame_get(p, &f)) {
            s->bad = true;
            return;
        }
        if (s->asked.len - at - CENTRAL_HEADER < f.length)
            break;
        handle(s, &f, p + CENTRAL_HEADER);
        at += CENTRAL_HEADER + f.length;
    }
    if (at == 0)
        return;
    memmove(s->asked.p, s->asked.p + at, s->asked.len - at);
    s->asked.len -= at;
}

static char step[READ_STEP];

static void read_requests(struct server *s)
{
    ssize_t n = read(s->in, step, sizeof step);

    if (n == 0)
        s->over = true;
    else if (n > 0)
        buf_add(&s->asked, step, (size_t)n);
    else if (errno != EINTR && errno != EAGAIN)
        s->bad = true;
    if (n > 0)
        OPENSSL_cleanse(step, (size_t)n); /* OBJECTS has a secret in it */
    take_requests(s);
}

static void write_answers(struct server *s)
{
    ssize_t n = write(s->out, s->answers.p + s->sent, s->answers.len - s->sent);

    if (n < 0 && errno != EINTR && errno != EAGAIN)
        s->bad = true;
    s->sent += n > 0 ? (size_t)n : 0;
    if (s->sent == s->answers.len) {
        buf_reset(&s->answers);
        s->sent = 0;
    }
}

static int until_due(const struct server *s)
{
    int64_t pg = pg_due_ms(s->pg), objects = s3_due_ms(s->s3);
    int64_t due = pg == 0 || (objects > 0 && objects < pg) ? objects : pg;
    int64_t left = due > 0 ? due - clock_mono_ms() : 0;

    if (due == 0)
        return -1;
    return left > 0 ? (int)left : 0;
}

static void turn(struct server *s)
{
    bool full = pg_waiting(s->pg) + s3_waiting(s->s3) + s->answers.len > WAITING_MAX;
    struct pollfd f[3 + OBJECTS_FDS] = {
        {.fd = full ? -1 : s->in, .events = POLLIN},
        {.fd = s->answers.len > 0 ? s->out : -1, .events = POLLOUT},
        {.fd = pg_socket(s->pg), .events = (short)(POLLIN | (pg_wants_write(s->pg) ? POLLOUT : 0))},
    };
    size_t objects = s3_fds(s->s3, f + 3);

    if (poll(f, 3 + (nfds_t)objects, until_due(s)) < 0 && errno != EINTR) {
        s->bad = true;
        return;
    }
    if (f[1].revents)
        write_answers(s);
    if (f[0].revents)
        read_requests(s);
    pg_pump(s->pg, f[2].revents != 0);
    s3_pump(s->s3);
}

int central_serve(int in, int out)
{
    struct server s = {.in = in, .out = out};

    buf_init(&s.asked, CENTRAL_FRAME_MAX + 2 * READ_STEP);
    buf_add(&s.asked, step, sizeof step); /* what comes first moves no more in memory */
    buf_reset(&s.asked);
    buf_init(&s.answers, SIZE_MAX / 2);
    s.pg = pg_new(&s.answers);
    s.s3 = s3_new(&s.answers);
    fcntl(out, F_SETFL, fcntl(out, F_GETFL) | O_NONBLOCK);
    while (!s.over && !s.bad)
        turn(&s);
    pg_free(s.pg);
    s3_free(s.s3);
    buf_release(&s.asked);
    buf_release(&s.answers);
    return s.bad ? 1 : 0;
}
