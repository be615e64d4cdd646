/* The files of a card: folders inside folders, what is left out, links, bounds. */
#include "assets/photo/folder.h"

#include "model/base/buf.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[256];

static void file(const char *name)
{
    char path[600];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", root, name);
    f = fopen(path, "w");
    if (!f || fclose(f) != 0)
        bail("%s", path);
}

static void folder(const char *name)
{
    char path[600];

    snprintf(path, sizeof path, "%s/%s", root, name);
    if (mkdir(path, 0700) != 0)
        bail("%s", path);
}

static void link_to(const char *target, const char *name)
{
    char path[600];

    snprintf(path, sizeof path, "%s/%s", root, name);
    if (symlink(target, path) != 0)
        bail("%s", path);
}

/* The names below a folder, joined. */
static void listed(const char *below, const char *want, const char *what)
{
    struct paths p = {0};
    struct buf got = BUF_INIT;
    char path[600];
    struct err e;

    snprintf(path, sizeof path, "%s%s", root, below);
    is_ok(paths_add(&p, path, &e), &e, "%s", what);
    for (size_t i = 0; i < p.n; i++)
        buf_addf(&got, "%s%s", i ? " " : "", p.v[i] + strlen(root) + 1);
    is_str(buf_str(&got), want, "%s", what);
    buf_release(&got);
    paths_release(&p);
}

static void card(void)
{
    folder("card");
    folder("card/DCIM");
    folder("card/DCIM/101MSDCF");
    folder("card/DCIM/100MSDCF");
    folder("card/.Trash");
    folder("card/System Volume Information");
    file("card/DCIM/101MSDCF/DSC00003.JPG");
    file("card/DCIM/100MSDCF/DSC00002.JPG");
    file("card/DCIM/100MSDCF/DSC00001.JPG");
    file("card/DCIM/100MSDCF/MAH00001.MP4");
    file("card/.Trash/old.jpg");
    file("card/System Volume Information/x.jpg");
    file("card/.hidden.jpg");
    file("outside.jpg");
    listed("/card",
           "card/DCIM/100MSDCF/DSC00001.JPG card/DCIM/100MSDCF/DSC00002.JPG "
           "card/DCIM/100MSDCF/MAH00001.MP4 card/DCIM/101MSDCF/DSC00003.JPG",
           "a card, without what is hidden or of the system");
    listed("/card/DCIM/101MSDCF/", "card/DCIM/101MSDCF/DSC00003.JPG", "one folder of it");
    listed("/outside.jpg", "outside.jpg", "a file");
    listed("/nothing", "nothing", "what is not there, for its refusal");
}

static void links(void)
{
    folder("linked");
    file("linked/a.jpg");
    link_to("a.jpg", "linked/b.jpg");
    link_to("../outside.jpg", "linked/out.jpg");
    link_to("..", "linked/up");
    link_to("nowhere", "linked/dead.jpg");
    listed("/linked", "linked/a.jpg linked/b.jpg", "links that stay inside");
    link_to("linked", "to_it");
    listed("/to_it", "to_it/a.jpg to_it/b.jpg", "a link that was named itself");
}

static void deep(void)
{
    struct buf path = BUF_INIT, want = BUF_INIT;

    buf_puts(&path, "deep");
    folder(buf_str(&path));
    for (int i = 0; i < PATHS_DEPTH + 4; i++) {
        struct buf f = BUF_INIT;

        buf_addf(&f, "%s/x.jpg", buf_str(&path));
        file(buf_str(&f));
        buf_release(&f);
        buf_puts(&path, "/d");
        folder(buf_str(&path));
    }
    for (int i = PATHS_DEPTH; i >= 0; i--) {
        buf_puts(&want, i == PATHS_DEPTH ? "deep/" : " deep/");
        for (int k = 0; k < i; k++)
            buf_puts(&want, "d/");
        buf_puts(&want, "x.jpg");
    }
    listed("/deep", buf_str(&want), "not deeper than any card is");
    buf_release(&path);
    buf_release(&want);
}

static void sidecars(void)
{
    is_str(path_sidecar_name(path_sidecar("/card/MVI_1.mov")), "MOV", "a film");
    is_int(path_sidecar("DSC1.JPG"), -1, "a photo");
    is_int(path_sidecar("IMG_1.HEIC"), -1, "HEIC is a photo that was not taken in");
    is_int(path_sidecar("memo"), -1, "no ending");
    ok(path_is_film_picture("MVI_1.THM") && !path_is_film_picture("MVI_1.JPG"),
       "the small picture of a film");
    ok(path_sidecar_name(1000) == NULL, "no more kinds");
}

int main(void)
{
    tmpdir_make(root, sizeof root);
    card();
    links();
    deep();
    sidecars();
    tmpdir_remove(root);
    return tap_done();
}
