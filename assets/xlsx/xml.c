#include "assets/xlsx/xml.h"

#include "assets/xlsx/limits.h"

#include <expat.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

struct run {
    struct package *package;
    const char *part;
    const struct xml_reader *reader;
    void *ctx;
    struct err *e;
    XML_Parser parser;
    size_t fed, seen; /* bytes given, and of these at the last event */
    int depth, rc;
};

/* Expat's allocator hooks carry no context; one parser runs at a time in a
 * thread. Past the ceiling they give NULL, which expat reports. */
static _Thread_local size_t in_use;

static void *capped_realloc(void *old, size_t n)
{
    size_t had = old ? malloc_usable_size(old) : 0;
    void *p;

    if (n > XLSX_EXPAT_MAX || in_use - had + n > XLSX_EXPAT_MAX)
        return NULL;
    p = realloc(old, n ? n : 1);
    if (p)
        in_use = in_use - had + malloc_usable_size(p);
    return p;
}

static void *capped_malloc(size_t n)
{
    return capped_realloc(NULL, n);
}

static void capped_free(void *p)
{
    if (p)
        in_use -= malloc_usable_size(p);
    free(p);
}

static void stop(struct run *r, int rc)
{
    if (r->rc == 0) {
        r->rc = rc;
        XML_StopParser(r->parser, XML_FALSE);
    }
}

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon ? colon + 1 : name;
}

static void on_start(void *user, const char *name, const char **atts)
{
    struct run *r = user;
    int rc;

    r->seen = r->fed;
    if (r->rc != 0)
        return;
    if (++r->depth > XLSX_DEPTH_MAX) {
        stop(r, package_too_large(r->package, r->e, "%s: elements nested too deeply", r->part));
        return;
    }
    rc = r->reader->start ? r->reader->start(r->ctx, local(name), atts, r->e) : 0;
    if (rc != 0)
        stop(r, rc);
}

static void on_end(void *user, const char *name)
{
    struct run *r = user;
    int rc;

    r->seen = r->fed;
    r->depth--;
    if (r->rc != 0 || !r->reader->end)
        return;
    rc = r->reader->end(r->ctx, local(name), r->e);
    if (rc != 0)
        stop(r, rc);
}

static void on_text(void *user, const char *s, int n)
{
    struct run *r = user;
    int rc;

    r->seen = r->fed;
    if (r->rc != 0 || !r->reader->text)
        return;
    rc = r->reader->text(r->ctx, s, (size_t)n, r->e);
    if (rc != 0)
        stop(r, rc);
}

static void on_doctype(void *user, const char *name, const char *sysid, const char *pubid,
                       int internal)
{
    struct run *r = user;

    (void)name;
    (void)sysid;
    (void)pubid;
    (void)internal;
    stop(r, err_say(r->e, ERR_REFUSED,
                    N_("{1} contains a document type or entity definition (DOCTYPE), which "
                       "workbooks never have: {2}"),
                    package_path(r->package), r->part));
}

static int say_xml(struct run *r)
{
    enum XML_Error code = XML_GetErrorCode(r->parser);

    if (r->rc != 0)
        return r->rc;
    if (code == XML_ERROR_NO_MEMORY)
        return package_too_large(r->package, r->e, "%s holds overlong or too many names", r->part);
    return package_damaged(r->package, r->e, "%s, line %lu: %s", r->part,
                           (unsigned long)XML_GetCurrentLineNumber(r->parser),
                           XML_ErrorString(code));
}

static int feed(void *ctx, const char *bytes, size_t n, struct err *e)
{
    struct run *r = ctx;

    int rc;

    r->fed += n;
    rc = package_spend(r->package, r->fed, e);
    if (rc != 0)
        return rc;
    if (XML_Parse(r->parser, bytes, (int)n, 0) != XML_STATUS_OK)
        return say_xml(r);
    if (r->fed - r->seen > XLSX_TOKEN_MAX)
        return package_too_large(r->package, e, "%s holds a tag of more than %zu bytes", r->part,
                                 XLSX_TOKEN_MAX);
    return 0;
}

int xml_read(struct package *p, const char *part, size_t max, const struct xml_reader *reader,
             void *ctx, struct err *e)
{
    static const XML_Memory_Handling_Suite capped = {capped_malloc, capped_realloc, capped_free};
    struct run r = {.package = p, .part = part, .reader = reader, .ctx = ctx, .e = e};
    int rc;

    r.parser = XML_ParserCreate_MM(NULL, &capped, NULL);
    if (!r.parser)
        return package_too_large(p, e, "%s: no memory for the parser", part);
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_start, on_end);
    XML_SetCharacterDataHandler(r.parser, on_text);
    XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
    rc = package_read(p, part, max, feed, &r, e);
    if (rc == 0 && XML_Parse(r.parser, "", 0, 1) != XML_STATUS_OK)
        rc = say_xml(&r);
    XML_ParserFree(r.parser);
    return rc;
}

const char *xml_att(const char **atts, const char *name)
{
    for (; *atts; atts += 2)
        if (strcmp(*atts, name) == 0)
            return atts[1];
    return NULL;
}

const char *xml_prefixed_att(const char **atts, const char *name)
{
    for (; *atts; atts += 2) {
        const char *colon = strchr(*atts, ':');

        if (colon && strcmp(colon + 1, name) == 0)
            return atts[1];
    }
    return NULL;
}

bool xml_bool(const char *value)
{
    return value &&
           (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}
