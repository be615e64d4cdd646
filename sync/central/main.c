/* genba-sync: speaks to the central store for genba, apart from it.
 *
 *   genba-sync            answers requests on its standard input (protocol.h)
 *   genba-sync --version  what it is */
#include "sync/central/serve.h"

#include "config.h"

#include <libpq-fe.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C"); /* what libpq says is read by faults.c */
    signal(SIGPIPE, SIG_IGN);
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
