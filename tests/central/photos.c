/* Photos in the central store, in chunks here or as objects elsewhere: every status of
 * its functions. What is said wrongly keeps nobody from bringing a photo. */
#include "tests/central/people.h"
#include "tests/lib/chain.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 524288
#define SIZE (CHUNK + 1000)

static const char hostile[] =
    "x'); DROP TABLE genba.commits; --\n\"\\' $1 $$ %s {\"a\":1} \\x00 髙﨑 ①";

static struct people p;
static struct args args = {.array = BUF_INIT};

/* ---- where photos are that are not here ---- */

#define PLACE "s3.example:9000/photos/調査 2026/a+b"

static const char *put_place(enum person who, const char *place)
{
    args_begin(&args);
    arg_text(&args, place);
    return people_call(&p, who, "SELECT genba.put_place($1::text)", &args);
}

static void place(void)
{
    static const char *const wrong[] = {"",     "s3.example", "s3.example/", "/photos",
                                        "h/b/", "h//b",       "h x/b",       "h/b/a\nb"};
    char *text = xmalloc(601);

    memset(text, 'x', 600);
    text[600] = '\0';
    text[1] = '/';
    is_str(put_place(OFFICE, PLACE), "denied", "the office of one hospital says no place");
    is_str(put_place(ALL_AUDIT, PLACE), "denied", "nor does audit");
    is_str(put_place(ALL_OFFICE, PLACE), "ok", "the programme's office does");
    is_str(people_call(&p, NOBODY, "SELECT place FROM genba.hello()", NULL), PLACE,
           "and hello says it to everybody");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        is_str(put_place(ALL_OFFICE, wrong[i]), "invalid", "no place: \"%s\"", wrong[i]);
    is_str(put_place(ALL_OFFICE, text), "invalid", "nor is one of 600 bytes");
    text[599] = '\0';
    is_str(put_place(ALL_OFFICE, text), "ok", "one of 599 is");
    is_str(put_place(ALL_OFFICE, hostile), "invalid", "this is text, but no place");
    is_str(put_place(ALL_OFFICE, NULL), "ok", "nowhere any more");
    is_str(people_call(&p, NOBODY, "SELECT place FROM genba.hello()", NULL), "", "hello says so");
    free(text);
}

/* ---- photos ---- */

struct photo {
    uint8_t bytes[SIZE];
    struct hash name;
};

static void photo_make(struct photo *f, uint64_t seed)
{
    for (size_t i = 0; i < SIZE; i++)
        f->bytes[i] = (uint8_t)chain_random(&seed);
    f->name = sha256(f->bytes, SIZE);
}

static const char *put_photo(enum person who, const struct id *h, const struct hash *name,
                             int64_t size)
{
    args_begin(&args);
    arg_id(&args, h);
    arg_hash(&args, name);
    arg_int8(&args, size);
    arg_text(&args, hostile);
    return people_call(&p, who, "SELECT state, chunks FROM genba.put_photo($1, $2, $3, $4::text)",
                       &args);
}

static const char *put_chunk(const struct hash *name, int idx, const uint8_t *data, size_t n)
{
    args_begin(&args);
    arg_id(&args, &p.here);
    arg_hash(&args, name);
    arg_int4(&args, idx);
    arg_bytes(&args, data, n);
    return people_call(&p, CREW, "SELECT genba.put_chunk($1, $2, $3, $4)", &args);
}

static const char *ask_photo(const struct hash *name, const char *sql)
{
    args_begin(&args);
    arg_id(&args, &p.here);
    arg_hash(&args, name);
    return people_call(&p, CREW, sql, &args);
}

static const char *finish(const struct hash *name)
{
    return ask_photo(name, "SELECT genba.finish_photo($1, $2)");
}

static const char *object(const char *function, enum person who, const struct hash *name,
                          const char *place)
{
    char sql[80];

    snprintf(sql, sizeof sql, "SELECT genba.%s($1, $2, $3::text)", function);
    args_begin(&args);
    arg_id(&args, &p.here);
    arg_hash(&args, name);
    arg_text(&args, place);
    return people_call(&p, who, sql, &args);
}

static const char *put_object(const struct hash *name, const char *place)
{
    return object("put_object", CREW, name, place);
}

static void announced(const struct photo *f)
{
    is_str(put_chunk(&f->name, 0, f->bytes, CHUNK), "unknown", "a chunk of no photo");
    is_str(finish(&f->name), "unknown", "the end of no photo");
    is_str(put_object(&f->name, PLACE), "unknown", "no object of it");
    is_str(object("lost_object", CREW, &f->name, PLACE), "unknown", "nor is one lost");
    is_str(put_photo(AUDIT, &p.here, &f->name, SIZE), "-1|{}", "audit brings none");
    is_str(put_photo(ALL_OFFICE, &p.nowhere, &f->name, SIZE), "-3|{}", "nor of no hospital");
    is_str(put_photo(CREW, &p.here, &f->name, 0),
           "23514 new row for relation \"photo\" violates check constraint"
           " \"photo_size_check\"",
           "none of 0 bytes");
    is_int(strncmp(put_photo(CREW, &p.here, &f->name, (64 << 20) + 1), "23514", 5), 0,
           "none of more than 64 MiB");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "0|{}", "announced: nothing of it is here");
    args_begin(&args);
    arg_text(&args, hostile);
    is_str(people_call(&p, CREW, "SELECT count(*) FROM genba.photo WHERE mime = $1::text", &args),
           "1", "any text is a media type");
}

static void chunks(const struct photo *f)
{
    is_str(put_chunk(&f->name, 0, f->bytes, CHUNK - 1), "invalid", "a chunk that is too short");
    is_str(put_chunk(&f->name, 1, f->bytes + CHUNK, 999), "invalid", "a last one too short");
    is_str(put_chunk(&f->name, 1, f->bytes, CHUNK), "invalid", "a last one too long");
    is_str(put_chunk(&f->name, 2, f->bytes, 1), "invalid", "one behind the last");
    is_str(put_chunk(&f->name, -1, f->bytes, CHUNK), "invalid", "one before the first");
    is_str(put_chunk(&f->name, 0, f->bytes, 0), "invalid", "an empty one");
    is_str(finish(&f->name), "incomplete", "none is here");
    is_str(put_chunk(&f->name, 1, f->bytes + CHUNK, 1000), "ok", "the last one first");
    is_str(put_chunk(&f->name, 1, f->bytes + CHUNK, 1000), "ok", "and again");
    is_str(finish(&f->name), "incomplete", "the first is missing");
    is_str(put_photo(LEAD, &p.here, &f->name, SIZE), "0|{1}", "asked by another laptop");
}

/* Somebody has announced it wrongly: that keeps nobody from bringing it. */
static void announced_wrongly(const struct photo *f)
{
    is_str(put_photo(LEAD, &p.here, &f->name, SIZE + 1), "0|{}",
           "with another size its last chunk does not fit any more");
    is_str(put_photo(LEAD, &p.here, &f->name, 1), "0|{}", "nor does any with a size of 1");
    is_str(put_chunk(&f->name, 0, (const uint8_t *)"x", 1), "ok", "that one is sent");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "0|{}", "the last one who says it is right");
    is_str(put_chunk(&f->name, 1, f->bytes + CHUNK, 1000), "ok", "and sends");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "0|{1}", "what fits stays");
    is_str(put_photo(LEAD, &p.here, &f->name, SIZE + CHUNK), "0|{}",
           "behind a full chunk there is none of 1,000 bytes");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "0|{}", "once more");
    is_str(put_chunk(&f->name, 1, f->bytes + CHUNK, 1000), "ok", "the last one first");
    args_begin(&args);
    arg_id(&args, &p.here);
    arg_hash(&args, &f->name);
    is_str(people_call(&p, LEAD, "SELECT state FROM genba.put_photo($1, $2, 525288, 'b')", &args),
           "0", "another media type");
    is_str(people_call(&p, LEAD,
                       "SELECT mime, login FROM genba.photo WHERE hospital_id = $1 AND"
                       " sha256 = $2",
                       &args),
           "b|lead", "counts, and who has said it");
}

static void stored(const struct photo *f)
{
    is_str(put_chunk(&f->name, 0, f->bytes, CHUNK), "ok", "the first one");
    is_str(finish(&f->name), "stored", "the photo is whole");
    is_str(finish(&f->name), "stored", "asked again");
    is_str(put_chunk(&f->name, 0, f->bytes, CHUNK), "done", "nothing is taken any more");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "1|{}", "it is stored");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE + 1), "-2|{}", "still of that size");
    is_str(put_object(&f->name, PLACE), "stored", "elsewhere too");
    is_str(object("lost_object", CREW, &f->name, PLACE), "ok", "or not any more");
    is_str(ask_photo(&f->name, "SELECT state, login, stored_at <= now() FROM genba.photo WHERE"
                               " hospital_id = $1 AND sha256 = $2"),
           "1|crew|t", "but it stays here");
    is_str(ask_photo(&f->name, "SELECT sha256(string_agg(data, ''::bytea ORDER BY idx)) = $2 FROM"
                               " genba.photo_chunk WHERE hospital_id = $1 AND sha256 = $2"),
           "t", "byte for byte");
}

static void corrupt(struct photo *f)
{
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "0|{}", "another one");
    f->bytes[77] ^= 1;
    is_str(put_chunk(&f->name, 0, f->bytes, CHUNK), "ok", "with a wrong byte");
    is_str(put_chunk(&f->name, 1, f->bytes + CHUNK, 1000), "ok", "and its end");
    is_str(finish(&f->name), "corrupt", "is not that photo");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "0|{}", "its chunks are gone");
    f->bytes[77] ^= 1;
    is_str(put_chunk(&f->name, 0, f->bytes, CHUNK), "ok", "it can be sent again");
    is_str(put_chunk(&f->name, 1, f->bytes + CHUNK, 1000), "ok", "all of it");
    is_str(finish(&f->name), "stored", "and is whole");
}

static void elsewhere(const struct photo *f)
{
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "0|{}", "one that goes to the objects");
    is_str(put_chunk(&f->name, 0, f->bytes, CHUNK), "ok", "a part came here before");
    is_str(put_object(&f->name, "s3.example:9000/photos"), "elsewhere", "one of another place");
    is_str(put_object(&f->name, NULL), "elsewhere", "or of none");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "0|{0}", "is not stored, and the part stays");
    is_str(put_object(&f->name, PLACE), "stored", "it is there");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "2|{}", "stored elsewhere");
    is_str(put_photo(CREW, &p.here, &f->name, 1), "-2|{}", "of that size");
    is_str(put_chunk(&f->name, 1, f->bytes + CHUNK, 1000), "done", "nothing is taken any more");
    is_str(finish(&f->name), "stored", "nor missing");
    is_str(ask_photo(&f->name, "SELECT count(*) FROM genba.photo_chunk WHERE hospital_id = $1"
                               " AND sha256 = $2"),
           "0", "and the part is gone");
}

/* The bucket has lost it, or it never was there. */
static void lost(const struct photo *f)
{
    is_str(object("lost_object", CREW, &f->name, "s3.example/b"), "elsewhere",
           "who looked in another place");
    is_str(object("lost_object", AUDIT, &f->name, PLACE), "denied", "or writes nothing");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "2|{}", "changes nothing");
    is_str(object("lost_object", LEAD, &f->name, PLACE), "ok", "who looked in the right one");
    is_str(object("lost_object", LEAD, &f->name, PLACE), "ok", "and again");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "0|{}", "has it sent again");
    is_str(ask_photo(&f->name, "SELECT stored_at IS NULL FROM genba.photo WHERE hospital_id = $1"
                               " AND sha256 = $2"),
           "t", "it is not stored");
    is_str(put_chunk(&f->name, 0, f->bytes, CHUNK), "ok", "this time to here");
    is_str(put_chunk(&f->name, 1, f->bytes + CHUNK, 1000), "ok", "all of it");
    is_str(put_object(&f->name, PLACE), "stored", "whatever somebody says of the objects");
    is_str(put_photo(CREW, &p.here, &f->name, SIZE), "1|{}", "it is here");
    is_str(object("lost_object", LEAD, &f->name, PLACE), "ok", "and what is lost there");
    is_str(ask_photo(&f->name, "SELECT sha256(string_agg(data, ''::bytea ORDER BY idx)) = $2 FROM"
                               " genba.photo_chunk WHERE hospital_id = $1 AND sha256 = $2"),
           "t", "is not lost here");
}

static void photos(void)
{
    struct photo *f = xmalloc(sizeof *f);

    is_str(put_place(ALL_OFFICE, PLACE), "ok", "there are objects");
    photo_make(f, 1);
    announced(f);
    chunks(f);
    announced_wrongly(f);
    stored(f);
    photo_make(f, 2);
    corrupt(f);
    photo_make(f, 3);
    elsewhere(f);
    lost(f);
    free(f);
}

int main(void)
{
    people_begin(&p);
    place();
    photos();
    args_release(&args);
    people_end(&p);
    return tap_done();
}
