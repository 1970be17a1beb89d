/* stat: shows what a file's inode says. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "file-mode.h"
#include "tool.h"

static const char usage[] =
  "usage: stat [-L] [-f] [-t | -c FORMAT] FILE...\n"
  "Shows what the inode of each FILE says.\n"
  "  -L  follow links   -f  the file system instead   -t  on one line   -c FORMAT  so:\n"
  "  %n name  %N quoted, with a link's target  %s bytes  %b blocks  %B bytes of a block  %o best size of a transfer\n"
  "  %f mode in hex  %a mode in octal  %A mode as letters  %F kind  %h links  %i inode  %d device  %t %T its numbers\n"
  "  %u %U user  %g %G group  %x %X read  %y %Y changed  %z %Z inode changed (text, seconds)\n";

static void print_time(struct timespec time) {
  struct tm broken;
  char text[40], zone[8];
  localtime_r(&time.tv_sec, &broken);
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &broken);
  strftime(zone, sizeof zone, "%z", &broken);
  printf("%s.%09ld %s", text, time.tv_nsec, zone);
}

static void print_quoted(const char *name, const struct stat *status) {
  char target[4096];
  printf("'%s'", name);
  ssize_t length = S_ISLNK(status->st_mode) ? readlink(name, target, sizeof target - 1) : -1;
  if (length >= 0) printf(" -> '%.*s'", (int)length, target);
}

static void print_item(char letter, const char *name, const struct stat *status) {
  char mode[MODE_TEXT_BYTES];
  switch (letter) {
    case 'n': fputs(name, stdout); break;
    case 'N': print_quoted(name, status); break;
    case 's': printf("%lld", (long long)status->st_size); break;
    case 'b': printf("%lld", (long long)status->st_blocks); break;
    case 'B': fputs("512", stdout); break;
    case 'o': printf("%ld", (long)status->st_blksize); break;
    case 'f': printf("%x", status->st_mode); break;
    case 'a': printf("%o", status->st_mode & 07777); break;
    case 'A': fputs(mode_text(status->st_mode, mode), stdout); break;
    case 'F': fputs(file_kind(status->st_mode, status->st_size), stdout); break;
    case 'h': printf("%lu", (unsigned long)status->st_nlink); break;
    case 'i': printf("%llu", (unsigned long long)status->st_ino); break;
    case 'd': printf("%llu", (unsigned long long)status->st_dev); break;
    case 't': printf("%x", major(status->st_rdev)); break;
    case 'T': printf("%x", minor(status->st_rdev)); break;
    case 'u': printf("%u", status->st_uid); break;
    case 'U': fputs(owner_name(status->st_uid), stdout); break;
    case 'g': printf("%u", status->st_gid); break;
    case 'G': fputs(group_name(status->st_gid), stdout); break;
    case 'x': print_time(status->st_atim); break;
    case 'X': printf("%lld", (long long)status->st_atim.tv_sec); break;
    case 'y': print_time(status->st_mtim); break;
    case 'Y': printf("%lld", (long long)status->st_mtim.tv_sec); break;
    case 'z': print_time(status->st_ctim); break;
    case 'Z': printf("%lld", (long long)status->st_ctim.tv_sec); break;
    case 'w': putchar('-'); break;
    case 'W': putchar('0'); break;
    case '%': putchar('%'); break;
    default: printf("?%c", letter); break;
  }
}

static void print_format(const char *format, const char *name, const struct stat *status) {
  for (; *format; format++) {
    if (*format == '%' && format[1]) print_item(*++format, name, status);
    else putchar(*format);
  }
  putchar('\n');
}

static void print_whole(const char *name, const struct stat *status) {
  char mode[MODE_TEXT_BYTES];
  fputs("  File: ", stdout);
  if (S_ISLNK(status->st_mode)) {
    char target[4096];
    ssize_t length = readlink(name, target, sizeof target - 1);
    printf("%s -> %.*s\n", name, length > 0 ? (int)length : 0, target);
  } else {
    puts(name);
  }
  printf("  Size: %-15lld Blocks: %-10lld IO Block: %-6ld %s\n", (long long)status->st_size, (long long)status->st_blocks,
    (long)status->st_blksize, file_kind(status->st_mode, status->st_size));
  printf("Device: %u,%u\tInode: %-11llu Links: %lu", major(status->st_dev), minor(status->st_dev), (unsigned long long)status->st_ino,
    (unsigned long)status->st_nlink);
  bool device = S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode);
  if (device) printf("     Device type: %u,%u", major(status->st_rdev), minor(status->st_rdev));
  printf("\nAccess: (%04o/%s)  Uid: (%5u/%8s)   Gid: (%5u/%8s)\nAccess: ", status->st_mode & 07777, mode_text(status->st_mode, mode),
    status->st_uid, owner_name(status->st_uid), status->st_gid, group_name(status->st_gid));
  print_time(status->st_atim);
  fputs("\nModify: ", stdout);
  print_time(status->st_mtim);
  fputs("\nChange: ", stdout);
  print_time(status->st_ctim);
  putchar('\n');
}

static void print_file_system(const char *name) {
  struct statfs status;
  if (statfs(name, &status) != 0) {
    complain(name);
    return;
  }
  printf("  File: \"%s\"\n    Type: %lx\tNamelen: %ld\tBlock size: %ld\n", name, (unsigned long)status.f_type, (long)status.f_namelen,
    (long)status.f_bsize);
  printf("Blocks: Total: %-10llu Free: %-10llu Available: %llu\n", (unsigned long long)status.f_blocks, (unsigned long long)status.f_bfree,
    (unsigned long long)status.f_bavail);
  printf("Inodes: Total: %-10llu Free: %llu\n", (unsigned long long)status.f_files, (unsigned long long)status.f_ffree);
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"format", required_argument, NULL, 'c'}, {"dereference", no_argument, NULL, 'L'}, {0}};
  bool follow = false, file_system = false;
  const char *format = NULL;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "Lftc:", longs)) != -1;) {
    if (option == 'L') follow = true;
    else if (option == 'f') file_system = true;
    else format = option == 't' ? "%n %s %b %f %u %g %d %i %h %t %T %X %Y %Z %W %o" : optarg;
  }
  if (optind == argc) usage_error("needs a file");
  for (; optind < argc; optind++) {
    const char *name = argv[optind];
    struct stat status;
    if (file_system) {
      print_file_system(name);
    } else if ((follow ? stat(name, &status) : lstat(name, &status)) != 0) {
      complain(name);
    } else if (format) {
      print_format(format, name, &status);
    } else {
      print_whole(name, &status);
    }
  }
  return tool_finish();
}
