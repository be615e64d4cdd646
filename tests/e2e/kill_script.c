#include "tests/e2e/kill_script.h"

#include "model/base/text.h"
#include "tests/lib/pictures.h"

#include <stdio.h>
#include <string.h>

/* Where the answers are on the screen and in the data. */
static const struct {
    const char *reach, *member;
    bool observed;
} places[VALUES] = {
    [FINDING] = {"End", "finding", false},
    [LAMP] = {"End Up", "led_note", false},
    [LABEL] = {"Home Down Down Down", "label_text", false},
    [MOVED] = {"End Up Up Up Up", "moved_device", false},
    [KIND] = {"Home Down", "terminator_kind", true},
};

static const char *const kinds[] = {"onu",           "hgw",        "ctu",
                                    "adsl_modem",    "catv_modem", "home_router",
                                    "mobile_router", "sim_dongle", "other"};
#define NKINDS ((unsigned)(sizeof kinds / sizeof kinds[0]))
#define DECLARED_KIND "adsl_modem"
#define DECLARED_LABEL "COP7554329107"

unsigned script_roll(struct script *s, unsigned n)
{
    s->random = s->random * 1103515245u + 12345u;
    return (s->random >> 16) % n;
}

const char *script_reach(int what)
{
    return places[what].reach;
}

static void spell(struct buf *keys, const char *text)
{
    size_t n;
    uint32_t cp;

    for (const char *p = text; *p; p += n) {
        n = text_next(p, strlen(p), &cp);
        buf_addf(keys, " %.*s", (int)n, p);
    }
}

static void type_text(struct script *s, struct action *a)
{
    static const char *const words[] = {"所見", "点検済", "UPS", "配線が髙い", "ラベル", "é-3F"};

    snprintf(a->value, sizeof a->value, "%s%d", words[script_roll(s, 6)], s->n);
    buf_puts(&a->keys, " Enter End C-u");
    spell(&a->keys, a->value);
    buf_puts(&a->keys, " Enter");
}

static void as_declared(struct action *a, const char *value)
{
    snprintf(a->value, sizeof a->value, "%s", value);
    buf_puts(&a->keys, " =");
}

/* One that is not there yet: the same answer again is no change to undo. */
static void digit(struct script *s, struct action *a)
{
    unsigned k;

    if (a->what == MOVED) {
        k = strcmp(s->is.value[MOVED], "true") == 0;
        snprintf(a->value, sizeof a->value, "%s", k ? "false" : "true");
    } else {
        do
            k = script_roll(s, NKINDS);
        while (strcmp(s->is.value[KIND], kinds[k]) == 0);
        snprintf(a->value, sizeof a->value, "%s", kinds[k]);
    }
    buf_addf(&a->keys, " %u", k + 1);
}

static void answer(struct script *s, struct action *a)
{
    const char *declared = a->what == LABEL ? DECLARED_LABEL : a->what == KIND ? DECLARED_KIND : "";
    bool declare = *declared && strcmp(s->is.value[a->what], declared) != 0;

    buf_puts(&a->keys, places[a->what].reach);
    if (declare && script_roll(s, 2))
        as_declared(a, declared);
    else if (a->what == MOVED || a->what == KIND)
        digit(s, a);
    else
        type_text(s, a);
}

static void photo(struct script *s, struct action *a)
{
    struct buf bytes = BUF_INIT;
    char path[400];

    snprintf(path, sizeof path, "%s/K%d.JPG", s->card, s->is.photos);
    picture_jpeg(&bytes, 64, 48, (unsigned)s->is.photos + 1, NULL);
    picture_write(path, bytes.p, bytes.len);
    buf_release(&bytes);
    buf_puts(&a->keys, "p a C-u");
    spell(&a->keys, path);
    buf_puts(&a->keys, " Enter");
}

static void unknown(struct script *s, struct action *a)
{
    unsigned k = script_roll(s, NKINDS);

    snprintf(a->value, sizeof a->value, "%u", k);
    buf_addf(&a->keys, "n %u", k + 1);
}

void script_next(struct script *s, struct action *a)
{
    unsigned roll = script_roll(s, 12);

    *a = (struct action){.keys = BUF_INIT};
    s->n++;
    if (roll == 0 && s->is.unknowns < MANY) {
        a->what = UNKNOWN;
        unknown(s, a);
    } else if (roll <= 2) {
        a->what = PHOTO;
        photo(s, a);
    } else if (roll <= 4 && s->ndone > 0) {
        a->what = s->done[s->ndone - 1].what;
        snprintf(a->value, sizeof a->value, "%s", s->done[s->ndone - 1].before);
        a->undo = true;
        buf_puts(&a->keys, "u");
    } else {
        a->what = (int)script_roll(s, VALUES);
        answer(s, a);
    }
}

void state_apply(struct state *s, const struct action *a)
{
    if (a->what == PHOTO)
        s->photos++;
    else if (a->what == UNKNOWN)
        s->unknown[s->unknowns++] = (unsigned char)(a->value[0] - '0');
    else
        snprintf(s->value[a->what], VALUE_MAX, "%s", a->value);
}

void script_did(struct script *s, const struct action *a)
{
    if (a->undo) {
        s->ndone--;
    } else if (a->what < VALUES && s->ndone < MANY) {
        s->done[s->ndone].what = a->what;
        memcpy(s->done[s->ndone].before, s->is.value[a->what], VALUE_MAX);
        s->ndone++;
    } else {
        s->ndone = 0;
    }
    state_apply(&s->is, a);
}

static void read_value(const struct json *line, int what, char *out)
{
    const struct json *from = places[what].observed ? json_get(line, "observed") : line, *v;
    const char *text;

    v = json_get(from, places[what].member);
    text = json_str(v);
    if (v && v->type == JSON_BOOL)
        text = json_true(v) ? "true" : "false";
    snprintf(out, VALUE_MAX, "%s", text ? text : "");
}

static const char *read_photos(struct state *out, const struct json *show)
{
    const struct json *one;
    bool seen[MANY] = {false};

    for (size_t i = 0; (one = json_at(json_get(show, "photos"), i)); i++) {
        const char *name = json_str(json_get(one, "orig_name"));
        int k;

        if (!name || sscanf(name, "K%d.JPG", &k) != 1 || k < 0 || k >= MANY)
            continue; /* of the day before */
        if (seen[k])
            return "a photo twice";
        if (json_true(json_get(one, "damaged")))
            return "a damaged photo";
        seen[k] = true;
        out->photos++;
    }
    for (int k = 0; k < out->photos; k++)
        if (!seen[k])
            return "a photo is missing, a later one is there";
    return NULL;
}

static const char *read_unknowns(struct state *out, const struct json *show)
{
    const struct json *f;

    for (size_t i = 0; (f = json_at(json_get(show, "findings"), i)); i++) {
        const char *kind = json_str(json_get(f, "terminator_kind"));
        const char *number = json_str(json_get(f, "unknown_line_no"));
        unsigned k = 0;
        int n;

        if (!number)
            continue; /* an exploration */
        while (k < NKINDS && (!kind || strcmp(kind, kinds[k]) != 0))
            k++;
        if (k == NKINDS || sscanf(number, "UA%d", &n) != 1 || n < 1 || n > MANY)
            return "an unknown line without its kind or its number";
        out->unknown[n - 1] = (unsigned char)k;
        out->unknowns++;
    }
    return NULL;
}

const char *script_read(struct state *out, const struct json *show)
{
    const struct json *line = json_at(json_get(show, "lines"), 0);
    const char *wrong;

    memset(out, 0, sizeof *out);
    if (json_num(json_get(line, "line_seq"), 0) != 1)
        return "no line A";
    for (int what = 0; what < VALUES; what++)
        read_value(line, what, out->value[what]);
    wrong = read_photos(out, show);
    return wrong ? wrong : read_unknowns(out, show);
}

bool state_equal(const struct state *a, const struct state *b)
{
    for (int what = 0; what < VALUES; what++)
        if (strcmp(a->value[what], b->value[what]) != 0)
            return false;
    return a->photos == b->photos && a->unknowns == b->unknowns &&
           memcmp(a->unknown, b->unknown, (size_t)a->unknowns) == 0;
}

void state_print(const struct state *s, struct buf *out)
{
    for (int what = 0; what < VALUES; what++)
        buf_addf(out, "%s \"%s\"  ", places[what].member, s->value[what]);
    buf_addf(out, "photos %d  unknown lines %d", s->photos, s->unknowns);
}
