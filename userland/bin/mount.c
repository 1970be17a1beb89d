/* mount: attaches a file system to a directory, or lists those that are. */
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "tool.h"

static const char usage[] =
  "usage: mount\n"
  "       mount -t TYPE [-o OPTIONS] [-r] SOURCE DIRECTORY\n"
  "       mount --bind DIRECTORY DIRECTORY\n"
  "Lists what is mounted, or attaches a file system (proc, sysfs, tmpfs, devtmpfs) to DIRECTORY.\n"
  "  -o  ro rw nosuid nodev noexec noatime remount bind, and what the type understands (size=4M)   -r  read only\n";

static const struct {
  const char *name;
  unsigned long set, clear;
} flags[] = {
  {"ro", MS_RDONLY, 0}, {"rw", 0, MS_RDONLY}, {"nosuid", MS_NOSUID, 0}, {"suid", 0, MS_NOSUID},
  {"nodev", MS_NODEV, 0}, {"dev", 0, MS_NODEV},
  {"noexec", MS_NOEXEC, 0}, {"exec", 0, MS_NOEXEC}, {"noatime", MS_NOATIME, 0}, {"relatime", MS_RELATIME, 0}, {"remount", MS_REMOUNT, 0},
  {"bind", MS_BIND, 0}, {"defaults", 0, 0},
};

static int list(void) {
  FILE *mounts = setmntent("/proc/mounts", "r");
  if (!mounts) die("/proc/mounts");
  for (const struct mntent *entry; (entry = getmntent(mounts));) {
    printf("%s on %s type %s (%s)\n", entry->mnt_fsname, entry->mnt_dir, entry->mnt_type, entry->mnt_opts);
  }
  endmntent(mounts);
  return tool_finish();
}

/** Turns "ro,size=4M" into flags and what only the file system understands. */
static unsigned long parse_options(char *text, unsigned long before, char **data) {
  for (char *save, *word = strtok_r(text, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
    size_t i = 0;
    while (i < sizeof flags / sizeof *flags && strcmp(flags[i].name, word) != 0) i++;
    if (i < sizeof flags / sizeof *flags) {
      before = (before | flags[i].set) & ~flags[i].clear;
    } else {
      char *longer = *data ? must_format("%s,%s", *data, word) : must_copy(word);
      free(*data);
      *data = longer;
    }
  }
  return before;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"bind", no_argument, NULL, 'B'}, {0}};
  const char *type = NULL;
  unsigned long mode = 0;
  char *data = NULL;
  tool_begin(argv, usage);
  if (argc == 1) return list();
  for (int option; (option = tool_option(argc, argv, "t:o:r", longs)) != -1;) {
    if (option == 't') type = optarg;
    else if (option == 'o') mode = parse_options(optarg, mode, &data);
    else mode |= option == 'B' ? MS_BIND : MS_RDONLY;
  }
  if (argc - optind != 2) usage_error("needs a source and a directory");
  if (!type && !(mode & (MS_BIND | MS_REMOUNT))) usage_error("needs -t TYPE");
  if (mount(argv[optind], argv[optind + 1], type, mode, data) != 0) die(argv[optind + 1]);
  return tool_finish();
}
