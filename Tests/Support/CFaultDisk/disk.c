#include "CFaultDisk.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { most_files = 16, path_size = 1024 };

/// A write or a truncation that has not been synced, with what it replaced.
struct change {
  sqlite3_int64 offset;
  int count;
  char *after;
  char *before;
  int before_count;
  sqlite3_int64 size_before;
  sqlite3_int64 size_after;
};

struct tracked {
  char path[path_size];
  struct change *changes;
  int count, capacity;
};

struct file {
  sqlite3_file base;
  struct tracked *tracked;
  sqlite3_file *real;
};

static sqlite3_vfs *system_vfs;
static sqlite3_vfs vfs;
static sqlite3_io_methods methods;
static char folder[path_size], room[path_size];
static struct tracked files[most_files];
static fault_disk_state state, scheduled;
static int64_t countdown = -1, operations;

static struct tracked *track(const char *path) {
  if (!path || !folder[0] || strncmp(path, folder, strlen(folder))) return NULL;
  struct tracked *unused = NULL;
  for (int index = 0; index < most_files; index++) {
    if (!strcmp(files[index].path, path)) return &files[index];
    if (!files[index].path[0] && !unused) unused = &files[index];
  }
  if (unused) strncpy(unused->path, path, path_size - 1);
  return unused;
}

static void forget(struct tracked *tracked) {
  for (int index = 0; index < tracked->count; index++) {
    free(tracked->changes[index].after);
    free(tracked->changes[index].before);
  }
  tracked->count = 0;
}

/// Counts an operation that changes the disk; not 0 is the error that it ends with.
static int fails(struct tracked *tracked, int is_write) {
  if (!tracked) return SQLITE_OK;
  operations++;
  if (countdown >= 0 && countdown-- == 0) state = scheduled;
  switch (state) {
  case fault_disk_full:
    if (access(room, F_OK) != 0) return SQLITE_OK;
    return is_write ? SQLITE_FULL : SQLITE_OK;
  case fault_disk_broken: return is_write ? SQLITE_IOERR_WRITE : SQLITE_IOERR_FSYNC;
  case fault_disk_off: return SQLITE_IOERR;
  default: return SQLITE_OK;
  }
}

static struct change *remember(struct tracked *tracked, sqlite3_file *real, sqlite3_int64 offset, int count) {
  if (tracked->count == tracked->capacity) {
    tracked->capacity = tracked->capacity ? tracked->capacity * 2 : 64;
    tracked->changes = realloc(tracked->changes, tracked->capacity * sizeof(struct change));
  }
  struct change *change = &tracked->changes[tracked->count++];
  memset(change, 0, sizeof *change);
  change->offset = offset;
  real->pMethods->xFileSize(real, &change->size_before);
  sqlite3_int64 rest = change->size_before - offset;
  change->before_count = rest <= 0 ? 0 : rest < count ? (int)rest : count;
  change->before = malloc(change->before_count + 1);
  if (change->before_count) real->pMethods->xRead(real, change->before, change->before_count, offset);
  return change;
}

#define REAL(opened) (((struct file *)(opened))->real)
#define TRACKED(opened) (((struct file *)(opened))->tracked)

static int on_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  sqlite3_file *real = REAL(file);
  struct tracked *tracked = TRACKED(file);
  int result = fails(tracked, 1);
  if (result) return result;
  if (tracked) {
    struct change *change = remember(tracked, real, offset, count);
    change->count = count;
    change->after = malloc(count);
    memcpy(change->after, bytes, count);
    change->size_after = change->size_before > offset + count ? change->size_before : offset + count;
  }
  return real->pMethods->xWrite(real, bytes, count, offset);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size) {
  sqlite3_file *real = REAL(file);
  struct tracked *tracked = TRACKED(file);
  int result = fails(tracked, 1);
  if (result) return result;
  if (tracked) {
    sqlite3_int64 old = 0;
    real->pMethods->xFileSize(real, &old);
    struct change *change = remember(tracked, real, size, old > size ? (int)(old - size) : 0);
    change->size_after = size;
  }
  return real->pMethods->xTruncate(real, size);
}

static int on_sync(sqlite3_file *file, int flags) {
  struct tracked *tracked = TRACKED(file);
  int result = fails(tracked, 0);
  if (result) return result;
  if (tracked) forget(tracked);
  // A sync that is not waited for makes no difference to this process, and the tests are faster.
  return tracked ? SQLITE_OK : REAL(file)->pMethods->xSync(REAL(file), flags);
}

static int on_close(sqlite3_file *file) {
  int result = REAL(file)->pMethods->xClose(REAL(file));
  free(REAL(file));
  return result;
}
static int on_read(sqlite3_file *f, void *b, int n, sqlite3_int64 o) { return REAL(f)->pMethods->xRead(REAL(f), b, n, o); }
static int on_size(sqlite3_file *f, sqlite3_int64 *size) { return REAL(f)->pMethods->xFileSize(REAL(f), size); }
static int on_lock(sqlite3_file *f, int kind) { return REAL(f)->pMethods->xLock(REAL(f), kind); }
static int on_unlock(sqlite3_file *f, int kind) { return REAL(f)->pMethods->xUnlock(REAL(f), kind); }
static int on_check(sqlite3_file *f, int *out) { return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out); }
static int on_control(sqlite3_file *f, int op, void *arg) {
  // Nothing is to be written beside the methods above.
  if (op == SQLITE_FCNTL_CHUNK_SIZE || op == SQLITE_FCNTL_SIZE_HINT) return SQLITE_OK;
  return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}
static int on_sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }
static int on_device(sqlite3_file *f) { return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f)); }
static int on_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
  return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, out);
}
static int on_shm_lock(sqlite3_file *f, int o, int n, int flags) { return REAL(f)->pMethods->xShmLock(REAL(f), o, n, flags); }
static void on_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }
static int on_unmap(sqlite3_file *f, int drop) { return REAL(f)->pMethods->xShmUnmap(REAL(f), drop); }

static int on_open(sqlite3_vfs *self, const char *path, sqlite3_file *opened, int flags, int *out) {
  (void)self;
  struct file *file = (struct file *)opened;
  file->base.pMethods = NULL;
  file->real = calloc(1, system_vfs->szOsFile);
  file->tracked = track(path);
  int result = system_vfs->xOpen(system_vfs, path, file->real, flags, out);
  if (result) {
    free(file->real);
    return result;
  }
  file->base.pMethods = &methods;
  return SQLITE_OK;
}

static int on_delete(sqlite3_vfs *self, const char *path, int sync) {
  (void)self;
  struct tracked *tracked = track(path);
  if (tracked && state == fault_disk_off) return SQLITE_IOERR;
  if (tracked) forget(tracked);
  return system_vfs->xDelete(system_vfs, path, sync);
}

void fault_disk_mount(const char *new_folder, const char *new_room) {
  if (!system_vfs) {
    sqlite3_initialize();
    system_vfs = sqlite3_vfs_find(NULL);
    vfs = *system_vfs;
    vfs.zName = "fault-disk";
    vfs.szOsFile = sizeof(struct file);
    vfs.xOpen = on_open;
    vfs.xDelete = on_delete;
    methods = (sqlite3_io_methods){
        2, on_close, on_read, on_write, on_truncate, on_sync, on_size, on_lock, on_unlock, on_check, on_control,
        on_sector, on_device, on_map, on_shm_lock, on_barrier, on_unmap, NULL, NULL};
    sqlite3_vfs_register(&vfs, 1);
  }
  for (int index = 0; index < most_files; index++) {
    forget(&files[index]);
    files[index].path[0] = 0;
  }
  strncpy(folder, new_folder, path_size - 1);
  strncpy(room, new_room, path_size - 1);
  state = fault_disk_sound;
  countdown = -1;
}

void fault_disk_schedule(fault_disk_state next, int64_t count) {
  scheduled = next;
  countdown = count;
  operations = 0;
  if (next == fault_disk_sound) state = fault_disk_sound;
}

int64_t fault_disk_operations(void) { return operations; }

static uint64_t draw(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  return *seed ^= *seed << 17;
}

static void put(int descriptor, const char *bytes, int count, sqlite3_int64 offset, sqlite3_int64 size) {
  if (count && pwrite(descriptor, bytes, count, offset) != count) abort();
  if (ftruncate(descriptor, size) != 0) abort();
}

void fault_disk_power_up(uint64_t seed) {
  seed |= 1;
  for (int index = 0; index < most_files; index++) {
    struct tracked *tracked = &files[index];
    int descriptor = tracked->count ? open(tracked->path, O_RDWR) : -1;
    if (descriptor >= 0) {
      for (int at = tracked->count - 1; at >= 0; at--) {
        struct change *change = &tracked->changes[at];
        put(descriptor, change->before, change->before_count, change->offset, change->size_before);
      }
      uint64_t keeps = draw(&seed) % 3;  // nothing, any part, or all of it
      for (int at = 0; at < tracked->count; at++) {
        struct change *change = &tracked->changes[at];
        if (keeps == 0 || (keeps == 1 && draw(&seed) % 2)) continue;
        if (change->after) {
          sqlite3_int64 size = lseek(descriptor, 0, SEEK_END), end = change->offset + change->count;
          put(descriptor, change->after, change->count, change->offset, size > end ? size : end);
        } else {
          put(descriptor, NULL, 0, 0, change->size_after);
        }
      }
      close(descriptor);
    }
    forget(tracked);
  }
  state = fault_disk_sound;
  countdown = -1;
}
