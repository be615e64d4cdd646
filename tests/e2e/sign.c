/* check and sign by the real program: the list, its exit codes, the signature
 * and what a later change does to it. */
#include "tests/lib/hospital.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"

#include <string.h>

static struct run r;

static void make_case(void)
{
    struct hospital h;
    struct casefile *c;
    struct identity who;
    struct err e;

    hospital_build(&h);
    hospital_unknown(&h, "UA01");
    build_put(h.router, F_device_device_found, NULL);
    if (identity_load(&who, r.workspace, "佐藤", "A", &e) != 0 ||
        case_create(&c, r.workspace, "0342", "みなと総合病院", &who, &e) != 0)
        bail("%s", e.detail);
    hospital_store(&h, c);
    case_close(c);
    hospital_release(&h);
}

static bool out_has(const char *text)
{
    return strstr(buf_str(&r.out), text) != NULL;
}

static void blocked(void)
{
    is_int(run_genba(&r, "check", "0342", "--json", NULL), 1, "an answer is missing: exit 1");
    ok(out_has("\"severity\": \"error\""), "an error");
    ok(out_has("\"entity\": \"device:1.1\""), "about the device");
    ok(out_has("\"field\": \"device_found\""), "its field");
    ok(out_has("\"blocks\": \"sign\""), "it stops the signature");
    is_int(run_genba(&r, "sign", "0342", NULL), 2, "nobody signs without a name");
    is_int(run_genba(&r, "sign", "0342", "--name", "髙橋 由美", NULL), 1, "sign is refused");
    ok(out_has("device:1.1"), "and lists what is open");
    ok(!out_has("note"), "nothing that does not stop it");
}

static void signing(void)
{
    is_int(run_genba(&r, "set", "0342", "device:1.1", "device_found", "yes", NULL), 0, "answered");
    is_int(run_genba(&r, "check", "0342", NULL), 0, "nothing stops the signature: exit 0");
    is_int(run_genba(&r, "sign", "0342", "--name", "髙橋 由美", "--department", "総務課", NULL), 0,
           "signed");
    ok(out_has("髙橋 由美") && out_has("Unknown lines 1"), "what was signed is printed");
    is_int(run_genba(&r, "show", "0342", "--json", NULL), 0, "show");
    ok(out_has("\"signer_department\": \"総務課\""), "the department is kept");
    run_genba(&r, "verify", "0342", NULL); /* the photos of the test have no files */
    ok(out_has("the signature of 髙橋 由美 holds"), "the signature verifies");
    is_int(run_genba(&r, "set", "0342", "line:1", "finding", "追記", NULL), 0, "a later change");
    run_genba(&r, "verify", "0342", NULL);
    ok(out_has("something changed since"), "verify says so");
    run_genba(&r, "check", "0342", "--json", NULL);
    ok(out_has("\"rule\": \"R123\""), "reopens what was signed");
    is_int(run_genba(&r, "sign", "0342", "--name", "髙橋 由美", NULL), 0, "signed again");
    run_genba(&r, "check", "0342", "--json", NULL);
    ok(!out_has("\"rule\": \"R123\""), "and holds");
    is_int(run_genba(&r, "add", "0342", "signoff", "signer_name=誰か", "signed_scope=visit", NULL),
           0, "a row that nobody sealed");
    run_genba(&r, "verify", "0342", NULL);
    ok(out_has("誰か is not the one that was sealed"), "verify finds it");
}

int main(void)
{
    run_begin(&r);
    r.now = "2025-09-12T17:00:00+09:00";
    make_case();
    blocked();
    signing();
    run_end(&r);
    return tap_done();
}
