#include "CPlatform.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#if !defined(__APPLE__)

/// The type of a FUSE file system, such as `fuse.sshfs`, which statfs does not tell.
static void fuse_type(const char *path, char name[32]) {
  struct stat status;
  if (stat(path, &status) != 0) return;
  FILE *mounts = fopen("/proc/self/mountinfo", "re");
  if (!mounts) return;
  char *line = NULL;
  size_t capacity = 0;
  while (getline(&line, &capacity, mounts) > 0) {
    // 36 35 98:0 /root /mount options - type source options
    unsigned major_number, minor_number;
    if (sscanf(line, "%*d %*d %u:%u", &major_number, &minor_number) != 2) continue;
    if (major_number != major(status.st_dev) || minor_number != minor(status.st_dev)) continue;
    const char *separator = strstr(line, " - ");
    if (separator) sscanf(separator + 3, "%31s", name);
    break;
  }
  free(line);
  fclose(mounts);
}

int muster_network_file_system(const char *path, char name[32]) {
  struct statfs status;
  if (statfs(path, &status) != 0) return -1;
  static const struct { unsigned long type; const char *name; } known[] = {
    {0x6969, "NFS"}, {0xFF534D42, "CIFS"}, {0xFE534D42, "SMB2"}, {0x517B, "SMB"}, {0x5346414F, "AFS"},
    {0x6B414653, "AFS"}, {0x73757245, "Coda"}, {0x00C36400, "Ceph"}, {0x0BD00BD3, "Lustre"}, {0x564C, "NCP"},
  };
  for (size_t index = 0; index < sizeof known / sizeof known[0]; index++)
    if ((unsigned long)(uint32_t)status.f_type == known[index].type) {
      snprintf(name, 32, "%s", known[index].name);
      return 1;
    }
  if ((uint32_t)status.f_type != 0x65735546) return 0;
  // FUSE also carries local file systems (ntfs-3g, fuse-overlayfs, virtiofs), so only those known to be remote count.
  static const char *const remote[] = {
    "sshfs", "rclone", "s3fs", "mountpoint-s3", "gcsfuse", "goofys", "glusterfs", "ceph", "davfs", "smbnetfs", "curlftp",
    "gvfsd", "blobfuse", "juicefs",
  };
  char type[32] = "";
  fuse_type(path, type);
  for (size_t index = 0; index < sizeof remote / sizeof remote[0]; index++)
    if (strstr(type, remote[index])) {
      snprintf(name, 32, "%s", type);
      return 1;
    }
  return 0;
}

#else

int muster_network_file_system(const char *path, char name[32]) {
  struct statfs status;
  if (statfs(path, &status) != 0) return -1;
  if (status.f_flags & MNT_LOCAL) return 0;
  snprintf(name, 32, "%s", status.f_fstypename);
  return 1;
}

#endif

/// Takes room by writing, where the file system cannot set it aside.
static int write_zeros(int descriptor, int64_t bytes) {
  static const char zeros[64 * 1024];
  for (int64_t at = 0; at < bytes;) {
    size_t count = bytes - at < (int64_t)sizeof zeros ? (size_t)(bytes - at) : sizeof zeros;
    ssize_t written = pwrite(descriptor, zeros, count, at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? errno : EIO;
    at += written;
  }
  return fsync(descriptor) == 0 ? 0 : errno;
}

int muster_allocate(int descriptor, int64_t bytes) {
#if defined(__APPLE__)
  fstore_t wish = {F_ALLOCATEALL, F_PEOFPOSMODE, 0, bytes, 0};
  if (fcntl(descriptor, F_PREALLOCATE, &wish) == 0 && ftruncate(descriptor, bytes) == 0) return 0;
  return errno == ENOTSUP || errno == EINVAL ? write_zeros(descriptor, bytes) : errno;
#else
  int result = posix_fallocate(descriptor, 0, bytes);
  return result == EOPNOTSUPP || result == EINVAL ? write_zeros(descriptor, bytes) : result;
#endif
}
