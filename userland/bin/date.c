/* date: writes the time. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: date [-u] [-R] [-I[date|seconds]] [-d @SECONDS | -d TIME | -r FILE] [+FORMAT]\n"
  "Writes the time now, or another one.\n"
  "  -u  UTC   -R  as in mail (RFC 5322)   -I  2026-05-17, -Iseconds with the time\n"
  "  -d @N     N seconds since 1970        -d TIME  2026-05-17, 2026-05-17 10:20[:30]\n"
  "  -r FILE   when FILE was changed\n"
  "FORMAT is strftime's: %Y %m %d %H %M %S %s %j %a %b %Z %z %F %T ..., and %N nanoseconds.\n";

static struct timespec parse_time(const char *text) {
  struct timespec time = {0};
  int64_t seconds;
  if (*text == '@') {
    char *point = strchr(text, '.');
    if (point) {
      char digits[10] = "000000000";
      memcpy(digits, point + 1, strlen(point + 1) < 9 ? strlen(point + 1) : 9);
      time.tv_nsec = strtol(digits, NULL, 10);
      *point = 0;
    }
    if (!parse_integer(text + 1, &seconds)) usage_error("%s: bad time", text);
    time.tv_sec = seconds;
    return time;
  }
  static const char *const formats[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%H:%M:%S", "%H:%M"};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct tm broken;
    clock_gettime(CLOCK_REALTIME, &time);
    localtime_r(&time.tv_sec, &broken);
    broken.tm_hour = broken.tm_min = broken.tm_sec = 0;
    const char *end = strptime(text, formats[i], &broken);
    if (!end || *end) continue;
    broken.tm_isdst = -1;
    return (struct timespec){.tv_sec = mktime(&broken)};
  }
  if (strcmp(text, "now") != 0) usage_error("%s: bad time", text);
  clock_gettime(CLOCK_REALTIME, &time);
  return time;
}

/** Puts the nanoseconds in the place of %N, which strftime does not know. The caller frees the result. */
static char *with_nanoseconds(const char *format, long nanoseconds) {
  char *result = must_allocate(strlen(format) * 5 + 1), *into = result;
  for (; *format; format++) {
    int digits = format[0] == '%' && format[1] >= '1' && format[1] <= '9' && format[2] == 'N' ? format[1] - '0' : 9;
    bool short_form = digits < 9 || (format[0] == '%' && format[1] == '9' && format[2] == 'N');
    if (short_form || (format[0] == '%' && format[1] == 'N')) {
      char all[10];
      snprintf(all, sizeof all, "%09ld", nanoseconds);
      memcpy(into, all, (size_t)digits);
      into += digits;
      format += short_form ? 2 : 1;
    } else {
      *into++ = *format;
      if (format[0] == '%' && format[1]) *into++ = *++format;
    }
  }
  return result;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {
    {"utc", no_argument, NULL, 'u'}, {"date", required_argument, NULL, 'd'}, {"reference", required_argument, NULL, 'r'}, {0},
  };
  const char *format = "+%a %b %e %H:%M:%S %Z %Y", *text = NULL, *reference = NULL;
  bool utc = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "uRI::d:r:", longs)) != -1;) {
    if (option == 'u') utc = true;
    else if (option == 'R') format = "+%a, %d %b %Y %H:%M:%S %z";
    else if (option == 'I') format = optarg && strcmp(optarg, "seconds") == 0 ? "+%Y-%m-%dT%H:%M:%S%z" : "+%F";
    else if (option == 'd') text = optarg;
    else reference = optarg;
  }
  if (utc) setenv("TZ", "UTC0", 1);
  if (optind < argc) format = argv[optind];
  if (*format != '+') usage_error("%s: a format begins with +; the time cannot be set", format);
  struct timespec time;
  struct stat status;
  if (reference && stat(reference, &status) != 0) die(reference);
  if (reference) time = status.st_mtim;
  else if (text) time = parse_time(must_copy(text));
  else clock_gettime(CLOCK_REALTIME, &time);
  struct tm broken;
  if (!localtime_r(&time.tv_sec, &broken)) fail(1, "the time is out of range");
  char *whole = with_nanoseconds(format + 1, time.tv_nsec);
  size_t size = strlen(whole) * 16 + 64;
  char *result = must_allocate(size);
  if (*whole) strftime(result, size, whole, &broken);
  puts(result);
  free(result);
  free(whole);
  return tool_finish();
}
