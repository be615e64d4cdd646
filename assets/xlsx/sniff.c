#include "assets/xlsx/sniff.h"

#include "assets/xlsx/limits.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OLE_ENTRY 128           /* bytes of a directory entry, and its alignment */
#define OLE_SCAN_MAX (64 * MIB) /* how far the directory is looked for */
#define OLE_NAME_LENGTH 64      /* offset of the name's length in bytes, with its end */
#define OLE_CHUNK (256 * OLE_ENTRY)

#define SAY_PASSWORD N_("{1} is protected with a password. Ask for a copy without one.")
#define SAY_XLS N_("{1} is an old .xls workbook, whatever its name says. Save it as .xlsx.")
#define SAY_NO_WORKBOOK N_("{1} is no Excel workbook: it does not begin like a zip file.")

/* The streams that tell what an OLE file is; a document of another program has none. */
static const struct {
    const char *stream, *msg;
    enum err_code code;
} ole_streams[] = {
    {"EncryptedPackage", SAY_PASSWORD, ERR_UNSUPPORTED},
    {"Workbook", SAY_XLS, ERR_UNSUPPORTED},
    {"Book", SAY_XLS, ERR_UNSUPPORTED},
};

static const struct {
    const char *magic;
    size_t n;
    const char *msg;
} magics[] = {
    {"%PDF", 4, N_("{1} is a PDF, no Excel workbook. Ask for the workbook itself.")},
    {"\x89PNG", 4, N_("{1} is a picture, no Excel workbook.")},
    {"\xFF\xD8\xFF", 3, N_("{1} is a picture, no Excel workbook.")},
    {"<?xml", 5, N_("{1} is no Excel workbook but an XML file. Save it as .xlsx.")},
    {"<html", 5, N_("{1} is no Excel workbook but a web page. Save it as .xlsx.")},
    {"<!DOCTYPE", 9, N_("{1} is no Excel workbook but a web page. Save it as .xlsx.")},
    {"\x09\x08", 2, SAY_XLS}, /* BIFF 5 without its OLE container */
};

static bool is_entry(const unsigned char *p, const char *name)
{
    size_t n = strlen(name), bytes = (n + 1) * 2;

    if (p[OLE_NAME_LENGTH] != bytes || p[OLE_NAME_LENGTH + 1] != 0)
        return false;
    for (size_t i = 0; i <= n; i++)
        if (p[2 * i] != (unsigned char)name[i] || p[2 * i + 1] != 0)
            return false;
    return true;
}

/* Directory entries are aligned but may lie anywhere: the file is scanned. */
static int say_ole(int fd, const char *path, struct err *e)
{
    unsigned char chunk[OLE_CHUNK];
    ssize_t got;

    for (off_t at = 0; at < (off_t)OLE_SCAN_MAX; at += got) {
        got = pread(fd, chunk, sizeof chunk, at);
        if (got < OLE_ENTRY)
            break;
        got -= got % OLE_ENTRY;
        for (ssize_t i = 0; i < got; i += OLE_ENTRY)
            for (size_t k = 0; k < sizeof ole_streams / sizeof *ole_streams; k++)
                if (is_entry(chunk + i, ole_streams[k].stream))
                    return err_say(e, ole_streams[k].code, ole_streams[k].msg, path, "");
    }
    return err_say(e, ERR_UNSUPPORTED,
                   N_("{1} is an old Office document or damaged, no Excel workbook."), path, "");
}

static int check_content(int fd, const char *path, struct err *e)
{
    static const char zip[] = "PK\x03\x04", ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    char head[16] = "";
    ssize_t got = pread(fd, head, sizeof head, 0);

    if (got < 0)
        return err_errno(e, path);
    if (got >= 4 && memcmp(head, zip, 4) == 0)
        return 0;
    if (got >= 8 && memcmp(head, ole, 8) == 0)
        return say_ole(fd, path, e);
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if ((size_t)got >= magics[i].n && memcmp(head, magics[i].magic, magics[i].n) == 0)
            return err_say(e, ERR_UNSUPPORTED, magics[i].msg, path, "");
    return err_say(e, ERR_UNSUPPORTED, SAY_NO_WORKBOOK, path, "");
}

static int check_file(int fd, const char *path, struct err *e)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return err_errno(e, path);
    if (S_ISDIR(st.st_mode))
        return err_say(e, ERR_UNSUPPORTED, N_("{1} is a folder, no workbook."), path, "");
    if (!S_ISREG(st.st_mode))
        return err_say(e, ERR_UNSUPPORTED, N_("{1} is a pipe or device, no workbook."), path, "");
    if (st.st_size == 0)
        return err_say(e, ERR_CORRUPT, N_("{1} is empty: 0 bytes."), path, "");
    if (st.st_size > (off_t)XLSX_FILE_MAX)
        return err_set(e, ERR_LIMIT, path, "%lld bytes, at most %zu", (long long)st.st_size,
                       XLSX_FILE_MAX);
    return check_content(fd, path, e);
}

int sniff_open(const char *path, const char *shown, struct err *e)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    int rc;

    if (fd < 0)
        return err_errno(e, shown);
    rc = check_file(fd, shown, e);
    if (rc != 0) {
        close(fd);
        return rc;
    }
    return fd;
}
