#include "tests/fault/others.h"

#include "model/base/clock.h"
#include "model/catalog.h"
#include "tests/lib/crashvfs.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAPTOPS 3
#define LINES 12

static struct err e;

void edit_draw(struct edit *x, uint64_t number, uint64_t *random)
{
    static const enum field fields[] = {F_line_finding, F_line_room, F_line_floor};

    x->n = 1 + crash_random(random) % 3;
    for (size_t i = 0; i < x->n; i++) {
        struct id line = {{'l', (uint8_t)(crash_random(random) % LINES)}};

        snprintf(x->text[i], sizeof x->text[i], "%llu.of.%zu", (unsigned long long)number, x->n);
        x->op[i] = (struct op){.kind = OP_SET,
                               .entity = line,
                               .field = field_log_number(fields[i], false),
                               .value = value_text(x->text[i])};
    }
    if (crash_random(random) % 8 == 0) {
        x->op[x->n] = (struct op){.kind = crash_random(random) % 2 ? OP_DEL : OP_UNDEL,
                                  .entity = x->op[0].entity};
        x->n++;
    }
}

struct laptop {
    struct fixture f;
    char path[16];
    struct store *st;
};

static int keep(const struct commit_info *info, void *ctx)
{
    struct others *o = ctx;
    struct buf raw = BUF_INIT;

    for (size_t i = 0; i < o->n; i++)
        if (memcmp(o->hash[i].b, info->hash.b, HASH_LEN) == 0)
            return 0;
    commit_encode(&raw, info->commit);
    o->hash[o->n] = info->hash;
    o->v[o->n].n = raw.len;
    o->v[o->n++].p = buf_take(&raw);
    return 0;
}

/* Everything a laptop has goes onto the list, and the list to it. */
static void meet(struct others *o, struct laptop *l)
{
    struct reception sum = {0};

    if (store_walk(l->st, keep, o, &e) != 0 ||
        store_receive(l->st, o->v, o->n, &sum, NULL, NULL, &e) != 0)
        bail("the others cannot meet: %s", e.detail);
}

static void open_laptop(struct laptop *l, const struct others *o, const char *vfs, bool fresh)
{
    int rc = fresh ? store_create_for(&l->st, l->path, o->hospital, &l->f.who, vfs, &e)
                   : store_open(&l->st, l->path, 0, &l->f.who, vfs, &e);

    if (rc != 0)
        bail("no laptop: %s %s", e.subject, e.detail);
}

static void forge(struct others *o, size_t at)
{
    uint8_t *p = xmalloc(o->v[at].n);

    memcpy(p, o->v[at].p, o->v[at].n);
    p[o->v[at].n - 1] ^= 1;
    o->v[o->n] = (struct span){p, o->v[at].n};
    o->hash[o->n++] = commit_hash(p, o->v[at].n);
}

static void write_some(struct others *o, struct laptop *l, uint64_t number, uint64_t *random)
{
    struct edit x;

    edit_draw(&x, number, random);
    if (store_commit(l->st, x.op, x.n, NULL, NULL, &e) != 0)
        bail("the others cannot write: %s", e.detail);
    if (crash_random(random) % 16 == 0)
        meet(o, l);
    if (crash_random(random) % 32 == 0)
        store_checkpoint(l->st, &e);
}

void others_make(struct others *o, size_t size, uint64_t seed)
{
    static const char *const names[LAPTOPS] = {"田中", "鈴木", "高橋"};
    struct crashvfs *disk = crashvfs_new("others", seed);
    struct laptop laptops[LAPTOPS];
    size_t room = size + size / 16 + 64;

    *o = (struct others){.hospital = {{'h', 'o', 's', 'p'}}};
    o->v = xcalloc(room, sizeof *o->v);
    o->hash = xcalloc(room, sizeof *o->hash);
    memset(laptops, 0, sizeof laptops);
    for (int i = 0; i < LAPTOPS; i++) {
        struct laptop *l = &laptops[i];

        snprintf(l->path, sizeof l->path, "other%d", i);
        fixture_other(&l->f, names[i], "B");
        open_laptop(l, o, "others", true);
    }
    for (uint64_t i = 0; i < size; i++)
        write_some(o, &laptops[crash_random(&seed) % LAPTOPS], i, &seed);
    for (int i = 0; i < LAPTOPS; i++)
        meet(o, &laptops[i]);
    for (size_t i = 1; i <= 8; i++)
        forge(o, o->n * i / 10);
    for (int i = 0; i < LAPTOPS; i++) {
        store_close(laptops[i].st);
        fixture_end(&laptops[i].f);
    }
    crashvfs_free(disk);
}

void others_release(struct others *o)
{
    for (size_t i = 0; i < o->n; i++)
        free((void *)(uintptr_t)o->v[i].p);
    free(o->v);
    free(o->hash);
}
