#include "tests/lib/pgschema.h"

#include "model/base/file.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

void pgschema_install(const struct pgcluster *c)
{
    static const char *const scripts[] = {"schema", "rights", "functions", "views"};
    const char *top = getenv("top_srcdir");
    struct buf sql = BUF_INIT;
    struct err e;

    buf_puts(&sql, "BEGIN; SET LOCAL client_min_messages = warning;\n");
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct buf path = BUF_INIT;

        buf_addf(&path, "%s/sync/central/%s.sql", top ? top : ".", scripts[i]);
        if (file_read(buf_str(&path), sql.max, &sql, &e) != 0)
            bail("%s: %s", e.subject, e.detail);
        buf_release(&path);
    }
    buf_puts(&sql, "COMMIT;");
    pgcluster_do(c, buf_str(&sql));
    buf_release(&sql);
}
