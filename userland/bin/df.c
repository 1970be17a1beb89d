/* df: how full the file systems are. */
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: df [-hkaTi] [FILE]...\n"
  "Shows how full the file systems are: all, or those the FILEs lie on. Sizes are in KiB.\n"
  "  -h  sizes with K M G   -T  with the type   -i  inodes instead of space   -a  also those without any space\n";

static struct {
  bool human, all, types, inodes;
} options;

static const char *amount(unsigned long long units, unsigned long long unit_bytes, char buffer[static 24]) {
  if (options.human) return human_size(units * unit_bytes, buffer);
  snprintf(buffer, 24, "%llu", options.inodes ? units : units * unit_bytes / 1024);
  return buffer;
}

static void print_heading(void) {
  printf("%-14s ", "Filesystem");
  if (options.types) printf("%-8s ", "Type");
  if (options.inodes) printf("%10s %10s %10s %5s %s\n", "Inodes", "IUsed", "IFree", "IUse%", "Mounted on");
  else printf("%10s %10s %10s %4s %s\n", options.human ? "Size" : "1K-blocks", "Used", "Available", "Use%", "Mounted on");
}

static void print_row(const struct mntent *mount) {
  struct statvfs status;
  if (statvfs(mount->mnt_dir, &status) != 0) {
    complain(mount->mnt_dir);
    return;
  }
  if (status.f_blocks == 0 && !options.all) return;
  unsigned long long unit = options.inodes ? 1 : status.f_frsize;
  unsigned long long total = options.inodes ? status.f_files : status.f_blocks, left = options.inodes ? status.f_ffree : status.f_bfree;
  unsigned long long available = options.inodes ? left : status.f_bavail, used = total - left;
  char sizes[3][24], share[8] = "-";
  if (used + available > 0) snprintf(share, sizeof share, "%llu%%", (used * 100 + used + available - 1) / (used + available) % 1000);
  printf("%-14s ", mount->mnt_fsname);
  if (options.types) printf("%-8s ", mount->mnt_type);
  printf("%10s %10s %10s %*s %s\n", amount(total, unit, sizes[0]), amount(used, unit, sizes[1]), amount(available, unit, sizes[2]),
    options.inodes ? 5 : 4, share, mount->mnt_dir);
}

static FILE *open_mounts(void) {
  FILE *mounts = setmntent("/proc/mounts", "r");
  if (!mounts) die("/proc/mounts");
  return mounts;
}

/** Prints the mount with the longest directory that the file lies on. */
static void print_file(const char *name) {
  struct stat wanted, status;
  if (stat(name, &wanted) != 0) {
    complain(name);
    return;
  }
  FILE *mounts = open_mounts();
  struct mntent found = {0};
  for (struct mntent *mount; (mount = getmntent(mounts));) {
    if (stat(mount->mnt_dir, &status) != 0 || status.st_dev != wanted.st_dev) continue;
    free(found.mnt_dir);
    free(found.mnt_fsname);
    free(found.mnt_type);
    found.mnt_dir = must_copy(mount->mnt_dir);
    found.mnt_fsname = must_copy(mount->mnt_fsname);
    found.mnt_type = must_copy(mount->mnt_type);
  }
  endmntent(mounts);
  if (found.mnt_dir) print_row(&found);
}

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "hkaTi", NULL)) != -1;) {
    options.human |= option == 'h';
    options.all |= option == 'a';
    options.types |= option == 'T';
    options.inodes |= option == 'i';
  }
  print_heading();
  if (optind < argc) {
    options.all = true;
    for (; optind < argc; optind++) print_file(argv[optind]);
    return tool_finish();
  }
  FILE *mounts = open_mounts();
  for (struct mntent *mount; (mount = getmntent(mounts));) print_row(mount);
  endmntent(mounts);
  return tool_finish();
}
