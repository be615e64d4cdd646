#include "tui/cmd/cmd.h"
#include "tui/i18n.h"

int main(int argc, char **argv)
{
    i18n_start(NULL);
    return cmd_main(argc, argv);
}
