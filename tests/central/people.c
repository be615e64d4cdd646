#include "tests/central/people.h"

#include "model/case.h"
#include "tests/lib/pgschema.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>

const char *const people_name[PEOPLE] = {
    "crew",      "lead",  "office",  "audit",  "all_office",
    "all_audit", "other", "expired", "nobody", "stranger",
};

static void id_hex(const struct id *id, char out[2 * ID_LEN + 1])
{
    for (int i = 0; i < ID_LEN; i++)
        snprintf(out + 2 * i, 3, "%02x", id->b[i]);
}

static void must(struct people *p, const char *sql)
{
    pgcluster_do(p->cluster, sql);
}

void people_connect(struct people *p)
{
    for (int i = 0; i < PEOPLE; i++) {
        PQfinish(p->conn[i]);
        p->conn[i] = pgcall_connect(p->cluster, people_name[i]);
    }
}

static void admit(struct people *p, enum person who, const char *where, const char *role,
                  const char *until)
{
    char sql[256];

    snprintf(sql, sizeof sql, "SELECT genba.admit('%s', '\\x%s', '%s', %s)", people_name[who],
             where, role, until);
    must(p, sql);
}

static void introduce(struct people *p)
{
    static const char all[] = "00000000000000000000000000000000";
    char here[2 * ID_LEN + 1], there[2 * ID_LEN + 1];

    id_hex(&p->here, here);
    id_hex(&p->there, there);
    admit(p, CREW, here, "crew", "NULL");
    admit(p, LEAD, here, "lead", "now() + interval '1 day'");
    admit(p, OFFICE, here, "office", "NULL");
    admit(p, AUDIT, here, "audit", "NULL");
    admit(p, ALL_OFFICE, all, "office", "NULL");
    admit(p, ALL_AUDIT, all, "audit", "NULL");
    admit(p, OTHER, there, "crew", "NULL");
    admit(p, EXPIRED, here, "crew", "now() - interval '1 day'");
}

static void enter_hospital(struct people *p, const struct id *h, const char *serial)
{
    struct args a = {.array = BUF_INIT};

    args_begin(&a);
    arg_id(&a, h);
    arg_text(&a, serial);
    arg_text(&a, "中央病院");
    is_str(people_call(p, ALL_OFFICE, "SELECT genba.register($1, $2, $3)", &a), "ok",
           "the office registers hospital %s", serial);
    args_release(&a);
}

void people_begin(struct people *p)
{
    const char *missing = pgcluster_missing();

    if (missing)
        plan_skip_all("%s", missing);
    *p = (struct people){.here = case_hospital("0342"),
                         .there = case_hospital("0343"),
                         .nowhere = case_hospital("0344")};
    p->cluster = pgcluster_start(NULL);
    pgschema_install(p->cluster);
    for (int i = 0; i < PEOPLE; i++)
        if (i != STRANGER)
            pgcluster_person(p->cluster, people_name[i]);
    must(p, "CREATE ROLE stranger LOGIN");
    introduce(p);
    people_connect(p);
    enter_hospital(p, &p->here, "0342");
    enter_hospital(p, &p->there, "0343");
}

void people_end(struct people *p)
{
    for (int i = 0; i < PEOPLE; i++)
        PQfinish(p->conn[i]);
    pgcluster_free(&p->cluster);
}

const char *people_call(struct people *p, enum person who, const char *sql, const struct args *a)
{
    const char *out;

    pgcall(p->conn[who], sql, a, &out);
    return out;
}

int64_t people_count(struct people *p, const char *sql)
{
    char here[2 * ID_LEN + 1];
    struct buf b = BUF_INIT;
    int64_t n;

    id_hex(&p->here, here);
    for (; *sql; sql++)
        if (*sql == '@')
            buf_addf(&b, "'\\x%s'::bytea", here);
        else
            buf_putc(&b, *sql);
    n = pgcluster_int(p->cluster, buf_str(&b));
    buf_release(&b);
    return n;
}
