/* The address of a central store: postgresql://[USER@][HOST][:PORT][/DATABASE],
 * HOST perhaps a socket's folder, percent-encoded or as ?host=/run/postgresql.
 * Nothing else may stand in it: a password would be seen by everybody on the
 * machine, and how the line is protected is not the address's to say. */
#ifndef GENBA_SYNC_CENTRAL_URL_H
#define GENBA_SYNC_CENTRAL_URL_H

#include "model/base/err.h"

#include <stdbool.h>

struct url {
    char user[128], host[256], port[8], database[128]; /* "" where it does not say */
};

bool url_is_one(const char *text); /* begins like one */
/* ERR_INVALID; ERR_REFUSED for a password or an option. The message never
 * repeats a password. */
int url_parse(struct url *out, const char *text, struct err *e);
/* A socket of this machine: nothing to protect on the way. */
bool url_is_local(const struct url *u);
/* The address without the user: what is shown, and what servers are told apart by. */
void url_print(const struct url *u, char *out, unsigned size);

#endif
