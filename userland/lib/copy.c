/* Copying files and trees: see copy.h. */
#include "copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "path.h"
#include "tool.h"

static bool failed(const char *path) {
  complain(path);
  return false;
}

static bool copy_bytes(int from, const char *from_name, int to, const char *to_name) {
  static char block[65536];
  for (ssize_t count; (count = read(from, block, sizeof block)) != 0;) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(from_name);
    for (ssize_t done = 0; done < count;) {
      ssize_t written = write(to, block + done, (size_t)(count - done));
      if (written < 0 && errno != EINTR) return failed(to_name);
      if (written > 0) done += written;
    }
  }
  return true;
}

static int open_target(const char *path, mode_t mode, const CopyOptions *options) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd >= 0 || !options->force || unlink(path) != 0) return fd;
  return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
}

static bool copy_file(const char *from, const char *to, const struct stat *status, const CopyOptions *options) {
  int source = open(from, O_RDONLY | O_CLOEXEC);
  if (source < 0) return failed(from);
  int target = open_target(to, status->st_mode & 0777, options);
  bool good = target >= 0 ? copy_bytes(source, from, target, to) : failed(to);
  close(source);
  if (target >= 0 && close(target) != 0 && good) good = failed(to);
  return good;
}

static bool copy_link(const char *from, const char *to) {
  char target[4096];
  ssize_t length = readlink(from, target, sizeof target - 1);
  if (length < 0) return failed(from);
  target[length] = 0;
  if (unlink(to) != 0 && errno != ENOENT) return failed(to);
  return symlink(target, to) == 0 || failed(to);
}

static bool copy_directory(const char *from, const char *to, const struct stat *status, const CopyOptions *options) {
  bool made = mkdir(to, (status->st_mode & 07777) | 0700) == 0;
  if (!made && !path_is_directory(to)) return failed(to);
  DIR *directory = opendir(from);
  if (!directory) return failed(from);
  struct stat target;
  bool good = stat(to, &target) == 0;
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    char *inner_from = path_join(from, entry->d_name), *inner_to = path_join(to, entry->d_name);
    struct stat inner;
    bool itself = lstat(inner_from, &inner) == 0 && inner.st_dev == target.st_dev && inner.st_ino == target.st_ino;
    if (itself) complain_text("%s: cannot be copied into itself", from);
    else good = copy_path(inner_from, inner_to, options) && good;
    good = good && !itself;
    free(inner_from);
    free(inner_to);
  }
  closedir(directory);
  mode_t mask = umask(0);
  umask(mask);
  if (made && !options->preserve && chmod(to, status->st_mode & 07777 & ~mask) != 0) return failed(to);
  return good;
}

static bool copy_special(const char *to, const struct stat *status) {
  if (unlink(to) != 0 && errno != ENOENT) return failed(to);
  return mknod(to, status->st_mode, status->st_rdev) == 0 || failed(to);
}

static void preserve(const char *to, const struct stat *status) {
  struct timespec times[2] = {status->st_atim, status->st_mtim};
  bool link = S_ISLNK(status->st_mode);
  if (lchown(to, status->st_uid, status->st_gid) != 0 && errno != EPERM) complain(to);
  if (!link && chmod(to, status->st_mode & 07777) != 0) complain(to);
  if (utimensat(AT_FDCWD, to, times, AT_SYMLINK_NOFOLLOW) != 0) complain(to);
}

static bool is_newer(struct timespec left, struct timespec right) {
  return left.tv_sec != right.tv_sec ? left.tv_sec > right.tv_sec : left.tv_nsec > right.tv_nsec;
}

/** Whether what stands at `to` may be overwritten. */
static bool may_overwrite(const struct stat *from, const char *to, const CopyOptions *options) {
  struct stat status;
  if (lstat(to, &status) != 0) return true;
  if (options->no_clobber) return false;
  if (options->update && !is_newer(from->st_mtim, status.st_mtim)) return false;
  return !options->interactive || ask("overwrite '%s'", to);
}

bool copy_path(const char *from, const char *to, const CopyOptions *options) {
  struct stat status, target;
  if ((options->keep_links ? lstat(from, &status) : stat(from, &status)) != 0) return failed(from);
  bool directory = S_ISDIR(status.st_mode);
  if (directory && !options->recursive) {
    complain_text("%s: is a directory (-r copies it)", from);
    return false;
  }
  if (!directory && stat(to, &target) == 0 && status.st_dev == target.st_dev && status.st_ino == target.st_ino) {
    complain_text("%s and %s are the same file", from, to);
    return false;
  }
  if (!directory && !may_overwrite(&status, to, options)) return true;
  if (options->verbose) printf("'%s' -> '%s'\n", from, to);
  bool good;
  if (directory) good = copy_directory(from, to, &status, options);
  else if (S_ISLNK(status.st_mode)) good = copy_link(from, to);
  else if (S_ISREG(status.st_mode) || !options->recursive) good = copy_file(from, to, &status, options);
  else good = copy_special(to, &status);
  if (good && options->preserve) preserve(to, &status);
  return good;
}
