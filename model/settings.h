/* Settings of a workspace (config.def), read once and passed around. */
#ifndef GENBA_MODEL_SETTINGS_H
#define GENBA_MODEL_SETTINGS_H

#include "model/base/err.h"

enum setting {
#define S(key, type, def, help) SETTING_##key,
#include "model/settings.def"
#undef S
    SETTING_COUNT
};

enum setting_type { SETTING_TEXT, SETTING_TIME, SETTING_INT };

struct setting_def {
    const char *key;
    enum setting_type type;
    const char *initial;
    const char *help; /* N_() */
};
extern const struct setting_def setting_defs[SETTING_COUNT];

struct settings {
    char *value[SETTING_COUNT]; /* never NULL */
};

void settings_init(struct settings *c); /* the defaults */
void settings_release(struct settings *c);
/* WORKSPACE/settings.ini over the defaults; no file is no error. An unknown key
 * is kept out, a value that is none is ERR_INVALID with file and line. */
int settings_load(struct settings *c, const char *workspace, struct err *e);
int settings_save(const struct settings *c, const char *workspace, struct err *e); /* atomically */
/* ERR_INVALID when `text` does not fit the setting's type. */
int settings_set(struct settings *c, enum setting s, const char *text, struct err *e);
const char *settings_text(const struct settings *c, enum setting s);
int settings_number(const struct settings *c, enum setting s); /* INT; TIME in minutes of the day */

#endif
