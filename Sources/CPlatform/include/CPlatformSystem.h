#pragma once
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <sys/mount.h>
#include <sys/param.h>
#include <sys/sysctl.h>
#else
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#endif

/// Writes a text that changes with every boot into `text`; an empty one if the system does not tell.
static inline void muster_boot_id(char text[64]) {
  memset(text, 0, 64);
#if defined(__APPLE__)
  size_t size = 63;
  if (sysctlbyname("kern.bootsessionuuid", text, &size, NULL, 0) != 0) text[0] = 0;
#else
  int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ssize_t count = read(file, text, 63);
  close(file);
  if (count <= 0) { text[0] = 0; return; }
  for (ssize_t index = 0; index < count; index++)
    if (text[index] == '\n') text[index] = 0;
#endif
}

/// Nanoseconds of a clock that never jumps and that holds for all processes until the next boot.
static inline int64_t muster_monotonic_nanoseconds(void) {
#if defined(__APPLE__)
  // Darwin's CLOCK_MONOTONIC goes on while the machine sleeps, Linux's does not; this one is like Linux's.
  return (int64_t)clock_gettime_nsec_np(CLOCK_UPTIME_RAW);
#else
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
#endif
}

/// Locks an open file for this process alone, without waiting; 0 or -1 with errno.
static inline int muster_lock_exclusively(int file) { return flock(file, LOCK_EX | LOCK_NB); }

/// The same, waiting for another holder.
static inline int muster_wait_for_lock(int file) { return flock(file, LOCK_EX); }

static inline int muster_unlock(int file) { return flock(file, LOCK_UN); }

/// Writes the file system's type at `path`, in words, into `name`, if locks of one machine are not seen by another
/// there; returns 1 if so, 0 if not, -1 with errno if it cannot be told.
int muster_network_file_system(const char *path, char name[32]);

/// Makes the file at least so long, with room for all of it taken on the device; 0, or the error's number.
int muster_allocate(int descriptor, int64_t bytes);
