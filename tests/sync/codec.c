/* The small codecs: CRC, manifest, dictionary, frame. What goes in comes out;
 * what is cut or flipped is refused or harmless. */
#include "model/catalog.h"
#include "sync/crc32c.h"
#include "sync/dict.h"
#include "sync/frame.h"
#include "sync/manifest.h"
#include "sync/wire.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct err e;

static void crc(void)
{
    uint8_t p[1000];
    int differ = 0;

    for (size_t i = 0; i < sizeof p; i++)
        p[i] = (uint8_t)(i * 31);
    is_int(crc32c(0, "123456789", 9), 0xE3069283, "the check value of CRC-32C");
    is_int(crc32c_table(0, "123456789", 9), 0xE3069283, "by the table too");
    for (size_t n = 0; n < sizeof p; n++)
        differ += crc32c(7, p, n) != crc32c_table(7, p, n);
    is_int(differ, 0, "both agree at every length");
    is_int(crc32c(crc32c(0, p, 300), p + 300, 700), crc32c(0, p, 1000), "in two steps");
}

static char *text(const char *s)
{
    char *p = xmalloc(strlen(s) + 1);

    return memcpy(p, s, strlen(s) + 1);
}

static void manifest_make(struct manifest *m)
{
    uint8_t bits[] = {0x05, 0x01};

    *m = (struct manifest){.catalog_version = 3,
                           .made_ms = INT64_C(1757635200000),
                           .serial = text("0342"),
                           .name = text("みなと総合病院"),
                           .person = text("佐藤"),
                           .crew = text("A"),
                           .laptop = text("PC-1"),
                           .ranges = xcalloc(2, sizeof *m->ranges),
                           .nranges = 2,
                           .photos = xcalloc(9, sizeof *m->photos),
                           .nphotos = 9,
                           .receipts = xcalloc(2, sizeof *m->receipts),
                           .nreceipts = 2};
    m->ranges[1] = (struct manifest_range){.writer = {{7}}, .from = 2, .to = UINT64_MAX};
    for (size_t i = 0; i < 9; i++)
        m->photos[i] = (struct manifest_photo){.sha256 = {{(uint8_t)i}},
                                               .bytes = (int64_t)i << 40,
                                               .png = i & 1,
                                               .included = i & 2,
                                               .held = i & 4};
    for (size_t i = 0; i < 2; i++) {
        m->receipts[i].device[0] = (uint8_t)i;
        m->receipts[i].have = xcalloc(3, sizeof *m->receipts[i].have);
        m->receipts[i].nhave = 3;
        m->receipts[i].have[2] = (struct seen){.writer = {{9}}, .n = 1000 + i};
        m->receipts[i].photos = xmalloc(2);
        memcpy(m->receipts[i].photos, bits, 2);
    }
}

/* A copy of exactly n bytes, so that a byte read behind the end is found. */
static bool manifest_takes(const char *p, size_t n)
{
    char *exact = xmalloc(n ? n : 1);
    struct manifest m;
    bool taken;

    memcpy(exact, p, n);
    taken = manifest_decode(&m, exact, n, NULL) == 0;
    free(exact);
    if (taken)
        manifest_release(&m);
    return taken;
}

static void manifests(void)
{
    struct manifest m, back, empty = {.made_ms = 1};
    struct buf a = BUF_INIT, b = BUF_INIT;
    int cut = 0, taken = 0;

    manifest_make(&m);
    manifest_encode(&a, &m);
    is_ok(manifest_decode(&back, a.p, a.len, &e), &e, "a manifest of %zu bytes", a.len);
    is_str(back.name, "みなと総合病院", "texts");
    ok(back.photos[6].bytes == (int64_t)6 << 40 && !back.photos[6].png && back.photos[6].included &&
           back.photos[6].held,
       "photos");
    ok(back.receipts[1].have[2].n == 1001 && back.receipts[1].photos[1] == 1, "receipts");
    manifest_encode(&b, &back);
    ok(a.len == b.len && memcmp(a.p, b.p, a.len) == 0, "encoded again: the same bytes");
    for (size_t n = 0; n < a.len; n++)
        cut += manifest_takes(a.p, n);
    is_int(cut, 0, "cut at each byte: refused");
    for (size_t i = 0; i < 8 * a.len; i++) {
        a.p[i / 8] = (char)(a.p[i / 8] ^ (1 << (i % 8)));
        taken += manifest_takes(a.p, a.len);
        a.p[i / 8] = (char)(a.p[i / 8] ^ (1 << (i % 8)));
    }
    ok(taken > 0 && taken < (int)(8 * a.len), "each bit flipped: %d other manifests", taken);
    manifest_release(&m);
    manifest_release(&back);
    buf_reset(&a);
    manifest_encode(&a, &empty);
    is_ok(manifest_decode(&back, a.p, a.len, &e), &e, "an empty one");
    ok(back.nphotos == 0 && strcmp(back.serial, "") == 0, "is empty");
    manifest_release(&back);
    is_int(manifest_decode(&back, "\x01\x01\x01\x00\x00\x00\x00\x00\xff\xff\xff\xff\x0f", 13, &e),
           -ERR_CORRUPT, "a count of 4 thousand million in 13 bytes");
    buf_release(&a);
    buf_release(&b);
}

static int first_label(const struct newer *v, void *ctx)
{
    snprintf(ctx, 64, "%.*s: %s", (int)v->value.n, v->value.s, v->ja);
    return 1;
}

/* The dictionary of a version with a field more: the last one under a number
 * that this one lacks. */
static void newer_dictionary(void)
{
    static const uint8_t last[] = {0x86, 0x26, 9, 'f', 'i', 'l', 'e', '_'};
    struct buf b = BUF_INIT;
    struct fixture f;
    struct casefile *c;
    struct op op = {.kind = OP_SET, .field = KIND_document << 8 | 0x7e, .value = value_text("A")};
    struct dict d;
    uint8_t *at;
    char said[64] = "";

    dict_encode(&b, NULL, NULL);
    at = memmem(b.p, b.len, last, sizeof last);
    if (!at)
        bail("the last field of the catalogue is another now");
    at[0] = 0xfe;
    fixture_begin(&f);
    c = fixture_case(&f);
    op.entity = id_new(1);
    is_ok(store_commit(c->store, &op, 1, NULL, NULL, &e), &e, "a field that this version lacks");
    is_ok(dict_keep(b.p, b.len, c->store, &e), &e, "a dictionary that knows it is kept");
    store_newer(c->store, &op.entity, first_label, said, &e);
    is_str(said, "A: ファイルの日付", "it has its label");
    is_int(dict_keep(b.p, b.len / 2, c->store, &e), -ERR_CORRUPT, "half a dictionary is refused");
    buf_reset(&b);
    is_ok(dict_encode(&b, c->store, &e), &e, "this older version passes it on");
    is_ok(dict_decode(&d, b.p, b.len, &e), &e, "beside its own");
    is_int(d.nfields, FIELD_COUNT + 1, "one field more");
    is_str(d.fields[d.nfields - 1].ja, "ファイルの日付", "with its label");
    dict_release(&d);
    case_close(c);
    fixture_end(&f);
    buf_release(&b);
}

static void dictionaries(void)
{
    struct buf b = BUF_INIT;
    struct dict d;
    const struct dict_field *f = NULL;
    int cut = 0;

    dict_encode(&b, NULL, NULL);
    is_ok(dict_decode(&d, b.p, b.len, &e), &e, "the catalogue in %zu bytes", b.len);
    is_int(d.nfields, FIELD_COUNT, "every field");
    for (size_t i = 0; i < d.nfields; i++)
        if (d.fields[i].number == field_log_number(F_device_serial_no, false))
            f = &d.fields[i];
    ok(f && strcmp(f->ja, catalog[F_device_serial_no].ja) == 0 && f->type == TYPE_IDENT &&
           f->surveyed && f->since == CATALOG_VERSION,
       "a field");
    ok(d.nkinds == KIND_COUNT - 1 && strcmp(d.kinds[KIND_device - 1].en, "Device") == 0, "a kind");
    dict_release(&d);
    for (size_t n = 0; n < b.len; n++) {
        cut += dict_decode(&d, b.p, n, NULL) == 0;
        dict_release(&d);
    }
    is_int(cut, 0, "cut at each byte: refused");
    b.p[0] = 2;
    is_int(dict_decode(&d, b.p, b.len, &e), -ERR_CORRUPT, "another format");
    buf_release(&b);
}

/* The same bytes by libsodium, which has the whole of XChaCha20-Poly1305. */
static void as_libsodium(const struct frame_seal *seal, const uint8_t *p, size_t n)
{
    uint8_t nonce[24] = {0}, ad[SEAL_HASH_LEN + 21], plain[100];

    memcpy(nonce, seal->nonce, FRAME_NONCE);
    nonce[0] ^= 9; /* the salt */
    wire_store32(nonce + 16, seal->volume);
    wire_store32(nonce + 20, 5);
    memcpy(ad, seal->head, SEAL_HASH_LEN);
    memcpy(ad + SEAL_HASH_LEN, p, 21);
    ok(crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, p + FRAME_HEAD, n - FRAME_HEAD,
                                                  ad, sizeof ad, nonce, seal->key) == 0 &&
           memcmp(plain, "plain", 5) == 0,
       "libsodium opens it too");
}

static void frames(void)
{
    struct frame_seal seal = {.key = {1}, .nonce = {2}, .head = {3}, .volume = 1}, other = seal;
    struct frame f = {.index = 5, .type = 3, .salt = 9}, got;
    uint8_t p[FRAME_HEAD + 100 + FRAME_TAG], plain[100];
    int whole = 0, opened = 0;

    memset(p, 0, sizeof p);
    memcpy(p + FRAME_HEAD, "plain", 5);
    frame_close(&seal, &f, p, 100);
    is_int(frame_look(&got, p, sizeof p), FRAME_WHOLE, "a whole frame");
    ok(got.index == 5 && got.type == 3 && got.salt == 9 && frame_bytes(&got) == sizeof p, "is it");
    ok(frame_open(&seal, &got, p, plain) && memcmp(plain, "plain", 5) == 0, "and opens");
    ok(memmem(p, sizeof p, "plain", 5) == NULL, "sealed");
    as_libsodium(&seal, p, sizeof p);
    for (size_t n = 0; n < sizeof p; n++)
        whole += frame_look(&got, p, n) != FRAME_SHORT;
    is_int(whole, 0, "cut at each byte: more is needed");
    for (size_t i = 0; i < 8 * sizeof p; i++) {
        p[i / 8] ^= (uint8_t)(1 << (i % 8));
        whole += frame_look(&got, p, sizeof p) == FRAME_WHOLE;
        opened += frame_look(&got, p, sizeof p) != FRAME_SHORT && frame_open(&seal, &f, p, plain);
        p[i / 8] ^= (uint8_t)(1 << (i % 8));
    }
    is_int(whole, 0, "each bit flipped: no frame");
    is_int(opened, 32,
           "and even with a right CRC it would not open: only the CRC's bits are its own");
    frame_look(&got, p, sizeof p);
    other.volume = 2;
    ok(!frame_open(&other, &got, p, plain), "not in another volume");
    other = seal;
    other.head[0] = 4;
    ok(!frame_open(&other, &got, p, plain), "not behind another head");
}

static void numbers(void)
{
    static const int64_t v[] = {0, 1, -1, INT64_MAX, INT64_MIN};
    struct wire w = wire_of("\x01\x02\x03\x04\x05\x06\x07", 7);
    int wrong = 0;

    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        wrong += unzigzag(zigzag(v[i])) != v[i];
    is_int(wrong, 0, "zigzag there and back");
    is_int(wire_take16(&w), 0x0201, "low byte first");
    is_int(wire_take64(&w), 0, "eight bytes that are not there");
    ok(w.bad && wire_take8(&w) == 0, "after that nothing is read any more");
}

int main(void)
{
    seal_start();
    crc();
    numbers();
    manifests();
    dictionaries();
    newer_dictionary();
    frames();
    return tap_done();
}
