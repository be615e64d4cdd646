/* Settings of a workspace (config.def), read once and passed around. */
#ifndef GENBA_MODEL_CONFIG_H
#define GENBA_MODEL_CONFIG_H

#include "model/base/err.h"

enum setting {
#define S(key, type, def, help) SETTING_##key,
#include "model/config.def"
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
extern const struct setting_def settings[SETTING_COUNT];

struct config {
    char *value[SETTING_COUNT]; /* never NULL */
};

void config_init(struct config *c); /* the defaults */
void config_release(struct config *c);
/* WORKSPACE/settings.ini over the defaults; no file is no error. An unknown key
 * is kept out, a value that is none is ERR_INVALID with file and line. */
int config_load(struct config *c, const char *workspace, struct err *e);
int config_save(const struct config *c, const char *workspace, struct err *e); /* atomically */
/* ERR_INVALID when `text` does not fit the setting's type. */
int config_set(struct config *c, enum setting s, const char *text, struct err *e);
const char *config_text(const struct config *c, enum setting s);
int config_number(const struct config *c, enum setting s); /* INT; TIME in minutes of the day */

#endif
