/* CRC-32C (Castagnoli): tells a bad stick from a wrong key. Where the processor
 * has the instruction (SSE4.2) it costs nothing beside the sealing; the table
 * gives the same number everywhere else. */
#ifndef GENBA_SYNC_CRC32C_H
#define GENBA_SYNC_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* Goes on from `crc`, 0 at the beginning. */
uint32_t crc32c(uint32_t crc, const void *p, size_t n);
uint32_t crc32c_table(uint32_t crc, const void *p, size_t n); /* without the instruction */

#endif
