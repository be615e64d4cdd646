#include "tests/lib/json.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static bool wrong(const char *s)
{
    struct json *j = json_parse(s, strlen(s), NULL);

    json_free(j);
    return j == NULL;
}

static void reading(void)
{
    static const char doc[] =
        "{\"名\": \"現\\u5834 \\ud842\\udfb7\\n\", \"n\": [-1.5e2, 0, true, null],"
        " \"o\": {\"a\": {}}}";
    struct json *j = json_parse(doc, sizeof doc - 1, NULL);
    const struct json *n = json_get(j, "n");

    ok(j != NULL, "a document is read");
    is_str(json_str(json_get(j, "名")), "現場 𠮷\n", "text with escapes and a surrogate pair");
    is_int(n ? (int)n->count : -1, 4, "an array knows its length");
    is_int(json_num(json_at(n, 0), 0), -150, "a number with an exponent");
    ok(json_true(json_at(n, 2)), "true");
    ok(json_at(n, 3) && json_at(n, 3)->type == JSON_NULL, "null");
    ok(json_get(json_get(j, "o"), "a") != NULL, "objects nest");
    ok(json_str(json_get(json_get(j, "x"), "y")) == NULL, "missing members chain to NULL");
    json_free(j);
}

static void refusing(void)
{
    static const char *const bad[] = {"",          "{",         "[1,]",     "[1 2]", "{\"a\":}",
                                      "{a:1}",     "\"a",       "\"\\x\"",  "01",    "1.",
                                      "nul",       "[1] 2",     "\"a\nb\"", "-",     "1e",
                                      "\"\\u12\"", "{\"a\" 1}", "\"\xFF\""};
    char deep[1001];

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(wrong(bad[i]), "refused: %s", bad[i]);
    memset(deep, '[', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    ok(wrong(deep), "nesting is limited");
}

int main(void)
{
    reading();
    refusing();
    return tap_done();
}
