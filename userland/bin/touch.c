/* touch: sets the times of files, making those that are not there. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: touch [-acm] [-r FILE | -d TIME | -t [CCYY]MMDDhhmm[.ss]] FILE...\n"
  "Sets the times of the FILEs to now; a FILE that is not there is made empty.\n"
  "  -a  only when it was read   -m  only when it was changed   -c  make no file\n"
  "  -r FILE  the times of FILE  -d TIME  @SECONDS, 2026-05-17 or 2026-05-17 10:20[:30]   -t  as digits\n";

static struct timespec parse_time(const char *text, const char *const *formats) {
  int64_t seconds;
  if (*text == '@' && parse_integer(text + 1, &seconds)) return (struct timespec){.tv_sec = seconds};
  for (; *formats; formats++) {
    time_t now = time(NULL);
    struct tm broken;
    localtime_r(&now, &broken);
    broken.tm_hour = broken.tm_min = broken.tm_sec = 0;
    const char *end = strptime(text, *formats, &broken);
    if (!end || *end) continue;
    broken.tm_isdst = -1;
    return (struct timespec){.tv_sec = mktime(&broken)};
  }
  usage_error("%s: bad time", text);
}

int main(int argc, char **argv) {
  static const char *const dates[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%H:%M", NULL};
  static const char *const digits[] = {"%Y%m%d%H%M.%S", "%Y%m%d%H%M", "%m%d%H%M", NULL};
  bool read_time = false, change_time = false, make = true;
  struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "acmr:d:t:", NULL)) != -1;) {
    struct stat status;
    if (option == 'a') read_time = true;
    else if (option == 'm') change_time = true;
    else if (option == 'c') make = false;
    else if (option == 'r') {
      if (stat(optarg, &status) != 0) die(optarg);
      times[0] = status.st_atim;
      times[1] = status.st_mtim;
    } else {
      times[0] = times[1] = parse_time(optarg, option == 'd' ? dates : digits);
    }
  }
  if (optind == argc) usage_error("needs a file");
  if (read_time && !change_time) times[1].tv_nsec = UTIME_OMIT;
  if (change_time && !read_time) times[0].tv_nsec = UTIME_OMIT;
  for (; optind < argc; optind++) {
    const char *name = argv[optind];
    if (utimensat(AT_FDCWD, name, times, 0) == 0) continue;
    if (errno != ENOENT) {
      complain(name);
      continue;
    }
    if (!make) continue;
    int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0 || futimens(fd, times) != 0) complain(name);
    if (fd >= 0) close(fd);
  }
  return tool_finish();
}
