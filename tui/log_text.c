#include "config.h"

#include "tui/log_text.h"

#include "model/base/text.h"
#include "tui/i18n.h"

#include <string.h>

const char *log_op_word(const struct change *ch)
{
    static const struct {
        const char *op, *word;
    } words[] = {
        {"delete", N_("deleted")},
        {"undelete", N_("brought back")},
        {"photo", N_("photo")},
        {"seal", N_("sealed")},
        {"undo", N_("taken back")},
        {"redo", N_("made again")},
        {"import", N_("imported")},
        {"export", N_("exported")},
        {"clock", N_("clock set to")},
        {"reason", N_("reason")},
        {"adopt", N_("out of a fork")},
        {"checkpoint", N_("log signed")},
        {"purge", N_("purged here")},
        {"keep", N_("not purged after all")},
        {"alias", N_("same as")},
        {"newer", N_("of a newer genba")},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].op, ch->op) == 0)
            return _(words[i].word);
    return NULL;
}

void log_put_label(const struct change *ch, struct buf *out)
{
    const char *word = log_op_word(ch), *label = word ? word : ch->label;

    struct buf seen = BUF_INIT;

    if (strcmp(ch->field, "alive") == 0)
        label = _("deleted or kept");
    if (ch->observed) {
        text_fill(&seen, _("seen: {1}"), label, NULL, NULL);
        label = buf_str(&seen);
    }
    if (strcmp(ch->op, "resolve") == 0)
        text_fill(out, _("settled: {1}"), label, NULL, NULL);
    else
        buf_puts(out, label);
    buf_release(&seen);
}

enum role log_put_value(const struct change *ch, struct buf *out)
{
    if (log_op_word(ch)) {
        buf_puts(out, ch->value);
        return strcmp(ch->op, "delete") == 0 ? ROLE_WARN : ROLE_MUTED;
    }
    if (strcmp(ch->field, "alive") == 0) {
        buf_puts(out, strcmp(ch->value, "keep") == 0 ? _("kept") : _("deleted"));
        return ROLE_NORMAL;
    }
    if (!*ch->value) {
        buf_puts(out, _("emptied"));
        return ROLE_MUTED;
    }
    buf_puts(out, ch->value);
    return ch->observed ? ROLE_OBSERVED : ROLE_NORMAL;
}
