/* The other functions of the central store: hospitals, members, photos, projections.
 * Every status of each; text is text, whatever it says. */
#include "model/base/file.h"
#include "model/case.h"
#include "tests/central/people.h"
#include "tests/lib/chain.h"
#include "tests/lib/pgschema.h"
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

/* ---- installing ---- */

static void installing(void)
{
    struct buf was = BUF_INIT, now = BUF_INIT;
    static const char all[] =
        "SELECT string_agg(md5(t::text), ',' ORDER BY t::text) FROM (SELECT"
        " c.oid::regclass::text, relacl::text, relrowsecurity, relforcerowsecurity, (SELECT"
        " string_agg(row(polname, polcmd, polroles, pg_get_expr(polqual, polrelid))::text, ','"
        " ORDER BY polname) FROM pg_policy WHERE polrelid = c.oid) FROM pg_class c WHERE"
        " relnamespace = 'genba'::regnamespace AND relkind = 'r' UNION ALL SELECT"
        " oid::regprocedure::text, proacl::text, prosecdef, false, prosrc FROM pg_proc WHERE"
        " pronamespace = 'genba'::regnamespace UNION ALL SELECT id::text, version::text, one, one,"
        " '' FROM genba.store) t";

    pgcluster_sql(p.cluster, "postgres", all, &was);
    pgschema_install(p.cluster);
    buf_reset(&now);
    ok(pgcluster_sql(p.cluster, "postgres", all, &now), "installing a second time");
    is_str(buf_str(&now), buf_str(&was), "changes no table, right, policy, function nor the id");
    buf_release(&was);
    buf_release(&now);
    is_int(people_count(&p, "SELECT count(*) FROM genba.hospital"), 2, "and no row");
}

/* A program of before must not put its functions over those of today. */
static void installed_by_older(void)
{
    const char *top = getenv("top_srcdir");
    struct buf path = BUF_INIT, sql = BUF_INIT, out = BUF_INIT;
    struct err e;

    buf_addf(&path, "%s/sync/central/schema.sql", top ? top : ".");
    if (file_read(buf_str(&path), sql.max, &sql, &e) != 0)
        bail("%s: %s", e.subject, e.detail);
    pgcluster_do(p.cluster, "UPDATE genba.store SET version = version + 1");
    ok(!pgcluster_sql(p.cluster, "postgres", buf_str(&sql), &out), "a newer store");
    is_str(buf_str(&out), "55000 the store is of version 2, newer than this program",
           "refuses the scripts of an older program");
    pgcluster_do(p.cluster, "UPDATE genba.store SET version = version - 1");
    buf_release(&path);
    buf_release(&sql);
    buf_release(&out);
}

static void hello(void)
{
    is_str(people_call(&p, NOBODY,
                       "SELECT octet_length(store_id), version, login, server_time = now(), place"
                       " FROM genba.hello()",
                       NULL),
           "16|1|nobody|t|", "hello says which store it is and who one is");
}

/* ---- hospitals and members ---- */

static const char *with_texts(enum person who, const struct id *h, const char *a, const char *b,
                              const char *sql)
{
    args_begin(&args);
    arg_id(&args, h);
    arg_text(&args, a);
    arg_text(&args, b);
    return people_call(&p, who, sql, &args);
}

static const char *enter(enum person who, const struct id *h, const char *serial, const char *name)
{
    return with_texts(who, h, serial, name, "SELECT genba.register($1::bytea, $2::text, $3::text)");
}

static void hospitals(void)
{
    struct id new = case_hospital("hostile");
    struct id zero = {{0}};

    is_str(enter(LEAD, &p.here, "0342", "中央病院"), "known", "one that is there");
    is_str(enter(OFFICE, &p.here, "0342", "another name"), "known", "keeps its name");
    is_str(people_call(&p, AUDIT, "SELECT serial, name FROM genba.hospital", NULL), "0342|中央病院",
           "as its members see");
    is_str(enter(CREW, &p.here, "0342", "中央病院"), "denied", "the crew registers nothing");
    is_str(enter(LEAD, &new, "9", ""), "denied", "the lead of one hospital registers no other");
    is_str(enter(ALL_AUDIT, &new, "9", ""), "denied", "nor does audit");
    is_str(enter(ALL_OFFICE, &new, hostile, hostile), "ok", "any text is a serial and a name");
    args_begin(&args);
    arg_id(&args, &new);
    arg_text(&args, hostile);
    is_str(people_call(&p, ALL_OFFICE,
                       "SELECT count(*) FROM genba.hospital WHERE hospital_id = $1 AND"
                       " serial = $2::text AND name = $2::text",
                       &args),
           "1", "and comes back as it was");
    is_str(enter(ALL_OFFICE, &zero, "0", ""),
           "23514 new row for relation \"hospital\" violates check constraint"
           " \"hospital_hospital_id_check\"",
           "16 zero bytes are no hospital");
}

static const char *admit(enum person who, const char *login, const struct id *h, const char *role)
{
    return with_texts(who, h, login, role,
                      "SELECT genba.admit($2::text, $1::bytea, $3::text, NULL)");
}

static const char *dismiss(enum person who, const char *login, const struct id *h)
{
    args_begin(&args);
    arg_text(&args, login);
    arg_id(&args, h);
    return people_call(&p, who, "SELECT genba.dismiss($1::text, $2::bytea)", &args);
}

static const char *role_of(enum person who, const struct id *h)
{
    args_begin(&args);
    arg_id(&args, h);
    return people_call(&p, who, "SELECT genba.role_of($1)", &args);
}

static void members(void)
{
    struct id all = {{0}};

    is_str(role_of(NOBODY, &p.here), "", "nobody is nothing");
    is_str(admit(OFFICE, "nobody", &p.here, "crew"), "denied",
           "the office of one hospital admits nobody");
    is_str(admit(ALL_AUDIT, "nobody", &p.here, "crew"), "denied", "nor does audit");
    is_str(admit(ALL_OFFICE, "nobody", &p.here, "crew"), "ok", "the programme's office does");
    is_str(role_of(NOBODY, &p.here), "crew", "and that counts at once");
    is_str(admit(ALL_OFFICE, "nobody", &all, "audit"), "ok", "audit everywhere beside it");
    is_str(role_of(NOBODY, &p.here), "crew", "the stronger one counts");
    is_str(role_of(NOBODY, &p.there), "audit", "elsewhere the other");
    is_str(admit(ALL_OFFICE, "nobody", &p.here, "lead"), "ok", "the role is said anew");
    is_str(role_of(NOBODY, &p.here), "lead", "and counts");
    is_str(dismiss(OFFICE, "nobody", &p.here), "denied", "dismissed by the wrong one");
    is_str(dismiss(ALL_OFFICE, "nobody", &p.here), "ok", "dismissed");
    is_str(dismiss(ALL_OFFICE, "nobody", &p.here), "unknown", "there is no such member now");
    is_str(dismiss(ALL_OFFICE, "nobody", &all), "ok", "and everywhere");
    is_str(role_of(NOBODY, &p.here), "", "nobody is nothing again");
    is_str(role_of(EXPIRED, &p.here), "", "nor is one whose day is over");

    is_str(admit(ALL_OFFICE, "nobody", &all, "crew"), "invalid", "no crew of every hospital");
    is_str(admit(ALL_OFFICE, "nobody", &p.here, "owner"), "invalid", "no such role");
    is_str(admit(ALL_OFFICE, "nobody", &p.here, NULL), "invalid", "no role");
    is_str(admit(ALL_OFFICE, "", &p.here, "crew"), "invalid", "no login");
    is_str(admit(ALL_OFFICE, hostile, &p.here, "crew"), "invalid", "a login of over 63 bytes");
    is_str(admit(ALL_OFFICE, "x\"; DROP SCHEMA genba; -- '髙", &p.here, "crew"), "ok",
           "any text is a login");
    is_str(dismiss(ALL_OFFICE, "x\"; DROP SCHEMA genba; -- '髙", &p.here), "ok",
           "and the same one");
}

/* Somebody can always admit: the installer alone could bring back an office of nobody. */
static void last_of_the_office(void)
{
    struct id all = {{0}};

    is_str(dismiss(ALL_OFFICE, "all_office", &all), "last", "the last one cannot leave");
    is_str(admit(ALL_OFFICE, "all_office", &all, "audit"), "last", "nor become audit");
    is_str(people_call(&p, ALL_OFFICE,
                       "SELECT genba.admit(session_user::text, decode(repeat('00', 16), 'hex'),"
                       " 'office', now() - interval '1 day')",
                       NULL),
           "last", "nor be over");
    is_str(role_of(ALL_OFFICE, &p.nowhere), "office", "and is the office still");
    is_str(admit(ALL_OFFICE, "all_office", &p.here, "office"), "ok", "of a hospital besides");
    is_str(dismiss(ALL_OFFICE, "all_office", &p.here), "ok", "and no more");
    is_str(people_call(&p, ALL_OFFICE,
                       "SELECT genba.admit('gone', decode(repeat('00', 16), 'hex'), 'office',"
                       " now() - interval '1 day')",
                       NULL),
           "ok", "another one, whose day is over");
    is_str(dismiss(ALL_OFFICE, "all_office", &all), "last", "does not count");
    is_str(dismiss(ALL_OFFICE, "gone", &all), "ok", "and can be dismissed");
    is_str(admit(ALL_OFFICE, "nobody", &all, "office"), "ok", "with a second one");
    is_str(dismiss(ALL_OFFICE, "all_office", &all), "ok", "the first can leave");
    is_str(dismiss(NOBODY, "nobody", &all), "last", "and the second is the last");
    is_str(admit(NOBODY, "all_office", &all, "office"), "ok", "until the first is back");
    is_str(dismiss(NOBODY, "nobody", &all), "ok", "and the second leaves");
}

/* Where the hospital is not registered yet, the serial number that was typed. */
static void serial_of_a_member(void)
{
    static const char sql[] = "SELECT serial FROM genba.member WHERE login = 'nobody'";

    is_str(with_texts(ALL_OFFICE, &p.nowhere, "nobody", hostile,
                      "SELECT genba.admit($2::text, $1::bytea, 'crew', NULL, $3::text)"),
           "ok", "to a hospital that is not there");
    is_str(people_call(&p, ALL_OFFICE, sql, NULL), hostile, "its number is kept");
    is_str(admit(ALL_OFFICE, "nobody", &p.nowhere, "lead"), "ok", "again without one");
    is_str(people_call(&p, ALL_OFFICE, sql, NULL), hostile, "it stays");
    is_str(with_texts(ALL_OFFICE, &p.nowhere, "nobody", "0344",
                      "SELECT genba.admit($2::text, $1::bytea, 'lead', NULL, $3::text)"),
           "ok", "the same with another");
    is_str(people_call(&p, ALL_OFFICE, sql, NULL), "0344", "which is kept");
    is_str(dismiss(ALL_OFFICE, "nobody", &p.nowhere), "ok", "dismissed");
}

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

/* ---- projections ---- */

static const char *project(enum person who, const struct id *h, int64_t covered, const char *rows)
{
    static const char summary[] =
        "{\"serial\": \"0342\", \"name\": \"'); DROP TABLE genba.commits; --\", \"lines\": 7,"
        " \"scan_deadline\": \"2026-11-30\", \"bed_class\": null, \"newer\": [1]}";

    args_begin(&args);
    arg_id(&args, h);
    arg_int8(&args, covered);
    arg_text(&args, hostile);
    arg_text(&args, summary);
    arg_text(&args, rows);
    return people_call(&p, who,
                       "SELECT genba.put_projection($1::bytea, $2::int8, $3::text,"
                       " convert_from($4::bytea, 'UTF8')::jsonb,"
                       " convert_from($5::bytea, 'UTF8')::jsonb)",
                       &args);
}

static void projections(void)
{
    static const char one[] = "[{\"kind\": \"line\", \"entity\": \"00ff\", \"fields\":"
                              " {\"room\": \"'; --\"}}]",
                      two[] = "[{\"kind\": \"pc\", \"entity\": \"01\", \"fields\": {}},"
                              " {\"kind\": \"pc\", \"entity\": \"02\", \"fields\": {}}]";

    is_str(project(LEAD, &p.here, 5, one), "denied", "the lead projects nothing");
    is_str(project(ALL_AUDIT, &p.here, 5, one), "denied", "nor does audit");
    is_str(project(ALL_OFFICE, &p.nowhere, 5, one), "unknown", "a hospital that is not there");
    is_str(project(OFFICE, &p.here, 5, one), "ok", "its office does");
    is_str(people_call(&p, AUDIT,
                       "SELECT covered, serial, lines, scan_deadline, bed_class IS NULL FROM"
                       " genba.projection",
                       NULL),
           "5|0342|7|2026-11-30|t", "the members are the columns");
    is_str(
        people_call(&p, AUDIT, "SELECT kind, entity, fields ->> 'room' FROM genba.projected", NULL),
        "line|\\x00ff|'; --", "the rows with their fields");
    is_str(project(ALL_OFFICE, &p.here, 4, two), "older", "what covers less replaces nothing");
    is_str(project(ALL_OFFICE, &p.here, 6, two), "ok", "what covers more replaces all");
    is_str(people_call(&p, AUDIT, "SELECT kind, count(*) FROM genba.projected GROUP BY 1", NULL),
           "pc|2", "of the hospital");
    is_str(project(OFFICE, &p.here, 6, "[]"), "older", "as much again replaces nothing");
    pgcluster_do(p.cluster, "UPDATE genba.projection SET program = '0001'");
    is_str(project(OFFICE, &p.here, 6, "[]"), "ok", "but what an older program made");
    is_int(people_count(&p, "SELECT count(*) FROM genba.projected"), 0, "with no rows");
    args_begin(&args);
    arg_text(&args, hostile);
    is_str(people_call(&p, AUDIT, "SELECT count(*) FROM genba.projection WHERE program = $1::text",
                       &args),
           "1", "any text is a program");
}

int main(void)
{
    people_begin(&p);
    installing();
    installed_by_older();
    hello();
    hospitals();
    members();
    last_of_the_office();
    serial_of_a_member();
    place();
    photos();
    projections();
    is_int(people_count(&p, "SELECT count(*) FROM genba.commits"), 0, "the log is still there");
    args_release(&args);
    people_end(&p);
    return tap_done();
}
