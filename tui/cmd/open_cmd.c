/* open, demo: the workbench. */
#include "tui/cmd/cmd.h"

#include "assets/demo/demo.h"
#include "model/base/file.h"
#include "model/workspace.h"
#include "tui/i18n.h"
#include "tui/work.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cmd_open_screen(struct session *s, const struct arguments *a, struct err *e)
{
    return work_run(s, a->n > 0 ? a->v[0] : NULL, e);
}

/* Settings and keys may be there already: they are made when a workspace is
 * first used. */
static bool has_surveys(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *ent;
    bool found = false;

    while (d && (ent = readdir(d)) != NULL)
        found = found || workspace_is_case(ent->d_name);
    if (d)
        closedir(d);
    return found;
}

/* A folder of the caller's must hold no survey: the sample never mixes with
 * real ones. Without one a temporary folder is taken and removed at the end. */
static int demo_workspace(const struct arguments *a, struct buf *out, bool *temporary,
                          struct err *e)
{
    const char *tmp = getenv("TMPDIR");
    char path[512];

    *temporary = a->option['W'] == NULL;
    if (!*temporary) {
        buf_puts(out, a->option['W']);
        if (file_make_dirs(buf_str(out), e) != 0)
            return -(int)e->code;
        return !has_surveys(buf_str(out))
                   ? 0
                   : err_say(e, ERR_EXISTS,
                             N_("{1} holds surveys: the sample wants a folder of its own."),
                             buf_str(out), NULL);
    }
    snprintf(path, sizeof path, "%s/genba-demo-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(path))
        return err_errno(e, path);
    buf_puts(out, path);
    return 0;
}

/* The person of the sample works on this laptop for the time of the demo. */
static int demo_session(struct session *s, const struct buf *workspace, struct err *e)
{
    int rc;

    buf_reset(&s->workspace);
    buf_add(&s->workspace, workspace->p, workspace->len);
    rc = settings_set(&s->settings, SETTING_person, DEMO_PERSON, e);
    if (rc == 0)
        rc = settings_set(&s->settings, SETTING_crew, DEMO_CREW, e);
    if (rc == 0)
        rc = settings_save(&s->settings, buf_str(&s->workspace), e);
    return rc == 0 ? identity_load(&s->who, buf_str(&s->workspace), DEMO_PERSON, DEMO_CREW, e) : rc;
}

int cmd_demo(struct session *s, const struct arguments *a, struct err *e)
{
    struct buf workspace = BUF_INIT;
    struct err ignored;
    bool temporary;
    int rc = demo_workspace(a, &workspace, &temporary, e);

    if (rc == 0)
        rc = demo_session(s, &workspace, e);
    if (rc == 0) {
        fprintf(stderr, "%s\n", _("Preparing the sample hospital ..."));
        rc = demo_make(buf_str(&workspace), &s->settings, &s->who, e);
    }
    if (rc == 0 && !a->option['m'])
        rc = work_run(s, DEMO_SERIAL, e);
    if (temporary && workspace.len > 0)
        file_remove_tree(buf_str(&workspace), &ignored);
    buf_release(&workspace);
    return rc;
}
