/* genba-sync: speaks to the central store for genba, apart from it.
 *
 *   genba-sync            answers requests on its standard input (protocol.h)
 *   genba-sync --version  what it is */
#include "model/base/buf.h"
#include "sync/central/serve.h"

#include "config.h"

#include <libpq-fe.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libpq takes from there whatever it is not told: another host, another file. */
static void forget_environment(void)
{
    for (size_t i = 0; environ[i];) {
        char *name = xstrdup(environ[i]);

        name[strcspn(name, "=")] = '\0';
        if (strncmp(name, "PG", 2) != 0 || unsetenv(name) != 0)
            i++;
        free(name);
    }
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C"); /* what libpq says is read by faults.c */
    signal(SIGPIPE, SIG_IGN);
    forget_environment();
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        printf("genba-sync %s, libpq %d\n", PACKAGE_VERSION, PQlibVersion());
        return 0;
    }
    if (argc > 1 || isatty(STDIN_FILENO)) {
        fputs("genba-sync is started by genba: see genba sync --help\n", stderr);
        return 2;
    }
    return central_serve(STDIN_FILENO, STDOUT_FILENO);
}
