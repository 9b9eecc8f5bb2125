#pragma once
// A disk that fails on demand, under SQLite: a VFS around the system's own. Files outside the folder under test are
// left alone. One disk at a time; not thread-safe.

#include <stdint.h>

typedef enum {
  fault_disk_sound,
  /// Writing fails: there is no room. Lasts as long as the file named as room is there.
  fault_disk_full,
  /// Writing and syncing fail: the device reports errors.
  fault_disk_broken,
  /// The power has failed: nothing is written any more.
  fault_disk_off,
} fault_disk_state;

/// Puts the disk under all of SQLite in this process; from then on files in `folder` are on it.
void fault_disk_mount(const char *folder, const char *room);

/// After so many more writes and syncs the disk gets into the state.
void fault_disk_schedule(fault_disk_state state, int64_t operations);

/// How many writes and syncs there have been since the last call of `fault_disk_schedule`.
int64_t fault_disk_operations(void);

/// Brings the disk back after a loss of power. Of what was written since a file's last sync, any part may be there, as a
/// device that writes in an order of its own leaves it: which part is drawn from `seed`.
void fault_disk_power_up(uint64_t seed);
