/* A disk for SQLite that loses its power, runs full or fails: a VFS whose lower
 * layer is memory, so that ten thousand cuts take minutes.
 *
 * Each file is what is on the platters (synced) plus the writes since its last
 * xSync, in order. The directory is the same: a new or deleted name is durable
 * only after a sync of the folder, which SQLite's own unix VFS does with the
 * first sync of a journal or write-ahead log it opened, and so does this one.
 *
 * Operations that change the disk (write, truncate, sync, delete, a new file)
 * are counted; the armed fault strikes at the k-th:
 *  POWER  the write is torn at any byte, everything after it fails; then
 *         crashvfs_power makes the image: synced bytes and, of what was not
 *         synced, each 512-byte piece with probability 0, 1/2 or 1 (drawn per
 *         file), some of them torn; each unsynced name likewise.
 *  EIO    a part of the write may be there. After a failed sync each unsynced
 *         write is lost for the platters or not, though reads still show it
 *         (ATC'20), and no later sync brings it.
 *  FULL   SQLITE_FULL; syncs and deletions still work.
 * EIO and FULL strike once or from the k-th on until disarmed; READ is an EIO at
 * the k-th read.
 *
 * Bytes around a torn write stay whole (powersafe overwrite), as SQLite is
 * built to assume. Locks are none: one connection, locking_mode=EXCLUSIVE. */
#ifndef GENBA_TESTS_LIB_CRASHVFS_H
#define GENBA_TESTS_LIB_CRASHVFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct crashvfs;

enum crash_fault { CRASH_NONE, CRASH_POWER, CRASH_EIO, CRASH_FULL, CRASH_READ };

/* Registers it under `name` (which must live as long); the same seed gives the
 * same images. Free it when no connection is open. */
struct crashvfs *crashvfs_new(const char *name, uint64_t seed);
void crashvfs_free(struct crashvfs *v);
const char *crashvfs_name(const struct crashvfs *v);

/* From now on operations are counted anew; `stays`: the fault goes on from k. */
void crashvfs_arm(struct crashvfs *v, enum crash_fault fault, int64_t k, bool stays);
void crashvfs_disarm(struct crashvfs *v);
/* Operations since it was armed; of an armed READ, reads. */
int64_t crashvfs_count(const struct crashvfs *v);
bool crashvfs_struck(const struct crashvfs *v);

/* The power goes, if it has not yet, and comes back: only the image is there.
 * Every connection must be closed. */
void crashvfs_power(struct crashvfs *v);
void crashvfs_wipe(struct crashvfs *v); /* an empty disk */
bool crashvfs_has(const struct crashvfs *v, const char *name);
/* Every file as it is into a folder of the real disk; false when it cannot. */
bool crashvfs_export(const struct crashvfs *v, const char *folder);

/* A whole disk to come back to; everything in it is synced. */
struct crashimage;
struct crashimage *crashvfs_save(const struct crashvfs *v);
void crashvfs_load(struct crashvfs *v, const struct crashimage *image);
void crashimage_free(struct crashimage *image);

uint64_t crash_random(uint64_t *state); /* splitmix64 */

#endif
