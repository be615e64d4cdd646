#include "sync/team.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "sync/signed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static void roster_path(struct buf *out, const char *workspace)
{
    buf_addf(out, "%s/identity/roster", workspace);
}

/* The stored bytes, checked. Neither without a team. */
static int load(struct roster *r, struct buf *bytes, const char *workspace, struct err *e)
{
    struct buf path = BUF_INIT;
    int rc;

    *r = (struct roster){.there = false};
    roster_path(&path, workspace);
    rc = file_read(buf_str(&path), ROSTER_BYTES_MAX, bytes, e);
    if (rc == -ERR_NOTFOUND)
        rc = 0;
    else if (rc == 0)
        rc = roster_decode(r, buf_str(bytes), bytes->len, e);
    if (rc == -ERR_CORRUPT || rc == -ERR_LIMIT)
        rc = err_say(e, ERR_CORRUPT,
                     N_("{1} is damaged. Ask for the roster again and take it by `genba team join "
                        "FILE --replace`, or put identity/ back from a backup."),
                     buf_str(&path), NULL);
    buf_release(&path);
    return rc;
}

int roster_load(struct roster *out, const char *workspace, struct err *e)
{
    struct buf bytes = BUF_INIT;
    int rc = load(out, &bytes, workspace, e);

    buf_release(&bytes);
    return rc;
}

int team_bytes(const char *workspace, struct buf *out, struct err *e)
{
    struct roster r;
    int rc = load(&r, out, workspace, e);

    if (rc != 0)
        buf_reset(out);
    roster_release(&r);
    return rc;
}

/* Held while a roster is read, changed and written. */
static int lock(int *fd, const char *workspace, struct err *e)
{
    struct buf dir = BUF_INIT;
    int rc = 0;

    buf_addf(&dir, "%s/identity", workspace);
    *fd = open(buf_str(&dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*fd < 0 || flock(*fd, LOCK_EX) != 0)
        rc = err_errno(e, buf_str(&dir));
    buf_release(&dir);
    return rc;
}

static void unlock(int fd)
{
    if (fd >= 0)
        close(fd);
}

static int write_bytes(const char *workspace, const void *p, size_t n, struct err *e)
{
    struct buf path = BUF_INIT;
    int rc;

    roster_path(&path, workspace);
    rc = file_write(buf_str(&path), p, n, e);
    buf_release(&path);
    return rc;
}

/* What could not be read again (a card that is not genuine) is never written. */
static int save(const char *workspace, struct roster *r, const struct identity *who, struct err *e)
{
    struct buf bytes = BUF_INIT;
    struct roster again;
    int rc;

    r->version++;
    roster_encode(&bytes, r, who);
    rc = roster_decode(&again, bytes.p, bytes.len, e);
    roster_release(&again);
    if (rc == 0)
        rc = write_bytes(workspace, bytes.p, bytes.len, e);
    buf_release(&bytes);
    return rc;
}

static void add(struct roster *r, const struct card *c)
{
    r->v = xgrow(r->v, r->n, &r->cap, sizeof *r->v);
    r->v[r->n++] = (struct member){.card = *c, .admitted_ms = clock_now_ms()};
}

static int check_name(const char *name, struct err *e)
{
    char clean[sizeof((struct roster *)0)->name];

    signed_clean(clean, sizeof clean, name);
    if (*clean == '\0' || strcmp(clean, name) != 0)
        return err_say(e, ERR_INVALID, NULL, name,
                       N_("a team's name is 1 to 127 bytes of text on one line"));
    return 0;
}

static int exists(struct err *e, const struct roster *r)
{
    return err_say(e, ERR_EXISTS,
                   N_("This laptop is in the team {1} of {2} already. `genba team join FILE "
                      "--replace` changes to another team."),
                   r->name, r->v[0].card.person);
}

int team_init(const char *workspace, const char *name, const struct identity *who, struct err *e)
{
    struct roster r = {.there = false};
    struct buf card = BUF_INIT;
    struct card own;
    int fd = -1, rc = check_name(name, e);

    if (rc == 0)
        rc = lock(&fd, workspace, e);
    if (rc == 0)
        rc = roster_load(&r, workspace, e);
    if (rc == 0 && r.there)
        rc = exists(e, &r);
    if (rc == 0) {
        card_make(&card, who);
        rc = card_read(&own, buf_str(&card), card.len, e);
    }
    if (rc == 0) {
        r.there = true;
        memcpy(r.founder, who->public_key, KEY_LEN);
        memcpy(r.name, name, strlen(name) + 1);
        add(&r, &own);
        rc = save(workspace, &r, who, e);
    }
    roster_release(&r);
    buf_release(&card);
    unlock(fd);
    return rc;
}

/* One change of the roster by its founder. Returns 1 when there is something to
 * write, 0 when not, or -ERR_x. */
typedef int change_fn(struct roster *r, const void *what, struct err *e);

static int check_founder(const struct roster *r, const struct identity *who, struct err *e)
{
    if (!r->there)
        return err_say(e, ERR_NOTFOUND,
                       N_("This laptop is in no team. `genba team init NAME` founds one."), "",
                       NULL);
    if (memcmp(r->founder, who->public_key, KEY_LEN) != 0)
        return err_say(e, ERR_REFUSED, N_("Only the founder of the team {1} can do that: ask {2}."),
                       r->name, r->v[0].card.person);
    return 0;
}

static int change(const char *workspace, const struct identity *who, change_fn *fn,
                  const void *what, struct err *e)
{
    struct roster r = {.there = false};
    int fd = -1, rc = lock(&fd, workspace, e);

    if (rc == 0)
        rc = roster_load(&r, workspace, e);
    if (rc == 0)
        rc = check_founder(&r, who, e);
    if (rc == 0)
        rc = fn(&r, what, e);
    if (rc > 0)
        rc = save(workspace, &r, who, e);
    roster_release(&r);
    unlock(fd);
    return rc;
}

static struct member *find(struct roster *r, const uint8_t device[KEY_LEN])
{
    const struct member *m = roster_find(r, device);

    return m ? r->v + (m - r->v) : NULL;
}

static int64_t later_than(int64_t ms)
{
    int64_t now = clock_now_ms();

    return now > ms ? now : ms + 1;
}

static int admit_card(struct roster *r, const void *what, struct err *e)
{
    const struct card *c = what;
    struct member *m = find(r, c->device);

    if (!m && r->n >= TEAM_MEMBERS_MAX)
        return err_set(e, ERR_LIMIT, r->name, "%d", TEAM_MEMBERS_MAX);
    if (!m) {
        add(r, c);
        return 1;
    }
    if (!m->revoked_ms && strcmp(m->card.person, c->person) == 0 &&
        strcmp(m->card.crew, c->crew) == 0 && strcmp(m->card.laptop, c->laptop) == 0)
        return 0;
    m->card = *c;
    if (m->revoked_ms) /* it is known later that the revocation came first */
        m->admitted_ms = later_than(m->revoked_ms);
    m->revoked_ms = 0;
    return 1;
}

int team_admit(const char *workspace, const struct identity *who, const struct card *card,
               struct err *e)
{
    return change(workspace, who, admit_card, card, e);
}

static int revoke_member(struct roster *r, const void *what, struct err *e)
{
    struct member *m = find(r, what);
    char print[40];

    key_fingerprint(what, print);
    if (!m)
        return err_say(e, ERR_NOTFOUND, N_("{1} is no member of the team {2}."), print, r->name);
    if (m == r->v)
        return err_say(e, ERR_REFUSED,
                       N_("The founder's laptop cannot be revoked: it signs the roster. To work "
                          "without it, found a new team on another laptop."),
                       print, NULL);
    if (m->revoked_ms)
        return 0;
    m->revoked_ms = later_than(m->admitted_ms);
    return 1;
}

int team_revoke(const char *workspace, const struct identity *who, const uint8_t device[KEY_LEN],
                struct err *e)
{
    return change(workspace, who, revoke_member, device, e);
}

/* ---- rosters that do not know of each other ----
 *
 * A founder's laptop that was restored from a backup signs later versions
 * without what it had signed since. What an admission or revocation says of one
 * member is the later of the two that were signed. */

static bool knows(const struct roster *r, const struct member *m)
{
    const struct member *at = roster_find(r, m->card.device);
    int64_t said = m->revoked_ms ? m->revoked_ms : m->admitted_ms;

    return at && (at->revoked_ms ? at->revoked_ms : at->admitted_ms) >= said;
}

static bool forgets(const struct roster *later, const struct roster *have)
{
    for (size_t i = 0; i < have->n; i++)
        if (!knows(later, &have->v[i]))
            return true;
    return false;
}

/* The founder's own, of another time. 1 = something of it was not known. */
static int remember(struct roster *r, const void *what, struct err *e)
{
    const struct roster *other = what;
    bool changed = false;

    (void)e;
    for (size_t i = 0; i < other->n; i++) {
        const struct member *m = &other->v[i];
        struct member *at = find(r, m->card.device);

        if (knows(r, m) || (!at && r->n >= TEAM_MEMBERS_MAX))
            continue;
        if (!at) {
            r->v = xgrow(r->v, r->n, &r->cap, sizeof *r->v);
            at = &r->v[r->n++];
        }
        *at = *m;
        changed = true;
    }
    if (changed && other->version > r->version)
        r->version = other->version;
    return changed;
}

enum taking { TAKE_JOIN, TAKE_REPLACE, TAKE_RENEW };

static const char *number_text(uint64_t n, char out[24])
{
    snprintf(out, 24, "%llu", (unsigned long long)n);
    return out;
}

/* 1 = to be written, 0 = not. */
static int wanted(const struct roster *have, const struct roster *got, enum taking how,
                  struct err *e)
{
    char number[24];
    bool same = have->there && memcmp(have->founder, got->founder, KEY_LEN) == 0;

    if (same && got->version > have->version && how != TAKE_REPLACE && forgets(got, have))
        return err_say(
            e, ERR_REFUSED,
            N_("The roster {1} of the team {2} does not know of members that this laptop "
               "knows of: its founder works on an old copy. Hand the founder a bundle of "
               "this laptop; the next roster knows all of them."),
            number_text(got->version, number), got->name);
    if (same)
        return got->version > have->version;
    if (how == TAKE_RENEW)
        return 0;
    return have->there && how == TAKE_JOIN ? exists(e, have) : 1;
}

static int take(const char *workspace, const struct roster *got, enum taking how, struct err *e)
{
    struct roster have = {.there = false};
    struct buf bytes = BUF_INIT;
    int fd = -1, rc = lock(&fd, workspace, e), take_it = 0;

    if (rc == 0)
        rc = roster_load(&have, workspace, e);
    if (rc == -ERR_CORRUPT && how == TAKE_REPLACE)
        rc = 0;
    if (rc == 0)
        rc = take_it = wanted(&have, got, how, e);
    if (rc > 0) {
        roster_bytes(&bytes, got);
        rc = write_bytes(workspace, bytes.p, bytes.len, e);
    }
    buf_release(&bytes);
    roster_release(&have);
    unlock(fd);
    return rc == 0 ? take_it : rc;
}

static int take_bytes(const char *workspace, struct span bytes, enum taking how, bool *changed,
                      struct err *e)
{
    struct roster got;
    int rc = roster_decode(&got, bytes.p, bytes.n, e);

    *changed = false;
    if (rc == 0)
        rc = take(workspace, &got, how, e);
    if (rc > 0)
        *changed = true;
    roster_release(&got);
    return rc > 0 ? 0 : rc;
}

int team_join(const char *workspace, const void *p, size_t n, bool *changed, struct err *e)
{
    return take_bytes(workspace, (struct span){p, n}, TAKE_JOIN, changed, e);
}

int team_replace(const char *workspace, const void *p, size_t n, bool *changed, struct err *e)
{
    return take_bytes(workspace, (struct span){p, n}, TAKE_REPLACE, changed, e);
}

/* 1 = this laptop is its founder's, and has learned something from it. */
static int learn(const char *workspace, const struct identity *who, struct span bytes,
                 struct err *e)
{
    struct roster have = {.there = false}, got;
    bool news = false;
    int rc = roster_decode(&got, bytes.p, bytes.n, e);

    if (rc != 0)
        return rc;
    if (memcmp(got.founder, who->public_key, KEY_LEN) == 0) {
        rc = roster_load(&have, workspace, e);
        news = rc == 0 && have.there && memcmp(have.founder, got.founder, KEY_LEN) == 0 &&
               forgets(&have, &got);
        roster_release(&have);
    }
    if (news)
        rc = change(workspace, who, remember, &got, e);
    roster_release(&got);
    return rc == 0 ? news : rc;
}

int team_renew(const char *workspace, const struct identity *who, const void *p, size_t n,
               bool *changed, struct err *e)
{
    int rc = learn(workspace, who, (struct span){p, n}, e);

    *changed = rc > 0;
    if (rc == 0)
        rc = take_bytes(workspace, (struct span){p, n}, TAKE_RENEW, changed, e);
    return rc < 0 ? rc : 0;
}
