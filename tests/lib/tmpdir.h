/* Directories that live as long as a test: made under $TMPDIR (else /tmp),
 * removed with everything in them, at the latest when the test ends. */
#ifndef GENBA_TESTS_LIB_TMPDIR_H
#define GENBA_TESTS_LIB_TMPDIR_H

#include <stddef.h>

void tmpdir_make(char *out, size_t size); /* bails out when it cannot */
void tmpdir_remove(const char *path);     /* follows no symbolic link */

#endif
