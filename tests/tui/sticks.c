/* Mount points of sticks out of a mount table. */
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"
#include "tui/sticks.h"

#include <stdio.h>

static const char table[] = "proc /proc proc rw 0 0\n"
                            "/dev/sda1 / ext4 rw 0 0\n"
                            "/dev/sdb1 /media/sato/SURVEY vfat rw 0 0\n"
                            "/dev/sdc1 /run/media/sato/USB\\040A vfat rw 0 0\n"
                            "/dev/sdd1 /mnt vfat rw 0 0\n"
                            "/dev/sde1 /mnt/stick vfat rw 0 0\n"
                            "/dev/sdf1 /mediatheque vfat rw 0 0\n"
                            "broken\n";

int main(void)
{
    char dir[256], path[300];
    struct sticks s;
    FILE *f;

    tmpdir_make(dir, sizeof dir);
    snprintf(path, sizeof path, "%s/mounts", dir);
    f = fopen(path, "w");
    if (!f)
        bail("no %s", path);
    fputs(table, f);
    fclose(f);
    sticks_find(&s, path);
    is_int((long)s.n, 4, "four of them are sticks");
    is_str(s.n > 0 ? s.v[0] : "", "/media/sato/SURVEY", "below /media");
    is_str(s.n > 1 ? s.v[1] : "", "/run/media/sato/USB A", "a blank in the name");
    is_str(s.n > 2 ? s.v[2] : "", "/mnt", "/mnt itself");
    is_str(s.n > 3 ? s.v[3] : "", "/mnt/stick", "below /mnt");
    sticks_release(&s);
    sticks_find(&s, "/nowhere/mounts");
    is_int((long)s.n, 0, "no table, no sticks");
    sticks_release(&s);
    tmpdir_remove(dir);
    return tap_done();
}
