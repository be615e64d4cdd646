#include "sync/central/faults.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct rule {
    const char *text;
    enum fault fault;
};

/* By the first characters of the SQLSTATE; the first that fits. */
static const struct rule states[] = {
    {"08P01", FAULT_OTHER},      /* what was sent is not what it expects */
    {"08", FAULT_AGAIN},         /* the connection */
    {"25P03", FAULT_AGAIN},      /* it stood still in a transaction */
    {"40", FAULT_BUSY},          /* serialization, deadlock */
    {"55P03", FAULT_BUSY},       /* a lock was not to be had */
    {"57014", FAULT_BUSY},       /* a statement's time is over */
    {"57", FAULT_AGAIN},         /* shut down, starting up */
    {"53300", FAULT_BUSY},       /* too many connections */
    {"53200", FAULT_BUSY},       /* out of memory */
    {"53100", FAULT_FULL},       /* disk full */
    {"28", FAULT_LOGIN},         /* no such role, pg_hba, a certificate of somebody else */
    {"42501", FAULT_DENIED},     /* a right is missing */
    {"3D000", FAULT_NOT_SET_UP}, /* no such database */
    {"3F000", FAULT_NOT_SET_UP}, /* no such schema */
    {"42P01", FAULT_NOT_SET_UP}, /* no such table */
    {"42883", FAULT_NOT_SET_UP}, /* no such function */
};

/* What libpq and OpenSSL say when no server spoke. Order matters: an alert of
 * the server about our certificate also says "certificate". */
static const struct rule texts[] = {
    {"alert unknown ca", FAULT_CERTIFICATE},
    {"alert certificate", FAULT_CERTIFICATE},
    {"alert bad certificate", FAULT_CERTIFICATE},
    {"alert unsupported certificate", FAULT_CERTIFICATE},
    {"alert handshake failure", FAULT_CERTIFICATE},
    {"private key", FAULT_FILES}, /* cannot be loaded, or is another certificate's */
    {"could not read certificate", FAULT_FILES},
    {"certificate file", FAULT_FILES},
    {"certificate revocation list", FAULT_FILES},
    {"no password supplied", FAULT_LOGIN},
    {"certificate verify failed", FAULT_SERVER},
    {"server certificate for", FAULT_SERVER},
    {"host name", FAULT_UNREACHABLE}, /* could not translate */
    {"alert protocol version", FAULT_SERVER},
    {"unsupported protocol", FAULT_SERVER},
    {"does not support SSL", FAULT_SERVER},
    {"Connection refused", FAULT_UNREACHABLE},
    {"No such file or directory", FAULT_UNREACHABLE}, /* a local socket */
    {"No route to host", FAULT_UNREACHABLE},
    {"Network is unreachable", FAULT_UNREACHABLE},
    {"timeout expired", FAULT_UNREACHABLE},
    {"closed the connection", FAULT_AGAIN},
    {"Connection reset", FAULT_AGAIN},
    {"SYSCALL error", FAULT_AGAIN},
    {"unexpected eof", FAULT_AGAIN},
    {"could not receive data", FAULT_AGAIN},
    {"could not send data", FAULT_AGAIN},
};

enum fault fault_of_state(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strncmp(sqlstate, states[i].text, strlen(states[i].text)) == 0)
            return states[i].fault;
    return FAULT_OTHER;
}

/* "FATAL:  28000: no pg_hba.conf entry ...": where the five characters are. */
static const char *find_state(const char *text)
{
    for (const char *p = strstr(text, ":  "); p; p = strstr(p + 3, ":  ")) {
        size_t n = strspn(p + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

        if (n == 5 && p[8] == ':')
            return p + 3;
    }
    return NULL;
}

enum fault fault_of_connection(const char *text, char sqlstate[6])
{
    const char *state = find_state(text);

    snprintf(sqlstate, 6, "%s", state ? state : "");
    if (state)
        return fault_of_state(sqlstate);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcasestr(text, texts[i].text))
            return texts[i].fault;
    return FAULT_UNREACHABLE;
}

void fault_text(char *out, size_t size, const char *text)
{
    const char *state = find_state(text);
    const char *from = state ? state + 6 : text;
    size_t n;

    from += strspn(from, " \t\n");
    n = strcspn(from, "\n");
    while (n > 0 && isspace((unsigned char)from[n - 1]))
        n--;
    snprintf(out, size, "%.*s", (int)n, from);
}
