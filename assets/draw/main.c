/* genba-draw: reads what strangers made, apart from genba and behind walls.
 *
 *   genba-draw           answers requests on its standard input (protocol.h)
 *   genba-draw FILE...   prints what it finds: it then is genba's side of the
 *                        protocol, with a second genba-draw behind the walls */
#include "assets/draw/client.h"
#include "assets/draw/sandbox.h"
#include "assets/draw/serve.h"

#include "model/base/buf.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

static void fact(const char *label, const char *text)
{
    if (*text)
        printf("  %-12s %s\n", label, text);
}

static void print(const char *path, const struct picture_info *in)
{
    char orientation[16] = "";

    if (in->orientation)
        snprintf(orientation, sizeof orientation, "%d", in->orientation);
    printf("%s: %s", path, in->type ? picture_media_type(in->type) : "no picture");
    if (in->width || in->height)
        printf(" %ux%u", in->width, in->height);
    printf("%s\n", in->damaged ? ", damaged" : "");
    fact("fault", in->fault);
    fact("orientation", orientation);
    fact("taken", in->taken);
    fact("subsecond", in->subsec);
    fact("offset", in->offset);
    fact("make", in->make);
    fact("model", in->model);
    fact("latitude", in->lat);
    fact("longitude", in->lon);
}

static void complain(const struct err *e)
{
    fprintf(stderr, "genba-draw: %s: %s (%s)\n", e->subject, e->detail,
            e->msg ? e->msg : err_text(e->code));
}

static int by_hand(int n, char **paths)
{
    struct draw *d = draw_new("/proc/self/exe");
    int status = 0;

    setlocale(LC_CTYPE, "");
    for (int i = 0; i < n; i++) {
        int fd = open(paths[i], O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        struct picture_info info = {0};
        struct err e;
        int rc =
            fd < 0 ? err_errno(&e, paths[i]) : draw_info(d, fd, DRAW_DECODE, paths[i], &info, &e);

        if (rc == 0)
            print(paths[i], &info);
        else
            complain(&e);
        status = rc == 0 ? status : 1;
        if (fd >= 0)
            close(fd);
    }
    draw_free(d);
    return status;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return by_hand(argc - 1, argv + 1);
    if (isatty(STDIN_FILENO)) {
        fputs("usage: genba-draw FILE...\n", stderr);
        return 2;
    }
    if (!sandbox_enter()) {
        fputs("genba-draw: cannot put up its walls (seccomp, limits) on this system\n", stderr);
        return 3;
    }
    return serve(STDIN_FILENO, STDOUT_FILENO);
}
