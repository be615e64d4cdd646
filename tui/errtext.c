#include "config.h"

#include "tui/errtext.h"

#include "model/base/text.h"
#include "tui/i18n.h"

void errtext(struct buf *out, const struct err *e)
{
    const char *msg = e->msg ? e->msg : err_text(e->code);

    /* a detail may be a marked text of the model or a library's own words */
    text_fill(out, _(msg), e->subject, e->detail[0] ? _(e->detail) : "", NULL);
}
