#include "sync/central/object_faults.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define CODE_MAX 64

/* The <Code> of an S3 error document. */
static const struct {
    const char *code;
    enum fault fault;
} codes[] = {
    {"SignatureDoesNotMatch", FAULT_LOGIN},
    {"InvalidAccessKeyId", FAULT_LOGIN},
    {"AccessDenied", FAULT_DENIED},
    {"RequestTimeTooSkewed", FAULT_CLOCK},
    {"NoSuchBucket", FAULT_NOT_SET_UP},
    {"AuthorizationHeaderMalformed", FAULT_NOT_SET_UP}, /* another region */
    {"PermanentRedirect", FAULT_NOT_SET_UP},
    {"NoSuchKey", 0},
    {"QuotaExceeded", FAULT_FULL},
    {"RequestTimeout", FAULT_AGAIN}, /* a 400 */
    {"OperationAborted", FAULT_AGAIN},
    {"SlowDown", FAULT_AGAIN},
};

static const struct {
    long from, to;
    enum fault fault;
} statuses[] = {
    {300, 399, FAULT_NOT_SET_UP}, /* a bucket of another region; or no S3 server */
    {401, 401, FAULT_LOGIN},      {403, 403, FAULT_DENIED}, {404, 404, 0},
    {408, 408, FAULT_AGAIN},      {429, 429, FAULT_AGAIN},  {507, 507, FAULT_FULL},
    {500, 599, FAULT_AGAIN},
};

static const struct {
    CURLcode code;
    enum fault fault;
} curls[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, FAULT_UNREACHABLE},
    {CURLE_COULDNT_RESOLVE_HOST, FAULT_UNREACHABLE},
    {CURLE_COULDNT_CONNECT, FAULT_UNREACHABLE},
    {CURLE_PEER_FAILED_VERIFICATION, FAULT_SERVER},
    {CURLE_SSL_CACERT_BADFILE, FAULT_SERVER},
    {CURLE_SSL_CONNECT_ERROR, FAULT_SERVER},
    {CURLE_WEIRD_SERVER_REPLY, FAULT_SERVER},
    {CURLE_UNSUPPORTED_PROTOCOL, FAULT_SERVER}, /* HTTP/0.9 */
    {CURLE_OPERATION_TIMEDOUT, FAULT_AGAIN},
    {CURLE_PARTIAL_FILE, FAULT_AGAIN},
    {CURLE_GOT_NOTHING, FAULT_AGAIN},
    {CURLE_SEND_ERROR, FAULT_AGAIN},
    {CURLE_RECV_ERROR, FAULT_AGAIN},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void find_code(const char *body, char out[CODE_MAX])
{
    const char *p = strstr(body, "<Code>");
    size_t n = 0;

    for (p = p ? p + strlen("<Code>") : ""; isalnum((unsigned char)p[n]); n++)
        if (n + 1 == CODE_MAX)
            break;
    snprintf(out, CODE_MAX, "%.*s", (int)n, p);
}

enum fault fault_of_status(long status, const char *body, char *why, size_t size)
{
    char code[CODE_MAX];

    find_code(body, code);
    snprintf(why, size, "%ld%s%s", status, code[0] ? " " : "", code);
    for (size_t i = 0; i < COUNT(codes); i++)
        if (strcmp(code, codes[i].code) == 0)
            return codes[i].fault;
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (status >= statuses[i].from && status <= statuses[i].to)
            return statuses[i].fault;
    return FAULT_OTHER;
}

enum fault fault_of_curl(CURLcode rc, const char *text, char *why, size_t size)
{
    if (rc == CURLE_OPERATION_TIMEDOUT && !text[0])
        text = "nothing moved in time";
    snprintf(why, size, "%s", text[0] ? text : curl_easy_strerror(rc));
    for (char *p = why; *p; p++)
        if (!isprint((unsigned char)*p)) /* a certificate may hold any name; the locale is C */
            *p = '?';
    /* A line that breaks while TLS begins has the same number as a wrong certificate. */
    if (rc == CURLE_SSL_CONNECT_ERROR && (strstr(why, "SYSCALL") || strstr(why, "reset")))
        return FAULT_AGAIN;
    for (size_t i = 0; i < COUNT(curls); i++)
        if (rc == curls[i].code)
            return curls[i].fault;
    return FAULT_OTHER;
}
