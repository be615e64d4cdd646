#include "sync/central/reasons.h"

#include "model/base/clock.h"
#include "sync/central/session.h"

#include <stdio.h>
#include <string.h>

static const struct {
    enum err_code code;
    const char *text;
} reasons[] =
    {
        [FAULT_AGAIN] = {ERR_IO,
                         N_("The line to the central store {1} was lost ({2}). What arrived "
                            "stays; sync again.")},
        [FAULT_UNREACHABLE] = {ERR_IO, N_("The central store {1} does not answer ({2}). Check the "
                                          "network and the address.")},
        [FAULT_SERVER] = {ERR_REFUSED,
                          N_("{1} does not prove to be the central store ({2}). Nothing "
                             "was sent. Tell the programme office.")},
        [FAULT_CERTIFICATE] = {ERR_REFUSED,
                               N_("The central store {1} does not accept this laptop's "
                                  "certificate ({2}). Ask the programme office for a new "
                                  "one.")},
        [FAULT_LOGIN] = {ERR_REFUSED,
                         N_("The central store {1} does not let this person in ({2}). Ask "
                            "the programme office.")},
        [FAULT_DENIED] = {ERR_REFUSED,
                          N_("The central store {1} does not allow this ({2}). Ask the "
                             "programme office.")},
        [FAULT_NOT_SET_UP] = {ERR_NOTFOUND, N_("There is no central store at {1} ({2}). Check the "
                                               "address; who runs it sets it up by genba central "
                                               "init.")},
        [FAULT_FULL] = {ERR_FULL, N_("The disk of the central store {1} is full ({2}). Tell the "
                                     "programme office; nothing here is lost.")},
        [FAULT_OTHER] = {ERR_IO, N_("The central store {1} could not do it: {2}")},
        [FAULT_CLOCK] = {ERR_IO, N_("The central store {1} could not do it: {2}")},
        [FAULT_BUSY] = {ERR_IO, N_("The central store {1} is busy ({2}). What arrived stays; sync "
                                   "again a little later.")},
        [FAULT_VERSION] = {ERR_REFUSED, N_("genba and genba-sync on this laptop are of different "
                                           "versions. Install both anew, from one package.")},
        [FAULT_FILES] = {ERR_INVALID, N_("The certificate, its key or the authority beside "
                                         "central.conf cannot be used ({2}). Put the programme "
                                         "office's files there again.")},
},
  objects[] = {
      [FAULT_AGAIN] = {ERR_IO, N_("The line to the object store {1} was lost ({2}). What arrived "
                                  "stays; sync again.")},
      [FAULT_UNREACHABLE] = {ERR_IO, N_("The object store {1} does not answer ({2}). Check the "
                                        "network and the address.")},
      [FAULT_SERVER] = {ERR_REFUSED, N_("{1} does not prove to be the object store ({2}). No photo "
                                        "was sent. Tell the programme office.")},
      [FAULT_CERTIFICATE] = {ERR_REFUSED, N_("The object store {1} could not do it: {2}")},
      [FAULT_LOGIN] = {ERR_REFUSED, N_("The object store {1} refuses the access key or its secret "
                                       "({2}). Check the settings.")},
      [FAULT_DENIED] = {ERR_REFUSED, N_("The object store {1} does not allow this access key to do "
                                        "it ({2}). Ask who runs it.")},
      [FAULT_NOT_SET_UP] = {ERR_NOTFOUND, N_("The object store {1} has no such bucket in this "
                                             "region ({2}). Check the settings.")},
      [FAULT_FULL] = {ERR_FULL, N_("The object store {1} is full ({2}). Nothing here is lost.")},
      [FAULT_OTHER] = {ERR_IO, N_("The object store {1} could not do it: {2}")},
      [FAULT_CLOCK] = {ERR_REFUSED, N_("The clock of this laptop differs too much from that of the "
                                       "object store {1} ({2}). Set the clock.")},
      [FAULT_BUSY] = {ERR_IO, N_("The object store {1} could not do it: {2}")},
      [FAULT_VERSION] = {ERR_IO, N_("The object store {1} could not do it: {2}")},
      [FAULT_FILES] = {ERR_IO, N_("The object store {1} could not do it: {2}")},
};

int central_reason(const struct answer *a, const char *host, struct err *e)
{
    return err_say(e, reasons[a->fault].code, reasons[a->fault].text, host, a->text);
}

int object_reason(const struct answer *a, const char *host, struct err *e)
{
    return err_say(e, objects[a->fault].code, objects[a->fault].text, host, a->text);
}

int central_version(int version, const char *host, struct err *e)
{
    char is[16];

    snprintf(is, sizeof is, "%d", version);
    if (version > CENTRAL_SCHEMA)
        return err_say(e, ERR_NEWER,
                       N_("The central store {1} is of a newer genba (version {2}). Update genba "
                          "on this laptop."),
                       host, is);
    if (version < CENTRAL_SCHEMA)
        return err_say(e, ERR_REFUSED,
                       N_("The central store {1} is of an older genba (version {2}). Who runs it "
                          "brings it to this version: genba central init"),
                       host, is);
    return 0;
}

int central_ended(const char *login, int64_t until_ms, struct err *e)
{
    char day[26];

    datetime_print(until_ms, day);
    day[10] = '\0';
    return err_say(e, ERR_REFUSED,
                   N_("The membership of {1} in the central store ended on {2}. Ask the programme "
                      "office to admit this login again (genba central member)."),
                   login, day);
}
