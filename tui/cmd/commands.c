#include "tui/cmd/cmd.h"

#include "tui/i18n.h"

static const struct cmd_option output_option[] = {
    {"output", 'o', "FILE", N_("where to write it")},
    {.name = NULL},
};
static const struct cmd_option import_options[] = {
    {"dry-run", 'n', NULL, N_("only list the problems; write nothing")},
    {"force", 'f', NULL, N_("take an older file, too")},
    {.name = NULL},
};
static const struct cmd_option plan_options[] = {
    {"crews", 'c', "N", N_("how many crews, 1 to 8")},
    {"date", 'd', "DATE", N_("only this day")},
    {"start", 's', "HH:MM", N_("when the day begins")},
    {"end", 'e', "HH:MM", N_("when the day ends")},
    {"write", 'w', NULL, N_("keep the plan in the survey")},
    {.name = NULL},
};

static const struct cmd_option photo_options[] = {
    {"camera", 'm', "OFFSET",
     N_("the camera's clock was behind: minutes, or +H:MM:SS; ahead: -H:MM:SS")},
    {"clock", 'k', "PHOTO=12:34:56",
     N_("what a photo of a clock shows: sets its card's clock right and matches again")},
    {"crew", 'r', "CREW", N_("the crew that had the camera")},
    {"match", 'w', NULL, N_("look for the visits of all photos once more")},
    {.name = NULL},
};
static const struct cmd_option drawing_options[] = {
    {"building", 'b', "B", N_("the building; else as the file's name says")},
    {"floor", 'f', "F", N_("the floor; else as the file's name says")},
    {"title", 't', "T", N_("what it is called")},
    {.name = NULL},
};
static const struct cmd_option photos_options[] = {
    {"export", 'x', "DIR", N_("write the photos into this folder")},
    {"template", 't', "T", N_("what their files are called")},
    {"without-location", 'l', NULL, N_("copies that do not say where they were taken")},
    {.name = NULL},
};
static const struct cmd_option drawings_options[] = {
    {"export", 'x', "DIR", N_("write the drawings with their pins into this folder")},
    {.name = NULL},
};
static const struct cmd_option sign_options[] = {
    {"name", 'n', "N", N_("who signs")},
    {"department", 'd', "D", N_("the department of who signs")},
    {"comment", 'c', "TEXT", N_("what the witness remarks")},
    {.name = NULL},
};

static const struct cmd_option team_options[] = {
    {"output", 'o', "FILE", N_("where to write the card or the roster")},
    {"replace", 'r', NULL, N_("join: leave the present team for this one")},
    {.name = NULL},
};

static const struct cmd_option bundle_options[] = {
    {"output", 'o', "FILE", N_("where to write it")},
    {"without-photos", 'p', NULL, N_("only the records")},
    {"volume-size", 'v', "BYTES", N_("at most so many bytes in a file: 1G, 700M")},
    {.name = NULL},
};

static const struct cmd_option purge_options[] = {
    {"yes", 'y', NULL, N_("do not ask")},
    {"to", 't', "URL|FILE", N_("the central store, or a settings file of it")},
    {.name = NULL},
};
static const struct cmd_option sync_options[] = {
    {"to", 't', "URL|FILE", N_("the central store, or a settings file of it")},
    {"without-photos", 'p', NULL, N_("only the records")},
    {"photos", 's', "s3://BUCKET[/PREFIX]", N_("photos into this object store")},
    {.name = NULL},
};
static const struct cmd_option central_options[] = {
    {"to", 't', "URL|FILE", N_("the central store, or a settings file of it")},
    {"photos", 's', "s3://BUCKET[/PREFIX]", N_("init: photos are kept in this object store")},
    {"workers", 'w', "N", N_("project: so many side by side; 1")},
    {"until", 'u', "DATE", N_("member: the last day")},
    {"dismiss", 'd', NULL, N_("member: not any more")},
    {"without-photos", 'p', NULL, N_("fetch: only the records")},
    {.name = NULL},
};

static const struct cmd_option demo_options[] = {
    {"make-only", 'm', NULL, N_("make the sample and do not open it")},
    {.name = NULL},
};

static const struct cmd_option log_options[] = {
    {"csv", 'c', NULL, N_("as a table for a spreadsheet or an audit")},
    {.name = NULL},
};
static const struct cmd_option resolve_options[] = {
    {"choice", 'n', "N", N_("the value that `conflicts` lists under this number")},
    {"both", 'b', NULL, N_("the shown value stays, all of them go into the note")},
    {"right", 'r', NULL, N_("it is right as it is: no double, two lines")},
    {"reason", 'm', "TEXT", N_("why; it stands in the log")},
    {.name = NULL},
};

const struct command commands[] = {
    {"open", "[SERIAL]", N_("the workbench; without a command too"), 0, 1, false, NULL,
     cmd_open_screen},
    {"demo", "", N_("a sample hospital to try genba with"), 0, 0, false, demo_options, cmd_demo},
    {"template", "hearing|rooms -o FILE", N_("the blank sheet a hospital fills in"), 1, 1, false,
     output_option, cmd_template},
    {"import", "FILE...", N_("take in hearing sheets and room requests"), 1, -1, true,
     import_options, cmd_import},
    {"list", "", N_("the hospitals of the workspace"), 0, 0, true, NULL, cmd_list},
    {"show", "SERIAL", N_("the whole survey of a hospital"), 1, 1, true, NULL, cmd_show},
    {"log", "SERIAL [ENTITY]", N_("who changed what, and when"), 1, 2, true, log_options, cmd_log},
    {"set", "SERIAL ENTITY FIELD VALUE", N_("set one field"), 4, 4, false, NULL, cmd_set},
    {"add", "SERIAL KIND FIELD=VALUE...", N_("add a row"), 2, -1, true, NULL, cmd_add},
    {"delete", "SERIAL ENTITY", N_("delete a row; undo brings it back"), 2, 2, false, NULL,
     cmd_delete},
    {"check", "SERIAL", N_("what is missing or breaks a rule; what blocks signing"), 1, 1, true,
     NULL, cmd_check},
    {"sign", "SERIAL --name N [--department D]",
     N_("the witness signs; refused while check blocks"), 1, 1, true, sign_options, cmd_sign},
    {"undo", "SERIAL", N_("take back the last change"), 1, 1, false, NULL, cmd_undo},
    {"redo", "SERIAL", N_("make the undone change again"), 1, 1, false, NULL, cmd_redo},
    {"plan", "SERIAL", N_("the day plan"), 1, 1, true, plan_options, cmd_plan},
    {"photo", "SERIAL [PATH...]", N_("take photos in, each to the visit of its time"), 1, -1, true,
     photo_options, cmd_photo},
    {"drawing", "SERIAL FILE...", N_("take floor plans in: PNG and JPEG files"), 2, -1, true,
     drawing_options, cmd_drawing},
    {"drawings", "SERIAL [--export DIR]",
     N_("list the floor plans, or hand them over with their pins\n"
        "\n"
        "--export writes each with its pins, their numbers and a legend as a PNG into DIR."),
     1, 1, true, drawings_options, cmd_drawings},
    {"photos", "SERIAL [--export DIR]",
     N_("list the photos, or hand them over\n"
        "\n"
        "--export writes the original files, whose bytes never change, into DIR under\n"
        "readable names; photos.tsv says what each shows, and `sha256sum -c SHA256SUMS`\n"
        "verifies them. Nothing is overwritten: the same command again adds what is missing.\n"
        "\n"
        "--template is {serial}_{target}_{tag}_{nn} when it is left out. It knows\n"
        "  {serial} {hospital}  the hospital's serial number and name\n"
        "  {target} {tag}       what the photo shows first\n"
        "  {nn}                 its number among those of the same target and tag\n"
        "  {date} {time}        when it was taken, as 2025-09-12 and 092000\n"
        "  {name}               the camera's own name without its extension\n"
        "\n"
        "--without-location writes copies without what may say where they were taken: EXIF's\n"
        "GPS data and maker notes, XMP, IPTC, comments, other application data and what is\n"
        "behind the picture. The picture, its colour profile and the other EXIF facts stay;\n"
        "so do the kept originals."),
     1, 1, true, photos_options, cmd_photos},
    {"report", "SERIAL -o FILE", N_("write the survey workbook"), 1, 1, false, output_option,
     cmd_report},
    {"team", "init|card|admit|join|list|revoke|roster ...",
     N_("who belongs to the team\n"
        "\n"
        "  init [NAME]        found a team; this laptop admits the others\n"
        "  card               print this laptop's card, for the founder\n"
        "  admit CARDFILE...  take cards in (the founder); - reads stdin\n"
        "  join ROSTERFILE    take the team's roster; - reads stdin\n"
        "  list               the members, and the bundles set aside\n"
        "  revoke WHO         shut a laptop out (the founder): the beginning of its\n"
        "                     fingerprint, the person or the laptop\n"
        "  roster             print the roster, for those who join\n"
        "\n"
        "init, card, admit, revoke and roster write a file with -o. Bundles carry the\n"
        "roster: who has joined once gets later ones by them."),
     1, -1, true, team_options, cmd_team},
    {"conflicts", "[SERIAL]", N_("what two crews saw differently, and what waits"), 0, 1, true,
     NULL, cmd_conflicts},
    {"resolve", "SERIAL ENTITY FIELD [VALUE]",
     N_("settle what is in conflict\n"
        "\n"
        "  resolve SERIAL ENTITY FIELD VALUE       this value holds, perhaps a new one\n"
        "  resolve SERIAL ENTITY FIELD --choice N  the value listed under N holds\n"
        "  resolve SERIAL ENTITY FIELD --both      all of them go into the note\n"
        "  resolve SERIAL ENTITY alive keep        or delete: it stays, or goes\n"
        "  resolve SERIAL ENTITY FIELD --right     a value twice that is no mistake\n"
        "  resolve SERIAL unknown:UA01 twin_of unknown:UB01\n"
        "                                          one line, two records; --right: two lines\n"
        "  resolve SERIAL fork adopt               take in what was set aside of a fork\n"
        "\n"
        "FIELD is observed.NAME for what was seen. undo brings the conflict back."),
     3, 4, true, resolve_options, cmd_resolve},
    {"verify", "SERIAL|FILE",
     N_("verify the log, the photos and the signatures; a bundle by itself"), 1, 1, true, NULL,
     cmd_verify},
    {"bundle", "SERIAL -o FILE", N_("write a hospital for the other laptops, to a stick"), 1, 1,
     true, bundle_options, cmd_bundle},
    {"merge", "FILE...", N_("take in bundles: files, or the folder of a stick"), 1, -1, true, NULL,
     cmd_merge},
    {"purge", "SERIAL [--yes] [--to URL|FILE]",
     N_("remove photos that others have from this laptop\n"
        "\n"
        "Two others must have said themselves that they have a photo, one of them the central\n"
        "store or another laptop that took it in; and its file here must be as it was taken\n"
        "in. Where the central store makes up the number, it is asked: the records are synced\n"
        "before and after, so that two laptops do not purge against each other. Lists what goes\n"
        "and what stays and why, and asks. The records stay and say where the photos are; a\n"
        "bundle of a laptop that has them, or a fetch, brings them back. Floor plans never\n"
        "go."),
     1, 1, true, purge_options, cmd_purge},
    {"sync", "[SERIAL...]",
     N_("to and from the central store; without a serial number all hospitals\n"
        "\n"
        "--to postgresql://HOST/DATABASE, or a file of settings; else\n"
        "WORKSPACE/identity/central.conf (chmod 600), lines of `key = value`:\n"
        "  server = postgresql://HOST/DATABASE   more than one: each hospital is kept by one\n"
        "  certificate, key, authority           files; central.crt, central.key and\n"
        "                                        central-ca.crt beside it need no line\n"
        "  user                                  else the name in the certificate\n"
        "  timeout                               seconds without any progress; 30\n"
        "  photos = s3://BUCKET/PREFIX           photos into a site's object store, with\n"
        "  s3_endpoint, s3_region                https://HOST[:PORT], without it Amazon's\n"
        "  s3_access_key, s3_secret_key          what opens it; here and nowhere else\n"
        "  s3_authority                          a file, where it has one of its own\n"
        "\n"
        "What was interrupted goes on from where it was; what is there already is not sent."),
     0, -1, true, sync_options, cmd_sync},
    {"central", "init|member|status|project|fetch ...",
     N_("the programme office's side of the central store\n"
        "\n"
        "  init                            set it up in the database, or bring it to this\n"
        "                                  version; --photos: photos are kept there\n"
        "  member                          who may do what there\n"
        "  member LOGIN ROLE [SERIAL...]   admit as crew, lead, office or audit; without a\n"
        "                                  serial number to every hospital (office, audit)\n"
        "  member LOGIN --dismiss [SERIAL...]  from all, or from these hospitals\n"
        "  project                         bring the figures of the hospitals up to date:\n"
        "                                  only what changed; can be stopped and run again\n"
        "  status                          how the programme stands\n"
        "  fetch SERIAL...                 bring hospitals to this laptop"),
     1, -1, true, central_options, cmd_central},
    {"doctor", "", N_("what is wrong with this laptop or workspace, and the fix"), 0, 0, true, NULL,
     cmd_doctor},
    {.name = NULL},
};
