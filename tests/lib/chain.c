#include "tests/lib/chain.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECENT 8

uint64_t chain_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

struct maker {
    uint64_t random;
    int64_t now_ms;
    uint64_t hlc;
    struct id entities[RECENT];
    enum kind kinds[RECENT];
    size_t nentities; /* ever made */
    struct commit c;
    struct op ops[8];
    char text[8][128];
};

static uint64_t below(struct maker *m, uint64_t n)
{
    return chain_random(&m->random) % n;
}

static struct id new_id(struct maker *m)
{
    struct id id;
    uint64_t a = chain_random(&m->random), b = chain_random(&m->random);

    memcpy(id.b, &a, 8);
    memcpy(id.b + 8, &b, 8);
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)((uint64_t)m->now_ms >> (40 - 8 * i));
    id.b[6] = (uint8_t)((id.b[6] & 0x0F) | 0x70);
    return id;
}

static struct op *next_op(struct maker *m)
{
    struct op *op = &m->ops[m->c.nops++];

    *op = (struct op){.kind = OP_SET};
    return op;
}

#define ANY(m, list) (list)[below(m, sizeof(list) / sizeof *(list))]

static const char *const answers[] = {"yes", "no", "unknown", "found", "moved", "static"};
static const char *const places[] = {"サーバ室 ラック1", "医事課 窓際", "放射線科 操作室",
                                     "EPS 2F",           "電気室 壁面", "ナースステーション 机下"};
static const char *const models[] = {"RTX830", "AR-830", "L3-4800", "IX2215", "FortiGate 40F"};
static const char *const notes[] = {"ランプ消灯、担当者不在のため後日確認",
                                    "ラベルは剥がれて読めない", "下部機器なし",
                                    "ケーブルは天井裏へ、行き先は不明", "申告と型番が違う"};

/* One answer, as they come in the field. */
static struct value some_value(struct maker *m, char text[128])
{
    const size_t size = 128;

    switch (below(m, 10)) {
    case 0:
    case 1:
    case 2:
        return value_text(ANY(m, answers));
    case 3:
        return value_text(ANY(m, places));
    case 4:
        return value_text(ANY(m, models));
    case 5:
        snprintf(text, size, "192.168.%d.%d", (int)below(m, 8), (int)below(m, 256));
        return value_text(text);
    case 6:
        snprintf(text, size, "%s%06d", below(m, 2) ? "S4H" : "FGT40F", (int)below(m, 1000000));
        return value_text(text);
    case 7:
        return value_int((int64_t)below(m, 2));
    case 8:
        snprintf(text, size, "Gi0/%d", (int)below(m, 24));
        return value_text(text);
    default:
        snprintf(text, size, "%s(%d番)", ANY(m, notes), (int)below(m, 40));
        return value_text(text);
    }
}

static void put_photo(struct maker *m, struct id target)
{
    struct op *op = next_op(m), *shows;
    struct id photo = new_id(m);
    char *blob = m->text[0];

    for (int i = 0; i < HASH_LEN; i++)
        blob[i] = (char)below(m, 256);
    memcpy(blob + HASH_LEN, "\x80\x92\x01image/jpeg", 13);
    *op = (struct op){.kind = OP_PHOTO, .entity = photo, .value = value_blob(blob, HASH_LEN + 13)};
    shows = next_op(m);
    shows->entity = photo;
    shows->field = field_log_number(F_photo_photo_target, false);
    shows->value = value_id(target);
}

static void put_answer(struct maker *m, size_t which, bool twice)
{
    enum kind kind = m->kinds[which];
    int first = (int)catalog_kinds[kind].first, n = kind_end(kind) - first;

    for (int i = 0; i < (twice ? 2 : 1); i++) {
        struct op *op = next_op(m);

        op->entity = m->entities[which];
        op->field =
            field_log_number((enum field)(first + (int)below(m, (uint64_t)n)), below(m, 3) > 0);
        op->value = some_value(m, m->text[m->c.nops - 1]);
    }
}

/* A pause, then a change: mostly of what was touched lately. */
static void next_change(struct maker *m)
{
    size_t there = m->nentities < RECENT ? m->nentities : RECENT, which;

    m->now_ms += 400 + (int64_t)below(m, 40000);
    m->hlc = hlc_next(m->hlc, m->now_ms);
    if (there == 0 || below(m, 25) == 0) {
        which = m->nentities++ % RECENT;
        m->entities[which] = new_id(m);
        m->kinds[which] = below(m, 4) ? KIND_device : KIND_line;
        put_answer(m, which, true);
    } else {
        which = below(m, 3) ? (m->nentities - 1) % RECENT : below(m, there);
        if (below(m, 100) == 0)
            put_photo(m, m->entities[which]);
        else
            put_answer(m, which, below(m, 3) == 0);
    }
}

static void put_open(struct maker *m, struct buf *value)
{
    struct identity who;
    struct op *op = next_op(m);

    chain_laptop(&who, (uint8_t)m->random, "佐藤");
    identity_put_open(value, &who, m->c.writer);
    m->c.user = identity_user(&who);
    *op = (struct op){.kind = OP_OPEN, .value = value_blob(value->p, value->len)};
}

void chain_make(struct chain *c, size_t commits, uint64_t seed)
{
    struct maker m = {.random = seed, .now_ms = INT64_C(1757635200000)};
    struct buf raw = BUF_INIT, open = BUF_INIT;

    *c = (struct chain){.v = xcalloc(commits, sizeof *c->v), .n = commits};
    m.c.writer = c->writer = new_id(&m);
    m.c.catalog_version = CATALOG_VERSION;
    m.c.ops = m.ops;
    m.hlc = hlc_next(0, m.now_ms);
    for (size_t i = 0; i < commits; i++) {
        char *copy;

        m.c.n = i + 1;
        m.c.nops = 0;
        if (i == 0)
            put_open(&m, &open);
        else
            next_change(&m);
        m.c.hlc = m.hlc;
        m.c.wall_ms = m.now_ms;
        buf_reset(&raw);
        commit_encode(&raw, &m.c);
        copy = xmalloc(raw.len);
        memcpy(copy, raw.p, raw.len);
        c->v[i] = (struct span){.p = copy, .n = raw.len};
        m.c.prev = commit_hash(raw.p, raw.len);
        c->raw_bytes += raw.len;
        c->ops += m.c.nops;
    }
    buf_release(&raw);
    buf_release(&open);
}

void chain_release(struct chain *c)
{
    for (size_t i = 0; i < c->n; i++) {
        void *owned;

        memcpy(&owned, &c->v[i].p, sizeof owned); /* owned, shown as const */
        free(owned);
    }
    free(c->v);
    *c = (struct chain){.n = 0};
}

void chain_laptop(struct identity *out, uint8_t seed, const char *person)
{
    EVP_PKEY *key;
    size_t n = KEY_LEN;

    memset(out, 0, sizeof *out);
    memset(out->secret_seed, seed, KEY_LEN);
    snprintf(out->person, sizeof out->person, "%s", person);
    snprintf(out->crew, sizeof out->crew, "A");
    snprintf(out->laptop, sizeof out->laptop, "PC-%d", seed);
    key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, out->secret_seed, KEY_LEN);
    EVP_PKEY_get_raw_public_key(key, out->public_key, &n);
    EVP_PKEY_free(key);
}
