/* What to look at, why, and where the programme says so. One row a field. */
#include "config.h"

#include "tui/i18n.h"
#include "tui/visit_priv.h"

static const struct {
    enum field field;
    const char *text;
} helps[] = {
    {F_line_terminator_found, N_("Is the declared terminator really there? (S0 p44)")},
    {F_line_terminator_kind, N_("What the box itself says: ONU, HGW, CTU, a dongle. (S0 p41)")},
    {F_line_room, N_("Where it stands now, down to the rack. (S0 p44)")},
    {F_line_label_text, N_("The line's number on the label of the terminator.")},
    {F_line_no_devices_below, N_("Yes when nothing is connected below the terminator. (S0 p44)")},
    {F_line_moved_device, N_("Devices may be moved a little to read a label; say so. (S0 p45)")},
    {F_line_outage_risk, N_("If a cable may come off or something may stop: hands off, ask the "
                            "witness. (S0 p45)")},
    {F_line_ns_consulted, N_("Who of the hospital was asked about the risk. (S0 p45)")},
    {F_line_ns_consulted_at, N_("When they were asked. (S0 p45)")},
    {F_line_witness, N_("Who of the hospital was present. (S0 p29, p45)")},
    {F_line_led_note, N_("Lamps as they are: on, off, blinking.")},
    {F_line_finding, N_("What the report should say besides.")},
    {F_device_device_found, N_("Is the declared device really there? (S0 p44)")},
    {F_device_device_kind, N_("What it does: router, UTM, switch, wireless. (S0 p26)")},
    {F_device_maker, N_("The maker on the name plate.")},
    {F_device_model, N_("The model on the name plate. (S0 p26)")},
    {F_device_serial_no,
     N_("S/N on the name plate. If it cannot be read, F4 and the reason. (S0 p26)")},
    {F_device_firmware_version, N_("Only if it can be seen; nobody logs in for it. (S0 p23)")},
    {F_device_finding, N_("What the report should say besides.")},
    {F_pc_room, N_("Where the PC stands now. (S0 p44)")},
    {F_pc_login_by, N_("The hospital logs in; who did. (S0 p29)")},
    {F_pc_operated_by, N_("Who had the mouse, with the hospital's permission. (S0 p29)")},
    {F_pc_os, N_("As the settings screen says. (S0 p44)")},
    {F_pc_os_version, N_("Version and build, as winver says: 22H2 19045.4291. (S0 p44)")},
    {F_pc_av_product, N_("The antivirus that runs; \"none\" is an answer. (S0 p44)")},
    {F_pc_av_version, N_("The antivirus' own version. (S0 p44)")},
    {F_pc_av_pattern_date, N_("Date of the pattern file. (S0 p44)")},
    {F_pc_av_pattern_state, N_("What the antivirus says of its pattern file. (S0 p44)")},
    {F_pc_usb_control, N_("Are USB drives blocked on this PC?")},
    {F_pc_win7_unavailable_items, N_("What cannot be surveyed on Windows 7. (S0 p23)")},
    {F_pc_screen_has_patient_data,
     N_("If patient data is on the screen, close it before any photo.")},
    {F_pc_witness, N_("Who of the hospital was present. (S0 p29, p45)")},
    {F_pc_finding, N_("What the report should say besides.")},
    {F_unknown_line_terminator_kind,
     N_("What the box itself says: ONU, HGW, CTU, a dongle. (S0 p41)")},
    {F_unknown_line_room, N_("Where it stands now, down to the rack. (S0 p44)")},
    {F_unknown_line_label_text, N_("The line's number on the label of the terminator.")},
    {F_unknown_line_asked_whom, N_("Who of the hospital was asked about it. (S0 p44)")},
    {F_unknown_line_asked_at, N_("When they were asked. (S0 p44)")},
    {F_unknown_line_known_state,
     N_("Does the hospital know it? That decides what follows. (S0 p44)")},
    {F_unknown_line_finding, N_("What the report should say besides.")},
};

const char *visit_help(enum field f)
{
    for (size_t i = 0; i < sizeof helps / sizeof helps[0]; i++)
        if (helps[i].field == f)
            return _(helps[i].text);
    return "";
}
